/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Messages to the kernel as bytes, and what is read of its answers, however short they are cut. */
#include "helper/network/plan/message.h"

#include "tests/unit/unit.h"

#include <libmnl/libmnl.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <string.h>
#include <sys/socket.h>

static const struct nlmsghdr *message_at(const Parcel *parcel, unsigned n)
{
        const char *at = parcel->bytes;
        while (n-- > 0)
                at += MNL_ALIGN(((const struct nlmsghdr *)at)->nlmsg_len);
        return (const void *)at;
}

static const struct nlattr *attribute_of(const struct nlmsghdr *message, size_t head, uint16_t type)
{
        const struct nlattr *attribute, *found = NULL;
        mnl_attr_for_each(attribute, message, head) if (mnl_attr_get_type(attribute) == type) found =
                attribute;
        return found;
}

static const struct nlattr *nested(const struct nlattr *in, uint16_t type)
{
        const struct nlattr *attribute;
        mnl_attr_for_each_nested(attribute, in) if (mnl_attr_get_type(attribute) == type) return attribute;
        fail_msg("there is no attribute %u", type);
        return NULL;
}

static IpAddress address_of(const char *text)
{
        IpAddress address;
        assert_int_equal(ip_read(text, &address), 0);
        return address;
}

static void test_pair(void **state)
{
        static const uint8_t host[] = {2, 'h', 10, 67, 1, 2}, group[] = {2, 'c', 10, 67, 1, 2};
        Parcel parcel;
        parcel_begin(&parcel);
        message_make_pair(&parcel,
                          &(LinkPair){"cs-web", "coslice group web", 7, address_of("10.67.1.2"), 1400});
        assert_int_equal(parcel.n, 2);
        const struct nlmsghdr *make = message_at(&parcel, 0), *name = message_at(&parcel, 1);
        assert_int_equal(make->nlmsg_type, RTM_NEWLINK);
        assert_int_equal(make->nlmsg_flags, NLM_F_REQUEST | NLM_F_CREATE | NLM_F_EXCL);
        assert_int_equal(((const struct ifinfomsg *)mnl_nlmsg_get_payload(make))->ifi_flags, 0);
        assert_string_equal(mnl_attr_get_str(attribute_of(make, sizeof(struct ifinfomsg), IFLA_IFNAME)),
                            "cs-web");
        assert_memory_equal(mnl_attr_get_payload(attribute_of(make, sizeof(struct ifinfomsg), IFLA_ADDRESS)),
                            host, 6);
        assert_int_equal(mnl_attr_get_u32(attribute_of(make, sizeof(struct ifinfomsg), IFLA_MTU)), 1400);
        const struct nlattr *info = attribute_of(make, sizeof(struct ifinfomsg), IFLA_LINKINFO);
        const struct nlattr *peer = nested(nested(info, IFLA_INFO_DATA), VETH_INFO_PEER);
        /* An ifinfomsg, and attributes behind it. */
        const struct nlattr *attribute =
                (const void *)((const char *)mnl_attr_get_payload(peer) + sizeof(struct ifinfomsg));
        assert_string_equal(mnl_attr_get_str(attribute), "eth0");
        attribute = mnl_attr_next(attribute);
        assert_memory_equal(mnl_attr_get_payload(attribute), group, 6);
        attribute = mnl_attr_next(attribute);
        assert_int_equal(mnl_attr_get_u32(attribute), 1400);
        attribute = mnl_attr_next(attribute);
        assert_int_equal(mnl_attr_get_type(attribute), IFLA_NET_NS_FD);
        assert_int_equal(mnl_attr_get_u32(attribute), 7);
        assert_int_equal(name->nlmsg_type, RTM_SETLINK);
        /* It has no NUL behind it. */
        const struct nlattr *alias = attribute_of(name, sizeof(struct ifinfomsg), IFLA_IFALIAS);
        assert_int_equal(mnl_attr_get_payload_len(alias), strlen("coslice group web"));
        assert_memory_equal(mnl_attr_get_payload(alias), "coslice group web", strlen("coslice group web"));
}

