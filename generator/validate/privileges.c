/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Capabilities that contradict each other, or lead to nothing, and what opens the host or itself. */
#include "generator/validate/privileges.h"

#include "core/contract/masks.h"
#include "generator/types/capabilities.h"
#include "generator/volume/hostdirs.h"

#include <errno.h>

static const Item *find(const ItemList *list, uint64_t number)
{
        for (size_t i = 0; i < list->n; i++)
                if (list->items[i].number == number)
                        return list->items + i;
        return NULL;
}

/* ADDED has no effect, since DROPPED takes away the same. */
static int say_dropped(const Item *added, const Item *dropped, DiagList *diags)
{
        _cleanup_free_ char *name = NULL, *where = place_to_string(&dropped->at, &added->at);
        if (!where || capability_to_name((unsigned)added->number, &name) < 0)
                return -ENOMEM;
        return diag_warning(diags, &added->at, "%s is dropped again by DropCapability=, in %s, which wins",
                            name, where);
}

int privileges_check_own(const Container *c, const Container *defaults, DiagList *diags)
{
        int r = 0;
        for (size_t i = 0; i < c->add_capability.n && r == 0; i++) {
                const Item *added = c->add_capability.items + i;
                const Item *dropped = find(&c->drop_capability, added->number);
                if (!dropped && !c->drop_capability.cleared)
                        dropped = find(&defaults->drop_capability, added->number);
                if (dropped && added->number != CAPABILITY_ALL)
                        r = say_dropped(added, dropped, diags);
        }
        return r;
}

/* What was taken for a harmless word elsewhere does nothing, or is a privilege over the host. OWN: the group
 * has a user namespace of its own. */
static int warn_of_host(const Item *item, bool own, DiagList *diags)
{
        _cleanup_free_ char *name = NULL;
        int r = capability_to_name((unsigned)item->number, &name);
        if (r < 0)
                return r;
        return own ? diag_warning(
                             diags, &item->at,
                             "%s has no effect in the group's user namespace; with UserNS=host in [Group] "
                             "it is a privilege over the whole host",
                             name)
                   : diag_warning(diags, &item->at, "%s is a privilege over the whole host", name);
}

/* The host's own root may write what is there, whatever capabilities it has. */
static int warn_unmasked(const Item *item, DiagList *diags)
{
        for (size_t i = 0; i < n_masks_default; i++)
                if (masks_default[i].kind == MASK_READ_ONLY && mask_is_below(masks_default + i, item->text))
                        return diag_warning(
                                diags, &item->at,
                                "with UserNS=host a program that is root can change the host in %s",
                                masks_default[i].path);
        return 0;
}

int privileges_check_profile(const Definition *def, const Container *c, DiagList *diags)
{
        const char *path = c->seccomp_profile.text;
        if (!path || path[0] != '/')
                return 0;
        const HostDir *dir = hostdirs_above(def, path);
        for (size_t i = 0; i < def->n_writable && !dir; i++)
                if (streq(def->writable[i].path, path))
                        dir = def->writable + i;
        return dir ? diag_error(diags, &c->seccomp_profile.at,
                                "container %s can write %s: a profile must lie where no container can "
                                "change it",
                                dir->container, dir->path)
                   : 0;
}

int privileges_check(const Definition *def, const Container *c, DiagList *diags)
{
        const Item *add_all = find(&c->add_capability, CAPABILITY_ALL);
        const Item *drop_all = find(&c->drop_capability, CAPABILITY_ALL);
        bool own = !streq(definition_userns(def), "host");
        int r = 0;
        if (add_all && drop_all) {
                _cleanup_free_ char *where = place_to_string(&add_all->at, &drop_all->at);
                if (!where)
                        return -ENOMEM;
                r = diag_warning(
                        diags, &drop_all->at,
                        "nothing is dropped, since AddCapability=all stands in %s; leave one of them out",
                        where);
        }
        for (size_t i = 0; i < c->add_capability.n && r == 0; i++)
                if (capability_is_of_host((unsigned)c->add_capability.items[i].number))
                        r = warn_of_host(c->add_capability.items + i, own, diags);
        for (size_t i = 0; i < c->unmask.n && r == 0 && !own; i++)
                r = warn_unmasked(c->unmask.items + i, diags);
        return r;
}
