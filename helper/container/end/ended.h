/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The end of an init, which is that of all containers that share its process namespace: the kernel kills
 * them. */
#pragma once

#include <stdbool.h>

/* Whether the init beside which CONTAINER of GROUP was started has ended, or is about to. */
bool init_has_ended(const char *group, const char *container);
