/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The keys that an answer names: an answer that leads to a key which this version refuses says so. */
#include "generator/foreign/tables.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

static bool is_letter(char c)
{
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* What follows the value at TEXT: a place, or further lines and then theirs, "A=1, B=2 and C=3 in [Group]".
 */
static const char *place_behind(const char *text)
{
        for (;;) {
                size_t n = strcspn(text, " ");
                bool comma = n > 0 && text[n - 1] == ',';
                const char *rest = text + n, *key = NULL;
                if (strncmp(rest, " in [", 5) == 0)
                        return rest + 5;
                if (strncmp(rest, " and ", 5) == 0)
                        key = rest + 5;
                else if (comma && *rest)
                        key = rest + 1;
                if (!key || *key < 'A' || *key > 'Z')
                        return NULL;
                size_t length = 0;
                while (is_letter(key[length]))
                        length++;
                if (key[length] != '=')
                        return NULL;
                text = key + length;
        }
}

/* The section of "… in [Group]" that is the place of the value at TEXT, or -1. */
static int section_behind(const char *text)
{
        const char *rest = place_behind(text);
        char word[32];
        size_t n = rest ? strcspn(rest, " ]") : 0;
        if (!rest || n >= sizeof word)
                return -1;
        memcpy(word, rest, n);
        word[n] = '\0';
        return section_from_word(word);
}

static const Key *find_named(const NamedKey *named, int behind, SectionKind section)
{
        const Key *found = NULL;
        int best = 0;
        for (const Key *key = key_next(NULL); key; key = key_next(key)) {
                if (strncmp(key->name, named->text, named->n_name) != 0 || key->name[named->n_name])
                        continue;
                int rank = (int)key->section == behind ? 3 : key->section == section ? 2 : 1;
                if (rank > best) {
                        best = rank;
                        found = key;
                }
        }
        return found;
}

bool foreign_next_key(const char **text, SectionKind section, NamedKey *ret)
{
        for (const char *p = *text; *p;) {
                size_t n = 0;
                while (is_letter(p[n]))
                        n++;
                if (*p >= 'A' && *p <= 'Z' && p[n] == '=') {
                        size_t n_value = 0;
                        while (is_letter(p[n + 1 + n_value]))
                                n_value++;
                        *ret = (NamedKey){.text = p, .n_name = n, .n_value = n_value};
                        ret->key = find_named(ret, section_behind(p + n + 1), section);
                        /* What follows "Environment=" up to the blank is its value. */
                        *text = p + n + strcspn(p + n, " ");
                        return true;
                }
                p += n ? n : 1;
        }
        return false;
}

/* A key, or the keyword of it that is named. */
static bool is_later(const NamedKey *named)
{
        const char *value = named->text + named->n_name + 1;
        if (key_is_later(named->key))
                return !key_is_already(named->key, value, named->n_value);
        const NeedyWord *needy =
                named->n_value ? needy_word(key_rule(named->key), value, named->n_value) : NULL;
        return needy && needy->needs == FEATURE_NOT_YET;
}

static int add_once(StrVec *later, char *text)
{
        if (text && strvec_contains(later, text)) {
                free(text);
                return 0;
        }
        return strvec_take(later, text);
}

/* Names what is LATER in TEXT; *RET_ALL: nothing else is named. */
static int collect(const char *text, SectionKind section, StrVec *later, bool *ret_all)
{
        bool all = true;
        int r = 0;
        for (int i = 0; i < _SECTION_MAX && r == 0; i++) {
                const char *word = section_word((SectionKind)i);
                for (const char *p = section_needs((SectionKind)i) == FEATURE_NOT_YET ? text : "";
                     r == 0 && (p = strchr(p, '[')); p++)
                        if (strncmp(p + 1, word, strlen(word)) == 0)
                                r = add_once(later, string_printf("%.*s", (int)strcspn(p, "]") + 1, p));
        }
        NamedKey named;
        while (r == 0 && foreign_next_key(&text, section, &named)) {
                if (!named.key)
                        continue;
                if (!is_later(&named)) {
                        all = false;
                        continue;
                }
                bool whole = key_is_later(named.key) && !named.key->already;
                size_t n = named.n_name + 1 + (whole ? 0 : named.n_value);
                r = add_once(later, string_printf("%.*s", (int)n, named.text));
        }
        *ret_all = all;
        return r;
}

int foreign_add_later(StrBuf *advice, size_t begin, SectionKind section)
{
        _cleanup_strvec_ StrVec later = {};
        bool all = false;
        if (!advice->text)
                return advice->oom ? -ENOMEM : 0;
        int r = collect(advice->text + begin, section, &later, &all);
        if (r < 0 || later.n == 0)
                return r;
        if (all)
                return strbuf_add(advice, FOREIGN_NOT_YET);
        strbuf_add(advice, FOREIGN_SOME_NOT_YET);
        for (size_t i = 0; i < later.n; i++)
                strbuf_addf(advice, "%s%s", i == 0 ? "" : i + 1 < later.n ? ", " : " and ", later.items[i]);
        return strbuf_add(advice, " yet)");
}
