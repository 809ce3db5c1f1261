/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A definition's words → elements. What is published opens the port that it leads to, if nothing else says
 * who may reach that one; published on a loopback address it is for the host alone, whose connections pass no
 * rule of the host's table. */
#include "helper/network/plan/rules.h"

#include "helper/network/plan/areas.h"

#include <errno.h>

static const char *protocol(bool udp)
{
        return udp ? "udp" : "tcp";
}

void elements_done(ElementList *list)
{
        for (size_t i = 0; i < list->n; i++) {
                free(list->items[i].key);
                free(list->items[i].value);
        }
        free(list->items);
        *list = (ElementList){};
}

/* Takes KEY and VALUE, and makes OUT's memory its own: -ENOMEM if one of them is missing. */
static int add(ElementList *list, const char *set, char *key, char *value, bool has_value)
{
        Element *more =
                key && (value || !has_value) ? reallocarray(list->items, list->n + 1, sizeof *more) : NULL;
        if (!more) {
                free(key);
                free(value);
                return -ENOMEM;
        }
        list->items = more;
        list->items[list->n++] = (Element){set, key, value};
        return 0;
}

/* What of it is the same for all that is said of one family of addresses. */
typedef struct Family {
        bool v6;
        IpPrefix all;              /* its addresses */
        char address[IP_TEXT_MAX]; /* the group's */
} Family;

static bool family_of(const Network *network, bool v6, Family *ret)
{
        const GroupAddresses *addresses = &network->addresses;
        if (!(v6 ? addresses->has6 : addresses->has4))
                return false;
        *ret = (Family){.v6 = v6, .all.first.v6 = v6};
        ip_format(v6 ? &addresses->v6 : &addresses->v4, ret->address);
        return true;
}

/* --- what is open --- */

/* Whether the definition says who may reach PORT. */
static bool is_said(const OpenList *opens, unsigned port, bool udp)
{
        for (size_t i = 0; i < opens->n; i++) {
                const PortRange *said = &opens->items[i].ports;
                if (said->udp == udp && said->first <= port && said->last >= port)
                        return true;
        }
        return false;
}

static PortRange inside_ports(const Publish *publish)
{
        return (PortRange){publish->to, (uint16_t)(publish->to + ports_count(&publish->host) - 1),
                           publish->host.udp};
}

static bool is_for_host_alone(const Publish *publish)
{
        return !publish->anywhere && ip_is_loopback(&publish->address);
}

/* Of PORTS, which are published, those of which nothing is said are open to all: run by run. */
static int collect_published(const OpenList *opens, const Family *family, const PortRange *ports,
                             AreaList *ret)
{
        unsigned first = 0; /* of the run, no port */
        for (unsigned port = ports->first; port <= ports->last + 1U; port++) {
                bool open = port <= ports->last && !is_said(opens, port, ports->udp);
                if (open && first == 0)
                        first = port;
                if (open || first == 0)
                        continue;
                const Area area = {family->all, {(uint16_t)first, (uint16_t)(port - 1), ports->udp}};
                if (areas_add(ret, &area) < 0)
                        return -ENOMEM;
                first = 0;
        }
        return 0;
}

/* All that may reach the group by FAMILY. */
static int collect_open(const Network *network, const Family *family, AreaList *ret)
{
        int r = 0;
        for (size_t i = 0; i < network->opens.n && r == 0; i++) {
                const Open *open = network->opens.items + i;
                Area area = {open->from == FROM_RANGE ? open->range : family->all, open->ports};
                if (area.range.first.v6 == family->v6)
                        r = areas_add(ret, &area);
        }
        for (size_t i = 0; i < network->publishes.n && r == 0; i++) {
                const Publish *publish = network->publishes.items + i;
                const PortRange inside = inside_ports(publish);
                if (!is_for_host_alone(publish) && (publish->anywhere || publish->address.v6 == family->v6))
                        r = collect_published(&network->opens, family, &inside, ret);
        }
        return r < 0 ? r : areas_part(ret);
}

static bool is_single(const Area *area)
{
        return area->range.bits == 0 && area->ports.first == area->ports.last;
}

