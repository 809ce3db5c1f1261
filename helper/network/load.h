/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The host's part, that all groups have in common. */
#pragma once

#include "core/base/failure.h"

/* Loads the rules with what running groups have, has Docker's chain let them through, and switches forwarding
 * on, for groups alone, unless WORDS forbid one of these; where all of that is there, it
 * is made anew. 0 or -errno with FAILURE. */
int load(char **words, Failure *failure);

/* Removes the rules. The same. */
int unload(char **words, Failure *failure);

/* What load() does first: the rules of our own table. Docker's chain is not looked at: who has flushed ours
 * has left it as load() made it, or Docker has made it anew, after which load() follows. FOLDER_FD is of
 * netrecords_open(), and nobody's lock is held. */
int load_rules(int folder_fd, Failure *failure);
