/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* IPv4 asks the interface by which a packet came. So does IPv6, by "force_forwarding", on kernels that have
 * it; on others it forwards between all interfaces, or none, and an interface that forwards takes no more
 * router advertisements unless its accept_ra is 2. */
#include "helper/network/forwarding.h"

#include "core/contract/contract.h"
#include "core/io/io.h"
#include "helper/network/setting.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#define FORCE "force_forwarding"

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

static int fail(bool v6, const char *interface, int r, Failure *failure)
{
        return failure_set(failure, EXIT_SETUP_SANDBOX, -r, "switch on forwarding of %s by %s",
                           v6 ? "IPv6" : "IPv4", interface);
}

static bool can_force(void)
{
        int value;
        return setting_read(true, "all", FORCE, &value) == 0;
}

/* An IoEach on the interfaces of ipv6/conf. */
static int keep_advertisements(void *context, int dir_fd, const char *name, bool folder)
{
        int value;
        if (setting_read(true, name, "accept_ra", &value) < 0 || value != 1)
                return 0;
        int r = setting_write(true, name, "accept_ra", 2, NULL);
        return r == -ENOENT ? 0 : r; /* it has just gone */
}

/* On kernels that know all or nothing. */
static int switch_all(Failure *failure)
{
        int value, r = setting_read(true, "all", "forwarding", &value);
        if (r < 0 || value != 0)
                return r == -ENOENT ? 0 : r < 0 ? fail(true, "all interfaces", r, failure) : 0;
        _cleanup_close_ int folder = open("/proc/sys/net/ipv6/conf", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        r = folder < 0 ? -errno : io_each(folder, keep_advertisements, NULL);
        r = r < 0 ? r : setting_write(true, "all", "forwarding", 1, NULL);
        if (r < 0)
                return fail(true, "all interfaces", r, failure);
        fprintf(stderr, "forwarding of IPv6 was switched on for all interfaces, since this kernel knows no "
                        "other way; "
                        "those that take router advertisements still do, by accept_ra=2\n");
        return 0;
}

static int switch_one(bool v6, const char *interface, Failure *failure)
{
        int r = setting_write(v6, interface, v6 ? FORCE : "forwarding", 1, NULL);
        return r < 0 && r != -ENOENT ? fail(v6, interface, r, failure) : 0; /* it has just gone */
}

int forwarding_switch(LinkSocket *socket, bool v6, const Uplinks *uplinks, Failure *failure)
{
        int r = 0;
        if (v6 && !can_force())
                return switch_all(failure); /* from one group to another too */
        for (unsigned i = 0; i < uplinks->n && r == 0; i++) {
                Link link;
                r = link_at(socket, uplinks->links[i], &link);
                if (r < 0)
                        return failure_set(failure, EXIT_SETUP_SANDBOX, -r, "look at an interface");
                r = r == 0 ? switch_one(v6, link.name, failure) : 0;
        }
        return r;
}

int forwarding_switch_own(bool v6, const char *interface)
{
        int r = setting_write(v6, interface, "forwarding", 1, NULL);
        if (r < 0 || !v6)
                return r;
        r = setting_write(true, interface, FORCE, 1, NULL);
        return r == -ENOENT ? 0 : r;
}
