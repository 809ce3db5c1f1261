/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names of socket families against the constants of libc's and the kernel's headers. */
#include "core/contract/socketfamily.h"

#include "core/base/cleanup.h"
#include "tests/unit/unit.h"

#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>

#define F(name)             \
        {                   \
#name, name \
        }

static const struct {
        const char *name;
        unsigned number;
} families[] =
        {
                F(AF_UNIX),   F(AF_LOCAL),   F(AF_INET),   F(AF_AX25),   F(AF_IPX),        F(AF_APPLETALK),
                F(AF_NETROM), F(AF_BRIDGE),  F(AF_ATMPVC), F(AF_X25),    F(AF_INET6),      F(AF_ROSE),
                F(AF_KEY),    F(AF_NETLINK), F(AF_PACKET), F(AF_ATMSVC), F(AF_RDS),        F(AF_PPPOX),
                F(AF_LLC),    F(AF_IB),      F(AF_MPLS),   F(AF_CAN),    F(AF_TIPC),       F(AF_BLUETOOTH),
                F(AF_IUCV),   F(AF_RXRPC),   F(AF_ISDN),   F(AF_PHONET), F(AF_IEEE802154), F(AF_CAIF),
                F(AF_ALG),    F(AF_NFC),     F(AF_VSOCK),  F(AF_KCM),    F(AF_QIPCRTR),    F(AF_SMC),
                F(AF_XDP),    F(AF_MCTP),
},
  protocols[] = {
          F(NETLINK_ROUTE),          F(NETLINK_USERSOCK),   F(NETLINK_SOCK_DIAG),     F(NETLINK_INET_DIAG),
          F(NETLINK_NFLOG),          F(NETLINK_XFRM),       F(NETLINK_SELINUX),       F(NETLINK_ISCSI),
          F(NETLINK_AUDIT),          F(NETLINK_FIB_LOOKUP), F(NETLINK_CONNECTOR),     F(NETLINK_NETFILTER),
          F(NETLINK_KOBJECT_UEVENT), F(NETLINK_GENERIC),    F(NETLINK_SCSITRANSPORT), F(NETLINK_ECRYPTFS),
          F(NETLINK_RDMA),           F(NETLINK_CRYPTO),     F(NETLINK_SMC),
};

static void test_names(void **state)
{
        for (size_t i = 0; i < ARRAY_SIZE(families); i++) {
                SocketFamilies opened = {};
                assert_int_equal(socketfamily_add(families[i].name, &opened), 0);
                assert_true(opened.families == UINT64_C(1) << families[i].number);
                assert_int_equal(opened.netlink, 0);
        }
        for (size_t i = 0; i < ARRAY_SIZE(protocols); i++) {
                SocketFamilies opened = {};
                assert_int_equal(socketfamily_add(protocols[i].name, &opened), 0);
                assert_true(opened.families == UINT64_C(1) << AF_NETLINK);
                assert_true(opened.netlink == UINT32_C(1) << protocols[i].number);
        }
        assert_int_equal(n_socketfamily_names, ARRAY_SIZE(families) + ARRAY_SIZE(protocols));
}

static void test_others(void **state)
{
        static const char *const wrong[] = {"",        "AF_",      "AF_UNSPEC", "AF_MAX",  "UNIX",
                                            "PF_UNIX", "AF_UNIX ", "38",        "NETLINK_"};
        SocketFamilies opened = {1, 2};
        for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
                assert_int_equal(socketfamily_add(wrong[i], &opened), 1);
                assert_null(socketfamily_name(wrong[i]));
        }
        assert_true(opened.families == 1 && opened.netlink == 2);
        assert_int_equal(socketfamily_add("af_unix", &opened), 1); /* as the kernel writes it */
        assert_string_equal(socketfamily_name("af_unix"), "AF_UNIX");
        assert_string_equal(socketfamily_name("Netlink_Route"), "NETLINK_ROUTE");
        assert_int_equal(socketfamily_add("AF_PACKET", &opened), 0); /* added to what there is */
        assert_true(opened.families == (1 | UINT64_C(1) << AF_PACKET));
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(test_names), cmocka_unit_test(test_others)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
