/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Capabilities by name; libcap in capname.c alone. Pure. */
#pragma once

/* "CAP_SYS_ADMIN" → 21; -EINVAL if libcap has no such name. */
int capname_number(const char *name);
