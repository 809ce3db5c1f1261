/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What outlives a kill: rings and the pipe of entries, given up at each point and taken over again. */
#include "helper/log/ring.h"
#include "helper/log/sending.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

static int ends[2]; /* of the pipe that is read */

static int set_up(void **state)
{
        return pipe2(ends, O_NONBLOCK | O_CLOEXEC);
}

static int tear_down(void **state)
{
        close(ends[0]);
        return ends[1] >= 0 ? close(ends[1]) : 0;
}

static void say(const char *text)
{
        assert_int_equal(write(ends[1], text, strlen(text)), strlen(text));
}

static void assert_holds(const Ring *ring, const char *text)
{
        assert_int_equal(ring->length, strlen(text));
        assert_memory_equal(ring_text(ring), text, strlen(text));
}

/* As if the process had been killed: another one has nothing but the descriptor. */
static bool take_over(Ring *ring, bool piped)
{
        bool repeated;
        int fd = dup(ring->fd);
        assert_true(fd >= 0);
        ring_done(ring);
        assert_int_equal(ring_open(fd, piped, ring, &repeated), 0);
        return repeated;
}

static void test_fill(void **state)
{
        Ring ring = RING_NULL;
        assert_int_equal(ring_make(&ring), 0);
        assert_int_equal(ring_fill(&ring, ends[0]), -EAGAIN);
        say("one\ntw");
        assert_int_equal(ring_fill(&ring, ends[0]), 6);
        say("o\n");
        assert_int_equal(ring_fill(&ring, ends[0]), 2);
        assert_holds(&ring, "one\ntwo\n");
        assert_false(take_over(&ring, false));
        assert_holds(&ring, "one\ntwo\n");
        close(ends[1]);
        ends[1] = -1;
        assert_int_equal(ring_fill(&ring, ends[0]), 0);
        ring_done(&ring);
}

/* Read, but the process is killed before it knows. */
static void test_fill_unseen(void **state)
{
        Ring ring = RING_NULL;
        assert_int_equal(ring_make(&ring), 0);
        say("unseen");
        assert_int_equal(splice(ends[0], NULL, ring.fd, NULL, 100, SPLICE_F_NONBLOCK), 6);
        assert_false(take_over(&ring, false));
        assert_holds(&ring, "unseen");
        ring_done(&ring);
}

/* Through the ring's end, many times, in pieces of every size, with a take-over at each. */
static void test_around(void **state)
{
        Ring ring = RING_NULL;
        static char text[40000];
        size_t taken = 0;
        assert_int_equal(ring_make(&ring), 0);
        for (size_t i = 0; i < sizeof text; i++)
                text[i] = (char)('a' + i % 23);
        for (size_t i = 1; i < 60; i++) {
                size_t n = i * 7919 % sizeof text + 1, had = ring.length;
                assert_int_equal(write(ends[1], text, n), n);
                for (ssize_t r = 1; r > 0;)
                        r = ring_fill(&ring, ends[0]);
                assert_int_equal(ring.length, had + n);
                assert_memory_equal(ring_text(&ring) + had, text, n);
                (void)take_over(&ring, false);
                assert_int_equal(ring.length, had + n);
                /* Something stays. */
                ring_intend(&ring, RING_DIRECTLY, ring.length - i % 3);
                ring_take(&ring);
                taken += n;
                assert_int_equal(ring.length, i % 3);
        }
        assert_true(taken > 4 * RING_SIZE);
        ring_done(&ring);
}

static void test_full(void **state)
{
        Ring ring = RING_NULL;
        static char text[RING_SIZE];
        assert_int_equal(ring_make(&ring), 0);
        for (size_t total = 0; total < sizeof text;) {
                ssize_t n = write(ends[1], text, sizeof text - total);
                total += n > 0 ? (size_t)n : 0;
                while (ring.length < RING_SIZE - 1 && ring_fill(&ring, ends[0]) > 0) {
                }
        }
        assert_int_equal(ring.length, RING_SIZE - 1);
        assert_int_equal(ring_fill(&ring, ends[0]), -ENOBUFS);
        assert_false(take_over(&ring, false));
        assert_int_equal(ring.length, RING_SIZE - 1);
        ring_skip(&ring, RING_SIZE - 1);
        assert_int_equal(ring_fill(&ring, ends[0]), 1);
        assert_int_equal(ring.length, 1);
        ring_done(&ring);
}

