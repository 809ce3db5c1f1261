/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Drop-ins of what can't be started: groups with mistakes, containers that are gone. */
#include "core/contract/contract.h"
#include "core/contract/unitname.h"
#include "generator/plan/planned.h"
#include "generator/render/templates.h"

#include <string.h>

/* As the rest of a line: a backslash at its end would join the next one, a blank there would be lost. */
static void bind_why(Bindings *b, const char *why)
{
        size_t n = strlen(why);
        bind_textf(b, "why", "%s%s", why, n > 0 && strchr("\\ \t", why[n - 1]) ? "." : "");
}

int plan_refusal(const char *name, const char *why, const char *source, bool running, Plan *ret)
{
        static const UnitRole units[] = {ROLE_GROUP, ROLE_SANDBOX};
        _cleanup_plan_ Plan plan = {};
        _cleanup_bindings_ Bindings b = {};
        bind_why(&b, why);
        if (source)
                bind_text(&b, "source", source);
        if (running)
                bind_text(&b, "running", "yes");
        bind_text(&b, "refuse", COSLICE_GROUP);
        bind_text(&b, "refuse", "refuse");
        bind_text(&b, "refuse", why);
        for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
                int r = plan_add_file(&plan, units[i],
                                      unitname_drop_in(units[i], name, NULL, COSLICE_REFUSAL),
                                      template_refuse_conf, &b, NULL, NULL);
                if (r < 0)
                        return r;
        }
        *ret = plan;
        plan = (Plan){};
        return 0;
}

int plan_dropped(const char *unit, const char *why, Plan *plan)
{
        _cleanup_bindings_ Bindings b = {};
        bind_text(&b, "why", why);
        return plan_add_file(plan, ROLE_CONTAINER, string_printf("%s.d/" COSLICE_REFUSAL, unit),
                             template_dropped_conf, &b, NULL, NULL);
}
