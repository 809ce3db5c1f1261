/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sentences about a group and its units. */
#include "core/pid1/words.h"

#include "core/base/name.h"
#include "core/contract/outcome.h"

#include <errno.h>
#include <string.h>

/* "container app", or the unit's name. */
static int add_subject(const Group *group, const Unit *unit, StrBuf *ret)
{
        const char *label = NULL;
        size_t length = 0;
        if (unit_role(group->name, unit->name, &label, &length) == ROLE_CONTAINER)
                return strbuf_addf(ret, "container %.*s: ", (int)length, label);
        return strbuf_addf(ret, "%s: ", unit->name);
}

static int add_journal(const Unit *unit, StrBuf *ret)
{
        return strbuf_addf(ret, "; see: journalctl -u %.*s", (int)unitname_typed_length(unit->name),
                           unit->name);
}

static int add_outcome(const Unit *unit, StrBuf *ret)
{
        const UnitOutcome *o = &unit->outcome;
        if (o->result && !streq(o->result, "success")) {
                if (o->status_text && *o->status_text)
                        strbuf_addf(ret, "%s; ", o->status_text);
                return outcome_add(o->result, o->code, o->status, o->init, ret);
        }
        /* Its job was cancelled, or what it needs failed. */
        if (unit->state == STATE_INACTIVE)
                return strbuf_add(ret, "not started");
        if (unit->state == STATE_UP)
                return strbuf_add(ret, "runs since before this start of the group, and is no part of it");
        return strbuf_addf(ret, "not started (%s)", unit->state_text);
}

int words_failed(const Group *group, const Unit *unit, StrBuf *ret)
{
        add_subject(group, unit, ret);
        if (unit->masked)
                return strbuf_addf(ret, "is masked; run: systemctl unmask %s", unit->name);
        add_outcome(unit, ret);
        return add_journal(unit, ret);
}

int words_not_started(const char *label, StrBuf *ret)
{
        return strbuf_addf(ret, "container %s: not started", label);
}

int words_skipped(const char *label, StrBuf *ret)
{
        return strbuf_addf(ret, "container %s: skipped, a condition is not met", label);
}

int words_failed_at_stop(const Group *group, const Unit *unit, StrBuf *ret)
{
        const UnitOutcome *o = &unit->outcome;
        add_subject(group, unit, ret);
        add_outcome(unit, ret);
        strbuf_add(ret, "; this was at a stop that was asked for and is not counted as a failure");
        /* The usual cause: PID 1 of a PID namespace gets no signal that it has no handler for. */
        if (o->result && streq(o->result, "timeout"))
                strbuf_add(ret, "; it did not end at its stop signal: RunInit=yes helps a program that does "
                                "not handle it");
        return add_journal(unit, ret);
}

/* What stops all that is left and cleans up: the group itself has no stop any more once it has failed. */
static int add_stop(const Group *group, StrBuf *ret)
{
        strbuf_add(ret, "systemctl stop ");
        return unitname_add_typed(ROLE_SANDBOX, group->name, NULL, ret);
}

/* Of what is not frozen itself but by its slice, only the slice may be thawed: systemd 262 takes the parts of
 * another for frozen by themselves from then on. */
static int add_thaw(const Unit *unit, StrBuf *ret)
{
        const char *name = unit->left.frozen ? unit->left.frozen : unit->name;
        return strbuf_addf(ret, "systemctl thaw %.*s; ", (int)unitname_typed_length(name), name);
}

int words_left(const Group *group, const Unit *unit, StrBuf *ret)
{
        const UnitLeft *left = &unit->left;
        add_subject(group, unit, ret);
        if (left->freezer != FREEZER_NONE) {
                strbuf_add(ret, "is frozen and was not stopped; run: ");
                add_thaw(unit, ret);
        } else if (unit_is_down(unit)) {
                bool killed = unit->outcome.result && streq(unit->outcome.result, "timeout");
                /* Cut, since a payload chooses how long its command line is. */
                strbuf_addf(ret, "process %u (%.60s) is left%s; once it is gone, run: ", left->pid,
                            left->command ? left->command : "?", killed ? " and can't be killed" : "");
        } else {
                strbuf_add(ret, "still runs, its stop did not come about; run: ");
        }
        return add_stop(group, ret);
}

int words_not_removed(const Group *group, const Unit *sandbox, StrBuf *ret)
{
        add_subject(group, sandbox, ret);
        add_outcome(sandbox, ret);
        strbuf_add(ret, "; to try again, run: ");
        return add_stop(group, ret);
}

/* The labels of the containers that are in WHICH; of very many the last are counted alone. */
static int add_names(const Group *group, const bool *which, const char *before, StrBuf *ret)
{
        size_t n = 0, named = 0, start = ret->length;
        for (size_t i = 0; i < group->n_containers; i++)
                n += which[i];
        for (size_t i = 0; i < group->n_containers; i++) {
                if (!which[i])
                        continue;
                if (ret->length - start + strlen(group->containers[i]) > WORDS_STATUS_NAMES_MAX)
                        return strbuf_addf(ret, " and %zu more", n - named);
                strbuf_addf(ret, "%s%s", named == 0 ? before : ", ", group->containers[i]);
                named++;
        }
        return ret->oom ? -ENOMEM : 0;
}

int words_started(const Group *group, const bool *ready, const char *sums, StrBuf *ret)
{
        strbuf_add(ret, "started");
        add_names(group, ready, ": ", ret);
        return strbuf_addf(ret, "; %s", sums);
}

static int add_list(const char *const *items, size_t n, StrBuf *ret)
{
        int r = 0;
        for (size_t i = 0; i < n && r == 0; i++)
                r = strbuf_addf(ret, "%s%s", i ? ", " : "", items[i]);
        return r;
}

int words_unknown(const Unknown *unknown, StrBuf *ret)
{
        const char *group = unknown->group, *container = unknown->container;
        if (!label_is_valid(group))
                return strbuf_addf(ret, "\"%s\" can't be the name of a group, which has %s", group,
                                   LABEL_RULE);
        if (container && unknown->containers->n > 0) {
                strbuf_addf(ret, "group \"%s\" has no container \"%s\"; it has: ", group, container);
                return add_list((const char *const *)unknown->containers->items, unknown->containers->n, ret);
        }
        if (unknown->refused) {
                strbuf_addf(ret, "the definition of group \"%s\" has mistakes; see: systemctl status ",
                            group);
                return unitname_add_typed(ROLE_GROUP, group, NULL, ret);
        }
        if (unknown->definition && unknown->masked)
                return strbuf_addf(ret, "group \"%s\" is masked: %s is a link to /dev/null", group,
                                   unknown->definition);
        if (unknown->definition)
                return strbuf_addf(ret,
                                   "group \"%s\" is defined in %s, but systemd has not read it yet; run: "
                                   "systemctl daemon-reload",
                                   group, unknown->definition);
        strbuf_addf(ret, "no group \"%s\" in ", group);
        return add_list(unknown->dirs, unknown->n_dirs, ret);
}
