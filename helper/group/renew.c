/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A daemon-reload in the middle of a stop. The jobs of a restart outlive it: those that wait for the sandbox
 * start what is loaded then. */
#include "helper/group/renew.h"

#include "core/base/strbuf.h"
#include "core/contract/contract.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

/* Containers that the definition no longer has would be started, as instances of the template that refuses.
 */
static int cancel_dropped(Manager *manager, const Group *group)
{
        _cleanup_unit_list_ UnitList units = {};
        int r = manager_list(manager, group, &units);
        for (size_t i = 0; i < units.n && r >= 0; i++) {
                Unit *unit = units.items + i;
                if (unit->role != ROLE_CONTAINER || unit->job == JOB_NONE || unit->job == JOB_STOP)
                        continue;
                r = manager_read_refuses_start(manager, unit);
                if (r == 0 && unit->refuses_start)
                        r = manager_stop(manager, unit, "replace");
        }
        return r < 0 ? r : 0;
}

/* Whether systemd still has the units that the group ran with: it has, while the drop-in of theirs is there.
 */
static int is_outdated(Manager *manager, const Group *group, bool *ret)
{
        _cleanup_unit_list_ UnitList units = {};
        _cleanup_free_ char *drop_in = unitname_drop_in(ROLE_SANDBOX, group->name, NULL, COSLICE_OUTDATED);
        _cleanup_free_ char *path = drop_in ? string_printf(COSLICE_GENERATOR_OUT "/%s", drop_in) : NULL;
        if (!path)
                return -ENOMEM;
        /* PID 1 answers nothing during a reload: one that began before the group's end is over after this. */
        int r = manager_list(manager, group, &units);
        if (r == 0)
                *ret = access(path, F_OK) == 0;
        return r;
}

/* One at a time: where many groups stop together, a reload is that of all that wait here. */
static int reload(Manager *manager, const Group *group, DiagList *words)
{
        bool outdated = false;
        _cleanup_close_ int lock = open(COSLICE_STATE_DIR, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (lock >= 0) /* without it there is a reload too many at worst */
                while (flock(lock, LOCK_EX) < 0 && errno == EINTR)
                        ;
        int r = is_outdated(manager, group, &outdated);
        if (r == 0 && outdated)
                r = manager_reload(manager);
        if (r != MANAGER_REFUSED)
                return r;
        return diag_error(
                words, NULL,
                "systemd refuses to read the units anew: group %s starts by the earlier ones until: "
                "systemctl daemon-reload",
                group->name);
}

/* A restart has jobs for those containers alone that the group had: it is given again, for what came since.
 */
static int start_added(Manager *manager, const Group *group)
{
        _cleanup_unit_list_ UnitList units = {};
        int r = manager_list(manager, group, &units);
        const Unit *self = r == 0 ? unit_list_find(&units, ROLE_GROUP) : NULL;
        /* In the mode "fail" a stop that has come meanwhile stays. */
        if (self && self->job == JOB_RESTART)
                r = manager_start(manager, self, "fail");
        return r < 0 ? r : 0;
}

int group_renew(Manager *manager, const Group *group, DiagList *ret_words)
{
        bool stopping = false;
        int r = manager_is_stopping(manager, &stopping);
        if (r < 0 || stopping)
                return r;
        r = cancel_dropped(manager, group);
        if (r == 0)
                r = reload(manager, group, ret_words);
        return r < 0 ? r : start_added(manager, group);
}
