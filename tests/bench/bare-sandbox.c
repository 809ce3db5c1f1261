/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* bare-sandbox BASE DIR: user, network and IPC namespaces with the least that makes and keeps them, nothing
 * checked and nothing told: the ids from BASE on are those of the first, and they are mounted over the files
 * "user", "net" and "ipc" of DIR. What the helper's sandbox is held against. */
#include <errno.h>
#include <fcntl.h>
#include <linux/securebits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static void must(long r, const char *what)
{
        if (r >= 0)
                return;
        fprintf(stderr, "bare-sandbox: %s: %s\n", what, strerror(errno));
        _exit(1);
}

/* Each says one byte, and hears one. */
static void meet(int fd)
{
        char byte = 0;
        must(write(fd, &byte, 1), "tell");
        if (read(fd, &byte, 1) != 1)
                _exit(1);
}

static void make_namespaces(uid_t base, int fd)
{
        must(prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0), "securebits");
        must(setresgid(base, base, base), "setresgid");
        must(setresuid(base, base, base), "setresuid");
        must(unshare(CLONE_NEWUSER), "user namespace");
        must(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0), "dumpable");
        meet(fd);
        must(setresuid(0, 0, 0), "root");
        must(unshare(CLONE_NEWNET | CLONE_NEWIPC), "namespaces");
        meet(fd);
}

static void write_map(pid_t pid, const char *name, uid_t base)
{
        char path[64], map[64];
        snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
        int n = snprintf(map, sizeof map, "0 %u 65536", base), fd = open(path, O_WRONLY | O_CLOEXEC);
        must(fd, path);
        must(write(fd, map, (size_t)n), path);
        close(fd);
}

int main(int argc, char **argv)
{
        static const char *const kinds[] = {"user", "net", "ipc"};
        char from[64], to[256];
        int ends[2];
        if (argc != 3) {
                fprintf(stderr, "bare-sandbox BASE DIR\n");
                return 2;
        }
        uid_t base = (uid_t)strtoul(argv[1], NULL, 10);
        must(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), "socketpair");
        pid_t pid = fork();
        must(pid, "fork");
        if (pid == 0) {
                make_namespaces(base, ends[1]);
                _exit(0);
        }
        char byte;
        must(read(ends[0], &byte, 1), "wait");
        write_map(pid, "uid_map", base);
        write_map(pid, "gid_map", base);
        must(write(ends[0], &byte, 1), "tell");
        must(read(ends[0], &byte, 1), "wait");
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
                snprintf(from, sizeof from, "/proc/%d/ns/%s", pid, kinds[i]);
                snprintf(to, sizeof to, "%s/%s", argv[2], kinds[i]);
                must(mount(from, to, NULL, MS_BIND, NULL), to);
        }
        must(write(ends[0], &byte, 1), "tell");
        must(waitpid(pid, NULL, 0), "wait");
        return 0;
}
