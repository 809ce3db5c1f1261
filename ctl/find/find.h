/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Groups, found by what people type. */
#pragma once

#include "generator/edge/load.h"
#include "generator/edge/scan.h"

/* The search path, looked through, and what is installed. */
typedef struct Search {
        Installed installed;
        NetworkFile network;
        Scan scan;
        DiagList diags; /* what is wrong with the directories and the names in them */
        bool told;      /* what is wrong with the directories, by find_group() */
} Search;

void search_done(Search *search);
#define _cleanup_search_ _cleanup_(search_done)

/* 0 or -errno. */
int search_path(Search *ret);

typedef struct NamedGroup {
        char *name;
        char *container; /* that the argument names, or NULL */
        char *path;
        const StrVec *drop_ins; /* of the search; or NULL */
} NamedGroup;

void named_group_done(NamedGroup *group);
#define _cleanup_named_group_ _cleanup_(named_group_done)

enum { FIND_NONE = 1 };

/* Finds the group that ARGUMENT names: by an address (address.h), or by the path of its definition. A name
 * with
 * "/" or of the form NAME.group is a path if there is such a file, else it may be an address or, without "/",
 * the file of that name in the search path. 0; FIND_NONE with diagnostics; -errno. */
int find_group(Search *search, const char *argument, DiagList *diags, NamedGroup *ret);

/* Loads GROUP, of SEARCH, with what is installed. That it has no such container is a diagnostic. 0 or
 * -errno. */
int find_load(const Search *search, const NamedGroup *group, DiagList *diags, LoadedGroup *ret);

/* Both, of what ARGUMENT names. 0; FIND_NONE or -errno as find_group(). */
int find_loaded(Search *search, const char *argument, DiagList *diags, LoadedGroup *ret);
