/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Project quotas: the kernel keeps files in their project, and programs within its limit, by user namespaces
 * alone. */
#include "generator/validate/storage.h"

#include "core/base/strbuf.h"

static bool is_on_disk(const Volume *v)
{
        if (!v->type.set || scalar_is_unknown(&v->medium))
                return false; /* which is told */
        return v->type.number == VOLUME_LOCAL ||
               (v->type.number == VOLUME_EMPTY && v->medium.number == MEDIUM_DISK);
}

static int refuse(const Place *at, DiagList *diags)
{
        return diag_error(
                diags, at,
                "with UserNS=host a program can take its files out of what is counted, or go beyond "
                "it: leave UserNS=host or the limit out");
}

int storage_check(const Definition *def, DiagList *diags)
{
        int r = 0;
        if (scalar_is_unknown(&def->userns) || !streq(definition_userns(def), "host"))
                return 0;
        for (size_t i = 0; i < def->n_containers && r == 0; i++)
                if (def->containers[i].storage_limit.set)
                        r = refuse(&def->containers[i].storage_limit.at, diags);
        for (size_t i = 0; i < def->n_volumes && r == 0; i++)
                if (def->volumes[i].size.set && is_on_disk(def->volumes + i))
                        r = refuse(&def->volumes[i].size.at, diags);
        return r;
}
