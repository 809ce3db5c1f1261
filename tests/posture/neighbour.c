/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* neighbour SECRET [kill]: a process of a container that shares its process namespace with others. It watches
 * for processes that are still the helper's and tries to get at them; "kill": ends them instead. Each time
 * that something was got a line says what: "environ", …; "secret FILE" where SECRET was read. Of
 * each ten looks at one, "seen". */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define HELPER "coslice-helper"

static const char *secret;
static char text[1 << 20];

/* What can be read of the file; -1: it can't be opened or read. */
static ssize_t read_of(const char *pid, const char *file)
{
        char path[512];
        snprintf(path, sizeof path, "/proc/%s/%s", pid, file);
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
                return -1;
        ssize_t n = 0, more;
        while (n < (ssize_t)sizeof text - 1 && (more = read(fd, text + n, sizeof text - 1 - (size_t)n)) > 0)
                n += more;
        text[n] = '\0';
        close(fd);
        return n;
}

/* What was got of a process is told if it is still the helper's: what it becomes is its neighbours' to look
 * at. */
static char pending[4096];

static void got(const char *what, const char *file)
{
        size_t n = strlen(pending);
        snprintf(pending + n, sizeof pending - n, "%s%s\n", what, file);
}

static void look_for_secret(const char *file, ssize_t n)
{
        if (n > 0 && memmem(text, (size_t)n, secret, strlen(secret)))
                got("secret ", file);
}

static void try_files(const char *pid)
{
        static const char *const files[] = {"environ", "auxv",        "maps", "smaps",
                                            "syscall", "personality", "io"};
        static const char *const links[] = {"root",    "cwd",  "exe",  "ns/mnt", "ns/pid",
                                            "ns/user", "fd/0", "fd/3", "fd/10"};
        char path[512], target[512];
        for (size_t i = 0; i < sizeof files / sizeof *files; i++)
                if (read_of(pid, files[i]) > 0)
                        got(files[i], "");
        for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
                snprintf(path, sizeof path, "/proc/%s/%s", pid, links[i]);
                if (readlink(path, target, sizeof target) > 0)
                        got(links[i], "");
        }
        snprintf(path, sizeof path, "/proc/%s/mem", pid);
        int fd = open(path, O_RDWR | O_CLOEXEC);
        if (fd >= 0) {
                got("mem", "");
                close(fd);
        }
        snprintf(path, sizeof path, "/proc/%s/fd", pid);
        DIR *dir = opendir(path);
        if (dir) {
                got("fd", "");
                closedir(dir);
        }
}

static void try_calls(pid_t pid)
{
        int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
        for (int fd = 0; pidfd >= 0 && fd < 16; fd++) {
                int copy = (int)syscall(SYS_pidfd_getfd, pidfd, fd, 0);
                if (copy >= 0) {
                        got("pidfd_getfd", "");
                        close(copy);
                }
        }
        if (pidfd >= 0)
                close(pidfd);
        if (ptrace(PTRACE_SEIZE, pid, NULL, NULL) < 0)
                return;
        got("ptrace", "");
        /* One that stays traced is never heard of again: its end is told to its tracer first. */
        ptrace(PTRACE_INTERRUPT, pid, NULL, NULL);
        waitpid(pid, NULL, __WALL);
        ptrace(PTRACE_DETACH, pid, NULL, NULL);
}

static bool is_helper(const char *pid)
{
        ssize_t n = read_of(pid, "cmdline");
        look_for_secret("cmdline", n);
        const char *slash = n > 0 ? strrchr(text, '/') : NULL;
        const char *name = slash ? slash + 1 : text;
        return n > 0 && strcmp(name, HELPER) == 0;
}

static void look_at(const char *pid)
{
        look_for_secret("mountinfo", read_of(pid, "mountinfo"));
        look_for_secret("environ", read_of(pid, "environ"));
        try_files(pid);
        try_calls(atoi(pid));
        if (!is_helper(pid))
                return;
        fputs(pending, stdout);
        fflush(stdout);
}

int main(int argc, char **argv)
{
        bool kills = argc > 2 && strcmp(argv[2], "kill") == 0;
        unsigned long seen = 0;
        secret = argv[1];
        for (;;) {
                DIR *proc = opendir("/proc");
                for (struct dirent *entry; proc && (entry = readdir(proc));) {
                        const char *pid = entry->d_name;
                        pending[0] = '\0';
                        if (pid[0] < '0' || pid[0] > '9' || atoi(pid) == getpid() || !is_helper(pid))
                                continue;
                        if (seen++ % 10 == 0)
                                puts("seen");
                        fflush(stdout);
                        if (kills)
                                kill(atoi(pid), SIGKILL);
                        else
                                look_at(pid);
                }
                closedir(proc);
        }
}
