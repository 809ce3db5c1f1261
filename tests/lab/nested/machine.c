/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The machine itself. We stay outside of all its namespaces and cgroups: a process of ours in its cgroups
 * would be PID 0 in there, which breaks `systemctl status`, and the first process' pivot_root moves
 * everything that shares its mount namespace. */
#include "tests/lab/nested/machine.h"

#include "tests/lab/nested/report.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <net/if.h>
#include <pty.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>

#define NOTIFY_SOCKET "/run/lab-notify"
#define NAMESPACES    (CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNET)
#define SEARCH_PATH   "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/* As a process starts under init: no signal blocked or ignored. */
static void reset_signals(void)
{
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
        for (int i = 1; i < SIGRTMIN; i++)
                if (i != SIGKILL && i != SIGSTOP)
                        signal(i, SIG_DFL);
}

static int raise_loopback(void)
{
        struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP};
        _cleanup_close_ int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &request) < 0)
                return report_errno(-errno, "can't raise the loopback interface");
        return 0;
}

/* The terminal becomes ours: stdin, stdout, stderr and the one that controls us. systemd wants a real one. */
static int take_console(void)
{
        int fd = open("/dev/console", O_RDWR | O_NOCTTY);
        if (fd < 0 || ioctl(fd, TIOCSCTTY, 1) < 0)
                return report_errno(-errno, "/dev/console");
        for (int i = 0; i < 3; i++)
                if (dup2(fd, i) < 0)
                        return -errno;
        if (fd > 2)
                close(fd);
        return 0;
}

/* The first process. Returns only if it failed. */
static void become_init(const RootOptions *root)
{
        static char *const argv[] = {"/lib/systemd/systemd", NULL};
        static char *const env[] = {"container=coslice-lab",
                                    "NOTIFY_SOCKET=" NOTIFY_SOCKET,
                                    SEARCH_PATH,
                                    "LANG=C.UTF-8",
                                    "TERM=dumb",
                                    NULL};
        prctl(PR_SET_PDEATHSIG, SIGKILL); /* whatever ends us ends the machine */
        reset_signals();
        setsid();
        int r = cgroups_enter(root->cgroups, NULL);
        if (r < 0 || unshare(CLONE_NEWCGROUP) < 0) {
                report_errno(r < 0 ? r : -errno, "can't enter the machine's cgroups");
                return;
        }
        if (root_enter(root) < 0 || sethostname("lab", 3) < 0 || raise_loopback() < 0 || take_console() < 0)
                return;
        execve(argv[0], argv, env);
        report_errno(-errno, "%s", argv[0]);
}

/* A socket at this path; what was there goes. A descriptor or -errno. */
static int listen_on(const char *path)
{
        struct sockaddr_un address = {.sun_family = AF_UNIX};
        if (strlen(path) >= sizeof address.sun_path)
                return -ENAMETOOLONG;
        strcpy(address.sun_path, path);
        _cleanup_close_ int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        unlink(path);
        if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0)
                return -errno;
        return TAKE_FD(fd);
}

static int start_init(Machine *m, const RootOptions *root)
{
        struct clone_args args = {
                .flags = NAMESPACES | CLONE_PIDFD,
                .pidfd = (uint64_t)(uintptr_t)&m->pid_fd,
                .exit_signal = SIGCHLD,
        };
        pid_t pid = (pid_t)syscall(SYS_clone3, &args, sizeof args);
        if (pid < 0)
                return report_errno(-errno, "can't make the machine's namespaces");
        if (pid == 0) {
                become_init(root);
                _exit(1);
        }
        m->pid = pid;
        return 0;
}

