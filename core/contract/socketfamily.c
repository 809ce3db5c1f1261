/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kernel's numbers, the same on all architectures: <linux/socket.h>, <linux/netlink.h>. Families that no
 * kernel of ours has any more are left out. */
#include "core/contract/socketfamily.h"

#include "core/base/cleanup.h"

#include <string.h>
#include <strings.h>

#define BIT(n) (UINT64_C(1) << (n))

enum { UNIX = 1, INET = 2, INET6 = 10, NETLINK = 16 };
enum { ROUTE = 0, SOCK_DIAG = 4, KOBJECT_UEVENT = 15 };

const SocketFamilies socket_families_default = {
        .families = BIT(UNIX) | BIT(INET) | BIT(INET6) | BIT(NETLINK),
        .netlink = BIT(ROUTE) | BIT(SOCK_DIAG) | BIT(KOBJECT_UEVENT),
};

/* It never comes to an end with these. */
/* clang-format off */
#define FAMILIES(X) \
        X(UNIX, 1) X(LOCAL, 1) X(INET, 2) X(AX25, 3) X(IPX, 4) X(APPLETALK, 5) X(NETROM, 6) X(BRIDGE, 7) \
        X(ATMPVC, 8) X(X25, 9) X(INET6, 10) X(ROSE, 11) X(KEY, 15) X(NETLINK, 16) X(PACKET, 17) \
        X(ATMSVC, 20) X(RDS, 21) X(PPPOX, 24) X(LLC, 26) X(IB, 27) X(MPLS, 28) X(CAN, 29) X(TIPC, 30) \
        X(BLUETOOTH, 31) X(IUCV, 32) X(RXRPC, 33) X(ISDN, 34) X(PHONET, 35) X(IEEE802154, 36) \
        X(CAIF, 37) X(ALG, 38) X(NFC, 39) X(VSOCK, 40) X(KCM, 41) X(QIPCRTR, 42) X(SMC, 43) X(XDP, 44) \
        X(MCTP, 45)

#define PROTOCOLS(X) \
        X(ROUTE, 0) X(USERSOCK, 2) X(SOCK_DIAG, 4) X(INET_DIAG, 4) X(NFLOG, 5) X(XFRM, 6) X(SELINUX, 7) \
        X(ISCSI, 8) X(AUDIT, 9) X(FIB_LOOKUP, 10) X(CONNECTOR, 11) X(NETFILTER, 12) \
        X(KOBJECT_UEVENT, 15) X(GENERIC, 16) X(SCSITRANSPORT, 18) X(ECRYPTFS, 19) X(RDMA, 20) \
        X(CRYPTO, 21) X(SMC, 22)
/* clang-format on */

#define FAMILY_NAME(name, number)     "AF_" #name,
#define PROTOCOL_NAME(name, number)   "NETLINK_" #name,
#define FAMILY_NUMBER(name, number)   {.families = BIT(number)},
#define PROTOCOL_NUMBER(name, number) {.families = BIT(NETLINK), .netlink = (uint32_t)BIT(number)},

const char *const socketfamily_names[] = {FAMILIES(FAMILY_NAME) PROTOCOLS(PROTOCOL_NAME)};
const size_t n_socketfamily_names = ARRAY_SIZE(socketfamily_names);
static const SocketFamilies opened[] = {FAMILIES(FAMILY_NUMBER) PROTOCOLS(PROTOCOL_NUMBER)};
_Static_assert(ARRAY_SIZE(opened) == ARRAY_SIZE(socketfamily_names), "a name without a number");

const char *socketfamily_name(const char *word)
{
        for (size_t i = 0; i < n_socketfamily_names; i++)
                if (strcasecmp(socketfamily_names[i], word) == 0)
                        return socketfamily_names[i];
        return NULL;
}

int socketfamily_add(const char *word, SocketFamilies *families)
{
        for (size_t i = 0; i < n_socketfamily_names; i++)
                if (strcmp(socketfamily_names[i], word) == 0) {
                        families->families |= opened[i].families;
                        families->netlink |= opened[i].netlink;
                        return 0;
                }
        return 1;
}
