/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* start-driver ROUNDS [+ NAME COMMAND… [then COMMAND…]]…: starts containers by turns, in an order that
 * changes with every round, and prints "NAME NANOSECONDS NANOSECONDS" for each start: wall time, from the
 * first fork to the end of the last process, the payload, and CPU time. What follows "then" is run after it,
 * and not measured. Words "N</PATH" before a command open the file as descriptor N; "silent" before these:
 * it gets no socket for notifications, since run-times that have one wait until the payload speaks.
 *
 * It plays systemd's part: a payload becomes its child, notifications are taken as they come, a barrier's
 * descriptor is closed at once, and standard error counts as a stream to journald. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NOTIFY_PATH     "/run/coslice-bench.notify"
#define CONTESTANTS_MAX 16
#define PATIENCE_MSEC   (10 * 60 * 1000) /* an image is unpacked */

typedef struct Contestant {
        const char *name;
        char **start;
        char **then; /* or NULL */
} Contestant;

static int notify_fd, signal_fd;

static void die(const char *what)
{
        fprintf(stderr, "start-driver: %s: %s\n", what, strerror(errno));
        exit(1);
}

static uint64_t now(void)
{
        struct timespec t;
        clock_gettime(CLOCK_MONOTONIC, &t);
        return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static void open_sockets(void)
{
        struct sockaddr_un sa = {.sun_family = AF_UNIX, .sun_path = NOTIFY_PATH};
        sigset_t mask;
        unlink(NOTIFY_PATH);
        notify_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (notify_fd < 0 || bind(notify_fd, (struct sockaddr *)&sa, sizeof sa) < 0)
                die(NOTIFY_PATH);
        sigemptyset(&mask);
        sigaddset(&mask, SIGCHLD);
        sigprocmask(SIG_BLOCK, &mask, NULL);
        signal_fd = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
        if (signal_fd < 0 || prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0)
                die("become the reaper");
}

/* Takes a notification, and closes what came along. */
static void take_notification(void)
{
        char text[4096];
        union {
                struct cmsghdr header;
                char space[CMSG_SPACE(sizeof(int))];
        } control;
        struct iovec data = {.iov_base = text, .iov_len = sizeof text};
        struct msghdr message = {
                .msg_iov = &data, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
        int fd;
        if (recvmsg(notify_fd, &message, MSG_CMSG_CLOEXEC) < 0)
                die("recvmsg");
        const struct cmsghdr *attached = CMSG_FIRSTHDR(&message);
        if (attached && attached->cmsg_type == SCM_RIGHTS) {
                memcpy(&fd, CMSG_DATA(attached), sizeof fd);
                close(fd);
        }
}

static uint64_t nanoseconds(struct timeval t)
{
        return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_usec * 1000;
}

/* What all processes that were reaped have used. */
static uint64_t cpu_time(void)
{
        struct rusage usage;
        getrusage(RUSAGE_CHILDREN, &usage);
        return nanoseconds(usage.ru_utime) + nanoseconds(usage.ru_stime);
}

/* Reaps what has ended; false when nothing is left to wait for. */
static bool reap(const char *name)
{
        struct signalfd_siginfo info;
        int status;
        pid_t pid;
        while (read(signal_fd, &info, sizeof info) > 0)
                ;
        while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
                if (status != 0) {
                        fprintf(stderr, "start-driver: %s: a process ended with %#x\n", name,
                                (unsigned)status);
                        exit(1);
                }
        return pid == 0 || errno != ECHILD;
}

/* Takes "N</PATH" off a command. */
static char **open_files(char **argv, posix_spawn_file_actions_t *files)
{
        int n = 0, fd;
        for (; sscanf(*argv, "%d<%n", &fd, &n) == 1 && n > 0; argv++, n = 0)
                posix_spawn_file_actions_addopen(files, fd, *argv + n, O_RDONLY, 0);
        return argv;
}

static void start(char **argv)
{
        static char notify[] = "NOTIFY_SOCKET=" NOTIFY_PATH, path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
        char journal[64], *environment[] = {path, journal, notify, NULL};
        struct stat st;
        if (fstat(STDERR_FILENO, &st) < 0)
                die("standard error");
        snprintf(journal, sizeof journal, "JOURNAL_STREAM=%ju:%ju", (uintmax_t)st.st_dev,
                 (uintmax_t)st.st_ino);
        pid_t pid;
        posix_spawnattr_t attributes;
        posix_spawn_file_actions_t files;
        sigset_t none;
        sigemptyset(&none);
        posix_spawnattr_init(&attributes);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
        posix_spawnattr_setsigmask(&attributes, &none);
        posix_spawn_file_actions_init(&files);
        if (strcmp(argv[0], "silent") == 0) {
                environment[2] = NULL;
                argv++;
        }
        argv = open_files(argv, &files);
        int r = posix_spawnp(&pid, argv[0], &files, &attributes, argv, environment);
        if (r != 0) {
                errno = r;
                die(argv[0]);
        }
        posix_spawnattr_destroy(&attributes);
        posix_spawn_file_actions_destroy(&files);
}

static void serve(const char *name)
{
        do {
                struct pollfd fds[] = {{.fd = notify_fd, .events = POLLIN},
                                       {.fd = signal_fd, .events = POLLIN}};
                if (poll(fds, 2, PATIENCE_MSEC) <= 0)
                        die("wait");
                if (fds[0].revents)
                        take_notification();
                if (!fds[1].revents)
                        continue;
                if (!reap(name))
                        return;
        } while (true);
}

/* Starts once; with PRINT, prints what it took. */
static void run(const Contestant *contestant, bool print)
{
        uint64_t cpu = cpu_time(), begin = now();
        start(contestant->start);
        serve(contestant->name);
        uint64_t wall = now() - begin;
        cpu = cpu_time() - cpu;
        if (print)
                printf("%s %llu %llu\n", contestant->name, (unsigned long long)wall, (unsigned long long)cpu);
        if (contestant->then) {
                start(contestant->then);
                serve(contestant->name);
        }
}

/* Cuts the arguments at "+" and "then", which become NULL. */
static size_t parse(char **argv, Contestant *ret)
{
        size_t n = 0;
        for (; *argv; argv++) {
                if (strcmp(*argv, "+") == 0) {
                        *argv++ = NULL;
                        if (n == CONTESTANTS_MAX || !argv[0] || !argv[1]) {
                                errno = EINVAL;
                                die("arguments");
                        }
                        ret[n++] = (Contestant){.name = argv[0], .start = argv + 1};
                } else if (n > 0 && strcmp(*argv, "then") == 0) {
                        *argv = NULL;
                        ret[n - 1].then = argv + 1;
                }
        }
        return n;
}

int main(int argc, char **argv)
{
        Contestant contestants[CONTESTANTS_MAX];
        if (argc < 5) {
                fprintf(stderr, "start-driver ROUNDS + NAME COMMAND... [then COMMAND...] [+ ...]\n");
                return 2;
        }
        int rounds = atoi(argv[1]);
        size_t n = parse(argv + 2, contestants);
        open_sockets();
        for (int round = -3; round < rounds; round++)
                for (size_t i = 0; i < n; i++)
                        run(contestants + (round % 2 ? i : n - 1 - i),
                            round >= 0); /* the first ones warm up */
        unlink(NOTIFY_PATH);
        return 0;
}
