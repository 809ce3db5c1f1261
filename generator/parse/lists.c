/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Values that accumulate. */
#include "core/base/name.h"
#include "core/base/number.h"
#include "core/base/utf8.h"
#include "core/base/words.h"
#include "core/contract/contract.h"
#include "generator/foreign/files.h"
#include "generator/language/limitname.h"
#include "generator/language/signals.h"
#include "generator/language/userid.h"
#include "generator/parse/values.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

/* Reads one word (or the whole value) and gives what is kept. Leaves *RET NULL after a mistake, which is a
 * diagnostic. */
typedef int (*ItemReader)(const ValueContext *ctx, const char *word, const Place *at, char **ret);

static int keep(const char *text, char **ret)
{
        *ret = strdup(text);
        return *ret ? 0 : -ENOMEM;
}

static int read_word(const ValueContext *ctx, const char *word, const Place *at, char **ret)
{
        return keep(word, ret);
}

static int read_name(const ValueContext *ctx, const char *word, const Place *at, char **ret)
{
        if (strcasecmp(word, "keep-groups") == 0)
                return diag_error(ctx->diags, at,
                                  "systemd starts the container and is in no groups to keep, each of them "
                                  "has a line of its own; leave it out");
        if (!userid_is_name_or_id(word))
                return value_bad_word(ctx, word, at,
                                      "a group: a name, or a number from 0 to " COSLICE_ID_MAX_TEXT);
        return keep(word, ret);
}

static int read_uri(const ValueContext *ctx, const char *word, const Place *at, char **ret)
{
        static const char *const schemes[] = {"http://", "https://", "file:/", "info:", "man:"};
        for (size_t i = 0; i < ARRAY_SIZE(schemes); i++) {
                const char *rest = string_after(word, schemes[i]);
                if (!rest)
                        continue;
                if (*rest && !utf8_first_foreign(rest) && !utf8_has_control(rest) &&
                    !strpbrk(rest, " \t\"'\\"))
                        return keep(word, ret);
                return diag_error(ctx->diags, at,
                                  "an address is ASCII text without blanks, quotes and backslashes");
        }
        return diag_error(ctx->diags, at,
                          "expected addresses that begin with http://, https://, file:/, info: or man:");
}

static int read_variable(const ValueContext *ctx, const char *word, const Place *at, char **ret)
{
        const char *equals = strchr(word, '=');
        if (equals == word)
                return diag_error(ctx->diags, at, "a variable has no name before its \"=\"");
        return keep(word, ret);
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
static int warn_unusual(const ValueContext *ctx, const StrVec *words, const Place *at)
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
                ctx->diags, at,
                "a variable with an unusual name follows %.*s=; if it belongs to its value, quote the whole: "
                "write %s=%s",
                (int)strcspn(before, "="), before, at->key, line.text);
}

/* Words of Environment= without a "=", if there are some: that is one mistake of the line. 0, 1 or -errno. */
static int check_variables(const ValueContext *ctx, const StrVec *words, const Place *at)
{
        size_t bare = 0;
        while (bare < words->n && strchr(words->items[bare], '='))
                bare++;
        if (bare == words->n)
                return warn_unusual(ctx, words, at);
        _cleanup_strbuf_ StrBuf line = {};
        int r = add_joined(&line, words);
        if (r < 0)
                return r;
        const char *before = bare > 0 ? words->items[bare - 1] : NULL;
        if (!before && line.length == 0)
                r = diag_error(ctx->diags, at,
                               "expected NAME=VALUE; a word without \"=\" is not a variable; leave it out");
        else if (!before)
                r = diag_error(ctx->diags, at,
                               "expected NAME=VALUE; a word without \"=\" is not a variable: write %s=%s",
                               at->key, line.text);
        else
                r = diag_error(ctx->diags, at,
                               "a word without \"=\" follows %.*s=; if it belongs to its value, quote the "
                               "whole: write %s=%s",
                               (int)strcspn(before, "="), before, at->key, line.text);
        return r < 0 ? r : 1;
}

static int read_variable_file(const ValueContext *ctx, const char *value, const Place *at, char **ret)
{
        bool optional = value[0] == '-';
        _cleanup_free_ char *path = NULL;
        int r = value_host_path(ctx, value + optional, at, &path);
        if (r < 0 || !path)
                return r;
        if (strstr(path, " /") || strstr(path, " -/"))
                r = diag_warning(ctx->diags, at,
                                 "this is one name with a blank in it; another file needs a line of its own");
        if (r < 0)
                return r;
        *ret = string_printf("%s%s", optional ? "-" : "", path);
        return *ret ? 0 : -ENOMEM;
}

