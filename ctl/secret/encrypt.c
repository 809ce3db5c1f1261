/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Both ways by files in memory: whatever the program does with its pipes, nobody waits for nobody. */
#include "ctl/secret/encrypt.h"

#include "core/base/cleanup.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define SYSTEMD_CREDS "/usr/bin/systemd-creds"
#define SYSTEMD_ASK   "/usr/bin/systemd-ask-password"

static int make_file(const char *data, size_t size)
{
        _cleanup_close_ int fd = memfd_create("secret", MFD_CLOEXEC);
        if (fd < 0)
                return -errno;
        while (size > 0) {
                ssize_t n = write(fd, data, size);
                if (n < 0)
                        return -errno;
                data += n;
                size -= (size_t)n;
        }
        return lseek(fd, 0, SEEK_SET) < 0 ? -errno : TAKE_FD(fd);
}

_Noreturn static void become(char *const *words, int in_fd, int out_fd)
{
        /* Each time it would warn of the host's own key, that it is on a disk that isn't encrypted. */
        if (setenv("SYSTEMD_LOG_LEVEL", "err", 1) == 0 && dup2(in_fd, STDIN_FILENO) >= 0 &&
            dup2(out_fd, STDOUT_FILENO) >= 0)
                execv(words[0], words);
        fprintf(stderr, "coslice secret: execute %s: %s\n", words[0], strerror(errno));
        _exit(EXIT_FAILURE);
}

static int run(char *const *words, int in_fd, int out_fd)
{
        int status;
        fflush(NULL);
        pid_t pid = fork();
        if (pid == 0)
                become(words, in_fd, out_fd);
        if (pid < 0)
                return -errno;
        while (waitpid(pid, &status, 0) < 0)
                if (errno != EINTR)
                        return -errno;
        return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : 1;
}

static int read_file(int fd, StrBuf *ret)
{
        char block[4096];
        ssize_t n;
        if (lseek(fd, 0, SEEK_SET) < 0)
                return -errno;
        while ((n = read(fd, block, sizeof block)) > 0)
                strbuf_add_bytes(ret, block, (size_t)n);
        return n < 0 ? -errno : ret->oom ? -ENOMEM : 0;
}

/* WORDS, with IN_FD for standard input. What it prints is appended to RET. 0, 1 or -errno. */
static int run_for(char *const *words, int in_fd, StrBuf *ret)
{
        _cleanup_close_ int out = make_file("", 0);
        int r = out < 0 ? out : run(words, in_fd, out);
        return r != 0 ? r : read_file(out, ret);
}

int encrypt_ask(const char *name, StrBuf *ret)
{
        _cleanup_free_ char *question = string_printf("Secret %s:", name);
        char program[] = SYSTEMD_ASK, timeout[] = "--timeout=0";
        if (!question)
                return -ENOMEM;
        char *const words[] = {program, timeout, question, NULL};
        int r = run_for(words, STDIN_FILENO, ret);
        if (r == 0 && ret->length > 0 && ret->text[ret->length - 1] == '\n')
                ret->text[--ret->length] = '\0';
        return r;
}

int encrypt_secret(const char *name, const StrBuf *secret, StrBuf *ret)
{
        _cleanup_free_ char *option = string_printf("--name=%s", name);
        char program[] = SYSTEMD_CREDS, verb[] = "encrypt", standard[] = "-";
        if (!option)
                return -ENOMEM;
        _cleanup_close_ int in = make_file(secret->text ? secret->text : "", secret->length);
        char *const words[] = {program, verb, option, standard, standard, NULL};
        return in < 0 ? in : run_for(words, in, ret);
}
