/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which directories of the host the containers of a group can write. What lies below one of them may at any
 * time become a symbolic link to somewhere else on the host (CVE-2017-1002101, CVE-2021-25741), so that
 * whoever opens it must start from that directory and stay beneath. */
#pragma once

#include "generator/model/definition.h"

/* Fills DEF->writable from the volumes of all containers, once these are read. A path that can't be handed on
 * in parts is a diagnostic. 0 or -errno. */
int hostdirs_find(Definition *def, DiagList *diags);

/* The topmost directory that a container can write and that PATH, absolute and normalized, lies below; or
 * NULL. "/" is none: who can write that needs no link. */
const HostDir *hostdirs_above(const Definition *def, const char *path);

/* The topmost of N directories DIRS, sorted by hostdirs_sort(), that PATH lies below; OTHER_THAN: not one
 * that this group alone can write. NULL: none. */
const HostDir *hostdirs_search(const HostDir *dirs, size_t n, const char *path, const char *other_than);
void hostdirs_sort(HostDir *dirs, size_t n);

/* Appends to RET each topmost directory that containers can write and that C's root, its profile of system
 * calls or one of its environment files, which may be wildcard expressions (glob(7)), lies or may lie below.
 * 0 or -ENOMEM. */
int hostdirs_around(const Definition *def, const Container *c, StrVec *ret);
