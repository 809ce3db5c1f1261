/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/network/plan/message.h"

#include "helper/network/plan/address.h"

#include <libmnl/libmnl.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <string.h>
#include <sys/socket.h>

/* A message of TYPE, and the SIZE bytes that it begins with. */
static struct nlmsghdr *begin(Parcel *parcel, const char *what, uint16_t type, uint16_t flags,
                              const void *body, size_t size)
{
        struct nlmsghdr *message = mnl_nlmsg_put_header(parcel->bytes + parcel->size);
        message->nlmsg_type = type;
        message->nlmsg_flags = NLM_F_REQUEST | flags;
        message->nlmsg_seq = parcel->n;
        parcel->last = parcel->size;
        memcpy(mnl_nlmsg_put_extra_header(message, size), body, size);
        parcel->what[parcel->n++] = what;
        return message;
}

static void end(Parcel *parcel, const struct nlmsghdr *message)
{
        parcel->size += MNL_ALIGN(message->nlmsg_len);
}

static void put_address(struct nlmsghdr *message, uint16_t type, const IpAddress *address)
{
        mnl_attr_put(message, type, ip_bits(address) / 8, address->bytes);
}

static uint8_t family_of(const IpAddress *address)
{
        return address->v6 ? AF_INET6 : AF_INET;
}

void message_ask_answer(Parcel *parcel)
{
        struct nlmsghdr *message = (void *)(parcel->bytes + parcel->last);
        message->nlmsg_flags |= NLM_F_ACK;
}

/* --- interfaces --- */

static void put_end(struct nlmsghdr *message, const LinkPair *pair, bool host)
{
        uint8_t mac[MAC_SIZE];
        address_mac(&pair->v4, host, mac);
        mnl_attr_put_strz(message, IFLA_IFNAME, host ? pair->name : INTERFACE_INSIDE);
        mnl_attr_put(message, IFLA_ADDRESS, sizeof mac, mac);
        if (pair->mtu > 0)
                mnl_attr_put_u32(message, IFLA_MTU, pair->mtu);
}

/* The MAC addresses are given here: udev would change them later. The peer isn't up, since the kernel refuses
 * that before both are there. */
static void make_veth(Parcel *parcel, const LinkPair *pair)
{
        const struct ifinfomsg none = {};
        struct nlmsghdr *message = begin(parcel, "make the interface", RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL,
                                         &none, sizeof none);
        put_end(message, pair, true);
        struct nlattr *info = mnl_attr_nest_start(message, IFLA_LINKINFO);
        mnl_attr_put_str(message, IFLA_INFO_KIND, "veth");
        struct nlattr *data = mnl_attr_nest_start(message, IFLA_INFO_DATA);
        struct nlattr *peer = mnl_attr_nest_start(message, VETH_INFO_PEER);
        mnl_nlmsg_put_extra_header(message, sizeof none);
        put_end(message, pair, false);
        mnl_attr_put_u32(message, IFLA_NET_NS_FD, (uint32_t)pair->net_fd);
        mnl_attr_nest_end(message, peer);
        mnl_attr_nest_end(message, data);
        mnl_attr_nest_end(message, info);
        end(parcel, message);
}

void message_make_pair(Parcel *parcel, const LinkPair *pair)
{
        const struct ifinfomsg none = {};
        make_veth(parcel, pair);
        /* The kernel passes over the alias of one that is being made. */
        struct nlmsghdr *message = begin(parcel, "name the interface", RTM_SETLINK, 0, &none, sizeof none);
        mnl_attr_put_strz(message, IFLA_IFNAME, pair->name);
        mnl_attr_put_str(message, IFLA_IFALIAS, pair->alias);
        end(parcel, message);
}

/* In mode "bridge" those on one parent hear each other. The MAC address is given here as above. */
void message_make_macvlan(Parcel *parcel, const LinkMacvlan *macvlan)
{
        const struct ifinfomsg none = {};
        uint8_t mac[MAC_SIZE];
        address_mac_among_others(&macvlan->address, mac);
        struct nlmsghdr *message = begin(parcel, "make the interface", RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL,
                                         &none, sizeof none);
        mnl_attr_put_strz(message, IFLA_IFNAME, INTERFACE_INSIDE);
        mnl_attr_put(message, IFLA_ADDRESS, sizeof mac, mac);
        mnl_attr_put_u32(message, IFLA_LINK, macvlan->parent);
        mnl_attr_put_u32(message, IFLA_NET_NS_FD, (uint32_t)macvlan->net_fd);
        struct nlattr *info = mnl_attr_nest_start(message, IFLA_LINKINFO);
        mnl_attr_put_str(message, IFLA_INFO_KIND, "macvlan");
        struct nlattr *data = mnl_attr_nest_start(message, IFLA_INFO_DATA);
        mnl_attr_put_u32(message, IFLA_MACVLAN_MODE, MACVLAN_MODE_BRIDGE);
        mnl_attr_nest_end(message, data);
        mnl_attr_nest_end(message, info);
        end(parcel, message);
}

