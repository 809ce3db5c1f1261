/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The system calls that processes may make which read what a registry has sent: those that they need, and
 * nothing by which they could reach other processes, networks or namespaces. Any other one ends them. */
#pragma once

typedef enum FilterKind {
        FILTER_COPY, /* reads and writes what is open */
        FILTER_WRITE /* and makes files, but no devices */
} FilterKind;

/* Loads it into this process; no_new_privs must be set. 0 or -errno. */
int filter_load(FilterKind kind);
