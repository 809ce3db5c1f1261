/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/common/compiled.h"

#include "core/base/hash.h"
#include "core/contract/contract.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

_Static_assert(sizeof(struct sock_filter) == 8 && sizeof(CompiledHead) % 8 == 0, "the file is not of eights");

void compiled_done(Compiled *compiled)
{
        free(compiled->instructions);
        *compiled = (Compiled){};
}

void file_stamp(const struct stat *st, FileStamp *ret)
{
        *ret = (FileStamp){.device = (uint64_t)st->st_dev,
                           .inode = (uint64_t)st->st_ino,
                           .size = (uint64_t)st->st_size,
                           .changed = st->st_ctim.tv_sec,
                           .changed_nsec = st->st_ctim.tv_nsec};
}

void compiled_name(const char *path, uint64_t capabilities, bool new_privileges, char *ret)
{
        /* Two of one name take turns. */
        uint64_t hash = hash_fnv64(HASH_FNV64_BEGIN, path, strlen(path));
        snprintf(ret, COMPILED_NAME_MAX, "%016llx-%llx%s", (unsigned long long)hash,
                 (unsigned long long)capabilities, new_privileges ? "-new" : "");
}

static bool is_as_it_was(const char *path, const FileStamp *before)
{
        FileStamp now;
        struct stat st;
        if (stat(path, &st) < 0)
                return false;
        file_stamp(&st, &now);
        return memcmp(&now, before, sizeof now) == 0;
}

static bool is_ours(const struct stat *st)
{
        const off_t head = sizeof(CompiledHead), one = sizeof(struct sock_filter);
        return S_ISREG(st->st_mode) && st->st_uid == 0 && (st->st_mode & 022) == 0 &&
               st->st_size % one == 0 && st->st_size > head && st->st_size <= head + one * BPF_MAXINSNS;
}

static bool is_of_use(const CompiledHead *head, off_t size, const FileStamp *profile)
{
        return memcmp(head->kind, COMPILED_KIND, sizeof head->kind) == 0 &&
               head->n == ((uint64_t)size - sizeof *head) / sizeof(struct sock_filter) &&
               memcmp(&head->profile, profile, sizeof *profile) == 0 &&
               is_as_it_was(COSLICE_SECCOMP, &head->compiler) &&
               memchr(head->library_path, '\0', sizeof head->library_path) &&
               (!head->library_path[0] || is_as_it_was(head->library_path, &head->library));
}

/* 0; 1: the file ends before; -errno. */
static int read_all(int fd, void *ret, size_t size)
{
        for (size_t at = 0; at < size;) {
                ssize_t n = read(fd, (char *)ret + at, size - at);
                if (n <= 0)
                        return n < 0 ? -errno : 1;
                at += (size_t)n;
        }
        return 0;
}

int compiled_read(int folder_fd, const char *name, const FileStamp *profile, uint64_t capabilities,
                  bool new_privileges, Compiled *ret)
{
        CompiledHead head;
        struct stat st;
        _cleanup_close_ int fd = openat(folder_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
        if (fd < 0)
                return errno == ENOENT || errno == ELOOP ? 1 : -errno;
        if (fstat(fd, &st) < 0)
                return -errno;
        if (!is_ours(&st))
                return 1;
        int r = read_all(fd, &head, sizeof head);
        if (r != 0)
                return r;
        if (!is_of_use(&head, st.st_size, profile) || head.capabilities != capabilities ||
            head.new_privileges != new_privileges)
                return 1;
        size_t size = (size_t)head.n * sizeof(struct sock_filter);
        _cleanup_free_ struct sock_filter *instructions = malloc(size);
        if (!instructions)
                return -ENOMEM;
        r = read_all(fd, instructions, size);
        if (r != 0)
                return r;
        *ret = (Compiled){head, TAKE_PTR(instructions)};
        return 0;
}
