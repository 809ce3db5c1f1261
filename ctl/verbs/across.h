/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is seen of groups only where several are looked at: host paths of one that lead through what a
 * container of another can write, and where a link would be followed (generator/volume/hostdirs.h), and what
 * only one of them can have of the network. */
#pragma once

#include "generator/model/definition.h"

typedef struct Across {
        Definition **definitions;
        size_t n, space;
        size_t n_asked; /* the first ones are those to tell about */
} Across;

void across_done(Across *across);
#define _cleanup_across_ _cleanup_(across_done)

/* Adds a definition, which it owns from then on, also when -ENOMEM is returned. ASKED: warnings about it are
 * wanted; these come first. 0 or -ENOMEM. */
int across_add(Across *across, Definition *def, bool asked);
bool across_has(const Across *across, const char *group);

/* A warning for each address, port and name that another group wants too: of two groups that were both asked
 * for in the later one alone. 0 or -ENOMEM. acrossnetwork.c */
int across_check_network(const Across *across, DiagList *diags);

/* A warning for each path, and these. 0 or -ENOMEM. */
int across_check(const Across *across, DiagList *diags);
