/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The rules of a group's start and stop. */
#include "core/pid1/rules.h"

#include "core/base/strbuf.h"

uint64_t rules_run_began(const Unit *sandbox, uint64_t asked)
{
        if (!sandbox)
                return 0;
        if (sandbox->job != JOB_NONE && sandbox->job != JOB_STOP)
                return UINT64_MAX;
        const UnitTimes *t = &sandbox->times;
        /* A sandbox that was never down before has no InactiveEnter. */
        if (t->inactive_enter <= t->inactive_exit)
                return t->inactive_exit;
        /* Down since the start was asked for: containers that end at once can be faster than who waits for
         * them, and then the run is the one that is over. Else it waits for its turn, as in a restart. */
        return asked > 0 && t->inactive_enter >= asked ? t->inactive_exit : t->inactive_enter;
}

/* It is down or going down, and a job will bring it up: its turn is still to come, and what its time stamps
 * say is of an earlier run. */
static bool turn_to_come(const Unit *container)
{
        return container->job != JOB_NONE &&
               (unit_is_down(container) || container->state == STATE_DEACTIVATING);
}

bool rules_needs_times(const Unit *container)
{
        return !turn_to_come(container) || container->state == STATE_DEACTIVATING;
}

bool rules_was_ready(const Unit *container, uint64_t began)
{
        const UnitTimes *t = &container->times;
        if (turn_to_come(container) || t->active_enter == 0 || t->active_enter < began)
                return false;
        if (container->state == STATE_UP)
                return true;
        /* A container that ran alone, in a sandbox that is older than this start, was READY before it and may
         * have been started anew by it: then it was activated again since, and not by its own Restart=. */
        return t->n_restarts > 0 || container->restarting || t->active_enter >= t->inactive_exit;
}

bool rules_leaves_earlier(const Unit *container, uint64_t began)
{
        return container->state == STATE_DEACTIVATING && container->job == JOB_START &&
               container->times.inactive_exit < began;
}

StartStep rules_start_step(const Unit *container, const StartView *view)
{
        bool tried = container->times.inactive_exit >= view->began;
        /* Of a restart of the group systemd makes nothing for a container that is on its way down from a
         * start of its own, which has a job already. That one fails, and then there is none. */
        if (container->job == JOB_NONE)
                return !tried && view->can_ask && !view->failed ? START_ASK : START_ENDED;
        if (!tried)
                return START_WAIT;
        /* A restart of the group leaves one alone that waits for its own restart already, or is about to: it
         * has a start job then, or by its own Restart= another one, and waits since before the run. */
        bool waits = container->restarting && container->job != JOB_START;
        return waits || view->failed ? START_ENDED : START_WAIT;
}

LiveStep rules_live_in_start(const Unit *live)
{
        /* Not loaded: no container pulled it in yet. A start job waits for the group, so it comes up last and
         * sees which containers are left then. */
        if (!live || live->job == JOB_START)
                return LIVE_FINE;
        if (live->job != JOB_NONE)
                return LIVE_WAIT;
        return unit_is_down(live) ? LIVE_START : LIVE_STOP;
}

bool rules_live_must_go(const Unit *live)
{
        return live && (live->job != JOB_NONE || !unit_is_down(live));
}

StopStep rules_stop_step(const Unit *unit, const StopView *view)
{
        /* The group waits for this process, and live goes by itself. */
        if (unit->role == ROLE_GROUP || unit->role == ROLE_LIVE)
                return STOP_NOTHING;
        bool dropped = unit->role == ROLE_CONTAINER && unit->index == NOT_DEFINED;
        bool stray = (view->broken && !view->restarting) || dropped;
        if (!view->asked && stray && unit->job != JOB_STOP && (unit->job != JOB_NONE || !unit_is_down(unit)))
                return STOP_ASK;
        /* A start job is no reason to wait: it belongs to a start that was asked for in mid-stop, and comes
         * after this. */
        return unit->job == JOB_STOP || unit->job == JOB_RESTART ? STOP_WAIT : STOP_NOTHING;
}

uint64_t rules_live_ended(const Unit *group, const Unit *live)
{
        if (!group || !live)
                return 0;
        uint64_t up = group->times.active_enter;
        /* Up in this run: the group became active since it last left inactive, and live after it. */
        bool was_up = up > 0 && up >= group->times.inactive_exit && live->times.active_enter >= up;
        return was_up ? live->times.inactive_enter : 0;
}

bool rules_failed_by_itself(const Unit *container, uint64_t live_ended)
{
        return container->state == STATE_FAILED && container->times.inactive_enter < live_ended;
}

bool rules_may_be_left(const Unit *container, uint64_t began)
{
        return container->role == ROLE_CONTAINER && container->job == JOB_NONE &&
               (unit_is_down(container) || container->times.inactive_exit < began);
}

bool rules_is_left(const Unit *container, bool restarting)
{
        return container->left.pid != 0 ||
               (!unit_is_down(container) && !(restarting && container->restarting));
}

bool rules_came_up(const Unit *needed)
{
        const UnitTimes *t = &needed->times;
        return needed->outcome.result && streq(needed->outcome.result, "success") && t->active_enter > 0 &&
               t->active_enter >= t->inactive_exit;
}