int machine_start(const MachineOptions *options, Machine *ret_machine)
{
        _cleanup_machine_ Machine m = MACHINE_NONE;
        _cleanup_close_ int terminal_fd = -1;
        char notify[512], srv[512], state[512], terminal[64];
        RootOptions root = options->root;
        if (root.n_binds + 4 > ARRAY_SIZE(root.binds))
                return -E2BIG;

        int r = cgroups_make(options->v2_alone, &m.cgroups);
        if (r < 0)
                return r;
        snprintf(notify, sizeof notify, "%s/notify", root.mount_point);
        snprintf(srv, sizeof srv, "%s/srv", root.mount_point);
        snprintf(state, sizeof state, "%s/coslice", root.mount_point);
        m.notify_fd = listen_on(notify);
        if (m.notify_fd < 0)
                return report_errno(m.notify_fd, "%s", notify);
        if (openpty(&m.console_fd, &terminal_fd, terminal, NULL, NULL) < 0)
                return report_errno(-errno, "can't open a terminal");
        fcntl(m.console_fd, F_SETFD, FD_CLOEXEC);
        fcntl(terminal_fd, F_SETFD, FD_CLOEXEC);

        root.cgroups = &m.cgroups;
        root.binds[root.n_binds++] = (Bind){notify, NOTIFY_SOCKET, true};
        root.binds[root.n_binds++] = (Bind){terminal, "/dev/console", true};
        root.binds[root.n_binds++] = (Bind){srv, "/srv", true};
        root.binds[root.n_binds++] = (Bind){state, "/var/lib/coslice", true};
        r = start_init(&m, &root);
        if (r < 0)
                return r;
        *ret_machine = m;
        m = MACHINE_NONE;
        return 0;
}

static void become_command(const Machine *m, char *const argv[])
{
        static char *const env[] = {SEARCH_PATH, "HOME=/root",     "LANG=C.UTF-8",
                                    "TERM=dumb", "SYSTEMD_PAGER=", "SYSTEMD_COLORS=0",
                                    NULL};
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        reset_signals();
        setsid();
        int r = cgroups_enter(&m->cgroups, "lab-command");
        if (r < 0 || setns(m->pid_fd, CLONE_NEWCGROUP) < 0) {
                report_errno(r < 0 ? r : -errno, "can't enter the machine's cgroups");
                _exit(125);
        }
        execvpe(argv[0], argv, env);
        report_errno(-errno, "%s", argv[0]);
        _exit(127);
}

/* Enters the machine's namespaces, and ends as the command in them does. It waits even when told to stop: a
 * child left behind is reaped by the host's init alone, which can take seconds, and until then the machine's
 * pid namespace stays. Not nsenter: that stops itself along with its child when systemd-shutdown stops all
 * processes, and never reaps it. */
static int enter_and_wait(const Machine *m, char *const argv[])
{
        int null_fd = open("/dev/null", O_RDONLY | O_CLOEXEC), status;
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (null_fd < 0 || dup2(null_fd, 0) < 0 || setns(m->pid_fd, NAMESPACES) < 0 || chdir("/") < 0) {
                report_errno(-errno, "can't enter the machine");
                return 125;
        }
        pid_t pid = fork();
        if (pid < 0) {
                report_errno(-errno, "can't start a process in the machine");
                return 125;
        }
        if (pid == 0)
                become_command(m, argv);
        while (waitpid(pid, &status, 0) != pid)
                ;
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int machine_run(const Machine *m, char *const argv[], pid_t *ret_pid)
{
        pid_t pid = fork();
        if (pid < 0)
                return -errno;
        if (pid == 0)
                _exit(enter_and_wait(m, argv));
        *ret_pid = pid;
        return 0;
}

void machine_done(Machine *m)
{
        if (m->pid > 0) {
                /* Its namespace's other processes and all mounts go with PID 1. */
                kill(m->pid, SIGKILL);
                while (waitpid(m->pid, NULL, 0) < 0 && errno == EINTR)
                        ;
        }
        cgroups_done(&m->cgroups);
        closep(&m->pid_fd);
        closep(&m->console_fd);
        closep(&m->notify_fd);
        *m = MACHINE_NONE;
}
