/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Waiting for a group's units to be down, and the verdict. */
#include "helper/group/stopped.h"

#include "helper/group/rules.h"
#include "helper/group/watch.h"
#include "helper/group/words.h"

static int look(Manager *manager, UnitList *units, void *data)
{
        StopView *view = data;
        const Unit *self = unit_list_find(units, ROLE_GROUP), *live = unit_list_find(units, ROLE_LIVE);
        bool wait = false;
        view->restarting = self && self->job == JOB_RESTART;
        /* After a failed start live must not come up; and with its dependencies its stop would take the
         * group's own job along. */
        if (!view->asked && view->broken && rules_live_must_go(live)) {
                int r = manager_stop(manager, live, "ignore-dependencies");
                if (r < 0)
                        return r;
        }
        for (size_t i = 0; i < units->n; i++) {
                int r;
                switch (rules_stop_step(units->items + i, view)) {
                case STOP_ASK:
                        r = manager_stop(manager, units->items + i, "replace");
                        if (r < 0)
                                return r;
                        wait = wait || r == 0;
                        break;
                case STOP_WAIT: wait = true; break;
                case STOP_NOTHING: break;
                }
        }
        view->asked = true;
        return wait ? WATCH_WAIT : WATCH_DONE;
}

/* One failed container. */
static int judge_container(Manager *manager, const Group *group, Unit *unit, uint64_t live_ended,
                           DiagList *words)
{
        _cleanup_strbuf_ StrBuf text = {};
        int r = manager_read_times(manager, unit);
        if (r == 0)
                r = manager_read_outcome(manager, unit);
        if (r < 0)
                return r;
        if (rules_failed_by_itself(unit, live_ended)) {
                r = words_failed(group, unit, &text);
                return r < 0 ? r : diag_error(words, NULL, "%s", text.text);
        }
        r = words_failed_at_stop(group, unit, &text);
        if (r == 0)
                r = diag_note(words, NULL, "%s", text.text);
        if (r < 0)
                return r;
        r = manager_reset_failed(manager, unit);
        return r < 0 ? r : 0;
}

static int verdict(Manager *manager, const Group *group, UnitList *units, DiagList *words)
{
        Unit *self = unit_list_find(units, ROLE_GROUP), *live = unit_list_find(units, ROLE_LIVE);
        int r = self ? manager_read_times(manager, self) : 0;
        if (r == 0 && live)
                r = manager_read_times(manager, live);
        uint64_t live_ended = rules_live_ended(self, live);
        for (size_t i = 0; i < units->n && r == 0; i++) {
                Unit *unit = units->items + i;
                if (unit->index != NOT_DEFINED && unit->state == STATE_FAILED)
                        r = judge_container(manager, group, unit, live_ended, words);
        }
        return r;
}

int group_stopped(Manager *manager, const Group *group, bool broken, DiagList *ret_words)
{
        StopView view = {.broken = broken};
        _cleanup_unit_list_ UnitList units = {};
        int r = watch_units(manager, group, look, &view, NULL, &units);
        if (r == 0 && !broken)
                r = verdict(manager, group, &units, ret_words);
        if (r < 0)
                return r;
        return ret_words->n_errors > 0 ? GROUP_FAILED : 0;
}
