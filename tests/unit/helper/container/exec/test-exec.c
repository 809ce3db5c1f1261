/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The tables of a program in a container, and limits as the kernel writes them. */
#include "helper/container/exec/exec.h"

#include "core/contract/contract.h"
#include "helper/container/exec/join.h"
#include "tests/unit/unit.h"

#include <string.h>
#include <unistd.h>

static void check_table(const Step *steps, size_t n)
{
        assert_true(n > 0);
        for (size_t i = 0; i < n; i++) {
                assert_true(strlen(steps[i].name) > 5);
                assert_non_null(steps[i].run);
                assert_true(steps[i].status >= EXIT_SETUP_REQUEST && steps[i].status <= EXIT_SETUP_PROCESS);
                for (size_t k = 0; k < i; k++)
                        assert_string_not_equal(steps[i].name, steps[k].name);
        }
}

static void test_tables(void **state)
{
        check_table(exec_steps, n_exec_steps);
        check_table(join_steps, n_join_steps);
        check_table(session_steps, n_session_steps);
}

/* Those of this process by another way. */
static void test_limits(void **state)
{
        Rlimits limits;
        struct rlimit stack, own = {.rlim_cur = 11, .rlim_max = 47};
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &own), 0);
        assert_int_equal(getrlimit(RLIMIT_STACK, &stack), 0);
        assert_int_equal(rlimits_read(getpid(), &limits), 0);
        for (int i = 0; i < RLIM_NLIMITS; i++) {
                assert_int_equal(getrlimit((enum __rlimit_resource)i, &own), 0);
                assert_true(limits.items[i].rlim_cur == own.rlim_cur);
                assert_true(limits.items[i].rlim_max == own.rlim_max);
        }
        limits.items[RLIMIT_NOFILE].rlim_cur = 10;
        assert_int_equal(rlimits_allow(&limits), 0);
        assert_int_equal(rlimits_set(&limits), 0);
        assert_int_equal(getrlimit(RLIMIT_NOFILE, &own), 0);
        assert_true(own.rlim_cur == 10 && own.rlim_max == 47);
        assert_int_equal(getrlimit(RLIMIT_STACK, &own), 0);
        assert_true(own.rlim_cur == stack.rlim_cur && own.rlim_max == stack.rlim_max);
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(test_tables), cmocka_unit_test(test_limits)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
