/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The values of the helper's options that have parts: volumes and host names. Pure. */
#pragma once

#include "helper/container/request/request.h"

/* "NAME:UID:GID", with MEMORY "NAME:UID:GID:BYTES": appends to the request's empties. */
int request_take_empty(Request *request, bool memory, const char *value, Failure *failure);

/* "TARGET:FLAGS:SUB:SOURCE", for a tmpfs "TARGET:OPTIONS": appends to the request's volumes. */
int request_take_volume(Request *request, VolumeKind kind, const char *value, Failure *failure);

/* host_name_is_valid(): it ends in /etc/hosts. */
int request_take_hostname(const char **ret, const char *option, const char *value, Failure *failure);
