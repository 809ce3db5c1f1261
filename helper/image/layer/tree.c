/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/layer/tree.h"

#include "core/io/io.h"
#include "helper/common/rootfd.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

int tree_leave(Tree *tree)
{
        int r = 0;
        if (tree->folder_fd >= 0 && tree->changed) {
                const struct timespec times[] = {{.tv_nsec = UTIME_OMIT}, tree->folder_time};
                r = utimensat(tree->folder_fd, "", times, AT_EMPTY_PATH) < 0 ? -errno : 0;
        }
        closep(&tree->folder_fd);
        tree->folder_fd = -EBADF;
        free(TAKE_PTR(tree->folder));
        tree->changed = false;
        return r;
}

/* Where FD is, as the kernel has it: links that lead deeper and deeper can make a path longer than any name.
 */
static int find_path(int fd, char *ret)
{
        if (fchdir(fd) < 0 || !getcwd(ret, PATH_MAX))
                return errno == ERANGE ? -ENAMETOOLONG : -errno;
        return *ret == '/' ? 0 : -ENOENT; /* "(unreachable)" */
}

static int open_folder(Tree *tree, const char *path, bool make)
{
        struct stat st;
        if (tree->folder_fd >= 0 && streq(tree->folder, path))
                return tree->folder_fd;
        int r = tree_leave(tree);
        if (r < 0)
                return r;
        _cleanup_close_ int fd = make ? rootfd_make_directory(tree->root_fd, path, 0755, LINKS_INSIDE)
                                      : rootfd_open(tree->root_fd, path, O_PATH | O_DIRECTORY, LINKS_INSIDE);
        if (fd < 0)
                return fd;
        r = find_path(fd, tree->path);
        if (r < 0)
                return r;
        if (fstat(fd, &st) < 0)
                return -errno;
        tree->folder = strdup(path);
        if (!tree->folder)
                return -ENOMEM;
        tree->folder_time = st.st_mtim;
        tree->folder_fd = TAKE_FD(fd);
        return tree->folder_fd;
}

int tree_open_folder(Tree *tree, const EntryName *name, bool make)
{
        char path[ENTRY_NAME_MAX + 1];
        memcpy(path, name->path, name->n_folder);
        path[name->n_folder] = '\0';
        int fd = open_folder(tree, path, make);
        return fd >= 0 && strlen(tree->path) + 1 + strlen(name->last) >= PATH_MAX ? -ENAMETOOLONG : fd;
}

int tree_open(Tree *tree, const char *path)
{
        return open_folder(tree, path, false);
}

/* In the layer alone a whiteout is a device of its kind, and none else is in it. */
static int is_written(int own_fd, const char *name)
{
        struct stat st;
        if (fstatat(own_fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
                return errno == ENOENT ? 0 : -errno;
        return !S_ISCHR(st.st_mode);
}

/* The folder that is open, as the layer alone has it. -ENOENT: not at all. */
static int open_own(const Tree *tree)
{
        int fd = rootfd_open(tree->own_fd, tree->path, O_RDONLY | O_DIRECTORY, LINKS_REFUSED);
        /* Where the layer has removed what was there, and nothing else. */
        return fd == -ENOTDIR ? -ENOENT : fd;
}

int tree_is_own(Tree *tree, const char *last)
{
        if (tree->own_fd < 0)
                return is_written(tree->folder_fd, last);
        _cleanup_close_ int fd = open_own(tree);
        if (fd < 0)
                return fd == -ENOENT ? 0 : fd;
        return is_written(fd, last);
}

/* Unlike io_remove_tree() it moves nothing, which an overlay doesn't let one do with folders: so it takes
 * descriptors for each level, of which PATH_MAX / 2 are the most. */
static int remove_entry(void *context, int dir_fd, const char *name, bool is_folder)
{
        Tree *tree = context;
        if (++tree->visits > TREE_VISITS_MAX)
                return -E2BIG;
        if (unlinkat(dir_fd, name, is_folder ? AT_REMOVEDIR : 0) == 0 || errno == ENOENT)
                return 0;
        if (!is_folder || (errno != ENOTEMPTY && errno != EEXIST))
                return -errno;
        _cleanup_close_ int fd = openat(dir_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (fd < 0)
                return -errno;
        int r = io_each(fd, remove_entry, tree);
        if (r < 0)
                return r;
        return unlinkat(dir_fd, name, AT_REMOVEDIR) < 0 ? -errno : 0;
}

int tree_remove(Tree *tree, const char *last)
{
        struct stat st;
        if (fstatat(tree->folder_fd, last, &st, AT_SYMLINK_NOFOLLOW) < 0)
                return errno == ENOENT ? 0 : -errno;
        tree->changed = true;
        return remove_entry(tree, tree->folder_fd, last, S_ISDIR(st.st_mode));
}

typedef struct Emptying {
        Tree *tree;
        int own_fd; /* the same folder, as the layer alone has it; < 0: it hasn't */
} Emptying;

static int empty_folder(Tree *tree, int dir_fd, int own_fd);

static int empty_entry(void *context, int dir_fd, const char *name, bool is_folder)
{
        const Emptying *emptying = context;
        Tree *tree = emptying->tree;
        int own = emptying->own_fd < 0 ? 0 : is_written(emptying->own_fd, name);
        if (own < 0)
                return own;
        if (!own)
                return remove_entry(tree, dir_fd, name, is_folder);
        if (++tree->visits > TREE_VISITS_MAX)
                return -E2BIG;
        if (!is_folder)
                return 0;
        /* The layers below may have more in it. */
        _cleanup_close_ int fd = openat(dir_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        _cleanup_close_ int own_fd =
                openat(emptying->own_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        return fd < 0 || own_fd < 0 ? -errno : empty_folder(tree, fd, own_fd);
}

static int empty_folder(Tree *tree, int dir_fd, int own_fd)
{
        Emptying emptying = {tree, own_fd};
        struct stat st;
        if (fstat(dir_fd, &st) < 0)
                return -errno;
        int r = io_each(dir_fd, empty_entry, &emptying);
        const struct timespec times[] = {{.tv_nsec = UTIME_OMIT}, st.st_mtim};
        return r == 0 && utimensat(dir_fd, "", times, AT_EMPTY_PATH) < 0 ? -errno : r;
}

int tree_empty(Tree *tree)
{
        if (tree->own_fd < 0)
                return 0;
        _cleanup_close_ int dir_fd = openat(tree->folder_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        _cleanup_close_ int own_fd = open_own(tree);
        if (dir_fd < 0 || (own_fd < 0 && own_fd != -ENOENT))
                return dir_fd < 0 ? -errno : own_fd;
        return empty_folder(tree, dir_fd, own_fd);
}
