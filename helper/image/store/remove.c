/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/store/remove.h"

#include "core/contract/contract.h"
#include "core/io/io.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

/* An IoEach. */
static int remove_new(void *context, int dir_fd, const char *name, bool is_folder)
{
        return string_after(name, STORE_NEW) ? io_remove_tree(dir_fd, name) : 0;
}

int store_lock_alone(const Store *store, void (*waiting)(void), Failure *failure)
{
        /* The kernel gives the shared lock back before it waits for the other one, flock(2): two who do this
         * at once don't wait for each other. */
        int r = flock(store->lock_fd, LOCK_EX | LOCK_NB) < 0 ? -errno : 0;
        if (r == -EWOULDBLOCK) {
                waiting();
                do
                        r = flock(store->lock_fd, LOCK_EX) < 0 ? -errno : 0;
                while (r == -EINTR);
        }
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_STATE, -r,
                                   "lock " COSLICE_IMAGES_DIR "/" COSLICE_IMAGE_LOCK);
        r = io_each(store->ready_fd, remove_new, NULL);
        if (r == 0)
                r = io_each(store->next_fd, remove_new, NULL);
        return r < 0 ? failure_set(failure, EXIT_SETUP_STATE, -r,
                                   "remove what is left of earlier names in " COSLICE_IMAGES_DIR)
                     : 0;
}

static int fail(int r, const char *name, Failure *failure)
{
        return failure_set(failure, EXIT_SETUP_STATE, -r, "remove %s from " COSLICE_IMAGES_DIR, name);
}

int store_remove_file(int folder_fd, const char *name, Failure *failure)
{
        int r = io_remove_tree(folder_fd, name);
        return r < 0 ? fail(r, name, failure) : 0;
}

int store_remove_image(const Store *store, const char *hex, Failure *failure)
{
        int folder_fd = store->images_fd;
        char name[NAME_MAX + 1];
        snprintf(name, sizeof name, STORE_NEW "%s", hex);
        /* What somebody began and was killed. */
        int r = io_remove_tree(folder_fd, name);
        if (r == 0 && renameat(folder_fd, hex, folder_fd, name) < 0)
                r = -errno;
        if (r == 0)
                r = io_remove_tree(folder_fd, name);
        return r < 0 ? fail(r, hex, failure) : 0;
}

void store_bin_done(StoreBin *bin)
{
        closep(&bin->fd);
        *bin = (StoreBin)STORE_BIN_NULL;
}

int store_bin_open(const Store *store, StoreBin *ret, Failure *failure)
{
        _cleanup_store_bin_ StoreBin bin = STORE_BIN_NULL;
        snprintf(bin.name, sizeof bin.name, STORE_NEW "pruned-%d", (int)getpid());
        /* One of that name is of somebody who was killed. */
        int r = io_remove_tree(store->layers_fd, bin.name);
        if (r == 0) {
                bin.fd = io_open_folder(store->layers_fd, bin.name, 0700);
                r = bin.fd < 0 ? bin.fd : 0;
        }
        if (r == 0 && flock(bin.fd, LOCK_EX | LOCK_NB) < 0)
                r = -errno;
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_STATE, -r, "make a folder in " COSLICE_IMAGES_DIR);
        *ret = bin;
        bin = (StoreBin)STORE_BIN_NULL;
        return 0;
}

int store_bin_add(const Store *store, const StoreBin *bin, const char *hex, Failure *failure)
{
        return renameat(store->layers_fd, hex, bin->fd, hex) < 0 ? fail(-errno, hex, failure) : 0;
}

int store_bin_empty(const Store *store, const StoreBin *bin, Failure *failure)
{
        int r = flock(store->lock_fd, LOCK_SH) < 0 ? -errno : 0;
        if (r == 0 || r == -EINTR)
                r = io_remove_tree(store->layers_fd, bin->name);
        return r < 0 ? fail(r, "layers", failure) : 0;
}
