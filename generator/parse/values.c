/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Values that can be set once. */
#include "generator/parse/values.h"

#include "core/base/name.h"
#include "core/base/number.h"
#include "core/base/suggest.h"
#include "core/base/utf8.h"
#include "core/contract/contract.h"
#include "generator/language/signals.h"
#include "generator/language/userid.h"
#include "generator/model/ranges.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <strings.h>

#define WORD_SHOWN 40 /* bytes of a word in a message */

/* "expected …", and what may be why it isn't that. */
static int bad_value(const ValueContext *ctx, const char *value, const Place *at, const char *expected)
{
        unsigned foreign = utf8_first_foreign(value);
        size_t n = strlen(value);
        if (n > 1 && (*value == '"' || *value == '\'') && value[n - 1] == *value)
                return diag_error(ctx->diags, at,
                                  "expected %s; quotes are a part of the value here: leave them out",
                                  expected);
        if (strstr(value, " #") || strstr(value, " ;"))
                return diag_error(ctx->diags, at, "expected %s; a comment needs a line of its own", expected);
        if (n > 1 && strchr(";,", value[n - 1]))
                return diag_error(ctx->diags, at, "expected %s; the \"%c\" at the end is a part of the value",
                                  expected, value[n - 1]);
        if (foreign)
                return diag_error(ctx->diags, at, "expected %s; U+%04X is in it", expected, foreign);
        return diag_error(ctx->diags, at, "expected %s", expected);
}

/* Appends PATH's parts to BUF, each after a slash, and hands the whole over. */
static int finish_path(const ValueContext *ctx, StrBuf *buf, const char *path, const Place *at, char **ret)
{
        while (*path) {
                path += strspn(path, "/");
                size_t n = strcspn(path, "/");
                if (n == 2 && path[0] == '.' && path[1] == '.')
                        return diag_error(ctx->diags, at, "the path has a \"..\" in it; write it without");
                if (n > NAME_MAX)
                        return diag_error(ctx->diags, at, "a name in the path has %zu bytes; Linux takes %d",
                                          n, NAME_MAX);
                if (n > 0 && !(n == 1 && path[0] == '.')) {
                        strbuf_add_char(buf, '/');
                        strbuf_add_bytes(buf, path, n);
                }
                path += n;
        }
        if (buf->length == 0)
                strbuf_add_char(buf, '/');
        if (buf->length >= PATH_MAX)
                return diag_error(ctx->diags, at, "the path has %zu bytes; Linux takes %d", buf->length,
                                  PATH_MAX - 1);
        return strbuf_take(buf, ret);
}

/* What payloads write there is reached by the names of volumes alone, which nothing leads out of. */
static int check_not_own(const ValueContext *ctx, const Place *at, char **path)
{
        if (!string_after(*path, COSLICE_EMPTY_DIR "/") && !string_after(*path, COSLICE_UPPER_DIR "/"))
                return 0;
        free(*path);
        *path = NULL;
        return diag_error(ctx->diags, at,
                          "nothing below " COSLICE_EMPTY_DIR " and " COSLICE_UPPER_DIR
                          " can be named: coslice makes that anew at each start; a [Volume NAME] is used as "
                          "NAME:/path");
}

int value_host_path(const ValueContext *ctx, const char *value, const Place *at, char **ret)
{
        _cleanup_strbuf_ StrBuf buf = {};
        if (value[0] == '.' && value[1] == '/')
                strbuf_addf(&buf, "%s.files", ctx->definition_path);
        else if (value[0] != '/')
                return bad_value(ctx, value, at,
                                 "an absolute path, or one that begins with \"./\" for a file below the "
                                 "definition's own folder");
        if (utf8_has_control(value))
                return diag_error(ctx->diags, at, "a path can't have control characters in it");
        int r = finish_path(ctx, &buf, value[0] == '.' ? value + 1 : value, at, ret);
        return r < 0 || !*ret ? r : check_not_own(ctx, at, ret);
}

int value_container_path(const ValueContext *ctx, const char *value, const Place *at, char **ret)
{
        _cleanup_strbuf_ StrBuf buf = {};
        if (value[0] != '/')
                return bad_value(ctx, value, at, "an absolute path inside the container");
        if (utf8_has_control(value))
                return diag_error(ctx->diags, at, "a path can't have control characters in it");
        return finish_path(ctx, &buf, value, at, ret);
}

bool path_is_below(const char *path, const char *dir)
{
        const char *rest = streq(dir, "/") ? path : string_after(path, dir);
        return rest && (!*rest || *rest == '/');
}

