/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Capabilities by name: libcap's names are the kernel's numbers. */
#include "generator/types/capabilities.h"

#include "core/base/strbuf.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <linux/capability.h>
#include <string.h>

static void test_names(void **state)
{
        static const struct {
                const char *word;
                int number;
        } cases[] = {{"CHOWN", CAP_CHOWN},
                     {"CAP_CHOWN", CAP_CHOWN},
                     {"cap_net_admin", CAP_NET_ADMIN},
                     {"Net_Admin", CAP_NET_ADMIN},
                     {"cAp_sYs_aDmIn", CAP_SYS_ADMIN},
                     {"checkpoint_restore", CAP_CHECKPOINT_RESTORE},
                     {"all", CAPABILITY_ALL},
                     {"ALL", CAPABILITY_ALL},
                     {"", -EINVAL},
                     {"CAP_", -EINVAL},
                     {"CAP_ALL", -EINVAL},
                     {"CAP_CAP_CHOWN", -EINVAL},
                     {"0", -EINVAL},
                     {"CAP_0", -EINVAL},
                     {"chown=ep", -EINVAL},
                     {"chown,kill", -EINVAL},
                     {"chown ", -EINVAL},
                     {" chown", -EINVAL},
                     {"chow", -EINVAL},
                     {"net-admin", -EINVAL},
                     {"NETADMIN", -EINVAL},
                     {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", -EINVAL}};
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
                if (capability_from_name(cases[i].word) != cases[i].number)
                        fail_msg("%s: %d", cases[i].word, capability_from_name(cases[i].word));
}

/* Each up to the last that the kernel's headers have, both ways; none beyond those of libcap. */
static void test_all(void **state)
{
        bool ended = false;
        for (unsigned n = 0; n < CAPABILITY_ALL; n++) {
                _cleanup_free_ char *name = NULL;
                int r = capability_to_name(n, &name);
                if (r == -EINVAL) {
                        assert_true(n > CAP_LAST_CAP);
                        ended = true;
                        continue;
                }
                assert_int_equal(r, 0);
                assert_false(ended);
                assert_int_equal(capability_from_name(name), n);
        }
}

static void test_suggested(void **state)
{
        static const struct {
                const char *word, *meant;
        } cases[] = {{"NET_ADMN", "NET_ADMIN"},
                     {"CAP_SYSADMIN", "SYS_ADMIN"},
                     {"al", "all"},
                     {"net-raw", "NET_RAW"},
                     {"none", NULL},
                     {"", NULL}};
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                _cleanup_free_ char *meant = NULL;
                assert_int_equal(capability_suggest(cases[i].word, &meant), 0);
                if (!cases[i].meant)
                        assert_null(meant);
                else
                        assert_string_equal(meant, cases[i].meant);
        }
}

static void test_of_host(void **state)
{
        assert_true(capability_is_of_host(CAP_SYS_MODULE));
        assert_true(capability_is_of_host(CAP_MKNOD));
        /* mbind(2), syslog(2) and perf_event_open(2) are opened by these. */
        assert_false(capability_is_of_host(CAP_SYS_NICE));
        assert_false(capability_is_of_host(CAP_SYSLOG));
        assert_false(capability_is_of_host(CAP_PERFMON));
        assert_false(capability_is_of_host(CAP_NET_ADMIN));
        assert_false(capability_is_of_host(CAPABILITY_ALL));
        assert_true(capability_is_of_network(CAP_NET_RAW));
        assert_false(capability_is_of_network(CAP_SYS_ADMIN));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_names),
                cmocka_unit_test(test_all),
                cmocka_unit_test(test_suggested),
                cmocka_unit_test(test_of_host),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
