/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names of entries and of attributes: which are taken, and what those mean that remove something (OCI image
 * specification, layer.md, "Whiteouts"). Pure. */
#pragma once

#include "core/base/strbuf.h"

#include <stdbool.h>

/* How long a name may be, as the kernel takes it; and one component of it. */
#define ENTRY_NAME_MAX      4095
#define ENTRY_COMPONENT_MAX 255

typedef enum EntryMeaning {
        ENTRY_IS_IT,     /* a file or folder of that name */
        ENTRY_REMOVES,   /* what the layers below have of that name */
        ENTRY_EMPTIES,   /* what they have in that folder */
        ENTRY_IS_OF_AUFS /* what Docker's aufs kept for itself: left out */
} EntryMeaning;

typedef struct EntryName {
        char path[ENTRY_NAME_MAX + 1]; /* without "/" in front or behind, "." or "..": "" is the root. Of
                                          whiteouts: of what they mean */
        size_t n_folder;               /* length of what is before the last "/" */
        const char *last;              /* in PATH */
        EntryMeaning meaning;
} EntryName;

/* Reads NAME. 0; or -EINVAL and in RET_WHY (static) why it is refused, in words that follow on the name. */
int entryname_read(const char *name, EntryName *ret, const char **ret_why);

/* The same for what a hard link leads to: a "/" in front is the image's root, and it is no whiteout. */
int entryname_read_target(const char *name, EntryName *ret, const char **ret_why);

/* Whether an extended attribute is kept: file capabilities, and the user's, but for those by which overlays
 * work. */
bool entryname_keeps_attribute(const char *name);

/* Appends NAME in quotes, as a terminal can show it, and not longer than one has patience for. 0 or -ENOMEM.
 */
int entryname_quote(const char *name, StrBuf *buf);
