/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/seccomp/capname.h"

#include <errno.h>
#include <string.h>
#include <sys/capability.h>

#define PREFIX "CAP_"

int capname_number(const char *name)
{
        cap_value_t number;
        /* libcap takes a number too, and lower case, and a name with more behind it. */
        if (strncmp(name, PREFIX, strlen(PREFIX)) != 0 ||
            strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") != strlen(name) || cap_from_name(name, &number) < 0)
                return -EINVAL;
        return number;
}
