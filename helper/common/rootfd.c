/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Safe path walking. */
#include "helper/common/rootfd.h"

#include "core/io/io.h"
#include "helper/common/syscalls.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/stat.h>

/* The kernel gives up with EAGAIN when something was renamed or mounted while it walked over a ".."; whoever
 * can cause that without end gets an error. */
#define TRIES 128

int rootfd_open(int dir_fd, const char *path, int flags, Links links)
{
        uint64_t how = RESOLVE_NO_MAGICLINKS;
        how |= links == LINKS_BENEATH ? RESOLVE_BENEATH : RESOLVE_IN_ROOT;
        if (links == LINKS_REFUSED)
                how |= RESOLVE_NO_SYMLINKS;
        path += strspn(path, "/");
        if (!*path)
                path = ".";
        for (int i = 0; i < TRIES; i++) {
                int fd = sys_openat2(dir_fd, path, (uint64_t)(unsigned)(flags | O_CLOEXEC), 0, how);
                if (fd >= 0)
                        return fd;
                if (errno != EAGAIN && errno != EINTR)
                        return -errno;
        }
        return -EAGAIN;
}

/* Whether FD, opened by the name that was just made, is what was made: whoever can write the parent may have
 * put another directory in its place, which must not be given away. One that is empty and ours, by the id
 * that files are made with, is as good. 0, 1 or -errno. */
static int is_new(int fd)
{
        struct stat st;
        if (fstat(fd, &st) < 0)
                return -errno;
        return st.st_uid == (uid_t)setfsuid((uid_t)-1) ? io_is_empty(fd) : 0;
}

/* The deepest directory above PATH, whose END is moved to its end, that is there. */
static int open_above(int dir_fd, char *path, size_t *end, Links links)
{
        int fd = -ENOENT;
        while (fd == -ENOENT && *end > 0) {
                while (*end > 0 && path[*end - 1] != '/')
                        --*end;
                while (*end > 0 && path[*end - 1] == '/')
                        --*end;
                path[*end] = '\0';
                fd = rootfd_open(dir_fd, path, O_PATH | O_DIRECTORY, links);
        }
        return fd;
}

/* What is made gets the owner of LIKE. RET_MADE: whether the last one was made. Without either it is given to
 * nobody, and whatever directory is there serves. */
static int make_directory(int dir_fd, const char *path, mode_t mode, Links links, const struct stat *like,
                          bool *ret_made)
{
        char prefix[PATH_MAX];
        if (ret_made)
                *ret_made = false;
        int fd = rootfd_open(dir_fd, path, O_PATH | O_DIRECTORY, links);
        if (fd != -ENOENT)
                return fd;
        path += strspn(path, "/");
        size_t end = strlen(path);
        if (end >= sizeof prefix)
                return -ENAMETOOLONG;
        memcpy(prefix, path, end + 1);
        _cleanup_close_ int parent = open_above(dir_fd, prefix, &end, links);
        if (parent < 0)
                return parent;
        for (size_t start = end + strspn(path + end, "/"); path[start];
             start = end + strspn(path + end, "/")) {
                end = start + strcspn(path + start, "/");
                memcpy(prefix, path, end);
                prefix[end] = '\0';
                /* In its parent a missing one is made, without following anything; then it is looked up
                 * again by the whole path, so that links count as they do for the payload. */
                int made = mkdirat(parent, prefix + start, mode) == 0;
                if (!made && errno != EEXIST)
                        return -errno;
                fd = rootfd_open(dir_fd, prefix, O_PATH | O_DIRECTORY, links);
                if (fd < 0)
                        return fd;
                close(parent);
                parent = fd;
                made = made && (like || ret_made) ? is_new(fd) : 0;
                if (made < 0)
                        return made;
                if (made && like && fchownat(fd, "", like->st_uid, like->st_gid, AT_EMPTY_PATH) < 0)
                        return -errno;
                if (ret_made)
                        *ret_made = made;
        }
        return TAKE_FD(parent);
}

int rootfd_make_directory(int dir_fd, const char *path, mode_t mode, Links links)
{
        return make_directory(dir_fd, path, mode, links, NULL, NULL);
}

int rootfd_make_new(int dir_fd, const char *path, mode_t mode, Links links, bool *ret_new)
{
        return make_directory(dir_fd, path, mode, links, NULL, ret_new);
}

int rootfd_make_like(int dir_fd, const char *path, Links links)
{
        struct stat like;
        if (fstat(dir_fd, &like) < 0)
                return -errno;
        mode_t mask = umask(0);
        int fd = make_directory(dir_fd, path, like.st_mode & 0777, links, &like, NULL);
        umask(mask);
        return fd;
}

int rootfd_make_parent(int dir_fd, const char *path, Links links, const char **ret_name)
{
        char parent[PATH_MAX];
        const char *slash = strrchr(path, '/');
        size_t n = slash ? (size_t)(slash - path) : 0;
        if (n >= sizeof parent)
                return -ENAMETOOLONG;
        memcpy(parent, path, n);
        parent[n] = '\0';
        int fd = rootfd_make_directory(dir_fd, parent, 0755, links);
        if (fd >= 0)
                *ret_name = slash ? slash + 1 : path;
        return fd;
}

int rootfd_make_file(int dir_fd, const char *path, Links links)
{
        const char *name;
        int found = rootfd_open(dir_fd, path, O_PATH, links);
        if (found != -ENOENT)
                return found;
        _cleanup_close_ int parent = rootfd_make_parent(dir_fd, path, links, &name);
        if (parent < 0)
                return parent;
        _cleanup_close_ int fd =
                openat(parent, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
        if (fd < 0)
                return errno == EEXIST ? -ENOENT : -errno; /* a link to nowhere */
        return rootfd_open(dir_fd, path, O_PATH, links);
}
