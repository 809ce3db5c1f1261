/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/container/exec/attend.h"

#include "core/base/cleanup.h"
#include "core/io/relay.h"
#include "helper/container/exec/terminal.h"

#include <errno.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

/* Which go on to the program. A terminal in raw mode sends none for what is typed. */
static const int handed_on[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2};
static const int own[] = {SIGWINCH, SIGTSTP, SIGCONT};

/* How long a program goes on without its terminal. */
#define HANG_UP_MS 5000

/* How long the status of one that has ended may be kept from us. */
#define LAST_WORD_MS 2000

#define WAYS_MAX 3

typedef struct Attending {
        const Attendance *of;
        Terminal terminal; /* the caller's */
        int signal_fd;
        Relay ways[WAYS_MAX];
        size_t n_ways;
        Relay *input;     /* which of them goes in; NULL: none */
        bool input_ended; /* the program was told that there is no more of it */
        bool hung_up;
        int64_t kill_at; /* CLOCK_MONOTONIC, ms; 0: never */
        bool ended;      /* the program */
        bool lost;       /* nobody waits for its last words */
        int error;       /* an errno: what kept bytes from being handed on; 0: nothing */
} Attending;

static void fill_signals(sigset_t *ret)
{
        sigemptyset(ret);
        for (size_t i = 0; i < ARRAY_SIZE(handed_on); i++)
                sigaddset(ret, handed_on[i]);
        for (size_t i = 0; i < ARRAY_SIZE(own); i++)
                sigaddset(ret, own[i]);
}

/* Those that are ignored, as nohup(1) has it, stay so: a signal that is blocked counts all the same. */
void attend_signals(void)
{
        sigset_t set;
        struct sigaction action;
        fill_signals(&set);
        for (int n = 1; n < NSIG; n++)
                if (sigismember(&set, n) == 1 && sigaction(n, NULL, &action) == 0 &&
                    action.sa_handler == SIG_IGN)
                        sigdelset(&set, n);
        sigprocmask(SIG_BLOCK, &set, NULL);
        signal(SIGPIPE, SIG_IGN); /* that nobody reads any more is told to the program, by its own pipe */
}

static void send_signal(const Attending *attending, int number)
{
        (void)syscall(SYS_pidfd_send_signal, attending->of->pidfd, number, NULL, 0);
}

