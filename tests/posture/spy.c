/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* spy [kill | hold]: as a process of a container, watches who comes in beside it, as long as that is the
 * helper, and tries whatever could give it away; "kill": ends it instead; "hold": ends what it has become, as
 * the tracer that never hears of it. Until /stop is there: then "seen N", and a line for each thing that it
 * has got. */
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

typedef struct Try {
        const char *name;
        bool (*gets)(pid_t pid);
        bool got;
} Try;

static ssize_t read_file(pid_t pid, const char *name, char *ret, size_t size)
{
        char path[64];
        snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        ssize_t n = fd < 0 ? -1 : read(fd, ret, size);
        if (fd >= 0)
                close(fd);
        return n;
}

/* As long as it has not executed another program. */
static bool is_helper(pid_t pid)
{
        static const char name[] = "coslice-helper";
        char text[sizeof name];
        ssize_t n = read_file(pid, "cmdline", text, sizeof text);
        return n == sizeof text && memcmp(text, name, sizeof name) == 0;
}

static bool gets_secret(pid_t pid)
{
        char text[65536];
        ssize_t n = read_file(pid, "cmdline", text, sizeof text);
        return n > 0 && memmem(text, (size_t)n, SECRET, strlen(SECRET));
}

static bool gets_file(pid_t pid, const char *name)
{
        char byte;
        return read_file(pid, name, &byte, 1) > 0;
}

static bool gets_environ(pid_t pid)
{
        return gets_file(pid, "environ");
}

static bool gets_maps(pid_t pid)
{
        return gets_file(pid, "maps");
}

static bool gets_auxv(pid_t pid)
{
        return gets_file(pid, "auxv");
}

static bool opens(pid_t pid, const char *name, int flags)
{
        char path[64];
        snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
        int fd = open(path, flags | O_CLOEXEC);
        if (fd >= 0)
                close(fd);
        return fd >= 0;
}

static bool opens_memory(pid_t pid)
{
        return opens(pid, "mem", O_RDWR);
}

static bool opens_root(pid_t pid)
{
        return opens(pid, "root", O_PATH | O_DIRECTORY);
}

static bool opens_directory(pid_t pid)
{
        return opens(pid, "cwd", O_PATH | O_DIRECTORY);
}

static bool opens_program(pid_t pid)
{
        return opens(pid, "exe", O_PATH);
}

static bool opens_descriptor(pid_t pid)
{
        return opens(pid, "fd/0", O_PATH) || opens(pid, "fd/3", O_PATH);
}

static bool takes_descriptor(pid_t pid)
{
        int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
        int fd = pidfd < 0 ? -1 : (int)syscall(SYS_pidfd_getfd, pidfd, 0, 0);
        if (pidfd >= 0)
                close(pidfd);
        if (fd >= 0)
                close(fd);
        return fd >= 0;
}

static bool reads_memory(pid_t pid)
{
        char byte;
        struct iovec here = {&byte, 1}, there = {NULL, 1};
        return process_vm_readv(pid, &here, 1, &there, 1, 0) > 0 ||
               errno == EFAULT; /* which is asked behind the right */
}

static bool traces(pid_t pid)
{
        if (ptrace(PTRACE_SEIZE, pid, NULL, NULL) < 0)
                return false;
        bool in_time = is_helper(pid);
        kill(pid, SIGKILL);
        waitpid(pid, NULL, __WALL);
        return in_time;
}

static Try tries[] = {
        {.name = "a secret", .gets = gets_secret},
        {.name = "environ", .gets = gets_environ},
        {.name = "maps", .gets = gets_maps},
        {.name = "auxv", .gets = gets_auxv},
        {.name = "mem", .gets = opens_memory},
        {.name = "root", .gets = opens_root},
        {.name = "cwd", .gets = opens_directory},
        {.name = "exe", .gets = opens_program},
        {.name = "fd", .gets = opens_descriptor},
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
                bool got = tries[i].gets(pid);
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
