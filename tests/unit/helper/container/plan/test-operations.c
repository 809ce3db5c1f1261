/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The list that makes a root file system: what is in it and in which order. */
#include "tests/unit/helper/container/plan/planned.h"

#include <errno.h>
#include <linux/mount.h>
#include <string.h>

static const char *const minimal[] = {
        "mount overlay on the root file system: /srv/app",
        "mount proc on /proc",
        "mount sysfs on /sys",
        "mount cgroup2 on /sys/fs/cgroup",
        "mount tmpfs on /dev",
        "make device /dev/null",
        "make device /dev/zero",
        "make device /dev/full",
        "make device /dev/random",
        "make device /dev/urandom",
        "make device /dev/tty",
        "make link /dev/fd",
        "make link /dev/stdin",
        "make link /dev/stdout",
        "make link /dev/stderr",
        "make link /dev/core",
        "make link /dev/ptmx",
        "mount devpts on /dev/pts",
        "mount volume shm on /dev/shm",
        "mount mqueue on /dev/mqueue",
        "mask /proc/acpi",
        "mask /proc/asound",
        "mask /proc/interrupts",
        "mask /proc/kcore",
        "mask /proc/keys",
        "mask /proc/latency_stats",
        "mask /proc/sched_debug",
        "mask /proc/scsi",
        "mask /proc/timer_list",
        "mask /proc/timer_stats",
        "mask /sys/firmware",
        "mask /sys/devices/virtual/powercap",
        "mask /sys/fs/selinux",
        "mask thermal_throttle of each of /sys/devices/system/cpu",
        "make /proc/bus read-only",
        "make /proc/fs read-only",
        "make /proc/irq read-only",
        "make /proc/sys read-only",
        "make /proc/sysrq-trigger read-only",
        "write /etc/hosts",
        "write /etc/hostname",
        "write /etc/resolv.conf",
        "enter the root file system",
};

static void test_minimal(void **state)
{
        static const char *const words[] = {RUN, "--working-dir=/", "--", "x", NULL};
        _cleanup_run_request_ RunRequest request = {};
        _cleanup_operations_ Operations list = {};
        plan(words, &request, &list);
        for (size_t i = 0; i < list.n && i < ARRAY_SIZE(minimal); i++) {
                char text[FAILURE_TEXT_MAX];
                operation_describe(list.items + i, text, sizeof text);
                assert_string_equal(text, minimal[i]);
        }
        assert_int_equal(list.n, ARRAY_SIZE(minimal));
}

static void test_flags(void **state)
{
        static const char *const words[] = {RUN, "--", "x", NULL};
        const uint64_t all = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC;
        _cleanup_run_request_ RunRequest request = {};
        _cleanup_operations_ Operations list = {};
        plan(words, &request, &list);
        assert_int_equal(list.items[0].attributes, MOUNT_ATTR_NODEV);
        assert_int_equal(find(&list, "mount proc on /proc")->attributes, all);
        assert_int_equal(find(&list, "mount sysfs on /sys")->attributes, all | MOUNT_ATTR_RDONLY);
        assert_int_equal(find(&list, "mount cgroup2 on /sys/fs/cgroup")->attributes, all | MOUNT_ATTR_RDONLY);
        assert_int_equal(find(&list, "mount tmpfs on /dev")->attributes,
                         MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC);
        assert_int_equal(find(&list, "mount volume shm on /dev/shm")->attributes, all);
        /* No volume can be mounted in any of these. */
        for (size_t i = 1; i < list.n; i++)
                if (list.items[i].kind == OPERATION_MOUNT || list.items[i].kind == OPERATION_PINNED)
                        assert_true(list.items[i].kernel);
}

static void test_files(void **state)
{
        static const char *const words[] = {
                RUN, "--localhost=app", "--localhost=web", "--localhost=db", "--", "x", NULL};
        _cleanup_run_request_ RunRequest request = {};
        _cleanup_operations_ Operations list = {};
        plan(words, &request, &list);
        assert_string_equal(find(&list, "write /etc/hosts")->source,
                            "127.0.0.1\tweb\n"
                            "::1\tweb\n"
                            "127.0.0.1\tlocalhost app db\n"
                            "::1\tlocalhost ip6-localhost ip6-loopback app db\n");
        assert_string_equal(find(&list, "write /etc/hostname")->source, "web\n");
}

