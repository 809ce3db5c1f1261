/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The end of a group's network. */
#pragma once

#include "core/base/failure.h"
#include "helper/network/link.h"

/* down --group=GROUP: removes what up made, and whatever one that was killed has left. 0, also if there is
 * nothing; or -errno with FAILURE. */
int down(char **words, Failure *failure);

/* The same of GROUP. */
int down_group(int folder_fd, LinkSocket *socket, const char *group, Failure *failure);

/* The alias of GROUP's interface, by which it is known as ours. */
#define ALIAS_SPACE 80
void down_alias(const char *group, char ret[static ALIAS_SPACE]);
