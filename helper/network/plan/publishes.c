/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/network/plan/publishes.h"

bool publishes_meet(const Publish *a, const Publish *b, uint16_t *ret_port)
{
        if (a->host.udp != b->host.udp || a->anywhere != b->anywhere ||
            (!a->anywhere && !ip_equal(&a->address, &b->address)) || a->host.first > b->host.last ||
            b->host.first > a->host.last)
                return false;
        *ret_port = a->host.first > b->host.first ? a->host.first : b->host.first;
        return true;
}

const Publish *publishes_conflict(const Network *a, const Network *b, uint16_t *ret_port)
{
        for (size_t i = 0; i < a->publishes.n; i++)
                for (size_t k = a == b ? i + 1 : 0; k < b->publishes.n; k++)
                        if (publishes_meet(a->publishes.items + i, b->publishes.items + k, ret_port))
                                return a->publishes.items + i;
        return NULL;
}
