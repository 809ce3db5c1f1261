/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The tables of a start: each row is whole, and what is told of it tells it from the others. */
#include "helper/container/start/child.h"

#include "core/contract/contract.h"
#include "helper/container/privilege/privilege.h"
#include "helper/container/start/payload.h"
#include "helper/container/start/run.h"
#include "tests/unit/unit.h"

#include <string.h>

static void check_table(const Step *steps, size_t n)
{
        assert_true(n > 0);
        for (size_t i = 0; i < n; i++) {
                const Step *step = steps + i;
                assert_true(step->name && strlen(step->name) > 5);
                assert_non_null(step->run);
                /* Of 0 systemd would think that all went well. */
                if ((step->status < EXIT_SETUP_REQUEST || step->status > EXIT_SETUP_PROCESS) &&
                    step->status != EXIT_NOT_FOUND)
                        fail_msg("%s: status %d", step->name, step->status);
                for (size_t k = 0; k < i; k++)
                        assert_string_not_equal(step->name, steps[k].name);
        }
}

static void test_tables(void **state)
{
        check_table(run_steps, n_run_steps);
        check_table(child_steps, n_child_steps);
        check_table(shared_steps, n_shared_steps);
        check_table(arrival_steps, n_arrival_steps);
        check_table(inside_steps, n_inside_steps);
        check_table(payload_steps, n_payload_steps);
        check_table(privilege_steps, n_privilege_steps);
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(test_tables)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
