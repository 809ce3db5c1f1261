/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which units a group has. */
#include "generator/plan/plan.h"

#include "core/contract/unitname.h"
#include "generator/plan/planned.h"
#include "generator/plan/units.h"
#include "generator/render/templates.h"

#include <errno.h>
#include <string.h>

#define DROP_IN_SESSION "10-coslice-exec.conf"
/* A name for each group: a unit that several share has a drop-in of each. */
#define DROP_IN_SHARED "10-coslice-%s.conf"

/* Whose a unit is. */
typedef struct Owner {
        const char *label; /* of its name; NULL: the group's alone. Of a unit that groups share: its key */
        Place at;          /* where it is told what can't be written and has no line of its own */
} Owner;

/* The Ith owner of units of a kind; false behind the last. */
typedef bool (*Owners)(const Definition *def, size_t i, Owner *ret);

static bool group_itself(const Definition *def, size_t i, Owner *ret)
{
        *ret = (Owner){.at = {.file = def->path, .section = "Unit"}};
        return i == 0;
}

static bool group_that_shares(const Definition *def, size_t i, Owner *ret)
{
        *ret = (Owner){.at = def->share_pid.at};
        return i == 0 && def->share_pid.number;
}

static bool each_container(const Definition *def, size_t i, Owner *ret)
{
        if (i == def->n_containers)
                return false;
        *ret = (Owner){.label = def->containers[i].name, .at = def->containers[i].at};
        return true;
}

static bool each_image(const Definition *def, size_t i, Owner *ret)
{
        if (i == def->n_images)
                return false;
        *ret = (Owner){.label = def->images[i].key, .at = def->images[i].reference->at};
        return true;
}

/* A kind of unit. */
typedef struct UnitPlan {
        Owners owners;
        UnitRole role;
        const char *template;
        const char *drop_in; /* what the group has of it is this file of its folder; NULL: the whole unit, or
                                DROP_IN_SHARED */
        void (*bind)(const Definition *def, const Sums *sums, size_t i, Bindings *b);
} UnitPlan;

/* Those of the same owners are together, so that `coslice show` prints a container's one after the other. */
static const UnitPlan units[] = {
        {group_itself, ROLE_SLICE, template_group_slice, NULL, bind_slice},
        {group_itself, ROLE_GROUP, template_group_conf, DROP_IN, bind_group},
        {group_itself, ROLE_SANDBOX, template_sandbox_conf, DROP_IN, bind_sandbox},
        {each_image, ROLE_IMAGE, template_image_conf, NULL, bind_image},
        {group_that_shares, ROLE_INIT, template_init_conf, DROP_IN, bind_init},
        {each_container, ROLE_CONTAINER, template_container_service, NULL, bind_container},
        /* A scope can't be loaded from a file: its limits are a drop-in. */
        {each_container, ROLE_SESSION, template_exec_conf, DROP_IN_SESSION, bind_session},
};

/* What plan_group() is at. */
typedef struct Planning {
        const Definition *def;
        const Sums *sums;
        DiagList *diags;
        Plan plan;
} Planning;

/* What the group has of a kind, relative to the output directory. NULL without memory. */
static char *path_of(const UnitPlan *unit, const char *group, const char *label)
{
        if (unitname_is_shared(unit->role)) {
                _cleanup_free_ char *file = string_printf(DROP_IN_SHARED, group);
                return file ? unitname_drop_in(unit->role, label, NULL, file) : NULL;
        }
        return unit->drop_in ? unitname_drop_in(unit->role, group, label, unit->drop_in)
                             : unitname_make(unit->role, group, label);
}

/* The Ith of a kind. */
static int plan_unit(Planning *p, const UnitPlan *unit, size_t i, const Owner *owner)
{
        _cleanup_bindings_ Bindings b = {};
        char *path = path_of(unit, p->def->name, owner->label);
        unit->bind(p->def, p->sums, i, &b);
        return plan_add_file(&p->plan, unit->role, path, unit->template, &b, &owner->at, p->diags);
}

static int plan_units(Planning *p)
{
        const UnitPlan *next, *end = units + ARRAY_SIZE(units);
        int r = 0;
        for (const UnitPlan *first = units; first < end; first = next) {
                Owner owner;
                for (next = first; next < end && next->owners == first->owners;)
                        next++;
                for (size_t i = 0; first->owners(p->def, i, &owner); i++)
                        for (const UnitPlan *unit = first; unit < next && r == 0; unit++)
                                r = plan_unit(p, unit, i, &owner);
        }
        return r;
}

/* [Install]: what `systemctl enable` would make. */
static int plan_install(const Definition *def, const char *unit_dir, Plan *plan)
{
        const ItemList *lists[] = {&def->wanted_by, &def->required_by};
        const char *const folders[] = {"wants", "requires"};
        _cleanup_free_ char *template = unitname_make(ROLE_GROUP, "", NULL);
        _cleanup_free_ char *unit = unitname_make(ROLE_GROUP, def->name, NULL);
        int r = template && unit ? 0 : -ENOMEM;
        for (size_t k = 0; k < ARRAY_SIZE(lists); k++)
                for (size_t i = 0; i < lists[k]->n && r == 0; i++)
                        r = plan_add_link(
                                plan, string_printf("%s.%s/%s", lists[k]->items[i].text, folders[k], unit),
                                string_printf("%s/%s", unit_dir, template));
        for (size_t i = 0; i < def->alias.n && r == 0; i++)
                r = plan_add_link(plan, strdup(def->alias.items[i].text), strdup(unit));
        return r;
}

int plan_group(const Definition *def, const Sums *sums, const char *unit_dir, DiagList *diags, Plan *ret)
{
        Planning p = {.def = def, .sums = sums, .diags = diags};
        int r = plan_units(&p);
        if (r == 0)
                r = plan_install(def, unit_dir, &p.plan);
        if (r < 0)
                plan_done(&p.plan);
        else
                *ret = p.plan;
        return r;
}
