/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The connection to PID 1, over its private socket, as root's systemctl has it: it works before dbus-daemon
 * is up and after it has gone. */
#pragma once

#include "core/pid1/unit.h"

typedef struct Manager Manager;

/* What a call answers beside 0. */
enum {
        MANAGER_REFUSED = 1, /* PID 1 said no; the connection is fine */
};

/* CLOCK_MONOTONIC in microseconds, as PID 1's time stamps are. */
uint64_t manager_now(void);

/* Not connected yet: 0 or -ENOMEM. */
int manager_new(Manager **ret);
Manager *manager_free(Manager *manager);
DEFINE_CLEANUP(Manager *, manager_free)
#define _cleanup_manager_ _cleanup_(manager_freep)

/* A daemon-reexec cuts the connection: each call then dials again and is given again, for 90 s. So it may be
 * carried out twice, which does no harm here. Of all that follow: < 0 is the last error after these 90 s, or
 * -ENOMEM. */

/* All loaded units of GROUP, its images' too, without times and outcome. 0. */
int manager_list(Manager *manager, const Group *group, UnitList *ret);

/* Fill UNIT->times, UNIT->outcome, UNIT->skipped, UNIT->refuses_start, UNIT->left; what PID 1 does not tell
 * stays zero. 0. */
int manager_read_times(Manager *manager, Unit *unit);
int manager_read_outcome(Manager *manager, Unit *unit);
int manager_read_skipped(Manager *manager, Unit *unit);
int manager_read_refuses_start(Manager *manager, Unit *unit);
int manager_read_left(Manager *manager, const Group *group, Unit *unit);

/* Enqueue a job in a mode of systemd's (org.freedesktop.systemd1(5), "StartUnit()"); forget a failure. 0 or
 * MANAGER_REFUSED. */
int manager_start(Manager *manager, const Unit *unit, const char *mode);
int manager_stop(Manager *manager, const Unit *unit, const char *mode);
/* Only if it runs. */
int manager_restart(Manager *manager, const Unit *unit, const char *mode);
/* Its ExecReload=. */
int manager_reload_unit(Manager *manager, const Unit *unit, const char *mode);
int manager_reset_failed(Manager *manager, const Unit *unit);

/* Has PID 1 read all units anew, as daemon-reload does, and waits for it. 0 or MANAGER_REFUSED. */
int manager_reload(Manager *manager);

/* Whether the machine shuts down. 0. */
int manager_is_stopping(Manager *manager, bool *ret);

/* Waits until a job of GROUP has ended, a second at most: a signal only wakes up, since it may be lost in a
 * daemon-reexec. FAILED (one for each of GROUP's containers, or NULL): set for those whose job failed. 0. */
int manager_wait(Manager *manager, const Group *group, bool *failed);
