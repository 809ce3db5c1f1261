/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Mistakes in values. */
#include "generator/types/reading.h"

#include "core/base/utf8.h"

#include <errno.h>
#include <string.h>

#define WORD_SHOWN 40 /* bytes of a word in a message */

int reading_bad_value(const Reading *in, const char *value, const char *expected)
{
        expected = expected ? expected : in->type->expected;
        unsigned foreign = utf8_first_foreign(value);
        size_t n = strlen(value);
        if (n > 1 && (*value == '"' || *value == '\'') && value[n - 1] == *value)
                return diag_error(in->ctx->diags, in->at,
                                  "expected %s; quotes are a part of the value here: leave them out",
                                  expected);
        if (strstr(value, " #") || strstr(value, " ;"))
                return diag_error(in->ctx->diags, in->at, "expected %s; a comment needs a line of its own",
                                  expected);
        if (n > 1 && strchr(";,", value[n - 1]))
                return diag_error(in->ctx->diags, in->at,
                                  "expected %s; the \"%c\" at the end is a part of the value", expected,
                                  value[n - 1]);
        if (foreign)
                return diag_error(in->ctx->diags, in->at, "expected %s; U+%04X is in it", expected, foreign);
        return diag_error(in->ctx->diags, in->at, "expected %s", expected);
}

int reading_bad_word(const Reading *in, const char *word, const char *expected)
{
        _cleanup_free_ char *sentence =
                string_printf("expected %s", expected ? expected : in->type->expected);
        return sentence ? reading_refuse_word(in, word, sentence) : -ENOMEM;
}

int reading_refuse_word(const Reading *in, const char *word, const char *sentence)
{
        size_t n = 0;
        while (word[n] && n < WORD_SHOWN)
                n += utf8_char(word + n) > 0 ? (size_t)utf8_char(word + n) : 1;
        unsigned foreign = utf8_first_foreign(word);
        if (foreign)
                return diag_error(in->ctx->diags, in->at, "\"%.*s%s\": %s; U+%04X is in it", (int)n, word,
                                  word[n] ? "…" : "", sentence, foreign);
        return diag_error(in->ctx->diags, in->at, "\"%.*s%s\": %s", (int)n, word, word[n] ? "…" : "",
                          sentence);
}

int reading_keep(const char *text, Value *ret)
{
        ret->text = strdup(text);
        return ret->text ? VALUE_READ : -ENOMEM;
}

int reading_check_line(const Reading *in, const char *value)
{
        size_t n = strlen(value), first = n;
        while (first > 0 && value[first - 1] == '\\')
                first--;
        if (utf8_has_control(value))
                return diag_error(in->ctx->diags, in->at, "control characters are not allowed here");
        if ((n - first) % 2 == 1)
                return diag_error(in->ctx->diags, in->at,
                                  "a backslash at the end would join the next line of the unit");
        return VALUE_READ;
}
