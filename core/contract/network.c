/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/contract/network.h"

#include "core/base/name.h"
#include "core/base/number.h"
#include "core/contract/contract.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define PORT_MAX 65535

/* PORT[-PORT], all of TEXT. */
static int read_range(const char *text, uint16_t *ret_first, uint16_t *ret_last)
{
        char word[sizeof "65535-65535"];
        uint64_t first, last;
        if (strlen(text) >= sizeof word)
                return -EINVAL;
        strcpy(word, text);
        char *dash = strchr(word, '-');
        if (dash)
                *dash++ = '\0';
        if (number_parse(word, PORT_MAX, &first) != 0 ||
            number_parse(dash ? dash : word, PORT_MAX, &last) != 0 || first == 0 || last < first)
                return -EINVAL;
        *ret_first = (uint16_t)first;
        *ret_last = (uint16_t)last;
        return 0;
}

int ports_read(const char *text, PortRange *ret)
{
        char range[sizeof "65535-65535"];
        size_t n = strcspn(text, "/");
        const char *protocol = text[n] ? text + n + 1 : "tcp";
        PortRange ports = {.udp = strcasecmp(protocol, "udp") == 0};
        if (n >= sizeof range || (!ports.udp && strcasecmp(protocol, "tcp") != 0))
                return -EINVAL;
        memcpy(range, text, n);
        range[n] = '\0';
        if (read_range(range, &ports.first, &ports.last) < 0)
                return -EINVAL;
        *ret = ports;
        return 0;
}

static void write_range(unsigned first, unsigned last, StrBuf *ret)
{
        if (first == last)
                strbuf_addf(ret, "%u", first);
        else
                strbuf_addf(ret, "%u-%u", first, last);
}

int ports_write(const PortRange *ports, StrBuf *ret)
{
        write_range(ports->first, ports->last, ret);
        return strbuf_add(ret, ports->udp ? "/udp" : "/tcp");
}

/* --- what is open --- */

void open_done(Open *open)
{
        free(open->group);
        *open = (Open){};
}

/* RANGE or GROUP. A name is never taken for a range: it has no dot, colon or slash. */
static int read_from(const char *text, Open *open, const char **ret_why)
{
        *ret_why = "expected a range of addresses or the name of a group behind \"from=\", like 10.0.0.0/8, "
                   "fd00::/8 or web";
        open->from = strpbrk(text, ".:/") ? FROM_RANGE : FROM_GROUP;
        if (open->from == FROM_RANGE)
                return prefix_read(text, &open->range, ret_why);
        if (!label_is_valid(text))
                return -EINVAL;
        open->group = strdup(text);
        return open->group ? 0 : -ENOMEM;
}

int open_read(const char *text, Open *ret, const char **ret_why)
{
        static const char from[] = "from=";
        Open open = {};
        const char *comma = strchr(text, ',');
        _cleanup_free_ char *ports = comma ? strndup(text, (size_t)(comma - text)) : strdup(text);
        if (!ports)
                return -ENOMEM;
        *ret_why = "expected ports like 80, 53/udp or 8000-8010/tcp, from 1 to 65535, and who may reach "
                   "them, as in 5432,from=10.0.0.0/8 or 5432,from=web";
        if (ports_read(ports, &open.ports) < 0 || (comma && strncmp(comma + 1, from, sizeof from - 1) != 0))
                return -EINVAL;
        int r = comma ? read_from(comma + sizeof from, &open, ret_why) : 0;
        if (r == 0)
                *ret = open;
        return r;
}

int open_write(const Open *open, StrBuf *ret)
{
        ports_write(&open->ports, ret);
        switch (open->from) {
        case FROM_ANYWHERE: break;
        case FROM_RANGE:
                strbuf_add(ret, ",from=");
                prefix_write(&open->range, ret);
                break;
        case FROM_GROUP: strbuf_addf(ret, ",from=%s", open->group); break;
        }
        return ret->oom ? -ENOMEM : 0;
}

/* --- what is published --- */

/* ADDRESS: or [ADDRESS]: in front of *TEXT, which is left at what follows. */
static int read_address(char **text, Publish *publish, const char **ret_why)
{
        char *word = *text, *end;
        bool bracket = word[0] == '[';
        if (bracket) {
                end = strstr(++word, "]:");
        } else {
                /* Of IPv4 alone; it has dots, and ports have none. */
                end = strchr(word, ':');
                if (!end || !memchr(word, '.', (size_t)(end - word))) {
                        publish->anywhere = true;
                        return 0;
                }
        }
        *ret_why = "expected an address of this host, like 192.0.2.7 or [2001:db8::7], in front of the port";
        if (!end)
                return -EINVAL;
        *text = end + 1 + bracket;
        *end = '\0';
        if (ip_read(word, &publish->address) < 0 || publish->address.v6 != bracket)
                return -EINVAL;
        *ret_why = "[::1] can't be published, since the kernel forwards nothing from it: write 127.0.0.1, "
                   "which programs try too";
        if (bracket && ip_is_loopback(&publish->address))
                return -EINVAL;
        /* Of all addresses of both families; what is none of a host's but 0.0.0.0 and :: is one of many. */
        *ret_why = publish->address.bytes[0] == 0
                           ? "that is every address of the host: leave it out"
                           : "no host has this address: expected one of this host, like 192.0.2.7";
        return ip_is_unicast(&publish->address) ? 0 : -EINVAL;
}

