/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The connection to PID 1. */
#include "core/pid1/connection.h"

#include <errno.h>
#include <time.h>

#define MANAGER_ADDRESS "unix:path=/run/systemd/private"

/* A daemon-reexec of a machine with thousands of units takes seconds; systemd's own limit for most things is
 * 90 s. */
#define PATIENCE_USEC (90 * USEC_PER_SEC)

int manager_new(Manager **ret)
{
        Manager *manager = calloc(1, sizeof *manager);
        if (!manager)
                return -ENOMEM;
        *ret = manager;
        return 0;
}

void connection_hang_up(Manager *manager)
{
        manager->bus = sd_bus_close_unref(manager->bus);
}

Manager *manager_free(Manager *manager)
{
        if (manager)
                connection_hang_up(manager);
        free(manager);
        return NULL;
}

int connection_dial(Manager *manager)
{
        if (manager->bus)
                return 0;
        _cleanup_(sd_bus_close_unrefp) sd_bus *bus = NULL;
        /* At the other end is PID 1 itself, not a bus: nobody answers Hello(), and calls have no destination.
         */
        int r = sd_bus_new(&bus);
        if (r >= 0)
                r = sd_bus_set_address(bus, MANAGER_ADDRESS);
        if (r >= 0)
                r = sd_bus_start(bus);
        /* Without Subscribe() PID 1 sends no signals about jobs. */
        if (r >= 0)
                r = sd_bus_call_method(bus, NULL, CONNECTION_OBJECT, MANAGER_IFACE, "Subscribe", NULL, NULL,
                                       "");
        if (r < 0)
                return r;
        manager->bus = TAKE_PTR(bus);
        return 0;
}

uint64_t manager_now(void)
{
        struct timespec ts;
        clock_gettime(CLOCK_MONOTONIC, &ts);
        return (uint64_t)ts.tv_sec * USEC_PER_SEC + (uint64_t)ts.tv_nsec / 1000;
}

bool connection_again(Manager *manager, int *r)
{
        if (*r < 0 && *r != -ENOMEM && *r != -ETIMEDOUT && manager->bus && sd_bus_is_open(manager->bus) > 0)
                *r = MANAGER_REFUSED;
        if (*r >= 0) {
                manager->failing_since = 0;
                return false;
        }
        connection_hang_up(manager);
        uint64_t t = manager_now();
        if (manager->failing_since == 0)
                manager->failing_since = t;
        if (*r == -ENOMEM || t - manager->failing_since > PATIENCE_USEC)
                return false;
        usleep(TRY_INTERVAL_USEC);
        return true;
}

int connection_get_string(Manager *manager, const char *path, const char *iface, const char *name, char **ret)
{
        _cleanup_free_ char *value = NULL;
        int r;
        do {
                r = connection_dial(manager);
                if (r >= 0)
                        r = sd_bus_get_property_string(manager->bus, NULL, path, iface, name, NULL, &value);
        } while (connection_again(manager, &r));
        if (value) {
                free(*ret);
                *ret = TAKE_PTR(value);
        }
        return r < 0 ? r : 0;
}

bool connection_job_ended(sd_bus_message *message, const char **ret_unit, const char **ret_result)
{
        uint32_t id;
        const char *job;
        return sd_bus_message_is_signal(message, MANAGER_IFACE, "JobRemoved") > 0 &&
               sd_bus_message_read(message, "uoss", &id, &job, ret_unit, ret_result) >= 0;
}

int connection_wait(Manager *manager, int r)
{
        if (r == 0)
                r = sd_bus_wait(manager->bus, TRY_INTERVAL_USEC);
        if (r == -ENOMEM)
                return r;
        if (r < 0 && r != -EINTR)
                connection_hang_up(manager);
        return 0;
}
