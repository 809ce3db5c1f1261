/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The payload's environment. */
#include "helper/container/texts/environment.h"

#include <errno.h>
#include <string.h>

static char **find(const StrVec *environment, const char *name, size_t n)
{
        for (size_t i = 0; i < environment->n; i++)
                if (strncmp(environment->items[i], name, n) == 0 && environment->items[i][n] == '=')
                        return environment->items + i;
        return NULL;
}

const char *environment_get(const StrVec *environment, const char *name)
{
        size_t n = strlen(name);
        char **found = find(environment, name, n);
        return found ? *found + n + 1 : NULL;
}

/* Takes the place of an earlier assignment, which keeps its position. */
static int set(StrVec *environment, char *assignment)
{
        if (!assignment)
                return -ENOMEM;
        char **found = find(environment, assignment, strcspn(assignment, "="));
        if (!found)
                return strvec_take(environment, assignment);
        free(*found);
        *found = assignment;
        return 0;
}

static int set_all(StrVec *environment, const StrVec *assignments)
{
        int r = 0;
        for (size_t i = 0; i < assignments->n && r == 0; i++)
                r = set(environment, strdup(assignments->items[i]));
        return r;
}

int environment_build(const EnvironmentParts *parts, StrVec *ret)
{
        _cleanup_strvec_ StrVec environment = {};
        int r = strvec_add(&environment, "PATH=" DEFAULT_PATH);
        if (r == 0)
                r = strvec_addf(&environment, "HOME=%s", parts->home);
        if (r == 0)
                r = strvec_addf(&environment, "HOSTNAME=%s", parts->hostname);
        if (r == 0 && parts->of_image)
                r = set_all(&environment, parts->of_image);
        if (r == 0)
                r = set(&environment, strdup("container=coslice"));
        if (r == 0)
                r = set(&environment, string_printf("COSLICE_GROUP=%s", parts->group));
        if (r == 0)
                r = set(&environment, string_printf("COSLICE_CONTAINER=%s", parts->container));
        if (r == 0)
                r = set_all(&environment, parts->from_files);
        if (r == 0)
                r = set_all(&environment, parts->own);
        if (r == 0 && parts->secrets)
                r = set_all(&environment, parts->secrets);
        if (r < 0)
                return r;
        strvec_done(ret);
        *ret = environment;
        environment = (StrVec){};
        return 0;
}
