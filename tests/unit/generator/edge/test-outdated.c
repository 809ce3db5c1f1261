/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Running groups whose definition, or version of coslice, wants another sandbox: they keep what they have. */
#include "core/contract/imageref.h"
#include "tests/unit/generator/edge/running-machine.h"

#define WORDS  "restart the group: its namespaces, volumes and images are of an earlier definition or version"
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

#define IMAGE(reference) "[Container app]\nImage=" reference "\n"

static char *key_of(const char *reference)
{
        _cleanup_image_ref_ ImageRef ref = {};
        _cleanup_strbuf_ StrBuf why = {};
        char key[IMAGE_KEY_SPACE];
        assert_int_equal(image_ref_read(reference, &ref, &why), 0);
        image_ref_key(&ref, NULL, "missing", key);
        return strdup(key);
}

/* What GROUP has of the unit that fetches it. */
static char *drop_in_of(const char *reference, const char *group)
{
        _cleanup_free_ char *key = key_of(reference);
        return string_printf("out/coslice-image@%s.service.d/10-coslice-%s.conf", key, group);
}

/* Two groups with one image: equal drop-ins, which come and go with each. */
static void test_shared_image(void **state)
{
        _cleanup_free_ char *one = drop_in_of("docker.io/library/a:1", "web");
        _cleanup_free_ char *other = drop_in_of("docker.io/library/a:1", "other");
        write_text("groups/web.group", IMAGE("docker.io/library/a:1"));
        write_text("groups/other.group",
                   IMAGE("docker.io/library/a:1") "[Container b]\nRootfs=/r\nExec=/x\n");
        assert_int_equal(reload(true), 0);
        same(one, other);
        write_text("groups/web.group", APP);
        assert_int_equal(reload(true), 0);
        absent(one);
        has(other, "--image=docker.io/library/a:1 ");
}

/* The container is started from the image that the sandbox has pinned, until the group stops. What fetches
 * the next one is there already, and what fetched the earlier one still is. */
static void test_outdated_image(void **state)
{
        _cleanup_free_ char *old = drop_in_of("docker.io/library/a:1", "web");
        _cleanup_free_ char *fresh = drop_in_of("docker.io/library/a:2", "web");
        _cleanup_free_ char *old_key = key_of("docker.io/library/a:1");
        _cleanup_free_ char *fresh_key = key_of("docker.io/library/a:2");
        write_text("groups/web.group", IMAGE("docker.io/library/a:1"));
        assert_int_equal(reload(true), 0);
        start("web");
        write_text("groups/web.group", IMAGE("docker.io/library/a:2") "Memory=64M\n");
        for (int i = 0; i < 3; i++) {
                assert_int_equal(reload(true), 0);
                has("out/coslice@web.service.d/90-restart.conf", WORDS);
                has("out/coslice@web_app.service", old_key);
                has_not("out/coslice@web_app.service", fresh_key);
                has("out/coslice@web_app.service", "MemoryLow=67108864\n");
                has("out/coslice-sandbox@web.service.d/10-coslice.conf", old_key);
                has_not("out/coslice-sandbox@web.service.d/10-coslice.conf", fresh_key);
                has(old, "--image=docker.io/library/a:1 ");
                has(fresh, "--image=docker.io/library/a:2 ");
        }
        /* Broken meanwhile: as it was started. */
        write_text("groups/web.group", APP "Memroy=64M\n");
        assert_int_equal(reload(true), 0);
        has("out/coslice-sandbox@web.service.d/10-coslice.conf", old_key);
        has(old, "--image=docker.io/library/a:1 ");
        run("rm -r %s/state/web", top);
        write_text("groups/web.group", IMAGE("docker.io/library/a:2"));
        assert_int_equal(reload(true), 0);
        has("out/coslice@web_app.service", fresh_key);
        has(fresh, "--image=docker.io/library/a:2 ");
        absent(old);
}

#define RULES "out/coslice-network.service.d/10-coslice.conf"
#define NAMES "out/coslice-dns.service.d/10-coslice.conf"

/* What the file of all networks says of units that groups have in common is no group's, runs there one or
 * not; what it says of a group's own needs a restart of it. */
static void test_common(void **state)
{
        write_text("network", "[Network]\nForwarding=no\nRange4=10.68.0.0/16\n");
        assert_int_equal(reload(true), 0);
        absent("out/coslice-network.service.d");
        absent("out/coslice-dns.service.d");
        write_text("network", "[Network]\n");
        write_text("groups/web.group", APP);
        assert_int_equal(reload(true), 0);
        start("web");
        absent("out/coslice-network.service.d");
        absent("out/coslice-dns.service.d");
        write_text("network", "[Network]\nDockerUser=no\n");
        assert_int_equal(reload(true), 0);
        has(RULES, "coslice-network load --docker-user=no\n");
        absent("out/coslice-dns.service.d");
        absent("out/coslice@web.service.d/90-restart.conf");
        write_text("network", "[Network]\nForwarding=no\nRange4=10.68.0.0/16\n");
        for (int i = 0; i < 2; i++) {
                assert_int_equal(reload(true), 0);
                has(RULES, "coslice-network load --forwarding=no\n");
                has(NAMES, "=ADDRESS=10.68.0.1\n");
                has("out/coslice@web.service.d/90-restart.conf", WORDS);
                has_not("out/coslice-sandbox@web.service.d/10-coslice.conf", "--forwarding=no");
                absent("state/web/units/coslice-network.service.d");
                absent("out/.coslice/web/coslice-dns.service.d");
        }
        /* A mistake in it, and no definition any more. */
        write_text("network", "[Network]\nForwarding=no\nRange6=x\n");
        assert_int_equal(reload(true), 0);
        has(RULES, "coslice-network load --forwarding=no\n");
        has("out/coslice@web.service.d/90-refuse.conf", "[Network] Range6=: ");
        run("rm %s/groups/web.group", top);
        assert_int_equal(reload(true), 0);
        has(RULES, "coslice-network load --forwarding=no\n");
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
        const struct CMUnitTest tests[] = {
                TEST(test_outdated),           TEST(test_outdated_stopped), TEST(test_outdated_version),
                TEST(test_outdated_vanishing), TEST(test_not_outdated),     TEST(test_outdated_other_output),
                TEST(test_shared_image),       TEST(test_outdated_image),   TEST(test_common),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
