/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ids that are numbers; what names of the image are, its passwd says at the start. */
#include "generator/validate/ids.h"

#include "core/contract/device.h"
#include "core/contract/secret.h"
#include "core/contract/userns.h"
#include "generator/types/userid.h"

#include <errno.h>
#include <string.h>

static int check_id(uint64_t id, const Place *at, DiagList *diags)
{
        if (id < USERNS_IDS)
                return 0;
        return diag_error(diags, at,
                          "the id %llu is not there: the group's user namespace has those up to 65535; with "
                          "UserNS=host in [Group] it is the host's",
                          (unsigned long long)id);
}

static int check_owner(uint32_t uid, uint32_t gid, const Place *at, DiagList *diags)
{
        int r = check_id(uid, at, diags);
        return r < 0 || gid == uid ? r : check_id(gid, at, diags);
}

/* TEXT may be a name. */
static int check_text(const char *text, const Place *at, DiagList *diags)
{
        uint64_t id;
        return userid_read(text, &id) == 0 ? check_id(id, at, diags) : 0;
}

/* USER[:GROUP] */
static int check_user(const Scalar *user, DiagList *diags)
{
        char *colon = strchr(user->text, ':');
        _cleanup_free_ char *name = strndup(user->text, colon ? (size_t)(colon - user->text) : SIZE_MAX);
        if (!name)
                return -ENOMEM;
        int r = check_text(name, &user->at, diags);
        return r < 0 || !colon ? r : check_text(colon + 1, &user->at, diags);
}

static int check_devices(const Container *c, DiagList *diags)
{
        int r = 0;
        for (size_t i = 0; i < c->add_device.n && r == 0; i++) {
                const Item *item = c->add_device.items + i;
                _cleanup_device_list_ DeviceList list = {};
                Failure failure;
                r = device_read(item->text, &list, &failure);
                if (r == 0) /* what isn't said is 0 */
                        r = check_owner(list.items[0].uid, list.items[0].gid, &item->at, diags);
        }
        return r;
}

/* Of Secret=. */
static int check_secrets(const ItemList *list, DiagList *diags)
{
        int r = 0;
        for (size_t i = 0; i < list->n && r == 0; i++) {
                _cleanup_secret_ Secret secret = {};
                r = secret_parse(list->items[i].text, &secret);
                if (r == 0) /* what isn't said is 0 */
                        r = check_owner(secret.uid, secret.gid, &list->items[i].at, diags);
        }
        return r;
}

static int check_container(const Container *c, DiagList *diags)
{
        int r = c->user.set ? check_user(&c->user, diags) : 0;
        if (r == 0 && c->group.set)
                r = check_text(c->group.text, &c->group.at, diags);
        for (size_t i = 0; i < c->group_add.n && r == 0; i++)
                r = check_text(c->group_add.items[i].text, &c->group_add.items[i].at, diags);
        if (r == 0)
                r = check_devices(c, diags);
        if (r == 0)
                r = check_secrets(&c->secret, diags);
        for (size_t i = 0; i < c->n_tmpfses && r == 0; i++)
                r = check_owner(c->tmpfses[i].mount.uid, c->tmpfses[i].mount.gid, &c->tmpfses[i].at, diags);
        for (size_t i = 0; i < c->n_volumes && r == 0; i++)
                r = check_owner(c->volumes[i].owner.uid, c->volumes[i].owner.gid, &c->volumes[i].at, diags);
        return r;
}

int ids_check(const Definition *def, DiagList *diags)
{
        int r = 0;
        if (scalar_is_unknown(&def->userns) || streq(definition_userns(def), "host"))
                return 0;
        for (size_t i = 0; i < def->n_containers && r == 0; i++)
                r = check_container(def->containers + i, diags);
        for (size_t i = 0; i < def->n_volumes && r == 0; i++) {
                const Scalar *owner = &def->volumes[i].owner;
                r = owner->set ? check_owner(owner->ids.uid, owner->ids.gid, &owner->at, diags) : 0;
                if (r == 0)
                        r = check_secrets(&def->volumes[i].secret, diags);
        }
        return r;
}
