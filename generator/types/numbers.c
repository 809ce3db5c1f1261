/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Numbers, and what is kept as one. */
#include "core/base/number.h"
#include "core/base/suggest.h"
#include "generator/types/readers.h"
#include "generator/types/signals.h"
#include "generator/types/userid.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* What R, an answer of core/base/number.h that is not 0, says of VALUE. */
static int bad_number(const Reading *in, const char *value, int r, const char *finest)
{
        if (r < 0)
                return r;
        if (r == NUMBER_RANGE)
                return diag_error(in->ctx->diags, in->at, "the number is too large");
        if (r == NUMBER_FINE)
                return diag_error(in->ctx->diags, in->at,
                                  "the number is finer than %s, which is the smallest", finest);
        return reading_bad_value(in, value, NULL);
}

int read_bool(const Reading *in, const char *word, Value *ret)
{
        bool yes = false;
        int r = number_parse_bool(word, &yes);
        ret->number = yes;
        if (r > 0)
                return reading_bad_value(in, word, NULL);
        return r < 0 ? r : VALUE_READ;
}

int read_cores(const Reading *in, const char *word, Value *ret)
{
        int r = number_parse_cores(word, &ret->number);
        if (r != 0)
                return bad_number(in, word, r, "a thousandth of a core");
        if (ret->number < in->rule->least)
                return diag_error(in->ctx->diags, in->at, "expected more than 0 cores");
        if (ret->number > in->rule->most)
                return diag_error(in->ctx->diags, in->at, "the number is too large; %llu cores are the most",
                                  (unsigned long long)in->rule->most / 1000);
        return VALUE_READ;
}

/* A size, and what is probably a number of megabytes without its letter. */
int read_size(const Reading *in, const char *word, Value *ret)
{
        int r = number_parse_size(word, &ret->number);
        size_t n = strlen(word);
        if (r != 0 && n > 2 && word[n - 1] == 'i' && strchr("KMGT", word[n - 2]))
                return diag_error(in->ctx->diags, in->at, "the unit is %c or %ciB: powers of 1024",
                                  word[n - 2], word[n - 2]);
        if (r != 0)
                return bad_number(in, word, r, "a byte");
        if (ret->number < in->rule->least)
                return diag_error(in->ctx->diags, in->at, "expected more than 0 bytes");
        if (ret->number >= in->rule->little)
                return VALUE_READ;
        r = diag_warning(in->ctx->diags, in->at,
                         "%llu byte%s hardly enough; a letter, as in 512M, may be missing",
                         (unsigned long long)ret->number, ret->number == 1 ? " is" : "s are");
        return r < 0 ? r : VALUE_READ;
}

int read_time(const Reading *in, const char *word, Value *ret)
{
        int r = number_parse_time(word, &ret->number);
        if (r == NUMBER_RANGE)
                return diag_error(in->ctx->diags, in->at,
                                  "the time is too long; systemd takes less than 18446744073709 s");
        return r ? bad_number(in, word, r, "a microsecond") : VALUE_READ;
}

int read_number(const Reading *in, const char *word, Value *ret)
{
        const ValueRule *rule = in->rule;
        char expected[80];
        int r = number_parse(word, rule->most, &ret->number);
        if (r == 0 && ret->number >= rule->least)
                return VALUE_READ;
        snprintf(expected, sizeof expected, "a number from %llu to %llu", (unsigned long long)rule->least,
                 (unsigned long long)rule->most);
        bool unlimited = r == 0 || streq(word, "-1") || strcasecmp(word, "infinity") == 0 ||
                         strcasecmp(word, "unlimited") == 0;
        if (rule->least > 0 && unlimited)
                return diag_error(in->ctx->diags, in->at,
                                  "there is no unlimited; write a number, from %llu to %llu",
                                  (unsigned long long)rule->least, (unsigned long long)rule->most);
        return reading_bad_value(in, word, expected);
}

