/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* UserNS=: what is written is read back, and which ids the host sees. */
#include "core/contract/userns.h"

#include "tests/unit/unit.h"

#include <errno.h>

#define BASE 655360000

static UserNs read_right(const char *value)
{
        UserNs userns;
        const char *why;
        if (userns_read(value, &userns, &why) != 0)
                fail_msg("%s: expected %s", value, why);
        return userns;
}

static void test_round_trip(void **state)
{
        static const char *const values[][2] = {
                {"host", "host"},
                {"auto", "auto"},
                {"auto:uidmapping=1000:1000:1,gidmapping=1000:1000:1",
                 "auto:uidmapping=1000:1000:1,gidmapping=1000:1000:1"},
                /* Sorted. */
                {"auto:gidmapping=9:100:2,uidmapping=33:1001:1,uidmapping=5:7:10",
                 "auto:uidmapping=5:7:10,uidmapping=33:1001:1,gidmapping=9:100:2"},
                {"auto:uidmapping=0:1:65536", "auto:uidmapping=0:1:65536"},
                {"auto:uidmapping=65535:2147483647:1", "auto:uidmapping=65535:2147483647:1"},
        };
        for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
                _cleanup_strbuf_ StrBuf text = {};
                const UserNs userns = read_right(values[i][0]);
                assert_int_equal(userns_write(&userns, &text), 0);
                assert_string_equal(text.text, values[i][1]);
                assert_int_equal(userns.own, i > 0);
        }
}

static void test_mistakes(void **state)
{
        static const char *const values[][2] = {
                {"", USERNS_FORM},
                {"Auto", USERNS_FORM},
                {"auto:", USERNS_FORM},
                {"auto,uidmapping=1:1:1", USERNS_FORM},
                {"hosts", USERNS_FORM},
                {"keep-id", USERNS_FORM},
                {"auto:uidmapping=1:1", USERNS_FORM},
                {"auto:uidmapping=1:1:1:1", USERNS_FORM},
                {"auto:uidmapping=1:-1:1", USERNS_FORM},
                {"auto:uidmapping=1:4294967296:1", USERNS_FORM},
                {"auto:uidmapping=1:1:1,", USERNS_FORM},
                {"auto:uidmapping", USERNS_FORM},
                {"auto:idmapping=1:1:1", USERNS_FORM},
                {"auto:size=65536", "no size: each group has 65536 ids"},
                {"auto:uidmapping=1:1:0", "ids from 0 to 65535 on the left, as many as the third number"},
                {"auto:uidmapping=1:1:65536", "ids from 0 to 65535 on the left, as many as the third number"},
                {"auto:uidmapping=4294967295:1:1",
                 "ids from 0 to 65535 on the left, as many as the third number"},
                {"auto:uidmapping=0:0:1", "another id of the host than root's, 0, which UserNS=host gives"},
                {"auto:uidmapping=1:2147483647:2", "ids of the host up to 2147483647"},
                {"auto:uidmapping=1:600113151:2",
                 "ids of the host outside of those from which groups get theirs, 600113152 to 1879048191"},
                {"auto:uidmapping=1:1879048191:1",
                 "ids of the host outside of those from which groups get theirs, 600113152 to 1879048191"},
                {"auto:uidmapping=1:1:2,uidmapping=2:9:1", "mappings that have no id in common"},
                {"auto:uidmapping=1:1:2,uidmapping=9:2:1", "mappings that have no id in common"},
        };
        for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
                UserNs userns;
                const char *why;
                if (userns_read(values[i][0], &userns, &why) != -EINVAL)
                        fail_msg("%s is read", values[i][0]);
                assert_string_equal(why, values[i][1]);
        }
}

static void test_too_many(void **state)
{
        _cleanup_strbuf_ StrBuf text = {};
        UserNs userns;
        const char *why;
        for (int i = 0; i <= USERNS_EXTENTS_MAX; i++)
                strbuf_addf(&text, "%suidmapping=%d:%d:1", i > 0 ? "," : "auto:", 2 * i, 2 * i + 1);
        assert_int_equal(userns_read(text.text, &userns, &why), -EINVAL);
        assert_string_equal(why, "no more than 16 mappings");
}

static void test_maps(void **state)
{
        static const struct {
                const char *value, *map;
        } cases[] = {
                {"auto", "0 655360000 65536\n"},
                {"auto:uidmapping=1000:1000:1", "0 655360000 1000\n1000 1000 1\n1001 655361001 64535\n"},
                {"auto:uidmapping=0:5:2,uidmapping=65535:9:1", "0 5 2\n2 655360002 65533\n65535 9 1\n"},
                {"auto:uidmapping=0:1:65536", "0 1 65536\n"},
        };
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                _cleanup_strbuf_ StrBuf text = {};
                const UserNs userns = read_right(cases[i].value);
                assert_int_equal(userns_write_map(&userns.uids, BASE, &text), 0);
                assert_string_equal(text.text, cases[i].map);
        }
}

/* The id whose place is taken is left out, and nothing else changes. */
static void test_owned(void **state)
{
        static const struct {
                const char *value;
                uint32_t from, to;
                const char *map;
        } cases[] = {
                {"auto", 0, 1000, "1 655360001 999\n1001 655361001 64535\n0 655361000 1\n"},
                {"auto", 1000, 0, "1 655360001 999\n1001 655361001 64535\n1000 655360000 1\n"},
                {"auto", 1000, 1000, "0 655360000 1000\n1001 655361001 64535\n1000 655361000 1\n"},
                {"auto", 1000, 1001, "0 655360000 1000\n1002 655361002 64534\n1000 655361001 1\n"},
                {"auto", 200000, 1000, "0 655360000 1000\n1001 655361001 64535\n200000 655361000 1\n"},
                {"auto", 65535, 0, "1 655360001 65534\n65535 655360000 1\n"},
                {"auto:uidmapping=1000:1001:2", 0, 1001,
                 "1 655360001 999\n1000 1001 1\n1002 655361002 64534\n0 1002 1\n"},
                {"host", 0, 1000, "1 1 999\n1001 1001 4294966294\n0 1000 1\n"},
                {"host", 200000, 0, "1 1 199999\n200001 200001 4294767294\n200000 0 1\n"},
                {"host", 4294967294, 7, "0 0 7\n8 8 4294967286\n4294967294 7 1\n"},
        };
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                _cleanup_strbuf_ StrBuf text = {};
                const UserNs userns = read_right(cases[i].value);
                assert_int_equal(
                        userns_write_owned(&userns, &userns.uids, BASE, cases[i].from, cases[i].to, &text),
                        0);
                assert_string_equal(text.text, cases[i].map);
        }
}

static void test_host_ids(void **state)
{
        const UserNs userns = read_right("auto:uidmapping=1000:1001:2");
        static const struct {
                uint32_t inside, host;
        } ids[] = {{0, BASE},           {999, BASE + 999},     {1000, 1001},        {1001, 1002},
                   {1002, BASE + 1002}, {65535, BASE + 65535}, {65536, UINT32_MAX}, {UINT32_MAX, UINT32_MAX}};
        for (size_t i = 0; i < ARRAY_SIZE(ids); i++)
                assert_int_equal(userns_host_id(&userns.uids, BASE, ids[i].inside), ids[i].host);
        assert_int_equal(userns_host_id(&userns.gids, BASE, 1000), BASE + 1000);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_round_trip), cmocka_unit_test(test_mistakes),
                cmocka_unit_test(test_too_many),   cmocka_unit_test(test_maps),
                cmocka_unit_test(test_host_ids),   cmocka_unit_test(test_owned),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
