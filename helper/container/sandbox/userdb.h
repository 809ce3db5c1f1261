/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A group's first id by name, in ps, ls and logs of the host: records of a user and a group for nss-systemd
 * and userdbctl(1), as long as the group runs (https://systemd.io/USER_RECORD). */
#pragma once

#include "core/base/failure.h"

#include <stdint.h>

/* Writes "coslice-GROUP" for BASE, in place of what is there. 0 or -errno with FAILURE. */
int userdb_add(const char *group, uint32_t base, Failure *failure);

/* Removes it; 0 if there is none. 0 or -errno with FAILURE. */
int userdb_remove(const char *group, uint32_t base, Failure *failure);
