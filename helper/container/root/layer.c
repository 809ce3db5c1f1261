/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Writable layers. */
#include "helper/container/root/layer.h"

#include "core/contract/contract.h"
#include "core/io/io.h"
#include "helper/common/state.h"
#include "helper/common/storagelimit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

void layer_done(Layer *layer)
{
        closep(&layer->dir_fd);
        *layer = (Layer)LAYER_NULL;
}

static int fail_layer(Failure *failure, int r, const char *what, const char *group, const char *container)
{
        return failure_set(failure, EXIT_SETUP_STATE, -r, "%s the writable layer " COSLICE_UPPER_DIR "/%s/%s",
                           what, group, container);
}

/* The stop of the group's last other container may remove the group's directory right now. */
#define TRIES 16

static int make_directory(const char *group, const char *container)
{
        int r = -ENOENT;
        for (int i = 0; i < TRIES && r == -ENOENT; i++) {
                _cleanup_close_ int group_fd = state_open(COSLICE_UPPER_DIR, group);
                if (group_fd < 0)
                        return group_fd;
                r = io_remove_tree(group_fd, container);
                if (r < 0)
                        return r;
                r = io_open_folder(group_fd, container, 0700);
        }
        return r;
}

/* As all that is made in it counts, and nothing that was there before. */
static int limit_size(const Layer *layer, const char *group, const char *container, uint64_t limit,
                      Failure *failure)
{
        _cleanup_free_ char *name = string_printf(COSLICE_UPPER_DIR "/%s/%s", group, container);
        int r = name ? storagelimit_set(layer->dir_fd, name, limit, NULL, NULL) : -ENOMEM;
        return r < 0 ? failure_set(failure, EXIT_SETUP_STATE, 0, "StorageLimit=: %s", storagelimit_error(r))
                     : 0;
}

/* What is in the directory nobody else reaches: what was made there is what its name leads to. */
static int fill(const Lowers *lowers, const Layer *layer)
{
        struct stat st;
        int dir = layer->dir_fd;
        if (mkdirat(dir, LAYER_WORK, 0700) < 0 || mkdirat(dir, LAYER_UPPER, 0700) < 0)
                return -errno;
        /* The overlay shows the upper layer's top as its own. */
        if (fstat(lowers_top(lowers), &st) < 0 ||
            fchownat(dir, LAYER_UPPER, st.st_uid, st.st_gid, AT_SYMLINK_NOFOLLOW) < 0 ||
            fchmodat(dir, LAYER_UPPER, st.st_mode & 07777, 0) < 0)
                return -errno;
        return 0;
}

int layer_make(const char *group, const char *container, const Lowers *lowers, uint64_t limit, Layer *ret,
               Failure *failure)
{
        _cleanup_layer_ Layer layer = LAYER_NULL;
        layer.dir_fd = make_directory(group, container);
        if (layer.dir_fd >= 0 && limit > 0) {
                int r = limit_size(&layer, group, container, limit, failure);
                if (r < 0)
                        return r;
        }
        int r = layer.dir_fd < 0 ? layer.dir_fd : fill(lowers, &layer);
        if (r < 0)
                return fail_layer(failure, r, "make", group, container);
        *ret = layer;
        layer = (Layer)LAYER_NULL;
        return 0;
}

int layer_attach_lowers(const Layer *layer, const Lowers *lowers)
{
        return mkdirat(layer->dir_fd, LAYER_LOWER, 0700) < 0
                       ? -errno
                       : lowers_attach(lowers, layer->dir_fd, LAYER_LOWER);
}

int layer_make_merged(const Layer *layer)
{
        if (mkdirat(layer->dir_fd, LAYER_MERGED, 0700) < 0)
                return -errno;
        int fd = openat(layer->dir_fd, LAYER_MERGED, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        return fd < 0 ? -errno : fd;
}

int layer_remove(const char *group, const char *container, IoStep step, void *context, Failure *failure)
{
        char path[256];
        snprintf(path, sizeof path, COSLICE_UPPER_DIR "/%s", group);
        _cleanup_close_ int group_fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (group_fd < 0)
                return errno == ENOENT ? 0 : fail_layer(failure, -errno, "remove", group, container);
        int r = io_remove_tree_stepwise(group_fd, container, step, context);
        if (r < 0)
                return fail_layer(failure, r, "remove", group, container);
        /* Stays while other containers of the group have theirs. */
        if (rmdir(path) < 0 && errno != ENOTEMPTY && errno != EEXIST && errno != ENOENT)
                return fail_layer(failure, -errno, "remove", group, container);
        return 0;
}

int layer_remove_group(const char *group, IoStep step, void *context, Failure *failure)
{
        int r = state_remove(COSLICE_UPPER_DIR, group, step, context);
        if (r == 0)
                return 0;
        return failure_set(failure, EXIT_SETUP_STATE, -r,
                           "remove the writable layers " COSLICE_UPPER_DIR "/%s", group);
}