/* What was at work on a line that was taken over: has it been written? */
static void test_intents(void **state)
{
        Ring ring = RING_NULL;
        assert_int_equal(ring_make(&ring), 0);
        say("one\ntwo\n");
        assert_int_equal(ring_fill(&ring, ends[0]), 8);
        ring_intend(&ring, RING_BY_PIPE, 4);
        assert_false(take_over(&ring, false)); /* it didn't come to the pipe */
        assert_holds(&ring, "one\ntwo\n");
        ring_intend(&ring, RING_BY_PIPE, 4);
        ring_forget(&ring);
        assert_false(take_over(&ring, true)); /* another one's is there */
        assert_holds(&ring, "one\ntwo\n");
        ring_intend(&ring, RING_BY_PIPE, 4);
        assert_false(take_over(&ring, true)); /* it did */
        assert_holds(&ring, "two\n");
        assert_false(take_over(&ring, true)); /* once */
        assert_holds(&ring, "two\n");
        ring_intend(&ring, RING_DIRECTLY, 4);
        assert_true(take_over(&ring, false)); /* nobody knows */
        assert_holds(&ring, "two\n");
        assert_false(take_over(&ring, false));
        ring_intend(&ring, RING_BY_PIPE, 4);
        ring_take(&ring);
        assert_false(take_over(&ring, true));
        assert_int_equal(ring.length, 0);
        ring_done(&ring);
}

/* An empty ring that begins anew, given up in the middle of that. */
static void test_rewind(void **state)
{
        Ring ring = RING_NULL;
        static char text[RING_SIZE / 4];
        assert_int_equal(ring_make(&ring), 0);
        for (unsigned step = 0; step < 3; step++) {
                assert_int_equal(write(ends[1], text, sizeof text), sizeof text);
                while (ring_fill(&ring, ends[0]) > 0) {
                }
                assert_int_equal(ring.length, sizeof text);
                size_t start = ring.start;
                ring_skip(&ring, ring.length);
                assert_int_equal(ring.start, 0);
                assert_int_equal(lseek(ring.fd, 0, SEEK_CUR), ring.base);
                /* As it was before, and from there. */
                if (step > 0)
                        __atomic_store_n(&ring.state->start, (start + sizeof text) % RING_SIZE,
                                         __ATOMIC_SEQ_CST);
                if (step == 1)
                        assert_true(lseek(ring.fd, (off_t)(ring.base + start + sizeof text), SEEK_SET) > 0);
                if (step > 0)
                        __atomic_store_n(&ring.state->intent, RING_REWIND, __ATOMIC_SEQ_CST);
                assert_false(take_over(&ring, false));
                assert_int_equal(ring.length, 0);
                assert_int_equal(ring.start, 0);
        }
        ring_done(&ring);
}

static void test_strangers(void **state)
{
        Ring ring = RING_NULL, other = RING_NULL;
        bool repeated;
        int fd = memfd_create("stranger", MFD_CLOEXEC);
        assert_int_equal(ring_open(fd, false, &ring, &repeated), -EBADMSG);
        fd = memfd_create("stranger", MFD_CLOEXEC);
        assert_int_equal(ftruncate(fd, sysconf(_SC_PAGESIZE) + (off_t)RING_SIZE), 0);
        assert_int_equal(ring_open(fd, false, &ring, &repeated), -EBADMSG);
        /* One whose words are out of bounds. */
        assert_int_equal(ring_make(&other), 0);
        __atomic_store_n(&other.state->start, RING_SIZE, __ATOMIC_SEQ_CST);
        assert_int_equal(ring_open(dup(other.fd), false, &ring, &repeated), -EBADMSG);
        __atomic_store_n(&other.state->start, 0, __ATOMIC_SEQ_CST);
        assert_int_equal(lseek(other.fd, 3, SEEK_SET), 3);
        assert_int_equal(ring_open(dup(other.fd), false, &ring, &repeated), -EBADMSG);
        assert_int_equal(ring.fd, -1);
        /* Nobody makes it shorter. */
        assert_int_equal(ftruncate(other.fd, 0), -1);
        ring_done(&other);
}

/* The sending end of a socket pair stands for the way to journald. */
typedef struct Way {
        Sending sending;
        Ring ring;
        StrBuf common;
        int journal_fd;
} Way;

static void way_make(Way *way)
{
        int pair[2];
        *way = (Way){.ring = RING_NULL};
        assert_int_equal(sending_begin(sending_make_pipe(), &way->sending), 0);
        assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair), 0);
        way->sending.socket_fd = pair[0];
        way->journal_fd = pair[1];
        assert_int_equal(ring_make(&way->ring), 0);
        assert_int_equal(strbuf_add(&way->common, "A=b\n"), 0);
}

static void way_done(Way *way)
{
        sending_done(&way->sending);
        ring_done(&way->ring);
        strbuf_done(&way->common);
        close(way->journal_fd);
}

static int put(Way *way, bool repeated)
{
        Line line;
        Entry entry;
        assert_true(line_next(ring_text(&way->ring), way->ring.length, &way->ring.scanned, false, &line));
        entry_make(&way->common, ring_text(&way->ring), &line, repeated, &entry);
        return sending_put(&way->sending, &way->ring, &entry, line.taken);
}

#define assert_comes(way, expected)                                             \
        do {                                                                    \
                char _bytes[256];                                               \
                ssize_t _n = recv((way)->journal_fd, _bytes, sizeof _bytes, 0); \
                assert_int_equal(_n, sizeof expected - 1);                      \
                assert_memory_equal(_bytes, expected, sizeof expected - 1);     \
        } while (false)

