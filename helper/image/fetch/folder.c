/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Nothing is written to in there but while no skopeo runs on it: one of a pull that was killed ends with it,
 * and one pull alone has a folder (slots.h). So what is looked at here stays as it is until skopeo is run
 * again; what it may have prepared, links and files of other kinds, is found. */
#include "helper/image/fetch/folder.h"

#include "core/base/number.h"
#include "core/base/strbuf.h"
#include "core/contract/contract.h"
#include "core/io/io.h"
#include "helper/common/state.h"
#include "helper/common/syscalls.h"
#include "helper/common/textfile.h"
#include "helper/image/document/digest.h"
#include "helper/image/fetch/skopeo.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define PASSWD_MAX (16 * 1024 * 1024)
#define SHA256     "sha256"

/* --- the user --------------------------------------------------------------------------------------------
 */

int pull_user_read(const char *passwd, PullUser *ret)
{
        for (const char *line = passwd; *line; line += strcspn(line, "\n"), line += *line == '\n') {
                uint64_t uid, gid;
                char text[64];
                const char *rest = string_after(line, PULL_USER ":");
                size_t n = rest ? strcspn(rest, "\n") : 0;
                if (!rest)
                        continue;
                if (n >= sizeof text)
                        n = sizeof text - 1; /* what follows the ids doesn't matter */
                memcpy(text, rest, n);
                text[n] = '\0';
                char *at = text;
                strsep(&at, ":"); /* the password */
                const char *first = strsep(&at, ":"), *second = strsep(&at, ":");
                if (!first || !second || !at || number_parse(first, UINT32_MAX - 1, &uid) != 0 ||
                    number_parse(second, UINT32_MAX - 1, &gid) != 0 || uid == 0 || gid == 0)
                        return -EINVAL;
                *ret = (PullUser){.uid = (uid_t)uid, .gid = (gid_t)gid};
                return 0;
        }
        return -ENOENT;
}

int pull_user_find(PullUser *ret, Failure *failure)
{
        _cleanup_free_ char *text = NULL;
        size_t size;
        _cleanup_close_ int fd = open("/etc/passwd", TEXTFILE_FLAGS);
        int r = fd < 0 ? -errno : textfile_read(fd, PASSWD_MAX, &text, &size);
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_USER, -r, "read /etc/passwd");
        r = pull_user_read(text, ret);
        if (r == -ENOENT)
                return failure_set(failure, EXIT_SETUP_USER, 0,
                                   "there is no user " PULL_USER
                                   ", who fetches images: systemd-sysusers makes it");
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_USER, 0,
                                   "the user " PULL_USER
                                   " in /etc/passwd can fetch no images: expected ids of a system "
                                   "user's, not root's");
        return 0;
}

/* --- the folder ------------------------------------------------------------------------------------------
 */

void pull_folder_done(PullFolder *folder)
{
        closep(&folder->fd);
        closep(&folder->blobs_fd);
        *folder = (PullFolder){.fd = -EBADF, .blobs_fd = -EBADF};
}

