/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* COSLICE_NETWORK_FILE, coslice.network(5): what the networks of all groups have in common. A mistake in it
 * is one of each group that needs it, and of no other. What of it can be read holds nonetheless for units
 * that groups have in common: there are groups that run. */
#pragma once

#include "generator/model/definition.h"

typedef struct NetworkFile {
        ItemList ranges; /* their texts are as prefix_write() has them, in the order of the lines */
        Scalar forwarding, docker_user; /* set where a line says yes or no, 1 or 0 */
        DiagList diags;                 /* what is wrong with it */
        char *path;                     /* what places point at */
} NetworkFile;

void network_file_done(NetworkFile *file);
#define _cleanup_network_file_ _cleanup_(network_file_done)

/* Reads the file at PATH; where there is none RET is empty. 0 or -errno. */
int network_file_read(const char *path, NetworkFile *ret);

/* DEF, checked, gets what FILE says, if its network is one of its own; mistakes go to DIAGS. 0 or -ENOMEM. */
int network_file_apply(const NetworkFile *file, Definition *def, DiagList *diags);
