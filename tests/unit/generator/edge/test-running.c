/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Groups that run while their definition changes, breaks or vanishes: what the generator writes then. */
#include "tests/unit/generator/edge/running-machine.h"

/* What a rendering says of itself is what is in it. */
static void test_complete(void **state)
{
        char promised[64] = "";
        write_text("groups/web.group", APP OLD);
        assert_int_equal(reload(true), 0);
        _cleanup_free_ char *link = path_of("out/.coslice/web/.complete");
        assert_true(readlink(link, promised, sizeof promised - 1) > 0);
        run("test \"$(find %s/out/.coslice/web -type f | wc -l):$(find %s/out/.coslice/web -type f -exec cat "
            "{} + | wc -c)\" = %s",
            top, top, promised);
        absent("out/.complete");
        start("web");
        assert_int_equal(reload(true), 0);
        absent("state/web/units/.complete");
        absent("out/.complete");
}

static void test_not_running(void **state)
{
        write_text("groups/web.group", APP OLD);
        assert_int_equal(reload(true), 0);
        has("out/coslice@web_old.service", "-- /y\n");
        absent("out/coslice@web.service.d/90-refuse.conf");
        write_text("groups/web.group", APP);
        assert_int_equal(reload(true), 0);
        absent("out/coslice@web_old.service");
        absent("out/coslice@web_old.service.d");
        absent("state/web");
}

/* A container that the definition no longer has keeps its unit and its limits, and is not started by hand. */
static void test_dropped(void **state)
{
        write_text("groups/web.group", APP OLD);
        assert_int_equal(reload(true), 0);
        start("web");
        write_text("groups/web.group", APP "Memory=64M\n");
        for (int i = 0; i < 3; i++) {
                assert_int_equal(reload(true), 0);
                has("out/coslice@web_app.service", "MemoryLow=67108864\n");
                has("out/coslice@web_old.service", "-- /y\n");
                has("out/coslice-web-old-exec-.scope.d/10-coslice-exec.conf", "DevicePolicy=closed\n");
                has("out/coslice@web_old.service.d/90-refuse.conf",
                    "Description=coslice@web_old.service is no longer in web.group\nRefuseManualStart=yes\n");
                has_not("out/coslice@web.service.d/10-coslice.conf", "old");
                absent("out/coslice@web_app.service.d");
                absent("out/coslice@web.service.d/90-refuse.conf");
                absent("out/.coslice/web/coslice@web_old.service");
                /* The copy follows the definition, and keeps what runs. */
                same("state/web/units/coslice@web_app.service", "out/coslice@web_app.service");
                has("state/web/units/coslice@web_old.service", "-- /y\n");
                absent("state/web/units/coslice@web_old.service.d");
                absent("state/web/.units.new");
        }
        write_text("groups/web.group", APP OLD);
        assert_int_equal(reload(true), 0);
        absent("out/coslice@web_old.service.d");
}

/* Only systemd's own directory changes what runs. */
static void test_other_output(void **state)
{
        write_text("groups/web.group", APP OLD);
        assert_int_equal(reload(false), 0);
        start("web");
        write_text("groups/web.group", APP "Memory=64M\n");
        assert_int_equal(reload(false), 0);
        has("out/coslice@web_old.service", "-- /y\n");
        has_not("state/web/units/coslice@web_app.service", "MemoryLow=67108864\n");
}

static void test_left_by_a_killed_generator(void **state)
{
        write_text("groups/web.group", APP);
        assert_int_equal(reload(true), 0);
        start("web");
        run("mkdir -p %s/state/web/.units.new/x.service.d && touch "
            "%s/state/web/.units.new/coslice@web_app.service",
            top, top);
        assert_int_equal(reload(true), 0);
        absent("state/web/.units.new");
        absent("state/web/units/x.service.d");
        has("state/web/units/coslice@web_app.service", "-- /x\n");
}

/* The units of the group that runs, and REASON on the group and its sandbox. */
static void check_kept(const char *reason)
{
        static const char *const refusing[] = {"out/coslice@web.service.d/90-refuse.conf",
                                               "out/coslice-sandbox@web.service.d/90-refuse.conf"};
        has("out/coslice@web_app.service", "-- /x\n");
        has("out/coslice-web.slice", "CPUQuota=100%\n");
        has("out/coslice@web.service.d/10-coslice.conf", "coslice-group stopped web app\n");
        has("out/coslice-sandbox@web.service.d/10-coslice.conf", "--remove\n");
        for (size_t i = 0; i < ARRAY_SIZE(refusing); i++) {
                has(refusing[i], reason);
                has(refusing[i], "RefuseManualStart=yes\n");
                has(refusing[i], "ExecStart=\nExecStart=:/usr/lib/coslice/coslice-group refuse ");
        }
        absent("out/.coslice/web");
        has("state/web/units/coslice@web_app.service", "-- /x\n");
        absent("state/web/units/coslice@web.service.d/90-refuse.conf");
}

