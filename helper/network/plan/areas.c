/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Of two ranges of addresses one contains the other, or they have nothing in common. So wide ones are taken
 * first, and of each further area only those ports that no wider one has for it. */
#include "helper/network/plan/areas.h"

#include <errno.h>
#include <string.h>

void areas_done(AreaList *list)
{
        free(list->items);
        *list = (AreaList){};
}

int areas_add(AreaList *list, const Area *area)
{
        Area *more = reallocarray(list->items, list->n + 1, sizeof *more);
        if (!more)
                return -ENOMEM;
        list->items = more;
        list->items[list->n++] = *area;
        return 0;
}

static int compare(const void *a, const void *b)
{
        const Area *one = a, *other = b;
        if (one->range.bits != other->range.bits)
                return one->range.bits < other->range.bits ? -1 : 1;
        int r = memcmp(one->range.first.bytes, other->range.first.bytes, sizeof one->range.first.bytes);
        if (r != 0)
                return r;
        if (one->ports.udp != other->ports.udp)
                return one->ports.udp ? 1 : -1;
        if (one->ports.first != other->ports.first)
                return one->ports.first < other->ports.first ? -1 : 1;
        return one->ports.last < other->ports.last ? -1 : one->ports.last > other->ports.last;
}

static bool meets(const Area *wide, const Area *area)
{
        return wide->ports.udp == area->ports.udp && wide->ports.first <= area->ports.last &&
               area->ports.first <= wide->ports.last && prefix_contains(&wide->range, &area->range.first);
}

/* Adds what of AREA is in none of the N first of LIST, from the Ith on. */
static int add_rest(AreaList *list, size_t i, size_t n, Area area)
{
        while (i < n && !meets(list->items + i, &area))
                i++;
        if (i == n)
                return areas_add(list, &area);
        const PortRange taken = list->items[i].ports;
        Area below = area, above = area;
        below.ports.last = (uint16_t)(taken.first - 1);
        above.ports.first = (uint16_t)(taken.last + 1);
        int r = area.ports.first < taken.first ? add_rest(list, i + 1, n, below) : 0;
        return r == 0 && area.ports.last > taken.last ? add_rest(list, i + 1, n, above) : r;
}

int areas_part(AreaList *list)
{
        AreaList parted = {};
        int r = 0;
        if (list->n > 1)
                qsort(list->items, list->n, sizeof *list->items, compare);
        for (size_t i = 0; i < list->n && r == 0; i++)
                r = add_rest(&parted, 0, parted.n, list->items[i]);
        if (r < 0) {
                areas_done(&parted);
                return r;
        }
        areas_done(list);
        *list = parted;
        return 0;
}
