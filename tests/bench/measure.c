/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* measure COMMAND [ARGUMENT]…: runs one command without input and output, and prints what it took:
 * nanoseconds of wall time, nanoseconds of CPU time, peak memory in KiB, wait(2)'s status. A small program,
 * since the peak of a process begins with that of the one which it was forked from. */
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static uint64_t now(void)
{
        struct timespec t;
        clock_gettime(CLOCK_MONOTONIC, &t);
        return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static uint64_t nanoseconds(struct timeval t)
{
        return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_usec * 1000;
}

static int start(char **argv, pid_t *ret)
{
        posix_spawn_file_actions_t files;
        int r = posix_spawn_file_actions_init(&files);
        for (int fd = 0; fd < 3 && r == 0; fd++)
                r = posix_spawn_file_actions_addopen(&files, fd, "/dev/null", O_RDWR, 0);
        if (r == 0)
                r = posix_spawn(ret, argv[0], &files, NULL, argv, environ);
        posix_spawn_file_actions_destroy(&files);
        return r;
}

int main(int argc, char **argv)
{
        struct rusage usage;
        pid_t pid;
        int status;
        if (argc < 2) {
                fprintf(stderr, "measure COMMAND [ARGUMENT]...\n");
                return 2;
        }
        uint64_t begin = now();
        if (start(argv + 1, &pid) != 0 || wait4(pid, &status, 0, &usage) < 0) {
                perror(argv[1]);
                return 1;
        }
        uint64_t wall = now() - begin;
        printf("%llu %llu %ld %d\n", (unsigned long long)wall,
               (unsigned long long)(nanoseconds(usage.ru_utime) + nanoseconds(usage.ru_stime)),
               usage.ru_maxrss, status);
        return 0;
}
