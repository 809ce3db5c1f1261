/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The host's part, that all groups have in common. */
#pragma once

#include "core/base/failure.h"

/* Loads the rules with what running groups have, and switches forwarding on, for groups alone; where all of
 * that is there, it is made anew. 0 or -errno with FAILURE. */
int load(char **words, Failure *failure);

/* Removes the rules. The same. */
int unload(char **words, Failure *failure);

/* What load() does first: the rules. FOLDER_FD is of netrecords_open(), and nobody's lock is held. */
int load_rules(int folder_fd, Failure *failure);
