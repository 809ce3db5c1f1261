/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/fetch/tries.h"

/* A registry that restarts is back in seconds; one that is down isn't asked more than four times a minute. */
#define FIRST_WAIT 1000
#define LAST_WAIT  15000

void tries_heard(Tries *tries, int64_t now)
{
        tries->heard = now;
        tries->wait = 0;
}

bool tries_over(const Tries *tries, int64_t now)
{
        return now - tries->heard >= tries->patience;
}

bool tries_next(Tries *tries, int64_t now, int64_t *ret_wait)
{
        int64_t left = tries->patience - (now - tries->heard);
        if (left <= 0)
                return false;
        int64_t wait = tries->wait == 0 ? FIRST_WAIT : tries->wait * 2;
        if (wait > LAST_WAIT)
                wait = LAST_WAIT;
        tries->wait = wait;
        *ret_wait = wait < left ? wait : left;
        return true;
}
