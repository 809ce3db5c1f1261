/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names of units: each role's, made, recognised and taken apart. */
#include "core/contract/unitname.h"

#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#define LONGEST "a12345678901234567890123456789-1234567890123456789012345678901z"
_Static_assert(sizeof LONGEST - 1 == LABEL_MAX, "as long as a label can be");

static const char *const labels[] = {"a",    "web",      "web-a", "a-web", "a-b",    "a--b", "x2d",
                                     "exec", "a-exec-b", "1",     "live",  "left-1", LONGEST};

/* As they are documented, for group "a-b" and the label "c-d". */
static const char *const documented[] = {
        [ROLE_GROUP] = "coslice@a-b.service",
        [ROLE_CONTAINER] = "coslice@a-b_c-d.service",
        [ROLE_SANDBOX] = "coslice-sandbox@a-b.service",
        [ROLE_INIT] = "coslice-init@a-b.service",
        [ROLE_LOG] = "coslice-log@a-b.service",
        [ROLE_VOLUME] = "coslice-volume@a-b_c-d.service",
        [ROLE_LIVE] = "coslice-live@a-b.target",
        [ROLE_LEFT] = "coslice-left@a-b.service",
        [ROLE_LEFT_ANEW] = "coslice-left@a-b.target",
        [ROLE_SLICE] = "coslice-a\\x2db.slice",
        [ROLE_SESSION] = "coslice-a\\x2db-c\\x2dd-exec-.scope",
        [ROLE_IMAGE] = "coslice-image@a-b.service",
};

/* The names of the group and of its part, one behind the other. */
typedef void (*Try)(UnitRole role, const char *group, const char *label, const char *name);

static void each(Try try)
{
        for (UnitRole role = ROLE_NONE + 1; role < _ROLE_MAX; role++)
                for (size_t g = 0; g < ARRAY_SIZE(labels); g++)
                        for (size_t l = 0; l < (unitname_is_labelled(role) ? ARRAY_SIZE(labels) : 1); l++) {
                                const char *label = unitname_is_labelled(role) ? labels[l] : NULL;
                                _cleanup_free_ char *name = unitname_make(role, labels[g], label);
                                assert_non_null(name);
                                try(role, labels[g], label, name);
                        }
}

static void test_made(void **state)
{
        assert_int_equal(ARRAY_SIZE(documented), _ROLE_MAX);
        for (UnitRole role = ROLE_NONE + 1; role < _ROLE_MAX; role++) {
                _cleanup_free_ char *name =
                        unitname_make(role, "a-b", unitname_is_labelled(role) ? "c-d" : NULL);
                assert_string_equal(name, documented[role]);
        }
        /* A label that is missing, or one too many, is no name. */
        assert_null(unitname_make(ROLE_CONTAINER, "web", NULL));
        assert_null(unitname_make(ROLE_GROUP, "web", "app"));
        assert_null(unitname_make(ROLE_NONE, "web", NULL));
        _cleanup_free_ char *template = unitname_make(ROLE_GROUP, "", NULL);
        assert_string_equal(template, "coslice@.service");
}

static void try_parse(UnitRole role, const char *group, const char *label, const char *name)
{
        UnitName parsed;
        if (unitname_is_shared(role)) {
                assert_false(unitname_parse(name, true, &parsed)); /* no group's */
                return;
        }
        if (!unitname_parse(name, false, &parsed) || parsed.role != role ||
            strcmp(parsed.group, group) != 0 || strcmp(parsed.label, label ? label : "") != 0)
                fail_msg("%s is not taken apart", name);
        char typed[512];
        snprintf(typed, sizeof typed, "%.*s", (int)unitname_typed_length(name), name);
        if (!unitname_parse(typed, true, &parsed) || parsed.role != role ||
            strcmp(parsed.group, group) != 0 || strcmp(parsed.label, label ? label : "") != 0)
                fail_msg("%s is not taken apart", typed);
        if (strcmp(typed, name) != 0 && unitname_parse(typed, false, &parsed))
                fail_msg("%s is taken for a unit's whole name", typed);
        _cleanup_strbuf_ StrBuf added = {};
        assert_int_equal(unitname_add_typed(role, group, label, &added), 0);
        assert_string_equal(added.text, typed);
}

