/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the states and time stamps of a group's units mean. Pure. They decide by jobs and by PID 1's own time
 * stamps alone, which outlive a daemon-reload and a daemon-reexec; nothing depends on having seen a signal.
 */
#pragma once

#include "core/pid1/unit.h"

/* When this run of the group began, whose start was asked for at ASKED (0: nobody knows): when its sandbox
 * was last down before it, since all go down together. UINT64_MAX while that is still to come, as no
 * container can come up before the sandbox has; one that goes down has had its run. A NULL sandbox (none is
 * loaded) never was up: 0. Needs its times. */
uint64_t rules_run_began(const Unit *sandbox, uint64_t asked);

/* Whether rules_was_ready() looks at the container's times, so that they must be filled. */
bool rules_needs_times(const Unit *container);

/* Whether a container was READY once in the run that began at BEGAN; one that is older than the run is none
 * of it. That is what a start waits for: what it does afterwards is for its Restart=. */
bool rules_was_ready(const Unit *container, uint64_t began);

/* Whether a container is on its way down from a start of an earlier run than that which began at BEGAN: then
 * the job whose failure comes next is not of this run. Needs its times. */
bool rules_leaves_earlier(const Unit *container, uint64_t began);

/* What `started` knows of a container beside the unit itself. */
typedef struct StartView {
        uint64_t began; /* as rules_run_began() says */
        bool failed;    /* a job of its has failed */
        bool can_ask;   /* what it needs is there or on its way, and its start was not asked for before */
} StartView;

typedef enum StartStep {
        START_WAIT,  /* a job is there, or will be, that can make it READY */
        START_ENDED, /* it failed in this run */
        START_ASK,   /* this run has not tried it, and has no job for it */
} StartStep;
/* What has to be done about a container that was not READY. One that waits for its Restart= failed in this
 * run, unless it waits since an earlier one: then its turn is to come. Needs its times, but where
 * rules_needs_times() says no and no job has failed. */
StartStep rules_start_step(const Unit *container, const StartView *view);

/* What has to be done about the live target (NULL: not loaded) while the group starts. */
typedef enum LiveStep {
        LIVE_FINE,  /* it comes up by itself after the group */
        LIVE_WAIT,  /* it is on its way down */
        LIVE_STOP,  /* a container that ran alone brought it up: down, to come up anew */
        LIVE_START, /* down: up again, after the group */
} LiveStep;
LiveStep rules_live_in_start(const Unit *live);

/* Whether the live target must be stopped after a start that failed. */
bool rules_live_must_go(const Unit *live);

/* What `stopped` knows beside the unit itself. */
typedef struct StopView {
        bool broken;     /* the group's start failed: SERVICE_RESULT is not success */
        bool restarting; /* the group's own job is a restart: the containers have theirs */
        bool asked;      /* strays were asked to stop before: what starts now belongs to a new start */
} StopView;

typedef enum StopStep {
        STOP_NOTHING, /* down, or none of this stop's business */
        STOP_WAIT,    /* it goes down by a job that is there */
        STOP_ASK,     /* nobody else takes it down */
} StopStep;
StopStep rules_stop_step(const Unit *unit, const StopView *view);

/* When the live target left the run that ends now; 0: it never was up in it. Needs the times of both; either
 * may be NULL. */
uint64_t rules_live_ended(const Unit *group, const Unit *live);

/* Whether a failed container failed by itself rather than at a stop that was asked for. Containers stop after
 * the live target if the stop was asked for, and before it if they ended by themselves. Needs its times. */
bool rules_failed_by_itself(const Unit *container, uint64_t live_ended);

/* Whether a stop that began at BEGAN may have left a container behind, so that manager_read_left() has to
 * look: one that never went down, or is down while its control group has processes. What was started since
 * then belongs to a new start. Needs its times. */
bool rules_may_be_left(const Unit *container, uint64_t began);

/* Whether it has. One that waits for its Restart= runs no more; RESTARTING: and the group is to come up again
 * with it. */
bool rules_is_left(const Unit *container, bool restarting);

/* Whether what the containers needed came up in this run, and if it is down now, went by itself because they
 * failed. Needs its times and its outcome. */
bool rules_came_up(const Unit *needed);
