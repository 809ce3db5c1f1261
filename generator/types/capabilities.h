/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Capabilities by name, as libcap knows them: one that a newer kernel and libcap have is known by building
 * anew. Pure. */
#pragma once

#include <stdbool.h>

#define CAPABILITY_ALL 64 /* stands behind the last that there can be */

/* "NET_ADMIN" or "CAP_NET_ADMIN", in any case → its number; "all" → CAPABILITY_ALL; -EINVAL if it is none. */
int capability_from_name(const char *word);

/* "NET_ADMIN" for number N in *RET, a new string: 0; -EINVAL if N has no name; -ENOMEM. */
int capability_to_name(unsigned n, char **ret);

/* The name that WORD was probably meant to be, a new string, or NULL. 0 or -ENOMEM. */
int capability_suggest(const char *word, char **ret);

/* Whether the kernel asks for N in the host's user namespace alone, and a filter for system calls opens
 * nothing with it that does without: in a user namespace nobody can use it. */
bool capability_is_of_host(unsigned n);

/* Whether it is about a network: a user namespace has it for its own networks alone. */
bool capability_is_of_network(unsigned n);
