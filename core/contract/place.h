/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Paths as generator and helper write them to each other, and places where neither mounts anything: the
 * generator tells, the helper checks again. Pure: nothing is looked up. */
#pragma once

#include <stdbool.h>

/* Whether TEXT is absolute and normalized: no empty, "." or ".." component and no "/" at the end. */
bool path_is_normalized(const char *text);

/* The same of a path without "/" at either end: "a/b". */
bool path_is_normalized_below(const char *text);

/* Whether PATH is DIR or lies below it; both absolute and normalized. */
bool path_is_below(const char *path, const char *dir);

/* Whether PATH is or lies below /proc, /sys or /dev: over or in the kernel's own file systems a mount could
 * take the place of what is masked, and their files steer the host (CVE-2019-16884, CVE-2023-28642). A path
 * that leads there by a link is found when it is opened. */
bool place_is_kernels(const char *path);