static int read_exit_status(const ValueContext *ctx, const char *word, const Place *at, char **ret)
{
        int r = exit_status_normalize(word, ret);
        if (r > 0)
                return value_bad_word(ctx, word, at,
                                      "exit statuses like 3 or TEMPFAIL, or signals like SIGHUP");
        return r;
}

#define NICE_MAX 40 /* getrlimit(2); systemd takes no more, and no "infinity" */

/* A resource's value as the kernel counts it; -1 and "unlimited" lift it. 0, or > 0 if it is none. */
static int limit_number(const char *text, uint64_t *ret)
{
        if (!streq(text, "-1") && strcasecmp(text, "infinity") != 0 && strcasecmp(text, "unlimited") != 0)
                return number_parse(text, UINT64_MAX - 1, ret);
        *ret = UINT64_MAX;
        return 0;
}

static int add_limit(StrBuf *buf, uint64_t number)
{
        return number == UINT64_MAX ? strbuf_add(buf, "infinity")
                                    : strbuf_addf(buf, "%llu", (unsigned long long)number);
}

/* name=soft[:hard] → systemd's "LimitNOFILE=1024:4096". */
static int read_ulimit(const ValueContext *ctx, const char *word, const Place *at, char **ret)
{
        const char *name = limitname_find(word), *value = strchr(word, '=');
        if (streq(word, "host") || (name && value && streq(value, "=host")))
                return diag_error(ctx->diags, at,
                                  "what isn't limited here is limited by systemd; leave it out");
        if (!name)
                return value_bad_word(
                        ctx, word, at,
                        "NAME=SOFT[:HARD] with one of as, core, cpu, data, fsize, locks, memlock, "
                        "msgqueue, nice, nofile, nproc, rss, rtprio, rttime, sigpending, stack");
        const char *colon = value ? strchr(++value, ':') : NULL;
        _cleanup_free_ char *first = value ? strndup(value, strcspn(value, ":")) : strdup("");
        uint64_t soft, hard;
        if (!first)
                return -ENOMEM;
        if (limit_number(first, &soft) != 0 || limit_number(colon ? colon + 1 : first, &hard) != 0)
                return value_bad_word(ctx, word, at,
                                      "NAME=SOFT or NAME=SOFT:HARD, numbers or -1 for no limit");
        if (streq(name, "NICE") && hard > NICE_MAX)
                return value_bad_word(ctx, word, at, "at most 40 for nice, which is the level -20");
        if (soft > hard)
                return value_bad_word(ctx, word, at, "a soft limit that is not above the hard one");
        _cleanup_strbuf_ StrBuf buf = {};
        strbuf_addf(&buf, "Limit%s=", name);
        add_limit(&buf, soft);
        strbuf_add_char(&buf, ':');
        add_limit(&buf, hard);
        return strbuf_take(&buf, ret);
}

/* PORT[-PORT][/tcp|/udp] → "8000-8010/tcp". */
static int read_port(const ValueContext *ctx, const char *word, const Place *at, char **ret)
{
        uint64_t first, last;
        size_t n = strcspn(word, "/");
        const char *protocol = word[n] ? word + n + 1 : "tcp";
        _cleanup_free_ char *range = strndup(word, n);
        if (!range)
                return -ENOMEM;
        char *dash = strchr(range, '-');
        if (dash)
                *dash++ = '\0';
        if (strchr(word, ':'))
                return value_bad_word(
                        ctx, word, at,
                        "only what the program listens on, as in Ports=80; what publishes it on "
                        "the host's address is PublishPort= in [Group], which is not supported "
                        "by this version of coslice");
        bool known = strcasecmp(protocol, "tcp") == 0 || strcasecmp(protocol, "udp") == 0;
        if (!known || number_parse(range, 65535, &first) != 0 ||
            number_parse(dash ? dash : range, 65535, &last) != 0 || first == 0 || last < first)
                return value_bad_word(ctx, word, at,
                                      "ports like 80, 53/udp or 8000-8010/tcp, from 1 to 65535");
        _cleanup_strbuf_ StrBuf buf = {};
        strbuf_addf(&buf, "%u-%u/", (unsigned)first, (unsigned)last);
        for (; *protocol; protocol++)
                strbuf_add_char(&buf, (char)(*protocol | 0x20));
        return strbuf_take(&buf, ret);
}

