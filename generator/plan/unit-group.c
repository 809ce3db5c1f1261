/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The units that a group has one of: its slice with the hard limits, and itself. */
#include "core/contract/contract.h"
#include "core/contract/unitname.h"
#include "generator/plan/arguments.h"
#include "generator/plan/bound-values.h"
#include "generator/plan/handed.h"
#include "generator/plan/units.h"

/* The next value is a total: written as such, or what the containers ask for. */
static Bindings *bind_from_total(Bindings *b, const Scalar *total, const char *rule_written,
                                 const char *rule_summed)
{
        return total->given ? bind_from(b, &total->at, rule_written) : bind_from(b, NULL, rule_summed);
}

void bind_slice(const Definition *def, const Sums *sums, size_t i, Bindings *b)
{
        bool exact = def->cpu_rounding.number == CPU_ROUNDING_EXACT;
        _cleanup_strbuf_ StrBuf text = {};
        int r = sums_describe(sums, &text);
        (void)i;
        bind_text(b, "group", def->name);
        bind_text(b, "source", def->path);
        bind_written(b, "sums", r, &text);
        bind_rules(b, def);
        bind_size(bind_from(b, NULL, "100 for each core that is requested"), "cpu_weight", sums->cpu_weight);
        bind_from_total(b, &def->cpu, exact ? NULL : "rounded up to whole cores",
                        exact ? "the sum of the requests"
                              : "the sum of the requests, rounded up to whole cores");
        bind_cores(b, "cpu_quota", sums->cpu_quota);
        bind_from_total(b, &def->memory, NULL, "the sum of the requests");
        bind_size(b, "memory", sums->memory);
        bind_size(bind_from_scalar(b, &def->swap), "swap", sums->swap);
        if (def->share_pid.number)
                bind_from(b, &def->share_pid.at, "the sum of the containers' limits, and of the init's");
        else
                bind_from(b, NULL, "the sum of the containers' limits");
        bind_size(b, "tasks", sums->tasks);
}

void bind_group(const Definition *def, const Sums *sums, size_t i, Bindings *b)
{
        _cleanup_strbuf_ StrBuf text = {};
        int r = sums_describe(sums, &text);
        const char *const started[] = {COSLICE_GROUP, "started", def->name};
        const char *const stopped[] = {COSLICE_GROUP, "stopped", def->name};
        (void)i;
        handed_bind(b, SECTION_UNIT, def);
        if (!def->description.set)
                bind_textf(bind_from(b, NULL, RULE_DEFAULT), "description", "Group %s", def->name);
        bind_text(b, "source", def->path);
        bind_settings(b, "dependencies", &def->dependencies);
        bind_settings(b, "settings", &def->group_settings);
        bind_settings(b, "conditions", &def->conditions);
        for (size_t k = 0; k < ARRAY_SIZE(started); k++)
                bind_text(b, "started", started[k]);
        bind_written(b, "started", r, &text);
        for (size_t k = 0; k < ARRAY_SIZE(stopped); k++)
                bind_text(b, "stopped", stopped[k]);
        for (size_t k = 0; k < def->n_containers; k++) {
                const Container *c = def->containers + k;
                bind_from(b, &c->at, NULL);
                bind_take(b, "containers", unitname_make(ROLE_CONTAINER, def->name, c->name));
                bind_text(bind_from(b, &c->at, NULL), "started", c->name);
                bind_text(bind_from(b, &c->at, NULL), "stopped", c->name);
        }
        for (size_t k = 0; k < def->n_images; k++) {
                _cleanup_free_ char *unit = unitname_make(ROLE_IMAGE, def->images[k].key, NULL);
                b->oom = b->oom || !unit;
                bind_from_scalar(b, def->images[k].reference);
                bind_textf(b, "started", "--image=%s", unit ? unit : "");
        }
}
