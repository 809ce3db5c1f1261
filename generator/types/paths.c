/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Paths of the host and in containers. */
#include "core/base/utf8.h"
#include "core/contract/contract.h"
#include "generator/types/readers.h"

#include <limits.h>
#include <string.h>

static int bad_path(const ValueContext *ctx, const char *value, const Place *at, const ValueType *type)
{
        const Reading in = {.ctx = ctx, .type = type, .at = at};
        return reading_bad_value(&in, value, NULL);
}

/* Appends PATH's parts to BUF, each after a slash, and hands the whole over. What is empty or "." goes here,
 * since the helper takes normalized paths alone. */
static int finish_path(const ValueContext *ctx, StrBuf *buf, const char *path, const Place *at, char **ret)
{
        while (*path) {
                path += strspn(path, "/");
                size_t n = strcspn(path, "/");
                /* Where ".." leads depends on links, which a text does not show. */
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
        bool local = string_after(*path, COSLICE_VOLUMES_DIR "/");
        if (!local && !string_after(*path, COSLICE_EMPTY_DIR "/") &&
            !string_after(*path, COSLICE_UPPER_DIR "/"))
                return 0;
        free(*path);
        *path = NULL;
        if (local)
                return diag_error(
                        ctx->diags, at,
                        "nothing below " COSLICE_VOLUMES_DIR
                        " can be named: a [Volume] with Type=local is used as NAME:/path, and one with "
                        "Name= in several groups");
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
                return bad_path(ctx, value, at, &type_host_path);
        /* RequiresMountsFor= has no escape for one, quote_path(). */
        if (utf8_has_control(value))
                return diag_error(ctx->diags, at, "a path can't have control characters in it");
        int r = finish_path(ctx, &buf, value[0] == '.' ? value + 1 : value, at, ret);
        return r < 0 || !*ret ? r : check_not_own(ctx, at, ret);
}

int value_container_path(const ValueContext *ctx, const char *value, const Place *at, char **ret)
{
        _cleanup_strbuf_ StrBuf buf = {};
        if (value[0] != '/')
                return bad_path(ctx, value, at, &type_container_path);
        if (utf8_has_control(value))
                return diag_error(ctx->diags, at, "a path can't have control characters in it");
        return finish_path(ctx, &buf, value, at, ret);
}

static int take_path(int r, char *path, Value *ret)
{
        ret->text = path;
        return r < 0 || !path ? r : VALUE_READ;
}

int read_host_path(const Reading *in, const char *word, Value *ret)
{
        char *path = NULL;
        int r = value_host_path(in->ctx, word, in->at, &path);
        return take_path(r, path, ret);
}

int read_container_path(const Reading *in, const char *word, Value *ret)
{
        char *path = NULL;
        int r = value_container_path(in->ctx, word, in->at, &path);
        return take_path(r, path, ret);
}
