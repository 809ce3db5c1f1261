/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What PID 1 says of units, and orders. */
#include "core/pid1/manager.h"

#include "core/base/strbuf.h"
#include "core/pid1/connection.h"

#include <errno.h>
#include <string.h>

#define SERVICE_IFACE "org.freedesktop.systemd1.Service"

/* A daemon-reload takes longer than a call may by default: as long as systemctl(1) waits. */
#define RELOAD_USEC (180 * USEC_PER_SEC)

static int ask_for_units(Manager *manager, const Group *group, sd_bus_message **ret)
{
        _cleanup_message_ sd_bus_message *query = NULL;
        _cleanup_strvec_ StrVec patterns = {};
        /* By pattern, since what the definition no longer has is the group's too, and so is an instance that
         * somebody has started under a wrong name. */
        for (UnitRole role = ROLE_NONE; role < _ROLE_MAX; role++)
                if (unitname_is_part(role) && strvec_take(&patterns, unitname_pattern(role, group->name)) < 0)
                        return -ENOMEM;
        /* No byte of their names is special in a pattern. */
        for (size_t i = 0; i < group->n_images; i++)
                if (strvec_add(&patterns, group->images[i]) < 0)
                        return -ENOMEM;
        int r = sd_bus_message_new_method_call(manager->bus, &query, NULL, CONNECTION_OBJECT, MANAGER_IFACE,
                                               "ListUnitsByPatterns");
        if (r >= 0)
                r = sd_bus_message_append_strv(query, (char *[]){NULL}); /* in any state */
        if (r >= 0)
                r = sd_bus_message_append_strv(query, patterns.items);
        return r < 0 ? r : sd_bus_call(manager->bus, query, 0, NULL, ret);
}

static int read_units(sd_bus_message *reply, const Group *group, UnitList *units)
{
        int r = sd_bus_message_enter_container(reply, 'a', "(ssssssouso)");
        if (r < 0)
                return r;
        for (size_t space = 0;;) {
                const char *name, *description, *load, *active, *sub, *following, *path, *job, *job_path;
                uint32_t job_id;
                r = sd_bus_message_read(reply, "(ssssssouso)", &name, &description, &load, &active, &sub,
                                        &following, &path, &job_id, &job, &job_path);
                if (r <= 0)
                        return r;
                if (units->n == space) {
                        space = space ? space * 2 : 16;
                        Unit *items = reallocarray(units->items, space, sizeof *items);
                        if (!items)
                                return -ENOMEM;
                        units->items = items;
                }
                r = unit_fill(group, name, active, sub, path, job, units->items + units->n);
                if (r < 0)
                        return r;
                units->items[units->n].masked = streq(load, "masked");
                units->n++;
        }
}

int manager_list(Manager *manager, const Group *group, UnitList *ret)
{
        int r;
        do {
                _cleanup_message_ sd_bus_message *reply = NULL;
                _cleanup_unit_list_ UnitList units = {};
                r = connection_dial(manager);
                if (r >= 0)
                        r = ask_for_units(manager, group, &reply);
                if (r >= 0)
                        r = read_units(reply, group, &units);
                if (r >= 0) {
                        *ret = units;
                        units = (UnitList){};
                        r = 0;
                }
        } while (connection_again(manager, &r));
        return r == MANAGER_REFUSED ? -EPROTO : r; /* nothing in it can be refused */
}

/* A property of a basic type. One that PID 1 does not tell is no error: it keeps its value. */
static int get(Manager *manager, const Unit *unit, const char *iface, const char *name, char type, void *ret)
{
        int r;
        do {
                r = connection_dial(manager);
                if (r >= 0)
                        r = sd_bus_get_property_trivial(manager->bus, NULL, unit->path, iface, name, NULL,
                                                        type, ret);
        } while (connection_again(manager, &r));
        return r < 0 ? r : 0;
}

/* Whether the command line that REPLY, an ExecStart=, begins with has the option --init. Behind "--" stand
 * the words of the program. < 0: it can't be read. */
static int has_init(sd_bus_message *reply)
{
        const char *path, *word = NULL;
        int r = sd_bus_message_enter_container(reply, 'a', "(sasbttttuii)");
        if (r > 0)
                r = sd_bus_message_enter_container(reply, 'r', "sasbttttuii");
        if (r > 0)
                r = sd_bus_message_read(reply, "s", &path);
        if (r > 0)
                r = sd_bus_message_enter_container(reply, 'a', "s");
        while (r > 0 && (r = sd_bus_message_read(reply, "s", &word)) > 0 && !streq(word, "--"))
                if (streq(word, "--init"))
                        return 1;
        return r < 0 ? r : 0;
}

