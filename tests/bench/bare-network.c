/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* bare-network up NETNS | down: a group's network with the least that makes one, nothing checked and nothing
 * kept: the same elements of the host's table, interfaces, settings, addresses, routes and rules inside as
 * "coslice-network up --publish=18999:80" makes, by the same libraries. What that one is held against. NETNS
 * is a path. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <libmnl/libmnl.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <nftables/libnftables.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NAME      "cs-bare"
#define INSIDE    "eth0"
#define V4        "10.67.255.200"
#define V6        "fd00:67::ffc8"
#define GATEWAY   "10.67.0.1"
#define GATEWAY6  "fe80::1"
#define BUFFER    4096
#define N_OF(all) (sizeof(all) / sizeof *(all))

#define ELEMENTS(published, value4, value6)                                         \
        " element inet coslice gateways { \"" NAME "\" . " GATEWAY " }\n" published \
        " element inet coslice publish4 { tcp . 18999" value4 " }\n" published      \
        " element inet coslice publish6 { tcp . 18999" value6 " }\n"

static void die(const char *what, int error)
{
        fprintf(stderr, "bare-network: %s: %s\n", what, strerror(error));
        exit(1);
}

static void must(long r, const char *what)
{
        if (r < 0)
                die(what, errno);
}

/* --- rules --- */

static const char elements[] =
        "add" ELEMENTS("create", " : " V4 " . 80", " : " V6 " . 80") "add element inet coslice open4 { " V4
                                                                     " . tcp . 80 }\n"
                                                                     "add element inet coslice open6 { " V6
                                                                     " . tcp . 80 }\n";

static const char no_elements[] =
        "delete" ELEMENTS("delete", "", "") "delete element inet coslice open4 { " V4 " . tcp . 80 }\n"
                                            "delete element inet coslice open6 { " V6 " . tcp . 80 }\n";

static const char inside[] = "table inet coslice {\n"
                             "        chain input {\n"
                             "                type filter hook input priority filter; policy accept;\n"
                             "                iifname \"lo\" accept\n"
                             "                ct state { established, related } accept\n"
                             "                meta l4proto { icmp, icmpv6 } accept\n"
                             "                meta nfproto ipv4 tcp dport 80 accept\n"
                             "                meta nfproto ipv6 tcp dport 80 accept\n"
                             "                reject with icmpx admin-prohibited\n"
                             "        }\n"
                             "}\n";

static void nft(const char *commands)
{
        struct nft_ctx *context = nft_ctx_new(NFT_CTX_DEFAULT);
        if (!context || nft_run_cmd_from_buffer(context, commands) != 0)
                die("rules", EINVAL);
        nft_ctx_free(context);
}

/* --- links --- */

typedef struct Batch {
        struct mnl_socket *socket;
        size_t size;
        uint32_t n;
        struct nlmsghdr *last;
        _Alignas(8) char bytes[BUFFER];
} Batch;

static void batch_begin(Batch *batch)
{
        batch->size = batch->n = 0;
        batch->socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
        if (!batch->socket || mnl_socket_bind(batch->socket, 0, MNL_SOCKET_AUTOPID) < 0)
                die("rtnetlink", errno);
}

static struct nlmsghdr *put(Batch *batch, uint16_t type, uint16_t flags, const void *body, size_t size)
{
        struct nlmsghdr *message = mnl_nlmsg_put_header(batch->bytes + batch->size);
        message->nlmsg_type = type;
        message->nlmsg_flags = NLM_F_REQUEST | flags;
        message->nlmsg_seq = batch->n++;
        memcpy(mnl_nlmsg_put_extra_header(message, size), body, size);
        batch->last = message;
        return message;
}

static void put_end(Batch *batch)
{
        batch->size += MNL_ALIGN(batch->last->nlmsg_len);
}

/* Sends all of it, and waits until the last is done. */
static void batch_end(Batch *batch)
{
        _Alignas(8) char answer[BUFFER];
        batch->last->nlmsg_flags |= NLM_F_ACK;
        must(mnl_socket_sendto(batch->socket, batch->bytes, batch->size), "send to rtnetlink");
        const struct nlmsghdr *message = (void *)answer;
        do {
                must(mnl_socket_recvfrom(batch->socket, answer, sizeof answer), "hear from rtnetlink");
                const struct nlmsgerr *error = mnl_nlmsg_get_payload(message);
                if (error->error < 0)
                        die("rtnetlink", -error->error);
        } while (message->nlmsg_seq + 1 != batch->n);
        mnl_socket_close(batch->socket);
}

static void put_mac(struct nlmsghdr *message, uint8_t kind)
{
        const uint8_t mac[] = {0x02, kind, 10, 67, 255, 200};
        mnl_attr_put(message, IFLA_ADDRESS, sizeof mac, mac);
}

static void put_pair(Batch *batch, int net_fd)
{
        const struct ifinfomsg none = {};
        struct nlmsghdr *message = put(batch, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &none, sizeof none);
        mnl_attr_put_strz(message, IFLA_IFNAME, NAME);
        put_mac(message, 'h');
        struct nlattr *info = mnl_attr_nest_start(message, IFLA_LINKINFO);
        mnl_attr_put_str(message, IFLA_INFO_KIND, "veth");
        struct nlattr *data = mnl_attr_nest_start(message, IFLA_INFO_DATA);
        struct nlattr *peer = mnl_attr_nest_start(message, VETH_INFO_PEER);
        mnl_nlmsg_put_extra_header(message, sizeof none);
        mnl_attr_put_strz(message, IFLA_IFNAME, INSIDE);
        put_mac(message, 'c');
        mnl_attr_put_u32(message, IFLA_NET_NS_FD, (uint32_t)net_fd);
        mnl_attr_nest_end(message, peer);
        mnl_attr_nest_end(message, data);
        mnl_attr_nest_end(message, info);
        put_end(batch);
        message = put(batch, RTM_SETLINK, 0, &none, sizeof none);
        mnl_attr_put_strz(message, IFLA_IFNAME, NAME);
        mnl_attr_put_str(message, IFLA_IFALIAS, "coslice group bare");
        put_end(batch);
}

