/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The init of a group whose containers share a process namespace. */
#include "core/contract/contract.h"
#include "core/contract/unitname.h"
#include "core/contract/userns.h"
#include "generator/plan/bound-values.h"
#include "generator/plan/units.h"

void bind_init(const Definition *def, const Sums *sums, size_t i, Bindings *b)
{
        (void)sums;
        (void)i;
        bind_text(b, "source", def->path);
        bind_settings(b, "conditions", &def->conditions);
        bind_text(b, "init", COSLICE_HELPER);
        bind_text(bind_from_scalar(b, &def->share_pid), "init", "init");
        bind_textf(b, "init", "--group=%s", def->name);
        bind_textf(bind_from_scalar(b, &def->userns), "init", "--" USERNS_OPTION "=%s",
                   definition_userns(def));
        bind_take(b, "slice", unitname_make(ROLE_SLICE, def->name, NULL));
}
