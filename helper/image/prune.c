/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* In this order, each on disk before the next: names, images, documents and layers, so that nothing that is
 * there ever needs what is gone; whoever ends this in between leaves what the next one removes. */
#include "core/contract/contract.h"
#include "core/io/io.h"
#include "helper/common/state.h"
#include "helper/image/fetch/folder.h"
#include "helper/image/fetch/slots.h"
#include "helper/image/images.h"
#include "helper/image/inventory/listing.h"
#include "helper/image/store/remove.h"
#include "helper/image/survey.h"
#include "helper/image/uses.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>

typedef struct Prune {
        bool dry;
        Store store;
        Inventory inventory;
        StrVec doubts;
        InventoryRest rest;
        uint64_t freed;
        int pulls_fd; /* of the locks of pulls */
        size_t n_removed;
        Failure *failure;
} Prune;

static void prune_done(Prune *p)
{
        store_done(&p->store);
        inventory_done(&p->inventory);
        strvec_done(&p->doubts);
        inventory_rest_done(&p->rest);
        closep(&p->pulls_fd);
}

/* --- what is said -----------------------------------------------------------------------------------------
 */

/* What goes is told at once: a step after it may fail. */
static void tell(Prune *p, const char *format, ...) _printf_(2, 3);
static void tell(Prune *p, const char *format, ...)
{
        va_list args;
        p->n_removed++;
        fputs(p->dry ? "would remove " : "removed ", stdout);
        va_start(args, format);
        vprintf(format, args);
        va_end(args);
        putchar('\n');
}

static void say_waiting(void)
{
        fprintf(stderr, "waiting for pulls and starts of groups that are at work\n");
}

/* Why something stays that no unit names. */
static void tell_doubts(const Prune *p)
{
        if (p->rest.kept.n == 0)
                return;
        for (size_t i = 0; i < p->doubts.n; i++)
                fprintf(stderr, "%s\n", p->doubts.items[i]);
        fprintf(stderr, "until then names that no unit has stay, with their images:\n");
        for (size_t i = 0; i < p->rest.kept.n; i++)
                fprintf(stderr, "  %s\n", p->rest.kept.items[i]);
}

static int tell_sum(const Prune *p, Failure *failure)
{
        _cleanup_strbuf_ StrBuf size = {};
        if (listing_add_size(p->freed, &size) < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "write what was removed");
        if (p->n_removed == 0)
                printf("there is nothing to remove\n");
        else
                printf("%s%s\n", p->dry ? "that would free " : "freed ", size.text);
        return fflush(stdout) != 0 ? failure_set(failure, EXIT_SETUP_STATE, errno, "write to standard output")
                                   : 0;
}

/* --- what goes --------------------------------------------------------------------------------------------
 */

static int remove_names(Prune *p, int folder_fd, const StrVec *keys, const char *what)
{
        int r = 0;
        for (size_t i = 0; i < keys->n && r == 0; i++) {
                if (!p->dry)
                        r = store_remove_file(folder_fd, keys->items[i], p->failure);
                if (r == 0)
                        tell(p, "%s %s", what, keys->items[i]);
        }
        return r;
}

static int remove_images(Prune *p)
{
        const StrVec *images = &p->rest.images;
        int r = 0;
        for (size_t i = 0; i < images->n && r == 0; i++) {
                if (!p->dry)
                        r = store_remove_image(&p->store, images->items[i], p->failure);
                if (r == 0)
                        tell(p, "image sha256:%s", images->items[i]);
        }
        return r;
}

/* Of layers and documents the number is enough, and what they come to. */
static void tell_number(Prune *p, size_t n, const char *one, const char *several)
{
        if (n > 0)
                tell(p, "%zu %s", n, n == 1 ? one : several);
}

static int remove_documents(Prune *p)
{
        const StrVec *documents = &p->rest.documents;
        size_t n = 0;
        int r = 0;
        for (; n < documents->n && r == 0; n += r == 0)
                if (!p->dry)
                        r = store_remove_file(p->store.blobs_fd, documents->items[n], p->failure);
        tell_number(p, n, "document", "documents");
        return r;
}

/* Their files take the time: the last of all, when others needn't wait any more. */
static int remove_layers(Prune *p)
{
        _cleanup_store_bin_ StoreBin bin = STORE_BIN_NULL;
        const StrVec *layers = &p->rest.layers;
        size_t n = 0;
        int r = p->dry || layers->n == 0 ? 0 : store_bin_open(&p->store, &bin, p->failure);
        for (; n < layers->n && r == 0; n += r == 0)
                if (!p->dry)
                        r = store_bin_add(&p->store, &bin, layers->items[n], p->failure);
        tell_number(p, n, "layer", "layers");
        (void)fflush(stdout);
        return r == 0 && bin.fd >= 0 ? store_bin_empty(&p->store, &bin, p->failure) : r;
}

