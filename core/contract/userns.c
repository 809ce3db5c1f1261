/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ids inside and outside. */
#include "core/contract/userns.h"

#include "core/base/number.h"
#include "core/contract/contract.h"

#include <errno.h>
#include <string.h>

static bool overlap(uint64_t a, uint64_t n_a, uint64_t b, uint64_t n_b)
{
        return a < b + n_b && b < a + n_a;
}

/* What the kernel, or reason, refuses of EXTENT beside those of MAP; NULL: nothing. */
static const char *why_not(const IdMap *map, const IdExtent *extent)
{
        if (extent->n == 0 || (uint64_t)extent->inside + extent->n > USERNS_IDS)
                return "ids from 0 to 65535 on the left, as many as the third number";
        if (extent->host == 0)
                return "another id of the host than root's, 0, which UserNS=host gives";
        if ((uint64_t)extent->host + extent->n - 1 > COSLICE_ID_MAX)
                return "ids of the host up to " COSLICE_ID_MAX_TEXT;
        if (overlap(extent->host, extent->n, USERNS_FIRST, USERNS_LAST - USERNS_FIRST + 1))
                return "ids of the host outside of those from which groups get theirs, 600113152 to "
                       "1879048191";
        if (map->n == USERNS_EXTENTS_MAX)
                return "no more than 16 mappings";
        for (size_t i = 0; i < map->n; i++)
                if (overlap(extent->inside, extent->n, map->extents[i].inside, map->extents[i].n) ||
                    overlap(extent->host, extent->n, map->extents[i].host, map->extents[i].n))
                        return "mappings that have no id in common";
        return NULL;
}

/* "C:H:N", which is written over. */
static bool read_extent(char *text, IdExtent *ret)
{
        uint32_t *const fields[] = {&ret->inside, &ret->host, &ret->n};
        for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
                const char *part = strsep(&text, ":");
                uint64_t number;
                if (!part || number_parse(part, UINT32_MAX, &number) != 0)
                        return false;
                *fields[i] = (uint32_t)number;
        }
        return !text;
}

/* ITEM, "uidmapping=C:H:N", is written over. What is wrong with it, or NULL. */
static const char *read_item(char *item, UserNs *userns)
{
        char *value = strchr(item, '=');
        IdExtent extent;
        if (value)
                *value++ = '\0';
        if (streq(item, "size"))
                return "no size: each group has 65536 ids";
        IdMap *map = streq(item, "uidmapping")   ? &userns->uids
                     : streq(item, "gidmapping") ? &userns->gids
                                                 : NULL;
        if (!map || !value || !read_extent(value, &extent))
                return USERNS_FORM;
        const char *why = why_not(map, &extent);
        if (why)
                return why;
        size_t i = map->n++;
        for (; i > 0 && map->extents[i - 1].inside > extent.inside; i--)
                map->extents[i] = map->extents[i - 1];
        map->extents[i] = extent;
        return NULL;
}

int userns_read(const char *value, UserNs *ret, const char **ret_why)
{
        UserNs userns = {.own = !streq(value, "host")};
        const char *items = userns.own ? string_after(value, "auto") : "";
        *ret_why = USERNS_FORM;
        if (!items || (*items && (*items != ':' || !items[1])))
                return -EINVAL;
        _cleanup_free_ char *copy = strdup(items + (*items == ':'));
        if (!copy)
                return -ENOMEM;
        for (char *rest = *copy ? copy : NULL; rest;) {
                *ret_why = read_item(strsep(&rest, ","), &userns);
                if (*ret_why)
                        return -EINVAL;
        }
        *ret = userns;
        return 0;
}

int userns_read_option(const char *value, UserNs *ret, Failure *failure)
{
        const char *why;
        int r = userns_read(value, ret, &why);
        if (r == -EINVAL)
                return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                   "option --" USERNS_OPTION ": \"%s\": expected %s", value, why);
        return r < 0 ? failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "read the arguments") : 0;
}

int userns_write(const UserNs *userns, StrBuf *ret)
{
        const struct {
                const char *name;
                const IdMap *map;
        } maps[] = {{"uidmapping", &userns->uids}, {"gidmapping", &userns->gids}};
        char before = ':';
        strbuf_add(ret, userns->own ? "auto" : "host");
        for (size_t k = 0; k < ARRAY_SIZE(maps); k++)
                for (size_t i = 0; i < maps[k].map->n; i++) {
                        const IdExtent *extent = maps[k].map->extents + i;
                        strbuf_addf(ret, "%c%s=%u:%u:%u", before, maps[k].name, extent->inside, extent->host,
                                    extent->n);
                        before = ',';
                }
        return ret->oom ? -ENOMEM : 0;
}

uint32_t userns_host_id(const IdMap *map, uint32_t base, uint32_t inside)
{
        for (size_t i = 0; i < map->n; i++) {
                const IdExtent *extent = map->extents + i;
                if (inside >= extent->inside && inside - extent->inside < extent->n)
                        return extent->host + (inside - extent->inside);
        }
        return inside < USERNS_IDS ? base + inside : UINT32_MAX;
}

/* Ids of a map but those of LEFT_OUT, of which the second is not below the first. */
static void write_extent(uint32_t inside, uint32_t host, uint32_t n, const uint32_t left_out[2], StrBuf *ret)
{
        for (size_t i = 0; i < 2; i++) {
                if (left_out[i] < inside || left_out[i] - inside >= n)
                        continue;
                uint32_t before = left_out[i] - inside;
                if (before > 0)
                        strbuf_addf(ret, "%u %u %u\n", inside, host, before);
                inside += before + 1;
                host += before + 1;
                n -= before + 1;
        }
        if (n > 0)
                strbuf_addf(ret, "%u %u %u\n", inside, host, n);
}

static void write_all_but(const IdMap *map, uint32_t base, const uint32_t left_out[2], StrBuf *ret)
{
        uint32_t next = 0;
        for (size_t i = 0; i < map->n; i++) {
                const IdExtent *extent = map->extents + i;
                write_extent(next, base + next, extent->inside - next, left_out, ret);
                write_extent(extent->inside, extent->host, extent->n, left_out, ret);
                next = extent->inside + extent->n;
        }
        write_extent(next, base + next, USERNS_IDS - next, left_out, ret);
}

int userns_write_map(const IdMap *map, uint32_t base, StrBuf *ret)
{
        static const uint32_t none[2] = {UINT32_MAX, UINT32_MAX};
        write_all_but(map, base, none, ret);
        return ret->oom ? -ENOMEM : 0;
}

int userns_write_owned(const UserNs *userns, const IdMap *map, uint32_t base, uint32_t from, uint32_t to,
                       StrBuf *ret)
{
        const uint32_t left_out[2] = {from < to ? from : to, from < to ? to : from};
        if (userns->own)
                write_all_but(map, base, left_out, ret);
        else
                write_extent(0, 0, UINT32_MAX, left_out, ret);
        strbuf_addf(ret, "%u %u 1\n", from, userns->own ? userns_host_id(map, base, to) : to);
        return ret->oom ? -ENOMEM : 0;
}
