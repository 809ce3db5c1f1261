/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The tables of keys as one, and sections. */
#include "generator/language/rows.h"

#include "core/base/number.h"
#include "core/base/suggest.h"

#include <string.h>
#include <strings.h>

/* Its parts have keys of their own sections: the table of [Container] is that of [Container *] and [Init]
 * too. */
static const KeyTable *const tables[] = {
        [SECTION_UNIT] = &unit_keys,           [SECTION_GROUP] = &group_keys,
        [SECTION_CONTAINER] = &container_keys, [SECTION_DEFAULTS] = &container_keys,
        [SECTION_INIT] = &container_keys,      [SECTION_VOLUME] = &volume_keys,
        [SECTION_REGISTRY] = &registry_keys,   [SECTION_VARIABLES] = NULL,
        [SECTION_INSTALL] = &install_keys,
};
_Static_assert(ARRAY_SIZE(tables) == _SECTION_MAX, "a section has no table");

static const char *const section_words[] = {
        [SECTION_UNIT] = "Unit",           [SECTION_GROUP] = "Group",
        [SECTION_CONTAINER] = "Container", [SECTION_DEFAULTS] = "Container",
        [SECTION_INIT] = "Init",           [SECTION_VOLUME] = "Volume",
        [SECTION_REGISTRY] = "Registry",   [SECTION_VARIABLES] = "Variables",
        [SECTION_INSTALL] = "Install",
};

const Key *keys_of(SectionKind section, size_t *ret_n)
{
        *ret_n = tables[section] ? tables[section]->n : 0;
        return tables[section] ? tables[section]->keys : NULL;
}

/* The first key of SECTION or of a later one; NULL if there is none. */
static const Key *first_from(int section)
{
        for (; section < _SECTION_MAX; section++)
                if (tables[section] && tables[section]->keys[0].section == (SectionKind)section)
                        return tables[section]->keys;
        return NULL;
}

const Key *key_next(const Key *key)
{
        if (!key)
                return first_from(0);
        const KeyTable *table = tables[key->section];
        return key + 1 < table->keys + table->n ? key + 1 : first_from((int)key->section + 1);
}

const Key *key_find(SectionKind section, const char *name)
{
        size_t n;
        const Key *keys = keys_of(section, &n);
        for (size_t i = 0; i < n; i++)
                if (((keys[i].name[0] ^ name[0]) & ~0x20) == 0 && strcasecmp(keys[i].name, name) == 0)
                        return keys + i;
        return NULL;
}

const Key *key_at(SectionKind section, size_t offset)
{
        size_t n;
        const Key *key = keys_of(section, &n);
        while (key->type == &type_none || key->offset != offset)
                key++;
        return key;
}

bool key_is_later(const Key *key)
{
        return key->refusal != NULL;
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
        size_t n;
        const Key *keys = keys_of(section, &n);
        n = n < CANDIDATES_MAX ? n : CANDIDATES_MAX;
        for (size_t i = 0; i < n; i++)
                candidates[i] = keys[i].name;
        return suggest(name, candidates, n);
}

const char *section_word(SectionKind section)
{
        return section_words[section];
}

int section_from_word(const char *word)
{
        for (int i = 0; i < _SECTION_MAX; i++)
                if (strcasecmp(section_words[i], word) == 0)
                        return i;
        return -1;
}

const char *section_suggest(const char *word)
{
        return suggest(word, section_words, ARRAY_SIZE(section_words));
}

bool section_is_named(SectionKind section)
{
        return section == SECTION_CONTAINER || section == SECTION_DEFAULTS || section == SECTION_INIT ||
               section == SECTION_VOLUME || section == SECTION_REGISTRY;
}