/* Opens NAME in DIR_FD, a folder of USER's with mode 0700; what else is there is removed. */
static int open_own(int dir_fd, const char *name, const PullUser *user)
{
        for (int tries = 0; tries < 2; tries++) {
                struct stat st;
                if (mkdirat(dir_fd, name, 0700) < 0 && errno != EEXIST)
                        return -errno;
                _cleanup_close_ int fd =
                        openat(dir_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
                if (fd < 0 && errno != ENOTDIR && errno != ELOOP)
                        return -errno;
                if (fd >= 0 && fstat(fd, &st) < 0)
                        return -errno;
                /* Root's: it has just been made. */
                if (fd >= 0 && (st.st_uid == 0 || st.st_uid == user->uid)) {
                        if (fchown(fd, user->uid, user->gid) < 0 || fchmod(fd, 0700) < 0)
                                return -errno;
                        return TAKE_FD(fd);
                }
                int r = io_remove_tree(dir_fd, name);
                if (r < 0)
                        return r;
        }
        return -ENOTDIR;
}

/* DIR is only made: what is there and somebody else's is not ours to remove. */
static int open_dir(const char *dir, const PullUser *user)
{
        struct stat st;
        bool made = mkdir(dir, 0700) == 0;
        if (!made && errno != EEXIST)
                return -errno;
        _cleanup_close_ int fd = open(dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (fd < 0 || fstat(fd, &st) < 0)
                return -errno;
        if (st.st_uid != user->uid && st.st_uid != 0)
                return -EPERM;
        if (fchown(fd, user->uid, user->gid) < 0 || fchmod(fd, 0700) < 0)
                return -errno;
        return TAKE_FD(fd);
}

static int open_blobs(PullFolder *folder)
{
        _cleanup_close_ int fd = open_own(folder->fd, FOLDER_BLOBS, &folder->user);
        return fd < 0 ? fd : open_own(fd, SHA256, &folder->user);
}

int pull_folder_open(const char *dir, const char *key, const PullUser *user, PullFolder *ret,
                     Failure *failure)
{
        _cleanup_pull_folder_ PullFolder folder = {.fd = -EBADF, .blobs_fd = -EBADF, .user = *user};
        _cleanup_close_ int dir_fd = open_dir(dir, user);
        if (dir_fd == -EPERM)
                return failure_set(failure, EXIT_SETUP_STATE, 0,
                                   "%s belongs neither to root nor to " PULL_USER, dir);
        if (dir_fd < 0)
                return state_fail(dir, -dir_fd, failure);
        folder.fd = open_own(dir_fd, key, user);
        if (folder.fd < 0)
                return failure_set(failure, EXIT_SETUP_STATE, -folder.fd, "open %s/%s", dir, key);
        folder.blobs_fd = open_blobs(&folder);
        if (folder.blobs_fd < 0)
                return failure_set(failure, EXIT_SETUP_STATE, -folder.blobs_fd, "open %s/%s/" FOLDER_BLOBS,
                                   dir, key);
        *ret = folder;
        folder.fd = folder.blobs_fd = -EBADF;
        return 0;
}

/* An IoEach: removes all but the name that CONTEXT is. */
static int remove_others(void *context, int dir_fd, const char *name, bool is_folder)
{
        return streq(name, context) ? 0 : io_remove_tree(dir_fd, name);
}

int pull_folder_renew(PullFolder *folder, Failure *failure)
{
        _cleanup_close_ int blobs_fd = -1, tmp_fd = -1;
        int r = io_each(folder->fd, remove_others, (void *)FOLDER_BLOBS);
        if (r == 0) {
                blobs_fd = open_own(folder->fd, FOLDER_BLOBS, &folder->user);
                r = blobs_fd < 0 ? blobs_fd : io_each(blobs_fd, remove_others, (void *)SHA256);
        }
        if (r == 0) { /* skopeo may have put another in its place */
                closep(&folder->blobs_fd);
                folder->blobs_fd = open_own(blobs_fd, SHA256, &folder->user);
                r = folder->blobs_fd < 0 ? folder->blobs_fd : 0;
        }
        if (r == 0) {
                tmp_fd = open_own(folder->fd, SKOPEO_TMP, &folder->user);
                r = tmp_fd < 0 ? tmp_fd : 0;
        }
        return r < 0 ? failure_set(failure, EXIT_SETUP_STATE, -r,
                                   "clear the folder of the pull in " COSLICE_PULL_DIR)
                     : 0;
}

/* More than skopeo's folders are nested. */
#define SIZE_DEPTH 8

typedef struct Size {
        uint64_t bytes;
        unsigned depth;
} Size;

static int add_size(void *context, int dir_fd, const char *name, bool is_folder)
{
        const unsigned block = 512; /* of st_blocks, stat(2) */
        Size *size = context;
        struct stat st;
        if (fstatat(dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
                size->bytes += (uint64_t)st.st_blocks * block;
        if (!is_folder || size->depth == SIZE_DEPTH)
                return 0;
        _cleanup_close_ int fd = openat(dir_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        size->depth++;
        if (fd >= 0)
                (void)io_each(fd, add_size, size);
        size->depth--;
        return 0;
}

uint64_t pull_folder_size(int dir_fd, const char *name)
{
        Size size = {};
        (void)add_size(&size, dir_fd, name, true);
        return size.bytes;
}

int pull_folder_remove(const char *dir, const char *key)
{
        _cleanup_close_ int fd = open(dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (fd < 0)
                return errno == ENOENT ? 0 : -errno;
        return io_remove_tree(fd, key);
}

/* --- blobs -----------------------------------------------------------------------------------------------
 */

static bool is_blob(const PullFolder *folder, const struct stat *st, uint64_t size)
{
        return S_ISREG(st->st_mode) && st->st_uid == folder->user.uid && st->st_nlink == 1 &&
               (size == UINT64_MAX || (uint64_t)st->st_size == size);
}

int pull_folder_blob(const PullFolder *folder, const char *hex, uint64_t size)
{
        struct stat st;
        if (!image_hex_is_valid(hex))
                return -EBADMSG;
        _cleanup_close_ int fd =
                openat(folder->blobs_fd, hex, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
        if (fd < 0)
                return errno == ELOOP || errno == ENXIO ? -EBADMSG : -errno;
        if (fstat(fd, &st) < 0)
                return -errno;
        return is_blob(folder, &st, size) ? TAKE_FD(fd) : -EBADMSG;
}

void pull_blobs_settle(PullBlob *blobs, size_t n)
{
        for (size_t i = 0; i < n; i++)
                for (size_t j = 0; j < n && blobs[i].have; j++)
                        if (!blobs[j].have && streq(blobs[i].hex, blobs[j].hex))
                                blobs[i].have = false;
}

/* 0: its bytes are what HEX says; 1: they are not; or -errno. */
static int compare_digest(int fd, const char *hex)
{
        _cleanup_digest_ Digest digest = {};
        static char bytes[256 * 1024]; /* too much for a stack, and one is read at a time */
        char found[IMAGE_HEX_SPACE];
        int r = digest_begin(&digest);
        while (r == 0) {
                ssize_t n = read(fd, bytes, sizeof bytes);
                if (n < 0 && errno == EINTR)
                        continue;
                if (n < 0)
                        return -errno;
                if (n == 0)
                        break;
                r = digest_add(&digest, bytes, (size_t)n);
        }
        if (r == 0)
                r = digest_end(&digest, found);
        return r < 0 ? r : !streq(found, hex);
}

typedef struct Keeping {
        const PullFolder *folder;
        const PullBlob *blobs;
        size_t n;
} Keeping;

/* An IoEach. */
static int keep_or_remove(void *context, int dir_fd, const char *name, bool is_folder)
{
        const Keeping *keeping = context;
        for (size_t i = 0; i < keeping->n; i++) {
                if (keeping->blobs[i].have || !streq(keeping->blobs[i].hex, name))
                        continue;
                _cleanup_close_ int fd = pull_folder_blob(keeping->folder, name, keeping->blobs[i].size);
                if (fd >= 0 && compare_digest(fd, name) == 0)
                        return 0;
        }
        return io_remove_tree(dir_fd, name);
}

/* Where the file system takes no file of that size, it is fetched: a registry may have lied. */
static int make_hollow(PullFolder *folder, const PullBlob *blob)
{
        if (blob->size > INT64_MAX)
                return 0;
        _cleanup_close_ int fd = openat(folder->blobs_fd, blob->hex,
                                        O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (fd < 0)
                return errno == EEXIST ? 0 : -errno; /* a layer can be there twice */
        if (ftruncate(fd, (off_t)blob->size) < 0)
                return unlinkat(folder->blobs_fd, blob->hex, 0) < 0 ? -errno : 0;
        return fchown(fd, folder->user.uid, folder->user.gid) < 0 ? -errno : 0;
}

int pull_folder_keep(PullFolder *folder, const PullBlob *blobs, size_t n, Failure *failure)
{
        Keeping keeping = {.folder = folder, .blobs = blobs, .n = n};
        int r = io_each(folder->blobs_fd, keep_or_remove, &keeping);
        for (size_t i = 0; i < n && r == 0; i++)
                if (blobs[i].have)
                        r = make_hollow(folder, blobs + i);
        return r < 0 ? failure_set(failure, EXIT_SETUP_STATE, -r,
                                   "prepare the folder of the pull in " COSLICE_PULL_DIR)
                     : 0;
}

int pull_folder_forget(PullFolder *folder, const char *hex, Failure *failure)
{
        int r = io_remove_tree(folder->blobs_fd, hex);
        return r < 0 ? failure_set(failure, EXIT_SETUP_STATE, -r,
                                   "remove an earlier blob in " COSLICE_PULL_DIR)
                     : 0;
}

int pull_folder_put(PullFolder *folder, const char *hex, const char *text, size_t size, Failure *failure)
{
        int r = io_write_file(folder->blobs_fd, hex, text, size, 0600);
        if (r == 0 &&
            fchownat(folder->blobs_fd, hex, folder->user.uid, folder->user.gid, AT_SYMLINK_NOFOLLOW) < 0)
                r = -errno;
        return r < 0 ? failure_set(failure, EXIT_SETUP_STATE, -r, "write a blob in " COSLICE_PULL_DIR) : 0;
}

/* An IoEach: adds up what is not whole yet, which has other names. */
static int add_partial(void *context, int dir_fd, const char *name, bool is_folder)
{
        uint64_t *bytes = context;
        struct stat st;
        if (fstatat(dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) && st.st_size > 0)
                *bytes += (uint64_t)st.st_size;
        return 0;
}

PullProgress pull_folder_progress(const PullFolder *folder, const PullBlob *blobs, size_t n)
{
        PullProgress progress = {};
        struct stat st;
        for (size_t i = 0; i < n; i++) {
                if (blobs[i].have || fstatat(folder->blobs_fd, blobs[i].hex, &st, AT_SYMLINK_NOFOLLOW) < 0 ||
                    !is_blob(folder, &st, blobs[i].size))
                        continue;
                progress.bytes += blobs[i].size;
                progress.whole++;
        }
        _cleanup_close_ int fd =
                openat(folder->fd, FOLDER_LAYOUT, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (fd >= 0)
                (void)io_each(fd, add_partial, &progress.bytes);
        return progress;
}

int pull_folder_read(const PullFolder *folder, const char *hex, size_t max, char **ret, size_t *ret_size)
{
        char found[IMAGE_HEX_SPACE];
        _cleanup_free_ char *text = NULL;
        size_t size;
        _cleanup_close_ int fd = pull_folder_blob(folder, hex, UINT64_MAX);
        int r = fd < 0 ? fd : textfile_read(fd, max, &text, &size);
        if (r < 0)
                return r == -EFBIG || r == -EINVAL ? -EBADMSG : r;
        r = digest_of(text, size, found);
        if (r < 0)
                return r;
        if (!streq(found, hex))
                return -EBADMSG;
        *ret = TAKE_PTR(text);
        *ret_size = size;
        return 0;
}
