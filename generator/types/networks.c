/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ports and addresses, which core/contract/network.h reads; those of a group's own network are kept as it
 * writes them. */
#include "core/base/number.h"
#include "core/contract/network.h"
#include "generator/types/readers.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

#define BOTH_WAYS "the protocol stands behind the port, as in 80/tcp or 53/udp"
#define HOST_NAME "names of hosts aren't looked up: write the address"

/* What a writer of the contract has put into WRITTEN; R: its result. */
static int keep(int r, StrBuf *written, Value *ret)
{
        return r < 0 || strbuf_take(written, &ret->text) < 0 ? -ENOMEM : VALUE_READ;
}

/* What is wrong with WORD, which is no port of any kind, as a sentence; NULL: it has no such slip. */
static const char *slip_of_ports(const char *word)
{
        const char *slash = strchr(word, '/');
        if (strstr(word, "->"))
                return "the host's port and the group's are parted by a \":\", as in 8080:80";
        if (strncasecmp(word, "tcp", 3) == 0 || strncasecmp(word, "udp", 3) == 0)
                return BOTH_WAYS;
        if (slash && (strcasecmp(slash, "/sctp") == 0 || strcasecmp(slash, "/dccp") == 0))
                return "only tcp and udp are passed on";
        if (slash && strpbrk(slash + 1, "/,+|"))
                return "each protocol is a word of its own, as in 53/tcp 53/udp";
        return NULL;
}

/* Whether TEXT is what addresses are looked up by: there are letters in it that no address has. */
static bool is_host_name(const char *text, size_t n)
{
        for (size_t i = 0; i < n; i++)
                if (isalpha((unsigned char)text[i]) && !isxdigit((unsigned char)text[i]))
                        return true;
        return false;
}

/* WORD, which has a ":" in it, stands where the ports of a container or a group are named. PLACE: where what
 * publishes them is to go. */
static int refuse_published(const Reading *in, const char *word, const char *place)
{
        static const char *const all[] = {"0.0.0.0:", "[::]:"};
        _cleanup_strbuf_ StrBuf sentence = {};
        const char *why, *rest = word, *slip = slip_of_ports(word);
        Publish publish;
        if (slip)
                return reading_refuse_word(in, word, slip);
        for (size_t i = 0; i < ARRAY_SIZE(all) && rest == word; i++)
                rest = string_after(word, all[i]) ? string_after(word, all[i]) : word;
        bool right = publish_read(rest, &publish, &why) == 0;
        strbuf_addf(&sentence,
                    "what leads here from the host's address is another key: write PublishPort=%s%s",
                    right ? rest : "8080:80", place);
        return sentence.oom ? -ENOMEM : reading_refuse_word(in, word, sentence.text);
}

/* Of a container. */
int read_ports(const Reading *in, const char *word, Value *ret)
{
        if (strchr(word, ':'))
                return refuse_published(in, word, " in [Group]");
        return ports_read(word, &ret->ports) < 0 ? reading_bad_word(in, word, NULL) : VALUE_READ;
}

int read_host_ports(const Reading *in, const char *word, Value *ret)
{
        _cleanup_strbuf_ StrBuf written = {};
        const char *slip;
        PortRange ports;
        if (strchr(word, ':'))
                return reading_bad_word(in, word,
                                        "the port alone at which the host's service listens, as in 5432");
        if (ports_read(word, &ports) == 0)
                return keep(ports_write(&ports, &written), &written, ret);
        slip = slip_of_ports(word);
        return slip ? reading_refuse_word(in, word, slip) : reading_bad_word(in, word, NULL);
}

/* Whether it is to have the length of its network behind it depends on Network=. */
int read_ip_address(const Reading *in, const char *word, Value *ret)
{
        _cleanup_strbuf_ StrBuf written = {};
        char text[IP_TEXT_MAX];
        IpAddress address;
        unsigned bits;
        if (strcasecmp(word, "dhcp") == 0)
                return reading_refuse_word(
                        in, word, "DHCP is not supported by this version of coslice: write an address");
        if (ip_read_in_network(word, &address, &bits) < 0)
                return reading_bad_word(in, word, NULL);
        if (!ip_is_unicast(&address) || ip_is_loopback(&address))
                return reading_refuse_word(
                        in, word, "a group can't have this address, others would never reach it there");
        ip_format(&address, text);
        strbuf_add(&written, text);
        return keep(bits > 0 ? strbuf_addf(&written, "/%u", bits) : 0, &written, ret);
}

