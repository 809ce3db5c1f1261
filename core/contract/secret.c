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
        size_t begin = ret->length;
        if (secret->env)
                strbuf_add(ret, "env,");
        if (secret->volume)
                strbuf_add(ret, "volume,");
        if (secret->said & SECRET_UID)
                strbuf_addf(ret, "uid=%u,", secret->uid);
        if (secret->said & SECRET_GID)
                strbuf_addf(ret, "gid=%u,", secret->gid);
        if (secret->said & SECRET_MODE)
                strbuf_addf(ret, "mode=%04o,", secret->mode);
        if (ret->length > begin)
                strbuf_truncate(ret, ret->length - 1);
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
        bool env = streq(text, "env"), volume = streq(text, "volume");
        secret->env = secret->env || env;
        secret->volume = secret->volume || volume;
        if (env || volume)
                return true;
        if (mode) {
                secret->said |= SECRET_MODE;
                return number_parse_mode(mode, &secret->mode) == 0 && secret->mode <= 0777;
        }
        return read_id(text, "uid=", SECRET_UID, &secret->uid, secret) ||
               read_id(text, "gid=", SECRET_GID, &secret->gid, secret);
}

static bool target_is_valid(const Secret *secret)
{
        const char *target = secret->target;
        if (secret->env)
                return !secret->said && !secret->volume && variable_name_is_valid(target);
        if (!path_is_normalized(target) || !target[1] || place_is_kernels(target))
                return false;
        return !secret->volume || strrchr(target, '/') != target; /* nothing is mounted on the root */
}

int secret_parse(const char *text, Secret *ret)
{
        _cleanup_secret_ Secret secret = {.mode = SECRET_MODE_DEFAULT};
        _cleanup_free_ char *copy = strdup(text);
        char *rest = copy;
        if (!copy)
                return -ENOMEM;
        char *flags = strsep(&rest, ":"), *name = rest ? strsep(&rest, ":") : NULL;
        if (!rest)
                return 1;
        for (bool some = *flags; some && flags;)
                if (!read_flag(strsep(&flags, ","), &secret))
                        return 1;
        secret.name = strdup(name);
        secret.target = strdup(rest);
        if (!secret.name || !secret.target)
                return -ENOMEM;
        *ret = secret;
        secret = (Secret){};
        return 0;
}

int secret_read(const char *value, SecretList *list, Failure *failure)
{
        _cleanup_secret_ Secret secret = {};
        int r = secret_parse(value, &secret);
        if (r > 0 || (r == 0 && (!credential_name_is_valid(secret.name) || !target_is_valid(&secret))))
                return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                   "option --" SECRET_OPTION " is not " SECRET_FORM);
        Secret *items = r < 0 ? NULL : reallocarray(list->items, list->n + 1, sizeof *items);
        if (!items)
                return failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "read the arguments");
        list->items = items;
        items[list->n++] = secret;
        secret = (Secret){};
        return 0;
}
