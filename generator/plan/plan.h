/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The units of a group: which there are, and their text. Pure: nothing is written here. */
#pragma once

#include "core/contract/unitname.h"
#include "generator/plan/sum.h"

typedef struct PlannedFile {
        char *path; /* relative to the output directory: "coslice@web_app.service" or
                       "x.service.d/10-coslice.conf" */
        char *text;
        UnitRole role; /* of the unit that it is, or is a drop-in of */
} PlannedFile;

typedef struct PlannedLink {
        char *path;   /* "multi-user.target.wants/coslice@web.service" */
        char *target; /* what the link holds */
} PlannedLink;

typedef struct Plan {
        PlannedFile *files;
        size_t n_files;
        size_t size;        /* of the files' texts, bytes */
        PlannedLink *links; /* of [Install]; not part of a running group's copy */
        size_t n_links;
} Plan;

void plan_done(Plan *plan);
#define _cleanup_plan_ _cleanup_(plan_done)

/* What DEF, validated, and its sums come to. UNIT_DIR: where the static templates are installed, for links. A
 * value that no unit can hold is a diagnostic. 0 or -errno. */
int plan_group(const Definition *def, const Sums *sums, const char *unit_dir, DiagList *diags, Plan *ret);

/* The drop-ins by which group and sandbox of NAME refuse to start. WHY: the first error, in one line; SOURCE:
 * the definition's path, or NULL; RUNNING: the group runs, so that a start or restart by hand is refused
 * before anything stops. 0 or -errno. */
int plan_refusal(const char *name, const char *why, const char *source, bool running, Plan *ret);

/* The drop-in of a container that runs but is no longer defined. UNIT: "coslice@web_app.service". Appends to
 * PLAN. */
int plan_dropped(const char *unit, const char *why, Plan *plan);
