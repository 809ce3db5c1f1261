/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Values of keys, read into fields. */
#include "generator/parse/values.h"

#include "core/base/utf8.h"
#include "core/base/words.h"

#include <errno.h>
#include <string.h>

int value_read_scalar(const ValueContext *ctx, const Key *key, const char *value, const Place *at,
                      Scalar *field)
{
        const Reading in = {.ctx = ctx, .type = key->type, .rule = key_rule(key), .at = at};
        Value read = {};
        int r = key->type->read(&in, value, &read);
        if (r <= 0)
                return r;
        free(field->text);
        *field = (Scalar){.set = true, .given = true, .number = read.number, .text = read.text, .at = *at};
        return 0;
}

/* Names of units are parted by blanks; a backslash is a part of them, as in "dev-disk-by\\x2dlabel-a.device".
 */
static int split_units(const char *value, StrVec *ret)
{
        int r = 0;
        for (size_t n; *value && r == 0; value += n + strspn(value + n, " \t")) {
                n = strcspn(value, " \t");
                r = strvec_add_n(ret, value, n);
        }
        return r;
}

static int too_many(const Reading *in)
{
        return diag_error(in->ctx->diags, in->at, "at most %d values are allowed", LIST_MAX);
}

/* The words of VALUE, which are read one by one. 0, or > 0 after a diagnostic, or -ENOMEM. */
static int split_value(const Reading *in, const char *value, StrVec *ret)
{
        const char *why = NULL;
        int r = WORDS_MISTAKE;
        switch (in->type->split) {
        case SPLIT_NONE: return -EINVAL; /* there are no words */
        case SPLIT_UNITS: return split_units(value, ret);
        case SPLIT_COMMAND: r = words_from_json(value, ret); break;
        case SPLIT_WORDS: break;
        }
        /* What is no array of strings may be a command all the same: "[" is a program. */
        if (r == WORDS_MISTAKE)
                r = words_split(value, ret, &why);
        if (r <= 0)
                return r;
        r = diag_error(in->ctx->diags, in->at, "%s", why);
        return r < 0 ? r : WORDS_MISTAKE;
}

/* Whether WORD stands at *RAW as it is; *RAW moves to the next. */
static bool next_is_plain(const char **raw, const char *word)
{
        *raw += strspn(*raw, " \t");
        const char *end = words_end(*raw);
        size_t n = (size_t)(end - *raw);
        bool plain = strlen(word) == n && strncmp(*raw, word, n) == 0;
        *raw = end;
        return plain;
}

static int add_item(const Reading *in, const char *word, ItemList *field)
{
        Value read = {};
        int r = in->type->read(in, word, &read);
        return r <= 0 ? r : item_list_take(field, &read, in->at);
}

/* Adds WORDS up to the first that says that the others needn't be looked at. RAW: what they were made of. */
static int add_words(const Reading *in, const StrVec *words, const char *raw, ItemList *field)
{
        int r = 0;
        for (size_t i = 0; i < words->n && r == 0; i++) {
                size_t n = field->n;
                if (n == LIST_MAX)
                        return too_many(in);
                /* No unit can hold it; here the line is known. */
                if (!utf8_is_valid(words->items[i]))
                        return diag_error(in->ctx->diags, in->at,
                                          "the escapes make bytes that are not UTF-8");
                r = add_item(in, words->items[i], field);
                if (in->type->split == SPLIT_COMMAND && field->n > n)
                        field->items[n].plain = next_is_plain(&raw, words->items[i]);
        }
        return r;
}

int value_read_list(const ValueContext *ctx, const Key *key, const char *value, const Place *at,
                    ItemList *field)
{
        const Reading in = {.ctx = ctx, .type = key->type, .rule = key_rule(key), .at = at};
        _cleanup_strvec_ StrVec words = {};
        field->set = true;
        if (field->n == LIST_MAX)
                return too_many(&in);
        if (key->type->split == SPLIT_NONE)
                return add_item(&in, value, field);
        int r = split_value(&in, value, &words);
        if (r == 0 && in.type->check)
                r = in.type->check(&in, &words);
        if (r != 0)
                return r < 0 ? r : 0;
        field->cleared = field->cleared || words.n == 0; /* of JSON */
        return add_words(&in, &words, value, field);
}

int value_read_settings(const ValueContext *ctx, const Key *key, const char *value, const Place *at,
                        SettingList *field)
{
        ItemList items = {};
        int r = value_read_list(ctx, key, value, at, &items);
        for (size_t i = 0; i < items.n && r == 0; i++)
                r = field->n < LIST_MAX ? setting_list_add(field, key->name, items.items[i].text, at)
                                        : diag_error(ctx->diags, at,
                                                     "at most %d units or conditions are allowed", LIST_MAX);
        item_list_done(&items);
        return r;
}
