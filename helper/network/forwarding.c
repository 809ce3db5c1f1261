/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* IPv4 asks the interface by which a packet came. So does IPv6, by "force_forwarding", on kernels that have
 * it; on others it forwards between all interfaces, or none, and an interface that forwards takes no more
 * router advertisements unless its accept_ra is 2. */
#include "helper/network/forwarding.h"

#include "core/contract/contract.h"
#include "core/io/io.h"
#include "helper/common/textfile.h"
#include "helper/network/netrecord.h"
#include "helper/network/setting.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FORCE "force_forwarding"

/* No group is called so. */
#define RECORD ".forwarding"
#define NEW    ".new.forwarding"

/* Keeps one of a kind, with the best metric, in order. */
static void add_uplink(Uplinks *uplinks, uint32_t link, uint32_t metric)
{
        unsigned i = 0;
        while (i < uplinks->n && uplinks->links[i] != link)
                i++;
        if (i == FORWARDING_LINKS)
                return;
        if (i == uplinks->n)
                uplinks->n++;
        else if (uplinks->metrics[i] <= metric)
                return;
        for (; i > 0 && uplinks->metrics[i - 1] > metric; i--) {
                uplinks->links[i] = uplinks->links[i - 1];
                uplinks->metrics[i] = uplinks->metrics[i - 1];
        }
        uplinks->links[i] = link;
        uplinks->metrics[i] = metric;
}

static void look_at(void *context, const Route *route)
{
        for (unsigned i = 0; route_is_default(route) && i < route->n_links; i++)
                add_uplink(context, route->links[i], route->metric);
}

int uplinks_find(LinkSocket *socket, bool v6, Uplinks *ret, Failure *failure)
{
        *ret = (Uplinks){};
        int r = link_each_route(socket, v6, look_at, ret);
        return r < 0 ? failure_set(failure, EXIT_SETUP_SANDBOX, -r, "look at the host's routes") : 0;
}

/* Of one interface, whatever others do. */
static const char *switch_of(bool v6)
{
        return v6 ? FORCE : "forwarding";
}

static bool can_force(void)
{
        int value;
        return setting_read(true, "all", FORCE, &value) == 0;
}

/* Whether INTERFACE forwards; all of them do where "all" does. */
static bool forwards(bool v6, const char *interface)
{
        int value;
        if (setting_read(v6, "all", "forwarding", &value) == 0 && value != 0)
                return true;
        return setting_read(v6, interface, switch_of(v6), &value) == 0 && value != 0;
}

bool forwarding_is_on(LinkSocket *socket, bool v6, const Uplinks *uplinks)
{
        Link link;
        for (unsigned i = 0; i < uplinks->n; i++)
                if (link_at(socket, uplinks->links[i], &link) == 0 && lent_can_name(link.name) &&
                    !forwards(v6, link.name))
                        return false;
        return true;
}

/* --- what is lent, on record --- */

static int fail(const char *what, int r, Failure *failure)
{
        return failure_set(failure, EXIT_SETUP_STATE, -r, "%s " COSLICE_NETWORK_DIR "/" RECORD, what);
}

int forwarding_lent(int folder_fd, Lent *ret, Failure *failure)
{
        _cleanup_free_ char *text = NULL;
        size_t size;
        _cleanup_close_ int fd = openat(folder_fd, RECORD, TEXTFILE_FLAGS | O_NOFOLLOW);
        *ret = (Lent){};
        if (fd < 0)
                return errno == ENOENT ? 0 : fail("open", -errno, failure);
        int r = textfile_read(fd, NETWORK_RECORD_MAX, &text, &size);
        r = r < 0 ? r : lent_read(text, ret);
        return r < 0 ? fail("read", r, failure) : 0;
}

static int write_record(int folder_fd, const Lent *lent, Failure *failure)
{
        _cleanup_strbuf_ StrBuf text = {};
        int r = lent_write(lent, &text);
        if (r == 0)
                r = io_replace_file(folder_fd, RECORD, NEW, text.text, text.length, 0600);
        return r < 0 ? fail("write", r, failure) : 0;
}

/* --- what there is to lend --- */

typedef struct Survey {
        bool v6;
        const StrVec *before;
        StrVec *found;
} Survey;

static bool is_no_link(const char *name)
{
        return streq(name, "all") || streq(name, "default") || streq(name, "lo") ||
               strncmp(name, NETWORK_PREFIX, strlen(NETWORK_PREFIX)) == 0;
}

/* An IoEach on the interfaces of ipv4/conf or ipv6/conf. */
static int look_at_link(void *context, int dir_fd, const char *name, bool folder)
{
        const Survey *survey = context;
        int value;
        if (is_no_link(name) || setting_read(survey->v6, name, switch_of(survey->v6), &value) < 0)
                return 0;
        if (!lent_can_name(name)) {
                fprintf(stderr,
                        "an interface has a name that rules can't say: it forwards nothing to groups\n");
                return 0;
        }
        return value == 0 || strvec_contains(survey->before, name) ? strvec_add(survey->found, name) : 0;
}

