/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* States of a group's units. */
#include "core/pid1/unit.h"

#include <errno.h>
#include <string.h>

UnitRole unit_role(const char *group, const char *name, const char **ret_label, size_t *ret_length)
{
        UnitRole role = unitname_role(name, group, ret_label, ret_length);
        return unitname_is_part(role) ? role : ROLE_NONE;
}

UnitRole unit_role_in(const Group *group, const char *name)
{
        for (size_t i = 0; i < group->n_images; i++)
                if (streq(group->images[i], name))
                        return ROLE_IMAGE;
        return unit_role(group->name, name, NULL, NULL);
}

size_t unit_index(const Group *group, const char *name)
{
        const char *label = NULL;
        size_t length = 0;
        if (unit_role(group->name, name, &label, &length) != ROLE_CONTAINER)
                return NOT_DEFINED;
        for (size_t i = 0; i < group->n_containers; i++)
                if (strlen(group->containers[i]) == length &&
                    memcmp(group->containers[i], label, length) == 0)
                        return i;
        return NOT_DEFINED;
}

static UnitState state_of(const char *active)
{
        static const struct {
                const char *text;
                UnitState state;
        } states[] = {
                {"active", STATE_UP},         {"reloading", STATE_UP},  {"refreshing", STATE_UP},
                {"inactive", STATE_INACTIVE}, {"failed", STATE_FAILED}, {"deactivating", STATE_DEACTIVATING},
        };
        for (size_t i = 0; i < ARRAY_SIZE(states); i++)
                if (streq(active, states[i].text))
                        return states[i].state;
        return STATE_OTHER;
}

static UnitJob job_of(const char *type)
{
        return streq(type, "")          ? JOB_NONE
               : streq(type, "start")   ? JOB_START
               : streq(type, "stop")    ? JOB_STOP
               : streq(type, "restart") ? JOB_RESTART
                                        : JOB_OTHER;
}

UnitFreezer unit_freezer(const char *text)
{
        if (streq(text, "running") || streq(text, "thawing"))
                return FREEZER_NONE;
        /* "freezing", "frozen"; "…-by-parent" from 255 on */
        return string_before(text, "-by-parent") > 0 ? FREEZER_FROZEN_BY_PARENT : FREEZER_FROZEN;
}

void unit_done(Unit *unit)
{
        free(unit->name);
        free(unit->path);
        free(unit->state_text);
        free(unit->outcome.result);
        free(unit->outcome.status_text);
        free(unit->left.command);
        free(unit->left.frozen);
        *unit = (Unit){};
}

void unit_list_done(UnitList *list)
{
        for (size_t i = 0; i < list->n; i++)
                unit_done(list->items + i);
        free(list->items);
        *list = (UnitList){};
}

int unit_fill(const Group *group, const char *name, const char *active, const char *sub, const char *path,
              const char *job, Unit *ret)
{
        Unit unit = {
                .role = unit_role_in(group, name),
                .state = state_of(active),
                .job = job_of(job),
                /* auto-restart, and auto-restart-queued from 254 on */
                .restarting = string_after(sub, "auto-restart") != NULL,
                .index = unit_index(group, name),
                .name = strdup(name),
                .path = strdup(path),
                .state_text = string_printf("%s, %s", active, sub),
        };
        if (!unit.name || !unit.path || !unit.state_text) {
                unit_done(&unit);
                return -ENOMEM;
        }
        *ret = unit;
        return 0;
}

Unit *unit_list_find(const UnitList *list, UnitRole role)
{
        for (size_t i = 0; i < list->n; i++)
                if (list->items[i].role == role)
                        return list->items + i;
        return NULL;
}

Unit *unit_list_find_container(const UnitList *list, size_t index)
{
        for (size_t i = 0; i < list->n; i++)
                if (list->items[i].role == ROLE_CONTAINER && list->items[i].index == index)
                        return list->items + i;
        return NULL;
}