static void test_host_name_with_domain(void **state)
{
        static const char *const words[] = {"--group=web",
                                            "--container=app",
                                            "--rootfs=/srv/app",
                                            "--hostname=mail.example.org",
                                            "--localhost=mail",
                                            "--localhost=app",
                                            "--",
                                            "x",
                                            NULL};
        _cleanup_run_request_ RunRequest request = {};
        _cleanup_operations_ Operations list = {};
        plan(words, &request, &list);
        assert_string_equal(find(&list, "write /etc/hosts")->source,
                            "127.0.0.1\tmail.example.org mail\n"
                            "::1\tmail.example.org mail\n"
                            "127.0.0.1\tlocalhost app\n"
                            "::1\tlocalhost ip6-localhost ip6-loopback app\n");
        assert_string_equal(find(&list, "write /etc/hostname")->source, "mail.example.org\n");
}

static void test_volumes(void **state)
{
        static const char *const words[] = {RUN,
                                            "--read-only",
                                            "--working-dir=/w",
                                            "--bind=/a/b/c:::/srv/c",
                                            "--tmpfs=/a:size=4096,mode=0755,uid=1,gid=2",
                                            "--pinned=/a/b:ro,noexec:s/t:cache",
                                            "--bind=/z:rslave,create:sub:/srv/z",
                                            "--image-volume=/a/b/i::s/t:i-0123456789abcdef",
                                            "--",
                                            "x",
                                            NULL};
        static const char *const expected[] = {
                "mount tmpfs on /a",
                "mount volume /srv/z/sub on /z",
                "mount volume cache/s/t on /a/b",
                "mount volume /srv/c on /a/b/c",
                "mount volume i-0123456789abcdef/s/t on /a/b/i",
                "make directory /w",
                "make the root file system read-only",
                "enter the root file system",
        };
        _cleanup_run_request_ RunRequest request = {};
        _cleanup_operations_ Operations list = {};
        plan(words, &request, &list);
        const Operation *tail = list.items + ARRAY_SIZE(minimal) - 1;
        assert_int_equal(list.n, ARRAY_SIZE(minimal) - 1 + ARRAY_SIZE(expected));
        for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
                char text[FAILURE_TEXT_MAX];
                operation_describe(tail + i, text, sizeof text);
                assert_string_equal(text, expected[i]);
        }
        assert_int_equal(list.n_filling, list.n - 2); /* the user is found before the root is read-only */
        assert_string_equal(tail[0].options, "mode=0755,size=4096");
        assert_int_equal(tail[0].owners, OWNER_UID | OWNER_GID);
        assert_int_equal(tail[0].uid, 1);
        assert_int_equal(tail[0].gid, 2);
        assert_int_equal(tail[0].attributes, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
        assert_int_equal(tail[1].attributes, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV);
        assert_true(tail[1].slave && tail[1].create && !tail[1].kernel);
        assert_string_equal(list.inputs[tail[2].input].pin, "empty.cache");
        assert_int_equal(tail[2].attributes,
                         MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC | MOUNT_ATTR_RDONLY);
        assert_false(tail[3].slave || tail[3].create);
        assert_int_equal(tail[4].attributes, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_RDONLY);
}

#define OF_IMAGE "--group=web", "--container=app", "--image=x-0123456789abcdef", "--hostname=web"

/* Those of an image: where the definition has something, that counts. Writable is a part of a read-only root
 * alone. */