static int sync_store(const Prune *p)
{
        return p->dry ? 0 : store_sync(&p->store, p->failure);
}

static int remove_rest(Prune *p)
{
        const InventoryRest *rest = &p->rest;
        int r = remove_names(p, p->store.ready_fd, &rest->ready, "name");
        if (r == 0)
                r = remove_names(p, p->store.next_fd, &rest->next, "update to");
        if (r == 0 && rest->images.n > 0)
                r = sync_store(p);
        if (r == 0)
                r = remove_images(p);
        if (r == 0 && rest->layers.n + rest->documents.n > 0)
                r = sync_store(p);
        if (r == 0)
                r = remove_documents(p);
        if (r == 0)
                r = remove_layers(p);
        if (r == 0)
                p->freed += rest->bytes;
        return r;
}

/* An IoEach: what a pull was fetching that was interrupted, of a name that no unit has. */
static int remove_pulled(void *context, int dir_fd, const char *name, bool is_folder)
{
        Prune *p = context;
        _cleanup_slot_ Slot slot = {-EBADF, -EBADF};
        if (!image_key_is_valid(name) || inventory_has_use(&p->inventory, name))
                return 0;
        if (p->doubts.n > 0)
                return strvec_contains(&p->rest.kept, name) ? 0 : strvec_add(&p->rest.kept, name);
        int r = slot_try(p->pulls_fd, name, &slot, p->failure);
        if (r != 0)
                return r < 0 ? r : 0;
        uint64_t bytes = pull_folder_size(dir_fd, name);
        r = p->dry ? 0 : io_remove_tree(dir_fd, name);
        if (r < 0)
                return failure_set(p->failure, EXIT_SETUP_STATE, -r, "remove " COSLICE_PULL_DIR "/%s", name);
        p->freed += bytes;
        tell(p, "what an interrupted pull of %s has fetched", name);
        return 0;
}

static int remove_all_pulled(Prune *p)
{
        _cleanup_close_ int fd = open(COSLICE_PULL_DIR, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (fd < 0 && errno == ENOENT)
                return 0;
        if (fd < 0)
                return failure_set(p->failure, EXIT_SETUP_STATE, errno, "open " COSLICE_PULL_DIR);
        p->pulls_fd = state_open(COSLICE_PULLS_DIR, NULL);
        if (p->pulls_fd < 0)
                return failure_set(p->failure, EXIT_SETUP_STATE, -p->pulls_fd, "open " COSLICE_PULLS_DIR);
        p->failure->text[0] = '\0';
        int r = io_each(fd, remove_pulled, p);
        return r < 0 && !p->failure->text[0]
                       ? failure_set(p->failure, EXIT_SETUP_STATE, -r, "look through " COSLICE_PULL_DIR)
                       : r;
}

/* --- all of it --------------------------------------------------------------------------------------------
 */

/* Who only tells lets others go on: what is needed may be more by then, never less. */
static int look(Prune *p)
{
        int r = store_open(&p->store, p->failure);
        if (r == 0 && !p->dry)
                r = store_lock_alone(&p->store, say_waiting, p->failure);
        if (r == 0)
                r = survey_store(&p->store, &p->inventory, p->failure);
        if (r == 0)
                r = uses_find(&p->inventory, &p->doubts, p->failure);
        if (r < 0)
                return r;
        inventory_count(&p->inventory);
        r = inventory_find_rest(&p->inventory, p->doubts.n > 0, &p->rest);
        if (r == INVENTORY_UNREADABLE)
                return failure_set(
                        p->failure, EXIT_SETUP_STATE, 0,
                        "the record of the image sha256:%s can't be read, so that it can't be told "
                        "which layers it needs",
                        p->rest.unreadable);
        return r < 0 ? failure_set(p->failure, EXIT_SETUP_PROCESS, -r, "find what is needed") : 0;
}

int prune(char *const *words, int notify_fd, Failure *failure)
{
        _cleanup_(prune_done) Prune p = {.store = STORE_NULL, .pulls_fd = -EBADF, .failure = failure};
        int r = images_read_option(words, "prune", "--dry-run", &p.dry, failure);
        if (r == 0)
                r = look(&p);
        if (r == 0)
                r = remove_rest(&p);
        if (r == 0)
                r = remove_all_pulled(&p);
        if (r < 0) {
                (void)fflush(stdout);
                return r;
        }
        tell_doubts(&p);
        return tell_sum(&p, failure);
}
