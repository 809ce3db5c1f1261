/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tables of steps: what is said of each while it runs and when it fails, and which are run. */
#include "helper/common/steps.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

/* What the steps have seen. */
typedef struct Seen {
        char order[16];
        char said[8][FAILURE_TEXT_MAX]; /* the shared step while they ran */
        char *shared_step;
        size_t n;
} Seen;

static void see(void *context, char who)
{
        Seen *seen = context;
        if (seen->shared_step)
                strcpy(seen->said[seen->n], seen->shared_step);
        seen->order[seen->n++] = who;
}

static int run_fine(void *context, Failure *failure)
{
        see(context, 'f');
        assert_string_equal(failure->text, "");
        /* A failure that it could do something about. */
        failure_set(failure, 70, EIO, "something else");
        return 0;
}

static int run_silent(void *context, Failure *failure)
{
        see(context, 's');
        return -EPERM;
}

static int run_telling(void *context, Failure *failure)
{
        see(context, 't');
        return failure_set(failure, 72, ENOENT, "open %s", "/x");
}

static int run_nested(void *context, Failure *failure)
{
        static const Step inner[] = {{"inner one", 71, run_fine}, {"inner two", 72, run_silent}};
        Seen *seen = context;
        see(seen, 'n');
        return steps_run(inner, ARRAY_SIZE(inner), seen, seen->shared_step, failure);
}

static const Step fine[] = {{"one", 71, run_fine}, {"two", 72, run_fine}};
static const Step silent[] = {{"one", 71, run_fine}, {"two", 75, run_silent}, {"three", 73, run_fine}};
static const Step telling[] = {{"one", 71, run_fine}, {"two", 75, run_telling}, {"three", 73, run_fine}};
static const Step nested[] = {{"one", 71, run_fine}, {"two", 75, run_nested}, {"three", 73, run_fine}};
static const Step failing[] = {
        {"one", 71, run_fine}, {"two", 75, run_silent}, {"three", 73, run_telling}, {"four", 74, run_fine}};

typedef int (*Runner)(const Step *steps, size_t n, void *context, char *shared_step, Failure *failure);

static void test_rows(void **state)
{
        static const struct {
                Runner run;
                const Step *steps;
                size_t n;
                int r;
                const char *order;
                int status;
                const char *text;
        } rows[] = {
                {steps_run, fine, ARRAY_SIZE(fine), 0, "ff", 0, NULL},
                {steps_run, fine, 0, 0, "", 0, NULL},
                {steps_run, silent, ARRAY_SIZE(silent), -EPERM, "fs", 75, "two: Operation not permitted"},
                {steps_run, telling, ARRAY_SIZE(telling), -ENOENT, "ft", 72,
                 "open /x: No such file or directory"},
                {steps_run, nested, ARRAY_SIZE(nested), -EPERM, "fnfs", 72,
                 "inner two: Operation not permitted"},
                {steps_run_all, fine, ARRAY_SIZE(fine), 0, "ff", 0, NULL},
                {steps_run_all, failing, ARRAY_SIZE(failing), -EPERM, "fstf", 75,
                 "two: Operation not permitted"},
                {steps_run_all, telling, ARRAY_SIZE(telling), -ENOENT, "ftf", 72,
                 "open /x: No such file or directory"},
        };
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                Seen seen = {};
                Failure failure = {.status = 77, .text = "of somebody before"};
                assert_int_equal(rows[i].run(rows[i].steps, rows[i].n, &seen, NULL, &failure), rows[i].r);
                assert_string_equal(seen.order, rows[i].order);
                if (rows[i].text) {
                        assert_int_equal(failure.status, rows[i].status);
                        assert_string_equal(failure.text, rows[i].text);
                }
        }
}

/* Whoever reads the shared step finds the name of what runs, the innermost one. */
static void test_shared_step(void **state)
{
        static const char *const expected[] = {"one", "two", "inner one", "inner two"};
        char step[FAILURE_TEXT_MAX] = "before";
        Seen seen = {.shared_step = step};
        Failure failure;
        assert_int_equal(steps_run(nested, ARRAY_SIZE(nested), &seen, step, &failure), -EPERM);
        assert_int_equal(seen.n, ARRAY_SIZE(expected));
        for (size_t i = 0; i < ARRAY_SIZE(expected); i++)
                assert_string_equal(seen.said[i], expected[i]);
        assert_string_equal(step, "inner two"); /* at which it ended */
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_shared_step)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
