/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/io/relay.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

struct pollfd relay_poll(const Relay *relay)
{
        if (relay_has_ended(relay))
                return (struct pollfd){.fd = -1};
        if (relay_holds(relay))
                return (struct pollfd){.fd = relay->to, .events = POLLOUT};
        return (struct pollfd){.fd = relay->from, .events = POLLIN};
}

static bool is_passing(int error)
{
        return error == EAGAIN || error == EINTR;
}

static void write_some(Relay *relay)
{
        size_t n = relay->end - relay->at;
        ssize_t written = write(relay->to, relay->bytes + relay->at, n < PIPE_BUF ? n : PIPE_BUF);
        if (written >= 0)
                relay->at += (size_t)written;
        else if (!is_passing(errno))
                relay->to_error = errno;
}

static void read_some(Relay *relay)
{
        ssize_t n = read(relay->from, relay->bytes, sizeof relay->bytes);
        relay->at = 0;
        relay->end = n > 0 ? (size_t)n : 0;
        if (n > 0 || (n < 0 && is_passing(errno)))
                return;
        relay->from_ended = true;
        relay->from_error = n < 0 ? errno : 0;
}

void relay_step(Relay *relay, short revents)
{
        if (revents == 0 || relay_has_ended(relay))
                return;
        if (relay_holds(relay))
                write_some(relay);
        else
                read_some(relay);
}

void relay_hold(Relay *relay, const char *bytes, size_t n)
{
        memcpy(relay->bytes, bytes, n);
        relay->at = 0;
        relay->end = n;
}
