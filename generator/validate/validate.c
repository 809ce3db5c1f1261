/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Defaults filled in, and checks that need the whole definition. */
#include "generator/validate/validate.h"

#include "core/base/name.h"
#include "core/contract/unitname.h"
#include "generator/parse/mountlines.h"
#include "generator/validate/credentials.h"
#include "generator/validate/defaults.h"
#include "generator/validate/devices.h"
#include "generator/validate/ids.h"
#include "generator/validate/images.h"
#include "generator/validate/network.h"
#include "generator/validate/order.h"
#include "generator/validate/privileges.h"
#include "generator/validate/program.h"
#include "generator/validate/secrets.h"
#include "generator/validate/storage.h"
#include "generator/validate/unitrefs.h"
#include "generator/volume/hostdirs.h"
#include "generator/volume/volume.h"

#include <errno.h>
#include <string.h>

static int check_user(const Container *c, DiagList *diags)
{
        if (!c->group.set || !c->user.set || !strchr(c->user.text, ':'))
                return 0;
        _cleanup_free_ char *where = place_to_string(&c->user.at, &c->group.at);
        return where ? diag_error(diags, &c->group.at, "User= names a group already, in %s; leave it out",
                                  where)
                     : -ENOMEM;
}

/* The start itself needs processes: the helper and its child, and an init has one of its own, as what makes
 * the payload's process in a shared namespace is one. */
static int raise_pids(const Definition *def, Container *c, DiagList *diags)
{
        const char *where = c->run_init.number      ? " where RunInit=yes"
                            : def->share_pid.number ? " where SharePid=yes"
                                                    : "";
        uint64_t least = *where ? 3 : 2;
        if (c->pids_limit.number >= least)
                return 0;
        c->pids_limit.number = least;
        return diag_warning(diags, &c->pids_limit.at,
                            "a container is started by %llu processes%s: the limit is %llu",
                            (unsigned long long)least, where, (unsigned long long)least);
}

/* It reaps what is below it there too, and does no harm. */
static int note_init(const Definition *def, const Container *c, DiagList *diags)
{
        return def->share_pid.number && c->run_init.number && c->run_init.given
                       ? diag_note(diags, &c->run_init.at,
                                   "not needed: with SharePid=yes the group has an init; leave it out")
                       : 0;
}

/* journald counts what a unit sends, and what comes by pipes another one does. */
static int note_log_limit(const Container *c, DiagList *diags)
{
        const Scalar *limit = c->log_burst.given ? &c->log_burst : &c->log_interval;
        return c->log_pipe.number == LOG_PIPE_YES && limit->given
                       ? diag_note(
                                 diags, &limit->at,
                                 "what a program writes to pipes has no limit: with LogPipe=yes leave it out")
                       : 0;
}

/* PORT is in FIRST already, which is of the container OTHER, or of the same one if that is NULL. */
static int port_taken(const Item *item, unsigned port, const Container *other, const Item *first,
                      DiagList *diags)
{
        const char *protocol = item->ports.udp ? "udp" : "tcp";
        _cleanup_free_ char *where = place_to_string(&first->at, &item->at);
        if (!where)
                return -ENOMEM;
        if (!other)
                return diag_error(diags, &item->at, "port %u/%s is given twice, first in %s", port, protocol,
                                  where);
        return diag_error(diags, &item->at, "port %u/%s is taken by container %s, in %s", port, protocol,
                          other->name, where);
}

/* Containers of a group share its addresses, so no port can be had twice. */
static int check_port(const Definition *def, size_t container, size_t item, DiagList *diags)
{
        const Item *port = def->containers[container].ports.items + item;
        const PortRange *range = &port->ports;
        for (size_t i = 0; i <= container; i++) {
                const Container *other = def->containers + i;
                for (size_t k = 0; k < (i == container ? item : other->ports.n); k++) {
                        const PortRange *taken = &other->ports.items[k].ports;
                        if (range->udp != taken->udp || range->last < taken->first ||
                            range->first > taken->last)
                                continue;
                        return port_taken(port, range->first > taken->first ? range->first : taken->first,
                                          i == container ? NULL : other, other->ports.items + k, diags);
                }
        }
        return 0;
}

