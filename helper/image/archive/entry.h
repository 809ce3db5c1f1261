/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an archive holds, one after the other, as it is said there: nothing of it is to be trusted. Pure. */
#pragma once

#include <stddef.h>
#include <stdint.h>

typedef enum EntryKind {
        ENTRY_FILE,
        ENTRY_FOLDER,
        ENTRY_LINK, /* symbolic */
        ENTRY_HARD_LINK,
        ENTRY_FIFO,
        ENTRY_DEVICE,
} EntryKind;

typedef struct EntryAttribute {
        const char *name;
        const void *value;
        size_t size;
} EntryAttribute;

/* An extended header has no room for more that are of use; what is above is counted as left out. */
#define ENTRY_ATTRIBUTES_MAX 64

/* All of it is the reader's, and gone with the next entry. */
typedef struct Entry {
        EntryKind kind;
        const char *name;   /* as the archive has it: names_read(), entryname.h */
        const char *target; /* of links; else NULL */
        unsigned mode;      /* permissions alone, 07777 */
        uint32_t uid, gid;
        int64_t seconds; /* when it was changed last */
        long nanoseconds;
        uint64_t size;                                   /* of a file, with its holes */
        EntryAttribute attributes[ENTRY_ATTRIBUTES_MAX]; /* those that are kept: entry_keeps() */
        size_t n_attributes;
        unsigned left_out; /* extended attributes, ACLs and flags that are not kept */
} Entry;
