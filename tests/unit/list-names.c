/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The names that the manual must have, a line each, parted by tabs; tests/manual compares.
 *
 *   key SECTION NAME built|later|defaults WORDS LATER-WORDS ALREADY DEFAULT
 *   section WORD, of those that nothing is built of
 *   option VERB NAME FORM
 *   limit NUMBER
 *   step run|child|payload|privilege NAME
 *
 * defaults: built, and allowed in [Container *]; ALREADY: see generator/language/keys.h; DEFAULT: the number
 * that holds where nothing is said, "needed", "group" for what the group says, or nothing; FORM: of the
 * option's value, nothing for a flag */
#include "core/base/diag.h"
#include "core/base/name.h"
#include "core/base/number.h"
#include "generator/language/keys.h"
#include "generator/model/definition.h"
#include "generator/syntax/rawtext.h"
#include "generator/types/signals.h"
#include "helper/container/privilege/privilege.h"
#include "helper/container/request/verbs.h"
#include "helper/container/start/child.h"
#include "helper/container/start/payload.h"
#include "helper/container/start/run.h"

#include <stdint.h>
#include <stdio.h>

static void print_words(const char *const *words, size_t n)
{
        for (size_t i = 0; words && i < n && words[i]; i++)
                printf("%s%s", i ? " " : "", words[i]);
}

static void print_later(const ValueRule *rule)
{
        const char *gap = "";
        for (const NeedyWord *needy = rule->needy; needy && needy->word; needy++)
                if (needy->needs == FEATURE_NOT_YET) {
                        printf("%s%s", gap, needy->word);
                        gap = " ";
                }
}

static const char *state_of(const Key *key)
{
        if (key_is_later(key))
                return "later";
        return key->section == SECTION_CONTAINER && !(key->flags & KEY_OWN) ? "defaults" : "built";
}

static int add_number(const Key *key, StrBuf *buf)
{
        uint64_t number = key->fallback;
        if (key->type == &type_boolean)
                return strbuf_add(buf, number ? "yes" : "no");
        if (key->type == &type_keyword)
                return strbuf_add(buf, key_rule(key)->words[number]);
        if (number == 0)
                return 0;
        if (key->type == &type_cores)
                return number_add_cores(buf, number);
        if (key->type == &type_size)
                return number_add_size(buf, number);
        if (key->type == &type_time)
                return number_add_time(buf, number);
        if (key->type == &type_signal)
                return signal_add_name(buf, (int)number);
        return strbuf_addf(buf, "%llu", (unsigned long long)number);
}

static int print_default(const Key *key)
{
        _cleanup_strbuf_ StrBuf buf = {};
        int r;
        if (key->flags & KEY_NEEDED)
                r = strbuf_add(&buf, "needed");
        else if (key->from_group)
                r = strbuf_add(&buf, "group");
        else
                r = add_number(key, &buf);
        if (r == 0)
                puts(buf.length > 0 ? buf.text : "");
        return r;
}

static void print_steps(const char *table, const Step *steps, size_t n)
{
        for (size_t i = 0; i < n; i++)
                printf("step\t%s\t%s\n", table, steps[i].name);
}

int main(void)
{
        for (const Key *key = key_next(NULL); key; key = key_next(key)) {
                printf("key\t%s\t%s\t%s\t", section_word(key->section), key->name, state_of(key));
                print_words(key_rule(key)->words, key_rule(key)->n_words);
                putchar('\t');
                print_later(key_rule(key));
                printf("\t%s\t", key->already ? key->already : "");
                if (print_default(key) < 0)
                        return 1;
        }
        for (int i = 0; i < _SECTION_MAX; i++)
                if (section_needs((SectionKind)i) == FEATURE_NOT_YET)
                        printf("section\t%s\n", section_word((SectionKind)i));
        static const unsigned limits[] = {CONTAINERS_MAX, VOLUMES_MAX,      MOUNTS_MAX,   PORTS_MAX,
                                          LIST_MAX,       INI_SECTIONS_MAX, INI_NAME_MAX, INI_VALUE_MAX,
                                          UNIT_NAME_MAX,  DIAGS_MAX};
        for (size_t i = 0; i < ARRAY_SIZE(limits); i++)
                printf("limit\t%u\n", limits[i]);
        for (size_t i = 0; i < _VERB_MAX; i++)
                for (size_t k = 0; k < verb_options[i]->n; k++) {
                        const Option *option = verb_options[i]->items + k;
                        printf("option\t%s\t%s\t%s\n", verb_options[i]->verb, option->name,
                               option->form ? option->form : "");
                }
        print_steps("run", run_steps, n_run_steps);
        print_steps("child", child_steps, n_child_steps);
        print_steps("inside", inside_steps, n_inside_steps);
        print_steps("payload", payload_steps, n_payload_steps);
        print_steps("privilege", privilege_steps, n_privilege_steps);
        return 0;
}