void message_remove_link(Parcel *parcel, uint32_t index)
{
        const struct ifinfomsg link = {.ifi_index = (int)index};
        end(parcel, begin(parcel, "remove the interface", RTM_DELLINK, 0, &link, sizeof link));
}

void message_link_up(Parcel *parcel, uint32_t index)
{
        const struct ifinfomsg link = {.ifi_index = (int)index, .ifi_flags = IFF_UP, .ifi_change = IFF_UP};
        end(parcel, begin(parcel, "bring up the interface", RTM_SETLINK, 0, &link, sizeof link));
}

/* --- addresses and routes --- */

void message_address(Parcel *parcel, uint32_t index, const IpAddress *address, unsigned bits)
{
        const struct ifaddrmsg body = {.ifa_family = family_of(address),
                                       .ifa_prefixlen = (uint8_t)bits,
                                       .ifa_flags = address->v6 ? IFA_F_NODAD : 0,
                                       .ifa_index = index};
        struct nlmsghdr *message = begin(parcel, "give the interface its address", RTM_NEWADDR,
                                         NLM_F_CREATE | NLM_F_EXCL, &body, sizeof body);
        put_address(message, IFA_LOCAL, address);
        put_address(message, IFA_ADDRESS, address);
        if (!address->v6 && bits < 31) {
                const IpAddress broadcast = prefix_last(address, bits);
                put_address(message, IFA_BROADCAST, &broadcast);
        }
        end(parcel, message);
}

void message_route(Parcel *parcel, uint32_t index, const IpPrefix *destination, const IpAddress *gateway)
{
        const struct rtmsg body = {.rtm_family = family_of(&destination->first),
                                   .rtm_dst_len = (uint8_t)destination->bits,
                                   .rtm_table = RT_TABLE_MAIN,
                                   .rtm_protocol = RTPROT_STATIC,
                                   .rtm_scope = gateway || destination->first.v6 ? RT_SCOPE_UNIVERSE
                                                                                 : RT_SCOPE_LINK,
                                   .rtm_type = RTN_UNICAST};
        struct nlmsghdr *message = begin(parcel, "make a route by the interface", RTM_NEWROUTE,
                                         NLM_F_CREATE | NLM_F_EXCL, &body, sizeof body);
        if (destination->bits > 0)
                put_address(message, RTA_DST, &destination->first);
        if (gateway)
                put_address(message, RTA_GATEWAY, gateway);
        mnl_attr_put_u32(message, RTA_OIF, index);
        end(parcel, message);
}

/* --- questions --- */

static void ask_link(Parcel *parcel, const char *name, uint32_t index)
{
        const struct ifinfomsg body = {.ifi_index = (int)index};
        struct nlmsghdr *message =
                begin(parcel, "look for the interface", RTM_GETLINK, 0, &body, sizeof body);
        if (name)
                mnl_attr_put_strz(message, IFLA_IFNAME, name);
        end(parcel, message);
}

void message_ask_link(Parcel *parcel, const char *name)
{
        ask_link(parcel, name, 0);
}

void message_ask_link_at(Parcel *parcel, uint32_t index)
{
        ask_link(parcel, NULL, index);
}

void message_ask_route(Parcel *parcel, const IpAddress *to)
{
        const struct rtmsg body = {.rtm_family = family_of(to),
                                   .rtm_dst_len = (uint8_t)ip_bits(to),
                                   .rtm_flags = RTM_F_FIB_MATCH};
        struct nlmsghdr *message = begin(parcel, "look for a route", RTM_GETROUTE, 0, &body, sizeof body);
        put_address(message, RTA_DST, to);
        end(parcel, message);
}

void message_ask_routes(Parcel *parcel, bool v6)
{
        const struct rtmsg body = {.rtm_family = v6 ? AF_INET6 : AF_INET, .rtm_type = RTN_UNICAST};
        end(parcel, begin(parcel, "look at the routes", RTM_GETROUTE, NLM_F_DUMP, &body, sizeof body));
}

/* --- answers --- */

/* The text of ATTRIBUTE, cut to what RET has room for. */
static void copy_text(const struct nlattr *attribute, char *ret, size_t size)
{
        size_t n = strnlen(mnl_attr_get_payload(attribute), mnl_attr_get_payload_len(attribute));
        if (n >= size)
                n = size - 1;
        memcpy(ret, mnl_attr_get_payload(attribute), n);
        ret[n] = '\0';
}

