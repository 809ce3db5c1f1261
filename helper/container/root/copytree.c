/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Directory by directory, each opened anew by its path from the top, so that no depth takes more than a
 * handful of descriptors. Owner, mode and times of directories come last, deepest first: filling changes
 * them. */
#include "helper/container/root/copytree.h"

#include "core/base/strbuf.h"
#include "helper/common/rootfd.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define BLOCK (128 * 1024) /* bytes at once */

/* The first name of a file that has more. */
typedef struct Known {
        dev_t device;
        ino_t inode;
        char *path; /* from the top */
} Known;

typedef struct Copy {
        int from_fd, to_fd;
        uint64_t mount_id; /* of what is copied */
        StrVec folders;    /* those found so far, from the top, which is "" */
        void *known;       /* of tsearch(3) */
        char *block;
        IoStep step;
        void *context;
        /* The one that is being read: */
        const char *path;
        int source_fd, target_fd;
} Copy;

static void known_free(void *known)
{
        free(((Known *)known)->path);
        free(known);
}

static void copy_done(Copy *copy)
{
        tdestroy(copy->known, known_free);
        strvec_done(&copy->folders);
        free(copy->block);
}

static void go_on(const Copy *copy)
{
        if (copy->step)
                copy->step(copy->context);
}

static int join(const Copy *copy, const char *name, char **ret)
{
        *ret = string_printf("%s%s%s", copy->path, *copy->path ? "/" : "", name);
        if (!*ret)
                return -ENOMEM;
        if (strlen(*ret) < PATH_MAX)
                return 0;
        free(*ret);
        *ret = NULL;
        return -ENAMETOOLONG;
}

/* --- what a file has beside its content --- */

/* Those of the kernel's own overlays are no user's. */
static bool is_kept(const char *name)
{
        return string_after(name, "user.") && !string_after(name, "user.overlay.");
}

static int copy_attribute(int from_fd, int to_fd, const char *name)
{
        ssize_t n = fgetxattr(from_fd, name, NULL, 0);
        _cleanup_free_ char *value = n < 0 ? NULL : malloc((size_t)n + 1);
        if (n < 0)
                return -errno;
        if (!value)
                return -ENOMEM;
        n = fgetxattr(from_fd, name, value, (size_t)n);
        return n < 0 || fsetxattr(to_fd, name, value, (size_t)n, 0) < 0 ? -errno : 0;
}

static int copy_attributes(int from_fd, int to_fd)
{
        ssize_t n = flistxattr(from_fd, NULL, 0);
        if (n <= 0)
                return n < 0 && errno != EOPNOTSUPP ? -errno : 0;
        _cleanup_free_ char *names = malloc((size_t)n);
        if (!names)
                return -ENOMEM;
        n = flistxattr(from_fd, names, (size_t)n);
        int r = n < 0 ? -errno : 0;
        for (const char *name = names; r == 0 && name < names + n; name += strlen(name) + 1)
                if (is_kept(name))
                        r = copy_attribute(from_fd, to_fd, name);
        return r;
}

/* An owner that a mapped mount hasn't. */
static int of_owner(int error)
{
        return error == EINVAL ? -EOVERFLOW : -error;
}

/* Of what FD is. The owner first, which takes bits of the mode. */
static int give_as(int fd, const struct stat *st)
{
        const struct timespec times[] = {st->st_atim, st->st_mtim};
        mode_t kept = S_ISDIR(st->st_mode) ? 03777 : 01777;
        if (fchown(fd, st->st_uid, st->st_gid) < 0)
                return of_owner(errno);
        return fchmod(fd, st->st_mode & kept) < 0 || futimens(fd, times) < 0 ? -errno : 0;
}

/* The same of NAME, a link or a pipe, which is not opened. */
static int give_name_as(int dir_fd, const char *name, const struct stat *st)
{
        const struct timespec times[] = {st->st_atim, st->st_mtim};
        if (fchownat(dir_fd, name, st->st_uid, st->st_gid, AT_SYMLINK_NOFOLLOW) < 0)
                return of_owner(errno);
        if (!S_ISLNK(st->st_mode) && fchmodat(dir_fd, name, st->st_mode & 01777, 0) < 0)
                return -errno;
        return utimensat(dir_fd, name, times, AT_SYMLINK_NOFOLLOW) < 0 ? -errno : 0;
}

/* --- files --- */

static int write_at(int fd, const char *data, size_t size, off_t at)
{
        while (size > 0) {
                ssize_t n = pwrite(fd, data, size, at);
                if (n < 0 && errno != EINTR)
                        return -errno;
                n = n < 0 ? 0 : n;
                data += n;
                size -= (size_t)n;
                at += n;
        }
        return 0;
}

/* From AT to END, or where the file ends. */
static int copy_range(const Copy *copy, int from_fd, int to_fd, off_t at, off_t end)
{
        while (at < end) {
                size_t size = end - at < BLOCK ? (size_t)(end - at) : BLOCK;
                ssize_t n = pread(from_fd, copy->block, size, at);
                if (n < 0 && errno == EINTR)
                        continue;
                int r = n < 0 ? -errno : write_at(to_fd, copy->block, (size_t)n, at);
                if (r < 0 || n == 0)
                        return r;
                at += n;
                go_on(copy);
        }
        return 0;
}

static int copy_content(const Copy *copy, int from_fd, int to_fd, off_t size)
{
        off_t data = 0, hole = 0;
        int r = 0;
        while (r == 0 && hole < size && (data = lseek(from_fd, hole, SEEK_DATA)) >= 0) {
                hole = lseek(from_fd, data, SEEK_HOLE);
                r = hole < 0 ? -errno : copy_range(copy, from_fd, to_fd, data, hole);
        }
        /* ENXIO: nothing but a hole is left. */
        if (r == 0 && data < 0 && errno != ENXIO)
                r = -errno;
        return r < 0 ? r : ftruncate(to_fd, size) < 0 ? -errno : 0;
}