int publish_read(const char *text, Publish *ret, const char **ret_why)
{
        char word[2 * IP_TEXT_MAX];
        Publish publish = {};
        *ret_why = "expected ports from 1 to 65535, like 8080:80, 53/udp or 127.0.0.1:8080:80/tcp";
        if (strlen(text) >= sizeof word)
                return -EINVAL;
        strcpy(word, text);
        char *rest = word;
        if (read_address(&rest, &publish, ret_why) < 0)
                return -EINVAL;
        *ret_why = "expected ports from 1 to 65535, like 8080:80, 53/udp or 127.0.0.1:8080:80/tcp";
        char *inside = strchr(rest, ':');
        if (inside)
                *inside++ = '\0';
        if (ports_read(inside ? inside : rest, &publish.host) < 0)
                return -EINVAL;
        publish.to = publish.host.first;
        unsigned n = ports_count(&publish.host);
        if (inside && rest[0] && read_range(rest, &publish.host.first, &publish.host.last) < 0)
                return -EINVAL;
        *ret_why = "the host's ports and those of the group are not equally many";
        if (ports_count(&publish.host) != n)
                return -EINVAL;
        *ret_why = "more than 1024 ports in one range: write several";
        if (n > PUBLISH_PORTS_MAX)
                return -EINVAL;
        *ret = publish;
        return 0;
}

int publish_write(const Publish *publish, StrBuf *ret)
{
        char address[IP_TEXT_MAX];
        if (!publish->anywhere) {
                ip_format(&publish->address, address);
                strbuf_addf(ret, publish->address.v6 ? "[%s]:" : "%s:", address);
        }
        write_range(publish->host.first, publish->host.last, ret);
        strbuf_add_char(ret, ':');
        PortRange inside = {publish->to, (uint16_t)(publish->to + ports_count(&publish->host) - 1),
                            publish->host.udp};
        return ports_write(&inside, ret);
}

/* --- the options --- */

static int no_memory(Failure *failure)
{
        return failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "read the arguments");
}

static int not_read(const char *option, const char *value, const char *why, Failure *failure)
{
        return failure_set(failure, EXIT_SETUP_REQUEST, 0, "option --%s: \"%s\": %s", option, value, why);
}

/* Makes room for one of SIZE in *ITEMS, of which there are N. */
static void *add_item(void **items, size_t n, size_t size, Failure *failure)
{
        void *more = reallocarray(*items, n + 1, size);
        if (!more) {
                no_memory(failure);
                return NULL;
        }
        *items = more;
        return (char *)more + n * size;
}

#define ADD_ITEM(list, failure)                                                                         \
        ((__typeof__((list)->items))add_item((void **)&(list)->items, (list)->n, sizeof *(list)->items, \
                                             failure))

static int read_open_option(const char *value, void *field, Failure *failure)
{
        OpenList *list = field;
        const char *why;
        Open *open = ADD_ITEM(list, failure);
        if (!open)
                return -ENOMEM;
        int r = open_read(value, open, &why);
        if (r < 0)
                return r == -ENOMEM ? no_memory(failure) : not_read(OPEN_OPTION, value, why, failure);
        list->n++;
        return 0;
}

static void opens_done(void *field)
{
        OpenList *list = field;
        for (size_t i = 0; i < list->n; i++)
                open_done(list->items + i);
        free(list->items);
        *list = (OpenList){};
}

static int read_publish_option(const char *value, void *field, Failure *failure)
{
        PublishList *list = field;
        const char *why;
        Publish *publish = ADD_ITEM(list, failure);
        if (!publish)
                return -ENOMEM;
        if (publish_read(value, publish, &why) < 0)
                return not_read(PUBLISH_OPTION, value, why, failure);
        list->n++;
        return 0;
}

static void publishes_done(void *field)
{
        PublishList *list = field;
        free(list->items);
        *list = (PublishList){};
}