static void test_put(void **state)
{
        Way way;
        char byte;
        way_make(&way);
        say("one\ntwo\n");
        assert_int_equal(ring_fill(&way.ring, ends[0]), 8);
        assert_int_equal(put(&way, false), 0);
        assert_holds(&way.ring, "two\n");
        assert_comes(&way, "A=b\nMESSAGE\n\3\0\0\0\0\0\0\0one\n");
        assert_int_equal(put(&way, true), 0);
        assert_comes(&way, "A=b\nCOSLICE_REPEATED=maybe\nMESSAGE\n\3\0\0\0\0\0\0\0two\n");
        assert_int_equal(recv(way.journal_fd, &byte, 1, 0), -1);
        way_done(&way);
}

/* Nothing is taken from the ring while one is in the pipe, which a later process sends. */
static void test_put_without_room(void **state)
{
        Way way;
        char byte;
        way_make(&way);
        while (send(way.sending.socket_fd, "x", 1, MSG_DONTWAIT) == 1) {
        }
        say("one\ntwo\n");
        assert_int_equal(ring_fill(&way.ring, ends[0]), 8);
        assert_int_equal(put(&way, false), 0);
        assert_holds(&way.ring, "two\n");
        assert_int_equal(put(&way, false), -EAGAIN);
        assert_holds(&way.ring, "two\n");
        assert_false(take_over(&way.ring, true));
        assert_holds(&way.ring, "two\n");
        int socket_fd = TAKE_FD(way.sending.socket_fd), pipe_fd = dup(way.sending.pipe_fd);
        sending_done(&way.sending);
        assert_int_equal(sending_begin(pipe_fd, &way.sending), 0);
        way.sending.socket_fd = socket_fd;
        assert_int_equal(way.sending.pending, strlen("A=b\nMESSAGE\n") + 8 + 4);
        while (recv(way.journal_fd, &byte, 1, MSG_DONTWAIT) == 1 && byte == 'x') {
        }
        assert_int_equal(sending_flush(&way.sending), 0);
        assert_int_equal(way.sending.pending, 0);
        assert_comes(&way, "A=b\nMESSAGE\n\3\0\0\0\0\0\0\0one\n");
        way_done(&way);
}

static void test_put_without_reader(void **state)
{
        Way way;
        way_make(&way);
        say("one\ntwo\n");
        assert_int_equal(ring_fill(&way.ring, ends[0]), 8);
        close(way.journal_fd);
        way.journal_fd = -1;
        assert_int_equal(put(&way, false), 0); /* it is in the pipe */
        int r = put(&way, false);
        assert_true(r < 0 && sending_is_lost(r));
        assert_holds(&way.ring, "two\n");
        way_done(&way);
}

/* Larger than a page, and larger than a datagram can be. */
static void test_put_large(void **state)
{
        Way way;
        static char text[LINE_LENGTH_MAX], bytes[LINE_LENGTH_MAX + 256];
        const size_t head = strlen("A=b\nMESSAGE\n") + 8;
        const int small = 8192;
        way_make(&way);
        memset(text, 'a', sizeof text);
        text[sizeof text - 1] = '\n';
        assert_int_equal(write(ends[1], text, sizeof text), sizeof text);
        while (ring_fill(&way.ring, ends[0]) > 0) {
        }
        assert_int_equal(put(&way, false), 0);
        assert_int_equal(recv(way.journal_fd, bytes, sizeof bytes, 0), head + sizeof text);
        assert_memory_equal(bytes + head, text, sizeof text);
        assert_int_equal(way.ring.length, 0);
        assert_int_equal(setsockopt(way.sending.socket_fd, SOL_SOCKET, SO_SNDBUF, &small, sizeof small), 0);
        assert_int_equal(write(ends[1], text, sizeof text), sizeof text);
        while (ring_fill(&way.ring, ends[0]) > 0) {
        }
        assert_int_equal(put(&way, false), 0);
        assert_int_equal(way.ring.length, 0);
        union {
                struct cmsghdr header;
                char space[CMSG_SPACE(sizeof(int))];
        } control = {};
        struct msghdr message = {.msg_control = &control, .msg_controllen = sizeof control};
        assert_int_equal(recvmsg(way.journal_fd, &message, 0), 0);
        int fd;
        assert_int_equal(control.header.cmsg_type, SCM_RIGHTS);
        memcpy(&fd, CMSG_DATA(&control.header), sizeof fd);
        assert_int_equal(fcntl(fd, F_GET_SEALS), F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
        assert_int_equal(pread(fd, bytes, sizeof bytes, 0), head + sizeof text);
        assert_memory_equal(bytes + head, text, sizeof text);
        close(fd);
        way_done(&way);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
        const struct CMUnitTest tests[] = {
                TEST(test_fill),
                TEST(test_fill_unseen),
                TEST(test_around),
                TEST(test_full),
                TEST(test_intents),
                TEST(test_rewind),
                TEST(test_strangers),
                TEST(test_put),
                TEST(test_put_large),
                TEST(test_put_without_room),
                TEST(test_put_without_reader),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