int read_interface(const Reading *in, const char *rest, Value *ret)
{
        if (!interface_is_valid(rest))
                return diag_error(in->ctx->diags, in->at,
                                  "expected the name of one of the host's interfaces, as in macvlan:eth0");
        return reading_keep(rest, ret);
}

/* What is wrong behind "from=", or NULL. */
static const char *slip_of_source(const char *from)
{
        if (strchr(from, ','))
                return "each source is a word of its own, as in 80,from=web 80,from=10.0.0.0/8";
        if (string_before(from, ".group") > 0)
                return "a group is named without .group, as in 80,from=web";
        if (strchr(from, '/') && !strpbrk(from, ".:"))
                return "a group as a whole is named, as in 80,from=web";
        return strpbrk(from, ".:/") && is_host_name(from, strlen(from)) ? HOST_NAME
                       ", or a range like 10.0.0.0/8"
                                                                        : NULL;
}

int read_open(const Reading *in, const char *word, Value *ret)
{
        _cleanup_strbuf_ StrBuf written = {};
        const char *why, *slip, *from = strstr(word, ",from="), *colon = strchr(word, ':');
        Open open;
        int r = open_read(word, &open, &why);
        if (r == 0) {
                r = open_write(&open, &written);
                open_done(&open);
                return keep(r, &written, ret);
        }
        if (r == -ENOMEM)
                return r;
        if (colon && (!from || colon < from))
                return refuse_published(in, word, "");
        slip = from ? slip_of_source(from + strlen(",from=")) : slip_of_ports(word);
        return reading_refuse_word(in, word, slip ? slip : why);
}

int read_publish(const Reading *in, const char *word, Value *ret)
{
        _cleanup_strbuf_ StrBuf written = {};
        const char *why, *slip = slip_of_ports(word);
        Publish publish;
        if (publish_read(word, &publish, &why) == 0)
                return keep(publish_write(&publish, &written), &written, ret);
        if (strchr(word, ','))
                slip = "who may reach it is said by Ports=, in a line of its own, as in "
                       "Ports=80,from=10.0.0.0/8";
        else if (strncmp(word, "*:", 2) == 0)
                slip = "that is every address of the host: leave it out";
        else if (strncasecmp(word, "localhost:", strlen("localhost:")) == 0)
                slip = "names of hosts aren't looked up: write 127.0.0.1 in place of localhost";
        else if (!slip && strchr(word, ':') && is_host_name(word, strcspn(word, ":")))
                slip = HOST_NAME " in front of the port, or leave it out";
        return reading_refuse_word(in, word, slip ? slip : why);
}

int read_outbound(const Reading *in, const char *word, Value *ret)
{
        _cleanup_strbuf_ StrBuf written = {};
        const char *why, *colon = strchr(word, ':');
        IpPrefix range;
        bool yes;
        if (number_parse_bool(word, &yes) == 0)
                return reading_keep(yes ? "yes" : OUTBOUND_NO, ret);
        if (prefix_read(word, &range, &why) == 0)
                return keep(prefix_write(&range, &written), &written, ret);
        if (strcasecmp(word, "none") == 0)
                return reading_refuse_word(in, word, "write Outbound=no");
        if (strcasecmp(word, "any") == 0 || strcasecmp(word, "all") == 0 || streq(word, "*"))
                return reading_refuse_word(in, word, "write Outbound=yes");
        if (colon && !strchr(colon + 1, ':') && strchr(word, '.'))
                return reading_refuse_word(in, word, "ports aren't told apart: write the address alone");
        if (is_host_name(word, strlen(word)))
                return reading_refuse_word(in, word, HOST_NAME ", or a range like 10.0.0.0/8");
        return strpbrk(word, ".:") ? reading_refuse_word(in, word, why) : reading_bad_word(in, word, NULL);
}