static int read_outbound_option(const char *value, void *field, Failure *failure)
{
        Outbound *outbound = field;
        const char *why;
        if (streq(value, OUTBOUND_NO)) {
                outbound->limited = true;
                return 0;
        }
        IpPrefix *to = ADD_ITEM(outbound, failure);
        if (!to)
                return -ENOMEM;
        if (prefix_read(value, to, &why) < 0)
                return not_read(OUTBOUND_OPTION, value, why, failure);
        outbound->n++;
        outbound->limited = true;
        return 0;
}

static void outbound_done(void *field)
{
        Outbound *outbound = field;
        free(outbound->items);
        *outbound = (Outbound){};
}

static int read_host_port_option(const char *value, void *field, Failure *failure)
{
        PortList *list = field;
        PortRange *ports = ADD_ITEM(list, failure);
        if (!ports)
                return -ENOMEM;
        if (ports_read(value, ports) < 0)
                return not_read(HOST_PORT_OPTION, value, "expected " PORTS_FORM, failure);
        list->n++;
        return 0;
}

static void host_ports_done(void *field)
{
        PortList *list = field;
        free(list->items);
        *list = (PortList){};
}

static int read_address_option(const char *value, void *field, Failure *failure)
{
        GroupAddresses *addresses = field;
        IpAddress address;
        unsigned bits;
        if (ip_read_in_network(value, &address, &bits) < 0 || !ip_is_unicast(&address) ||
            ip_is_loopback(&address))
                return not_read(ADDRESS_OPTION, value, "expected an address", failure);
        bool *has = address.v6 ? &addresses->has6 : &addresses->has4;
        if (*has)
                return not_read(ADDRESS_OPTION, value, "a second one of this family", failure);
        *has = true;
        *(address.v6 ? &addresses->v6 : &addresses->v4) = address;
        *(address.v6 ? &addresses->bits6 : &addresses->bits4) = bits;
        return 0;
}

static int read_range_option(const char *value, void *field, Failure *failure)
{
        GroupRanges *ranges = field;
        IpPrefix range;
        const char *why;
        if (prefix_read(value, &range, &why) < 0)
                return not_read(RANGE_OPTION, value, why, failure);
        bool *has = range.first.v6 ? &ranges->has6 : &ranges->has4;
        if (*has)
                return not_read(RANGE_OPTION, value, "a second one of this family", failure);
        *has = true;
        *(range.first.v6 ? &ranges->v6 : &ranges->v4) = range;
        return 0;
}

static const Option items[] = {
        {"group", "GROUP", OPTION_LABEL, OPTION_REQUIRED, OPTION_TEXT_OF(Network, group)},
        {MACVLAN_OPTION, "INTERFACE", OPTION_TEXT, 0, OPTION_TEXT_OF(Network, macvlan)},
        {RANGE_OPTION, "RANGE", OPTION_VALUE, OPTION_REPEATS, OPTION_FIELD(Network, ranges, GroupRanges),
         read_range_option},
        {ADDRESS_OPTION, "ADDRESS[/BITS]", OPTION_VALUE, OPTION_REPEATS,
         OPTION_FIELD(Network, addresses, GroupAddresses), read_address_option},
        {OPEN_OPTION, OPEN_FORM, OPTION_PARTS, OPTION_REPEATS, OPTION_FIELD(Network, opens, OpenList),
         read_open_option, opens_done},
        {PUBLISH_OPTION, PUBLISH_FORM, OPTION_PARTS, OPTION_REPEATS,
         OPTION_FIELD(Network, publishes, PublishList), read_publish_option, publishes_done},
        {OUTBOUND_OPTION, OUTBOUND_FORM, OPTION_PARTS, OPTION_REPEATS,
         OPTION_FIELD(Network, outbound, Outbound), read_outbound_option, outbound_done},
        {HOST_PORT_OPTION, PORTS_FORM, OPTION_PARTS, OPTION_REPEATS,
         OPTION_FIELD(Network, host_ports, PortList), read_host_port_option, host_ports_done},
        {DNS_NAME_OPTION, "NAME", OPTION_HOST_NAME, 0, OPTION_TEXT_OF(Network, dns_name)},
        {NAMES_OPTION, NULL, OPTION_FLAG, 0, OPTION_FLAG_OF(Network, names)},
};

/* An option that says more of a network than the group has by its MACVLAN, or NULL. */
static const char *find_surplus(const Network *network)
{
        if (network->ranges.has4 || network->ranges.has6)
                return RANGE_OPTION;
        if (network->publishes.n > 0)
                return PUBLISH_OPTION;
        if (network->outbound.limited)
                return OUTBOUND_OPTION;
        if (network->host_ports.n > 0)
                return HOST_PORT_OPTION;
        return network->dns_name ? DNS_NAME_OPTION : network->names ? NAMES_OPTION : NULL;
}

