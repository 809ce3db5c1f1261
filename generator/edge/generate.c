/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Definitions in, units out: a handful of groups in memory at a time, and one bad file never hurts another
 * group. */
#include "generator/edge/generate.h"

#include "core/contract/contract.h"
#include "generator/edge/emit.h"
#include "generator/edge/load.h"
#include "generator/edge/log.h"
#include "generator/edge/running.h"
#include "generator/plan/kept.h"
#include "generator/plan/networkunits.h"

#include <errno.h>
#include <string.h>

#define GROUPS_AT_ONCE 10 /* read together; more would take memory and no less time, ini_read_many() */

typedef struct Generator {
        const GenerateOptions *options;
        Output output;
        Scan scan;
        StrVec running;
} Generator;

/* "web.group:12: …", and how many more there are. NULL without memory. */
static char *first_error(const DiagList *diags)
{
        for (size_t i = 0; i < diags->n; i++) {
                if (diags->items[i].severity != SEVERITY_ERROR)
                        continue;
                _cleanup_free_ char *text = diag_to_log_string(diags->items + i);
                if (!text || diags->n_errors == 1)
                        return TAKE_PTR(text);
                return string_printf("%s (and %zu more)", text, diags->n_errors - 1);
        }
        return NULL;
}

/* Group NAME can't be used: units that say so, beside those that a running group was started with. */
static int refuse(const Generator *g, const char *name, const char *why, const char *source, int copy_fd)
{
        _cleanup_plan_ Plan plan = {};
        /* First what keeps a running group alive. */
        int r = copy_fd >= 0 ? output_copy_missing(&g->output, copy_fd) : 0;
        if (r == 0)
                r = plan_refusal(name, why, source, copy_fd >= 0, &plan);
        return r < 0 ? r : output_write_extra(&g->output, &plan);
}

/* Makes of PLAN what a group that runs has until it stops, if its sandbox can't serve the new units: 1, else
 * 0. */
static int keep_started(const Generator *g, const ScannedGroup *group, Plan *plan, int copy_fd)
{
        int r = copy_fd >= 0 ? running_is_outdated(copy_fd, group->name, plan) : 0;
        if (r <= 0)
                return r;
        r = running_keep_started(g->options->state_dir, group->name, copy_fd, plan);
        return r == -ENOENT ? 0 : r < 0 ? r : 1;
}

/* Tells all who look at the group that it needs a restart. */
static int tell_outdated(const Generator *g, const ScannedGroup *group)
{
        _cleanup_plan_ Plan plan = {};
        log_linef(SEVERITY_WARNING, "%s: restart the group: " KEPT_WHY, strrchr(group->path, '/') + 1);
        int r = plan_outdated(group->name, &plan);
        return r < 0 ? r : output_write_extra(&g->output, &plan);
}

/* The units of a valid definition, and of what still runs of an earlier one. */
static int emit(const Generator *g, const ScannedGroup *group, Plan *plan, int copy_fd)
{
        const char *slash = strrchr(group->path, '/');
        int outdated = keep_started(g, group, plan, copy_fd);
        if (outdated < 0)
                return outdated;
        int r = output_write_group(&g->output, group->name, plan);
        if (r == OUTPUT_LINK_TAKEN)
                log_linef(SEVERITY_WARNING,
                          "%s: an alias in [Install] is the name of another unit already, and is left to it",
                          slash + 1);
        if (r < 0 || copy_fd < 0)
                return r < 0 ? r : 0;
        r = running_keep_dropped(&g->output, copy_fd, group->name, slash + 1, plan);
        if (r == 0 && outdated)
                r = tell_outdated(g, group);
        /* Before the refresh, which empties what COPY_FD is. */
        if (r == 0)
                r = output_copy_missing(&g->output, copy_fd);
        if (r == 0 && g->options->refresh)
                r = running_refresh_copy(&g->output, g->options->state_dir, group->name);
        return r == -ENOENT ? 0 : r; /* it stopped just now */
}

/* The units of a valid definition can't be written, by ERROR: a group that runs keeps those that it has, as
 * far as there is room, and what can be refused is refused in words. Returns ERROR. */
static int refuse_unwritten(const Generator *g, const ScannedGroup *group, int error, int copy_fd)
{
        _cleanup_free_ char *why = string_printf("%s: its units can't be written: %s",
                                                 strrchr(group->path, '/') + 1, strerror(-error));
        if (why)
                refuse(g, group->name, why, group->path, copy_fd);
        return error;
}

/* FILES: the definition and its drop-ins. */
static int generate_one(const Generator *g, const ScannedGroup *group, ReadFile *files)
{
        _cleanup_diag_list_ DiagList diags = {};
        _cleanup_loaded_group_ LoadedGroup loaded = {};
        const char *state_dir = g->options->state_dir;
        _cleanup_close_ int copy_fd = state_dir ? running_open_copy(state_dir, group->name) : -1;
        int r = load_files(group->name, group->path, files, 1 + group->drop_ins.n, &g->options->installed,
                           &diags, &loaded);
        if (r < 0)
                return r;
        log_diags(&diags);
        if (diags.n_errors == 0) {
                r = emit(g, group, &loaded.plan, copy_fd);
                return r < 0 ? refuse_unwritten(g, group, r, copy_fd) : 0;
        }
        _cleanup_free_ char *why = first_error(&diags);
        return why ? refuse(g, group->name, why, group->path, copy_fd) : -ENOMEM;
}

