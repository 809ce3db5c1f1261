/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Secrets, both ways. */
#include "core/contract/secret.h"

#include "core/base/number.h"
#include "core/contract/contract.h"
#include "core/contract/place.h"

#include <errno.h>
#include <string.h>

#define LETTERS        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define DIGITS         "0123456789"
#define NAME_MAX_BYTES 255 /* of systemd */

void secret_done(Secret *secret)
{
        free(secret->name);
        free(secret->target);
        *secret = (Secret){};
}

void secret_list_done(SecretList *list)
{
        for (size_t i = 0; i < list->n; i++)
                secret_done(list->items + i);
        free(list->items);
        *list = (SecretList){};
}

bool credential_name_is_valid(const char *text)
{
        size_t n = strspn(text, LETTERS DIGITS "_.-");
        return n > 0 && n <= NAME_MAX_BYTES && !text[n] && text[0] != '.';
}

bool variable_name_is_valid(const char *text)
{
        return *text && !strchr(DIGITS, *text) && !text[strspn(text, LETTERS DIGITS "_")];
}

int secret_write(const Secret *secret, StrBuf *ret)
{
        const char *comma = "";
        if (secret->env)
                strbuf_add(ret, "env");
        if (secret->said & SECRET_UID) {
                strbuf_addf(ret, "uid=%u", secret->uid);
                comma = ",";
        }
        if (secret->said & SECRET_GID) {
                strbuf_addf(ret, "%sgid=%u", comma, secret->gid);
                comma = ",";
        }
        if (!secret->env && secret->mode != SECRET_MODE)
                strbuf_addf(ret, "%smode=%04o", comma, secret->mode);
        return strbuf_addf(ret, ":%s:%s", secret->name, secret->target);
}

static bool read_id(const char *text, const char *word, unsigned said, uint32_t *ret, Secret *secret)
{
        uint64_t number;
        const char *value = string_after(text, word);
        if (!value || number_parse(value, COSLICE_ID_MAX, &number) != 0)
                return false;
        *ret = (uint32_t)number;
        secret->said |= said;
        return true;
}

static bool read_flag(const char *text, Secret *secret)
{
        const char *mode = string_after(text, "mode=");
        if (streq(text, "env")) {
                secret->env = true;
                return true;
        }
        if (mode)
                return number_parse_mode(mode, &secret->mode) == 0 && secret->mode <= 0777;
        return read_id(text, "uid=", SECRET_UID, &secret->uid, secret) ||
               read_id(text, "gid=", SECRET_GID, &secret->gid, secret);
}

static bool target_is_valid(const Secret *secret)
{
        const char *target = secret->target;
        if (secret->env)
                return !secret->said && secret->mode == SECRET_MODE && variable_name_is_valid(target);
        return path_is_normalized(target) && target[1] && !place_is_kernels(target);
}

/* TEXT is written over. */
static bool read_parts(char *text, Secret *secret, bool *oom)
{
        char *flags = strsep(&text, ":"), *name = text ? strsep(&text, ":") : NULL;
        if (!text)
                return false;
        secret->mode = SECRET_MODE;
        for (bool some = *flags; some && flags;)
                if (!read_flag(strsep(&flags, ","), secret))
                        return false;
        secret->name = strdup(name);
        secret->target = strdup(text);
        *oom = !secret->name || !secret->target;
        return !*oom && credential_name_is_valid(secret->name) && target_is_valid(secret);
}

int secret_read(const char *value, SecretList *list, Failure *failure)
{
        _cleanup_secret_ Secret secret = {};
        _cleanup_free_ char *text = strdup(value);
        bool oom = !text;
        if (!oom && !read_parts(text, &secret, &oom) && !oom)
                return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                   "option --" SECRET_OPTION " is not " SECRET_FORM);
        Secret *items = oom ? NULL : reallocarray(list->items, list->n + 1, sizeof *items);
        if (!items)
                return failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "read the arguments");
        list->items = items;
        items[list->n++] = secret;
        secret = (Secret){};
        return 0;
}
