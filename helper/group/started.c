/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Waiting for a group's containers. The group Wants= them and is ordered against none, so this process runs
 * beside their starts. */
#include "helper/group/started.h"

#include "core/pid1/rules.h"
#include "core/pid1/words.h"
#include "helper/group/watch.h"

#include <errno.h>

/* What this process alone knows of a container. */
typedef struct Try {
        bool leaving; /* the job that fails next is of an earlier run */
        bool asked;   /* its start was asked for */
        StrBuf words; /* why its start is over without READY, of that moment: a later try changes the
                         properties */
} Try;

/* What is known of each container, by its index. */
typedef struct Start {
        const Group *group;
        bool *ready;
        bool *failed; /* a job of its start failed: it may still become ready by its Restart= */
        Try *tries;
} Start;

static void start_done(Start *start)
{
        for (size_t i = 0; start->tries && i < start->group->n_containers; i++)
                strbuf_done(&start->tries[i].words);
        free(start->ready);
        free(start->failed);
        free(start->tries);
}

static int start_init(const Group *group, Start *ret)
{
        size_t n = group->n_containers ? group->n_containers : 1;
        ret->group = group;
        ret->ready = calloc(n, sizeof *ret->ready);
        ret->failed = calloc(n, sizeof *ret->failed);
        ret->tries = calloc(n, sizeof *ret->tries);
        return ret->ready && ret->failed && ret->tries ? 0 : -ENOMEM;
}

/* A container's start is over without READY. */
static int look_at_failed(Manager *manager, Unit *unit, Start *start)
{
        StrBuf *words = &start->tries[unit->index].words;
        if (words->length > 0)
                return WATCH_DONE;
        int r = manager_read_outcome(manager, unit);
        if (r == 0)
                r = words_failed(start->group, unit, words);
        return r < 0 ? r : WATCH_DONE;
}

/* One that waits for its Restart= is not to wait. In the mode "fail" a job that has come meanwhile stays. */
static int ask(Manager *manager, Unit *unit, Start *start)
{
        int r = unit->restarting ? manager_restart(manager, unit, "fail")
                                 : manager_start(manager, unit, "fail");
        start->tries[unit->index].asked = true;
        /* The signal of the job before may be on its way. */
        start->tries[unit->index].leaving = true;
        if (r == MANAGER_REFUSED)
                return look_at_failed(manager, unit, start);
        return r < 0 ? r : WATCH_WAIT;
}

/* One container: WATCH_DONE if it was READY or its start is over.
 *
 * PID 1 tells states and time stamps one after the other, and a start between them makes those of two runs
 * one picture. So what they say is of this look alone, and watch_units() takes two of one kind for an end. */
static int look_at_container(Manager *manager, Unit *unit, uint64_t began, bool has_sandbox, Start *start)
{
        size_t i = unit->index;
        Try *try = start->tries + i;
        int r = start->failed[i] || rules_needs_times(unit) ? manager_read_times(manager, unit) : 0;
        if (r < 0)
                return r;
        start->ready[i] = rules_was_ready(unit, began);
        if (start->ready[i])
                return WATCH_DONE;
        if (start->failed[i] && try->leaving)
                start->failed[i] = try->leaving = false;
        try->leaving = try->leaving || rules_leaves_earlier(unit, began);
        /* The signal of a failed job stays: where Restart= is quick, the next job is there before the list is
         * read. */
        const StartView view = {
                .began = began, .failed = start->failed[i], .can_ask = has_sandbox && !try->asked};
        switch (rules_start_step(unit, &view)) {
        case START_ENDED: return look_at_failed(manager, unit, start);
        case START_ASK: return ask(manager, unit, start);
        case START_WAIT: break;
        }
        strbuf_done(&try->words);
        return WATCH_WAIT;
}

/* Live must come up after the group, and see who is left then. WATCH_DONE: it will. */
static int renew_live(Manager *manager, const Unit *live)
{
        int r;
        switch (rules_live_in_start(live)) {
        case LIVE_FINE: return WATCH_DONE;
        /* In the mode "fail" a job that has come meanwhile stays, and to be refused for it is no failure. */
        case LIVE_START: r = manager_start(manager, live, "fail"); return r < 0 ? r : WATCH_DONE;
        /* Alone: what holds it, and what it holds, stay as they are. */
        case LIVE_STOP: r = manager_stop(manager, live, "ignore-dependencies"); return r < 0 ? r : WATCH_WAIT;
        case LIVE_WAIT: break;
        }
        return WATCH_WAIT;
}

static int look(Manager *manager, UnitList *units, void *data)
{
        Start *start = data;
        Unit *sandbox = unit_list_find(units, ROLE_SANDBOX), *self = unit_list_find(units, ROLE_GROUP);
        int r = sandbox ? manager_read_times(manager, sandbox) : 0;
        if (r == 0 && self)
                r = manager_read_times(manager, self);
        if (r < 0)
                return r;
        uint64_t began = rules_run_began(sandbox, self ? self->times.inactive_exit : 0);
        r = renew_live(manager, unit_list_find(units, ROLE_LIVE));
        if (r != WATCH_DONE)
                return r;
        bool wait = false, has_sandbox = sandbox && (sandbox->state == STATE_UP || began == UINT64_MAX);
        for (size_t i = 0; i < units->n; i++) {
                Unit *unit = units->items + i;
                if (unit->index == NOT_DEFINED || start->ready[unit->index])
                        continue;
                r = look_at_container(manager, unit, began, has_sandbox, start);
                if (r < 0)
                        return r;
                wait = wait || r == WATCH_WAIT;
        }
        return wait ? WATCH_WAIT : WATCH_DONE;
}

