/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How names are looked up, which core/contract/lookup.h reads; all is kept as it writes it. */
#include "core/contract/lookup.h"
#include "generator/types/readers.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

int read_name_server(const Reading *in, const char *word, Value *ret)
{
        char text[IP_TEXT_MAX];
        IpAddress address;
        if (ip_read(word, &address) == 0) {
                ip_format(&address, text);
                return ip_is_unicast(&address) ? reading_keep(text, ret)
                                               : reading_refuse_word(in, word,
                                                                     "no single host has this address: write "
                                                                     "that of a name server");
        }
        if (strcasecmp(word, "none") == 0)
                return reading_refuse_word(in, word,
                                           "without DNS= the host's name servers are asked; leave it out");
        if (strpbrk(word, "#@%/") || (strchr(word, '.') && strchr(word, ':')))
                return reading_refuse_word(
                        in, word, "a server is asked at port 53, in plain DNS: write its address alone");
        return reading_bad_word(in, word, NULL);
}

int read_search_domain(const Reading *in, const char *word, Value *ret)
{
        size_t n = strlen(word);
        if (host_name_is_valid(word))
                return reading_keep(word, ret);
        if (streq(word, "."))
                return reading_refuse_word(in, word, "that is no name to append; leave it out");
        if (word[0] == '.' || word[0] == '~' || word[n - 1] == '.')
                return reading_refuse_word(in, word, "the name alone stands here, as in lan.example");
        return reading_bad_word(in, word, NULL);
}

int read_dns_option(const Reading *in, const char *word, Value *ret)
{
        if (dns_option_is_valid(word))
                return reading_keep(word, ret);
        if (strchr(word, '='))
                return reading_refuse_word(in, word, "the number stands behind a \":\", as in ndots:2");
        return reading_bad_word(in, word, NULL);
}

/* What is wrong with WORD, which is no name with an address, as a sentence; NULL: it has no such slip. */
static const char *slip_of_host(const char *word)
{
        if (!strchr(word, ':') && strchr(word, '='))
                return "name and address are parted by a \":\", as in db.example:192.0.2.7";
        if (strchr(word, ';') || strchr(word, ','))
                return "each name is a word of its own, as in a.example:192.0.2.7 b.example:192.0.2.7";
        return NULL;
}

int read_added_host(const Reading *in, const char *word, Value *ret)
{
        _cleanup_strbuf_ StrBuf written = {};
        const char *why, *slip;
        AddedHost host;
        int r = added_host_read(word, &host, &why);
        if (r == 0) {
                r = added_host_write(&host, &written);
                added_host_done(&host);
                return r < 0 || strbuf_take(&written, &ret->text) < 0 ? -ENOMEM : VALUE_READ;
        }
        if (r == -ENOMEM)
                return r;
        slip = slip_of_host(word);
        return reading_refuse_word(in, word, slip ? slip : why);
}