static int read_label(const ValueContext *ctx, const char *word, const Place *at, char **ret)
{
        if (label_is_valid(word))
                return keep(word, ret);
        if (strchr(word, '.'))
                return value_bad_word(ctx, word, at, "names of containers; units stand in After= of [Unit]");
        return value_bad_word(ctx, word, at, "names of containers, which are " LABEL_RULE);
}

static int read_path(const ValueContext *ctx, const char *word, const Place *at, char **ret)
{
        return value_host_path(ctx, word, at, ret);
}

/* "web.group" in a list of units is the group's service. */
static int read_unit(const ValueContext *ctx, const char *word, const Place *at, char **ret)
{
        size_t n = string_before(word, ".group");
        if (n > 0) {
                _cleanup_free_ char *label = strndup(word, n);
                if (!label)
                        return -ENOMEM;
                if (!label_is_valid(label))
                        return value_bad_word(ctx, word, at, "a group, whose name is " LABEL_RULE);
                *ret = string_printf("coslice@%s.service", label);
                return *ret ? 0 : -ENOMEM;
        }
        if (foreign_file_names(word)) /* told when the containers are known */
                return keep(word, ret);
        if (unit_name_is_valid(word) && strrchr(word, '.')[-1] == '@')
                return value_bad_word(ctx, word, at, "an instance of that template, with a name after \"@\"");
        if (!unit_name_is_valid(word))
                return value_bad_word(ctx, word, at,
                                      "names of units with their suffix, as in db.service or web.group");
        return keep(word, ret);
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

static int too_many(const ValueContext *ctx, const Place *at)
{
        return diag_error(ctx->diags, at, "at most %d values are allowed", LIST_MAX);
}

/* The words of VALUE as READ takes them. 0, or > 0 after a diagnostic, or -ENOMEM. */
static int split_value(const ValueContext *ctx, ItemReader read, const char *value, const Place *at,
                       StrVec *ret)
{
        const char *why = NULL;
        int r = read == read_word ? words_from_json(value, ret) : WORDS_MISTAKE;
        if (r == WORDS_MISTAKE)
                r = read == read_unit ? split_units(value, ret) : words_split(value, ret, &why);
        if (r <= 0)
                return r;
        r = diag_error(ctx->diags, at, "%s", why);
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

static int add_words(const ValueContext *ctx, ItemReader read, const char *value, const Place *at,
                     ItemList *field)
{
        _cleanup_strvec_ StrVec words = {};
        int r = split_value(ctx, read, value, at, &words);
        if (r == 0 && read == read_variable)
                r = check_variables(ctx, &words, at);
        if (r != 0)
                return r < 0 ? r : 0;
        field->cleared = field->cleared || words.n == 0; /* of JSON */
        for (size_t i = 0; i < words.n && r == 0; i++) {
                const char *word = words.items[i];
                _cleanup_free_ char *text = NULL;
                if (field->n == LIST_MAX)
                        return too_many(ctx, at);
                if (!utf8_is_valid(word))
                        return diag_error(ctx->diags, at, "the escapes make bytes that are not UTF-8");
                r = read(ctx, word, at, &text);
                if (r < 0 || !text)
                        continue;
                r = item_list_take(field, TAKE_PTR(text), at);
                if (r == 0 && read == read_word)
                        field->items[field->n - 1].plain = next_is_plain(&value, word);
        }
        return r;
}

int value_read_list(const ValueContext *ctx, const Key *key, const char *value, const Place *at,
                    ItemList *field)
{
        static const ItemReader readers[] = {
                [TYPE_WORDS] = read_word,           [TYPE_WORD_LIST] = read_name,
                [TYPE_ENVIRONMENT] = read_variable, [TYPE_EXIT_STATUS] = read_exit_status,
                [TYPE_ULIMIT] = read_ulimit,        [TYPE_PORTS] = read_port,
                [TYPE_LABEL_LIST] = read_label,     [TYPE_PATH_LIST] = read_path,
                [TYPE_UNIT_LIST] = read_unit,       [TYPE_DEPENDENCY] = read_unit,
                [TYPE_GROUP_UNITS] = read_unit,     [TYPE_URI_LIST] = read_uri,
        };
        field->set = true;
        if (field->n == LIST_MAX)
                return too_many(ctx, at);
        if (key->type == TYPE_ITEM_LIST || key->type == TYPE_ENVIRONMENT_FILE) {
                _cleanup_free_ char *text = NULL;
                int r = key->type == TYPE_ITEM_LIST ? keep(value, &text)
                                                    : read_variable_file(ctx, value, at, &text);
                return r < 0 || !text ? r : item_list_take(field, TAKE_PTR(text), at);
        }
        return add_words(ctx, readers[key->type], value, at, field);
}