/* A container that was not READY: a condition that is not met is no failure. */
static int tell_not_ready(Manager *manager, const Start *start, size_t index, Unit *unit, DiagList *words)
{
        _cleanup_strbuf_ StrBuf text = {};
        const char *label = start->group->containers[index];
        if (!unit) {
                int r = words_not_started(label, &text);
                return r < 0 ? r : diag_error(words, NULL, "%s", text.text);
        }
        int r = manager_read_skipped(manager, unit);
        if (r < 0)
                return r;
        if (!unit->skipped)
                return diag_error(words, NULL, "%s", start->tries[index].words.text);
        r = words_skipped(label, &text);
        return r < 0 ? r : diag_note(words, NULL, "%s", text.text);
}

/* UNIT's outcome is known. */
static int tell_failed(const Group *group, const Unit *unit, DiagList *words)
{
        _cleanup_strbuf_ StrBuf text = {};
        int r = words_failed(group, unit, &text);
        return r < 0 ? r : diag_error(words, NULL, "%s", text.text);
}

static bool is_needed(UnitRole role)
{
        return role == ROLE_SANDBOX || role == ROLE_VOLUME || role == ROLE_INIT || role == ROLE_LOG;
}

/* What the containers needed: sandbox, init, log and volumes; but for TOLD (NULL: none). */
static int tell_needed(Manager *manager, const Group *group, UnitList *units, const Unit *told,
                       DiagList *words)
{
        for (size_t i = 0; i < units->n; i++) {
                Unit *unit = units->items + i;
                if (!is_needed(unit->role) || unit->state == STATE_UP || unit == told)
                        continue;
                int r = manager_read_outcome(manager, unit);
                if (r == 0)
                        r = manager_read_times(manager, unit);
                if (r == 0 && !rules_came_up(unit))
                        r = tell_failed(group, unit, words);
                if (r < 0)
                        return r;
        }
        return 0;
}

/* A sandbox that failed has more to say than what follows from it, and so is the first that is told.
 * RET_TOLD: it, or NULL. */
static int tell_sandbox(Manager *manager, const Group *group, UnitList *units, const Unit **ret_told,
                        DiagList *words)
{
        Unit *sandbox = unit_list_find(units, ROLE_SANDBOX);
        *ret_told = NULL;
        if (!sandbox || sandbox->state != STATE_FAILED)
                return 0;
        int r = manager_read_outcome(manager, sandbox);
        if (r == 0)
                r = manager_read_times(manager, sandbox);
        if (r < 0 || rules_came_up(sandbox))
                return r;
        *ret_told = sandbox;
        return tell_failed(group, sandbox, words);
}

/* Why the sandbox could not come up: an image that it needs was not fetched. That, too, comes first. */
static int tell_images(Manager *manager, const Group *group, UnitList *units, DiagList *words)
{
        Unit *sandbox = unit_list_find(units, ROLE_SANDBOX);
        int r = sandbox ? manager_read_outcome(manager, sandbox) : 0;
        if (r == 0 && sandbox)
                r = manager_read_times(manager, sandbox);
        if (r == 0 && sandbox)
                r = manager_read_skipped(manager, sandbox);
        if (r < 0 || (sandbox && (sandbox->state == STATE_UP || sandbox->skipped || rules_came_up(sandbox))))
                return r;
        for (size_t i = 0; i < units->n && r == 0; i++) {
                Unit *unit = units->items + i;
                if (unit->role != ROLE_IMAGE || unit->state != STATE_FAILED)
                        continue;
                r = manager_read_skipped(manager, unit);
                if (r < 0 || unit->skipped)
                        continue;
                r = manager_read_outcome(manager, unit);
                if (r == 0)
                        r = tell_failed(group, unit, words);
        }
        return r;
}

int group_started(Manager *manager, const Group *group, const char *sums, DiagList *ret_words,
                  char **ret_status)
{
        _cleanup_(start_done) Start start = {};
        _cleanup_unit_list_ UnitList units = {};
        const Unit *told = NULL;
        int r = start_init(group, &start);
        if (r == 0)
                r = watch_units(manager, group, look, &start, start.failed, &units);
        if (r == 0 && group->n_images > 0)
                r = tell_images(manager, group, &units, ret_words);
        if (r == 0)
                r = tell_sandbox(manager, group, &units, &told, ret_words);
        for (size_t i = 0; i < group->n_containers && r == 0; i++)
                if (!start.ready[i])
                        r = tell_not_ready(manager, &start, i, unit_list_find_container(&units, i),
                                           ret_words);
        if (r < 0)
                return r;
        if (ret_words->n_errors == 0) {
                _cleanup_strbuf_ StrBuf text = {};
                r = words_started(group, start.ready, sums, &text);
                return r < 0 ? r : strbuf_take(&text, ret_status);
        }
        r = tell_needed(manager, group, &units, told, ret_words);
        return r < 0 ? r : GROUP_NOT_STARTED;
}
