/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A listener is found by taking its place for a moment. SO_REUSEADDR lets TCP do that beside connections that
 * have ended, but not beside a socket that listens. */
#include "helper/network/listener.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

static socklen_t address_of(const IpAddress *address, uint16_t port, struct sockaddr_storage *ret)
{
        memset(ret, 0, sizeof *ret);
        if (address->v6) {
                struct sockaddr_in6 *to = (struct sockaddr_in6 *)ret;
                to->sin6_family = AF_INET6;
                to->sin6_port = htons(port);
                memcpy(&to->sin6_addr, address->bytes, sizeof to->sin6_addr);
                return sizeof *to;
        }
        struct sockaddr_in *to = (struct sockaddr_in *)ret;
        to->sin_family = AF_INET;
        to->sin_port = htons(port);
        memcpy(&to->sin_addr, address->bytes, sizeof to->sin_addr);
        return sizeof *to;
}

/* 0; 1: somebody has it; or -errno. ANY: even if it is no address of this host. */
static int try(const IpAddress *address, uint16_t port, bool udp, bool any)
{
        struct sockaddr_storage to;
        const int yes = 1;
        socklen_t size = address_of(address, port, &to);
        _cleanup_close_ int fd =
                socket(address->v6 ? AF_INET6 : AF_INET, (udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC, 0);
        if (fd < 0)
                return errno == EAFNOSUPPORT ? 0 : -errno; /* nobody can listen there */
        if ((!udp && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) < 0) ||
            (any && setsockopt(fd, IPPROTO_IP, IP_FREEBIND, &yes, sizeof yes) < 0) ||
            (address->v6 && setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes) < 0))
                return -errno;
        if (bind(fd, (struct sockaddr *)&to, size) == 0)
                return 0;
        return errno == EADDRINUSE ? 1 : -errno;
}

/* At ADDRESS, or at all of both families. */
static int try_all(const Publish *publish, uint16_t port, bool any)
{
        const IpAddress none4 = {}, none6 = {.v6 = true};
        if (!publish->anywhere)
                return try(&publish->address, port, publish->host.udp, any);
        int r = try(&none4, port, publish->host.udp, any);
        if (r == 0)
                r = try(&none6, port, publish->host.udp, any);
        return r == -EADDRNOTAVAIL ? 0 : r; /* IPv6 is switched off */
}

int listener_find(const Publish *publish, uint16_t *ret_port)
{
        bool foreign = false;
        for (unsigned i = 0; i < ports_count(&publish->host); i++) {
                uint16_t port = (uint16_t)(publish->host.first + i);
                int r = try_all(publish, port, foreign);
                if (r == -EADDRNOTAVAIL && !foreign) {
                        foreign = true;
                        r = try_all(publish, port, true);
                }
                *ret_port = port;
                if (r != 0)
                        return r;
        }
        return foreign ? 2 : 0;
}