int value_check_line(const ValueContext *ctx, const char *value, const Place *at, bool *ret)
{
        size_t n = strlen(value), first = n;
        while (first > 0 && value[first - 1] == '\\')
                first--;
        if (utf8_has_control(value))
                return diag_error(ctx->diags, at, "control characters are not allowed here");
        if ((n - first) % 2 == 1)
                return diag_error(ctx->diags, at,
                                  "a backslash at the end would join the next line of the unit");
        *ret = true;
        return 0;
}

int value_bad_word(const ValueContext *ctx, const char *word, const Place *at, const char *expected)
{
        size_t n = 0;
        while (word[n] && n < WORD_SHOWN)
                n += utf8_char(word + n) > 0 ? (size_t)utf8_char(word + n) : 1;
        unsigned foreign = utf8_first_foreign(word);
        if (foreign)
                return diag_error(ctx->diags, at, "\"%.*s%s\": expected %s; U+%04X is in it", (int)n, word,
                                  word[n] ? "…" : "", expected, foreign);
        return diag_error(ctx->diags, at, "\"%.*s%s\": expected %s", (int)n, word, word[n] ? "…" : "",
                          expected);
}

static int bad_number(const ValueContext *ctx, const char *value, const Place *at, int r,
                      const char *expected, const char *finest)
{
        if (r < 0)
                return r;
        if (r == NUMBER_RANGE)
                return diag_error(ctx->diags, at, "the number is too large");
        if (r == NUMBER_FINE)
                return diag_error(ctx->diags, at, "the number is finer than %s, which is the smallest",
                                  finest);
        return bad_value(ctx, value, at, expected);
}

/* A size, and for a container's memory what is probably a number of megabytes without its letter. */
static int read_size(const ValueContext *ctx, const Key *key, const char *value, const Place *at,
                     uint64_t *ret)
{
        int r = number_parse_size(value, ret);
        size_t n = strlen(value);
        if (r != 0 && n > 2 && value[n - 1] == 'i' && strchr("KMGT", value[n - 2]))
                return diag_error(ctx->diags, at, "the unit is %c or %ciB: powers of 1024", value[n - 2],
                                  value[n - 2]);
        if (r != 0)
                return bad_number(ctx, value, at, r, "a size like 512M, 1.5G or 4096", "a byte");
        if (*ret >= LITTLE_MEMORY || !string_after(key->name, "Memory"))
                return 1;
        if (*ret == 0)
                return diag_error(ctx->diags, at, "expected more than 0 bytes");
        r = diag_warning(ctx->diags, at, "%llu byte%s hardly enough; a letter, as in 512M, may be missing",
                         (unsigned long long)*ret, *ret == 1 ? " is" : "s are");
        return r < 0 ? r : 1;
}

static int read_number(const ValueContext *ctx, const Key *key, const char *value, const Place *at,
                       uint64_t *ret)
{
        bool yes = false;
        int r;
        switch (key->type) {
        case TYPE_BOOL:
                r = number_parse_bool(value, &yes);
                *ret = yes;
                return r ? bad_number(ctx, value, at, r, "yes or no", NULL) : 1;
        case TYPE_CORES:
                r = number_parse_cores(value, ret);
                if (r == 0 && *ret == 0)
                        return diag_error(ctx->diags, at, "expected more than 0 cores");
                if (r == 0 && *ret > CPU_MAX)
                        return diag_error(ctx->diags, at, "the number is too large; %d cores are the most",
                                          CPU_MAX_CORES);
                return r ? bad_number(ctx, value, at, r, "cores like 2, 0.75 or 750m",
                                      "a thousandth of a core")
                         : 1;
        case TYPE_SIZE: return read_size(ctx, key, value, at, ret);
        case TYPE_TIME:
                r = number_parse_time(value, ret);
                if (r == NUMBER_RANGE)
                        return diag_error(ctx->diags, at,
                                          "the time is too long; systemd takes less than 18446744073709 s");
                return r ? bad_number(ctx, value, at, r, "a time span like 90, 10s, 1min 30s or infinity",
                                      "a microsecond")
                         : 1;
        case TYPE_COUNT:
                r = number_parse(value, UINT32_MAX, ret);
                if (r == 0 && *ret > 0)
                        return 1;
                if (r == 0 || streq(value, "-1") || strcasecmp(value, "infinity") == 0 ||
                    strcasecmp(value, "unlimited") == 0)
                        return diag_error(ctx->diags, at,
                                          "there is no unlimited; write a number, from 1 to 4294967295");
                return bad_value(ctx, value, at, "a number from 1 to 4294967295");
        case TYPE_NUMBER:
                r = number_parse(value, UINT32_MAX, ret);
                return r ? bad_value(ctx, value, at, "a number from 0 to 4294967295") : 1;
        default: return -EINVAL;
        }
}