/* The unit says what it starts: whether that is an init. */
static int read_init(Manager *manager, const Unit *unit, bool *ret)
{
        int r;
        do {
                _cleanup_message_ sd_bus_message *reply = NULL;
                r = connection_dial(manager);
                if (r >= 0)
                        r = sd_bus_get_property(manager->bus, NULL, unit->path, SERVICE_IFACE, "ExecStart",
                                                NULL, &reply, "a(sasbttttuii)");
                if (r >= 0)
                        r = has_init(reply);
                *ret = r > 0;
        } while (connection_again(manager, &r));
        return r < 0 ? r : 0;
}

int manager_read_times(Manager *manager, Unit *unit)
{
        UnitTimes *t = &unit->times;
        int r = get(manager, unit, UNIT_IFACE, "ActiveEnterTimestampMonotonic", 't', &t->active_enter);
        if (r == 0)
                r = get(manager, unit, UNIT_IFACE, "InactiveEnterTimestampMonotonic", 't',
                        &t->inactive_enter);
        if (r == 0)
                r = get(manager, unit, UNIT_IFACE, "InactiveExitTimestampMonotonic", 't', &t->inactive_exit);
        if (r == 0 && unit->role == ROLE_CONTAINER)
                r = get(manager, unit, SERVICE_IFACE, "NRestarts", 'u', &t->n_restarts);
        return r;
}

int manager_read_outcome(Manager *manager, Unit *unit)
{
        UnitOutcome *o = &unit->outcome;
        if (unit->role == ROLE_LIVE)
                return 0; /* a target has none */
        int r = connection_get_string(manager, unit->path, SERVICE_IFACE, "Result", &o->result);
        if (r == 0)
                r = connection_get_string(manager, unit->path, SERVICE_IFACE, "StatusText", &o->status_text);
        if (r == 0)
                r = get(manager, unit, SERVICE_IFACE, "ExecMainCode", 'i', &o->code);
        if (r == 0)
                r = get(manager, unit, SERVICE_IFACE, "ExecMainStatus", 'i', &o->status);
        if (r == 0 && unit->role == ROLE_CONTAINER)
                r = read_init(manager, unit, &o->init);
        return r;
}

int manager_read_skipped(Manager *manager, Unit *unit)
{
        int met = 1; /* 'b' is an int in sd-bus */
        uint64_t looked = 0;
        int r = get(manager, unit, UNIT_IFACE, "ConditionResult", 'b', &met);
        if (r == 0)
                r = get(manager, unit, UNIT_IFACE, "ConditionTimestampMonotonic", 't', &looked);
        if (r < 0)
                return r;
        /* Before anybody has looked the result is false too. What fetches an image may be failed since an
         * earlier start. */
        bool down = unit->state == STATE_INACTIVE || (unit->role == ROLE_IMAGE && unit_is_down(unit));
        unit->skipped = looked > 0 && !met && down;
        return 0;
}

int manager_read_refuses_start(Manager *manager, Unit *unit)
{
        int can_start = 1; /* 'b', as above */
        int r = get(manager, unit, UNIT_IFACE, "CanStart", 'b', &can_start);
        unit->refuses_start = !can_start;
        return r;
}

/* The first process of a list from GetUnitProcesses(). */
static int read_process(sd_bus_message *reply, UnitLeft *left)
{
        const char *cgroup, *command;
        uint32_t pid;
        int r = sd_bus_message_enter_container(reply, 'a', "(sus)");
        if (r >= 0)
                r = sd_bus_message_read(reply, "(sus)", &cgroup, &pid, &command);
        if (r <= 0)
                return r;
        char *copy = strdup(command);
        if (!copy)
                return -ENOMEM;
        free(left->command);
        left->command = copy;
        left->pid = pid;
        return 0;
}

static int read_processes(Manager *manager, Unit *unit)
{
        int r;
        do {
                _cleanup_message_ sd_bus_message *reply = NULL;
                r = connection_dial(manager);
                if (r >= 0)
                        r = sd_bus_call_method(manager->bus, NULL, CONNECTION_OBJECT, MANAGER_IFACE,
                                               "GetUnitProcesses", NULL, &reply, "s", unit->name);
                if (r >= 0)
                        r = read_process(reply, &unit->left);
        } while (connection_again(manager, &r));
        return r < 0 ? r : 0;
}

static int read_freezer(Manager *manager, const char *path, UnitFreezer *ret)
{
        _cleanup_free_ char *text = NULL;
        int r = connection_get_string(manager, path, UNIT_IFACE, "FreezerState", &text);
        *ret = text ? unit_freezer(text) : FREEZER_NONE;
        return r;
}

