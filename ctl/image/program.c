/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ctl/image/program.h"

#include "core/contract/contract.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int program_become(char *const *words)
{
        execv(COSLICE_IMAGE, words);
        return -errno;
}

static int read_lines(int fd, StrVec *ret)
{
        FILE *file = fdopen(fd, "r");
        char *line = NULL;
        size_t space = 0;
        int r = file ? 0 : -errno;
        for (ssize_t n; r == 0 && (n = getline(&line, &space, file)) > 0;) {
                line[n - (line[n - 1] == '\n')] = '\0';
                r = strvec_add(ret, line);
        }
        free(line);
        if (file)
                fclose(file);
        else
                close(fd);
        return r;
}

static pid_t spawn(const StrVec *words, int out_fd)
{
        pid_t pid = fork();
        if (pid != 0)
                return pid < 0 ? -errno : pid;
        int r = dup2(out_fd, STDOUT_FILENO) < 0 ? -errno : program_become(words->items);
        fprintf(stderr, "coslice: execute " COSLICE_IMAGE ": %s\n", strerror(-r));
        _exit(EXIT_FAILURE);
}

static int wait_for(pid_t pid)
{
        int status;
        while (waitpid(pid, &status, 0) < 0)
                if (errno != EINTR)
                        return -errno;
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int program_run(const StrVec *words, StrVec *ret)
{
        int fds[2];
        if (pipe2(fds, O_CLOEXEC) < 0)
                return -errno;
        fflush(NULL);
        pid_t pid = spawn(words, fds[1]);
        close(fds[1]);
        if (pid < 0) {
                close(fds[0]);
                return pid;
        }
        int r = read_lines(fds[0], ret);
        int status = wait_for(pid);
        return r < 0 ? r : status;
}
