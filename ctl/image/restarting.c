/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ctl/image/restarting.h"

#include "core/base/strbuf.h"
#include "core/pid1/words.h"

#include <errno.h>
#include <time.h>

#define SECOND_USEC UINT64_C(1000000)
#define LOOK_NSEC   (100 * 1000000L)

/* What a look at a container says. */
typedef enum Look {
        LOOK_PENDING, /* it is on its way */
        LOOK_UP,
        LOOK_ENDED, /* well */
        LOOK_FAILED,
} Look;

static int look_at(Manager *manager, Unit *unit, Look *ret)
{
        int r = manager_read_times(manager, unit);
        if (r == 0)
                r = manager_read_outcome(manager, unit);
        bool well = unit->outcome.result && streq(unit->outcome.result, "success");
        if (unit->job != JOB_NONE)
                *ret = LOOK_PENDING;
        else if (unit->restarting || unit->state == STATE_FAILED || unit->times.n_restarts > 0)
                *ret = LOOK_FAILED;
        else if (unit->state == STATE_INACTIVE)
                *ret = well ? LOOK_ENDED : LOOK_FAILED;
        else
                *ret = unit->state == STATE_UP ? LOOK_UP : LOOK_PENDING;
        return r;
}

/* The least that can be said of all that are CHOSEN. */
static int look_at_all(Manager *manager, const Group *group, const bool *chosen, Look *ret, StrBuf *why)
{
        _cleanup_unit_list_ UnitList units = {};
        int r = manager_list(manager, group, &units);
        *ret = LOOK_UP;
        for (size_t i = 0; i < group->n_containers && r == 0; i++) {
                Unit *unit = unit_list_find_container(&units, i);
                Look look = LOOK_ENDED;
                if (!chosen[i])
                        continue;
                if (unit)
                        r = look_at(manager, unit, &look);
                if (r == 0 && look == LOOK_FAILED) {
                        *ret = look;
                        return words_failed(group, unit, why);
                }
                if (look == LOOK_PENDING)
                        *ret = look;
        }
        return r;
}

static int start_jobs(Manager *manager, const Group *group, bool *chosen)
{
        _cleanup_unit_list_ UnitList units = {};
        int r = manager_list(manager, group, &units);
        for (size_t i = 0; i < group->n_containers && r >= 0; i++) {
                Unit *unit = unit_list_find_container(&units, i);
                chosen[i] = chosen[i] && unit && (!unit_is_down(unit) || unit->restarting);
                if (chosen[i])
                        r = manager_restart(manager, unit, "replace");
        }
        return r;
}

int restarting_run(Manager *manager, const Group *group, bool *chosen, StrBuf *why)
{
        uint64_t up_since = 0;
        int r = start_jobs(manager, group, chosen);
        if (r == MANAGER_REFUSED)
                return strbuf_add(why, "systemd refuses to restart its containers") < 0 ? -ENOMEM : 1;
        while (r == 0) {
                Look look;
                r = look_at_all(manager, group, chosen, &look, why);
                if (r < 0)
                        break;
                if (look == LOOK_FAILED)
                        return 1;
                uint64_t now = manager_now();
                up_since = look == LOOK_PENDING ? 0 : up_since == 0 ? now : up_since;
                if (up_since > 0 && now - up_since > RESTARTING_SECONDS * SECOND_USEC)
                        break;
                nanosleep(&(const struct timespec){.tv_nsec = LOOK_NSEC}, NULL);
        }
        return r;
}

int restarting_log(Manager *manager, const Group *group)
{
        int r = 0;
        for (bool waits = false;; waits = true) {
                _cleanup_unit_list_ UnitList units = {};
                r = manager_list(manager, group, &units);
                const Unit *unit = r == 0 ? unit_list_find(&units, ROLE_LOG) : NULL;
                if (r < 0 || !unit || unit_is_down(unit) || (waits && unit->job == JOB_NONE))
                        return r;
                if (!waits)
                        r = manager_reload_unit(manager, unit, "replace");
                if (r != 0)
                        return r < 0 ? r : 0;
                nanosleep(&(const struct timespec){.tv_nsec = LOOK_NSEC}, NULL);
        }
}
