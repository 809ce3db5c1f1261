/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The helper and its child, both ends in one process. */
#include "helper/common/channel.h"

#include "core/base/cleanup.h"
#include "core/contract/contract.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static void test_ready_and_go(void **state)
{
        _cleanup_close_ int parent = -1, child = -1;
        Failure failure = {};
        assert_int_equal(channel_open(&parent, &child), 0);
        assert_int_equal(channel_say_ready(child), 0);
        assert_int_equal(channel_wait_ready(parent, "the container", "wait", NULL, &failure), 0);
        assert_int_equal(channel_say_go(parent), 0);
        assert_int_equal(channel_wait_go(child), 0);
}

static void test_child_that_failed(void **state)
{
        _cleanup_close_ int parent = -1, child = -1;
        Failure said = {}, failure = {};
        assert_int_equal(channel_open(&parent, &child), 0);
        (void)failure_set(&said, EXIT_SETUP_SANDBOX, EPERM, "make a namespace");
        channel_say_failed(child, &said);
        assert_int_equal(channel_wait_ready(parent, "the container", "wait", NULL, &failure), -EINVAL);
        assert_string_equal(failure.text, said.text);
        assert_int_equal(failure.status, EXIT_SETUP_SANDBOX);
}

/* The kernel then says that the connection was reset before it gives what the child has said. */
static void test_child_that_failed_unheard(void **state)
{
        _cleanup_close_ int parent = -1, child = -1;
        Failure said = {}, failure = {};
        assert_int_equal(channel_open(&parent, &child), 0);
        assert_int_equal(channel_say_go(parent), 0);
        (void)failure_set(&said, EXIT_SETUP_SANDBOX, EPERM, "wait for the map of ids");
        channel_say_failed(child, &said);
        close(child);
        child = -1;
        assert_int_equal(channel_wait_ready(parent, "the container", "wait", NULL, &failure), -EINVAL);
        assert_string_equal(failure.text, said.text);
}

static void test_descriptors(void **state)
{
        _cleanup_close_ int parent = -1, child = -1, read_end = -1, write_end = -1;
        int ends[2], taken[2] = {-1, -1};
        char byte = 'a';
        Failure failure = {};
        assert_int_equal(pipe(ends), 0);
        read_end = ends[0];
        write_end = ends[1];
        assert_int_equal(channel_open(&parent, &child), 0);
        assert_int_equal(channel_hand_over(child, ends, 2), 0);
        assert_int_equal(channel_take_over(parent, "the program", "wait", NULL, taken, 2, &failure), 0);
        assert_int_equal(fcntl(taken[0], F_GETFD), FD_CLOEXEC);
        assert_int_equal(write(taken[1], &byte, 1), 1);
        assert_int_equal(read(read_end, &byte, 1), 1);
        close(taken[0]);
        close(taken[1]);
        /* Another number of them than was agreed on. */
        assert_int_equal(channel_hand_over(child, ends, 1), 0);
        assert_int_equal(channel_take_over(parent, "the program", "wait", NULL, taken, 2, &failure), -EINVAL);
}

static void test_descriptors_of_one_that_failed_unheard(void **state)
{
        _cleanup_close_ int parent = -1, child = -1;
        int taken[1];
        Failure said = {}, failure = {};
        assert_int_equal(channel_open(&parent, &child), 0);
        assert_int_equal(channel_say_go(parent), 0);
        (void)failure_set(&said, EXIT_SETUP_PROCESS, EPERM, "make the standard streams");
        channel_say_failed(child, &said);
        close(child);
        child = -1;
        assert_int_equal(channel_take_over(parent, "the program", "wait", NULL, taken, 1, &failure), -EINVAL);
        assert_string_equal(failure.text, said.text);
}

static void test_ends_that_are_gone(void **state)
{
        _cleanup_close_ int parent = -1, child = -1;
        Failure failure = {};
        assert_int_equal(channel_open(&parent, &child), 0);
        close(child);
        child = -1;
        assert_int_equal(channel_wait_ready(parent, "the container", "mount it", NULL, &failure), -EINVAL);
        assert_string_equal(failure.text, "the process that sets the container up was killed at: mount it");
        close(parent);
        assert_int_equal(channel_open(&parent, &child), 0);
        close(parent);
        parent = -1;
        assert_int_equal(channel_wait_go(child), -EPIPE);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_ready_and_go),
                cmocka_unit_test(test_child_that_failed),
                cmocka_unit_test(test_child_that_failed_unheard),
                cmocka_unit_test(test_descriptors),
                cmocka_unit_test(test_descriptors_of_one_that_failed_unheard),
                cmocka_unit_test(test_ends_that_are_gone),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
