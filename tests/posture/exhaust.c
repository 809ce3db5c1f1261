/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Takes all that the kernel counts by user and gives one: "inotify N", "signals N", "queues N", and then
 * waits, unless it is told "once" behind NAME. */
#include <errno.h>
#include <mqueue.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <sys/resource.h>
#include <unistd.h>

/* However much the kernel gives, no more is tried. */
#define MOST 20000

static int take_inotify(void)
{
        int n = 0;
        while (n < MOST && inotify_init1(IN_CLOEXEC) >= 0)
                n++;
        return n;
}

/* Signals of real time are queued, as long as they are blocked. */
static int take_signals(void)
{
        sigset_t set;
        int n = 0;
        sigemptyset(&set);
        sigaddset(&set, SIGRTMIN);
        sigprocmask(SIG_BLOCK, &set, NULL);
        while (n < MOST && sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = n}) == 0)
                n++;
        return n;
}

/* NAME: of the queues, in a namespace that others may share. */
static int take_queues(const char *name)
{
        struct mq_attr attributes = {.mq_maxmsg = 10, .mq_msgsize = 8192};
        char path[64];
        int n = 0;
        do
                snprintf(path, sizeof path, "/%s-%d", name, n);
        while (n < MOST && mq_open(path, O_CREAT | O_EXCL | O_RDWR, 0600, &attributes) >= 0 && ++n);
        return n;
}

int main(int argc, char **argv)
{
        const struct rlimit files = {1000, 1000}, signals = {500, 500}, bytes = {819200, 819200};
        /* The same for all who are compared. */
        if (argc < 2 || setrlimit(RLIMIT_NOFILE, &files) < 0 || setrlimit(RLIMIT_SIGPENDING, &signals) < 0 ||
            setrlimit(RLIMIT_MSGQUEUE, &bytes) < 0)
                return 1;
        printf("inotify %d\n", take_inotify());
        printf("signals %d\n", take_signals());
        printf("queues %d\n", take_queues(argv[1]));
        fflush(stdout);
        while (argc == 2)
                pause();
        return 0;
}
