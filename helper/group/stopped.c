/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Waiting for a group's units to be down, and the verdict. */
#include "helper/group/stopped.h"

#include "core/contract/contract.h"
#include "core/pid1/rules.h"
#include "core/pid1/words.h"
#include "helper/group/watch.h"

#include <errno.h>

typedef struct Stop {
        StopView view;
        uint64_t began;
        bool *was_up; /* of each container: it ran when a failed start was taken down */
} Stop;

static void stop_done(Stop *stop)
{
        free(stop->was_up);
}

/* After a failed start: nobody has asked for a stop yet. */
static int clear_up(Manager *manager, const UnitList *units, Stop *stop)
{
        const Unit *live = unit_list_find(units, ROLE_LIVE);
        for (size_t i = 0; i < units->n; i++)
                if (units->items[i].index != NOT_DEFINED)
                        stop->was_up[units->items[i].index] = units->items[i].state == STATE_UP;
        /* Live must not come up; and with its dependencies its stop would take the group's own job along. */
        if (!rules_live_must_go(live))
                return 0;
        int r = manager_stop(manager, live, "ignore-dependencies");
        return r < 0 ? r : 0;
}

static int look(Manager *manager, UnitList *units, void *data)
{
        Stop *stop = data;
        const Unit *self = unit_list_find(units, ROLE_GROUP);
        bool wait = false;
        stop->view.restarting = self && self->job == JOB_RESTART;
        if (stop->view.broken && !stop->view.asked) {
                int r = clear_up(manager, units, stop);
                if (r < 0)
                        return r;
        }
        for (size_t i = 0; i < units->n; i++) {
                int r;
                switch (rules_stop_step(units->items + i, &stop->view)) {
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
        stop->view.asked = true;
        return wait ? WATCH_WAIT : WATCH_DONE;
}

static int tell_failed_by_itself(const Group *group, const Unit *unit, DiagList *words)
{
        _cleanup_strbuf_ StrBuf text = {};
        int r = words_failed(group, unit, &text);
        return r < 0 ? r : diag_error(words, NULL, "%s", text.text);
}

static int tell_failed_at_stop(Manager *manager, const Group *group, const Unit *unit, DiagList *words)
{
        _cleanup_strbuf_ StrBuf text = {};
        int r = words_failed_at_stop(group, unit, &text);
        if (r == 0)
                r = diag_note(words, NULL, "%s", text.text);
        if (r < 0)
                return r;
        r = manager_reset_failed(manager, unit);
        return r < 0 ? r : 0;
}

/* A container that is frozen, or has a process that can't be killed: > 0 if there is one, and it was told. */
static int tell_left(Manager *manager, const Group *group, const Stop *stop, Unit *unit, DiagList *words)
{
        _cleanup_strbuf_ StrBuf text = {};
        int r = unit->role == ROLE_CONTAINER ? manager_read_times(manager, unit) : 0;
        if (r < 0 || !rules_may_be_left(unit, stop->began))
                return r;
        r = manager_read_left(manager, group, unit);
        if (r < 0 || !rules_is_left(unit, stop->view.restarting))
                return r;
        r = manager_read_outcome(manager, unit);
        if (r == 0)
                r = words_left(group, unit, &text);
        if (r == 0)
                r = diag_error(words, NULL, "%s", text.text);
        return r < 0 ? r : 1;
}

static bool mark_is_there(const char *group)
{
        _cleanup_free_ char *path = string_printf(COSLICE_STATE_DIR "/%s", group);
        return path && access(path, F_OK) == 0;
}

/* What is left though no container is: files, mounts. */
static int tell_not_removed(Manager *manager, const Group *group, Unit *sandbox, DiagList *words)
{
        _cleanup_strbuf_ StrBuf text = {};
        if (!sandbox || sandbox->state != STATE_FAILED || sandbox->job != JOB_NONE ||
            !mark_is_there(group->name))
                return 0;
        int r = manager_read_outcome(manager, sandbox);
        if (r == 0)
                r = words_not_removed(group, sandbox, &text);
        return r < 0 ? r : diag_error(words, NULL, "%s", text.text);
}

static int tell_remains(Manager *manager, const Group *group, const Stop *stop, UnitList *units,
                        DiagList *words)
{
        bool any = false;
        for (size_t i = 0; i < units->n; i++) {
                int r = tell_left(manager, group, stop, units->items + i, words);
                if (r < 0)
                        return r;
                any = any || r > 0;
        }
        return any ? 0 : tell_not_removed(manager, group, unit_list_find(units, ROLE_SANDBOX), words);
}

/* After a failed start, which `started` has put in words: what ran has ended because all was taken down. */
static int verdict_broken(Manager *manager, const Group *group, const Stop *stop, UnitList *units,
                          DiagList *words)
{
        int r = 0;
        for (size_t i = 0; i < units->n && r == 0; i++) {
                Unit *unit = units->items + i;
                if (unit->index == NOT_DEFINED || unit->state != STATE_FAILED || unit->left.pid != 0 ||
                    !stop->was_up[unit->index])
                        continue;
                r = manager_read_outcome(manager, unit);
                if (r == 0)
                        r = tell_failed_at_stop(manager, group, unit, words);
        }
        return r;
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
                /* What is left was told by tell_remains(). */
                if (unit->index == NOT_DEFINED || unit->state != STATE_FAILED || unit->left.pid != 0)
                        continue;
                r = manager_read_times(manager, unit);
                if (r == 0)
                        r = manager_read_outcome(manager, unit);
                if (r == 0)
                        r = rules_failed_by_itself(unit, live_ended)
                                    ? tell_failed_by_itself(group, unit, words)
                                    : tell_failed_at_stop(manager, group, unit, words);
        }
        return r;
}

int group_loaded_containers(Manager *manager, const char *name, StrVec *ret)
{
        const Group group = {.name = name};
        _cleanup_unit_list_ UnitList units = {};
        int r = manager_list(manager, &group, &units);
        for (size_t i = 0; i < units.n && r == 0; i++) {
                const char *label = NULL;
                size_t length = 0;
                if (unit_role(name, units.items[i].name, &label, &length) == ROLE_CONTAINER)
                        r = strvec_add_n(ret, label, length);
        }
        return r;
}

int group_stopped(Manager *manager, const Group *group, bool broken, DiagList *ret_words)
{
        _cleanup_(stop_done) Stop stop = {.view = {.broken = broken}, .began = manager_now()};
        _cleanup_unit_list_ UnitList units = {};
        stop.was_up = calloc(group->n_containers ? group->n_containers : 1, sizeof *stop.was_up);
        if (!stop.was_up)
                return -ENOMEM;
        int r = watch_units(manager, group, look, &stop, NULL, &units);
        if (r == 0)
                r = tell_remains(manager, group, &stop, &units, ret_words);
        if (r == 0)
                r = broken ? verdict_broken(manager, group, &stop, &units, ret_words)
                           : verdict(manager, group, &units, ret_words);
        if (r < 0)
                return r;
        return ret_words->n_errors > 0 ? GROUP_FAILED : 0;
}