/* "share or request", "up, down or exact". 0 or -ENOMEM. */
static int add_keywords(StrBuf *buf, const ValueRule *rule)
{
        for (size_t i = 0; i < rule->n_words; i++)
                strbuf_addf(buf, "%s%s", i == 0 ? "" : i + 1 < rule->n_words ? ", " : " or ", rule->words[i]);
        return buf->oom ? -ENOMEM : 0;
}

const NeedyWord *needy_word(const ValueRule *rule, const char *word, size_t n)
{
        for (const NeedyWord *needy = rule->needy; needy && needy->word; needy++)
                if (strncasecmp(word, needy->word, n) == 0 && strlen(needy->word) == n)
                        return needy;
        return NULL;
}

static int refuse_word(const Reading *in, const NeedyWord *needy)
{
        _cleanup_strbuf_ StrBuf why = {};
        int r = feature_explain(feature_rows + needy->needs, &why);
        return r < 0 ? r : diag_error(in->ctx->diags, in->at, "%s is %s", needy->word, why.text);
}

/* Among "auto, yes or no" these two are booleans, which are written in many ways. */
static const char *as_keyword(const ValueRule *rule, const char *word)
{
        bool yes, has[2] = {};
        for (size_t i = 0; i < rule->n_words; i++) {
                has[0] |= streq(rule->words[i], "no");
                has[1] |= streq(rule->words[i], "yes");
        }
        return has[0] && has[1] && number_parse_bool(word, &yes) == 0 ? yes ? "yes" : "no" : word;
}

/* What follows the ":" of WORD if that is KEYWORD, "macvlan:INTERFACE", but for the word in capitals; "" if
 * the ":" is missing. NULL: it is another one, or KEYWORD has none. */
static const char *behind_colon(const char *word, const char *keyword)
{
        size_t n = strcspn(keyword, ":");
        if (!keyword[n] || strncasecmp(word, keyword, n) != 0 || (word[n] && word[n] != ':'))
                return NULL;
        return word[n] ? word + n + 1 : word + n;
}

int read_keyword(const Reading *in, const char *word, Value *ret)
{
        const ValueRule *rule = in->rule;
        /* Up to a ":", behind which "macvlan:eth0" goes on. */
        const NeedyWord *needy = needy_word(rule, word, strcspn(word, ":"));
        if (needy && !feature_is_there(in->ctx->features, needy->needs))
                return refuse_word(in, needy);
        const char *keyword = as_keyword(rule, word);
        for (size_t i = 0; i < rule->n_words; i++) {
                const char *rest = behind_colon(keyword, rule->words[i]);
                if (!rest && strcasecmp(keyword, rule->words[i]) != 0)
                        continue;
                ret->number = i;
                return rest ? rule->read_rest(in, rest, ret) : VALUE_READ;
        }
        _cleanup_strbuf_ StrBuf expected = {};
        if (add_keywords(&expected, rule) < 0)
                return -ENOMEM;
        const char *meant = suggest(word, rule->words, rule->n_words);
        /* Of a single keyword the sentence without a guess says as much. */
        if (meant && rule->n_words > 1)
                return diag_error(in->ctx->diags, in->at, "expected %s; did you mean %s?", expected.text,
                                  meant);
        return reading_bad_value(in, word, expected.text);
}

int read_signal(const Reading *in, const char *word, Value *ret)
{
        int number = signal_from_text(word);
        if (number < 0)
                return reading_bad_value(in, word, NULL);
        ret->number = (uint64_t)number;
        return VALUE_READ;
}

/* Of files with nothing but bits of permission. */
int read_mode(const Reading *in, const char *word, Value *ret)
{
        unsigned mode;
        if (number_parse_mode(word, &mode) != 0 || mode > 0777)
                return reading_bad_value(in, word, NULL);
        ret->number = mode;
        return VALUE_READ;
}

/* UID[:GID] */
int read_owner(const Reading *in, const char *word, Value *ret)
{
        int r = userid_read_owner(word, &ret->ids);
        if (r != 0)
                return r < 0 ? r : diag_error(in->ctx->diags, in->at, "expected %s", in->type->expected);
        return VALUE_READ;
}
