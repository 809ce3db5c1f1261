/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Programs that write their log to a file, and are led to standard output by its name: a link to it, or a
 * line of their configuration. A socket can't be opened by such a name, a pipe can. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Files of configuration are not larger. */
#define LOGNAME_FILE_MAX (64 * 1024)

/* Whether a symbolic link at PATH (in the image, without "/" in front) to TARGET is one that a program writes
 * its log to. Those in /dev are everybody's. */
bool logname_is_link(const char *path, const char *target);

/* Whether the file at PATH, of SIZE bytes, is to be looked through: below a folder called etc or conf. */
bool logname_looks_at(const char *path, size_t size);

/* Whether a line of the text of N bytes, comments aside, has one of the names. What has a NUL in it is no
 * text. */
bool logname_is_in(const char *text, size_t n);
