/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The tables of keys as one, and sections. */
#include "generator/language/rows.h"

#include "core/base/number.h"
#include "core/base/suggest.h"

#include <string.h>
#include <strings.h>

/* All that is known of a section but for what its keys say. */
typedef struct Section {
        const char *word;
        const KeyTable *keys; /* that of [Container] is that of [Container *] and [Init] too */
        bool named;
        Feature needs;
} Section;

/* Of two with one word section_from_word() finds the first: [Container *] is told from others by its name,
 * and so comes behind them. */
static const Section sections[] = {
        [SECTION_UNIT] = {"Unit", &unit_keys},
        [SECTION_GROUP] = {"Group", &group_keys},
        [SECTION_CONTAINER] = {"Container", &container_keys, .named = true},
        [SECTION_DEFAULTS] = {"Container", &container_keys, .named = true},
        [SECTION_INIT] = {"Init", &container_keys, .named = true, .needs = FEATURE_NOT_YET},
        [SECTION_VOLUME] = {"Volume", &volume_keys, .named = true},
        [SECTION_REGISTRY] = {"Registry", &registry_keys, .named = true, .needs = FEATURE_IMAGES},
        [SECTION_VARIABLES] = {"Variables", NULL, .needs = FEATURE_NOT_YET},
        [SECTION_INSTALL] = {"Install", &install_keys},
};
_Static_assert(ARRAY_SIZE(sections) == _SECTION_MAX, "a section has no row");

const Key *keys_kept(SectionKind section, size_t *ret_n)
{
        *ret_n = sections[section].keys ? sections[section].keys->n : 0;
        return sections[section].keys ? sections[section].keys->keys : NULL;
}

const Key *key_next_in(SectionKind section, const Key *key)
{
        const KeyTable *table = sections[section].keys;
        if (!table)
                return NULL;
        if (!key)
                return table->n > 0 ? table->keys : table->later;
        if (table->n > 0 && key == table->keys + table->n - 1)
                return table->later; /* NULL if there is none */
        if (table->n_later > 0 && key == table->later + table->n_later - 1)
                return NULL;
        return key + 1;
}

/* A table that several sections share comes once. */
const Key *key_next(const Key *key)
{
        int section = key ? (int)key->section : 0;
        const Key *next = key_next_in((SectionKind)section, key);
        while (!next && ++section < _SECTION_MAX) {
                next = key_next_in((SectionKind)section, NULL);
                if (next && next->section != (SectionKind)section)
                        next = NULL;
        }
        return next;
}

static const Key *find_in(const Key *keys, size_t n, const char *name)
{
        for (size_t i = 0; i < n; i++)
                /* Most names differ in the first letter, in any case, and so cost no call. */
                if (((keys[i].name[0] ^ name[0]) & ~0x20) == 0 && strcasecmp(keys[i].name, name) == 0)
                        return keys + i;
        return NULL;
}

const Key *key_find(SectionKind section, const char *name)
{
        const KeyTable *table = sections[section].keys;
        const Key *key = table ? find_in(table->keys, table->n, name) : NULL;
        return key || !table ? key : find_in(table->later, table->n_later, name);
}

const ValueRule *key_rule(const Key *key)
{
        static const ValueRule none;
        return key->rule ? key->rule : &none;
}

const Key *key_at(SectionKind section, size_t offset)
{
        size_t n;
        const Key *key = keys_kept(section, &n);
        while (key->offset != offset)
                key++;
        return key;
}

bool key_is_later(const Key *key)
{
        return key->needs == FEATURE_NOT_YET;
}

bool key_is_already(const Key *key, const char *value, size_t n)
{
        char word[16];
        bool a, b;
        if (!key->already || n >= sizeof word)
                return false;
        memcpy(word, value, n);
        word[n] = '\0';
        if (number_parse_bool(key->already, &a) == 0 && number_parse_bool(word, &b) == 0)
                return a == b;
        return strcasecmp(key->already, word) == 0;
}

int key_other_section(const char *name)
{
        for (const Key *key = key_next(NULL); key; key = key_next(key))
                if (strcasecmp(key->name, name) == 0)
                        return (int)key->section;
        return -1;
}

#define CANDIDATES_MAX 256 /* keys of a section */

const char *key_suggest(SectionKind section, const char *name)
{
        const char *candidates[CANDIDATES_MAX];
        const Key *key = NULL;
        size_t n = 0;
        while (n < CANDIDATES_MAX && (key = key_next_in(section, key)))
                candidates[n++] = key->name;
        return suggest(name, candidates, n);
}

const char *section_word(SectionKind section)
{
        return sections[section].word;
}

int section_from_word(const char *word)
{
        for (int i = 0; i < _SECTION_MAX; i++)
                if (strcasecmp(sections[i].word, word) == 0)
                        return i;
        return -1;
}

const char *section_suggest(const char *word)
{
        const char *words[ARRAY_SIZE(sections)];
        for (size_t i = 0; i < ARRAY_SIZE(sections); i++)
                words[i] = sections[i].word;
        return suggest(word, words, ARRAY_SIZE(sections));
}

Feature section_needs(SectionKind section)
{
        return sections[section].needs;
}

bool section_is_named(SectionKind section)
{
        return sections[section].named;
}
