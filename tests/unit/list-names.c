/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The names that the manual must have, a line each, parted by tabs; tests/manual compares.
 *
 *   key SECTION NAME built|later|defaults WORDS LATER-WORDS ALREADY
 *                           defaults: built, and allowed in [Container *]; ALREADY: see
 * generator/language/keys.h option VERB NAME limit NUMBER */
#include "core/base/diag.h"
#include "core/base/name.h"
#include "core/contract/contract.h"
#include "generator/language/keys.h"
#include "generator/model/definition.h"
#include "generator/syntax/rawtext.h"

#include <stdint.h>
#include <stdio.h>

static void print_words(const char *const *words, size_t n)
{
        for (size_t i = 0; words && i < n && words[i]; i++)
                printf("%s%s", i ? " " : "", words[i]);
}

static const char *state_of(const Key *key)
{
        if (key_is_later(key))
                return "later";
        return key->section == SECTION_CONTAINER && !key->not_in_defaults ? "defaults" : "built";
}

int main(void)
{
        size_t n;
        const Key *keys = keys_all(&n);
        for (size_t i = 0; i < n; i++) {
                printf("key\t%s\t%s\t%s\t", section_word(keys[i].section), keys[i].name, state_of(keys + i));
                print_words(keys[i].rule.words, keys[i].rule.n_words);
                putchar('\t');
                print_words(keys[i].rule.words_later, SIZE_MAX);
                printf("\t%s\n", keys[i].already ? keys[i].already : "");
        }
#define PRINT(verb, name)               printf("option\t" verb "\t%s\n", name);
#define SANDBOX(i, name, value, repeat) PRINT("sandbox", name)
#define RUN(i, name, value, repeat)     PRINT("run", name)
#define CLEAN(i, name, value, repeat)   PRINT("clean", name)
        static const unsigned limits[] = {CONTAINERS_MAX, VOLUMES_MAX,      MOUNTS_MAX,   PORTS_MAX,
                                          LIST_MAX,       INI_SECTIONS_MAX, INI_NAME_MAX, INI_VALUE_MAX,
                                          UNIT_NAME_MAX,  DIAGS_MAX};
        for (size_t i = 0; i < ARRAY_SIZE(limits); i++)
                printf("limit\t%u\n", limits[i]);
        COSLICE_SANDBOX_OPTIONS(SANDBOX)
        COSLICE_RUN_OPTIONS(RUN)
        COSLICE_CLEAN_OPTIONS(CLEAN)
        return 0;
}
