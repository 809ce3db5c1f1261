/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finding a key in the tables of others, also where it stands in the wrong section or is spelled in another
 * way. */
#include "generator/foreign.h"

#include "core/number.h"
#include "generator/values.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#define ALREADY_SO "that is so without this line; leave it out"

const ForeignTable *const foreign_tables[] = {
        &foreign_quadlet_containers, &foreign_compose_containers, &foreign_run_containers,
        &foreign_pod_containers,     &foreign_service_run,        &foreign_service_sandbox,
        &foreign_service_resources,  &foreign_quadlet_groups,     &foreign_compose_groups,
        &foreign_pod_groups,         &foreign_slice_groups,       &foreign_units,
        &foreign_quadlet_volumes,    &foreign_compose_volumes,    &foreign_pod_volumes,
        &foreign_mount_volumes,      &foreign_installs,
};
const size_t n_foreign_tables = ARRAY_SIZE(foreign_tables);

/* A key that is looked up, and where it stands. */
typedef struct Question {
        SectionKind section;
        const char *name, *value, *section_name;
        bool defaults; /* it stands in [Container *] */
} Question;

/* Whether NAME is KEY in any case and however its words are parted: DriverOpts is driver_opts is driver-opts.
 * A "*" at the end of KEY stands for whatever follows. */
static bool is_name(const char *key, const char *name)
{
        for (;; key++, name++) {
                while (*key == '_' || *key == '-')
                        key++;
                while (*name == '_' || *name == '-')
                        name++;
                if (*key == '*' || (!*key && !*name))
                        return true;
                if (((*key ^ *name) & ~0x20) != 0 || strncasecmp(key, name, 1) != 0)
                        return false;
        }
}

/* Whether VALUE says what the N bytes at EXPECTED say: "1" is "yes", "022" is "0022". */
static bool is_value(const char *expected, size_t n, const char *value)
{
        char word[32];
        bool a, b;
        unsigned mode, other;
        if (n >= sizeof word)
                return false;
        memcpy(word, expected, n);
        word[n] = '\0';
        if (number_parse_bool(word, &a) == 0 && number_parse_bool(value, &b) == 0)
                return a == b;
        if (number_parse_mode(word, &mode) == 0 && number_parse_mode(value, &other) == 0)
                return mode == other;
        return strcasecmp(word, value) == 0;
}

static bool is_harmless(const ForeignKey *row, const Question *q)
{
        if (!row->harmless)
                return false;
        if (!*row->harmless)
                return q->section_name && streq(q->value, q->section_name);
        for (const char *word = row->harmless; *word; word += *word == '|') {
                size_t n = strcspn(word, "|");
                if (is_value(word, n, q->value))
                        return true;
                word += n;
        }
        return false;
}

/* Whether ADVICE names a key that can't stand in [Container *]. */
static bool names_own(const char *advice, SectionKind section)
{
        NamedKey named;
        while (foreign_next_key(&advice, section, &named))
                if (named.key && (named.key->not_in_defaults || streq(named.key->name, "Image")))
                        return true;
        return false;
}

/* "[Container NAME] or [Container *]" and the like; ADVICE names the keys that are to go there. */
static void add_place(StrBuf *buf, SectionKind section, const char *advice)
{
        strbuf_addf(buf, "[%s%s]", section_word(section), section_is_named(section) ? " NAME" : "");
        if (section == SECTION_CONTAINER && !names_own(advice, section))
                strbuf_add(buf, " or [Container *]");
}

/* Whether the N bytes at TEXT, "write …", end in more words than keys: "write User=UID:GID, as numbers". */
static bool has_clause(const char *text, size_t n)
{
        const char *end = text + n;
        bool comma = memchr(text, ',', n) != NULL;
        for (const char *p = text + strcspn(text, " "); comma && p < end;) {
                size_t length = strcspn(++p, " ;");
                length = length < (size_t)(end - p) ? length : (size_t)(end - p);
                bool joined = (length == 2 && strncmp(p, "or", 2) == 0) ||
                              (length == 3 && strncmp(p, "and", 3) == 0);
                if (!joined && !memchr(p, '=', length))
                        return true;
                p += length;
        }
        return false;
}

/* ADVICE about keys of SECTION, for someone who is in another one. */
static void add_with_place(StrBuf *buf, const char *advice, SectionKind section)
{
        const char *write = strstr(advice, "write ");
        if (!write || strchr(advice, '[')) {
                strbuf_add(buf, advice);
                return;
        }
        /* Behind what is to be written; reasons follow. */
        size_t n = strcspn(write, ";");
        const char *colon = strstr(write, ": ");
        if (colon && (size_t)(colon - write) < n)
                n = (size_t)(colon - write);
        strbuf_add_bytes(buf, advice, (size_t)(write - advice) + n);
        strbuf_add(buf, has_clause(write, n) ? ", in " : " in ");
        add_place(buf, section, advice);
        strbuf_add(buf, write + n);
}

/* ADVICE about keys of SECTION, with the place if that is another one, and what of it is not built yet. */
static int answer(const Question *q, const char *advice, SectionKind section, StrBuf *buf)
{
        size_t begin = buf->length;
        if (section != q->section || (q->defaults && names_own(advice, section)))
                add_with_place(buf, advice, section);
        else
                strbuf_add(buf, advice);
        int r = buf->oom ? -ENOMEM : foreign_add_later(buf, begin, section);
        return r < 0 ? r : 1;
}

