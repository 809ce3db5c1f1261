/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Option values with parts: what is written is read back as it was. What is refused stands in test-request.
 */
#include "core/contract/wire.h"

#include "core/contract/contract.h"
#include "core/contract/imagestore.h"
#include "core/contract/localvolume.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

/* What follows the "=" of the option TEXT, which must be NAME. */
static const char *value_of(const StrBuf *text, const char *name)
{
        const char *rest = string_after(text->text, name);
        if (!rest)
                fail_msg("%s is no option %s", text->text, name);
        return rest;
}

static void same_text(const char *a, const char *b)
{
        assert_string_equal(a ? a : "", b ? b : "");
}

static void same_mount(const Mount *a, const Mount *b)
{
        assert_int_equal(a->kind, b->kind);
        same_text(a->target, b->target);
        same_text(a->source, b->source);
        same_text(a->sub, b->sub);
        assert_int_equal(a->read_only, b->read_only);
        assert_int_equal(a->no_exec, b->no_exec);
        assert_int_equal(a->slave, b->slave);
        assert_int_equal(a->create, b->create);
        assert_int_equal(a->said, b->said);
        assert_int_equal(a->size, b->size);
        assert_int_equal(a->mode, b->mode);
        assert_int_equal(a->uid, b->uid);
        assert_int_equal(a->gid, b->gid);
}

/* Writes MOUNT, holds it against EXPECTED unless that is NULL, reads it and writes it again. */
static void round_trip(const Mount *mount, const char *expected)
{
        static const char *const names[] = {[MOUNT_HOST] = "--bind=",
                                            [MOUNT_PINNED] = "--pinned=",
                                            [MOUNT_IMAGE] = "--image-volume=",
                                            [MOUNT_LOCAL] = "--local=",
                                            [MOUNT_TMPFS] = "--tmpfs="};
        _cleanup_strbuf_ StrBuf once = {}, twice = {};
        _cleanup_(mount_list_done) MountList list = {};
        Failure failure = {};
        assert_int_equal(mount_write(mount, &once), 0);
        if (expected)
                assert_string_equal(once.text, expected);
        if (mount_read(mount->kind, value_of(&once, names[mount->kind]), &list, &failure) != 0)
                fail_msg("%s: %s", once.text, failure.text);
        assert_int_equal(list.n, 1);
        same_mount(list.items, mount);
        assert_int_equal(mount_write(list.items, &twice), 0);
        assert_string_equal(once.text, twice.text);
}

static void test_flags(void **state)
{
        static const struct {
                MountKind kind;
                char *source;
        } sources[] = {
                {MOUNT_HOST, (char *)"/srv/a:b"}, {MOUNT_HOST, (char *)"/"}, {MOUNT_PINNED, (char *)"a-b"}};
        static char *const subs[] = {NULL, (char *)"s", (char *)"s/t u"};
        for (size_t s = 0; s < ARRAY_SIZE(sources); s++)
                for (size_t i = 0; i < ARRAY_SIZE(subs); i++)
                        for (unsigned bits = 0; bits < 16; bits++) {
                                Mount mount = MOUNT_INIT(sources[s].kind);
                                mount.target = (char *)"/data/x";
                                mount.source = sources[s].source;
                                mount.sub = subs[i];
                                mount.read_only = bits & 1;
                                mount.no_exec = bits & 2;
                                mount.slave = bits & 4;
                                mount.create = bits & 8;
                                round_trip(&mount, NULL);
                        }
}

#define KEY "docker.io-nginx-1.25-0123456789abcdef"

