/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One group from its files to its units: read, then the whole pure pipeline. What generator and `coslice`
 * share. */
#pragma once

#include "generator/edge/files.h"
#include "generator/edge/installed.h"
#include "generator/edge/scan.h"
#include "generator/model/definition.h"
#include "generator/plan/plan.h"
#include "generator/plan/sum.h"

typedef struct LoadedGroup {
        Definition *definition; /* as far as it could be read */
        Sums sums;
        Plan plan; /* empty if DIAGS has an error */
} LoadedGroup;

void loaded_group_done(LoadedGroup *group);
#define _cleanup_loaded_group_ _cleanup_(loaded_group_done)

/* Loads the definition at PATH and its DROP_INS as group NAME. Mistakes, and files that can't be read, are
 * diagnostics, all at once and sorted. 0 or -errno. */
int load_group(const char *name, const char *path, const StrVec *drop_ins, const Installed *installed,
               DiagList *diags, LoadedGroup *ret);

/* The same for files that were read and parsed: N of them, the definition's first. */
int load_files(const char *name, const char *path, ReadFile *files, size_t n, const Installed *installed,
               DiagList *diags, LoadedGroup *ret);

/* The same for a definition that is TEXT alone: PATH is where it would lie. */
int load_group_text(const char *name, const char *path, const char *text, size_t size,
                    const Installed *installed, DiagList *diags, LoadedGroup *ret);
