/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Looking for what could have been meant by a group or container that has no units. */
#include "helper/group/unknown.h"

#include "core/base/name.h"
#include "core/contract/contract.h"
#include "core/contract/unitname.h"
#include "core/pid1/unit.h"
#include "core/pid1/words.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

static const char *const dirs[] = {COSLICE_GROUP_DIRS};

DIR *closedir_free(DIR *dir);
DEFINE_CLEANUP(DIR *, closedir_free)

DIR *closedir_free(DIR *dir)
{
        if (dir)
                closedir(dir);
        return NULL;
}

/* The labels of the containers for which GROUP has generated units, sorted. */
static int find_containers(const char *group, StrVec *ret)
{
        _cleanup_(closedir_freep) DIR *dir = opendir(COSLICE_GENERATOR_OUT);
        if (!dir)
                return 0;
        for (struct dirent *entry; (entry = readdir(dir));) {
                const char *label = NULL;
                size_t length = 0;
                if (unit_role(group, entry->d_name, &label, &length) != ROLE_CONTAINER)
                        continue;
                int r = strvec_add_n(ret, label, length);
                if (r < 0)
                        return r;
        }
        strvec_sort(ret);
        return 0;
}

/* The definition of GROUP that counts: *RET_PATH, or NULL. */
static int find_definition(const char *group, char **ret_path, bool *ret_masked)
{
        for (size_t i = 0; i < ARRAY_SIZE(dirs); i++) {
                char target[sizeof "/dev/null"];
                _cleanup_free_ char *path = string_printf("%s/%s.group", dirs[i], group);
                if (!path)
                        return -ENOMEM;
                /* Room for one byte more than a mask has, which tells a longer target. */
                ssize_t n = readlink(path, target, sizeof target);
                if (n < 0 && access(path, F_OK) < 0)
                        continue;
                *ret_masked = n == sizeof "/dev/null" - 1 && memcmp(target, "/dev/null", (size_t)n) == 0;
                *ret_path = TAKE_PTR(path);
                return 0;
        }
        return 0;
}

int unknown_explain(const char *instance, StrBuf *ret)
{
        const char *underscore = strchr(instance, UNITNAME_PARTING);
        _cleanup_free_ char *group =
                strndup(instance, underscore ? (size_t)(underscore - instance) : strlen(instance));
        _cleanup_free_ char *definition = NULL;
        _cleanup_strvec_ StrVec containers = {};
        Unknown unknown = {
                .group = group,
                .container = underscore ? underscore + 1 : NULL,
                .dirs = dirs,
                .n_dirs = ARRAY_SIZE(dirs),
                .containers = &containers,
        };
        if (!group)
                return -ENOMEM;
        /* Nothing else may become part of a path. */
        if (label_is_valid(group)) {
                _cleanup_free_ char *refusal = unitname_drop_in(ROLE_GROUP, group, NULL, COSLICE_REFUSAL);
                _cleanup_free_ char *path =
                        refusal ? string_printf(COSLICE_GENERATOR_OUT "/%s", refusal) : NULL;
                if (!path)
                        return -ENOMEM;
                unknown.refused = access(path, F_OK) == 0;
                int r = find_containers(group, &containers);
                if (r == 0)
                        r = find_definition(group, &definition, &unknown.masked);
                if (r < 0)
                        return r;
        }
        unknown.definition = definition;
        return words_unknown(&unknown, ret);
}