/* It is read-only, whatever is said, and nothing of the host. */
static void test_image(void **state)
{
        static const struct {
                const char *value, *why;
        } bad[] = {
                {"/a", "is not " MOUNT_IMAGE_FORM},
                {"/a::" KEY, "is not " MOUNT_IMAGE_FORM},
                {"/a:::", "is not " IMAGE_KEY_RULE},
                {"/a:::nginx", "is not " IMAGE_KEY_RULE},
                {"/a:::../" KEY, "is not " IMAGE_KEY_RULE},
                {"/a:::" KEY "/x", "is not " IMAGE_KEY_RULE},
                {"/a::../x:" KEY, "is not a normalized relative path"},
                {"/a::/x:" KEY, "is not a normalized relative path"},
                {"/a:ro::" KEY, "unknown word \"ro\""},
                {"/a:noexec,::" KEY, "unknown word \"\""},
                {"/a:rslave::" KEY, "unknown word \"rslave\""},
                {"/a:create::" KEY, "unknown word \"create\""},
                {"/a:uid=0,gid=0::" KEY, "unknown word \"uid=0\""},
                {"/proc/a:::" KEY, "nothing can be mounted on"},
                {"/:::" KEY, "nothing can be mounted on"},
                {"/a/../b:::" KEY, "nothing can be mounted on"},
        };
        Mount mount = MOUNT_INIT(MOUNT_IMAGE);
        assert_true(mount.read_only && !mount.no_exec);
        mount.target = (char *)"/data/x";
        mount.source = (char *)KEY;
        round_trip(&mount, "--image-volume=/data/x:::" KEY);
        mount.no_exec = true;
        mount.sub = (char *)"s/t u";
        round_trip(&mount, "--image-volume=/data/x:noexec:s/t u:" KEY);
        for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
                _cleanup_(mount_list_done) MountList list = {};
                Failure failure = {};
                if (mount_read(MOUNT_IMAGE, bad[i].value, &list, &failure) != -EINVAL ||
                    !strstr(failure.text, bad[i].why) || failure.status != EXIT_SETUP_REQUEST)
                        fail_msg("%s: %s", bad[i].value, failure.text);
                assert_int_equal(list.n, 0);
        }
}

static void test_local(void **state)
{
        static const struct {
                const char *value, *why;
        } bad[] = {
                {"/a", "is not " MOUNT_LOCAL_FORM},
                {"/a:::", "is not " LOCAL_NAME_RULE},
                {"/a:::a_b_c", "is not " LOCAL_NAME_RULE},
                {"/a:::_b", "is not " LOCAL_NAME_RULE},
                {"/a:::a_", "is not " LOCAL_NAME_RULE},
                {"/a:::../a", "is not " LOCAL_NAME_RULE},
                {"/a:::a/b", "is not " LOCAL_NAME_RULE},
                {"/a::/x:a", "is not a normalized relative path"},
                {"/a::..:a", "is not a normalized relative path"},
                {"/a:create::a", "unknown word \"create\""},
                {"/a:rslave::a", "unknown word \"rslave\""},
                {"/a:uid=1::a", "uid= and gid= go together"},
                {"/a:size=4096,uid=1::a", "uid= and gid= go together"},
                {"/a:size=0::a", "unknown word \"size=0\""},
                {"/proc:::a", "nothing can be mounted on"},
        };
        Mount mount = MOUNT_INIT(MOUNT_LOCAL);
        mount.target = (char *)"/data/x";
        mount.source = (char *)"web_data";
        round_trip(&mount, "--local=/data/x:::web_data");
        mount.source = (char *)"pictures";
        mount.sub = (char *)"s/t u";
        mount.read_only = mount.no_exec = true;
        mount.said = MOUNT_UID | MOUNT_GID;
        mount.uid = 33;
        round_trip(&mount, "--local=/data/x:ro,noexec,uid=33,gid=0:s/t u:pictures");
        mount.said |= MOUNT_SIZE;
        mount.size = 4096;
        round_trip(&mount, "--local=/data/x:ro,noexec,size=4096,uid=33,gid=0:s/t u:pictures");
        for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
                _cleanup_(mount_list_done) MountList list = {};
                Failure failure = {};
                if (mount_read(MOUNT_LOCAL, bad[i].value, &list, &failure) != -EINVAL ||
                    !strstr(failure.text, bad[i].why))
                        fail_msg("%s: %s", bad[i].value, failure.text);
                assert_int_equal(list.n, 0);
        }
}

static void test_tmpfs(void **state)
{
        for (unsigned bits = 0; bits < 32; bits++) {
                Mount mount = MOUNT_INIT(MOUNT_TMPFS);
                mount.target = (char *)"/tmp";
                mount.no_exec = !(bits & 16);
                mount.said = bits & 15;
                if (mount.said & MOUNT_SIZE)
                        mount.size = INT64_MAX;
                if (mount.said & MOUNT_MODE)
                        mount.mode = bits & 16 ? 07777 : 0;
                if (mount.said & MOUNT_UID)
                        mount.uid = COSLICE_ID_MAX;
                if (mount.said & MOUNT_GID)
                        mount.gid = 1;
                round_trip(&mount, NULL);
        }
}

