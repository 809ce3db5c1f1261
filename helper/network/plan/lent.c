/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/network/plan/lent.h"

#include "core/contract/network.h"

#include <errno.h>
#include <string.h>

#define REFUSED "no"
#define ALL     "all" /* no interface is called so */

static const char *const families[] = {"ipv4", "ipv6"};
static const char advertised[] = "accept_ra";

void lent_done(Lent *lent)
{
        strvec_done(&lent->links[0]);
        strvec_done(&lent->links[1]);
        strvec_done(&lent->advertised);
        *lent = (Lent){};
}

/* In quotes, where a "*" at the end would mean others too. */
bool lent_can_name(const char *interface)
{
        size_t n = strlen(interface);
        return n > 0 && n < INTERFACE_SPACE && !streq(interface, ALL) &&
               strspn(interface, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-@+:") == n;
}

/* Where what is said of KEY goes; NULL: nowhere. */
static StrVec *list_of(Lent *lent, const char *key, size_t n)
{
        for (size_t i = 0; i < ARRAY_SIZE(families); i++)
                if (strlen(families[i]) == n && strncmp(key, families[i], n) == 0)
                        return lent->links + i;
        return n == strlen(advertised) && strncmp(key, advertised, n) == 0 ? &lent->advertised : NULL;
}

static int read_line(const char *line, size_t n, Lent *ret)
{
        if (n == strlen(REFUSED) && strncmp(line, REFUSED, n) == 0) {
                ret->refused = true;
                return 0;
        }
        const char *blank = memchr(line, ' ', n);
        StrVec *list = blank ? list_of(ret, line, (size_t)(blank - line)) : NULL;
        size_t length = blank ? n - (size_t)(blank + 1 - line) : 0;
        if (!list || length == 0)
                return -EINVAL;
        if (length == strlen(ALL) && strncmp(blank + 1, ALL, length) == 0) {
                ret->all6 = list == ret->links + 1;
                return ret->all6 ? 0 : -EINVAL;
        }
        return strvec_add_n(list, blank + 1, length);
}

int lent_read(const char *text, Lent *ret)
{
        _cleanup_lent_ Lent lent = {};
        while (*text) {
                size_t n = strcspn(text, "\n");
                int r = read_line(text, n, &lent);
                if (r < 0)
                        return r;
                text += n + (text[n] == '\n');
        }
        *ret = lent;
        lent = (Lent){};
        return 0;
}

static void write_lines(const char *key, const StrVec *names, StrBuf *ret)
{
        for (size_t i = 0; i < names->n; i++)
                strbuf_addf(ret, "%s %s\n", key, names->items[i]);
}

int lent_write(const Lent *lent, StrBuf *ret)
{
        if (lent->refused)
                strbuf_add(ret, REFUSED "\n");
        for (size_t i = 0; i < ARRAY_SIZE(families); i++)
                write_lines(families[i], lent->links + i, ret);
        if (lent->all6)
                strbuf_addf(ret, "%s " ALL "\n", families[1]);
        write_lines(advertised, &lent->advertised, ret);
        return ret->oom ? -ENOMEM : 0;
}

int lent_write_elements(const Lent *lent, StrBuf *ret)
{
        for (size_t i = 0; i < ARRAY_SIZE(families); i++)
                for (size_t k = 0; k < lent->links[i].n; k++)
                        strbuf_addf(ret, "add element inet coslice lent { %s . \"%s\" }\n", families[i],
                                    lent->links[i].items[k]);
        if (lent->all6)
                strbuf_addf(ret, "add element inet coslice lent_all { %s }\n", families[1]);
        return ret->oom ? -ENOMEM : 0;
}