static int answer_row(const ForeignKey *row, SectionKind section, const Question *q, StrBuf *advice,
                      bool *ret_harmless)
{
        if (is_harmless(row, q)) {
                *ret_harmless = true;
                int r = strbuf_add(advice, strstr(row->advice, "leave this out") ? row->advice : ALREADY_SO);
                return r < 0 ? r : 1;
        }
        if (row->advice)
                return answer(q, row->advice, section, advice);
        _cleanup_strbuf_ StrBuf line = {};
        int r = foreign_add_mount(&line, q->value);
        return r < 0 ? r : answer(q, line.text, section, advice);
}

static int find_row(SectionKind section, const Question *q, StrBuf *advice, bool *ret_harmless)
{
        for (size_t i = 0; i < n_foreign_tables; i++) {
                const ForeignTable *table = foreign_tables[i];
                for (size_t k = 0; table->section == section && k < table->n; k++) {
                        const ForeignKey *row = table->keys + k, *end = table->keys + table->n;
                        if (!is_name(row->name, q->name))
                                continue;
                        /* A second row of the name is for values that the first one doesn't allow. */
                        if (row->harmless && row + 1 < end && streq(row->name, row[1].name) &&
                            !is_harmless(row, q))
                                row++;
                        return answer_row(row, section, q, advice, ret_harmless);
                }
        }
        return 0;
}

/* A key of the language that is spelled in another way, or stands in the wrong section. */
static int find_own(SectionKind section, const Question *q, StrBuf *advice)
{
        size_t n;
        const Key *keys = keys_all(&n);
        for (size_t i = 0; i < n; i++) {
                if (keys[i].section != section || !is_name(keys[i].name, q->name))
                        continue;
                _cleanup_free_ char *line = string_printf("write %s=", keys[i].name);
                return line ? answer(q, line, section, advice) : -ENOMEM;
        }
        return 0;
}

/* LimitNOFILE= and the like of systemd, all in one row. */
static int find_limit(const Question *q, StrBuf *advice)
{
        const char *name = q->name,
                   *resource = strncasecmp(name, "Limit", 5) == 0 ? value_limit_name(name + 5) : NULL;
        if (!resource || (q->section != SECTION_CONTAINER && q->section != SECTION_GROUP))
                return 0;
        strbuf_add(advice, "write Ulimit=");
        for (; *resource; resource++)
                strbuf_add_char(advice, (char)(*resource | 0x20));
        int r = strbuf_add(advice, "=SOFT:HARD");
        if (q->section == SECTION_GROUP)
                r = strbuf_add(advice, " in [Container NAME] or [Container *]");
        return r < 0 ? r : 1;
}

/* Where a key of which section is looked for next: first in its own. */
static const SectionKind others[][_SECTION_MAX] = {
        [SECTION_UNIT] = {SECTION_GROUP, SECTION_CONTAINER, SECTION_VOLUME, SECTION_INSTALL, _SECTION_MAX},
        [SECTION_GROUP] = {SECTION_CONTAINER, SECTION_UNIT, SECTION_VOLUME, SECTION_INSTALL, _SECTION_MAX},
        [SECTION_CONTAINER] = {SECTION_GROUP, SECTION_UNIT, SECTION_VOLUME, SECTION_INSTALL, _SECTION_MAX},
        [SECTION_VOLUME] = {SECTION_CONTAINER, SECTION_GROUP, SECTION_UNIT, SECTION_INSTALL, _SECTION_MAX},
        [SECTION_REGISTRY] = {_SECTION_MAX},
        [SECTION_VARIABLES] = {_SECTION_MAX},
        [SECTION_INSTALL] = {SECTION_UNIT, SECTION_GROUP, SECTION_CONTAINER, SECTION_VOLUME, _SECTION_MAX},
};

static int look_up(const Question *q, StrBuf *advice, bool *ret_harmless)
{
        int r = find_row(q->section, q, advice, ret_harmless);
        if (r == 0)
                r = find_own(q->section, q, advice);
        if (r == 0)
                r = find_limit(q, advice);
        /* In [Unit] what isn't known could be systemd's and contradict the generated unit: that is told. */
        bool rows = q->section != SECTION_UNIT && q->section != SECTION_INSTALL;
        for (const SectionKind *other = others[q->section]; *other != _SECTION_MAX && r == 0; other++) {
                r = find_own(*other, q, advice);
                if (r == 0 && rows)
                        r = find_row(*other, q, advice, ret_harmless);
        }
        return r;
}

/* healthcheck.test: as one word, then its first part, then its last. */
static int look_up_dotted(const Question *q, StrBuf *advice, bool *ret_harmless)
{
        _cleanup_free_ char *whole = strdup(q->name), *first = strdup(q->name);
        if (!whole || !first)
                return -ENOMEM;
        char *end = whole;
        for (const char *p = whole; *p; p++)
                if (*p != '.')
                        *end++ = *p;
        *end = '\0';
        first[strcspn(first, ".")] = '\0';
        const char *const names[] = {whole, first, strrchr(q->name, '.') + 1};
        int r = 0;
        for (size_t i = 0; i < ARRAY_SIZE(names) && r == 0; i++) {
                Question part = *q;
                part.name = names[i];
                r = *part.name ? look_up(&part, advice, ret_harmless) : 0;
        }
        return r;
}

int key_foreign(SectionKind section, const char *name, const char *value, const char *section_name,
                StrBuf *advice, bool *ret_harmless)
{
        Question q = {section, name, value, section_name, section == SECTION_DEFAULTS};
        if (section == SECTION_DEFAULTS || section == SECTION_INIT)
                q.section = SECTION_CONTAINER;
        if (section >= _SECTION_MAX || key_find(section, name))
                return 0;
        int r = look_up(&q, advice, ret_harmless);
        return r == 0 && strchr(name, '.') ? look_up_dotted(&q, advice, ret_harmless) : r;
}
