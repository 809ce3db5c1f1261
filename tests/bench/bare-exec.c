/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* bare-exec PID PROGRAM: runs it in the namespaces of PID, with the least that does so: one setns(2) and one
 * fork, nothing restricted, nothing handed on. What coslice-helper exec is held against. */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void die(const char *what)
{
        fprintf(stderr, "bare-exec: %s: %s\n", what, strerror(errno));
        exit(1);
}

int main(int argc, char **argv)
{
        const int namespaces = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWCGROUP | CLONE_NEWUTS |
                               CLONE_NEWNET | CLONE_NEWIPC;
        int status;
        if (argc < 3)
                return 2;
        int fd = (int)syscall(SYS_pidfd_open, atoi(argv[1]), 0);
        if (fd < 0 || setns(fd, namespaces) < 0)
                die("join");
        pid_t pid = fork();
        if (pid < 0)
                die("fork");
        if (pid == 0) {
                execv(argv[2], argv + 2);
                die(argv[2]);
        }
        if (waitpid(pid, &status, 0) < 0)
                die("wait");
        return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