static void test_macvlan(void **state)
{
        static const uint8_t mac[] = {2, 'm', 192, 0, 2, 10};
        Parcel parcel;
        parcel_begin(&parcel);
        message_make_macvlan(&parcel, &(LinkMacvlan){3, 7, address_of("192.0.2.10")});
        assert_int_equal(parcel.n, 1);
        const struct nlmsghdr *make = message_at(&parcel, 0);
        const size_t head = sizeof(struct ifinfomsg);
        assert_int_equal(make->nlmsg_type, RTM_NEWLINK);
        assert_int_equal(make->nlmsg_flags, NLM_F_REQUEST | NLM_F_CREATE | NLM_F_EXCL);
        assert_int_equal(((const struct ifinfomsg *)mnl_nlmsg_get_payload(make))->ifi_flags, 0);
        assert_string_equal(mnl_attr_get_str(attribute_of(make, head, IFLA_IFNAME)), "eth0");
        assert_memory_equal(mnl_attr_get_payload(attribute_of(make, head, IFLA_ADDRESS)), mac, 6);
        assert_int_equal(mnl_attr_get_u32(attribute_of(make, head, IFLA_LINK)), 3);
        assert_int_equal(mnl_attr_get_u32(attribute_of(make, head, IFLA_NET_NS_FD)), 7);
        const struct nlattr *info = attribute_of(make, head, IFLA_LINKINFO);
        assert_memory_equal(mnl_attr_get_payload(nested(info, IFLA_INFO_KIND)), "macvlan", 7);
        assert_int_equal(mnl_attr_get_u32(nested(nested(info, IFLA_INFO_DATA), IFLA_MACVLAN_MODE)),
                         MACVLAN_MODE_BRIDGE);
}

/* That for broadcasts goes with an address in a network of more than two. */
static void test_broadcast(void **state)
{
        static const struct {
                const char *address;
                unsigned bits;
                const char *broadcast;
        } cases[] = {{"192.0.2.10", 24, "192.0.2.255"},
                     {"192.0.2.10", 31, NULL},
                     {"10.67.1.2", 32, NULL},
                     {"2001:db8::7", 64, NULL}};
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                const IpAddress address = address_of(cases[i].address);
                Parcel parcel;
                parcel_begin(&parcel);
                message_address(&parcel, 3, &address, cases[i].bits);
                const struct nlattr *found =
                        attribute_of(message_at(&parcel, 0), sizeof(struct ifaddrmsg), IFA_BROADCAST);
                assert_int_equal(found != NULL, cases[i].broadcast != NULL);
                if (found)
                        assert_memory_equal(mnl_attr_get_payload(found), address_of(cases[i].broadcast).bytes,
                                            4);
        }
}

/* All that one parcel ever holds fits, and only its last message asks for an answer. */
static void test_parcel(void **state)
{
        IpAddress four = address_of("10.67.1.2"), six = address_of("fd00::5"),
                  gateway = address_of("fe80::1");
        IpPrefix all4 = {}, all6 = {.first.v6 = true}, one = {four, 32};
        Parcel parcel;
        parcel_begin(&parcel);
        message_address(&parcel, 3, &four, 32);
        message_address(&parcel, 3, &six, 128);
        message_link_up(&parcel, 3);
        message_route(&parcel, 3, &one, NULL);
        message_route(&parcel, 3, &all4, &four);
        message_route(&parcel, 3, &all6, &gateway);
        message_ask_answer(&parcel);
        assert_true(parcel.n == 6 && parcel.n <= PARCEL_MESSAGES && parcel.size <= PARCEL_SIZE);
        for (unsigned i = 0; i < parcel.n; i++) {
                assert_int_equal(message_at(&parcel, i)->nlmsg_seq, i);
                assert_int_equal(!!(message_at(&parcel, i)->nlmsg_flags & NLM_F_ACK), i + 1 == parcel.n);
        }
        assert_string_equal(parcel.what[2], "bring up the interface");
        const struct nlmsghdr *route = message_at(&parcel, 5);
        const struct rtmsg *body = mnl_nlmsg_get_payload(route);
        assert_int_equal(body->rtm_family, AF_INET6);
        assert_int_equal(body->rtm_dst_len, 0);
        assert_null(attribute_of(route, sizeof *body, RTA_DST));
        assert_memory_equal(mnl_attr_get_payload(attribute_of(route, sizeof *body, RTA_GATEWAY)),
                            gateway.bytes, 16);
        body = mnl_nlmsg_get_payload(message_at(&parcel, 3));
        assert_int_equal(body->rtm_scope, RT_SCOPE_LINK);
}

