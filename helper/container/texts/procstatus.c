/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* /proc/PID/status, taken apart. */
#include "helper/container/texts/procstatus.h"

#include "core/base/cleanup.h"

#include <errno.h>
#include <string.h>

/* A number of BASE 10 or 16, at most MOST, whose digits end at a blank or with the line. *TEXT is moved
 * behind it. False if there is none. */
static bool read_number(const char **text, unsigned base, uint64_t most, uint64_t *ret)
{
        const char *at = *text + strspn(*text, "\t ");
        uint64_t number = 0;
        size_t n = strspn(at, base == 10 ? "0123456789" : "0123456789abcdef");
        if (n == 0 || !strchr("\t \n", at[n]))
                return false;
        for (size_t i = 0; i < n; i++) {
                unsigned digit = at[i] <= '9' ? (unsigned)(at[i] - '0') : (unsigned)(at[i] - 'a') + 10;
                if (number > (most - digit) / base)
                        return false;
                number = number * base + digit;
        }
        *text = at + n;
        *ret = number;
        return true;
}

/* What follows NAME and ":" in its line, or NULL. */
static const char *find(const char *text, const char *name)
{
        size_t n = strlen(name);
        while (text && (strncmp(text, name, n) != 0 || text[n] != ':')) {
                text = strchr(text, '\n');
                text = text ? text + 1 : NULL;
        }
        return text ? text + n + 1 : NULL;
}

/* Four ids, and no more. */
static bool read_ids(const char *text, const char *name, uint32_t *ret)
{
        const char *at = find(text, name);
        uint64_t id;
        for (int i = 0; i < 4; i++) {
                if (!at || !read_number(&at, 10, UINT32_MAX, &id))
                        return false;
                ret[i] = (uint32_t)id;
        }
        return *at == '\n';
}

int procstatus_parse(const char *text, ProcStatus *ret)
{
        const struct {
                const char *name;
                unsigned base;
                uint64_t *number;
        } numbers[] = {
                {"CapInh", 16, &ret->inheritable}, {"CapPrm", 16, &ret->permitted},
                {"CapEff", 16, &ret->effective},   {"CapBnd", 16, &ret->bounding},
                {"CapAmb", 16, &ret->ambient},     {"SigBlk", 16, &ret->blocked},
                {"SigIgn", 16, &ret->ignored},     {"NoNewPrivs", 10, &ret->no_new_privs},
        };
        *ret = (ProcStatus){.groups = find(text, "Groups")};
        if (!ret->groups || !read_ids(text, "Uid", ret->uids) || !read_ids(text, "Gid", ret->gids))
                return -EBADMSG;
        for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
                const char *at = find(text, numbers[i].name);
                if (!at || !read_number(&at, numbers[i].base, UINT64_MAX, numbers[i].number) || *at != '\n')
                        return -EBADMSG;
        }
        return 0;
}

bool procstatus_has_groups(const ProcStatus *status, const gid_t *groups, size_t n)
{
        const char *at = status->groups;
        uint64_t id;
        size_t found = 0;
        while (read_number(&at, 10, UINT32_MAX, &id)) {
                size_t i = 0;
                while (i < n && groups[i] != id)
                        i++;
                if (i == n)
                        return false;
                found++;
        }
        /* The kernel writes each once, and a blank behind the last. */
        return found == n && at[strspn(at, "\t ")] == '\n';
}
