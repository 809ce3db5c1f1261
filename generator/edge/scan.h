/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which definitions there are: NAME.group in the search path, masks, drop-ins. */
#pragma once

#include "core/base/diag.h"
#include "core/base/strbuf.h"

typedef struct ScannedGroup {
        char *name;
        char *path;      /* of NAME.group in the directory that wins */
        bool masked;     /* it is a link to /dev/null */
        StrVec drop_ins; /* full paths, in the order in which they are merged */
} ScannedGroup;

typedef struct Scan {
        ScannedGroup *groups; /* sorted by name */
        size_t n;
} Scan;

void scan_done(Scan *scan);
#define _cleanup_scan_ _cleanup_(scan_done)

/* The directories that definitions are looked for in, first ones win: $COSLICE_GROUP_PATH (parted by ":",
 * made absolute) or the built-in list. 0 or -errno. */
int scan_search_path(StrVec *ret);

/* Looks through DIRS, as systemd.unit(5) describes it for units and their drop-ins. A name that is no label
 * is a diagnostic, and the file is left out; so is a directory that can't be read, as a
 * warning if not even that it is there can be told. Drop-ins without a group
 * are a note. 0 or -errno. */
int scan_groups(const StrVec *dirs, DiagList *diags, Scan *ret);

/* Appends why NAME can't be a group's: label_explain(), or that it is a template. 0 or -ENOMEM. */
int scan_explain_name(StrBuf *buf, const char *name);

/* Whether the file PATH masks what is called like it: a link to /dev/null. */
bool scan_is_mask(const char *path);

/* The group of that name, or NULL. */
const ScannedGroup *scan_find(const Scan *scan, const char *name);