static void test_broken_while_running(void **state)
{
        write_text("groups/web.group", APP);
        assert_int_equal(reload(true), 0);
        start("web");
        write_text("groups/web.group", APP "Memroy=1G\nCpu=x\n");
        assert_int_equal(reload(true), 0);
        check_kept("Description=web.group:4: [Container app] Memroy=: unknown key; did you mean Memory=? "
                   "(and 1 more)\nSourcePath=");
        /* Mended: as if nothing had been. */
        write_text("groups/web.group", APP "Memory=64M\n");
        assert_int_equal(reload(true), 0);
        absent("out/coslice@web.service.d/90-refuse.conf");
        has("state/web/units/coslice@web_app.service", "MemoryLow=67108864\n");
}

static void test_vanished_while_running(void **state)
{
        write_text("groups/web.group", APP);
        assert_int_equal(reload(true), 0);
        start("web");
        run("rm %s/groups/web.group", top);
        assert_int_equal(reload(true), 0);
        check_kept("Description=group web is no longer defined\nRefuseManualStart=yes\n");
        run("ln -s /dev/null %s/groups/web.group", top);
        assert_int_equal(reload(true), 0);
        check_kept("Description=group web is masked\n");
        /* Stopped meanwhile: nothing is left of it. */
        run("rm -r %s/state/web", top);
        assert_int_equal(reload(true), 0);
        absent("out/coslice-web.slice");
        absent("out/coslice@web.service.d");
}

static void test_broken_and_not_running(void **state)
{
        write_text("groups/web.group", APP "Cpu=x\n");
        write_text("groups/good.group", APP);
        assert_int_equal(reload(true), 0);
        has("out/coslice@web.service.d/90-refuse.conf", "Description=web.group:4: [Container app] Cpu=: ");
        has_not("out/coslice@web.service.d/90-refuse.conf", "RefuseManualStart");
        absent("out/coslice-web.slice");
        absent("out/coslice@web_app.service");
        absent("out/.coslice/web");
        has("out/coslice@good_app.service", "-- /x\n");
}

/* A unit of that name is there already: the group is refused in words, and keeps what runs; others don't
 * mind. */
static void test_name_taken(void **state)
{
        write_text("groups/good.group", APP);
        write_text("groups/web.group", APP);
        assert_int_equal(reload(true), 0);
        start("web");
        clear_out();
        write_text("out/coslice-web.slice", "another's\n");
        assert_int_equal(run_generator(true), 1);
        has("out/coslice-web.slice", "another's\n");
        has("out/coslice@web.service.d/90-refuse.conf",
            "web.group: its units can't be written: File exists\n");
        has("out/coslice@web_app.service", "-- /x\n");
        has("out/coslice@good_app.service", "-- /x\n");
        absent("out/.coslice/web");
        absent("out/.coslice/.web");
}

/* An alias is another unit's name already: that one keeps it, and the group runs with the rest of its links.
 */
static void test_alias_taken(void **state)
{
        char target[64] = {};
        _cleanup_free_ char *link = path_of("out/http@web.service");
        _cleanup_free_ char *wants = path_of("out/multi-user.target.wants/coslice@web.service");
        write_text("groups/web.group", APP "[Install]\nAlias=www@web.service http@web.service\n"
                                           "WantedBy=multi-user.target\n");
        clear_out();
        write_text("out/www@web.service", "another's\n");
        assert_int_equal(run_generator(true), 0);
        has("out/www@web.service", "another's\n");
        has("out/coslice@web_app.service", "-- /x\n");
        assert_true(readlink(link, target, sizeof target - 1) > 0);
        assert_string_equal(target, "coslice@web.service");
        assert_true(readlink(wants, target, sizeof target - 1) > 0);
        assert_string_equal(target, "/units/coslice@.service");
}

/* No room: no half of a group is left, and the generator says that it failed. */
static void test_no_room(void **state)
{
        const struct rlimit none = {.rlim_cur = 100, .rlim_max = RLIM_INFINITY};
        struct rlimit before;
        write_text("groups/web.group", APP);
        assert_int_equal(reload(true), 0);
        _cleanup_free_ char *out = path_of("out");
        assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
        signal(SIGXFSZ, SIG_IGN);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
        int r = reload(true);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        assert_int_equal(r, 1);
        run("! find %s -type f | grep .", out);
}

static void test_no_output(void **state)
{
        _cleanup_strvec_ StrVec dirs = {};
        _cleanup_free_ char *groups = path_of("groups"), *absent_out = path_of("nowhere");
        const GenerateOptions options = {
                .out = absent_out, .installed = {"/units", FEATURE_BIT(FEATURE_BASE)}, .dirs = &dirs};
        assert_int_equal(strvec_add(&dirs, groups), 0);
        assert_int_equal(generate(&options), 0); /* nothing to write */
        write_text("groups/web.group", APP);
        assert_int_equal(generate(&options), -ENOENT);
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
        const struct CMUnitTest tests[] = {
                TEST(test_complete),
                TEST(test_not_running),
                TEST(test_dropped),
                TEST(test_other_output),
                TEST(test_left_by_a_killed_generator),
                TEST(test_broken_while_running),
                TEST(test_vanished_while_running),
                TEST(test_broken_and_not_running),
                TEST(test_name_taken),
                TEST(test_alias_taken),
                TEST(test_no_room),
                TEST(test_no_output),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