static int look_at_advertisements(void *context, int dir_fd, const char *name, bool folder)
{
        const Survey *survey = context;
        int value;
        /* "all" is no default for any: nobody asks it. */
        if (streq(name, "all") || setting_read(true, name, "accept_ra", &value) < 0)
                return 0;
        return value == 1 || (value == 2 && strvec_contains(survey->before, name))
                       ? strvec_add(survey->found, name)
                       : 0;
}

static int each_link(bool v6, const StrVec *before, StrVec *found, IoEach each)
{
        Survey survey = {v6, before, found};
        _cleanup_close_ int folder = open(v6 ? "/proc/sys/net/ipv6/conf" : "/proc/sys/net/ipv4/conf",
                                          O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        return folder < 0 ? -errno : io_each(folder, each, &survey);
}

static int survey_family(bool v6, const Lent *before, Lent *ret)
{
        int all, r = setting_read(v6, "all", "forwarding", &all);
        if (r < 0)
                return r == -ENOENT ? 0 : r;
        if (v6 && !can_force()) {
                ret->all6 = all == 0 || before->all6;
                return ret->all6 ? each_link(true, &before->advertised, &ret->advertised,
                                             look_at_advertisements)
                                 : 0;
        }
        /* A router already, by somebody's will. */
        return all != 0 ? 0 : each_link(v6, before->links + v6, ret->links + v6, look_at_link);
}

static int lend(int folder_fd, const Lent *before, Failure *failure)
{
        _cleanup_lent_ Lent now = {};
        int r = survey_family(false, before, &now);
        if (r == 0 && setting_has_ipv6())
                r = survey_family(true, before, &now);
        return r < 0 ? failure_set(failure, EXIT_SETUP_SANDBOX, -r, "look at the interfaces of the host")
                     : write_record(folder_fd, &now, failure);
}

int forwarding_lend(int folder_fd, Failure *failure)
{
        _cleanup_lent_ Lent before = {};
        _cleanup_close_ int lock = netrecords_lock(folder_fd, true, failure);
        int r = lock < 0 ? lock : forwarding_lent(folder_fd, &before, failure);
        return r < 0 ? r : lend(folder_fd, &before, failure);
}

/* --- switching --- */

static int fail_to_switch(bool v6, const char *interface, int r, Failure *failure)
{
        return failure_set(failure, EXIT_SETUP_SANDBOX, -r, "switch forwarding of %s by %s",
                           v6 ? "IPv6" : "IPv4", interface);
}

/* 0 also for an interface that has just gone. */
static int write_each(bool v6, const StrVec *names, const char *setting, int value, Failure *failure)
{
        for (size_t i = 0; i < names->n; i++) {
                int r = setting_write(v6, names->items[i], setting, value, NULL);
                if (r < 0 && r != -ENOENT)
                        return fail_to_switch(v6, names->items[i], r, failure);
        }
        return 0;
}

/* On kernels that know all or nothing. */
static int switch_all(const Lent *lent, Failure *failure)
{
        bool changed;
        int r = write_each(true, &lent->advertised, "accept_ra", 2, failure);
        if (r < 0)
                return r;
        r = setting_write(true, "all", "forwarding", 1, &changed);
        if (r < 0)
                return fail_to_switch(true, "all interfaces", r, failure);
        if (changed)
                fprintf(stderr,
                        "forwarding of IPv6 was switched on for all interfaces, since this kernel knows no "
                        "other way; "
                        "those that take router advertisements still do, by accept_ra=2\n");
        return 0;
}

int forwarding_switch(const Lent *lent, Failure *failure)
{
        int r = 0;
        for (int v6 = 0; v6 < 2 && r == 0; v6++)
                r = write_each(v6, lent->links + v6, switch_of(v6), 1, failure);
        return r == 0 && lent->all6 ? switch_all(lent, failure) : r;
}

/* What is on for all now is somebody else's will. */
static int switch_off(const Lent *lent, Failure *failure)
{
        int value, r = 0;
        for (int v6 = 0; v6 < 2 && r == 0; v6++)
                if (setting_read(v6, "all", "forwarding", &value) == 0 && value == 0)
                        r = write_each(v6, lent->links + v6, switch_of(v6), 0, failure);
        if (r < 0 || !lent->all6)
                return r;
        r = setting_write(true, "all", "forwarding", 0, NULL);
        return r < 0 && r != -ENOENT ? fail_to_switch(true, "all interfaces", r, failure)
                                     : write_each(true, &lent->advertised, "accept_ra", 1, failure);
}

int forwarding_take_back(int folder_fd, bool refused, Failure *failure)
{
        _cleanup_lent_ Lent lent = {};
        _cleanup_close_ int lock = netrecords_lock(folder_fd, true, failure);
        int r = lock < 0 ? lock : forwarding_lent(folder_fd, &lent, failure);
        r = r < 0 ? r : switch_off(&lent, failure);
        if (r < 0)
                return r;
        if (refused)
                return write_record(folder_fd, &(Lent){.refused = true}, failure);
        return unlinkat(folder_fd, RECORD, 0) < 0 && errno != ENOENT ? fail("remove", -errno, failure) : 0;
}

int forwarding_switch_own(bool v6, const char *interface)
{
        int r = setting_write(v6, interface, "forwarding", 1, NULL);
        if (r < 0 || !v6)
                return r;
        r = setting_write(true, interface, FORCE, 1, NULL);
        return r == -ENOENT ? 0 : r;
}