static void test_image_volumes(void **state)
{
        static const char *const words[] = {
                OF_IMAGE, "--read-only", "--bind=/a:::/srv/a", "--bind=/c/d/e:::/srv/e", "--tmpfs=/b:", "--",
                "x",      NULL};
        static const char *const writable[] = {OF_IMAGE, NULL};
        static const char *const paths[] = {"/c/d", "/a",     "/a/below", "/",      "/proc",   "/dev/shm/x",
                                            "/sys", "/b/x/y", "/ab",      "/c/d/e", "/z/z/z/z"};
        static const char *const expected[] = {
                "make the image's volume /ab",
                "mount volume /srv/a on /a",
                "mount tmpfs on /b",
                "make the image's volume /c/d",
                "mount volume /srv/e on /c/d/e",
                "make the image's volume /z/z/z/z",
                "make the root file system read-only",
                "enter the root file system",
        };
        _cleanup_strvec_ StrVec volumes = {};
        _cleanup_run_request_ RunRequest request = {}, other = {};
        _cleanup_operations_ Operations list = {}, other_list = {};
        Failure failure;
        for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
                assert_int_equal(strvec_add(&volumes, paths[i]), 0);
        assert_int_equal(options_read(&run_options, (char **)words, &request, &failure), 0);
        assert_int_equal(operations_plan(&request, &volumes, &no_network, &list), 0);
        const Operation *tail = list.items + ARRAY_SIZE(minimal) - 1;
        assert_int_equal(list.n, ARRAY_SIZE(minimal) - 1 + ARRAY_SIZE(expected));
        for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
                char text[FAILURE_TEXT_MAX];
                operation_describe(tail + i, text, sizeof text);
                assert_string_equal(text, expected[i]);
        }
        assert_int_equal(tail->attributes, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV);
        assert_int_equal(options_read(&run_options, (char **)writable, &other, &failure), 0);
        assert_int_equal(operations_plan(&other, &volumes, &no_network, &other_list), 0);
        assert_int_equal(find(&other_list, "make the image's volume /a/below")->attributes, 0);
}

/* Its layers have their marks elsewhere than what root alone can make. */
static void test_image_overlay(void **state)
{
        static const char *const of_image[] = {OF_IMAGE, NULL}, *const of_root[] = {RUN, "--", "x", NULL};
        _cleanup_run_request_ RunRequest image = {}, root = {};
        _cleanup_operations_ Operations image_list = {}, root_list = {};
        plan(of_image, &image, &image_list);
        plan(of_root, &root, &root_list);
        assert_string_equal(
                find(&image_list, "mount overlay on the root file system: x-0123456789abcdef")->options,
                "userxattr");
        assert_null(find(&root_list, minimal[0])->options);
        assert_int_equal(image_list.n, root_list.n);
        assert_int_equal(image_list.items[0].attributes, root_list.items[0].attributes);
}

/* Whatever the order of the definition and of the targets is, each finds its own mount: an input is of one
 * operation, and no operation is without. */
static void test_inputs(void **state)
{
        static const char *const words[] = {RUN,
                                            "--pinned=/b/c/d:noexec:deep:third",
                                            "--bind=/b:::/srv/b",
                                            "--pinned=/a:ro:s/t:first",
                                            "--tmpfs=/c:",
                                            "--pinned=/b/c:::second",
                                            "--pinned=/z:::first",
                                            "--",
                                            "x",
                                            NULL};
        static const struct {
                const char *step, *pin, *sub;
                uint64_t attributes;
        } rows[] = {
                {"mount volume shm on /dev/shm", "shm", "", MOUNT_ATTR_NOEXEC},
                {"mount volume first/s/t on /a", "empty.first", "s/t", MOUNT_ATTR_RDONLY},
                {"mount volume first on /z", "empty.first", "", 0},
                {"mount volume second on /b/c", "empty.second", "", 0},
                {"mount volume third/deep on /b/c/d", "empty.third", "deep", MOUNT_ATTR_NOEXEC},
        };
        size_t uses[ARRAY_SIZE(rows)] = {};
        _cleanup_run_request_ RunRequest request = {};
        _cleanup_operations_ Operations list = {};
        plan(words, &request, &list);
        assert_int_equal(list.n_inputs, ARRAY_SIZE(rows));
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                const Operation *operation = find(&list, rows[i].step);
                const Input *input = list.inputs + operation->input;
                assert_true(operation->input < list.n_inputs);
                assert_string_equal(input->pin, rows[i].pin);
                assert_string_equal(input->sub, rows[i].sub);
                assert_int_equal(input->attributes,
                                 MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | rows[i].attributes);
                assert_int_equal(operation->attributes, input->attributes);
        }
        for (size_t i = 0; i < list.n; i++)
                if (list.items[i].kind == OPERATION_PINNED)
                        uses[list.items[i].input]++;
        for (size_t i = 0; i < ARRAY_SIZE(uses); i++)
                assert_int_equal(uses[i], 1);
}

