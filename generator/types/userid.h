/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Users and groups as a definition may name them. Pure. */
#pragma once

#include "generator/model/definition.h"

#include <stdbool.h>
#include <stdint.h>

/* A user or group id: decimal, 0 to COSLICE_ID_MAX. 0, or > 0 if TEXT is none. */
int userid_read(const char *text, uint64_t *ret);

/* UID[:GID], both the same where one stands alone. 0; > 0 if TEXT is not that; -ENOMEM. */
int userid_read_owner(const char *text, Ids *ret);

/* Whether TEXT can name a user or a group: an id, or what passwd(5) could hold. */
bool userid_is_name_or_id(const char *text);
