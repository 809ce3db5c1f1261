/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Waits for what happens to a machine. */
#include "tests/lab/nested/monitor.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>

int monitor_init(Monitor *ret_monitor)
{
        sigset_t set;
        sigemptyset(&set);
        sigaddset(&set, SIGCHLD);
        sigaddset(&set, SIGTERM);
        sigaddset(&set, SIGINT);
        sigaddset(&set, SIGHUP);
        sigprocmask(SIG_BLOCK, &set, NULL);
        int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
        if (fd < 0)
                return -errno;
        *ret_monitor = (Monitor){.signal_fd = fd};
        return 0;
}

static int64_t now_ms(void)
{
        struct timespec t;
        clock_gettime(CLOCK_MONOTONIC, &t);
        return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

/* Keeps the last half and more of what comes. */
static void read_console(Monitor *m, int fd)
{
        size_t half = sizeof m->console / 2;
        if (m->console_size > half) {
                memmove(m->console, m->console + m->console_size - half, half);
                m->console_size = half;
        }
        ssize_t n = read(fd, m->console + m->console_size, sizeof m->console - m->console_size);
        if (n > 0)
                m->console_size += (size_t)n;
}

static bool read_ready(int fd)
{
        char message[4096];
        ssize_t n = recv(fd, message, sizeof message - 1, MSG_DONTWAIT);
        if (n <= 0)
                return false;
        message[n] = '\0';
        return strncmp(message, "READY=1", 7) == 0 || strstr(message, "\nREADY=1");
}

/* 0 if what ended is none of ours that matter. */
static int reap(Monitor *m, Machine *machine)
{
        int status;
        if (m->command > 0 && waitpid(m->command, &status, WNOHANG) == m->command) {
                m->command = 0;
                m->command_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
                return EVENT_COMMAND;
        }
        if (machine->pid > 0 && waitpid(machine->pid, &status, WNOHANG) == machine->pid) {
                machine->pid = 0;
                return EVENT_DOWN;
        }
        return 0;
}

static int read_signals(Monitor *m)
{
        struct signalfd_siginfo info;
        while (read(m->signal_fd, &info, sizeof info) == sizeof info)
                if (info.ssi_signo != SIGCHLD)
                        m->signal = (int)info.ssi_signo;
        return m->signal != 0 ? EVENT_SIGNAL : 0;
}

int monitor_wait(Monitor *m, Machine *machine, unsigned seconds)
{
        int64_t end = now_ms() + seconds * INT64_C(1000);
        for (;;) {
                struct pollfd fds[] = {{m->signal_fd, POLLIN, 0},
                                       {machine->console_fd, POLLIN, 0},
                                       {machine->notify_fd, POLLIN, 0}};
                /* Signals merge: what ended together with another child is found here, not in the signal. */
                int r = read_signals(m);
                if (r == 0)
                        r = reap(m, machine);
                if (r != 0)
                        return r;
                int64_t left = end - now_ms();
                if (left <= 0)
                        return EVENT_TIMEOUT;
                if (poll(fds, ARRAY_SIZE(fds), left > 60000 ? 60000 : (int)left) < 0 && errno != EINTR)
                        return -errno;
                if (fds[1].revents & POLLIN)
                        read_console(m, machine->console_fd);
                else if (fds[1].revents) /* closed on the other side for now: poll() would return at once */
                        usleep(10000);
                bool was_ready = m->ready;
                if (fds[2].revents & POLLIN && read_ready(machine->notify_fd))
                        m->ready = true;
                if (m->ready && !was_ready)
                        return EVENT_READY;
        }
}

void monitor_print_console(const Monitor *m)
{
        fputs("lab: the end of the console:\n", stderr);
        fwrite(m->console, 1, m->console_size, stderr);
        if (m->console_size == 0 || m->console[m->console_size - 1] != '\n')
                fputc('\n', stderr);
}

void monitor_done(Monitor *m)
{
        closep(&m->signal_fd);
}
