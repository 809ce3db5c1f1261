/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* connect ADDRESS PORT N: opens N connections, one after the other, each until the other side has ended it,
 * and prints the nanoseconds of one. connect --listen PORT: is that other side, which ends each at once. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void must(long r, const char *what)
{
        if (r >= 0)
                return;
        fprintf(stderr, "connect: %s: %s\n", what, strerror(errno));
        exit(1);
}

static uint64_t now(void)
{
        struct timespec t;
        clock_gettime(CLOCK_MONOTONIC, &t);
        return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static int open_socket(void)
{
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        must(fd, "socket");
        return fd;
}

/* An end by RST leaves no port behind that waits for a minute. */
static void end(int fd)
{
        const struct linger at_once = {.l_onoff = 1};
        must(setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once), "linger");
        close(fd);
}

static void answer(uint16_t port)
{
        const struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port)};
        int fd = open_socket();
        must(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int)), "reuse");
        must(bind(fd, (const struct sockaddr *)&at, sizeof at), "bind");
        must(listen(fd, 64), "listen");
        for (;;) {
                int one = accept(fd, NULL, NULL);
                must(one, "accept");
                end(one);
        }
}

static void ask(const struct sockaddr_in *to)
{
        char byte;
        int fd = open_socket();
        /* The end may come before the one or the other. */
        if ((connect(fd, (const struct sockaddr *)to, sizeof *to) < 0 || read(fd, &byte, 1) < 0) &&
            errno != ECONNRESET)
                must(-1, "connect");
        close(fd);
}

int main(int argc, char **argv)
{
        struct sockaddr_in to = {.sin_family = AF_INET};
        if (argc == 3 && strcmp(argv[1], "--listen") == 0)
                answer((uint16_t)atoi(argv[2]));
        if (argc != 4 || inet_pton(AF_INET, argv[1], &to.sin_addr) != 1) {
                fprintf(stderr, "connect ADDRESS PORT N | connect --listen PORT\n");
                return 2;
        }
        to.sin_port = htons((uint16_t)atoi(argv[2]));
        int n = atoi(argv[3]);
        uint64_t begin = now();
        for (int i = 0; i < n; i++)
                ask(&to);
        printf("%llu\n", (unsigned long long)((now() - begin) / (uint64_t)n));
        return 0;
}