static void put_up(Batch *batch, unsigned index)
{
        const struct ifinfomsg link = {.ifi_index = (int)index, .ifi_flags = IFF_UP, .ifi_change = IFF_UP};
        put(batch, RTM_SETLINK, 0, &link, sizeof link);
        put_end(batch);
}

static void put_ip(struct nlmsghdr *message, uint16_t type, const char *address)
{
        unsigned char bytes[16];
        int family = strchr(address, ':') ? AF_INET6 : AF_INET;
        inet_pton(family, address, bytes);
        mnl_attr_put(message, type, family == AF_INET6 ? 16 : 4, bytes);
}

static void put_address(Batch *batch, unsigned index, const char *address, uint8_t bits)
{
        bool v6 = strchr(address, ':');
        const struct ifaddrmsg body = {.ifa_family = v6 ? AF_INET6 : AF_INET,
                                       .ifa_prefixlen = bits,
                                       .ifa_flags = v6 ? IFA_F_NODAD : 0,
                                       .ifa_index = index};
        struct nlmsghdr *message = put(batch, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, &body, sizeof body);
        put_ip(message, IFA_LOCAL, address);
        put_ip(message, IFA_ADDRESS, address);
        put_end(batch);
}

/* To TO, or by GATEWAY to all. */
static void put_route(Batch *batch, unsigned index, const char *to, const char *gateway)
{
        bool v6 = strchr(to ? to : gateway, ':');
        const struct rtmsg body = {.rtm_family = v6 ? AF_INET6 : AF_INET,
                                   .rtm_dst_len = !to  ? 0
                                                  : v6 ? 128
                                                       : 32,
                                   .rtm_table = RT_TABLE_MAIN,
                                   .rtm_protocol = RTPROT_STATIC,
                                   .rtm_scope = gateway || v6 ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK,
                                   .rtm_type = RTN_UNICAST};
        struct nlmsghdr *message = put(batch, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, &body, sizeof body);
        put_ip(message, to ? RTA_DST : RTA_GATEWAY, to ? to : gateway);
        mnl_attr_put_u32(message, RTA_OIF, index);
        put_end(batch);
}

/* --- settings --- */

static void set(const char *path, char value)
{
        int fd = open(path, O_WRONLY | O_CLOEXEC);
        if (fd < 0 && errno == ENOENT)
                return; /* a kernel before 6.17 */
        must(fd, path);
        must(write(fd, &value, 1), path);
        close(fd);
}

static void set_host_end(void)
{
#define V4_SETTING "/proc/sys/net/ipv4/conf/" NAME "/"
#define V6_SETTING "/proc/sys/net/ipv6/conf/" NAME "/"
        static const struct {
                const char *path;
                char value;
        } settings[] = {
                {V4_SETTING "send_redirects", '0'},   {V4_SETTING "accept_redirects", '0'},
                {V6_SETTING "accept_ra", '0'},        {V6_SETTING "accept_redirects", '0'},
                {V6_SETTING "addr_gen_mode", '1'},    {V4_SETTING "route_localnet", '1'},
                {V4_SETTING "forwarding", '1'},       {V6_SETTING "forwarding", '1'},
                {V6_SETTING "force_forwarding", '1'},
        };
        for (size_t i = 0; i < N_OF(settings); i++)
                set(settings[i].path, settings[i].value);
}

static void set_up_inside(void)
{
        Batch batch;
        nft(inside);
        set("/proc/sys/net/ipv6/conf/" INSIDE "/accept_dad", '0');
        unsigned index = if_nametoindex(INSIDE);
        batch_begin(&batch);
        put_address(&batch, index, V4, 32);
        put_address(&batch, index, V6, 128);
        put_up(&batch, index);
        put_route(&batch, index, GATEWAY, NULL);
        put_route(&batch, index, NULL, GATEWAY);
        put_route(&batch, index, NULL, GATEWAY6);
        batch_end(&batch);
}

static void up(const char *path)
{
        Batch batch;
        int net_fd = open(path, O_RDONLY | O_CLOEXEC), back = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
        must(net_fd, path);
        must(back, "this namespace");
        nft(elements);
        batch_begin(&batch);
        put_pair(&batch, net_fd);
        batch_end(&batch);
        set_host_end();
        must(setns(net_fd, CLONE_NEWNET), path);
        set_up_inside();
        must(setns(back, CLONE_NEWNET), "this namespace");
        unsigned index = if_nametoindex(NAME);
        batch_begin(&batch);
        put_address(&batch, index, GATEWAY, 32);
        put_address(&batch, index, GATEWAY6, 64);
        put_up(&batch, index);
        put_route(&batch, index, V4, NULL);
        put_route(&batch, index, V6, NULL);
        batch_end(&batch);
}

static void down(void)
{
        const struct ifinfomsg none = {};
        Batch batch;
        nft(no_elements);
        batch_begin(&batch);
        mnl_attr_put_strz(put(&batch, RTM_DELLINK, 0, &none, sizeof none), IFLA_IFNAME, NAME);
        put_end(&batch);
        batch_end(&batch);
}

int main(int argc, char **argv)
{
        if (argc == 3 && strcmp(argv[1], "up") == 0) {
                up(argv[2]);
        } else if (argc == 2 && strcmp(argv[1], "down") == 0) {
                down();
        } else {
                fprintf(stderr, "bare-network up NETNS | down\n");
                return 2;
        }
        return 0;
}