static int check_macvlan(const Network *network, Failure *failure)
{
        const GroupAddresses *addresses = &network->addresses;
        const char *surplus = find_surplus(network);
        if (!interface_is_valid(network->macvlan))
                return not_read(MACVLAN_OPTION, network->macvlan, "no interface can be called so", failure);
        if (surplus)
                return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                   "options --" MACVLAN_OPTION " and --%s can't go together", surplus);
        for (size_t i = 0; i < network->opens.n; i++)
                if (network->opens.items[i].from == FROM_GROUP)
                        return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                           "option --" OPEN_OPTION ": with --" MACVLAN_OPTION
                                           " no group is known by its name");
        if ((!addresses->has4 && !addresses->has6) || (addresses->has4 && addresses->bits4 == 0) ||
            (addresses->has6 && addresses->bits6 == 0))
                return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                   "option --" MACVLAN_OPTION " wants --" ADDRESS_OPTION
                                   "=ADDRESS/BITS with it");
        return 0;
}

static int check(const void *request, Failure *failure)
{
        const Network *network = request;
        if (network->macvlan)
                return check_macvlan(network, failure);
        if (network->addresses.bits4 > 0 || network->addresses.bits6 > 0)
                return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                   "option --" ADDRESS_OPTION ": only with --" MACVLAN_OPTION
                                   " has the address a length");
        return 0;
}

const OptionTable network_options = {"up", items, ARRAY_SIZE(items), sizeof(Network), OPTION_NO_PROGRAM,
                                     check};

void network_done(Network *network)
{
        options_done(&network_options, network);
}

/* --- records --- */

static void write_address(const IpAddress *address, unsigned bits, StrBuf *ret)
{
        char text[IP_TEXT_MAX];
        ip_format(address, text);
        strbuf_addf(ret, "--" ADDRESS_OPTION "=%s", text);
        if (bits > 0)
                strbuf_addf(ret, "/%u", bits);
        strbuf_add_char(ret, '\n');
}

static void write_prefix(const char *option, const IpPrefix *prefix, StrBuf *ret)
{
        strbuf_addf(ret, "--%s=", option);
        prefix_write(prefix, ret);
        strbuf_add_char(ret, '\n');
}

int network_write_record(const Network *network, StrBuf *ret)
{
        strbuf_addf(ret, "--group=%s\n", network->group);
        if (network->macvlan)
                strbuf_addf(ret, "--" MACVLAN_OPTION "=%s\n", network->macvlan);
        if (network->ranges.has4)
                write_prefix(RANGE_OPTION, &network->ranges.v4, ret);
        if (network->ranges.has6)
                write_prefix(RANGE_OPTION, &network->ranges.v6, ret);
        if (network->addresses.has4)
                write_address(&network->addresses.v4, network->addresses.bits4, ret);
        if (network->addresses.has6)
                write_address(&network->addresses.v6, network->addresses.bits6, ret);
        for (size_t i = 0; i < network->opens.n; i++) {
                strbuf_add(ret, "--" OPEN_OPTION "=");
                open_write(network->opens.items + i, ret);
                strbuf_add_char(ret, '\n');
        }
        for (size_t i = 0; i < network->publishes.n; i++) {
                strbuf_add(ret, "--" PUBLISH_OPTION "=");
                publish_write(network->publishes.items + i, ret);
                strbuf_add_char(ret, '\n');
        }
        if (network->outbound.limited && network->outbound.n == 0)
                strbuf_add(ret, "--" OUTBOUND_OPTION "=" OUTBOUND_NO "\n");
        for (size_t i = 0; i < network->outbound.n; i++)
                write_prefix(OUTBOUND_OPTION, network->outbound.items + i, ret);
        for (size_t i = 0; i < network->host_ports.n; i++) {
                strbuf_add(ret, "--" HOST_PORT_OPTION "=");
                ports_write(network->host_ports.items + i, ret);
                strbuf_add_char(ret, '\n');
        }
        if (network->dns_name)
                strbuf_addf(ret, "--" DNS_NAME_OPTION "=%s\n", network->dns_name);
        if (network->names)
                strbuf_add(ret, "--" NAMES_OPTION "\n");
        return ret->oom ? -ENOMEM : 0;
}

int network_read_record(const char *text, StrVec *words, Network *ret, Failure *failure)
{
        for (const char *end; (end = strchr(text, '\n')); text = end + 1)
                if (strvec_add_n(words, text, (size_t)(end - text)) < 0)
                        return no_memory(failure);
        if (*text || words->n == 0)
                return failure_set(failure, EXIT_SETUP_STATE, 0, "the record of the network is incomplete");
        return options_read(&network_options, words->items, ret, failure);
}
