/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/store/store.h"

#include "core/contract/contract.h"
#include "core/contract/imagestore.h"
#include "core/io/io.h"
#include "helper/common/state.h"
#include "helper/common/textfile.h"
#include "helper/image/layer/layer.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#define READY_TRIES 64

void store_done(Store *store)
{
        closep(&store->dir_fd);
        closep(&store->lock_fd);
        closep(&store->layers_fd);
        closep(&store->images_fd);
        closep(&store->blobs_fd);
        closep(&store->ready_fd);
        closep(&store->next_fd);
        *store = (Store)STORE_NULL;
}

static int fail(Failure *failure, int r, const char *what)
{
        return failure_set(failure, EXIT_SETUP_STATE, -r, "%s in " COSLICE_IMAGES_DIR, what);
}

static int lock(int fd, int operation)
{
        while (flock(fd, operation) < 0)
                if (errno != EINTR)
                        return -errno;
        return 0;
}

/* Whether NAME of FOLDER_FD is what FD has opened: while one waited for a lock it may have been renamed. */
static bool is_still(int folder_fd, const char *name, int fd)
{
        struct stat a, b;
        return fstat(fd, &a) == 0 && fstatat(folder_fd, name, &b, AT_SYMLINK_NOFOLLOW) == 0 &&
               a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* What is being made, and nobody is at it. */
static int remove_left(void *context, int dir_fd, const char *name, bool is_folder)
{
        if (!string_after(name, STORE_NEW))
                return 0;
        int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | (is_folder ? O_DIRECTORY : 0);
        _cleanup_close_ int fd = openat(dir_fd, name, flags);
        if (fd < 0)
                return errno == ENOENT ? 0 : errno == ELOOP ? io_remove_tree(dir_fd, name) : -errno;
        int r = lock(fd, LOCK_EX | LOCK_NB);
        if (r == -EWOULDBLOCK || (r == 0 && !is_still(dir_fd, name, fd)))
                return 0;
        return r < 0 ? r : io_remove_tree(dir_fd, name);
}

static int open_folders(Store *store)
{
        int *const fds[] = {&store->layers_fd, &store->images_fd, &store->blobs_fd, &store->ready_fd,
                            &store->next_fd};
        static const char *const names[] = {COSLICE_IMAGE_LAYERS, COSLICE_IMAGE_RECORDS, COSLICE_IMAGE_BLOBS,
                                            COSLICE_IMAGE_READY, COSLICE_IMAGE_NEXT};
        for (size_t i = 0; i < ARRAY_SIZE(fds); i++) {
                *fds[i] = io_open_folder(store->dir_fd, names[i], 0700);
                if (*fds[i] < 0)
                        return *fds[i];
        }
        return 0;
}

int store_open(Store *ret, Failure *failure)
{
        _cleanup_store_ Store store = STORE_NULL;
        store.dir_fd = state_open(COSLICE_IMAGES_DIR, NULL);
        if (store.dir_fd < 0)
                return state_fail(COSLICE_IMAGES_DIR, -store.dir_fd, failure);
        store.lock_fd =
                openat(store.dir_fd, COSLICE_IMAGE_LOCK, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
        int r = store.lock_fd < 0 ? -errno : lock(store.lock_fd, LOCK_SH);
        if (r == 0)
                r = open_folders(&store);
        if (r == 0)
                r = io_each(store.layers_fd, remove_left, NULL);
        if (r == 0)
                r = io_each(store.images_fd, remove_left, NULL);
        if (r < 0)
                return fail(failure, r, "open what is");
        *ret = store;
        store = (Store)STORE_NULL;
        return 0;
}

static int make_name(char *ret, size_t space, const char *name)
{
        int n = snprintf(ret, space, STORE_NEW "%s", name);
        return n < 0 || (size_t)n >= space ? -ENAMETOOLONG : 0;
}

static int remove_each(void *context, int dir_fd, const char *name, bool is_folder)
{
        return io_remove_tree(dir_fd, name);
}

static bool is_there(int folder_fd, const char *name)
{
        return faccessat(folder_fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

/* A descriptor; -EAGAIN: it was another's until now, and is no more what it was. */
static int open_new(int folder_fd, const char *hex, const char *name)
{
        _cleanup_close_ int fd = io_open_folder(folder_fd, name, 0700);
        if (fd < 0)
                return fd == -ENOENT ? -EAGAIN : fd;
        int r = lock(fd, LOCK_EX);
        if (r < 0)
                return r;
        if (!is_still(folder_fd, name, fd))
                return -EAGAIN;
        /* What another one has made meanwhile has its name already. */
        if (is_there(folder_fd, hex)) {
                (void)unlinkat(folder_fd, name, AT_REMOVEDIR);
                return -EEXIST;
        }
        r = io_each(fd, remove_each, NULL);
        return r < 0 ? r : TAKE_FD(fd);
}

int store_begin(int folder_fd, const char *hex, Failure *failure)
{
        char name[NAME_MAX + 1];
        int r = make_name(name, sizeof name, hex);
        if (r == 0)
                do
                        r = is_there(folder_fd, hex) ? -EEXIST : open_new(folder_fd, hex, name);
                while (r == -EAGAIN);
        return r >= 0 || r == -EEXIST ? r : fail(failure, r, "make a folder");
}

int store_open_tree(const Store *store, const char *hex, int dir_fd, Failure *failure)
{
        char path[NAME_MAX + 1 + sizeof LAYER_TREE];
        snprintf(path, sizeof path, "%s%s" LAYER_TREE, dir_fd < 0 ? hex : "", dir_fd < 0 ? "/" : "");
        int fd = openat(dir_fd < 0 ? store->layers_fd : dir_fd, path,
                        O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        return fd < 0 ? fail(failure, -errno, "open a layer") : fd;
}

int store_read_counts(const Store *store, const char *hex, LayerCounts *ret, Failure *failure)
{
        char path[NAME_MAX + 1 + sizeof LAYER_COUNTS_FILE];
        _cleanup_free_ char *text = NULL;
        size_t size;
        snprintf(path, sizeof path, "%s/" LAYER_COUNTS_FILE, hex);
        _cleanup_close_ int fd = openat(store->layers_fd, path, TEXTFILE_FLAGS | O_NOFOLLOW);
        int r = fd < 0 ? -errno : textfile_read(fd, LAYER_COUNTS_MAX, &text, &size);
        if (r == 0)
                r = layer_counts_read(text, size, ret);
        return r < 0 ? fail(failure, r, "read the size of a layer") : 0;
}

int store_read_record(const Store *store, const char *hex, ImageRecord *ret)
{
        _cleanup_free_ char *text = NULL;
        char path[IMAGE_HEX_SPACE + sizeof "/" IMAGE_RECORD_FILE];
        size_t size;
        snprintf(path, sizeof path, "%s/" IMAGE_RECORD_FILE, hex);
        _cleanup_close_ int fd = openat(store->images_fd, path, TEXTFILE_FLAGS | O_NOFOLLOW);
        int r = fd < 0 ? -errno : textfile_read(fd, IMAGE_RECORD_MAX, &text, &size);
        return r < 0 ? r : image_record_read(text, size, ret);
}

int store_make_file(int folder_fd, const char *text, size_t size, Failure *failure)
{
        _cleanup_close_ int fd = openat(folder_fd, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
        for (ssize_t n = 0; fd >= 0 && size > 0; text += n, size -= (size_t)n) {
                n = write(fd, text, size);
                if (n < 0)
                        return fail(failure, -errno, "write a file");
        }
        return fd < 0 ? fail(failure, -errno, "make a file") : TAKE_FD(fd);
}

int store_sync(const Store *store, Failure *failure)
{
        return syncfs(store->dir_fd) < 0 ? fail(failure, -errno, "sync what was written") : 0;
}

int store_publish(int folder_fd, const char *hex, Failure *failure)
{
        char name[NAME_MAX + 1];
        int r = make_name(name, sizeof name, hex);
        if (r == 0 && renameat2(folder_fd, name, folder_fd, hex, RENAME_NOREPLACE) < 0)
                r = -errno;
        return r < 0 ? fail(failure, r, "give a folder its name") : 0;
}

/* link(2) replaces nothing, rename(2) does. */
static int replace_file(const char *path, int folder_fd, const char *name)
{
        char new_name[NAME_MAX + 1];
        int r = make_name(new_name, sizeof new_name, name);
        if (r == 0)
                r = io_remove_tree(folder_fd, new_name);
        if (r == 0 && (linkat(AT_FDCWD, path, folder_fd, new_name, AT_SYMLINK_FOLLOW) < 0 ||
                       renameat(folder_fd, new_name, folder_fd, name) < 0))
                r = -errno;
        return r;
}

int store_publish_file(int file_fd, int folder_fd, const char *name, bool replace, Failure *failure)
{
        char path[64];
        snprintf(path, sizeof path, "/proc/self/fd/%d", file_fd);
        int r = linkat(AT_FDCWD, path, folder_fd, name, AT_SYMLINK_FOLLOW) < 0 ? -errno : 0;
        if (r == -EEXIST)
                r = replace ? replace_file(path, folder_fd, name) : 0;
        return r < 0 ? fail(failure, r, "give a file its name") : 0;
}

static int set_link(int folder_fd, const char *key, const char *hex, Failure *failure)
{
        char name[NAME_MAX + 1], target[NAME_MAX + 1];
        snprintf(target, sizeof target, "../" COSLICE_IMAGE_RECORDS "/%s", hex);
        int r = make_name(name, sizeof name, key);
        /* Whoever does the same at the same time may remove the link or have given it its name: it leads to
         * an image that is whole, too. */
        for (int i = 0; r == 0 && i < READY_TRIES; i++) {
                if (symlinkat(target, folder_fd, name) < 0 && errno == EEXIST)
                        r = io_remove_tree(folder_fd, name);
                else if (renameat(folder_fd, name, folder_fd, key) == 0)
                        return 0;
                else if (errno != ENOENT)
                        r = -errno;
        }
        return fail(failure, r < 0 ? r : -EAGAIN, "say that an image is ready");
}

int store_set_ready(const Store *store, const char *key, const char *hex, Failure *failure)
{
        return set_link(store->ready_fd, key, hex, failure);
}

int store_set_next(const Store *store, const char *key, const char *hex, Failure *failure)
{
        return set_link(store->next_fd, key, hex, failure);
}
