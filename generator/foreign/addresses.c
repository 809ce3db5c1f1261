/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Addresses, ranges and published ports of others. */
#include "generator/foreign/tables.h"

#include "core/base/number.h"
#include "core/contract/network.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

static int said(int r)
{
        return r < 0 ? r : 1;
}

/* [[IP:][HOSTPORT]:]PORT[/proto]; an address that stands for all of the host's is left out, and localhost is
 * written as one. */
int foreign_convert_publish(Conversion *c)
{
        static const char *const all[] = {"0.0.0.0:", "[::]:", "*:"};
        static const char localhost[] = "localhost:";
        const char *value = c->value, *why;
        bool local = strncasecmp(value, localhost, sizeof localhost - 1) == 0;
        if (local)
                value += sizeof localhost - 1;
        for (size_t i = 0; i < ARRAY_SIZE(all) && value == c->value; i++) {
                const char *rest = string_after(value, all[i]);
                value = rest ? rest + (*rest == ':') : value;
        }
        _cleanup_free_ char *text = string_printf("%s%s", local ? "127.0.0.1:" : "", value);
        Publish publish;
        if (!text)
                return -ENOMEM;
        return publish_read(text, &publish, &why) == 0 ? said(strbuf_add(c->out, text)) : 0;
}

int foreign_convert_address(Conversion *c)
{
        IpAddress address;
        bool right = ip_read(c->value, &address) == 0 && ip_is_unicast(&address) && !ip_is_loopback(&address);
        return right ? said(strbuf_add(c->out, c->value)) : 0;
}

/* Ranges, what is yes or no, or systemd's word for all. */
int foreign_convert_outbound(Conversion *c)
{
        const char *why;
        bool yes;
        if (number_parse_bool(c->value, &yes) == 0)
                return said(strbuf_add(c->out, yes ? "yes" : OUTBOUND_NO));
        if (strcasecmp(c->value, "any") == 0)
                return said(strbuf_add(c->out, "yes"));
        for (const char *p = c->value + strspn(c->value, " "); *p;) {
                size_t n = strcspn(p, " ");
                _cleanup_free_ char *word = strndup(p, n);
                IpPrefix range;
                if (!word)
                        return -ENOMEM;
                if (prefix_read(word, &range, &why) < 0)
                        return 0;
                p += n;
                p += strspn(p, " ");
        }
        return *c->value ? said(strbuf_add(c->out, c->value)) : 0;
}
