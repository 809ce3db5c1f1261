/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Network= and UserNS= of Quadlet, which are the whole group's here. */
#include "generator/foreign/tables.h"

#include "core/base/number.h"
#include "core/contract/ipaddress.h"
#include "generator/types/userid.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

/* Whether TEXT begins with WORD, up to a ":" or the end. */
static bool is_word(const char *text, const char *word)
{
        size_t n = strlen(word);
        return strncasecmp(text, word, n) == 0 && (!text[n] || text[n] == ':');
}

/* The value of the option NAME, "ip=", behind the first ":" of VALUE; its length. */
static const char *option(const char *value, const char *name, size_t *ret_length)
{
        const char *p = strchr(value, ':');
        while (p) {
                size_t n = strlen(name);
                if (strncasecmp(p + 1, name, n) == 0) {
                        *ret_length = strcspn(p + 1 + n, ",");
                        return p + 1 + n;
                }
                p = strchr(p + 1, ',');
        }
        return NULL;
}

/* Whether N bytes at TEXT end in SUFFIX. */
static bool ends_in(const char *text, size_t n, const char *suffix)
{
        size_t length = strlen(suffix);
        return n > length && strncasecmp(text + n - length, suffix, length) == 0;
}

int foreign_add_network(StrBuf *advice, const ForeignLine *line)
{
        static const char *const shared[] = {"container", "service", "pod"};
        const char *value = line->value;
        size_t n = strcspn(value, ":"), length = 0;
        for (size_t i = 0; i < ARRAY_SIZE(shared); i++)
                if (is_word(value, shared[i]))
                        return strbuf_add(advice,
                                          "containers of one group share their network; leave it out");
        if (ends_in(value, n, ".container"))
                return strbuf_add(advice, "containers of one group share their network; leave it out");
        if (is_word(value, "host") || is_word(value, "none"))
                return strbuf_addf(advice,
                                   "containers share their group's network: write Network=%.*s in [Group]",
                                   (int)n, value);
        bool own = is_word(value, "macvlan") || is_word(value, "ipvlan");
        strbuf_addf(advice, "%s%s: write Network=%s",
                    ends_in(value, n, ".network") ? "network files come later; " : "",
                    own ? "containers share their group's network"
                        : "each group has a network of its own, and others reach what it publishes",
                    own ? strchr(value, '=') ? "macvlan:INTERFACE" : value : "private");
        const char *address = own ? NULL : option(value, "ip=", &length);
        _cleanup_free_ char *text = strndup(address ? address : "", length);
        IpAddress parsed;
        if (!text)
                return -ENOMEM;
        if (ip_read(text, &parsed) == 0)
                strbuf_addf(advice, ", Address=%s", text);
        return strbuf_add(advice, " in [Group]");
}

/* "keep-id:uid=999,gid=998": the user that the program is to be. */
static int add_keep_id(StrBuf *advice, const char *value)
{
        size_t n_uid = 0, n_gid = 0;
        const char *uid = option(value, "uid=", &n_uid), *gid = option(value, "gid=", &n_gid);
        uint64_t id;
        _cleanup_free_ char *user = strndup(uid ? uid : "", n_uid), *group = strndup(gid ? gid : "", n_gid);
        if (!user || !group)
                return -ENOMEM;
        strbuf_addf(advice,
                    "files in volumes keep the owners that they have, so the program is to be their user: "
                    "write User=%s",
                    userid_read(user, &id) == 0 ? user : "UID");
        if (userid_read(group, &id) == 0)
                return strbuf_addf(advice, ":%s", group);
        return strbuf_add(advice, userid_read(user, &id) == 0 ? "" : ":GID");
}

int foreign_add_userns(StrBuf *advice, const ForeignLine *line)
{
        if (is_word(line->value, "keep-id")) {
                int r = add_keep_id(advice, line->value);
                return r < 0 || line->section == SECTION_CONTAINER ? r
                                                                   : strbuf_add(advice, " in [Container *]");
        }
        if (is_word(line->value, "host"))
                return strbuf_add(advice, "the user namespace is the group's: write UserNS=host in [Group]");
        return strbuf_add(advice, "each group has ids of its own, and files in volumes keep the owners that "
                                  "they have; leave it out");
}