static int check_ports(const Definition *def, DiagList *diags)
{
        size_t n = 0;
        for (size_t i = 0; i < def->n_containers; i++)
                for (size_t k = 0; k < def->containers[i].ports.n; k++) {
                        if (++n > PORTS_MAX)
                                return diag_error(diags, &def->containers[i].ports.items[k].at,
                                                  "a group has at most %d ports", PORTS_MAX);
                        int r = check_port(def, i, k, diags);
                        if (r < 0)
                                return r;
                }
        return 0;
}

static int check_volumes(const Definition *def, DiagList *diags)
{
        bool all_known = def->n_containers > 0 && !def->incomplete;
        for (size_t i = 0; i < def->n_volumes; i++) {
                const Volume *v = def->volumes + i;
                int r = volume_check(v, diags);
                if (r == 0 && all_known && !v->used && label_is_valid(v->name))
                        r = diag_warning(diags, &v->at, "no container uses this volume");
                if (r < 0)
                        return r;
        }
        return 0;
}

/* The longest name that a container brings about: its exec scopes' drop-in folder. */
static int check_name_length(const Definition *def, const Container *c, DiagList *diags)
{
        _cleanup_strbuf_ StrBuf name = {};
        if (unitname_add(ROLE_SESSION, def->name, c->name, &name) < 0)
                return -ENOMEM;
        if (name.length <= UNIT_NAME_MAX)
                return 0;
        return diag_error(
                diags, &c->at,
                "the names of group and container give a unit name of %zu bytes (a \"-\" counts four), "
                "systemd takes %d; shorten one of them",
                name.length, UNIT_NAME_MAX);
}

static int check_container(Definition *def, Container *c, DiagList *diags)
{
        int r = privileges_check_own(c, &def->defaults, diags);
        if (r == 0)
                r = defaults_fill_container(def, c);
        if (r < 0)
                return r;
        r = program_check(c, &def->defaults, diags);
        if (r == 0)
                r = check_user(c, diags);
        if (r == 0)
                r = privileges_check(def, c, diags);
        if (r == 0)
                r = defaults_check(c, diags);
        if (r == 0)
                r = raise_pids(def, c, diags);
        if (r == 0)
                r = note_init(def, c, diags);
        if (r == 0)
                r = note_log_limit(c, diags);
        if (r == 0)
                r = devices_check(c, diags);
        if (r == 0 && label_is_valid(c->name))
                r = check_name_length(def, c, diags);
        return r < 0 ? r : mountlines_read(def, c, diags);
}

int validate_definition(Definition *def, DiagList *diags)
{
        const Place whole = {.file = def->path};
        int r = 0;
        /* Where there are mistakes, what was meant as one may be among them. */
        if (def->n_containers == 0 && diags->n_errors == 0)
                r = diag_error(diags, &whole,
                               "the group has no container; expected at least one [Container NAME]");
        defaults_fill_group(def);
        for (size_t i = 0; i < def->n_containers && r == 0; i++)
                r = check_container(def, def->containers + i, diags);
        if (r == 0)
                r = check_user(&def->defaults, diags);
        if (r == 0)
                r = privileges_check_own(&def->defaults, &def->defaults, diags);
        if (r == 0)
                r = check_ports(def, diags);
        if (r == 0)
                r = network_check(def, diags);
        if (r == 0)
                r = images_find(def, diags);
        /* After the containers, whose lines say which volumes are used. What they can write of the host is
         * found from both. */
        if (r == 0)
                r = check_volumes(def, diags);
        if (r == 0)
                r = storage_check(def, diags);
        if (r == 0)
                r = secrets_find(def, diags);
        if (r == 0)
                r = hostdirs_find(def, diags);
        if (r == 0)
                r = credentials_check(def, diags);
        for (size_t i = 0; i < def->n_containers && r == 0; i++)
                r = privileges_check_profile(def, def->containers + i, diags);
        if (r == 0)
                r = unitrefs_check(def, diags);
        if (r == 0)
                r = ids_check(def, diags);
        return r < 0 ? r : order_check(def, diags);
}