/* The number of ATTRIBUTE; 0 if it is none. */
static uint32_t number_of(const struct nlattr *attribute)
{
        return mnl_attr_get_payload_len(attribute) == sizeof(uint32_t) ? mnl_attr_get_u32(attribute) : 0;
}

bool message_read_link(const void *message, Link *ret)
{
        const struct nlmsghdr *head = message;
        const struct nlattr *attribute;
        if (head->nlmsg_type != RTM_NEWLINK || mnl_nlmsg_get_payload_len(head) < sizeof(struct ifinfomsg))
                return false;
        const struct ifinfomsg *body = mnl_nlmsg_get_payload(head);
        *ret = (Link){.index = (uint32_t)body->ifi_index, .up = body->ifi_flags & IFF_UP};
        mnl_attr_for_each(attribute, head, sizeof *body)
        {
                switch (mnl_attr_get_type(attribute)) {
                case IFLA_IFNAME: copy_text(attribute, ret->name, sizeof ret->name); break;
                case IFLA_IFALIAS: copy_text(attribute, ret->alias, sizeof ret->alias); break;
                case IFLA_MTU: ret->mtu = number_of(attribute); break;
                default: break;
                }
        }
        return true;
}

/* What RTA_GATEWAY says, into RET, whose family is known. */
static void read_gateway(const struct nlattr *attribute, IpAddress *ret)
{
        if (mnl_attr_get_type(attribute) == RTA_GATEWAY &&
            mnl_attr_get_payload_len(attribute) == ip_bits(ret) / 8)
                memcpy(ret->bytes, mnl_attr_get_payload(attribute), ip_bits(ret) / 8);
}

static void add_link(Route *route, uint32_t index, const IpAddress *gateway)
{
        if (index == 0 || route->n_links == ROUTE_LINKS)
                return;
        route->gateways[route->n_links] = *gateway;
        route->links[route->n_links++] = index;
}

/* The interfaces of a route that has several. */
static void read_hops(const struct nlattr *attribute, Route *ret)
{
        const char *at = mnl_attr_get_payload(attribute);
        size_t left = mnl_attr_get_payload_len(attribute);
        struct rtnexthop hop;
        for (size_t size; left >= sizeof hop; at += size, left -= size) {
                memcpy(&hop, at, sizeof hop);
                size = RTNH_ALIGN(hop.rtnh_len);
                if (hop.rtnh_len < sizeof hop || size > left)
                        return;
                IpAddress gateway = {.v6 = ret->destination.first.v6};
                const void *rest = at + sizeof hop;
                const struct nlattr *attr;
                mnl_attr_for_each_payload(rest, hop.rtnh_len - sizeof hop) read_gateway(attr, &gateway);
                add_link(ret, (uint32_t)hop.rtnh_ifindex, &gateway);
        }
}

bool message_read_route(const void *message, Route *ret)
{
        const struct nlmsghdr *head = message;
        const struct nlattr *attribute;
        if (head->nlmsg_type != RTM_NEWROUTE || mnl_nlmsg_get_payload_len(head) < sizeof(struct rtmsg))
                return false;
        const struct rtmsg *body = mnl_nlmsg_get_payload(head);
        if (body->rtm_family != AF_INET && body->rtm_family != AF_INET6)
                return false;
        *ret = (Route){.destination = {.first.v6 = body->rtm_family == AF_INET6, .bits = body->rtm_dst_len},
                       .local = body->rtm_type == RTN_LOCAL || body->rtm_type == RTN_ANYCAST ||
                                body->rtm_type == RTN_BROADCAST,
                       .unicast = body->rtm_type == RTN_UNICAST};
        IpAddress gateway = {.v6 = ret->destination.first.v6};
        uint32_t index = 0;
        mnl_attr_for_each(attribute, head, sizeof *body)
        {
                switch (mnl_attr_get_type(attribute)) {
                case RTA_DST:
                        if (mnl_attr_get_payload_len(attribute) == ip_bits(&ret->destination.first) / 8)
                                memcpy(ret->destination.first.bytes, mnl_attr_get_payload(attribute),
                                       mnl_attr_get_payload_len(attribute));
                        break;
                case RTA_PRIORITY: ret->metric = number_of(attribute); break;
                case RTA_OIF: index = number_of(attribute); break;
                case RTA_GATEWAY: read_gateway(attribute, &gateway); break;
                case RTA_MULTIPATH: read_hops(attribute, ret); break;
                default: break;
                }
        }
        add_link(ret, index, &gateway);
        return true;
}
