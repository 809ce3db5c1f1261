/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kernel takes more for names: a namespace of profiles before a ":", several on top of each other with
 * "//&", and what follows a blank. None of these is one profile, to which an answer can be held. */
#include "core/contract/apparmor.h"

#include "core/contract/contract.h"

#include <string.h>

static const char name_letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+/@";

bool apparmor_name_is_valid(const char *name)
{
        size_t n = strspn(name, name_letters);
        return n > 0 && n <= APPARMOR_NAME_MAX && !name[n] && name[0] != '-';
}

int apparmor_read(const char *value, const char **ret, Failure *failure)
{
        if (!apparmor_name_is_valid(value))
                return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                   "option --" APPARMOR_OPTION ": expected the name of a profile, not \"%s\"",
                                   value);
        *ret = value;
        return 0;
}