/* NAME becomes UNIT's frozen slice if it is frozen itself. NULL is -ENOMEM. */
static int look_at_slice(Manager *manager, Unit *unit, const char *name)
{
        _cleanup_free_ char *path = NULL;
        UnitFreezer freezer;
        if (!name || sd_bus_path_encode(CONNECTION_OBJECT "/unit", name, &path) < 0)
                return -ENOMEM;
        int r = read_freezer(manager, path, &freezer);
        if (r < 0 || freezer != FREEZER_FROZEN)
                return r;
        unit->left.frozen = strdup(name);
        return unit->left.frozen ? 0 : -ENOMEM;
}

int manager_read_left(Manager *manager, const Group *group, Unit *unit)
{
        _cleanup_free_ char *slice = unitname_make(ROLE_SLICE, group->name, NULL);
        int r = read_freezer(manager, unit->path, &unit->left.freezer);
        bool by_parent = unit->left.freezer == FREEZER_FROZEN_BY_PARENT;
        if (r == 0 && by_parent)
                r = look_at_slice(manager, unit, slice);
        if (r == 0 && by_parent && !unit->left.frozen)
                r = look_at_slice(manager, unit, UNITNAME_SLICE_OF_ALL);
        return r < 0 ? r : read_processes(manager, unit);
}

/* A method of the manager's that takes the unit's name, and MODE unless it is NULL. */
static int call(Manager *manager, const char *method, const Unit *unit, const char *mode)
{
        int r;
        do {
                r = connection_dial(manager);
                if (r >= 0)
                        r = sd_bus_call_method(manager->bus, NULL, CONNECTION_OBJECT, MANAGER_IFACE, method,
                                               NULL, NULL, mode ? "ss" : "s", unit->name, mode);
                if (r > 0)
                        r = 0;
        } while (connection_again(manager, &r));
        return r;
}

int manager_start(Manager *manager, const Unit *unit, const char *mode)
{
        return call(manager, "StartUnit", unit, mode);
}

int manager_stop(Manager *manager, const Unit *unit, const char *mode)
{
        return call(manager, "StopUnit", unit, mode);
}

int manager_restart(Manager *manager, const Unit *unit, const char *mode)
{
        return call(manager, "TryRestartUnit", unit, mode);
}

int manager_reload_unit(Manager *manager, const Unit *unit, const char *mode)
{
        return call(manager, "ReloadUnit", unit, mode);
}

int manager_reset_failed(Manager *manager, const Unit *unit)
{
        return call(manager, "ResetFailedUnit", unit, NULL);
}

int manager_reload(Manager *manager)
{
        int r;
        do {
                _cleanup_message_ sd_bus_message *query = NULL;
                r = connection_dial(manager);
                if (r >= 0)
                        r = sd_bus_message_new_method_call(manager->bus, &query, NULL, CONNECTION_OBJECT,
                                                           MANAGER_IFACE, "Reload");
                if (r >= 0)
                        r = sd_bus_call(manager->bus, query, RELOAD_USEC, NULL, NULL);
                if (r > 0)
                        r = 0;
        } while (connection_again(manager, &r));
        return r;
}

int manager_is_stopping(Manager *manager, bool *ret)
{
        _cleanup_free_ char *state = NULL;
        int r = connection_get_string(manager, CONNECTION_OBJECT, MANAGER_IFACE, "SystemState", &state);
        *ret = state && streq(state, "stopping");
        return r;
}

/* Whether MESSAGE says that a job of GROUP has ended. */
static bool job_ended(sd_bus_message *message, const Group *group, bool *failed)
{
        const char *unit, *result;
        if (!connection_job_ended(message, &unit, &result) ||
            unit_role(group->name, unit, NULL, NULL) == ROLE_NONE)
                return false;
        size_t index = unit_index(group, unit);
        /* "canceled": another job has taken its place. */
        if (failed && index != NOT_DEFINED && !streq(result, "done") && !streq(result, "canceled"))
                failed[index] = true;
        return true;
}

int manager_wait(Manager *manager, const Group *group, bool *failed)
{
        /* Without a connection there is nothing to wait for: the next call dials. */
        uint64_t end = manager_now() + USEC_PER_SEC;
        for (bool hit = false; manager->bus && manager_now() < end;) {
                _cleanup_message_ sd_bus_message *message = NULL;
                int r = sd_bus_process(manager->bus, &message);
                if (r > 0) {
                        /* Take all that is there first: sixty containers that start at once are one look. */
                        hit = (message && job_ended(message, group, failed)) || hit;
                        continue;
                }
                if (r == 0 && hit)
                        return 0;
                r = connection_wait(manager, r);
                if (r < 0)
                        return r;
        }
        return 0;
}
