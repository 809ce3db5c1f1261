/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys that are handed on: each row names what there is, and can be written. */
#include "generator/plan/handed.h"

#include "generator/render/templates.h"
#include "helper/container/request/verbs.h"
#include "tests/unit/unit.h"

#include <string.h>

static const char *const templates[] = {template_container_service, template_exec_conf, template_group_conf,
                                        template_group_slice, template_sandbox_conf};

/* Whether a template has a line with the placeholder NAME. */
static bool has_placeholder(const char *name)
{
        _cleanup_free_ char *end = string_printf(" %s}}", name);
        assert_non_null(end);
        for (size_t i = 0; i < ARRAY_SIZE(templates); i++)
                if (strstr(templates[i], end))
                        return true;
        return false;
}

static void test_rows(void **state)
{
        size_t n = 0;
        for (const Key *key = key_next(NULL); key; key = key_next(key)) {
                if (!key->bind && !key->option)
                        continue;
                n++;
                if (key_is_later(key) || !key->type->write)
                        fail_msg("%s can't be handed on", key->name);
                if (key->type->shape != SHAPE_SCALAR && key->type->shape != SHAPE_LIST)
                        fail_msg("%s has no field that is handed on", key->name);
                if (key->bind && !has_placeholder(key->bind))
                        fail_msg("%s: no template has {{… %s}}", key->name, key->bind);
                if (key->option && key->section != SECTION_CONTAINER)
                        fail_msg("%s is no container's", key->name);
        }
        assert_true(n >= 9);
}

/* The helper's option NAME of "run". */
static const Option *find_option(const char *name)
{
        const OptionTable *run = verb_options[VERB_run];
        for (size_t i = 0; i < run->n; i++)
                if (streq(run->items[i].name, name))
                        return run->items + i;
        return NULL;
}

/* The helper takes what it is told: a flag for a yes, an option that may be repeated for a list. */
static void test_options(void **state)
{
        for (const Key *key = key_next(NULL); key; key = key_next(key)) {
                const Option *option = key->option ? find_option(key->option) : NULL;
                if (!key->option)
                        continue;
                if (!option)
                        fail_msg("%s: the helper has no --%s", key->name, key->option);
                assert_int_equal(option->kind == OPTION_FLAG, key->type == &type_boolean);
                assert_int_equal((option->rules & OPTION_REPEATS) != 0, key->type->shape == SHAPE_LIST);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_options)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