static void try_role(UnitRole role, const char *group, const char *label, const char *name)
{
        bool shared = unitname_is_shared(role);
        bool skipped = role == ROLE_SLICE || role == ROLE_SESSION || shared;
        for (size_t i = 0; i < ARRAY_SIZE(labels); i++) {
                const char *found = NULL;
                size_t length = 0;
                bool own = strcmp(labels[i], group) == 0;
                UnitRole expected = own && !skipped ? role : ROLE_NONE;
                if (unitname_role(name, labels[i], &found, &length) != expected)
                        fail_msg("%s has the wrong role in group %s", name, labels[i]);
                if (unitname_is_of(name, labels[i]) != (own && !shared))
                        fail_msg("%s is wrongly told to be of group %s or not", name, labels[i]);
                if (expected == ROLE_NONE)
                        continue;
                assert_int_equal(length, label ? strlen(label) : 0);
                if (label)
                        assert_memory_equal(found, label, length);
        }
}

static void test_parsed(void **state)
{
        each(try_parse);
}

static void test_recognised(void **state)
{
        each(try_role);
}

static char *all[4096];
static size_t n_all;

static void keep(UnitRole role, const char *group, const char *label, const char *name)
{
        for (size_t i = 0; i < n_all; i++)
                if (strcmp(all[i], name) == 0)
                        fail_msg("%s is the name of two units", name);
        assert_true(n_all < ARRAY_SIZE(all));
        all[n_all++] = strdup(name);
}

static void test_unique(void **state)
{
        each(keep);
        while (n_all > 0)
                free(all[--n_all]);
}

static void test_foreign(void **state)
{
        static const char *const names[] = {"",
                                            "web",
                                            ".service",
                                            "coslice",
                                            "coslice@",
                                            "coslice@.service",
                                            "coslice.slice",
                                            "coslice@Web.service",
                                            "coslice@web.target",
                                            "coslice@web_.service",
                                            "coslice@_app.service",
                                            "coslice@web_app_x.service",
                                            "coslice@web-.service",
                                            "coslice-live@web.service",
                                            "coslice-live@web",
                                            "coslice-volume@web.service",
                                            "coslice-web",
                                            "coslice-a-b.slice",
                                            "coslice-a\\x2d.slice",
                                            "coslice-web-app.scope",
                                            "coslice-web-exec-1.scope",
                                            "coslice-web-app-exec.scope",
                                            "coslice@a" LONGEST ".service"};
        UnitName parsed;
        for (size_t i = 0; i < ARRAY_SIZE(names); i++)
                if (unitname_parse(names[i], true, &parsed))
                        fail_msg("%s is taken for a unit of group %s", names[i], parsed.group);
        assert_true(unitname_parse("coslice-web-a\\x2db-exec-4-x.scope", false, &parsed));
        assert_int_equal(parsed.role, ROLE_SESSION);
        assert_string_equal(parsed.label, "a-b");
}

static void test_pattern(void **state)
{
        static const char *const patterns[_ROLE_MAX] = {
                [ROLE_GROUP] = "coslice@web.service",
                [ROLE_CONTAINER] = "coslice@web_*.service",
                [ROLE_SANDBOX] = "coslice-sandbox@web.service",
                [ROLE_INIT] = "coslice-init@web.service",
                [ROLE_LOG] = "coslice-log@web.service",
                [ROLE_VOLUME] = "coslice-volume@web_*.service",
                [ROLE_LIVE] = "coslice-live@web.target",
        };
        for (UnitRole role = ROLE_NONE; role < _ROLE_MAX; role++) {
                _cleanup_free_ char *pattern = unitname_pattern(role, "web");
                if (patterns[role])
                        assert_string_equal(pattern, patterns[role]);
                else
                        assert_null(pattern);
        }
}

static void test_drop_in(void **state)
{
        _cleanup_free_ char *path = unitname_drop_in(ROLE_SESSION, "a-b", "c", "10-x.conf");
        assert_string_equal(path, "coslice-a\\x2db-c-exec-.scope.d/10-x.conf");
        /* Of an image, whose key is no label. */
        _cleanup_free_ char *image = unitname_drop_in(ROLE_IMAGE, "Q.io-a_b-0123", NULL, "10-x.conf");
        assert_string_equal(image, "coslice-image@Q.io-a_b-0123.service.d/10-x.conf");
}

/* It is the container's, whatever the session is called. */
static void test_session(void **state)
{
        UnitName name;
        _cleanup_free_ char *made = unitname_session("a-b", "c-exec-d", "4711.5");
        assert_string_equal(made, "coslice-a\\x2db-c\\x2dexec\\x2dd-exec-4711.5.scope");
        assert_true(unitname_parse(made, false, &name));
        assert_int_equal(name.role, ROLE_SESSION);
        assert_string_equal(name.group, "a-b");
        assert_string_equal(name.label, "c-exec-d");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_session), cmocka_unit_test(test_made),
                cmocka_unit_test(test_parsed),  cmocka_unit_test(test_recognised),
                cmocka_unit_test(test_unique),  cmocka_unit_test(test_foreign),
                cmocka_unit_test(test_pattern), cmocka_unit_test(test_drop_in),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