static int64_t now_ms(void)
{
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Whoever asked for the program is gone: so is its terminal. It has a moment to end. */
static void hang_up(Attending *attending)
{
        if (attending->hung_up)
                return;
        attending->hung_up = true;
        attending->kill_at = now_ms() + HANG_UP_MS;
        send_signal(attending, SIGHUP);
        send_signal(attending, SIGCONT); /* one that is stopped would not hear it */
        if (!attending->of->terminal)
                return;
        for (size_t i = 0; i < attending->n_ways; i++) {
                attending->ways[i].from_ended = true;
                attending->ways[i].to_error = EIO;
        }
        close(TAKE_FD(attending->of->fds[0]));
}

/* Meanwhile the terminal is the caller's. */
static void suspend(Attending *attending)
{
        bool raw = attending->terminal.raw;
        terminal_restore(&attending->terminal);
        raise(SIGSTOP);
        if (raw)
                (void)terminal_set_raw(&attending->terminal);
}

static void handle_signal(Attending *attending, int number)
{
        const Attendance *of = attending->of;
        switch (number) {
        case SIGTSTP: suspend(attending); return;
        case SIGCONT: /* a shell that has stopped it has changed the terminal */
                if (attending->terminal.raw)
                        (void)terminal_set_raw(&attending->terminal);
                __attribute__((fallthrough));
        case SIGWINCH:
                if (of->terminal && of->fds[0] >= 0)
                        terminal_copy_size(&attending->terminal, of->fds[0]);
                return;
        case SIGHUP: hang_up(attending); break;
        default: send_signal(attending, number);
        }
        attending->lost = attending->ended;
}

static void read_signals(Attending *attending)
{
        struct signalfd_siginfo info;
        while (read(attending->signal_fd, &info, sizeof info) == sizeof info)
                handle_signal(attending, (int)info.ssi_signo);
}

/* There is no more input: of a pipe that is its end, to a terminal it is said by a character, and of the
 * caller's terminal it is the end of that. */
static void end_input(Attending *attending)
{
        static const char end_of_file = 0x04; /* until the program makes it another one */
        const Attendance *of = attending->of;
        if (attending->input_ended || !relay_has_ended(attending->input))
                return;
        attending->input_ended = true;
        if (!of->terminal)
                close(TAKE_FD(of->fds[0]));
        else if (attending->terminal.fd == STDIN_FILENO)
                hang_up(attending);
        else
                relay_hold(attending->input, &end_of_file, 1);
}

/* That nobody takes its output any more the program is told by its pipe, or by the end of its terminal. */
static void end_output(Attending *attending, size_t i)
{
        const Attendance *of = attending->of;
        if (attending->ways[i].to_error == 0)
                return;
        if (of->terminal) {
                hang_up(attending);
                return;
        }
        int *from = of->fds + of->n_fds - 2 + i;
        closep(from);
        *from = -1;
}

static void add_way(Attending *attending, int from, int to)
{
        attending->ways[attending->n_ways++] = (Relay){.from = from, .to = to};
}

/* What comes out first, in the order of the streams; then what goes in. */
static void add_ways(Attending *attending)
{
        const Attendance *of = attending->of;
        if (of->terminal) {
                add_way(attending, of->fds[0], STDOUT_FILENO);
        } else {
                add_way(attending, of->fds[of->n_fds - 2], STDOUT_FILENO);
                add_way(attending, of->fds[of->n_fds - 1], STDERR_FILENO);
        }
        if (of->interactive) {
                add_way(attending, STDIN_FILENO, of->fds[0]);
                attending->input = attending->ways + attending->n_ways - 1;
        }
}

/* For poll(2). What was read of a program that has ended is written, however long others take for that; what
 * is not there by then doesn't come. */
static int patience(const Attending *attending)
{
        if (attending->ended) {
                for (size_t i = 0; i < attending->n_ways; i++)
                        if (attending->ways + i != attending->input && relay_holds(attending->ways + i) &&
                            !relay_has_ended(attending->ways + i))
                                return -1;
                return 0;
        }
        int64_t left = attending->kill_at - now_ms();
        return attending->kill_at == 0 ? -1 : left > 0 ? (int)left : 0;
}

/* That a reader goes, or the terminal, is none. */
static void keep_error(Attending *attending, const Relay *way)
{
        int error = way->from_error ? way->from_error : way->to_error;
        bool goes = error == EPIPE || (error == EIO && attending->of->terminal);
        if (attending->error == 0 && !goes)
                attending->error = error;
}

/* One look at all that can happen. False if nothing did. */
static bool look(Attending *attending)
{
        struct pollfd polls[WAYS_MAX + 2];
        size_t n = attending->n_ways;
        for (size_t i = 0; i < n; i++) {
                polls[i] = relay_poll(attending->ways + i);
                if (attending->ended && attending->ways + i == attending->input)
                        polls[i].fd = -1;
        }
        polls[n] = (struct pollfd){.fd = attending->signal_fd, .events = POLLIN};
        polls[n + 1] = (struct pollfd){.fd = attending->ended ? -1 : attending->of->pidfd, .events = POLLIN};
        int r = poll(polls, n + 2, patience(attending));
        if (r <= 0)
                return r < 0;
        for (size_t i = 0; i < n; i++) {
                if (polls[i].fd < 0)
                        continue;
                relay_step(attending->ways + i, polls[i].revents);
                keep_error(attending, attending->ways + i);
                if (attending->ways + i == attending->input)
                        end_input(attending);
                else
                        end_output(attending, i);
        }
        if (polls[n].revents)
                read_signals(attending);
        attending->ended = attending->ended || polls[n + 1].revents;
        return true;
}

/* To its parent one that is traced has ended when its tracer has heard of it, and that is the container's. */
static int wait_for_end(const Attending *attending)
{
        const struct timespec moment = {.tv_nsec = 10 * 1000 * 1000};
        int64_t end = now_ms() + LAST_WORD_MS;
        for (;;) {
                siginfo_t info = {};
                if (waitid(P_PIDFD, (id_t)attending->of->pidfd, &info, WEXITED | WNOHANG) < 0)
                        return -errno;
                if (info.si_pid != 0)
                        return info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status;
                if (now_ms() >= end)
                        return -ETIMEDOUT;
                nanosleep(&moment, NULL);
        }
}

static int attend_all(Attending *attending)
{
        int r = attending->of->terminal && attending->of->interactive ? terminal_set_raw(&attending->terminal)
                                                                      : 0;
        if (r < 0)
                return r;
        if (attending->of->terminal)
                terminal_copy_size(&attending->terminal, attending->of->fds[0]);
        add_ways(attending);
        while (!attending->ended) {
                (void)look(attending);
                if (attending->kill_at > 0 && now_ms() >= attending->kill_at) {
                        attending->kill_at = 0;
                        send_signal(attending, SIGKILL);
                }
        }
        while (!attending->lost && look(attending))
                ;
        int status = wait_for_end(attending);
        return status >= 0 && attending->error ? -attending->error : status;
}

int attend(const Attendance *attendance)
{
        sigset_t set;
        fill_signals(&set);
        Attending attending = {.of = attendance, .signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK)};
        if (attending.signal_fd < 0)
                return -errno;
        terminal_find(&attending.terminal);
        int r = attend_all(&attending);
        terminal_restore(&attending.terminal);
        close(attending.signal_fd);
        return r;
}
