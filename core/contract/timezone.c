/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names of time zones, as systemd takes them (timezone_is_valid()). */
#include "core/contract/timezone.h"

#include "core/contract/place.h"

#include <string.h>

bool timezone_is_valid(const char *name)
{
        static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-_/";
        return !name[strspn(name, letters)] && path_is_normalized_below(name);
}
