/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bytes from one pipe to another. */
#include "core/io/relay.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A way between two pipes, of which the test holds the other ends. */
typedef struct Way {
        Relay relay;
        int in, out;
} Way;

static void open_way(Way *way)
{
        int from[2], to[2];
        assert_int_equal(pipe2(from, O_CLOEXEC | O_NONBLOCK), 0);
        assert_int_equal(pipe2(to, O_CLOEXEC | O_NONBLOCK), 0);
        *way = (Way){.relay = {.from = from[0], .to = to[1]}, .in = from[1], .out = to[0]};
}

static void close_way(Way *way)
{
        close(way->relay.from);
        close(way->relay.to);
        if (way->in >= 0)
                close(way->in);
        if (way->out >= 0)
                close(way->out);
}

/* Whether there was something to do. */
static bool go_on(Relay *relay)
{
        struct pollfd one = relay_poll(relay);
        if (poll(&one, 1, 0) <= 0)
                return false;
        relay_step(relay, one.revents);
        return true;
}

/* More than either pipe holds, read in other pieces than it was written in. */
static void hands_on(void **state)
{
        enum { ALL = 1000000 };
        Way way;
        char *sent = malloc(ALL), *got = malloc(ALL);
        assert_non_null(sent);
        assert_non_null(got);
        for (size_t i = 0; i < ALL; i++)
                sent[i] = (char)(i * i >> 7);
        open_way(&way);
        size_t n_sent = 0, n_got = 0;
        while (n_got < ALL) {
                ssize_t n = write(way.in, sent + n_sent, ALL - n_sent < 70001 ? ALL - n_sent : 70001);
                n_sent += n > 0 ? (size_t)n : 0;
                while (go_on(&way.relay))
                        ;
                n = read(way.out, got + n_got, ALL - n_got < 9999 ? ALL - n_got : 9999);
                n_got += n > 0 ? (size_t)n : 0;
        }
        assert_memory_equal(got, sent, ALL);
        assert_false(relay_has_ended(&way.relay));
        free(sent);
        free(got);
        close_way(&way);
}

/* What was read is written before the end is one. */
static void ends_with_its_source(void **state)
{
        Way way;
        char text[8];
        open_way(&way);
        assert_int_equal(write(way.in, "last", 4), 4);
        close(way.in);
        way.in = -1;
        assert_true(go_on(&way.relay));
        assert_true(relay_holds(&way.relay));
        assert_false(relay_has_ended(&way.relay));
        assert_true(go_on(&way.relay));
        assert_true(go_on(&way.relay));
        assert_true(relay_has_ended(&way.relay));
        assert_int_equal(way.relay.to_error, 0);
        assert_false(go_on(&way.relay));
        assert_int_equal(read(way.out, text, sizeof text), 4);
        assert_memory_equal(text, "last", 4);
        close_way(&way);
}

static void ends_with_its_target(void **state)
{
        Way way;
        open_way(&way);
        close(way.out);
        way.out = -1;
        assert_int_equal(write(way.in, "lost", 4), 4);
        assert_true(go_on(&way.relay));
        assert_true(go_on(&way.relay));
        assert_int_equal(way.relay.to_error, EPIPE);
        assert_true(relay_has_ended(&way.relay));
        close_way(&way);
}

/* After the end of the source too. */
static void holds_what_it_is_given(void **state)
{
        Way way;
        char text[8];
        open_way(&way);
        close(way.in);
        way.in = -1;
        assert_true(go_on(&way.relay));
        assert_true(relay_has_ended(&way.relay));
        relay_hold(&way.relay, "\x04", 1);
        assert_false(relay_has_ended(&way.relay));
        assert_true(go_on(&way.relay));
        assert_true(relay_has_ended(&way.relay));
        assert_int_equal(read(way.out, text, sizeof text), 1);
        assert_int_equal(text[0], 4);
        close_way(&way);
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(hands_on), cmocka_unit_test(ends_with_its_source),
                                           cmocka_unit_test(ends_with_its_target),
                                           cmocka_unit_test(holds_what_it_is_given)};
        signal(SIGPIPE, SIG_IGN);
        return cmocka_run_group_tests(tests, NULL, NULL);
}
