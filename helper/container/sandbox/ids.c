/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Claims of ranges. A claim is a symbolic link BASE → GROUP: made or not, never half. A group's first choice
 * comes from its name; where that is another's, it is the next one that is free. A range that somebody else
 * on this host has is marked as nobody's, so that those behind it are still found. */
#include "helper/container/sandbox/ids.h"

#include "core/base/hash.h"
#include "core/base/strbuf.h"
#include "core/contract/contract.h"
#include "core/contract/userns.h"
#include "helper/common/state.h"
#include "helper/container/sandbox/foreign-ids.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define RANGES ((USERNS_LAST - USERNS_FIRST + 1U) / USERNS_IDS)
#define NOBODY "-" /* no group is called so */

static uint32_t choice(const char *group, uint32_t n)
{
        return USERNS_FIRST + (hash_fnv32(group) % RANGES + n) % RANGES * USERNS_IDS;
}

/* Who has claimed the range at BASE; -ENOENT: nobody. */
static int read_claim(int dir_fd, uint32_t base, char *ret, size_t size)
{
        char name[16];
        snprintf(name, sizeof name, "%u", base);
        ssize_t n = readlinkat(dir_fd, name, ret, size - 1);
        if (n < 0)
                return -errno;
        ret[n] = '\0';
        return 0;
}

/* In place of what is there. */
static int write_claim(int dir_fd, uint32_t base, const char *owner)
{
        char name[16];
        snprintf(name, sizeof name, "%u", base);
        if (symlinkat(owner, dir_fd, name) == 0)
                return 0;
        if (errno != EEXIST)
                return -errno;
        /* One that was killed here has left it. */
        if (unlinkat(dir_fd, ".new", 0) < 0 && errno != ENOENT)
                return -errno;
        return symlinkat(owner, dir_fd, ".new") < 0 || renameat(dir_fd, ".new", dir_fd, name) < 0 ? -errno
                                                                                                  : 0;
}

static bool is_running(const char *group)
{
        char path[PATH_MAX];
        struct stat st;
        snprintf(path, sizeof path, COSLICE_STATE_DIR "/%s", group);
        return lstat(path, &st) == 0 || errno != ENOENT;
}

/* 1: GROUP's claim stands, or is made now. 0: the range is another's. OLD: with a claim of a group that
 * doesn't run. */
static int try(int dir_fd, const char *group, uint32_t base, const ForeignIds *foreign, bool old)
{
        char owner[NAME_MAX + 1];
        int r = read_claim(dir_fd, base, owner, sizeof owner);
        if (r < 0 && r != -ENOENT)
                return r;
        bool own = r == 0 && streq(owner, group);
        bool nobodys = r == -ENOENT || (old && !streq(owner, NOBODY) && !is_running(owner));
        if (!own && !nobodys)
                return 0;
        r = foreign_ids_have(foreign, base) ? 1 : own ? 0 : foreign_ids_ask(base);
        if (r != 0)
                return r < 0 ? r : write_claim(dir_fd, base, NOBODY);
        r = own ? 0 : write_claim(dir_fd, base, group);
        return r < 0 ? r : 1;
}

static int claim(int dir_fd, const char *group, const ForeignIds *foreign, uint32_t *ret_base)
{
        for (int old = 0; old < 2; old++)
                for (uint32_t n = 0; n < RANGES; n++) {
                        *ret_base = choice(group, n);
                        int r = try(dir_fd, group, *ret_base, foreign, old);
                        if (r != 0)
                                return r < 0 ? r : 0;
                }
        return -ENOSPC;
}

int ids_claim(const char *group, uint32_t *ret_base, Failure *failure)
{
        _cleanup_foreign_ids_ ForeignIds foreign = {};
        int r = foreign_ids_read(&foreign, failure);
        if (r < 0)
                return r;
        if (!foreign_ids_leave_some(&foreign))
                return failure_set(
                        failure, EXIT_SETUP_SANDBOX, 0,
                        "find ids for group %s: this system is in a user namespace itself, without "
                        "ids to give away (/proc/self/uid_map): write UserNS=host in [Group]",
                        group);
        _cleanup_close_ int dir = state_open(COSLICE_IDS_DIR, NULL);
        r = dir < 0 ? dir : claim(dir, group, &foreign, ret_base);
        return r < 0 ? failure_set(failure, EXIT_SETUP_STATE, -r, "find ids for group %s in " COSLICE_IDS_DIR,
                                   group)
                     : 0;
}

int ids_find(const char *group, uint32_t *ret_base)
{
        char owner[NAME_MAX + 1];
        _cleanup_close_ int dir = open(COSLICE_IDS_DIR, O_PATH | O_DIRECTORY | O_CLOEXEC);
        int r = dir < 0 ? -errno : 0;
        for (uint32_t n = 0; n < RANGES && r == 0; n++) {
                *ret_base = choice(group, n);
                r = read_claim(dir, *ret_base, owner, sizeof owner);
                if (r == 0 && streq(owner, group))
                        return 0;
        }
        return r < 0 ? r : -ENOENT;
}