static int copy_file(const Copy *copy, const char *name, const struct stat *st)
{
        _cleanup_close_ int from =
                openat(copy->source_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
        if (from < 0)
                return -errno;
        _cleanup_close_ int to =
                openat(copy->target_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (to < 0)
                return -errno;
        int r = copy_content(copy, from, to, st->st_size);
        r = r < 0 ? r : copy_attributes(from, to);
        return r < 0 ? r : give_as(to, st);
}

static int compare(const void *a, const void *b)
{
        const Known *x = a, *y = b;
        if (x->device != y->device)
                return x->device < y->device ? -1 : 1;
        return x->inode < y->inode ? -1 : x->inode > y->inode;
}

/* NAME as another name of what was copied before: 0; 1: it is the first; or -errno. */
static int link_known(Copy *copy, const char *name, const struct stat *st)
{
        if (st->st_nlink < 2)
                return 1;
        Known *known = malloc(sizeof *known);
        if (!known)
                return -ENOMEM;
        *known = (Known){.device = st->st_dev, .inode = st->st_ino};
        int r = join(copy, name, &known->path);
        Known **found = r < 0 ? NULL : tsearch(known, &copy->known, compare);
        if (found && *found == known)
                return 1;
        if (found)
                r = linkat(copy->to_fd, (*found)->path, copy->target_fd, name, 0) < 0 ? -errno : 0;
        known_free(known);
        return r < 0 ? r : found ? 0 : -ENOMEM;
}

static int copy_link(const Copy *copy, const char *name, const struct stat *st)
{
        char target[PATH_MAX];
        ssize_t n = readlinkat(copy->source_fd, name, target, sizeof target - 1);
        if (n < 0)
                return -errno;
        target[n] = '\0';
        return symlinkat(target, copy->target_fd, name) < 0 ? -errno
                                                            : give_name_as(copy->target_fd, name, st);
}

static int copy_pipe(const Copy *copy, const char *name, const struct stat *st)
{
        return mkfifoat(copy->target_fd, name, 0600) < 0 ? -errno : give_name_as(copy->target_fd, name, st);
}

/* --- directories --- */

static int found_mount(int dir_fd, const char *name, uint64_t *ret)
{
        struct statx found;
        if (statx(dir_fd, name, AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT, STATX_MNT_ID, &found) <
            0)
                return -errno;
        *ret = found.stx_mnt_id;
        return 0;
}

/* What is in it follows later. */
static int copy_folder(Copy *copy, const char *name)
{
        uint64_t mount_id;
        char *path;
        int r = found_mount(copy->source_fd, name, &mount_id);
        if (r < 0 || mount_id != copy->mount_id)
                return r;
        if (mkdirat(copy->target_fd, name, 0700) < 0)
                return -errno;
        r = join(copy, name, &path);
        return r < 0 ? r : strvec_take(&copy->folders, path);
}

/* An IoEach. */
static int copy_entry(void *context, int dir_fd, const char *name, bool is_folder)
{
        Copy *copy = context;
        struct stat st;
        go_on(copy);
        if (is_folder)
                return copy_folder(copy, name);
        if (fstatat(dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
                return -errno;
        if (!S_ISREG(st.st_mode) && !S_ISLNK(st.st_mode) && !S_ISFIFO(st.st_mode))
                return 0;
        int r = link_known(copy, name, &st);
        if (r <= 0)
                return r;
        return S_ISREG(st.st_mode)   ? copy_file(copy, name, &st)
               : S_ISLNK(st.st_mode) ? copy_link(copy, name, &st)
                                     : copy_pipe(copy, name, &st);
}

static int open_folder(int top_fd, const char *path)
{
        return rootfd_open(top_fd, path, O_RDONLY | O_DIRECTORY, LINKS_REFUSED);
}

static int with_folder(Copy *copy, const char *path, int (*function)(Copy *copy))
{
        _cleanup_close_ int from = open_folder(copy->from_fd, path);
        _cleanup_close_ int to = open_folder(copy->to_fd, path);
        if (from < 0 || to < 0)
                return from < 0 ? from : to;
        copy->path = path;
        copy->source_fd = from;
        copy->target_fd = to;
        return function(copy);
}

static int fill_folder(Copy *copy)
{
        return io_each(copy->source_fd, copy_entry, copy);
}

static int finish_folder(Copy *copy)
{
        struct stat st;
        int r = fstat(copy->source_fd, &st) < 0 ? -errno : copy_attributes(copy->source_fd, copy->target_fd);
        return r < 0 ? r : give_as(copy->target_fd, &st);
}

static int copy_all(Copy *copy)
{
        int r = strvec_add(&copy->folders, "");
        for (size_t i = 0; r == 0 && i < copy->folders.n; i++)
                r = with_folder(copy, copy->folders.items[i], fill_folder);
        for (size_t i = copy->folders.n; r == 0 && i-- > 0;)
                r = with_folder(copy, copy->folders.items[i], finish_folder);
        return r;
}

int copytree(int from_fd, int to_fd, IoStep step, void *context)
{
        _cleanup_(copy_done) Copy copy = {
                .from_fd = from_fd, .to_fd = to_fd, .block = malloc(BLOCK), .step = step, .context = context};
        if (!copy.block)
                return -ENOMEM;
        int r = found_mount(from_fd, "", &copy.mount_id);
        return r < 0 ? r : copy_all(&copy);
}