/* Whose it appears to be is said of what is the host's, user and group together. */
static void test_owner(void **state)
{
        static const struct {
                MountKind kind;
                const char *value;
        } bad[] = {
                {MOUNT_HOST, "/data:uid=1::/srv"},
                {MOUNT_HOST, "/data:gid=1::/srv"},
                {MOUNT_HOST, "/data:uid=1,gid=4294967295::/srv"},
                {MOUNT_HOST, "/data:uid=1,gid=2,mode=0755::/srv"},
                {MOUNT_HOST, "/data:uid=1,gid=2::/var/lib/coslice/empty/web/share"},
                {MOUNT_PINNED, "/data:uid=1,gid=2::share"},
        };
        Mount mount = {.kind = MOUNT_HOST,
                       .target = (char *)"/data",
                       .source = (char *)"/srv",
                       .read_only = true,
                       .create = true,
                       .said = MOUNT_UID | MOUNT_GID,
                       .gid = 1000};
        round_trip(&mount, "--bind=/data:ro,create,uid=0,gid=1000::/srv");
        for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
                _cleanup_(mount_list_done) MountList list = {};
                Failure failure = {};
                if (mount_read(bad[i].kind, bad[i].value, &list, &failure) != -EINVAL)
                        fail_msg("%s is read", bad[i].value);
                assert_int_equal(list.n, 0);
        }
}

/* What the group has made itself is told by where it lies. */
static void test_own(void **state)
{
        static const struct {
                MountKind kind;
                const char *value;
                bool own;
        } rows[] = {
                {MOUNT_HOST, "/data:::/var/lib/coslice/empty/web/share", true},
                {MOUNT_HOST, "/data:create:sub:/var/lib/coslice/empty/web/share", true},
                {MOUNT_HOST, "/data:::/var/lib/coslice/empty", false},
                {MOUNT_HOST, "/data:::/var/lib/coslice/emptyish/x", false},
                {MOUNT_HOST, "/var/lib/coslice/empty/web/share:::/srv", false},
                {MOUNT_PINNED, "/data:::share", true},
                {MOUNT_IMAGE, "/data:::" KEY, false},
                {MOUNT_TMPFS, "/data:", false},
        };
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_(mount_list_done) MountList list = {};
                Failure failure = {};
                assert_int_equal(mount_read(rows[i].kind, rows[i].value, &list, &failure), 0);
                if (list.items[0].own != rows[i].own)
                        fail_msg("%s is %sthe group's own", rows[i].value, rows[i].own ? "not " : "");
        }
}

/* A newer helper meets what an older generator has written: these are kept. */
static void test_kept(void **state)
{
        const Mount host = {.kind = MOUNT_HOST,
                            .target = (char *)"/data",
                            .source = (char *)"/srv",
                            .sub = (char *)"a/b",
                            .read_only = true,
                            .no_exec = true,
                            .slave = true,
                            .create = true};
        const Mount pinned = {.kind = MOUNT_PINNED, .target = (char *)"/m", .source = (char *)"cache"};
        Mount tmpfs = MOUNT_INIT(MOUNT_TMPFS);
        tmpfs.target = (char *)"/tmp";
        round_trip(&host, "--bind=/data:ro,noexec,rslave,create:a/b:/srv");
        round_trip(&pinned, "--pinned=/m:::cache");
        Mount image = MOUNT_INIT(MOUNT_IMAGE);
        image.target = (char *)"/i";
        image.source = (char *)KEY;
        image.sub = (char *)"a/b";
        image.no_exec = true;
        round_trip(&image, "--image-volume=/i:noexec:a/b:" KEY);
        round_trip(&tmpfs, "--tmpfs=/tmp:");
        tmpfs.said = MOUNT_SIZE | MOUNT_MODE | MOUNT_UID | MOUNT_GID;
        tmpfs.size = 67108864;
        tmpfs.mode = 01777;
        tmpfs.no_exec = false;
        round_trip(&tmpfs, "--tmpfs=/tmp:size=67108864,mode=1777,uid=0,gid=0,exec");
}

