/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Links are made by symlink(2), which refuses a name that is there: two groups that start at once can't get
 * one address, and nobody needs a lock. Only who takes over the claim of a group that is gone does, since two
 * could do that. */
#include "helper/network/claim.h"

#include "core/base/name.h"
#include "core/contract/contract.h"
#include "core/io/io.h"
#include "helper/common/state.h"
#include "helper/network/plan/address.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#define OWNER_SPACE (LABEL_MAX + 1)

/* Who has claimed ADDRESS: 0, or -errno, -ENOENT for nobody. */
static int read_claim(int folder_fd, const char *address, char ret[static OWNER_SPACE])
{
        ssize_t n = readlinkat(folder_fd, address, ret, OWNER_SPACE - 1);
        if (n < 0)
                return -errno;
        ret[n] = '\0';
        return 0;
}

/* GROUP claims ADDRESS. 0: it is its own; 1: it is RET_OWNER's; or -errno. */
static int claim(int folder_fd, const char *address, const char *group, char ret_owner[static OWNER_SPACE])
{
        if (symlinkat(group, folder_fd, address) == 0)
                return 0;
        int r = errno == EEXIST ? read_claim(folder_fd, address, ret_owner) : -errno;
        return r < 0 ? r : !streq(ret_owner, group);
}

static bool is_there(const char *folder, const char *name, const char *suffix)
{
        char path[PATH_MAX];
        struct stat st;
        snprintf(path, sizeof path, "%s/%s%s", folder, name, suffix);
        return lstat(path, &st) == 0 || errno != ENOENT;
}

/* Whether nothing is left of GROUP: neither a definition nor, where that was removed, the group itself. */
static bool is_gone(const char *group)
{
        static const char *const folders[] = {COSLICE_GROUP_DIRS};
        for (size_t i = 0; i < ARRAY_SIZE(folders); i++)
                if (is_there(folders[i], group, ".group"))
                        return false;
        return !is_there(COSLICE_STATE_DIR, group, "");
}

/* ADDRESS becomes GROUP's, if who has it is gone. 0; 1: it isn't; or -errno. */
static int take_over(int folder_fd, const char *address, const char *group,
                     char ret_owner[static OWNER_SPACE])
{
        _cleanup_close_ int held = io_open_lock(folder_fd, ".lock", LOCK_EX);
        int r = held < 0 ? held : claim(folder_fd, address, group, ret_owner);
        if (r <= 0 || !is_gone(ret_owner))
                return r;
        /* One that was killed here has left it. */
        if ((unlinkat(folder_fd, ".new", 0) < 0 && errno != ENOENT) ||
            symlinkat(group, folder_fd, ".new") < 0 || renameat(folder_fd, ".new", folder_fd, address) < 0)
                return -errno;
        return 0;
}

static int fail(const char *group, int r, Failure *failure)
{
        return failure_set(failure, EXIT_SETUP_STATE, -r,
                           "find an address for group %s in " COSLICE_ADDRESSES_DIR, group);
}

/* The one that follows from GROUP's name, in RANGE. */
static int find(int folder_fd, const char *group, const IpPrefix *range, IpAddress *ret, Failure *failure)
{
        char text[IP_TEXT_MAX], owner[OWNER_SPACE];
        uint32_t room = address_room(range);
        for (int old = 0; old < 2; old++)
                for (uint32_t n = 0; n < room; n++) {
                        *ret = prefix_at(range, address_choice(group, range, n));
                        ip_format(ret, text);
                        int r = old ? take_over(folder_fd, text, group, owner)
                                    : claim(folder_fd, text, group, owner);
                        if (r < 0)
                                return fail(group, r, failure);
                        if (r == 0)
                                return 0;
                }
        ip_format(&range->first, text);
        return failure_set(
                failure, EXIT_SETUP_STATE, 0,
                "find an address for group %s: each of the %u"
                " of %s/%u is that of a group that is defined, as the links in " COSLICE_ADDRESSES_DIR
                " show; write a larger range",
                group, room, text, range->bits);
}

/* The one that GROUP's definition says. */
static int demand(int folder_fd, const char *group, const IpPrefix *range, const IpAddress *address,
                  Failure *failure)
{
        char text[IP_TEXT_MAX], first[IP_TEXT_MAX], owner[OWNER_SPACE];
        ip_format(address, text);
        ip_format(&range->first, first);
        if (!prefix_contains(range, address))
                return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                   "address %s of group %s is not in %s/%u, the range of groups", text, group,
                                   first, range->bits);
        const char *special = address_special(range, address);
        if (special)
                return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                   "address %s can't be group %s's: of %s/%u it %s", text, group, first,
                                   range->bits, special);
        int r = claim(folder_fd, text, group, owner);
        r = r == 1 ? take_over(folder_fd, text, group, owner) : r;
        if (r == 1)
                return failure_set(failure, EXIT_SETUP_STATE, 0,
                                   "address %s is that of group %s: choose another one, or if that group has "
                                   "no need of it any more, remove " COSLICE_ADDRESSES_DIR "/%s",
                                   text, owner, text);
        return r < 0 ? fail(group, r, failure) : 0;
}

/* An address of IPv6 by itself: that of IPv4 with its number must not be another group's, which would have
 * this one too. */
static int demand_v6(int folder_fd, const char *group, const GroupRanges *ranges, const IpAddress *address,
                     Failure *failure)
{
        uint32_t number = address_number(&ranges->v6, address);
        int r = demand(folder_fd, group, &ranges->v6, address, failure);
        if (r < 0 || number > address_room(&ranges->v4) + NETWORK_GATEWAY)
                return r;
        IpAddress beside = prefix_at(&ranges->v4, number);
        return demand(folder_fd, group, &ranges->v4, &beside, failure);
}

int claim_addresses(const char *group, const GroupRanges *ranges, const GroupAddresses *asked,
                    GroupAddresses *ret, Failure *failure)
{
        GroupAddresses addresses = {.has4 = true, .v4 = asked->v4, .has6 = ranges->has6, .v6 = asked->v6};
        _cleanup_close_ int folder = state_open(COSLICE_ADDRESSES_DIR, NULL);
        if (folder < 0)
                return state_fail(COSLICE_ADDRESSES_DIR, -folder, failure);
        int r = asked->has4 ? demand(folder, group, &ranges->v4, &asked->v4, failure)
                            : find(folder, group, &ranges->v4, &addresses.v4, failure);
        if (r == 0 && asked->has6)
                r = demand_v6(folder, group, ranges, &asked->v6, failure);
        else if (r == 0 && ranges->has6)
                addresses.v6 = prefix_at(&ranges->v6, address_number(&ranges->v4, &addresses.v4));
        if (r == 0)
                *ret = addresses;
        return r;
}
