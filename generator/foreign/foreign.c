/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finding a key in the tables of others, also where it stands in the wrong section or is spelled in another
 * way. */
#include "generator/foreign/tables.h"

#include "core/base/number.h"
#include "generator/types/limitname.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#define ALREADY_SO "that is so without this line; leave it out"

/* In the order in which they are asked: of a word that several have the first meaning counts, Quadlet's
 * before compose's and that before a service's. */
const ForeignTable *const foreign_tables[] = {
        &foreign_quadlet_containers,  &foreign_compose_containers, &foreign_run_containers,
        &foreign_pod_containers,      &foreign_service_run,        &foreign_service_sandbox,
        &foreign_service_resources,   &foreign_quadlet_groups,     &foreign_compose_groups,
        &foreign_pod_groups,          &foreign_slice_groups,       &foreign_units,
        &foreign_quadlet_volumes,     &foreign_compose_volumes,    &foreign_pod_volumes,
        &foreign_mount_volumes,       &foreign_installs,           &foreign_quadlet_networks,
        &foreign_quadlet_kubes,       &foreign_quadlet_images,     &foreign_quadlet_builds,
        &foreign_quadlet_pods,        &foreign_quadlet_artifacts,  &foreign_quadlet_quadlets,
        &foreign_section_environment, &foreign_section_env,        &foreign_section_labels,
};
const size_t n_foreign_tables = ARRAY_SIZE(foreign_tables);