static int add_open(ElementList *list, const Family *family, const Area *area)
{
        if (is_single(area))
                return add(list, family->v6 ? "open6" : "open4",
                           string_printf("%s . %s . %u", family->address, protocol(area->ports.udp),
                                         area->ports.first),
                           NULL, false);
        _cleanup_strbuf_ StrBuf key = {};
        strbuf_addf(&key, "%s . ", family->address);
        prefix_write(&area->range, &key);
        strbuf_addf(&key, " . %s . %u", protocol(area->ports.udp), area->ports.first);
        if (area->ports.last != area->ports.first)
                strbuf_addf(&key, "-%u", area->ports.last);
        char *text = NULL;
        int r = strbuf_take(&key, &text);
        return r < 0 ? r : add(list, family->v6 ? "from6" : "from4", text, NULL, false);
}

static int add_opens(ElementList *list, const Network *network, const Family *family)
{
        _cleanup_areas_ AreaList areas = {};
        int r = collect_open(network, family, &areas);
        /* Those of one set beside each other. */
        for (int single = 0; single < 2; single++)
                for (size_t i = 0; i < areas.n && r == 0; i++)
                        if (is_single(areas.items + i) == single)
                                r = add_open(list, family, areas.items + i);
        return r;
}

/* --- what is published --- */

static int add_publish(ElementList *list, const Publish *publish, const Family *family)
{
        char at[IP_TEXT_MAX];
        const char *set = family->v6 ? "publish6" : "publish4";
        int r = 0;
        if (!publish->anywhere) {
                ip_format(&publish->address, at);
                set = family->v6 ? "publish_at6" : "publish_at4";
        }
        for (unsigned i = 0; i < ports_count(&publish->host) && r == 0; i++)
                r = add(list, set,
                        string_printf("%s%s%s . %u", publish->anywhere ? "" : at,
                                      publish->anywhere ? "" : " . ", protocol(publish->host.udp),
                                      publish->host.first + i),
                        string_printf("%s . %u", family->address, publish->to + i), true);
        return r;
}

static int add_publishes(ElementList *list, const Network *network, const Family *family)
{
        int r = 0;
        for (int anywhere = 0; anywhere < 2; anywhere++)
                for (size_t i = 0; i < network->publishes.n && r == 0; i++) {
                        const Publish *publish = network->publishes.items + i;
                        if (publish->anywhere == anywhere &&
                            (publish->anywhere || publish->address.v6 == family->v6))
                                r = add_publish(list, publish, family);
                }
        return r;
}

/* --- what the group may reach --- */

static int add_outbound(ElementList *list, const Network *network, const char *interface,
                        const Family *family)
{
        _cleanup_areas_ AreaList areas = {};
        int r = 0;
        for (size_t i = 0; i < network->outbound.n && r == 0; i++)
                if (network->outbound.items[i].first.v6 == family->v6)
                        r = areas_add(&areas, &(Area){.range = network->outbound.items[i]});
        r = r < 0 ? r : areas_part(&areas);
        for (size_t i = 0; i < areas.n && r == 0; i++) {
                const IpPrefix *range = &areas.items[i].range;
                char text[IP_TEXT_MAX];
                ip_format(&range->first, text);
                r = add(list, family->v6 ? "outbound6" : "outbound4",
                        string_printf("\"%s\" . %s/%u", interface, text, range->bits), NULL, false);
        }
        return r;
}

static int add_host_ports(ElementList *list, const Network *network, const char *interface)
{
        _cleanup_areas_ AreaList areas = {};
        int r = 0;
        for (size_t i = 0; i < network->host_ports.n && r == 0; i++)
                r = areas_add(&areas, &(Area){.ports = network->host_ports.items[i]});
        r = r < 0 ? r : areas_part(&areas);
        for (size_t i = 0; i < areas.n && r == 0; i++) {
                const PortRange *ports = &areas.items[i].ports;
                r = add(list, "host_ports",
                        string_printf(ports->first == ports->last ? "\"%s\" . %s . %u"
                                                                  : "\"%s\" . %s . %u-%u",
                                      interface, protocol(ports->udp), ports->first, ports->last),
                        NULL, false);
        }
        return r;
}

static void format_gateway(const Network *network, char ret[static IP_TEXT_MAX])
{
        IpAddress gateway = prefix_at(&network->ranges.v4, 1);
        ip_format(&gateway, ret);
}

/* What is the group's by its interface. */
static int add_interface(ElementList *list, const Network *network)
{
        char interface[INTERFACE_SPACE], gateway[IP_TEXT_MAX];
        network_interface(network->group, interface);
        format_gateway(network, gateway);
        int r = add(list, "gateways", string_printf("\"%s\" . %s", interface, gateway), NULL, false);
        if (r == 0 && network->outbound.limited)
                r = add(list, "limited", string_printf("\"%s\"", interface), NULL, false);
        for (int v6 = 0; v6 < 2 && r == 0; v6++) {
                Family family;
                if (family_of(network, v6, &family))
                        r = add_outbound(list, network, interface, &family);
        }
        return r < 0 ? r : add_host_ports(list, network, interface);
}

