/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Environment= and EnvironmentFile=. */
#include "core/base/words.h"
#include "generator/types/readers.h"

#include <errno.h>
#include <string.h>

int read_variable(const Reading *in, const char *word, Value *ret)
{
        const char *equals = strchr(word, '=');
        if (equals == word)
                return diag_error(in->ctx->diags, in->at, "a variable has no name before its \"=\"");
        return reading_keep(word, ret);
}

/* TEXT as one word of a line, in quotes where it needs them. */
static void add_quoted(StrBuf *buf, const char *text)
{
        bool plain = !strpbrk(text, " \t\n\"'\\");
        strbuf_add(buf, plain ? "" : "\"");
        for (; *text; text++) {
                if (!plain && strchr("\"\\", *text))
                        strbuf_add_char(buf, '\\');
                strbuf_add_char(buf, *text);
        }
        strbuf_add(buf, plain ? "" : "\"");
}

static bool is_variable_name(const char *text)
{
        static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";
        return *text && strchr(letters, *text) && !text[strspn(text, letters)];
}

/* Whether the name of the variable WORD is one that shells know, or has a "." in it. */
static bool is_usual(const char *word)
{
        size_t n = strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789.");
        return word[n] == '=' && !strchr("0123456789.=", word[0]);
}

/* The line with each word that is hardly a variable in the value before it: "MOTD=Welcome to the server!" The
 * first one is a variable without a value, or none at all. */
static int add_joined(StrBuf *buf, const StrVec *words)
{
        for (size_t i = 0; i < words->n;) {
                _cleanup_strbuf_ StrBuf value = {};
                const char *word = words->items[i++];
                if (!strchr(word, '=') && !is_variable_name(word))
                        continue;
                strbuf_addf(&value, "%s%s", word, strchr(word, '=') ? "" : "=VALUE");
                for (; i < words->n && !is_usual(words->items[i]); i++)
                        strbuf_addf(&value, " %s", words->items[i]);
                if (value.oom)
                        return -ENOMEM;
                strbuf_add(buf, buf->length > 0 ? " " : "");
                add_quoted(buf, value.text);
        }
        return buf->oom ? -ENOMEM : 0;
}

/* "--port=80" behind "CMD_ARGS=run" is a variable, and hardly meant as one. */
static int warn_unusual(const Reading *in, const StrVec *words)
{
        size_t unusual = 1;
        while (unusual < words->n && is_usual(words->items[unusual]))
                unusual++;
        if (unusual >= words->n)
                return 0;
        _cleanup_strbuf_ StrBuf line = {};
        const char *before = words->items[unusual - 1];
        int r = add_joined(&line, words);
        if (r < 0)
                return r;
        return diag_warning(
                in->ctx->diags, in->at,
                "a variable with an unusual name follows %.*s=; if it belongs to its value, quote the whole: "
                "write %s=%s",
                (int)strcspn(before, "="), before, in->at->key, line.text);
}

/* Words of Environment= without a "=", if there are some: that is one mistake of the line. 0, 1 or -errno. */
int check_variables(const Reading *in, const StrVec *words)
{
        size_t bare = 0;
        while (bare < words->n && strchr(words->items[bare], '='))
                bare++;
        if (bare == words->n)
                return warn_unusual(in, words);
        _cleanup_strbuf_ StrBuf line = {};
        int r = add_joined(&line, words);
        if (r < 0)
                return r;
        const char *before = bare > 0 ? words->items[bare - 1] : NULL;
        if (!before && line.length == 0)
                r = diag_error(in->ctx->diags, in->at,
                               "expected %s; a word without \"=\" is not a variable; leave it out",
                               in->type->expected);
        else if (!before)
                r = diag_error(in->ctx->diags, in->at,
                               "expected %s; a word without \"=\" is not a variable: write %s=%s",
                               in->type->expected, in->at->key, line.text);
        else
                r = diag_error(in->ctx->diags, in->at,
                               "a word without \"=\" follows %.*s=; if it belongs to its value, quote the "
                               "whole: write %s=%s",
                               (int)strcspn(before, "="), before, in->at->key, line.text);
        return r < 0 ? r : 1;
}

int read_variable_file(const Reading *in, const char *word, Value *ret)
{
        bool optional = word[0] == '-';
        _cleanup_free_ char *path = NULL;
        int r = value_host_path(in->ctx, word + optional, in->at, &path);
        if (r < 0 || !path)
                return r;
        if (strstr(path, " /") || strstr(path, " -/"))
                r = diag_warning(in->ctx->diags, in->at,
                                 "this is one name with a blank in it; another file needs a line of its own");
        if (r < 0)
                return r;
        ret->text = string_printf("%s%s", optional ? "-" : "", path);
        return ret->text ? VALUE_READ : -ENOMEM;
}
