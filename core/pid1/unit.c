/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names and states of a group's units. */
#include "core/pid1/unit.h"

#include "core/base/name.h"

#include <errno.h>
#include <string.h>

/* How a unit's name is made: PREFIX GROUP [ "_" LABEL ] SUFFIX. No label holds a "_". */
static const struct {
        UnitRole role;
        const char *prefix;
        bool labelled;
        const char *suffix;
} forms[] = {
        {ROLE_GROUP, "coslice@", false, ".service"},
        {ROLE_CONTAINER, "coslice@", true, ".service"},
        {ROLE_SANDBOX, "coslice-sandbox@", false, ".service"},
        {ROLE_VOLUME, "coslice-volume@", true, ".service"},
        {ROLE_LIVE, "coslice-live@", false, ".target"},
};

UnitRole unit_role(const char *group, const char *name, const char **ret_label, size_t *ret_length)
{
        size_t n = strlen(name);
        for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
                const char *rest = string_after(name, forms[i].prefix);
                rest = rest ? string_after(rest, group) : NULL;
                if (rest && forms[i].labelled)
                        rest = string_after(rest, "_");
                size_t suffix = strlen(forms[i].suffix);
                if (!rest || n < suffix || name + n - suffix < rest ||
                    !streq(name + n - suffix, forms[i].suffix))
                        continue;
                size_t length = (size_t)(name + n - suffix - rest);
                if (forms[i].labelled ? length == 0 : length > 0)
                        continue;
                if (ret_label)
                        *ret_label = forms[i].labelled ? rest : NULL;
                if (ret_length)
                        *ret_length = length;
                return forms[i].role;
        }
        return ROLE_NONE;
}

char *unit_pattern(const char *group, UnitRole role)
{
        for (size_t i = 0; i < ARRAY_SIZE(forms); i++)
                if (forms[i].role == role)
                        return string_printf("%s%s%s%s", forms[i].prefix, group,
                                             forms[i].labelled ? "_*" : "", forms[i].suffix);
        return NULL;
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

char *unit_slice(const char *group)
{
        _cleanup_strbuf_ StrBuf name = {};
        char *ret = NULL;
        strbuf_add(&name, "coslice-");
        label_add_escaped(&name, group);
        strbuf_add(&name, ".slice");
        return strbuf_take(&name, &ret) < 0 ? NULL : ret;
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
                .role = unit_role(group->name, name, NULL, NULL),
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