static void assert_device(const Operation *operation, const char *source, unsigned owners, unsigned mode)
{
        assert_int_equal(operation->kind, OPERATION_DEVICE);
        assert_string_equal(operation->source, source);
        assert_int_equal(operation->owners, owners);
        assert_int_equal(operation->mode, mode);
}

/* Before anything is masked, and never in what each container has. */
static void test_devices(void **state)
{
        static const char *const words[] = {RUN,
                                            "--device=:/dev/fuse",
                                            "--device=optional,uid=1,gid=2,mode=0600:/dev/a:1:/dev/b/c:2",
                                            "--device=directory,gid=44:/dev/dri",
                                            "--",
                                            "x",
                                            NULL};
        static const char *const wrong[] = {"/dev/fuse",
                                            "x:/dev/fuse",
                                            ",:/dev/fuse",
                                            "optional,:/dev/fuse",
                                            "uid=-1:/dev/fuse",
                                            "uid=2147483648:/dev/fuse",
                                            "mode=1000:/dev/fuse",
                                            "mode=8:/dev/fuse",
                                            ":/dev",
                                            ":/dev/",
                                            ":/etc/passwd",
                                            ":/devices/x",
                                            ":/dev/../etc/passwd",
                                            ":/dev/fuse:/data/fuse",
                                            ":/dev/fuse:/dev/../x",
                                            ":/dev/fuse:/dev/null",
                                            ":/dev/fuse:/dev/shm/x",
                                            ":/dev/fuse:/dev/pts/0",
                                            ":"};
        _cleanup_run_request_ RunRequest request = {};
        _cleanup_operations_ Operations list = {};
        plan(words, &request, &list);
        const Operation *first = find(&list, "make device /dev/fuse of the host's /dev/fuse");
        assert_device(first, "/dev/fuse", 0, 0660);
        assert_false(first->optional || first->directory);
        assert_device(first + 1, "/dev/a:1", OWNER_UID | OWNER_GID, 0600);
        assert_string_equal(first[1].target, "/dev/b/c:2");
        assert_int_equal(first[1].uid, 1);
        assert_int_equal(first[1].gid, 2);
        assert_true(first[1].optional && !first[1].directory);
        assert_device(first + 2, "/dev/dri", OWNER_GID, 0660);
        assert_true(first[2].directory && !first[2].optional);
        assert_ptr_equal(first + 3, find(&list, "mask /proc/acpi"));
        for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
                _cleanup_free_ char *word = string_printf("--device=%s", wrong[i]);
                const char *const refused[] = {RUN, word, "--", "x", NULL};
                RunRequest none = {};
                Failure failure;
                if (options_read(&run_options, (char **)refused, &none, &failure) != -EINVAL)
                        fail_msg("%s is taken", wrong[i]);
        }
}

static void test_timezone(void **state)
{
        static const char *const words[] = {RUN, "--timezone=Europe/Berlin", "--", "x", NULL};
        static const char *const local[] = {RUN, "--timezone=local", "--", "x", NULL};
        static const char *const wrong[] = {RUN, "--timezone=../UTC", "--", "x", NULL};
        _cleanup_run_request_ RunRequest request = {}, other = {}, none = {};
        _cleanup_operations_ Operations list = {}, other_list = {};
        Failure failure;
        plan(words, &request, &list);
        find(&list, "write the time zone /usr/share/zoneinfo/Europe/Berlin to /etc/localtime");
        plan(local, &other, &other_list);
        find(&other_list, "write the time zone /etc/localtime to /etc/localtime");
        assert_int_equal(options_read(&run_options, (char **)wrong, &none, &failure), -EINVAL);
        assert_string_equal(failure.text, "option --timezone: \"../UTC\" is not a time zone like "
                                          "Europe/Berlin, or local");
}

