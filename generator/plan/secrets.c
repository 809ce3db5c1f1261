/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Secrets: credentials of the unit, and what the helper makes of them. */
#include "generator/plan/secrets.h"

#include "core/base/strbuf.h"
#include "core/contract/secret.h"
#include "generator/types/secrets.h"

#include <errno.h>
#include <string.h>

/* The credential of a path needs a name that no other one of the unit has. */
static int name_path(const ItemList *list, size_t number, StrVec *names, char **ret)
{
        for (size_t n = number + 1;; n++) {
                _cleanup_free_ char *name = string_printf("secret.%zu", n);
                bool taken = !name || strvec_contains(names, name);
                for (size_t i = 0; i < list->n && !taken; i++) {
                        _cleanup_secret_ Secret other = {};
                        if (secret_parts(list->items[i].text, &other) < 0)
                                return -ENOMEM;
                        taken = streq(other.name, name);
                }
                if (!name)
                        return -ENOMEM;
                if (taken)
                        continue;
                *ret = TAKE_PTR(name);
                return 0;
        }
}

/* SECRET's credential, which is bound once. RET_NAME: what it is called. */
static int bind_credential(Bindings *b, const ItemList *list, size_t number, const Secret *secret,
                           StrVec *names, char **ret_name)
{
        const Item *item = list->items + number;
        bool path = secret->name[0] == '/';
        int r = path ? name_path(list, number, names, ret_name) : 0;
        if (r == 0 && !path)
                *ret_name = strdup(secret->name);
        if (r < 0 || !*ret_name)
                return -ENOMEM;
        if (strvec_contains(names, *ret_name))
                return 0;
        bind_from(b, &item->at, NULL);
        if (path) {
                bind_textf(b, "credential", "%s:%s", *ret_name, secret->name);
                bind_text(bind_from(b, &item->at, NULL), "mounts", secret->name);
        } else
                bind_text(b, "encrypted", *ret_name);
        return strvec_add(names, *ret_name);
}

void bind_secrets(Bindings *b, const ItemList *list)
{
        _cleanup_strvec_ StrVec names = {};
        for (size_t i = 0; i < list->n; i++) {
                const Item *item = list->items + i;
                _cleanup_secret_ Secret secret = {};
                _cleanup_free_ char *name = NULL;
                int r = secret_parts(item->text, &secret);
                r = r < 0 ? r : bind_credential(b, list, i, &secret, &names, &name);
                if (r < 0) {
                        b->oom = true;
                        return;
                }
                bind_textf(bind_from(b, &item->at, NULL), "run", "--" SECRET_OPTION "=%.*s:%s:%s",
                           (int)strcspn(item->text, ":"), item->text, name, secret.target);
        }
}
