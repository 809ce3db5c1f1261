/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Groups that run while their definition changes, breaks or vanishes: what the generator writes then. */
#include "generator/edge/generate.h"

#include "core/contract/contract.h"
#include "generator/edge/running.h"
#include "generator/plan/kept.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* Folders of one test, below a temporary one: groups, out, state. */
static char top[] = "/tmp/coslice-running.XXXXXX";

static char *path_of(const char *path)
{
        char *full = string_printf("%s/%s", top, path);
        assert_non_null(full);
        return full;
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
        return remove(path);
}

static int set_up(void **state)
{
        static const char *const folders[] = {"groups", "out", "state"};
        strcpy(top + strlen(top) - 6, "XXXXXX");
        if (!mkdtemp(top))
                return -1;
        for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
                _cleanup_free_ char *path = path_of(folders[i]);
                assert_int_equal(mkdir(path, 0755), 0);
        }
        return 0;
}

static int tear_down(void **state)
{
        return nftw(top, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static void write_text(const char *path, const char *text)
{
        _cleanup_free_ char *full = path_of(path);
        FILE *file = fopen(full, "w");
        assert_non_null(file);
        assert_int_equal(fputs(text, file) < 0, 0);
        assert_int_equal(fclose(file), 0);
}

/* The file's content; NULL if there is none. */
static char *read_text(const char *path)
{
        _cleanup_free_ char *full = path_of(path);
        FILE *file = fopen(full, "r");
        if (!file)
                return NULL;
        char *text = NULL;
        size_t space = 0;
        ssize_t n = getdelim(&text, &space, '\0', file);
        fclose(file);
        if (n < 0) {
                free(text);
                return strdup("");
        }
        return text;
}

static void has(const char *path, const char *part)
{
        _cleanup_free_ char *text = read_text(path);
        if (!text)
                fail_msg("there is no %s", path);
        if (!strstr(text, part))
                fail_msg("%s has no %s:\n%s", path, part, text);
}

static void has_not(const char *path, const char *part)
{
        _cleanup_free_ char *text = read_text(path);
        if (text && strstr(text, part))
                fail_msg("%s has %s:\n%s", path, part, text);
}

static void absent(const char *path)
{
        _cleanup_free_ char *full = path_of(path);
        struct stat st;
        if (lstat(full, &st) == 0)
                fail_msg("there is %s", path);
}

static void same(const char *a, const char *b)
{
        _cleanup_free_ char *first = read_text(a), *second = read_text(b);
        assert_non_null(first);
        assert_non_null(second);
        assert_string_equal(first, second);
}

static void run(const char *format, ...) _printf_(1, 2);

static void run(const char *format, ...)
{
        char *command = NULL;
        va_list args;
        va_start(args, format);
        assert_true(vasprintf(&command, format, args) >= 0);
        va_end(args);
        if (system(command) != 0)
                fail_msg("%s", command);
        free(command);
}

/* As systemd does it: the output directory is emptied before. */
static void clear_out(void)
{
        _cleanup_free_ char *out = path_of("out");
        run("rm -rf %s && mkdir %s", out, out);
}

static int run_generator(bool refresh)
{
        _cleanup_strvec_ StrVec dirs = {};
        _cleanup_free_ char *groups = path_of("groups"), *out = path_of("out"), *state = path_of("state");
        assert_int_equal(strvec_add(&dirs, groups), 0);
        const GenerateOptions options = {.out = out,
                                         .installed = {"/units", FEATURE_BIT(FEATURE_BASE)},
                                         .dirs = &dirs,
                                         .state_dir = state,
                                         .refresh = refresh};
        return generate(&options);
}

static int reload(bool refresh)
{
        clear_out();
        return run_generator(refresh);
}

/* As the sandbox does it. */
static void start(const char *group)
{
        run("mkdir %s/state/%s && cp -a %s/out/.coslice/%s %s/state/%s/units", top, group, top, group, top,
            group);
}

#define APP "[Container app]\nRootfs=/r\nExec=/x\n"
#define OLD "[Container old]\nRootfs=/r\nExec=/y\n"

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

#define WORDS  "restart the group: its namespaces and volumes are of an earlier definition or version"
#define VOLUME "[Volume v]\nType=empty\n"

/* Containers as they were started, with the limits of the definition. */
static void check_outdated(void)
{
        static const char *const telling[] = {"out/coslice@web.service.d/90-restart.conf",
                                              "out/coslice-sandbox@web.service.d/90-restart.conf"};
        for (size_t i = 0; i < ARRAY_SIZE(telling); i++)
                has(telling[i], "Description=Group web (" WORDS ")\n");
        has("out/coslice-sandbox@web.service.d/90-restart.conf", "coslice-group renew web\n");
        has_not("out/coslice-sandbox@web.service.d/10-coslice.conf", "--empty=");
        has("out/coslice@web_app.service", "-- /x\n");
        has_not("out/coslice@web_app.service", "--bind=");
        has("out/coslice@web_app.service", "MemoryLow=67108864\n");
        has("out/coslice-web.slice", "MemoryMax=1677721600\n");
        has("out/coslice-web-app-exec-.scope.d/10-coslice-exec.conf", "MemoryMax=1677721600\n");
        absent("out/coslice@web.service.d/90-refuse.conf");
        absent("state/web/.units.new");
        absent("state/web/units/coslice@web.service.d/90-restart.conf");
        same("state/web/units/coslice@web_app.service", "out/coslice@web_app.service");
        same("state/web/units/coslice-web.slice", "out/coslice-web.slice");
        same("state/web/units/coslice-sandbox@web.service.d/10-coslice.conf",
             "out/coslice-sandbox@web.service.d/10-coslice.conf");
        same("out/.coslice/web/coslice@web_app.service", "out/coslice@web_app.service");
}

/* The sandbox would have to hold something else: what runs stays as it is until the group stops. */
static void test_outdated(void **state)
{
        write_text("groups/web.group", APP OLD);
        assert_int_equal(reload(true), 0);
        absent("out/coslice@web.service.d/90-restart.conf");
        start("web");
        write_text("groups/web.group",
                   APP "Memory=64M\nVolume=v:/v\n[Container new]\nRootfs=/r\nExec=/n\n" VOLUME);
        for (int i = 0; i < 3; i++) {
                assert_int_equal(reload(true), 0);
                check_outdated();
                has("out/coslice@web_old.service", "-- /y\n");
                has("out/coslice@web_old.service.d/90-refuse.conf", "is no longer in web.group\n");
                absent("out/coslice@web_new.service");
                absent("out/coslice-web-new-exec-.scope.d");
                has("out/coslice@web.service.d/10-coslice.conf", "coslice-group stopped web app old\n");
        }
        /* Broken meanwhile, and mended. */
        write_text("groups/web.group", APP "Memroy=64M\n");
        assert_int_equal(reload(true), 0);
        has("out/coslice@web.service.d/90-refuse.conf", "Description=web.group:4: ");
        absent("out/coslice@web.service.d/90-restart.conf");
        has("out/coslice@web_app.service", "-- /x\n");
        /* As it was: nothing is left to tell. */
        write_text("groups/web.group", APP OLD);
        assert_int_equal(reload(true), 0);
        absent("out/coslice@web.service.d/90-restart.conf");
        absent("out/coslice-sandbox@web.service.d/90-restart.conf");
        has("out/coslice@web_app.service", "MemoryLow=1610612736\n");
}

/* Once the group has stopped the definition counts. */
static void test_outdated_stopped(void **state)
{
        write_text("groups/web.group", APP);
        assert_int_equal(reload(true), 0);
        start("web");
        write_text("groups/web.group",
                   APP "Memory=64M\nVolume=v:/v\n[Container new]\nRootfs=/r\nExec=/n\n" VOLUME);
        assert_int_equal(reload(true), 0);
        check_outdated();
        run("rm -r %s/state/web", top);
        assert_int_equal(reload(true), 0);
        absent("out/coslice@web.service.d/90-restart.conf");
        absent("out/coslice-sandbox@web.service.d/90-restart.conf");
        has("out/coslice-sandbox@web.service.d/10-coslice.conf", "--empty=v\n");
        has("out/coslice@web_app.service", "--bind=/v:");
        has("out/coslice@web_new.service", "-- /n\n");
}

/* The copy of an earlier version: another command line, and files that it didn't have are not made up. */
static void test_outdated_version(void **state)
{
        write_text("groups/web.group", APP "Memory=64M\n[Container new]\nRootfs=/r\nExec=/n\n");
        assert_int_equal(reload(true), 0);
        start("web");
        run("cd %s/state/web/units && sed -i 's/--group=web //' "
            "coslice-sandbox@web.service.d/10-coslice.conf && "
            "sed -i '/TasksMax=/d' coslice@web_app.service && rm -r coslice-web-app-exec-.scope.d",
            top);
        assert_int_equal(reload(true), 0);
        has("out/coslice@web.service.d/90-restart.conf", WORDS);
        has_not("out/coslice-sandbox@web.service.d/10-coslice.conf", "--group=web --rendering");
        has("out/coslice@web_app.service", "TasksMax=2048\n");
        absent("out/coslice-web-app-exec-.scope.d");
        has("out/coslice-web-new-exec-.scope.d/10-coslice-exec.conf", "TasksMax=2048\n");
        /* A copy that says nothing of a sandbox. */
        run("rm -r %s/state/web/units/coslice-sandbox@web.service.d", top);
        assert_int_equal(reload(true), 0);
        absent("out/coslice@web.service.d/90-restart.conf");
        has("out/coslice-sandbox@web.service.d/10-coslice.conf", "--group=web --rendering");
        has("out/coslice-web-app-exec-.scope.d/10-coslice-exec.conf", "TasksMax=2048\n");
}

/* The group stops while its copy is read: of what is found half nothing is made. */
static void test_outdated_vanishing(void **state)
{
        _cleanup_plan_ Plan plan = {};
        _cleanup_free_ char *dir = path_of("state");
        write_text("groups/web.group", APP);
        assert_int_equal(reload(true), 0);
        start("web");
        _cleanup_close_ int copy = running_open_copy(dir, "web");
        assert_true(copy >= 0);
        assert_int_equal(plan_outdated("web", &plan), 0);
        run("mv %s/state/web %s/state/.web.gone && rm %s/state/.web.gone/units/coslice-web.slice", top, top,
            top);
        assert_int_equal(running_keep_started(dir, "web", copy, &plan), -ENOENT);
        assert_int_equal(plan.n_files, 2);
        run("cp -a %s/state/.web.gone %s/state/web", top, top);
        assert_int_equal(running_keep_started(dir, "web", copy, &plan), -ENOENT);
        assert_int_equal(plan.n_files, 2);
        run("rm -r %s/state/web && mv %s/state/.web.gone %s/state/web", top, top, top);
        assert_int_equal(running_keep_started(dir, "web", copy, &plan), 0);
        assert_int_equal(plan.n_files, 0);
}

/* What is not the sandbox's is new at once, as ever. */
static void test_not_outdated(void **state)
{
        write_text("groups/web.group", APP);
        assert_int_equal(reload(true), 0);
        start("web");
        write_text("groups/web.group",
                   "[Container app]\nRootfs=/r\nExec=/z\n[Container new]\nRootfs=/r\nExec=/n\n");
        assert_int_equal(reload(true), 0);
        absent("out/coslice@web.service.d/90-restart.conf");
        has("out/coslice@web_app.service", "-- /z\n");
        has("out/coslice@web_new.service", "-- /n\n");
        same("state/web/units/coslice@web_app.service", "out/coslice@web_app.service");
}

/* Another output than systemd's has the same, and leaves the copy alone. */
static void test_outdated_other_output(void **state)
{
        write_text("groups/web.group", APP);
        assert_int_equal(reload(true), 0);
        start("web");
        write_text("groups/web.group", APP "Memory=64M\nVolume=v:/v\n" VOLUME);
        assert_int_equal(reload(false), 0);
        has("out/coslice@web.service.d/90-restart.conf", WORDS);
        has("out/coslice@web_app.service", "MemoryLow=67108864\n");
        has_not("state/web/units/coslice@web_app.service", "MemoryLow=67108864\n");
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
                TEST(test_outdated),
                TEST(test_outdated_stopped),
                TEST(test_outdated_version),
                TEST(test_outdated_vanishing),
                TEST(test_outdated_other_output),
                TEST(test_not_outdated),
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
