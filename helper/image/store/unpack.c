/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/store/unpack.h"

#include "core/contract/contract.h"
#include "core/io/io.h"
#include "helper/common/textfile.h"
#include "helper/image/layer/layer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define RECORD         "record"
#define IMAGE_KEPT_MAX 4                 /* index, manifest, configuration */
#define KEPT_MAX       (4 * 1024 * 1024) /* of a manifest or a configuration, as registries take them */

/* One that is being unpacked. */
typedef struct Layer {
        const char *chain; /* HEX of its chain id */
        int dir_fd;        /* the folder in which it is made, locked; < 0: it was there */
} Layer;

typedef struct Unpacking {
        const Store *store;
        const UnpackJob *job;
        const StrVec *chains;
        size_t n; /* layers that are begun */
        Layer layers[IMAGE_LAYERS_MAX];
        int trees[IMAGE_LAYERS_MAX];
        LayerCounts sum;
        UnpackState state;
        int image_fd;  /* the folder in which its record is made; < 0: it is there */
        int record_fd; /* ... or a file that takes that one's place, or < 0 */
        int kept_fds[IMAGE_KEPT_MAX];
        size_t n_kept;
} Unpacking;

static void unpacking_done(Unpacking *unpacking)
{
        for (size_t i = 0; i < unpacking->n; i++) {
                closep(&unpacking->layers[i].dir_fd);
                closep(unpacking->trees + i);
        }
        for (size_t i = 0; i < unpacking->n_kept; i++)
                closep(unpacking->kept_fds + i);
        closep(&unpacking->image_fd);
        closep(&unpacking->record_fd);
}

static void tell(Unpacking *unpacking)
{
        if (unpacking->job->progress)
                unpacking->job->progress(unpacking->job->context, &unpacking->state);
}

static void tell_bytes(void *context, uint64_t bytes)
{
        Unpacking *unpacking = context;
        unpacking->state.bytes = bytes;
        tell(unpacking);
}

static void add_counts(LayerCounts *sum, const LayerCounts *counts)
{
        sum->bytes += counts->bytes;
        sum->entries += counts->entries;
        sum->left_out += counts->left_out;
        sum->devices += counts->devices;
        sum->max_id = counts->max_id > sum->max_id ? counts->max_id : sum->max_id;
        sum->log_links = sum->log_links || counts->log_links;
}

static int open_blob(const Unpacking *unpacking, const char *hex, Failure *failure)
{
        int fd = openat(unpacking->job->blobs_fd, hex, TEXTFILE_FLAGS | O_NOFOLLOW);
        return fd < 0 ? failure_set(failure, EXIT_SETUP_STATE, errno, "open the blob sha256:%s", hex) : fd;
}

/* Unpacks layer I to its folder. */
static int make_layer(Unpacking *unpacking, size_t i, LayerCounts *ret, Failure *failure)
{
        const UnpackJob *job = unpacking->job;
        struct stat st = {};
        _cleanup_close_ int blob_fd = open_blob(unpacking, job->blobs->items[i], failure);
        if (blob_fd < 0)
                return blob_fd;
        if (unpacking->sum.entries >= LAYER_ENTRIES_MAX)
                return failure_set(failure, EXIT_SETUP_ROOT, 0,
                                   "the image has more than " LAYER_ENTRIES_MAX_TEXT " entries");
        (void)fstat(blob_fd, &st);
        unpacking->state.bytes = 0;
        unpacking->state.size = (uint64_t)st.st_size;
        const LayerJob layer = {.dir_fd = unpacking->layers[i].dir_fd,
                                .blob_fd = blob_fd,
                                .diff_id = job->diff_ids->items[i],
                                .below = unpacking->trees,
                                .n_below = i,
                                .entries_max = LAYER_ENTRIES_MAX - unpacking->sum.entries,
                                .progress = tell_bytes,
                                .context = unpacking};
        return layer_make_tree(&layer, ret, failure);
}

static int take_layer(Unpacking *unpacking, size_t i, Failure *failure)
{
        Layer *layer = unpacking->layers + i;
        LayerCounts counts = {};
        *layer = (Layer){.chain = unpacking->chains->items[i], .dir_fd = -EBADF};
        unpacking->trees[i] = -EBADF;
        unpacking->n = i + 1;
        unpacking->state =
                (UnpackState){.layer = i + 1, .n_layers = unpacking->state.n_layers, .waits = true};
        tell(unpacking);
        int fd = store_begin(unpacking->store->layers_fd, layer->chain, failure);
        unpacking->state.waits = false;
        if (fd < 0 && fd != -EEXIST)
                return fd;
        layer->dir_fd = fd < 0 ? -EBADF : fd;
        int r = fd >= 0 ? make_layer(unpacking, i, &counts, failure)
                        : store_read_counts(unpacking->store, layer->chain, &counts, failure);
        if (r < 0)
                return r;
        add_counts(&unpacking->sum, &counts);
        unpacking->trees[i] = store_open_tree(unpacking->store, layer->chain, layer->dir_fd, failure);
        return unpacking->trees[i] < 0 ? unpacking->trees[i] : 0;
}

/* Says of which layer FAILURE tells. */
static int name_layer(int r, size_t i, size_t n, Failure *failure)
{
        Failure cause = *failure;
        snprintf(failure->text, sizeof failure->text, "layer %zu of %zu: ", i + 1, n);
        size_t used = strlen(failure->text);
        size_t length = strnlen(cause.text, sizeof failure->text - used - 1);
        memcpy(failure->text + used, cause.text, length);
        failure->text[used + length] = '\0';
        return r;
}

