/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/contract/localvolume.h"

#include "core/base/name.h"

#include <string.h>

bool localvolume_name_is_valid(const char *name)
{
        char group[LABEL_MAX + 1];
        const char *underscore = strchr(name, '_');
        if (!underscore)
                return label_is_valid(name);
        size_t n = (size_t)(underscore - name);
        if (n > LABEL_MAX)
                return false;
        memcpy(group, name, n);
        group[n] = '\0';
        return label_is_valid(group) && label_is_valid(underscore + 1);
}
