/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/common/wants.h"

#include "core/base/strbuf.h"
#include "core/contract/contract.h"
#include "core/contract/unitname.h"
#include "core/io/io.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static int fail(const char *what, const char *group, int error, Failure *failure)
{
        return failure_set(failure, EXIT_SETUP_STATE, error,
                           "%s the link of group %s to " UNITNAME_NETWORK " in " COSLICE_RUNTIME_UNITS, what,
                           group);
}

static char *folder_name(const char *group)
{
        _cleanup_free_ char *unit = unitname_make(ROLE_SANDBOX, group, NULL);
        return unit ? string_printf("%s.wants", unit) : NULL;
}

static int open_units(void)
{
        int fd = open(COSLICE_RUNTIME_UNITS, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        return fd < 0 ? -errno : fd;
}

int wants_add(const char *group, Failure *failure)
{
        _cleanup_free_ char *name = folder_name(group);
        _cleanup_close_ int units = name ? open_units() : -ENOMEM;
        _cleanup_close_ int folder = units < 0 ? units : io_open_folder(units, name, 0755);
        int r = folder < 0 ? folder : 0;
        /* systemd looks at the names alone. */
        if (r == 0 && symlinkat(COSLICE_UNIT_DIR "/" UNITNAME_NETWORK, folder, UNITNAME_NETWORK) < 0 &&
            errno != EEXIST)
                r = -errno;
        return r < 0 ? fail("make", group, -r, failure) : 0;
}

int wants_remove(const char *group, Failure *failure)
{
        _cleanup_free_ char *name = folder_name(group),
                            *link = name ? string_printf("%s/" UNITNAME_NETWORK, name) : NULL;
        _cleanup_close_ int units = link ? open_units() : -ENOMEM;
        int r = units < 0 && units != -ENOENT ? units : 0;
        if (units >= 0 && unlinkat(units, link, 0) < 0 && errno != ENOENT)
                r = -errno;
        if (units >= 0 && r == 0 && unlinkat(units, name, AT_REMOVEDIR) < 0 && errno != ENOENT &&
            errno != ENOTEMPTY && errno != EEXIST)
                r = -errno;
        return r < 0 ? fail("remove", group, -r, failure) : 0;
}
