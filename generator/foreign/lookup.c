/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How others say how names are looked up: lists with blanks or commas, in quotes and brackets or not. */
#include "generator/foreign/tables.h"

#include "core/base/name.h"
#include "core/contract/lookup.h"

#include <errno.h>
#include <string.h>

/* Appends what WORD is here to OUT: 1; 0: it can't be read; -ENOMEM. */
typedef int (*AddWord)(const char *word, StrBuf *out);

/* ADD for each of what PARTS part, a blank between what comes of them. */
static int convert_each(Conversion *c, const char *parts, AddWord add)
{
        size_t begin = c->out->length;
        for (const char *p = c->value + strspn(c->value, parts); *p;) {
                size_t n = strcspn(p, parts), before = c->out->length;
                _cleanup_free_ char *word = strndup(p, n);
                if (!word || (before > begin && strbuf_add_char(c->out, ' ') < 0))
                        return -ENOMEM;
                size_t at = c->out->length;
                int r = add(word, c->out);
                if (r <= 0)
                        return r;
                if (c->out->length == at) /* it says nothing here */
                        strbuf_truncate(c->out, before);
                p += n;
                p += strspn(p, parts);
        }
        return c->out->length > begin;
}

static int add_valid(bool valid, const char *word, StrBuf *out)
{
        if (!valid)
                return 0;
        return strbuf_add(out, word) < 0 ? -ENOMEM : 1;
}

#define PARTS " \t,\"'[]"

static int add_server(const char *word, StrBuf *out)
{
        IpAddress address;
        return add_valid(ip_read(word, &address) == 0 && ip_is_unicast(&address), word, out);
}

int foreign_convert_server(Conversion *c)
{
        return convert_each(c, PARTS, add_server);
}

/* "." is "none" there. */
static int add_search(const char *word, StrBuf *out)
{
        if (streq(word, "."))
                return 1;
        size_t n = strlen(word);
        _cleanup_free_ char *name = strndup(word, n - (word[n - 1] == '.'));
        return name ? add_valid(host_name_is_valid(name), name, out) : -ENOMEM;
}

/* Alone it stays: what reads it says what to do. */
int foreign_convert_search(Conversion *c)
{
        if (streq(c->value, "."))
                return add_valid(true, c->value, c->out);
        return convert_each(c, PARTS, add_search);
}

static int add_dns_option(const char *word, StrBuf *out)
{
        return add_valid(dns_option_is_valid(word), word, out);
}

int foreign_convert_dns_option(Conversion *c)
{
        return convert_each(c, PARTS, add_dns_option);
}

/* NAME[;NAME…]:ADDRESS of Podman, NAME=ADDRESS of compose. */
static int add_added_host(const char *word, StrBuf *out)
{
        const char *address = word + strcspn(word, ":=");
        if (!*address)
                return 0;
        for (const char *name = word; name < address; name++) {
                size_t n = strcspn(name, ";:=");
                _cleanup_free_ char *text = string_printf("%.*s:%s", (int)n, name, address + 1);
                const char *why;
                AddedHost host;
                int r = text ? added_host_read(text, &host, &why) : -ENOMEM;
                if (r < 0)
                        return r == -ENOMEM ? r : 0;
                if (name > word)
                        strbuf_add_char(out, ' ');
                r = added_host_write(&host, out);
                added_host_done(&host);
                if (r < 0)
                        return r;
                name += n;
        }
        return out->oom ? -ENOMEM : address > word;
}

/* An address of IPv6 may have brackets. */
int foreign_convert_added_host(Conversion *c)
{
        return convert_each(c, " \t,\"'", add_added_host);
}