static int read_enum(const ValueContext *ctx, const Key *key, const char *value, const Place *at,
                     uint64_t *ret)
{
        for (size_t i = 0; i < key->n_names; i++)
                if (strcasecmp(value, key->names[i]) == 0) {
                        *ret = i;
                        return 1;
                }
        size_t n = strcspn(value, ":");
        for (const char *const *later = key->later; later && *later; later++)
                if (strncasecmp(value, *later, n) == 0 && strlen(*later) == n)
                        return diag_error(ctx->diags, at, "%s is not supported by this version of coslice",
                                          *later);
        _cleanup_strbuf_ StrBuf expected = {};
        for (size_t i = 0; i < key->n_names; i++)
                strbuf_addf(&expected, "%s%s",
                            i == 0                 ? ""
                            : i + 1 < key->n_names ? ", "
                                                   : " or ",
                            key->names[i]);
        const char *meant = suggest(value, key->names, key->n_names);
        if (expected.oom)
                return -ENOMEM;
        if (meant && key->n_names > 1)
                return diag_error(ctx->diags, at, "expected %s; did you mean %s?", expected.text, meant);
        return bad_value(ctx, value, at, expected.text);
}

static int read_signal(const ValueContext *ctx, const char *value, const Place *at, uint64_t *ret)
{
        int number = signal_from_text(value);
        if (number < 0)
                return bad_value(ctx, value, at, "a signal like SIGTERM, HUP or 15");
        *ret = (uint64_t)number;
        return 1;
}

/* USER[:GROUP]: what passwd(5) can hold; whether the image knows them is seen at the start. */
static int check_user(const ValueContext *ctx, const char *value, const Place *at)
{
        const char *colon = strchr(value, ':');
        _cleanup_free_ char *user = colon ? strndup(value, (size_t)(colon - value)) : strdup(value);
        if (!user)
                return -ENOMEM;
        if (!userid_is_name_or_id(user) || (colon && !userid_is_name_or_id(colon + 1)))
                return bad_value(ctx, value, at,
                                 "USER or USER:GROUP, names or numbers from 0 to " COSLICE_ID_MAX_TEXT);
        return 1;
}

/* UID[:GID] → the ids in the high and low half. */
static int read_owner(const ValueContext *ctx, const char *value, const Place *at, uint64_t *ret)
{
        uint64_t uid, gid;
        const char *colon = strchr(value, ':');
        _cleanup_free_ char *first = colon ? strndup(value, (size_t)(colon - value)) : strdup(value);
        if (!first)
                return -ENOMEM;
        if (userid_read(first, &uid) != 0 || userid_read(colon ? colon + 1 : first, &gid) != 0)
                return diag_error(ctx->diags, at,
                                  "expected UID or UID:GID, numbers from 0 to " COSLICE_ID_MAX_TEXT);
        *ret = uid << 32 | gid;
        return 1;
}

static int read_text(const ValueContext *ctx, const Key *key, const char *value, const Place *at, char **ret)
{
        int r = 1;
        switch (key->type) {
        case TYPE_HOST_PATH: return value_host_path(ctx, value, at, ret);
        case TYPE_CONTAINER_PATH: return value_container_path(ctx, value, at, ret);
        case TYPE_HOST_NAME:
                if (!host_name_is_valid(value))
                        r = bad_value(ctx, value, at, HOST_NAME_RULE);
                break;
        case TYPE_USER: r = check_user(ctx, value, at); break;
        case TYPE_USER_GROUP:
                if (!userid_is_name_or_id(value))
                        r = bad_value(ctx, value, at,
                                      "a group: a name, or a number from 0 to " COSLICE_ID_MAX_TEXT);
                break;
        default: {
                bool text = false;
                r = value_check_line(ctx, value, at, &text);
                if (r == 0)
                        r = text;
        }
        }
        if (r <= 0)
                return r;
        *ret = strdup(value);
        return *ret ? 0 : -ENOMEM;
}

int value_read_scalar(const ValueContext *ctx, const Key *key, const char *value, const Place *at,
                      Scalar *field)
{
        uint64_t number = 0;
        _cleanup_free_ char *text = NULL;
        int r;
        switch (key->type) {
        case TYPE_BOOL:
        case TYPE_CORES:
        case TYPE_SIZE:
        case TYPE_TIME:
        case TYPE_COUNT:
        case TYPE_NUMBER: r = read_number(ctx, key, value, at, &number); break;
        case TYPE_ENUM: r = read_enum(ctx, key, value, at, &number); break;
        case TYPE_SIGNAL: r = read_signal(ctx, value, at, &number); break;
        case TYPE_OWNER: r = read_owner(ctx, value, at, &number); break;
        default:
                r = read_text(ctx, key, value, at, &text);
                if (r == 0)
                        r = text != NULL;
        }
        if (r <= 0)
                return r;
        free(field->text);
        *field = (Scalar){.set = true, .given = true, .number = number, .text = TAKE_PTR(text), .at = *at};
        return 0;
}
