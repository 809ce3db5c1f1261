/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/store/image.h"

#include "core/contract/contract.h"
#include "helper/common/textfile.h"
#include "helper/image/document/config.h"
#include "helper/image/document/digest.h"
#include "helper/image/document/manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

/* A blob that is read here must be what its name says: all else of the image is named in it. */
static int read_document(int blobs_fd, const char *hex, size_t max, char **ret, size_t *ret_size,
                         Failure *failure)
{
        char found[IMAGE_HEX_SPACE];
        _cleanup_free_ char *text = NULL;
        size_t size;
        _cleanup_close_ int fd = openat(blobs_fd, hex, TEXTFILE_FLAGS | O_NOFOLLOW);
        int r = fd < 0 ? -errno : textfile_read(fd, max, &text, &size);
        if (r == 0)
                r = digest_of(text, size, found);
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_STATE, -r, "read the blob sha256:%s", hex);
        if (!streq(found, hex))
                return failure_set(failure, EXIT_SETUP_ROOT, 0, "the blob sha256:%s has the digest sha256:%s",
                                   hex, found);
        *ret = TAKE_PTR(text);
        *ret_size = size;
        return 0;
}

static int find_machine(Platform *ret, Failure *failure)
{
        struct utsname name;
        if (uname(&name) < 0 || platform_of_machine(name.machine, ret) < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, 0, "there are no images for this machine");
        return 0;
}

static int read_manifest(int blobs_fd, const char *hex, Manifest *ret, Failure *failure)
{
        _cleanup_free_ char *text = NULL;
        size_t size;
        int r = read_document(blobs_fd, hex, MANIFEST_SIZE_MAX, &text, &size, failure);
        return r < 0 ? r : manifest_read(text, size, ret, failure);
}

/* The manifest for MACHINE, whose HEX is RET_HEX. */
static int find_manifest(int blobs_fd, const char *top, const Platform *machine, Manifest *ret,
                         char ret_hex[IMAGE_HEX_SPACE], Failure *failure)
{
        _cleanup_manifest_ Manifest index = {};
        const IndexEntry *entry;
        snprintf(ret_hex, IMAGE_HEX_SPACE, "%s", top);
        int r = read_manifest(blobs_fd, top, &index, failure);
        if (r < 0)
                return r;
        if (!index.is_index) {
                *ret = index;
                index = (Manifest){};
                return 0;
        }
        r = manifest_choose(&index, machine, &entry, failure);
        if (r < 0)
                return r;
        snprintf(ret_hex, IMAGE_HEX_SPACE, "%s", entry->hex);
        r = read_manifest(blobs_fd, ret_hex, ret, failure);
        if (r == 0 && ret->is_index)
                r = failure_set(failure, EXIT_SETUP_ROOT, 0, "its index leads to another one");
        return r;
}

static int read_config(int blobs_fd, const Manifest *manifest, const Platform *machine, ImageRecord *record,
                       StrVec *diff_ids, Failure *failure)
{
        _cleanup_free_ char *text = NULL;
        size_t size;
        int r = read_document(blobs_fd, manifest->config, CONFIG_SIZE_MAX, &text, &size, failure);
        return r < 0 ? r : config_read(text, size, machine, manifest->n_layers, record, diff_ids, failure);
}

/* The names of what was read, and of what the store keeps of it. */
static int name_documents(const char *top, const char *manifest, const char *config, ImageRecord *record,
                          StrVec *kept)
{
        record->digest = strdup(top);
        record->manifest = strdup(manifest);
        record->config = strdup(config);
        if (!record->digest || !record->manifest || !record->config)
                return -ENOMEM;
        int r = strvec_add(kept, top);
        if (r == 0 && !streq(top, manifest))
                r = strvec_add(kept, manifest);
        return r == 0 ? strvec_add(kept, config) : r;
}

int image_unpack(const Store *store, int blobs_fd, const char *top, const char *key, UnpackProgress progress,
                 void *context, Failure *failure)
{
        _cleanup_image_record_ ImageRecord record = {};
        _cleanup_manifest_ Manifest manifest = {};
        _cleanup_strvec_ StrVec blobs = {}, diff_ids = {}, kept = {};
        char hex[IMAGE_HEX_SPACE];
        Platform machine;
        int r = find_machine(&machine, failure);
        if (r == 0)
                r = find_manifest(blobs_fd, top, &machine, &manifest, hex, failure);
        if (r == 0)
                r = read_config(blobs_fd, &manifest, &machine, &record, &diff_ids, failure);
        if (r < 0)
                return r;
        for (size_t i = 0; i < manifest.n_layers && r == 0; i++)
                r = strvec_add(&blobs, manifest.layers[i].hex);
        if (r == 0)
                r = name_documents(top, hex, manifest.config, &record, &kept);
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, -r, "unpack the image");
        const UnpackJob job = {.blobs_fd = blobs_fd,
                               .blobs = &blobs,
                               .diff_ids = &diff_ids,
                               .kept = &kept,
                               .key = key,
                               .progress = progress,
                               .context = context};
        return unpack_image(store, &job, &record, failure);
}

int image_tell(const UnpackState *state, StrBuf *buf)
{
        const unsigned mebi = 20;
        strbuf_addf(buf, "layer %zu of %zu: ", state->layer, state->n_layers);
        if (state->waits)
                return strbuf_add(buf, "waiting");
        return strbuf_addf(buf, "%llu of %llu MiB", (unsigned long long)(state->bytes >> mebi),
                           (unsigned long long)((state->size + (1U << mebi) - 1) >> mebi));
}
