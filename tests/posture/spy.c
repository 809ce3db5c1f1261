/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* spy [kill | hold]: as a process of a container, watches who comes in beside it, as long as that is the
 * helper, and tries whatever could give it away; "kill": ends it instead; "hold": ends what it has become, as
 * the tracer that never hears of it. Until /stop is there: then "seen N", and a line for each thing that it
 * has got, or a file with SECRET in it. */
#define _GNU_SOURCE
#define SECRET "4711-secret"

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
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

/* Whether something of the process was got: by the file NAME of its directory in /proc, where it takes one.
 */
typedef struct Try {
        const char *name;
        bool (*gets)(pid_t pid, const char *name);
        bool got;
} Try;

static int open_file(pid_t pid, const char *name, int flags)
{
        char path[64];
        snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
        return open(path, flags | O_CLOEXEC);
}

static ssize_t read_file(pid_t pid, const char *name, char *ret, size_t size)
{
        int fd = open_file(pid, name, O_RDONLY);
        ssize_t n = 0, more = fd < 0 ? -1 : 1;
        for (; more > 0 && (size_t)n<size; n += more> 0 ? more : 0)
                more = read(fd, ret + n, size - (size_t)n);
        if (fd >= 0)
                close(fd);
        return n > 0 ? n : more;
}

/* As long as it has not executed another program. */
static bool is_helper(pid_t pid)
{
        static const char name[] = "coslice-helper";
        char text[64] = "";
        if (read_file(pid, "cmdline", text, sizeof text - 1) <= 0)
                return false;
        const char *slash = strrchr(text, '/');
        return strcmp(slash ? slash + 1 : text, name) == 0;
}

/* What everybody reads, and SECRET is in it. */
static bool gets_secret(pid_t pid, const char *name)
{
        static char text[1 << 20];
        ssize_t n = read_file(pid, name, text, sizeof text);
        return n > 0 && memmem(text, (size_t)n, SECRET, strlen(SECRET));
}

static bool reads(pid_t pid, const char *name)
{
        char byte;
        return read_file(pid, name, &byte, 1) > 0;
}

static bool opens(pid_t pid, const char *name, int flags)
{
        int fd = open_file(pid, name, flags);
        if (fd >= 0)
                close(fd);
        return fd >= 0;
}

static bool writes(pid_t pid, const char *name)
{
        return opens(pid, name, O_RDWR);
}

static bool follows(pid_t pid, const char *name)
{
        return opens(pid, name, O_PATH);
}

static bool takes_descriptor(pid_t pid, const char *name)
{
        (void)name;
        int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
        bool got = false;
        for (int fd = 0; pidfd >= 0 && fd < 16 && !got; fd++) {
                int copy = (int)syscall(SYS_pidfd_getfd, pidfd, fd, 0);
                got = copy >= 0;
                if (got)
                        close(copy);
        }
        if (pidfd >= 0)
                close(pidfd);
        return got;
}

static bool reads_memory(pid_t pid, const char *name)
{
        (void)name;
        char byte;
        struct iovec here = {&byte, 1}, there = {NULL, 1};
        return process_vm_readv(pid, &here, 1, &there, 1, 0) > 0 ||
               errno == EFAULT; /* which is asked behind the right */
}

/* And lets it go again, since its end would be told to nobody else. */
static bool traces(pid_t pid, const char *name)
{
        (void)name;
        if (ptrace(PTRACE_SEIZE, pid, NULL, NULL) < 0)
                return false;
        bool in_time = is_helper(pid);
        ptrace(PTRACE_INTERRUPT, pid, NULL, NULL);
        waitpid(pid, NULL, __WALL);
        ptrace(PTRACE_DETACH, pid, NULL, NULL);
        return in_time;
}

static Try tries[] = {
        {.name = "cmdline", .gets = gets_secret},
        {.name = "mountinfo", .gets = gets_secret},
        {.name = "environ", .gets = reads},
        {.name = "auxv", .gets = reads},
        {.name = "maps", .gets = reads},
        {.name = "smaps", .gets = reads},
        {.name = "syscall", .gets = reads},
        {.name = "personality", .gets = reads},
        {.name = "io", .gets = reads},
        {.name = "mem", .gets = writes},
        {.name = "root", .gets = follows},
        {.name = "cwd", .gets = follows},
        {.name = "exe", .gets = follows},
        {.name = "fd/0", .gets = follows},
        {.name = "fd/3", .gets = follows},
        {.name = "ns/mnt", .gets = follows},
        {.name = "ns/pid", .gets = follows},
        {.name = "ns/user", .gets = follows},
        {.name = "pidfd_getfd", .gets = takes_descriptor},
        {.name = "process_vm_readv", .gets = reads_memory},
        {.name = "ptrace", .gets = traces},
};
#define N_TRIES (sizeof tries / sizeof *tries)

/* Only what it had got while the other one still was the helper counts. */
static void try_all(pid_t pid)
{
        for (size_t i = 0; i < N_TRIES; i++) {
                if (!is_helper(pid))
                        return;
                bool got = tries[i].gets(pid, tries[i].name);
                tries[i].got = tries[i].got || (got && (is_helper(pid) || tries[i].gets == traces));
        }
}

static void hold(pid_t pid)
{
        if (!is_helper(pid) && ptrace(PTRACE_SEIZE, pid, NULL, NULL) == 0)
                kill(pid, SIGKILL);
}

/* How many were there. */
static int look(const char *mode)
{
        DIR *folder = opendir("/proc");
        const struct dirent *entry;
        int seen = 0;
        while (folder && (entry = readdir(folder))) {
                pid_t pid = atoi(entry->d_name);
                if (pid <= 0 || pid == getpid())
                        continue;
                if (strcmp(mode, "hold") == 0)
                        hold(pid);
                if (!is_helper(pid))
                        continue;
                seen++;
                if (strcmp(mode, "kill") == 0)
                        kill(pid, SIGKILL);
                else if (!*mode)
                        try_all(pid);
        }
        if (folder)
                closedir(folder);
        return seen;
}

int main(int argc, char **argv)
{
        int seen = 0;
        while (access("/stop", F_OK) < 0)
                seen += look(argc > 1 ? argv[1] : "");
        printf("seen %d\n", seen);
        for (size_t i = 0; i < N_TRIES; i++)
                if (tries[i].got)
                        printf("%s\n", tries[i].name);
        printf("that was all\n");
        fflush(stdout);
        pause();
}
