/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Old units with new limits. Both are texts of ours: a line is a setting, and none goes on in the next one.
 */
#include "generator/plan/kept.h"

#include "core/contract/contract.h"
#include "generator/plan/planned.h"
#include "generator/render/templates.h"

#include <errno.h>
#include <string.h>

/* Of [Service]: what systemd writes into the control group of a unit that runs, systemd.resource-control(5).
 * A setting that is used at a start alone (LimitNOFILE=) belongs to the commands. */
static const char *const limits[] = {
        "CPUWeight", "CPUQuota", "MemoryLow", "MemoryMax", "TasksMax",
};

/* A line of a unit, one after the other. */
typedef struct Line {
        const char *text, *next;
        size_t length; /* without the end of the line */
        bool service;  /* it stands in [Service] */
} Line;

#define LINES_OF(unit)        \
        {                     \
                .next = unit, \
        }

static bool is_line(const Line *line, const char *text)
{
        return strlen(text) == line->length && memcmp(line->text, text, line->length) == 0;
}

static bool next_line(Line *line)
{
        if (!*line->next)
                return false;
        line->text = line->next;
        line->length = strcspn(line->text, "\n");
        line->next = line->text + line->length + (line->text[line->length] == '\n');
        if (*line->text == '[')
                line->service = is_line(line, "[Service]");
        return true;
}

/* Whether LINE sets KEY of [Service]. */
static bool sets(const Line *line, const char *key)
{
        size_t n = strlen(key);
        return line->service && line->length > n && memcmp(line->text, key, n) == 0 && line->text[n] == '=';
}

/* The next command of a start; an empty one takes those of the static unit back. */
static bool next_command(Line *line)
{
        while (next_line(line))
                if (sets(line, "ExecStart") && !is_line(line, "ExecStart="))
                        return true;
        return false;
}

bool kept_is_outdated(const char *old, const char *fresh)
{
        Line a = LINES_OF(old), b = LINES_OF(fresh);
        for (;;) {
                bool more_a = next_command(&a), more_b = next_command(&b);
                if (!more_a || !more_b)
                        return more_a != more_b;
                if (a.length != b.length || memcmp(a.text, b.text, a.length) != 0)
                        return true;
        }
}

static void add_line(const Line *line, StrBuf *ret)
{
        strbuf_add_bytes(ret, line->text, line->length);
        strbuf_add_char(ret, '\n');
}

/* FRESH's lines of the limit I, unless they are there already. */
static void add_limit(const char *fresh, size_t i, uint32_t *done, StrBuf *ret)
{
        if (*done & UINT32_C(1) << i)
                return;
        *done |= UINT32_C(1) << i;
        for (Line line = LINES_OF(fresh); next_line(&line);)
                if (sets(&line, limits[i]))
                        add_line(&line, ret);
}

/* The end of OLD's [Service]: what an earlier version had no line for. */
static void add_missing(const char *fresh, uint32_t *done, StrBuf *ret)
{
        for (size_t i = 0; i < ARRAY_SIZE(limits); i++)
                add_limit(fresh, i, done, ret);
}

int kept_limits(const char *old, const char *fresh, StrBuf *ret)
{
        uint32_t done = 0;
        bool in_service = false;
        for (Line line = LINES_OF(old); next_line(&line);) {
                size_t i = 0;
                while (i < ARRAY_SIZE(limits) && !sets(&line, limits[i]))
                        i++;
                if (in_service && !line.service)
                        add_missing(fresh, &done, ret);
                in_service = line.service;
                if (i < ARRAY_SIZE(limits))
                        add_limit(fresh, i, &done, ret);
                else
                        add_line(&line, ret);
        }
        if (in_service)
                add_missing(fresh, &done, ret);
        return ret->oom ? -ENOMEM : 0;
}

/* What becomes of FILE, whose text was OLD. */
static int keep_file(PlannedFile *file, const char *old)
{
        _cleanup_strbuf_ StrBuf text = {};
        char *kept = NULL;
        int r = 0;
        /* Nothing but limits stands in these. */
        if (file->role == ROLE_SLICE || file->role == ROLE_SESSION)
                return 0;
        if (file->role == ROLE_CONTAINER)
                r = kept_limits(old, file->text, &text);
        else
                r = strbuf_add(&text, old);
        if (r == 0)
                r = strbuf_take(&text, &kept);
        if (r < 0)
                return r;
        free(file->text);
        file->text = kept;
        return 0;
}

int plan_keep(Plan *plan, char *const *old)
{
        size_t n = 0;
        int r = 0;
        plan->size = 0;
        for (size_t i = 0; i < plan->n_files; i++) {
                PlannedFile *file = plan->files + i;
                /* What fetches an image is for the group's next start, and can be asked to before that. */
                bool next = file->role == ROLE_IMAGE;
                if (old[i] && r == 0 && !next)
                        r = keep_file(file, old[i]);
                if (!old[i] && !next) {
                        free(file->path);
                        free(file->text);
                        continue;
                }
                plan->size += strlen(file->text);
                plan->files[n++] = *file;
        }
        plan->n_files = n;
        return r;
}

int plan_outdated(const char *name, Plan *ret)
{
        static const UnitRole units[] = {ROLE_GROUP, ROLE_SANDBOX};
        _cleanup_plan_ Plan plan = {};
        for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
                _cleanup_bindings_ Bindings b = {};
                bind_textf(&b, "why", "Group %s (restart the group: " KEPT_WHY ")", name);
                if (units[i] == ROLE_SANDBOX) {
                        bind_text(&b, "renew", COSLICE_GROUP);
                        bind_text(&b, "renew", "renew");
                        bind_text(&b, "renew", name);
                }
                int r = plan_add_file(&plan, units[i],
                                      unitname_drop_in(units[i], name, NULL, COSLICE_OUTDATED),
                                      template_restart_conf, &b, NULL, NULL);
                if (r < 0)
                        return r;
        }
        *ret = plan;
        plan = (Plan){};
        return 0;
}