static int take_layers(Unpacking *unpacking, Failure *failure)
{
        const UnpackJob *job = unpacking->job;
        size_t n = job->diff_ids->n;
        if (n == 0 || n > IMAGE_LAYERS_MAX || job->blobs->n != n || unpacking->chains->n != n)
                return failure_set(failure, EXIT_SETUP_ROOT, 0,
                                   "its manifest has %zu layers, its configuration %zu; 1 to 128 can be had",
                                   job->blobs->n, n);
        unpacking->state.n_layers = n;
        for (size_t i = 0; i < n; i++) {
                int r = take_layer(unpacking, i, failure);
                if (r < 0)
                        return name_layer(r, i, n, failure);
        }
        return 0;
}

static int fill_record(const Unpacking *unpacking, ImageRecord *record, StrBuf *ret, Failure *failure)
{
        record->max_id = unpacking->sum.max_id;
        record->log_links = unpacking->sum.log_links;
        int r = image_record_write(record, ret);
        return r < 0 ? failure_set(failure, EXIT_SETUP_ROOT, -r, "write the record of the image") : 0;
}

/* One that is there, of another version, is replaced. */
static int replace_record(Unpacking *unpacking, const char *hex, const StrBuf *text, Failure *failure)
{
        _cleanup_free_ char *there = NULL;
        size_t size = 0;
        _cleanup_close_ int dir_fd =
                openat(unpacking->store->images_fd, hex, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        _cleanup_close_ int fd = dir_fd < 0 ? -EBADF : openat(dir_fd, RECORD, TEXTFILE_FLAGS | O_NOFOLLOW);
        int r = fd < 0 ? -EBADF : textfile_read(fd, IMAGE_RECORD_MAX, &there, &size);
        if (r == 0 && size == text->length && memcmp(there, text->text, size) == 0)
                return 0;
        unpacking->record_fd =
                store_make_file(unpacking->store->images_fd, text->text, text->length, failure);
        return unpacking->record_fd < 0 ? unpacking->record_fd : 0;
}

static int make_record(Unpacking *unpacking, ImageRecord *record, Failure *failure)
{
        _cleanup_strbuf_ StrBuf text = {};
        int r = fill_record(unpacking, record, &text, failure);
        if (r < 0)
                return r;
        int fd = store_begin(unpacking->store->images_fd, record->digest, failure);
        if (fd == -EEXIST)
                return replace_record(unpacking, record->digest, &text, failure);
        if (fd < 0)
                return fd;
        unpacking->image_fd = fd;
        r = io_write_file(fd, RECORD, text.text, text.length, 0600);
        return r < 0 ? failure_set(failure, EXIT_SETUP_STATE, -r, "write the record of the image") : 0;
}

static int keep_blobs(Unpacking *unpacking, Failure *failure)
{
        const StrVec *kept = unpacking->job->kept;
        for (size_t i = 0; i < kept->n && i < IMAGE_KEPT_MAX; i++) {
                _cleanup_free_ char *text = NULL;
                size_t size;
                _cleanup_close_ int fd = open_blob(unpacking, kept->items[i], failure);
                if (fd < 0)
                        return fd;
                int r = textfile_read(fd, KEPT_MAX, &text, &size);
                if (r < 0)
                        return failure_set(failure, EXIT_SETUP_STATE, -r, "read the blob sha256:%s",
                                           kept->items[i]);
                int file = store_make_file(unpacking->store->blobs_fd, text, size, failure);
                if (file < 0)
                        return file;
                unpacking->kept_fds[unpacking->n_kept++] = file;
        }
        return 0;
}

static int publish_record(const Unpacking *unpacking, const char *hex, Failure *failure)
{
        const Store *store = unpacking->store;
        if (unpacking->image_fd >= 0)
                return store_publish(store->images_fd, hex, failure);
        if (unpacking->record_fd < 0)
                return 0;
        _cleanup_close_ int dir_fd =
                openat(store->images_fd, hex, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (dir_fd < 0)
                return failure_set(failure, EXIT_SETUP_STATE, errno, "open the folder of the image");
        return store_publish_file(unpacking->record_fd, dir_fd, RECORD, true, failure);
}

/* What is needed before what needs it. */
static int publish(const Unpacking *unpacking, const char *hex, Failure *failure)
{
        const Store *store = unpacking->store;
        int r = store_sync(store, failure);
        for (size_t i = 0; i < unpacking->n && r == 0; i++)
                if (unpacking->layers[i].dir_fd >= 0)
                        r = store_publish(store->layers_fd, unpacking->layers[i].chain, failure);
        for (size_t i = 0; i < unpacking->n_kept && r == 0; i++)
                r = store_publish_file(unpacking->kept_fds[i], store->blobs_fd,
                                       unpacking->job->kept->items[i], false, failure);
        if (r == 0)
                r = publish_record(unpacking, hex, failure);
        if (r == 0 && unpacking->job->key)
                r = store_set_ready(store, unpacking->job->key, hex, failure);
        return r;
}

int unpack_image(const Store *store, const UnpackJob *job, ImageRecord *record, Failure *failure)
{
        _cleanup_(unpacking_done) Unpacking unpacking = {.store = store,
                                                         .job = job,
                                                         .chains = &record->layers,
                                                         .image_fd = -EBADF,
                                                         .record_fd = -EBADF};
        int r = take_layers(&unpacking, failure);
        if (r == 0)
                r = keep_blobs(&unpacking, failure);
        if (r == 0)
                r = make_record(&unpacking, record, failure);
        return r == 0 ? publish(&unpacking, record->digest, failure) : r;
}
