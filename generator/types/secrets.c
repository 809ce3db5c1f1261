/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Secret=: NAME|/path[,type=mount|env][,target=…][,uid=N][,gid=N][,mode=N]
 *
 * Kept is the text of core/contract/secret.h, whose name is the credential's, or a path of the host; of a
 * volume its target is the name of a file. */
#include "core/base/number.h"
#include "core/base/utf8.h"
#include "core/contract/contract.h"
#include "core/contract/place.h"
#include "core/contract/secret.h"
#include "generator/types/readers.h"
#include "generator/types/userid.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

/* What stands behind NAME in WORD, in any case, or NULL. */
static const char *option_value(const char *word, const char *name)
{
        size_t n = strlen(name);
        return strncasecmp(word, name, n) == 0 ? word + n : NULL;
}

static int read_type(const Reading *in, const char *value, Secret *secret)
{
        bool mount = strcasecmp(value, "mount") == 0, env = strcasecmp(value, "env") == 0;
        if (in->type == &type_volume_secret && !mount)
                return diag_error(in->ctx->diags, in->at,
                                  "the secrets of a volume are files: leave out type=%s",
                                  env ? ", or write this line in a [Container NAME]" : "");
        secret->env = env;
        if (mount || env)
                return VALUE_READ;
        return diag_error(in->ctx->diags, in->at, "type= is mount or env");
}

static int read_id(const Reading *in, const char *word, const char *value, unsigned said, uint32_t *ret,
                   Secret *secret)
{
        uint64_t number;
        if (userid_read(value, &number) != 0)
                return diag_error(in->ctx->diags, in->at, "%s takes a number from 0 to " COSLICE_ID_MAX_TEXT,
                                  word);
        *ret = (uint32_t)number;
        secret->said |= said;
        return VALUE_READ;
}

static int read_option(const Reading *in, const char *word, Secret *secret, const char **target)
{
        const char *value;
        if (!*word)
                return diag_error(in->ctx->diags, in->at, "an option is missing after the \",\"");
        if ((value = option_value(word, "type=")))
                return read_type(in, value, secret);
        if ((value = option_value(word, "uid=")))
                return read_id(in, "uid=", value, SECRET_UID, &secret->uid, secret);
        if ((value = option_value(word, "gid=")))
                return read_id(in, "gid=", value, SECRET_GID, &secret->gid, secret);
        if ((value = option_value(word, "target="))) {
                *target = value;
                return VALUE_READ;
        }
        if (!(value = option_value(word, "mode=")))
                return diag_error(in->ctx->diags, in->at,
                                  "unknown option \"%.*s\"; expected type=, target=, uid=, gid= or mode=",
                                  (int)strcspn(word, "="), word);
        if (number_parse_mode(value, &secret->mode) != 0 || secret->mode > 0777)
                return diag_error(in->ctx->diags, in->at, "mode= takes an octal number like 0400");
        secret->said |= SECRET_MODE;
        return VALUE_READ;
}

/* A credential's name, or a path of the host. */
static int read_source(const Reading *in, const char *text, Secret *secret)
{
        Value path = {};
        if (*text != '/' && !string_after(text, "./")) {
                if (!credential_name_is_valid(text))
                        return reading_bad_value(in, text, NULL);
                secret->name = strdup(text);
                return secret->name ? VALUE_READ : -ENOMEM;
        }
        int r = read_host_path(in, text, &path);
        if (r > 0 && strchr(path.text, ':')) {
                free(path.text);
                return diag_error(in->ctx->diags, in->at, "the path of a secret can't have a \":\" in it");
        }
        secret->name = r > 0 ? path.text : NULL;
        return r;
}

/* A name in the volume. */
static int read_file_name(const Reading *in, const char *name, Secret *secret)
{
        if (strchr(name, '/') || !path_is_normalized_below(name) || utf8_has_control(name))
                return diag_error(in->ctx->diags, in->at,
                                  "target= is the name of a file in the volume, without a \"/\"");
        secret->target = strdup(name);
        return secret->target ? VALUE_READ : -ENOMEM;
}

/* Where nothing is said it is called as the secret is. */
static int read_target(const Reading *in, const char *target, Secret *secret)
{
        const char *slash = strrchr(secret->name, '/'), *own = slash ? slash + 1 : secret->name;
        if (in->type == &type_volume_secret)
                return read_file_name(in, target ? target : own, secret);
        if (secret->env) {
                if (!variable_name_is_valid(target ? target : own))
                        return diag_error(in->ctx->diags, in->at,
                                          "\"%s\" can't be a variable: say which one by target=",
                                          target ? target : own);
                secret->target = strdup(target ? target : own);
                return secret->target ? VALUE_READ : -ENOMEM;
        }
        bool absolute = target && *target == '/';
        _cleanup_free_ char *path =
                absolute ? strdup(target) : string_printf(SECRET_DIR "/%s", target ? target : own);
        if (!path)
                return -ENOMEM;
        if (!absolute && strchr(path + strlen(SECRET_DIR "/"), '/'))
                return diag_error(in->ctx->diags, in->at,
                                  "target= is an absolute path, or a name in " SECRET_DIR);
        int r = value_container_path(in->ctx, path, in->at, &secret->target);
        if (r < 0 || !secret->target)
                return r;
        if (!secret->target[1] || streq(secret->target, SECRET_DIR) || place_is_kernels(secret->target))
                return diag_error(in->ctx->diags, in->at, "a secret can't be at %s", secret->target);
        return VALUE_READ;
}

int read_secret(const Reading *in, const char *word, Value *ret)
{
        _cleanup_secret_ Secret secret = {.mode = SECRET_MODE_DEFAULT};
        _cleanup_free_ char *text = strdup(word);
        _cleanup_strbuf_ StrBuf written = {};
        const char *target = NULL;
        if (!text)
                return -ENOMEM;
        char *options = text;
        int r = read_source(in, strsep(&options, ","), &secret);
        for (char *option; r > 0 && options && (option = strsep(&options, ","));)
                r = read_option(in, option, &secret, &target);
        if (r > 0 && secret.env && secret.said)
                r = diag_error(in->ctx->diags, in->at,
                               "uid=, gid= and mode= are of a file; with type=env there is none");
        if (r > 0)
                r = read_target(in, target, &secret);
        if (r <= 0)
                return r;
        r = secret_write(&secret, &written);
        return r < 0 || strbuf_take(&written, &ret->text) < 0 ? -ENOMEM : VALUE_READ;
}
