/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Users and groups as a definition may name them. */
#include "generator/types/userid.h"

#include "core/base/cleanup.h"
#include "core/base/number.h"
#include "core/base/utf8.h"
#include "core/contract/contract.h"

#include <errno.h>
#include <string.h>

int userid_read(const char *text, uint64_t *ret)
{
        return number_parse(text, COSLICE_ID_MAX, ret);
}

int userid_read_owner(const char *text, Ids *ret)
{
        uint64_t uid, gid;
        const char *colon = strchr(text, ':');
        _cleanup_free_ char *first = colon ? strndup(text, (size_t)(colon - text)) : strdup(text);
        if (!first)
                return -ENOMEM;
        if (userid_read(first, &uid) != 0 || userid_read(colon ? colon + 1 : first, &gid) != 0)
                return 1;
        *ret = (Ids){.uid = (uint32_t)uid, .gid = (uint32_t)gid};
        return 0;
}

bool userid_is_name_or_id(const char *text)
{
        uint64_t id;
        if (!*text || text[strcspn(text, " \t,=\"'\\/:")] || utf8_has_control(text))
                return false;
        /* What is a number must be an id; "-1" and "+5" are neither a name nor an id. */
        return !strchr("-+", *text) && (text[strspn(text, "0123456789")] || userid_read(text, &id) == 0);
}
