/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sentences about a group and its units. */
#include "helper/group/words.h"

#include "core/name.h"

#include <signal.h>
#include <string.h>

/* "container app", or the unit's name; and the unit's name as it is typed: without ".service". */
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
        const char *suffix = strrchr(unit->name, '.');
        int length =
                suffix && streq(suffix, ".service") ? (int)(suffix - unit->name) : (int)strlen(unit->name);
        return strbuf_addf(ret, "; see: journalctl -u %.*s", length, unit->name);
}

static int add_signal(int number, StrBuf *ret)
{
        const char *name = sigabbrev_np(number);
        return name ? strbuf_addf(ret, "SIG%s", name) : strbuf_addf(ret, "signal %d", number);
}

/* How the process ended: "exited with status 3", "was killed by SIGSEGV and dumped core"; nothing if there
 * was none. */
static int add_end(const UnitOutcome *outcome, const char *before, StrBuf *ret)
{
        if (outcome->code == CLD_EXITED)
                return strbuf_addf(ret, "%sexited with status %d", before, outcome->status);
        if (outcome->code != CLD_KILLED && outcome->code != CLD_DUMPED)
                return 0;
        strbuf_addf(ret, "%swas killed by ", before);
        add_signal(outcome->status, ret);
        return strbuf_add(ret, outcome->code == CLD_DUMPED ? " and dumped core" : "");
}

/* systemd's results (systemd.exec(5), "SERVICE_RESULT"): what to say, and whether how the process ended goes
 * with it. The plain ones are told by that end alone. */
static const struct {
        const char *result;
        const char *text;
        bool with_end;
} results[] = {
        {"exit-code", NULL, true},
        {"signal", NULL, true},
        {"core-dump", NULL, true},
        {"timeout", "timed out", true},
        {"watchdog", "its watchdog timed out", true},
        {"oom-kill", "was killed because memory ran out", false},
        {"protocol", "ended before it was ready", true},
        {"start-limit-hit", "was restarted too often", false},
        {"resources", "systemd could not start it", false},
        {"exec-condition", "its ExecCondition= was not met", false},
};

static int add_result(const UnitOutcome *outcome, StrBuf *ret)
{
        for (size_t i = 0; i < ARRAY_SIZE(results); i++) {
                if (!streq(outcome->result, results[i].result))
                        continue;
                size_t before = ret->length;
                if (results[i].text)
                        strbuf_add(ret, results[i].text);
                if (results[i].with_end)
                        add_end(outcome, results[i].text ? ", " : "", ret);
                if (ret->length > before || ret->oom)
                        return ret->oom ? strbuf_add(ret, "") : 0;
        }
        strbuf_addf(ret, "failed (%s)", outcome->result);
        return add_end(outcome, ", ", ret);
}

static int add_outcome(const Unit *unit, StrBuf *ret)
{
        const UnitOutcome *o = &unit->outcome;
        if (o->result && !streq(o->result, "success")) {
                if (o->status_text && *o->status_text)
                        strbuf_addf(ret, "%s; ", o->status_text);
                return add_result(o, ret);
        }
        /* Its job was cancelled, or what it needs failed. */
        if (unit->state == STATE_INACTIVE)
                return strbuf_add(ret, "not started");
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

int words_status(const Group *group, const bool *up, const char *sums, StrBuf *ret)
{
        size_t n = 0, named = 0;
        for (size_t i = 0; i < group->n_containers; i++)
                n += up[i];
        strbuf_addf(ret, "%zu of %zu containers run", n, group->n_containers);
        size_t names = ret->length;
        for (size_t i = 0; i < group->n_containers; i++) {
                if (!up[i])
                        continue;
                if (ret->length - names + strlen(group->containers[i]) > WORDS_STATUS_NAMES_MAX) {
                        strbuf_addf(ret, " and %zu more", n - named);
                        break;
                }
                strbuf_addf(ret, "%s%s", named == 0 ? ": " : ", ", group->containers[i]);
                named++;
        }
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
        if (unknown->refused)
                return strbuf_addf(ret,
                                   "the definition of group \"%s\" has mistakes; see: systemctl status "
                                   "coslice@%s",
                                   group, group);
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
