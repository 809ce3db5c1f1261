/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Places of devices, sorted: what is equal to a path, or lies below it, follows it. */
#include "generator/validate/devices.h"

#include "core/contract/device.h"
#include "core/contract/place.h"

#include <errno.h>
#include <string.h>

/* "/" before all that names have, so that "/dev/a-b" doesn't part "/dev/a" and "/dev/a/b". */
static int rank(char c)
{
        return c == '/' ? 1 : c ? (unsigned char)c + 1 : 0;
}

static int compare(const void *a, const void *b)
{
        const Device *x = *(Device *const *)a, *y = *(Device *const *)b;
        const char *p = x->target, *q = y->target;
        for (; *p && *p == *q; p++)
                q++;
        /* They lie in one array, in the order of the lines. */
        return rank(*p) != rank(*q) ? rank(*p) - rank(*q) : x < y ? -1 : x > y;
}

/* INNER is at OUTER's place or below it, which the later one of the two lines is told. */
static int say_taken(const Item *outer_line, const Device *outer, const Item *inner_line, const Device *inner,
                     DiagList *diags)
{
        bool inner_is_later = inner_line > outer_line;
        const Place *at = inner_is_later ? &inner_line->at : &outer_line->at;
        const Place *first = inner_is_later ? &outer_line->at : &inner_line->at;
        _cleanup_free_ char *where = place_to_string(first, at);
        if (!where)
                return -ENOMEM;
        if (streq(inner->target, outer->target))
                return diag_error(diags, at, "there is a device at %s already, by %s", inner->target, where);
        if (!inner_is_later)
                return diag_error(diags, at, "%s lies in %s, and is there already, by %s", inner->target,
                                  outer->target, where);
        return diag_error(diags, at, "%s lies in %s, which is %s, by %s", inner->target, outer->target,
                          outer->directory ? "there as a whole" : "a device", where);
}

static int check_sorted(const Container *c, const DeviceList *list, Device *const *sorted, DiagList *diags)
{
        const Item *lines = c->add_device.items;
        const Device *outer = sorted[0];
        for (size_t i = 1; i < list->n; i++) {
                const Device *inner = sorted[i];
                if (!path_is_below(inner->target, outer->target)) {
                        outer = inner;
                        continue;
                }
                int r = say_taken(lines + (outer - list->items), outer, lines + (inner - list->items), inner,
                                  diags);
                if (r < 0)
                        return r;
        }
        return 0;
}

int devices_check(const Container *c, DiagList *diags)
{
        _cleanup_device_list_ DeviceList list = {};
        Failure failure;
        for (size_t i = 0; i < c->add_device.n; i++)
                if (device_read(c->add_device.items[i].text, &list, &failure) < 0)
                        return -ENOMEM; /* it was written by the key's type */
        if (list.n < 2)
                return 0;
        _cleanup_free_ Device **sorted = calloc(list.n, sizeof *sorted);
        if (!sorted)
                return -ENOMEM;
        for (size_t i = 0; i < list.n; i++)
                sorted[i] = list.items + i;
        qsort(sorted, list.n, sizeof *sorted, compare);
        return check_sorted(c, &list, sorted, diags);
}
