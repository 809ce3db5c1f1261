/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The beginning of a group's network. */
#pragma once

#include "core/base/failure.h"

/* up, with the options of core/contract/network.h: gives the group, whose namespaces are there, its network.
 * Where one that was killed has left something, that is removed before. 0; or -errno with FAILURE, and
 * nothing is left. */
int up(char **words, Failure *failure);
