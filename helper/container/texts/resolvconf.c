/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/container/texts/resolvconf.h"

#include <errno.h>
#include <string.h>

#define BLANKS " \t"

/* Whether what follows "nameserver", N bytes, is reached from a group. */
static bool is_reached(const char *word, size_t n, bool v6)
{
        static const IpPrefix link_local = {{.v6 = true, .bytes = {0xfe, 0x80}}, 10};
        char text[IP_TEXT_MAX];
        IpAddress address;
        if (n >= sizeof text)
                return false;
        memcpy(text, word, n);
        text[n] = '\0';
        return ip_read(text, &address) == 0 && ip_is_unicast(&address) && !ip_is_loopback(&address) &&
               !prefix_contains(&link_local, &address) && (v6 || !address.v6);
}

/* What follows KEYWORD in the line of N bytes at LINE; NULL: it says something else. */
static const char *value_of(const char *line, size_t n, const char *keyword)
{
        const char *word = string_after(line, keyword);
        if (!word || (size_t)(word - line) >= n || !strchr(BLANKS, *word))
                return NULL;
        return word + strspn(word, BLANKS);
}

int resolvconf_filter(const char *text, bool v6, StrBuf *ret, size_t *ret_servers)
{
        *ret_servers = 0;
        for (size_t n; *text; text += n) {
                n = strcspn(text, "\n");
                const char *server = value_of(text, n, "nameserver");
                bool kept = !server || is_reached(server, strcspn(server, BLANKS "\r\n"), v6);
                n += text[n] == '\n';
                if (kept)
                        strbuf_add_bytes(ret, text, n);
                *ret_servers += server && kept;
        }
        return ret->oom ? -ENOMEM : 0;
}

/* Whether WISH has something in place of the line of N bytes. */
static bool is_replaced(const char *line, size_t n, const ResolvWish *wish)
{
        return (wish->servers->n > 0 && value_of(line, n, "nameserver")) ||
               (wish->searches->n > 0 && (value_of(line, n, "search") || value_of(line, n, "domain"))) ||
               (wish->options->n > 0 && value_of(line, n, "options"));
}

static void add_line(const char *keyword, const StrVec *words, StrBuf *ret)
{
        if (words->n == 0)
                return;
        strbuf_add(ret, keyword);
        for (size_t i = 0; i < words->n; i++)
                strbuf_addf(ret, " %s", words->items[i]);
        strbuf_add_char(ret, '\n');
}

int resolvconf_settle(const char *text, const ResolvWish *wish, StrBuf *ret)
{
        for (size_t n; *text; text += n) {
                n = strcspn(text, "\n");
                bool kept = !is_replaced(text, n, wish), whole = text[n];
                n += whole;
                if (kept)
                        strbuf_add_bytes(ret, text, n);
                if (kept && !whole)
                        strbuf_add_char(ret, '\n');
        }
        for (size_t i = 0; i < wish->servers->n; i++) {
                char address[IP_TEXT_MAX];
                ip_format(wish->servers->items + i, address);
                strbuf_addf(ret, "nameserver %s\n", address);
        }
        add_line("search", wish->searches, ret);
        add_line("options", wish->options, ret);
        return ret->oom ? -ENOMEM : 0;
}