int rules_elements(const Network *network, ElementList *ret)
{
        ElementList list = {};
        /* What is from and to such a group doesn't pass here. */
        int r = network->macvlan ? 0 : add_interface(&list, network);
        for (int v6 = 0; v6 < 2 && r == 0; v6++) {
                Family family;
                if (network->macvlan || !family_of(network, v6, &family))
                        continue;
                r = add_opens(&list, network, &family);
                r = r < 0 ? r : add_publishes(&list, network, &family);
        }
        if (r < 0)
                elements_done(&list);
        else
                *ret = list;
        return r;
}

/* --- commands --- */

/* One for each of the N ELEMENTS that are of one set. */
static void write_command(const char *verb, const Element *elements, size_t n, bool values, StrBuf *ret)
{
        strbuf_addf(ret, "%s element inet coslice %s {", verb, elements->set);
        for (size_t i = 0; i < n; i++) {
                strbuf_addf(ret, "%s %s", i > 0 ? "," : "", elements[i].key);
                if (values && elements[i].value)
                        strbuf_addf(ret, " : %s", elements[i].value);
        }
        strbuf_add(ret, " }\n");
}

int rules_write(const Element *elements, size_t n, RulesChange change, StrBuf *ret)
{
        for (size_t i = 0, same; i < n; i += same) {
                for (same = 1; i + same < n && streq(elements[i + same].set, elements[i].set);)
                        same++;
                bool create = change == RULES_CREATE && elements[i].value;
                write_command(create ? "create" : "add", elements + i, same, true, ret);
                if (change == RULES_REMOVE)
                        write_command("delete", elements + i, same, false, ret);
        }
        return ret->oom ? -ENOMEM : 0;
}

/* --- the group's own namespace --- */

static void write_area(const Area *area, StrBuf *ret)
{
        const char *words = area->range.first.v6 ? "ip6" : "ip";
        strbuf_add(ret, "                ");
        if (area->range.bits > 0) {
                strbuf_addf(ret, "%s saddr ", words);
                prefix_write(&area->range, ret);
        } else {
                strbuf_addf(ret, "meta nfproto %s", area->range.first.v6 ? "ipv6" : "ipv4");
        }
        strbuf_addf(ret, " %s dport %u", protocol(area->ports.udp), area->ports.first);
        if (area->ports.last != area->ports.first)
                strbuf_addf(ret, "-%u", area->ports.last);
        strbuf_add(ret, " accept\n");
}

/* What is published on a loopback address comes from the host's address beside the group's. */
static void write_from_host(const Network *network, StrBuf *ret)
{
        Area area = {.range = {prefix_at(&network->ranges.v4, 1), 32}};
        for (size_t i = 0; i < network->publishes.n; i++)
                if (is_for_host_alone(network->publishes.items + i)) {
                        area.ports = inside_ports(network->publishes.items + i);
                        write_area(&area, ret);
                }
}

int rules_write_inside(const Network *network, StrBuf *ret)
{
        strbuf_add(ret, "add table inet coslice\n"
                        "delete table inet coslice\n"
                        "table inet coslice {\n"
                        "        chain input {\n"
                        "                type filter hook input priority filter; policy accept;\n"
                        "                iifname \"lo\" accept\n"
                        "                ct state { established, related } accept\n"
                        "                meta l4proto { icmp, icmpv6 } accept\n");
        /* IGMP: a switch that isn't answered when it asks who listens passes no multicast on after a while.
         */
        if (network->macvlan)
                strbuf_add(ret, "                meta l4proto 2 accept\n");
        for (int v6 = 0; v6 < 2; v6++) {
                _cleanup_areas_ AreaList areas = {};
                Family family;
                if (!family_of(network, v6, &family))
                        continue;
                if (collect_open(network, &family, &areas) < 0)
                        return -ENOMEM;
                for (size_t i = 0; i < areas.n; i++)
                        write_area(areas.items + i, ret);
        }
        write_from_host(network, ret);
        return strbuf_add(ret, "                reject with icmpx admin-prohibited\n"
                               "        }\n"
                               "}\n");
}