typedef struct Answer {
        _Alignas(8) char bytes[1024];
        struct nlmsghdr *head;
} Answer;

static void begin_answer(Answer *answer, uint16_t type, const void *body, size_t size)
{
        answer->head = mnl_nlmsg_put_header(answer->bytes);
        answer->head->nlmsg_type = type;
        memcpy(mnl_nlmsg_put_extra_header(answer->head, size), body, size);
}

static void test_link(void **state)
{
        char alias[200];
        Answer answer;
        Link link;
        memset(alias, 'a', sizeof alias);
        begin_answer(&answer, RTM_NEWLINK, &(struct ifinfomsg){.ifi_index = 7, .ifi_flags = IFF_UP},
                     sizeof(struct ifinfomsg));
        mnl_attr_put_strz(answer.head, IFLA_IFNAME, "cs-web");
        mnl_attr_put_u32(answer.head, IFLA_MTU, 1400);
        mnl_attr_put(answer.head, IFLA_IFALIAS, sizeof alias, alias);
        assert_true(message_read_link(answer.head, &link));
        assert_int_equal(link.index, 7);
        assert_int_equal(link.mtu, 1400);
        assert_true(link.up);
        assert_string_equal(link.name, "cs-web");
        assert_int_equal(strlen(link.alias), sizeof link.alias - 1);
        answer.head->nlmsg_type = RTM_NEWROUTE;
        assert_false(message_read_link(answer.head, &link));
        answer.head->nlmsg_type = RTM_NEWLINK;
        answer.head->nlmsg_len = MNL_NLMSG_HDRLEN + 3;
        assert_false(message_read_link(answer.head, &link));
}

static void test_route(void **state)
{
        IpAddress net = address_of("10.0.0.0"), gateway = address_of("192.0.2.1");
        Answer answer;
        Route route;
        const struct rtmsg body = {.rtm_family = AF_INET, .rtm_dst_len = 8, .rtm_type = RTN_UNICAST};
        begin_answer(&answer, RTM_NEWROUTE, &body, sizeof body);
        mnl_attr_put(answer.head, RTA_DST, 4, net.bytes);
        mnl_attr_put(answer.head, RTA_GATEWAY, 4, gateway.bytes);
        mnl_attr_put_u32(answer.head, RTA_OIF, 3);
        mnl_attr_put_u32(answer.head, RTA_PRIORITY, 100);
        assert_true(message_read_route(answer.head, &route));
        assert_true(ip_equal(&route.destination.first, &net) && route.destination.bits == 8);
        assert_true(route.unicast && !route.local && route.n_links == 1 && route.links[0] == 3 &&
                    route.metric == 100);
        assert_true(ip_equal(route.gateways, &gateway));
        assert_false(route_is_default(&route));
        answer.head->nlmsg_len = MNL_NLMSG_HDRLEN + 3;
        assert_false(message_read_route(answer.head, &route));
}

