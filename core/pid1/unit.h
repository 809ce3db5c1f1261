/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The units of a group as PID 1 lists them: names, roles, states. Pure: manager.c fills them, rules.c judges
 * them. */
#pragma once

#include "core/contract/unitname.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The group that this process acts for. Borrowed: the strings are the command line's. */
typedef struct Group {
        const char *name;
        char *const *containers; /* labels, as the definition has them now */
        size_t n_containers;
        char *const *images; /* names of units: they fetch what its containers start from */
        size_t n_images;
} Group;

/* ActiveState, as far as it is told apart here. */
typedef enum UnitState {
        STATE_OTHER, /* activating, and whatever newer versions add */
        STATE_UP,    /* active, reloading, refreshing */
        STATE_INACTIVE,
        STATE_FAILED,
        STATE_DEACTIVATING,
} UnitState;

typedef enum UnitJob {
        JOB_NONE,
        JOB_START,
        JOB_STOP,
        JOB_RESTART,
        JOB_OTHER,
} UnitJob;

/* PID 1's time stamps (CLOCK_MONOTONIC, microseconds; 0: never) and what goes with them. PID 1 hands them on
 * through daemon-reload and daemon-reexec. */
typedef struct UnitTimes {
        uint64_t active_enter;   /* READY came */
        uint64_t inactive_enter; /* became inactive or failed */
        uint64_t inactive_exit;  /* left inactive or failed */
        uint32_t n_restarts;     /* by Restart=, since it was last started by a job */
} UnitTimes;

/* How its process ended: properties of org.freedesktop.systemd1.Service. */
typedef struct UnitOutcome {
        char *result;      /* "success", "exit-code", …; NULL: unknown */
        char *status_text; /* the last STATUS= of the helper or the payload: hostile text; NULL: none */
        int32_t code;      /* CLD_EXITED, CLD_KILLED, CLD_DUMPED, or 0 */
        int32_t status;    /* exit status or signal */
        bool init;         /* it is an init, with the program below it */
} UnitOutcome;

/* Whether PID 1 has frozen a unit: until it is thawed it can't be stopped. */
typedef enum UnitFreezer {
        FREEZER_NONE,
        FREEZER_FROZEN,
        FREEZER_FROZEN_BY_PARENT, /* its slice is */
} UnitFreezer;

/* What a stop has left of a unit. */
typedef struct UnitLeft {
        UnitFreezer freezer;
        char *frozen;  /* the slice that is, FREEZER_FROZEN_BY_PARENT; NULL: not found */
        uint32_t pid;  /* the first of the processes in its control group; 0: there is none */
        char *command; /* of that: hostile text; NULL: none */
} UnitLeft;

typedef struct Unit {
        UnitRole role;
        UnitState state;
        UnitJob job;
        bool restarting;    /* waits for its Restart= */
        bool masked;        /* by "systemctl mask" */
        bool skipped;       /* filled on demand: its last start ended at a condition that was not met */
        bool refuses_start; /* filled on demand: RefuseManualStart= */
        size_t index;       /* of a container: its place in Group.containers, or NOT_DEFINED */
        char *name;
        char *path;          /* its object on the bus */
        char *state_text;    /* "inactive, dead" */
        UnitTimes times;     /* filled on demand */
        UnitOutcome outcome; /* filled on demand */
        UnitLeft left;       /* filled on demand */
} Unit;

#define NOT_DEFINED SIZE_MAX

typedef struct UnitList {
        Unit *items;
        size_t n;
} UnitList;

void unit_done(Unit *unit);
void unit_list_done(UnitList *list);
#define _cleanup_unit_list_ _cleanup_(unit_list_done)

/* Makes RET of what PID 1 lists: name, ActiveState, SubState, object, job's type ("" for none). 0 or -ENOMEM.
 */
int unit_fill(const Group *group, const char *name, const char *active, const char *sub, const char *path,
              const char *job, Unit *ret);

/* What FreezerState means. */
UnitFreezer unit_freezer(const char *text);

/* The role of the unit NAME: as below, or ROLE_IMAGE for one of GROUP->images. */
UnitRole unit_role_in(const Group *group, const char *name);

/* What the unit NAME is to GROUP, as unitname_role() says, if it is a part of it; else ROLE_NONE. */
UnitRole unit_role(const char *group, const char *name, const char **ret_label, size_t *ret_length);

/* The place of a container's unit in GROUP->containers; NOT_DEFINED if it isn't one of these. */
size_t unit_index(const Group *group, const char *name);

/* The first unit of ROLE; of a container, the one at INDEX. NULL: PID 1 has none loaded. */
Unit *unit_list_find(const UnitList *list, UnitRole role);
Unit *unit_list_find_container(const UnitList *list, size_t index);

static inline bool unit_is_down(const Unit *unit)
{
        return unit->state == STATE_INACTIVE || unit->state == STATE_FAILED;
}
