/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/pid1/scope.h"

#include "core/base/strbuf.h"
#include "core/pid1/connection.h"

#include <errno.h>
#include <string.h>

#define EXISTS "org.freedesktop.systemd1.UnitExists"

static int fill(sd_bus_message *query, const Scope *scope)
{
        int r = sd_bus_message_append(query, "ss", scope->name, "fail");
        if (r >= 0)
                r = sd_bus_message_open_container(query, 'a', "(sv)");
        if (r >= 0)
                r = sd_bus_message_append(query, "(sv)(sv)(sv)(sv)", "Description", "s", scope->description,
                                          "Slice", "s", scope->slice, "CollectMode", "s",
                                          "inactive-or-failed", "PIDs", "au", 1, (uint32_t)scope->pid);
        if (r >= 0)
                r = sd_bus_message_close_container(query);
        return r < 0 ? r : sd_bus_message_append(query, "a(sa(sv))", 0);
}

/* Given again after a daemon-reexec it may be there already. */
static int start(Manager *manager, const Scope *scope, char **ret_why)
{
        for (bool twice = false;; twice = true) {
                _cleanup_message_ sd_bus_message *query = NULL;
                _cleanup_bus_error_ sd_bus_error error = SD_BUS_ERROR_NULL;
                int r = connection_dial(manager);
                if (r >= 0)
                        r = sd_bus_message_new_method_call(manager->bus, &query, NULL, CONNECTION_OBJECT,
                                                           MANAGER_IFACE, "StartTransientUnit");
                if (r >= 0)
                        r = fill(query, scope);
                if (r >= 0)
                        r = sd_bus_call(manager->bus, query, 0, &error, NULL);
                if (r > 0 || (twice && sd_bus_error_has_name(&error, EXISTS)))
                        r = 0;
                if (connection_again(manager, &r))
                        continue;
                if (r == MANAGER_REFUSED)
                        *ret_why = strdup(error.message ? error.message : "systemd refuses it");
                return r == MANAGER_REFUSED && !*ret_why ? -ENOMEM : r;
        }
}

/* Whether MESSAGE says that the job of SCOPE has ended: how, in RET. */
static bool job_ended(sd_bus_message *message, const Scope *scope, char **ret)
{
        const char *unit, *result;
        if (!connection_job_ended(message, &unit, &result) || !streq(unit, scope->name))
                return false;
        *ret = strdup(result);
        return true;
}

/* Until that signal comes, or something else could have happened meanwhile. RET stays NULL then. 0 or
 * -ENOMEM. */
static int wait_for_job(Manager *manager, const Scope *scope, char **ret)
{
        uint64_t end = manager_now() + USEC_PER_SEC;
        while (manager->bus && manager_now() < end) {
                _cleanup_message_ sd_bus_message *message = NULL;
                int r = sd_bus_process(manager->bus, &message);
                if (r > 0 && message && job_ended(message, scope, ret))
                        return *ret ? 0 : -ENOMEM;
                r = connection_wait(manager, r);
                if (r < 0)
                        return r;
        }
        return 0;
}

/* A signal can be lost in a daemon-reexec: then the unit says it. */
static int wait_for_scope(Manager *manager, const Scope *scope, char **ret_why)
{
        _cleanup_free_ char *path = NULL;
        if (sd_bus_path_encode(CONNECTION_OBJECT "/unit", scope->name, &path) < 0)
                return -ENOMEM;
        for (;;) {
                _cleanup_free_ char *result = NULL, *state = NULL;
                int r = wait_for_job(manager, scope, &result);
                if (r == 0 && !result)
                        r = connection_get_string(manager, path, UNIT_IFACE, "ActiveState", &state);
                if (r < 0)
                        return r;
                if ((result && streq(result, "done")) || (state && streq(state, "active")))
                        return 0;
                if (!result && state && !streq(state, "inactive") && !streq(state, "failed"))
                        continue;
                *ret_why = string_printf("its start ended as \"%s\"", result  ? result
                                                                      : state ? state
                                                                              : "gone");
                return *ret_why ? MANAGER_REFUSED : -ENOMEM;
        }
}

int scope_register(Manager *manager, const Scope *scope, char **ret_why)
{
        *ret_why = NULL;
        int r = start(manager, scope, ret_why);
        return r == 0 ? wait_for_scope(manager, scope, ret_why) : r;
}
