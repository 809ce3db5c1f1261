/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Units of a group: what their names and states mean. */
#include "core/pid1/unit.h"

#include "tests/unit/unit.h"

#include <string.h>

static const struct {
        const char *name;
        UnitRole role;
        const char *label;
} names[] = {
        {"coslice@web.service", ROLE_GROUP, NULL},
        {"coslice@web_app.service", ROLE_CONTAINER, "app"},
        {"coslice@web_a-b.service", ROLE_CONTAINER, "a-b"},
        {"coslice@web_app.service.service", ROLE_CONTAINER, "app.service"},
        {"coslice-sandbox@web.service", ROLE_SANDBOX, NULL},
        {"coslice-volume@web_content.service", ROLE_VOLUME, "content"},
        {"coslice-live@web.target", ROLE_LIVE, NULL},
        /* of others */
        {"coslice@web-a.service", ROLE_NONE, NULL},
        {"coslice@web-a_app.service", ROLE_NONE, NULL},
        {"coslice@we.service", ROLE_NONE, NULL},
        {"coslice@my-web_app.service", ROLE_NONE, NULL},
        {"coslice-sandbox@web2.service", ROLE_NONE, NULL},
        {"coslice-live@web.service", ROLE_NONE, NULL},
        /* no units of ours */
        {"coslice@web_.service", ROLE_NONE, NULL},
        {"coslice@web", ROLE_NONE, NULL},
        {"coslice@web_", ROLE_NONE, NULL},
        {"coslice@web_app", ROLE_NONE, NULL},
        {"coslice@.service", ROLE_NONE, NULL},
        {"coslice-left@web.service", ROLE_NONE, NULL},
        {"coslice-left@web.target", ROLE_NONE, NULL},
        {"coslice-web.slice", ROLE_NONE, NULL},
        {"coslice-web-app-exec-1.scope", ROLE_NONE, NULL},
        {".service", ROLE_NONE, NULL},
        {"", ROLE_NONE, NULL},
};

static void test_role(void **state)
{
        for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
                const char *label = NULL;
                size_t length = 0;
                if (unit_role("web", names[i].name, &label, &length) != names[i].role)
                        fail_msg("%s", names[i].name);
                if (!names[i].label) {
                        assert_null(label);
                        continue;
                }
                assert_int_equal(length, strlen(names[i].label));
                assert_memory_equal(label, names[i].label, length);
        }
}

static char *containers[] = {"app", "ap", "a-b"};
static const Group group = {.name = "web", .containers = containers, .n_containers = 3};

/* Those of a group's images are named, and looked for by no pattern. */
static void test_images(void **state)
{
        static char *images[] = {"coslice-image@a-1.service", "coslice-image@web.service"};
        const Group with = {.name = "web", .images = images, .n_images = ARRAY_SIZE(images)};
        Unit unit;
        assert_int_equal(unit_role_in(&with, "coslice-image@a-1.service"), ROLE_IMAGE);
        assert_int_equal(unit_role_in(&with, "coslice-image@web.service"), ROLE_IMAGE);
        assert_int_equal(unit_role_in(&with, "coslice-image@a-12.service"), ROLE_NONE);
        assert_int_equal(unit_role_in(&with, "coslice-sandbox@web.service"), ROLE_SANDBOX);
        assert_int_equal(unit_role_in(&group, "coslice-image@web.service"), ROLE_NONE);
        assert_int_equal(unit_fill(&with, "coslice-image@a-1.service", "failed", "failed", "/x", "", &unit),
                         0);
        assert_int_equal(unit.role, ROLE_IMAGE);
        assert_int_equal(unit.index, NOT_DEFINED);
        unit_done(&unit);
}

static void test_index(void **state)
{
        assert_int_equal(unit_index(&group, "coslice@web_app.service"), 0);
        assert_int_equal(unit_index(&group, "coslice@web_ap.service"), 1);
        assert_int_equal(unit_index(&group, "coslice@web_a-b.service"), 2);
        assert_int_equal(unit_index(&group, "coslice@web_a.service"), NOT_DEFINED);
        assert_int_equal(unit_index(&group, "coslice@web.service"), NOT_DEFINED);
        assert_int_equal(unit_index(&group, "coslice-volume@web_app.service"), NOT_DEFINED);
}

static void test_fill(void **state)
{
        static const struct {
                const char *active, *sub, *job;
                UnitState state;
                UnitJob expected;
                bool restarting, down;
        } rows[] = {
                {"active", "running", "", STATE_UP, JOB_NONE, false, false},
                {"reloading", "reload", "", STATE_UP, JOB_NONE, false, false},
                {"refreshing", "refresh", "", STATE_UP, JOB_NONE, false, false},
                {"inactive", "dead", "start", STATE_INACTIVE, JOB_START, false, true},
                {"failed", "failed", "", STATE_FAILED, JOB_NONE, false, true},
                {"activating", "start", "start", STATE_OTHER, JOB_START, false, false},
                {"activating", "auto-restart", "", STATE_OTHER, JOB_NONE, true, false},
                {"activating", "auto-restart-queued", "restart", STATE_OTHER, JOB_RESTART, true, false},
                {"deactivating", "stop-post", "stop", STATE_DEACTIVATING, JOB_STOP, false, false},
                {"active", "running", "verify-active", STATE_UP, JOB_OTHER, false, false},
                {"new-in-systemd-999", "", "", STATE_OTHER, JOB_NONE, false, false},
        };
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                Unit unit = {};
                assert_int_equal(unit_fill(&group, "coslice@web_ap.service", rows[i].active, rows[i].sub,
                                           "/u", rows[i].job, &unit),
                                 0);
                assert_int_equal(unit.role, ROLE_CONTAINER);
                assert_int_equal(unit.index, 1);
                assert_int_equal(unit.state, rows[i].state);
                assert_int_equal(unit.job, rows[i].expected);
                assert_int_equal(unit.restarting, rows[i].restarting);
                assert_int_equal(unit_is_down(&unit), rows[i].down);
                assert_string_equal(unit.path, "/u");
                unit_done(&unit);
        }
}

static void test_find(void **state)
{
        Unit units[] = {
                {.role = ROLE_GROUP, .index = NOT_DEFINED},
                {.role = ROLE_CONTAINER, .index = NOT_DEFINED},
                {.role = ROLE_CONTAINER, .index = 2},
                {.role = ROLE_LIVE, .index = NOT_DEFINED},
        };
        UnitList list = {.items = units, .n = ARRAY_SIZE(units)};
        assert_ptr_equal(unit_list_find(&list, ROLE_LIVE), units + 3);
        assert_null(unit_list_find(&list, ROLE_SANDBOX));
        assert_ptr_equal(unit_list_find_container(&list, 2), units + 2);
        assert_null(unit_list_find_container(&list, 0));
}

static void test_freezer(void **state)
{
        static const struct {
                const char *text;
                UnitFreezer freezer;
        } rows[] = {
                {"running", FREEZER_NONE},
                {"thawing", FREEZER_NONE},
                {"freezing", FREEZER_FROZEN},
                {"frozen", FREEZER_FROZEN},
                {"frozen-by-parent", FREEZER_FROZEN_BY_PARENT},
        };
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
                assert_int_equal(unit_freezer(rows[i].text), rows[i].freezer);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_freezer), cmocka_unit_test(test_role), cmocka_unit_test(test_index),
                cmocka_unit_test(test_images),  cmocka_unit_test(test_fill), cmocka_unit_test(test_find),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
