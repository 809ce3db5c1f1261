/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the kernel says of a process. */
#include "helper/container/texts/procstatus.h"

#include "core/base/strbuf.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define HEAD "Name:\tUid:\t9\nUmask:\t0022\n"
#define IDS  "Uid:\t0\t1\t2\t4294967295\nGid:\t5\t6\t7\t8\n"
#define REST                                                                                \
        "CapInh:\t0000000000000001\nCapPrm:\t0000000000000002\nCapEff:\t0000000000000003\n" \
        "CapBnd:\t000001ffffffffff\nCapAmb:\t0000000000000004\nNoNewPrivs:\t1\n"            \
        "SigBlk:\tffffffffffffffff\nSigIgn:\t0000000000001000\nSeccomp:\t0\n"

static void test_right(void **state)
{
        ProcStatus status;
        assert_int_equal(procstatus_parse(HEAD IDS "Groups:\t5 20 4294967295 \n" REST, &status), 0);
        assert_int_equal(status.uids[0], 0);
        assert_int_equal(status.uids[3], UINT32_MAX);
        assert_int_equal(status.gids[2], 7);
        assert_int_equal(status.inheritable, 1);
        assert_int_equal(status.permitted, 2);
        assert_int_equal(status.effective, 3);
        assert_int_equal(status.bounding, 0x1ffffffffff);
        assert_int_equal(status.ambient, 4);
        assert_int_equal(status.no_new_privs, 1);
        assert_int_equal(status.blocked, UINT64_MAX);
        assert_int_equal(status.ignored, 0x1000);
        const gid_t all[] = {20, UINT32_MAX, 5}, fewer[] = {5, 20}, other[] = {5, 20, 21};
        const gid_t more[] = {5, 20, UINT32_MAX, 1};
        assert_true(procstatus_has_groups(&status, all, 3));
        assert_false(procstatus_has_groups(&status, fewer, 2));
        assert_false(procstatus_has_groups(&status, other, 3));
        assert_false(procstatus_has_groups(&status, more, 4));
        assert_int_equal(procstatus_parse(HEAD IDS "Groups:\t \n" REST, &status), 0);
        assert_true(procstatus_has_groups(&status, NULL, 0));
        assert_false(procstatus_has_groups(&status, all, 1));
}

/* What is missing, or is otherwise than the kernel writes it, is no answer. */
static void test_wrong(void **state)
{
        static const char *const texts[] = {
                "",
                IDS REST,
                "Groups:\t\n" REST,
                "Uid:\t0\t1\t2\nGid:\t5\t6\t7\t8\nGroups:\t\n" REST,
                "Uid:\t0\t1\t2\t3\t4\nGid:\t5\t6\t7\t8\nGroups:\t\n" REST,
                "Uid:\t0\t1\t2\t4294967296\nGid:\t5\t6\t7\t8\nGroups:\t\n" REST,
                "Uid:\t0\t1\t2\t-1\nGid:\t5\t6\t7\t8\nGroups:\t\n" REST,
                IDS "Groups:\t\nCapInh:\t0\nCapPrm:\t0\nCapEff:\t0\nCapBnd:\t0\nCapAmb:\t0\nNoNewPrivs:"
                    "\t1\nSigBlk:\t0\n",
                IDS "Groups:\t\nCapInh:\t0\nCapPrm:\t0\nCapEff:\t0x\nCapBnd:\t0\nCapAmb:\t0\nNoNewPrivs:"
                    "\t1\nSigBlk:\t0\nSigIgn:\t0\n",
                IDS "Groups:\t\nCapInh:\t0\nCapPrm:\t0\nCapEff:\t10000000000000000\nCapBnd:\t0\nCapAmb:"
                    "\t0\nNoNewPrivs:\t1\nSigBlk:\t0\nSigIgn:\t0\n",
        };
        for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
                ProcStatus status;
                if (procstatus_parse(texts[i], &status) != -EBADMSG)
                        fail_msg("%zu: taken", i);
        }
}

/* This process, as this kernel tells of it. */
static void test_self(void **state)
{
        char text[16384];
        ProcStatus status;
        FILE *f = fopen("/proc/self/status", "re");
        assert_non_null(f);
        size_t n = fread(text, 1, sizeof text - 1, f);
        assert_int_equal(fclose(f), 0);
        text[n] = '\0';
        assert_int_equal(procstatus_parse(text, &status), 0);
        assert_int_equal(status.uids[1], geteuid());
        assert_int_equal(status.gids[1], getegid());
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_right),
                cmocka_unit_test(test_wrong),
                cmocka_unit_test(test_self),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