/* A group that runs without a definition. */
static int generate_vanished(const Generator *g, const char *name, bool masked)
{
        _cleanup_close_ int copy_fd = running_open_copy(g->options->state_dir, name);
        if (copy_fd < 0)
                return copy_fd == -ENOENT ? 0 : copy_fd;
        _cleanup_free_ char *why =
                string_printf("group %s is %s", name, masked ? "masked" : "no longer defined");
        if (!why)
                return -ENOMEM;
        log_line(SEVERITY_WARNING, why);
        return refuse(g, name, why, NULL, copy_fd);
}

static int log_unwritten(const ScannedGroup *group, int error)
{
        log_linef(SEVERITY_ERROR, "group %s: its units can't be written: %s", group->name, strerror(-error));
        return 1;
}

/* Reads the files of N groups. */
static int read_files(const ScannedGroup *groups, size_t n, IniReader *reader, FileSet *ret)
{
        int r = 0;
        for (size_t i = 0; i < n && r == 0; i++) {
                const StrVec *drop_ins = &groups[i].drop_ins;
                if (!groups[i].masked)
                        r = file_set_add(ret, groups[i].path);
                for (size_t k = 0; !groups[i].masked && k < drop_ins->n && r == 0; k++)
                        r = file_set_add(ret, drop_ins->items[k]);
        }
        return r < 0 ? r : file_set_parse(ret, reader);
}

/* Reads N groups together, and writes each for itself. Where the reading fails, each is read for itself too,
 * so that none suffers for another. */
static int generate_some(const Generator *g, const ScannedGroup *groups, size_t n, IniReader *reader)
{
        _cleanup_file_set_ FileSet files = {};
        int n_failed = 0, r = read_files(groups, n, reader, &files);
        if (r < 0 && n == 1)
                return log_unwritten(groups, r);
        if (r < 0) {
                file_set_done(&files);
                for (size_t i = 0; i < n; i++)
                        n_failed += generate_some(g, groups + i, 1, reader);
                return n_failed;
        }
        ReadFile *file = files.items;
        for (size_t i = 0; i < n; i++) {
                if (groups[i].masked)
                        continue;
                r = generate_one(g, groups + i, file);
                if (r < 0)
                        n_failed += log_unwritten(groups + i, r);
                file += 1 + groups[i].drop_ins.n;
        }
        return n_failed;
}

/* The number of groups that failed by no fault of their definition. */
static int generate_all(const Generator *g)
{
        _cleanup_ini_reader_ IniReader reader = INI_READER_INIT;
        int n_failed = 0;
        for (size_t i = 0; i < g->scan.n; i += GROUPS_AT_ONCE) {
                size_t left = g->scan.n - i;
                n_failed += generate_some(g, g->scan.groups + i,
                                          left < GROUPS_AT_ONCE ? left : GROUPS_AT_ONCE, &reader);
        }
        for (size_t i = 0; i < g->running.n; i++) {
                const ScannedGroup *group = scan_find(&g->scan, g->running.items[i]);
                int r = group && !group->masked ? 0
                                                : generate_vanished(g, g->running.items[i], group != NULL);
                if (r < 0) {
                        log_linef(SEVERITY_ERROR, "group %s: its units can't be kept: %s",
                                  g->running.items[i], strerror(-r));
                        n_failed++;
                }
        }
        return n_failed;
}

/* What groups have in common. That it can't be written keeps no group from its units: 1, else 0. */
static int generate_common(const Generator *g)
{
        const NetworkFile *file = g->options->installed.network;
        _cleanup_plan_ Plan plan = {};
        if (!file)
                return 0;
        int r = plan_network_units(&file->ranges, &file->forwarding, &file->docker_user, &plan);
        r = r < 0 ? r : output_write_extra(&g->output, &plan);
        if (r == 0)
                return 0;
        log_linef(SEVERITY_ERROR, COSLICE_NETWORK_FILE ": the drop-ins that it leads to can't be written: %s",
                  strerror(-r));
        return 1;
}

int generate(const GenerateOptions *options)
{
        _cleanup_diag_list_ DiagList diags = {};
        Generator g = {.options = options, .output = OUTPUT_NONE};
        int r = scan_groups(options->dirs, &diags, &g.scan);
        if (r == 0 && options->state_dir)
                r = running_groups(options->state_dir, &g.running);
        log_diags(&diags);
        if (r == 0 && g.scan.n + g.running.n > 0) { /* nothing is written on a machine without groups */
                r = output_open(options->out, &g.output);
                if (r == 0)
                        r = generate_common(&g);
                if (r >= 0)
                        r += generate_all(&g);
        }
        output_done(&g.output);
        scan_done(&g.scan);
        strvec_done(&g.running);
        return r;
}