/* The steps of LIST that FIRST begins, one on a line. */
static void assert_masks(const char *const *options, const char *expected)
{
        static const char *const firsts[] = {"mask ", "make /", "mount volume /srv", "enter"};
        const char *words[16] = {RUN, "--bind=/data:::/srv/data"};
        _cleanup_run_request_ RunRequest request = {};
        _cleanup_operations_ Operations list = {};
        _cleanup_strbuf_ StrBuf text = {};
        size_t n = 5;
        while (*options)
                words[n++] = *options++;
        words[n++] = "--";
        words[n] = "x";
        plan(words, &request, &list);
        steps_like(&list, firsts, ARRAY_SIZE(firsts), &text);
        assert_string_equal(text.text, expected);
}

/* What is above takes all below away, and what has but the beginning of its name nothing. */
static void test_masks(void **state)
{
        assert_masks((const char *const[]){"--unmask=/", NULL}, "mount volume /srv/data on /data\n"
                                                                "enter the root file system\n");
        assert_masks((const char *const[]){"--unmask=/proc", "--unmask=/sys/firmware", NULL},
                     "mask /sys/devices/virtual/powercap\n"
                     "mask /sys/fs/selinux\n"
                     "mask thermal_throttle of each of /sys/devices/system/cpu\n"
                     "mount volume /srv/data on /data\n"
                     "enter the root file system\n");
        assert_masks((const char *const[]){"--mask=/data/secret", "--unmask=/proc", "--mask=/proc/kcore",
                                           "--unmask=/sys/devices", NULL},
                     "mask /sys/firmware\n"
                     "mask /sys/fs/selinux\n"
                     "mount volume /srv/data on /data\n"
                     "mask /data/secret\n"
                     "mask /proc/kcore\n"
                     "enter the root file system\n");
        assert_masks((const char *const[]){"--unmask=/pro", "--unmask=/sys/fs/selinux/x",
                                           "--unmask=/proc/sys", "--unmask=/proc/s", NULL},
                     "mask /proc/acpi\n"
                     "mask /proc/asound\n"
                     "mask /proc/interrupts\n"
                     "mask /proc/kcore\n"
                     "mask /proc/keys\n"
                     "mask /proc/latency_stats\n"
                     "mask /proc/sched_debug\n"
                     "mask /proc/scsi\n"
                     "mask /proc/timer_list\n"
                     "mask /proc/timer_stats\n"
                     "mask /sys/firmware\n"
                     "mask /sys/devices/virtual/powercap\n"
                     "mask /sys/fs/selinux\n"
                     "mask thermal_throttle of each of /sys/devices/system/cpu\n"
                     "make /proc/bus read-only\n"
                     "make /proc/fs read-only\n"
                     "make /proc/irq read-only\n"
                     "make /proc/sysrq-trigger read-only\n"
                     "mount volume /srv/data on /data\n"
                     "enter the root file system\n");
}

/* What the group has made is told from what the host has. */
static void test_own(void **state)
{
        static const char *const words[] = {RUN,
                                            "--bind=/a:create:sub:/var/lib/coslice/empty/web/share",
                                            "--bind=/b:create:sub:/srv/b",
                                            "--",
                                            "x",
                                            NULL};
        _cleanup_run_request_ RunRequest request = {};
        _cleanup_operations_ Operations list = {};
        plan(words, &request, &list);
        assert_true(find(&list, "mount volume /var/lib/coslice/empty/web/share/sub on /a")->own);
        assert_false(find(&list, "mount volume /srv/b/sub on /b")->own);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_minimal),       cmocka_unit_test(test_flags),
                cmocka_unit_test(test_files),         cmocka_unit_test(test_host_name_with_domain),
                cmocka_unit_test(test_volumes),       cmocka_unit_test(test_inputs),
                cmocka_unit_test(test_image_volumes), cmocka_unit_test(test_image_overlay),
                cmocka_unit_test(test_own),           cmocka_unit_test(test_masks),
                cmocka_unit_test(test_timezone),      cmocka_unit_test(test_devices),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