/* Several next hops, more of them than there is room for, and one that is cut. */
static void test_hops(void **state)
{
        struct rtnexthop hops[ROUTE_LINKS + 3];
        Answer answer;
        Route route;
        const struct rtmsg body = {.rtm_family = AF_INET6, .rtm_type = RTN_UNICAST};
        for (unsigned i = 0; i < ARRAY_SIZE(hops); i++)
                hops[i] = (struct rtnexthop){.rtnh_len = sizeof *hops, .rtnh_ifindex = (int)i + 2};
        begin_answer(&answer, RTM_NEWROUTE, &body, sizeof body);
        mnl_attr_put(answer.head, RTA_MULTIPATH, sizeof hops, hops);
        assert_true(message_read_route(answer.head, &route) && route_is_default(&route));
        assert_int_equal(route.n_links, ROUTE_LINKS);
        assert_int_equal(route.links[ROUTE_LINKS - 1], ROUTE_LINKS + 1);
        assert_false(ip_is_unicast(route.gateways));
        hops[1].rtnh_len = 2;
        begin_answer(&answer, RTM_NEWROUTE, &body, sizeof body);
        mnl_attr_put(answer.head, RTA_MULTIPATH, sizeof hops, hops);
        assert_true(message_read_route(answer.head, &route));
        assert_int_equal(route.n_links, 1);
}

/* Each next hop has a gateway of its own; of another family or cut it is none. */
static void test_gateways(void **state)
{
        struct {
                struct rtnexthop hop;
                struct nlattr head;
                uint8_t address[4];
        } hops[3];
        Answer answer;
        Route route;
        const struct rtmsg body = {.rtm_family = AF_INET, .rtm_type = RTN_UNICAST};
        for (unsigned i = 0; i < ARRAY_SIZE(hops); i++) {
                hops[i].hop = (struct rtnexthop){.rtnh_len = sizeof *hops, .rtnh_ifindex = (int)i + 2};
                hops[i].head = (struct nlattr){.nla_len = 8, .nla_type = RTA_GATEWAY};
                memcpy(hops[i].address, (uint8_t[]){192, 0, 2, (uint8_t)(i + 1)}, 4);
        }
        hops[1].head.nla_len = 16;
        hops[2].head.nla_type = RTA_VIA;
        begin_answer(&answer, RTM_NEWROUTE, &body, sizeof body);
        mnl_attr_put(answer.head, RTA_MULTIPATH, sizeof hops, hops);
        assert_true(message_read_route(answer.head, &route));
        assert_int_equal(route.n_links, 3);
        const IpAddress first = address_of("192.0.2.1");
        assert_true(ip_equal(route.gateways, &first));
        assert_false(ip_is_unicast(route.gateways + 1) || ip_is_unicast(route.gateways + 2));
}

static void test_default(void **state)
{
        static const struct {
                unsigned bits, type;
                bool expected;
        } cases[] = {{0, RTN_UNICAST, true},
                     {1, RTN_UNICAST, true},
                     {2, RTN_UNICAST, false},
                     {0, RTN_UNREACHABLE, false},
                     {0, RTN_LOCAL, false}};
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                Answer answer;
                Route route;
                const struct rtmsg body = {.rtm_family = AF_INET,
                                           .rtm_dst_len = (uint8_t)cases[i].bits,
                                           .rtm_type = (uint8_t)cases[i].type};
                begin_answer(&answer, RTM_NEWROUTE, &body, sizeof body);
                assert_true(message_read_route(answer.head, &route));
                assert_int_equal(route_is_default(&route), cases[i].expected);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_pair),      cmocka_unit_test(test_macvlan),
                cmocka_unit_test(test_broadcast), cmocka_unit_test(test_gateways),
                cmocka_unit_test(test_parcel),    cmocka_unit_test(test_link),
                cmocka_unit_test(test_route),     cmocka_unit_test(test_hops),
                cmocka_unit_test(test_default),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