static void test_empty(void **state)
{
        static const struct {
                Empty empty;
                const char *text;
        } rows[] = {
                {{.name = (char *)"a"}, "--empty=a"},
                {{.name = (char *)"a-b", .owned = true}, "--empty=a-b:0:0"},
                {{.name = (char *)"a", .owned = true, .uid = COSLICE_ID_MAX, .gid = 2},
                 "--empty=a:2147483647:2"},
                {{.name = (char *)"a", .bytes = 4096}, "--empty=a:4096"},
                {{.name = (char *)"a", .owned = true, .uid = 1, .bytes = 4096}, "--empty=a:1:0:4096"},
                {{.name = (char *)"a", .memory = true, .bytes = 1}, "--empty-memory=a:1"},
                {{.name = (char *)"a", .memory = true, .bytes = INT64_MAX, .owned = true, .uid = 3, .gid = 4},
                 "--empty-memory=a:3:4:9223372036854775807"},
        };
        _cleanup_(empty_list_done) EmptyList list = {};
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                const Empty *empty = &rows[i].empty;
                _cleanup_strbuf_ StrBuf text = {};
                Failure failure = {};
                assert_int_equal(empty_write(empty, &text), 0);
                assert_string_equal(text.text, rows[i].text);
                const char *value = value_of(&text, empty->memory ? "--empty-memory=" : "--empty=");
                if (empty_read(empty->memory, value, &list, &failure) != 0)
                        fail_msg("%s: %s", text.text, failure.text);
                const Empty *read = list.items + i;
                assert_string_equal(read->name, empty->name);
                assert_int_equal(read->memory, empty->memory);
                assert_int_equal(read->owned, empty->owned);
                assert_int_equal(read->uid, empty->uid);
                assert_int_equal(read->gid, empty->gid);
                assert_int_equal(read->bytes, empty->bytes);
                assert_int_equal(empty_mode(read), empty->owned ? 0755 : 0777);
        }
        assert_int_equal(list.n, ARRAY_SIZE(rows));
}

static void test_user(void **state)
{
        static const struct {
                const char *user, *group, *text, *read;
        } rows[] = {
                {"web", NULL, "--user=web", "web"},
                {"1000", "www data", "--user=1000:www data", "1000"},
                {NULL, "5", "--user=0:5", "0"},
        };
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_strbuf_ StrBuf text = {};
                _cleanup_free_ char *user = NULL;
                const char *group;
                assert_int_equal(user_write(rows[i].user, rows[i].group, &text), 0);
                assert_string_equal(text.text, rows[i].text);
                assert_int_equal(user_read(value_of(&text, "--user="), &user, &group), 0);
                assert_string_equal(user, rows[i].read);
                assert_int_equal(!group, !rows[i].group);
                same_text(group, rows[i].group);
        }
        char *user;
        const char *group;
        assert_int_equal(user_read("", &user, &group), USER_NEITHER);
        assert_int_equal(user_read(":a", &user, &group), USER_NEITHER);
        assert_int_equal(user_read("a:", &user, &group), USER_NEITHER);
}

/* A list is as it was when a value is refused. */
static void test_untouched(void **state)
{
        _cleanup_(mount_list_done) MountList mounts = {};
        _cleanup_(empty_list_done) EmptyList empties = {};
        Failure failure = {};
        assert_int_equal(mount_read(MOUNT_HOST, "/a:::/b", &mounts, &failure), 0);
        assert_int_equal(mount_read(MOUNT_HOST, "/a:::b", &mounts, &failure), -EINVAL);
        assert_int_equal(failure.status, EXIT_SETUP_REQUEST);
        assert_int_equal(mount_read(MOUNT_TMPFS, "/a:size=1,size=0", &mounts, &failure), -EINVAL);
        assert_int_equal(empty_read(true, "a", &empties, &failure), -EINVAL);
        assert_int_equal(mounts.n, 1);
        assert_int_equal(empties.n, 0);
        bool optional;
        assert_string_equal(envfile_path("-/x", &optional), "/x");
        assert_true(optional);
        assert_string_equal(envfile_path("/x", &optional), "/x");
        assert_false(optional);
}

static void test_shm_size(void **state)
{
        static const char *const bad[] = {"", "-1", "64M", "0x1", "9223372036854775808", "1 "};
        ShmSize size = {.bytes = 7};
        Failure failure;
        for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
                assert_int_equal(shm_size_read(bad[i], &size, &failure), -EINVAL);
                assert_string_equal(failure.text, "option --shm-size is not BYTES");
                assert_true(size.bytes == 7 && !size.said);
        }
        assert_int_equal(shm_size_read("0", &size, &failure), 0);
        assert_true(size.bytes == 0 && size.said);
        assert_int_equal(shm_size_read("9223372036854775807", &size, &failure), 0);
        assert_true(size.bytes == INT64_MAX);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_shm_size),  cmocka_unit_test(test_owner),
                cmocka_unit_test(test_flags),     cmocka_unit_test(test_tmpfs),
                cmocka_unit_test(test_own),       cmocka_unit_test(test_kept),
                cmocka_unit_test(test_empty),     cmocka_unit_test(test_user),
                cmocka_unit_test(test_untouched), cmocka_unit_test(test_image),
                cmocka_unit_test(test_local),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