/* A key that is looked up. */
typedef struct Question {
        SectionKind section; /* as if it stood there */
        const char *name, *value;
        const ForeignLine *line;
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

/* Whether VALUE is one of WORDS, parted by "|". */
static bool is_one_of(const char *words, const char *value)
{
        for (const char *word = words; *word; word += *word == '|') {
                size_t n = strcspn(word, "|");
                if (is_value(word, n, value))
                        return true;
                word += n;
        }
        return false;
}

static bool is_harmless(const ForeignKey *row, const Question *q)
{
        if (!row->harmless || *row->harmless == '!')
                return false;
        if (!*row->harmless)
                return q->line->section_name && streq(q->value, q->line->section_name);
        return is_one_of(row->harmless, q->value);
}

/* An advice that depends on more of the value than a field does. */
static const struct {
        const char *advice;
        int (*add)(StrBuf *advice, const ForeignLine *line);
} by_value[] = {
        {"=mount", foreign_add_mount},       {"=args", foreign_add_args},
        {"=security", foreign_add_security}, {"=network", foreign_add_network},
        {"=userns", foreign_add_userns},     {"=before", foreign_add_before},
        {"=after", foreign_add_after},       {"=stop", foreign_add_stop},
        {"=ended", foreign_add_ended},       {"=reload", foreign_add_reload},
};

static int answer_row(const ForeignKey *row, SectionKind section, const Question *q, StrBuf *advice,
                      bool *ret_harmless)
{
        ForeignLine line = *q->line;
        line.name = q->name;
        if (is_harmless(row, q)) {
                /* In a section of others nothing can stay. */
                *ret_harmless = line.section != _SECTION_MAX;
                const char *text = strstr(row->advice, "leave this out") ? row->advice : ALREADY_SO;
                return foreign_answer(&line, text, section, advice);
        }
        for (size_t i = 0; i < ARRAY_SIZE(by_value); i++) {
                if (!streq(row->advice, by_value[i].advice))
                        continue;
                _cleanup_strbuf_ StrBuf text = {};
                int r = by_value[i].add(&text, &line);
                return r < 0 ? r : foreign_answer(&line, text.text, section, advice);
        }
        return foreign_answer(&line, row->advice, section, advice);
}

/* Of the rows from ROW up to END that have its name the one that is for this value: the last one is for all
 * that is left. */
static int choose_row(const ForeignKey *row, const ForeignKey *end, const Question *q, const ForeignKey **ret)
{
        for (; row + 1 < end && streq(row->name, row[1].name); row++) {
                if (is_harmless(row, q))
                        break;
                int r = !row->harmless          ? foreign_fits(row->advice, q->line)
                        : *row->harmless == '!' ? is_one_of(row->harmless + 1, q->value)
                                                : 0;
                if (r < 0)
                        return r;
                if (r > 0)
                        break;
        }
        *ret = row;
        return 0;
}

static int find_in_table(const ForeignTable *table, const Question *q, StrBuf *advice, bool *ret_harmless)
{
        for (size_t k = 0; k < table->n; k++) {
                const ForeignKey *row = table->keys + k;
                if (!is_name(row->name, q->name))
                        continue;
                int r = choose_row(row, table->keys + table->n, q, &row);
                return r < 0 ? r : answer_row(row, table->section, q, advice, ret_harmless);
        }
        return 0;
}

/* What one section of others has comes before what stands anywhere. */
static int find_row(SectionKind section, const Question *q, StrBuf *advice, bool *ret_harmless)
{
        int r = 0;
        const char *word = q->line->word;
        for (size_t i = 0; i < n_foreign_tables && r == 0; i++) {
                const ForeignTable *table = foreign_tables[i];
                if (word && table->word && section == q->section && strcasecmp(word, table->word) == 0)
                        r = find_in_table(table, q, advice, ret_harmless);
        }
        for (size_t i = 0; i < n_foreign_tables && r == 0; i++)
                if (!foreign_tables[i]->word && foreign_tables[i]->section == section)
                        r = find_in_table(foreign_tables[i], q, advice, ret_harmless);
        return r;
}

/* A key of the language that is spelled in another way, or stands in the wrong section. */
static int find_own(SectionKind section, const Question *q, StrBuf *advice)
{
        for (const Key *key = NULL; (key = key_next_in(section, key));) {
                if (!is_name(key->name, q->name))
                        continue;
                ForeignLine own = *q->line;
                own.name = q->name;
                int r = foreign_answer_value(key, &own, advice);
                if (r != 0)
                        return r;
                _cleanup_free_ char *line = string_printf("write %s={%s}", key->name, foreign_field_of(key));
                return line ? foreign_answer(&own, line, section, advice) : -ENOMEM;
        }
        return 0;
}

/* LimitNOFILE= and the like of systemd, all in one row. */
static int find_limit(const Question *q, StrBuf *advice)
{
        const char *name = q->name,
                   *resource = strncasecmp(name, "Limit", 5) == 0 ? limitname_find(name + 5) : NULL;
        if (!resource || (q->section != SECTION_CONTAINER && q->section != SECTION_GROUP))
                return 0;
        _cleanup_strbuf_ StrBuf text = {};
        strbuf_add(&text, "write Ulimit=");
        for (; *resource; resource++)
                strbuf_add_char(&text, (char)(*resource | 0x20));
        int r = strbuf_add(&text, "={limit}");
        return r < 0 ? r : foreign_answer(q->line, text.text, SECTION_CONTAINER, advice);
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

int foreign_answer_key(const ForeignLine *line, StrBuf *advice, bool *ret_harmless)
{
        const ForeignSection *other = line->section == _SECTION_MAX ? foreign_section(line->word) : NULL;
        Question q = {other ? other->like : line->section, line->name, line->value, line};
        if (q.section == SECTION_DEFAULTS || q.section == SECTION_INIT)
                q.section = SECTION_CONTAINER;
        if (q.section >= _SECTION_MAX || (!other && !line->is_option && key_find(line->section, line->name)))
                return 0;
        size_t begin = advice->length;
        int r = look_up(&q, advice, ret_harmless);
        if (r == 0 && strchr(line->name, '.'))
                r = look_up_dotted(&q, advice, ret_harmless);
        if (r <= 0 || *line->value)
                return r;
        strbuf_truncate(advice, begin);
        *ret_harmless = false;
        r = strbuf_add(advice, "without a value it sets nothing; leave it out");
        return r < 0 ? r : 1;
}
