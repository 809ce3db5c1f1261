/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files and folders by directory descriptor. */
#include "core/io/io.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>

static int write_all(int fd, const char *data, size_t size)
{
        while (size > 0) {
                ssize_t n = write(fd, data, size);
                if (n < 0 && errno == EINTR)
                        continue;
                if (n <= 0)
                        return n < 0 ? -errno : -EIO;
                data += n;
                size -= (size_t)n;
        }
        return 0;
}

int io_write_file(int dir_fd, const char *name, const void *data, size_t size, mode_t mode)
{
        _cleanup_close_ int fd =
                openat(dir_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
        if (fd < 0)
                return -errno;
        int r = write_all(fd, data, size);
        if (r < 0)
                unlinkat(dir_fd, name, 0);
        return r;
}

int io_replace_file(int dir_fd, const char *name, const char *new, const void *data, size_t size, mode_t mode)
{
        if (unlinkat(dir_fd, new, 0) < 0 && errno != ENOENT)
                return -errno;
        int r = io_write_file(dir_fd, new, data, size, mode);
        if (r == 0 && (fchmodat(dir_fd, new, mode, 0) < 0 || renameat(dir_fd, new, dir_fd, name) < 0)) {
                r = -errno;
                unlinkat(dir_fd, new, 0);
        }
        return r;
}

int io_copy_file(int from_fd, int to_fd, const char *name, mode_t mode)
{
        char buffer[16384];
        _cleanup_close_ int in = openat(from_fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
        if (in < 0)
                return -errno;
        _cleanup_close_ int out =
                openat(to_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
        if (out < 0)
                return -errno;
        int r = 0;
        for (;;) {
                ssize_t n = read(in, buffer, sizeof buffer);
                if (n < 0 && errno == EINTR)
                        continue;
                if (n <= 0) {
                        r = n < 0 ? -errno : 0;
                        break;
                }
                r = write_all(out, buffer, (size_t)n);
                if (r < 0)
                        break;
        }
        if (r < 0)
                unlinkat(to_fd, name, 0);
        return r;
}

int io_open_folder(int dir_fd, const char *name, mode_t mode)
{
        if (mkdirat(dir_fd, name, mode) < 0 && errno != EEXIST)
                return -errno;
        int fd = openat(dir_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        return fd < 0 ? -errno : fd;
}

int io_make_folder(const char *path, mode_t mode)
{
        if (mkdir(path, mode) < 0)
                return errno == EEXIST ? 0 : -errno;
        return chmod(path, mode) < 0 ? -errno : 0;
}

int io_open_lock(int dir_fd, const char *name, int operation)
{
        _cleanup_close_ int fd = openat(dir_fd, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (fd < 0)
                return -errno;
        while (flock(fd, operation) < 0)
                if (errno != EINTR)
                        return -errno;
        return TAKE_FD(fd);
}

static bool is_folder(int dir_fd, const struct dirent *entry)
{
        struct stat st;
        /* Some file systems don't say it in a listing, readdir(3). */
        if (entry->d_type != DT_UNKNOWN)
                return entry->d_type == DT_DIR;
        return fstatat(dir_fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st.st_mode);
}

int io_each(int dir_fd, IoEach each, void *context)
{
        int fd = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC); /* a position of its own */
        if (fd < 0)
                return -errno;
        DIR *d = fdopendir(fd);
        if (!d) {
                int r = -errno;
                close(fd);
                return r;
        }
        int r = 0;
        /* By errno alone an error of readdir(3) is told from the end. */
        errno = 0;
        for (struct dirent *entry; r == 0 && (entry = readdir(d)); errno = 0)
                if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
                        r = each(context, fd, entry->d_name, is_folder(fd, entry));
        if (r == 0 && errno)
                r = -errno;
        closedir(d);
        return r;
}

static int found_one(void *context, int dir_fd, const char *name, bool is_folder)
{
        return 1;
}

int io_is_empty(int dir_fd)
{
        int r = io_each(dir_fd, found_one, NULL);
        return r < 0 ? r : !r;
}

/* A payload can nest folders deeper than there are descriptors or stack: below this depth they are moved up
 * to the top and removed from there. A level holds two descriptors, so these take 64 of the usual 1,024. */
#define REMOVE_DEPTH 32

typedef struct Removal {
        int top_fd;
        unsigned depth, moved;
        IoStep step;
        void *context;
} Removal;

/* As unlinkat(2), where what isn't there is removed. */
static int unlink_there(int dir_fd, const char *name, int flags)
{
        struct stat st;
        if (unlinkat(dir_fd, name, flags) == 0 || errno == ENOENT)
                return 0;
        int r = -errno;
        /* A file system that is read-only says so before it looks. */
        bool gone = r == -EROFS && fstatat(dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0 && errno == ENOENT;
        return gone ? 0 : r;
}

static int unlink_entry(const Removal *removal, int dir_fd, const char *name, int flags)
{
        int r = unlink_there(dir_fd, name, flags);
        if (r == 0 && removal->step)
                removal->step(removal->context);
        return r;
}

static int remove_entry(void *context, int dir_fd, const char *name, bool folder);

static int move_up(Removal *removal, int dir_fd, const char *name)
{
        char moved[32];
        do
                snprintf(moved, sizeof moved, ".removed-%u", removal->moved++);
        while (renameat2(dir_fd, name, removal->top_fd, moved, RENAME_NOREPLACE) < 0 && errno == EEXIST);
        /* What is gone is fine, whatever the rename said. What stays must be an error, or the loop over the
         * top would see something moved for ever. */
        return faccessat(dir_fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0 ? -EIO : 0;
}

/* A folder to be emptied. The kernel itself refuses what is mounted on it, a bind mount from the same device
 * too, in the moment in which it is opened. */
static int open_own_folder(int dir_fd, const char *name)
{
        struct open_how how = {.flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC,
                               .resolve = RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS};
        long fd = syscall(SYS_openat2, dir_fd, name, &how, sizeof how);
        return fd < 0 ? -errno : (int)fd;
}

static int remove_folder(Removal *removal, int dir_fd, const char *name)
{
        int r = unlink_entry(removal, dir_fd, name, AT_REMOVEDIR);
        /* EBUSY is something mounted: the opening says that by EXDEV, which is what the header promises. */
        if (r != -ENOTEMPTY && r != -EEXIST && r != -EBUSY)
                return r;
        _cleanup_close_ int fd = open_own_folder(dir_fd, name);
        if (fd < 0)
                return fd == -ENOENT ? 0 : fd;
        if (removal->depth == REMOVE_DEPTH)
                return move_up(removal, dir_fd, name);
        removal->depth++;
        r = io_each(fd, remove_entry, removal);
        removal->depth--;
        if (r < 0)
                return r;
        return unlink_entry(removal, dir_fd, name, AT_REMOVEDIR);
}

static int remove_entry(void *context, int dir_fd, const char *name, bool folder)
{
        if (folder)
                return remove_folder(context, dir_fd, name);
        return unlink_entry(context, dir_fd, name, 0);
}

int io_remove_tree_stepwise(int dir_fd, const char *name, IoStep step, void *context)
{
        int r = unlink_there(dir_fd, name, 0);
        if (r != -EISDIR)
                return r;
        _cleanup_close_ int fd = open_own_folder(dir_fd, name);
        if (fd < 0)
                return fd;
        Removal removal = {.top_fd = fd, .step = step, .context = context};
        unsigned moved;
        do {
                moved = removal.moved;
                r = io_each(fd, remove_entry, &removal);
                if (r < 0)
                        return r;
        } while (removal.moved !=
                 moved); /* what was moved up may be seen or not by the reading that is going on */
        return unlinkat(dir_fd, name, AT_REMOVEDIR) < 0 ? -errno : 0;
}

int io_remove_tree(int dir_fd, const char *name)
{
        return io_remove_tree_stepwise(dir_fd, name, NULL, NULL);
}
