/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The helper's command line: what is read, and the exact words for what is refused. */
#include "core/base/name.h"
#include "core/contract/contract.h"
#include "core/contract/imagestore.h"
#include "helper/container/request/clean.h"
#include "helper/container/request/init.h"
#include "helper/container/request/run.h"
#include "helper/container/request/sandbox.h"
#include "helper/container/request/stop.h"
#include "helper/container/request/verbs.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <string.h>

#define WORDS_MAX 24

#define KEY      "nginx-1.25-0123456789abcdef"
#define OF_IMAGE "run", "--group=web", "--container=app", "--image=" KEY, "--hostname=web"
#define GOOD     "run", "--group=web", "--container=app", "--rootfs=/srv/app", "--hostname=web"

typedef struct Refusal {
        const char *words[WORDS_MAX];
        const char *text;
} Refusal;

/* A request of any verb. */
typedef union AnyRequest {
        SandboxRequest sandbox;
        RunRequest run;
        CleanRequest clean;
        StopRequest stop;
} AnyRequest;

/* As main.c does. */
static int parse(const char *const *words, void *ret, Failure *failure)
{
        size_t verb;
        int r = verb_find(words[0], &verb, failure);
        return r < 0 ? r : options_read(verb_options[verb], (char **)words + 1, ret, failure);
}

static const Refusal refusals[] = {
        {{NULL}, "no verb: sandbox, init, run, exec, stop, netns or clean"},
        {{"start"}, "unknown verb \"start\": sandbox, init, run, exec, stop, netns or clean"},
        {{"exec", "--group=web", "--container=app"}, "no program to run"},
        {{"exec", "--group=web", "--container=app", "--env=A", "--", "x"}, "option --env is not NAME=VALUE"},
        {{"exec", "--group=web", "--container=app", "--working-dir=x", "--", "x"},
         "option --working-dir: \"x\" is not an absolute and normalized path"},
        {{"run", "web"}, "unexpected argument \"web\""},
        {{"run", "-x"}, "unexpected argument \"-x\""},
        {{"run", "--grou=web"}, "unknown option \"--grou=web\" of run"},
        {{"run", "--groups=web"}, "unknown option \"--groups=web\" of run"},
        {{"run", "--=web"}, "unknown option \"--=web\" of run"},
        {{"clean", "--rootfs=/x"}, "unknown option \"--rootfs=/x\" of clean"},
        {{"clean", "--group=web", "--container=app", "--"}, "unknown option \"--\" of clean"},
        {{"run", "--group"}, "option --group needs a value"},
        {{"run", "--group="}, "option --group needs a value"},
        {{"run", "--read-only=yes"}, "option --read-only takes no value"},
        {{"run", "--init="}, "option --init takes no value"},
        {{GOOD, "--seccomp-profile=/etc/../web.json", "--", "x"},
         "option --seccomp-profile: \"/etc/../web.json\" is neither unconfined nor an absolute and "
         "normalized "
         "path"},
        {{GOOD, "--seccomp-profile=Unconfined", "--", "x"},
         "option --seccomp-profile: \"Unconfined\" is neither unconfined nor an absolute and normalized "
         "path"},
        {{GOOD, "--seccomp-profile=", "--", "x"}, "option --seccomp-profile needs a value"},
        {{GOOD, "--apparmor="}, "option --apparmor needs a value"},
        {{GOOD, "--apparmor=-x"}, "option --apparmor: expected the name of a profile, not \"-x\""},
        {{GOOD, "--apparmor=a b"}, "option --apparmor: expected the name of a profile, not \"a b\""},
        {{GOOD, "--apparmor=a//&b"}, "option --apparmor: expected the name of a profile, not \"a//&b\""},
        {{GOOD, "--apparmor=:ns:a"}, "option --apparmor: expected the name of a profile, not \":ns:a\""},
        {{GOOD, "--seccomp-profile=unconfined", "--seccomp-profile=unconfined"},
         "option --seccomp-profile is given twice"},
        {{GOOD, "--socket-family=AF_X", "--", "x"}, "option --socket-family: there is no family \"AF_X\""},
        {{GOOD, "--socket-family=af_packet", "--", "x"},
         "option --socket-family: there is no family \"af_packet\""},
        {{"run", "--group=web", "--group=web"}, "option --group is given twice"},
        {{"run", "--read-only", "--read-only"}, "option --read-only is given twice"},
        {{"run", "--", "/bin/true"}, "option --group is missing"},
        {{"run", "--group=web", "--", "/bin/true"}, "option --container is missing"},
        {{"run", "--group=web", "--container=app", "--", "x"}, "option --hostname is missing"},
        {{"run", "--group=web", "--container=app", "--hostname=web", "--", "x"},
         "option --rootfs or --image is missing"},
        {{GOOD, "--image=" KEY, "--", "x"}, "options --rootfs and --image can't go together"},
        {{GOOD, "--entrypoint=0", "--", "x"}, "option --entrypoint goes with --image alone"},
        {{OF_IMAGE, "--image=" KEY}, "option --image is given twice"},
        {{OF_IMAGE, "--entrypoint=2", "--", "x"}, "option --entrypoint: the program has 1 words, and not 2"},
        {{OF_IMAGE, "--entrypoint=1", "--"}, "option --entrypoint: the program has 0 words, and not 1"},
        {{OF_IMAGE, "--entrypoint=1"}, "option --entrypoint: the program has 0 words, and not 1"},
        {{OF_IMAGE, "--entrypoint=-1"}, "option --entrypoint: \"-1\" is no number"},
        {{OF_IMAGE, "--entrypoint=4294967296", "--", "x"},
         "option --entrypoint: \"4294967296\" is no number"},
        {{OF_IMAGE, "--entrypoint=", "--", "x"}, "option --entrypoint needs a value"},
        {{"run", "--image=nginx"}, "option --image: \"nginx\" is not " IMAGE_KEY_RULE},
        {{"run", "--image=../x-0123456789abcdef"},
         "option --image: \"../x-0123456789abcdef\" is not " IMAGE_KEY_RULE},
        {{"run", "--image=x-0123456789ABCDEF"},
         "option --image: \"x-0123456789ABCDEF\" is not " IMAGE_KEY_RULE},
        {{"sandbox", "--group=web", "--image=x/y-0123456789abcdef"},
         "option --image: \"x/y-0123456789abcdef\" is not " IMAGE_KEY_RULE},
        {{"sandbox", "--group=web", "--host-network", "--sysctl=kernel.sem=1", "--sysctl=net.core.x=1"},
         "options --host-network and --sysctl=net.core.x=1 can't go together"},
        {{"run", "--group=web", "--container=app", "--rootfs=/r", "--hostname=x", "--host-network",
          "--group-network", "--", "x"},
         "options --host-network and --group-network can't go together"},
        {{"run", "--group=web", "--container=app", "--rootfs=/r", "--hostname=x", "--add-host=x:host-gateway",
          "--", "x"},
         "option --add-host: this group has no network with a host"},
        {{"run", "--group=web", "--container=app", "--rootfs=/r", "--hostname=x", "--dns-option=a b", "--",
          "x"},
         "option --dns-option: \"a b\" is not an option of resolv.conf(5) like ndots:2: letters, digits, "
         "\"-\", \"_\" "
         "and \":\""},
        {{"sandbox", "--group=web", "--host-network=yes"}, "option --host-network takes no value"},
        {{"sandbox", "--group=web", "--remove", "--image=" KEY}, "option --remove goes with --group alone"},
        {{"netns", "--", "ip"}, "option --group is missing"},
        {{"netns", "--group=web"}, "no program to run"},
        {{"netns", "--group=web", "--container=app", "--", "ip"},
         "unknown option \"--container=app\" of netns"},
        {{"stop", "--group=web"}, "option --container is missing"},
        {{"stop", "--group=web", "--container=app", "--", "x"}, "unknown option \"--\" of stop"},
        {{"run", "--group=web", "--container=app", "--rootfs=/x", "--", "x"}, "option --hostname is missing"},
        {{GOOD}, "no program to run"},
        {{GOOD, "--"}, "no program to run"},
        {{GOOD, "--", ""}, "no program to run"},
        {{"clean", "--group=web"}, "option --container is missing"},
        {{"sandbox"}, "option --group is missing"},
        {{"sandbox", "--group=web", "--remove", "--rendering=/x"}, "option --remove goes with --group alone"},
        {{"sandbox", "--group=web", "--remove", "--empty=a:0:0"}, "option --remove goes with --group alone"},
        {{"sandbox", "--group=Web"}, "option --group: \"Web\" is not " LABEL_RULE},
        {{"sandbox", "--group=../web"}, "option --group: \"../web\" is not " LABEL_RULE},
        {{"sandbox", "--group=we\nb"}, "option --group: \"we\nb\" is not " LABEL_RULE},
        {{"sandbox", "--group=web", "--rendering=x"},
         "option --rendering: \"x\" is not an absolute and normalized path"},
        {{"sandbox", "--group=web", "--empty=a:0:0:1:1"}, "option --empty is not NAME[:UID:GID][:BYTES]"},
        {{"sandbox", "--group=web", "--empty=a:0"}, "option --empty is not NAME[:UID:GID][:BYTES]"},
        {{"sandbox", "--group=web", "--empty=a:0:0:0"}, "option --empty is not NAME[:UID:GID][:BYTES]"},
        {{"sandbox", "--group=web", "--empty=A:0:0"}, "option --empty is not NAME[:UID:GID][:BYTES]"},
        {{"sandbox", "--group=web", "--empty=a:-1:0"}, "option --empty is not NAME[:UID:GID][:BYTES]"},
        {{"sandbox", "--group=web", "--empty=a:0:2147483648"},
         "option --empty is not NAME[:UID:GID][:BYTES]"},
        {{"sandbox", "--group=web", "--empty=a:0:4294967295"},
         "option --empty is not NAME[:UID:GID][:BYTES]"},
        {{"sandbox", "--group=web", "--empty=a:"}, "option --empty is not NAME[:UID:GID][:BYTES]"},
        {{"sandbox", "--group=web", "--empty-memory=a"}, "option --empty-memory is not NAME[:UID:GID]:BYTES"},
        {{"sandbox", "--group=web", "--empty-memory=a:0:0"},
         "option --empty-memory is not NAME[:UID:GID]:BYTES"},
        {{"sandbox", "--group=web", "--empty-memory=a:0:0:0"},
         "option --empty-memory is not NAME[:UID:GID]:BYTES"},
        {{"sandbox", "--group=web", "--empty-memory=a:0:0:1k"},
         "option --empty-memory is not NAME[:UID:GID]:BYTES"},
        {{"run", "--rootfs=srv"}, "option --rootfs: \"srv\" is not an absolute and normalized path"},
        {{"run", "--rootfs=/srv/"}, "option --rootfs: \"/srv/\" is not an absolute and normalized path"},
        {{"run", "--rootfs=//srv"}, "option --rootfs: \"//srv\" is not an absolute and normalized path"},
        {{"run", "--rootfs=/srv/../x"},
         "option --rootfs: \"/srv/../x\" is not an absolute and normalized path"},
        {{"run", "--rootfs=/srv/./x"},
         "option --rootfs: \"/srv/./x\" is not an absolute and normalized path"},
        {{"run", "--working-dir=/.."},
         "option --working-dir: \"/..\" is not an absolute and normalized path"},
        {{"run", "--env-file=-x"}, "option --env-file: \"x\" is not an absolute and normalized path"},
        {{"run", "--untrusted=srv"}, "option --untrusted: \"srv\" is not an absolute and normalized path"},
        {{"run", "--env-file=--/x"}, "option --env-file: \"-/x\" is not an absolute and normalized path"},
        {{"run", "--env=A"}, "option --env is not NAME=VALUE"},
        {{"run", "--env==A"}, "option --env is not NAME=VALUE"},
        {{"run", "--hostname=a\nb"}, "option --hostname: \"a\nb\" is not a host name"},
        {{"run", "--hostname=a b"}, "option --hostname: \"a b\" is not a host name"},
        {{"run", "--hostname=.a"}, "option --hostname: \".a\" is not a host name"},
        {{"run", "--hostname=a..b"}, "option --hostname: \"a..b\" is not a host name"},
        {{"run", "--hostname=a."}, "option --hostname: \"a.\" is not a host name"},
        {{"run", "--hostname=a-"}, "option --hostname: \"a-\" is not a host name"},
        {{"run", "--hostname=a.-b"}, "option --hostname: \"a.-b\" is not a host name"},
        {{"run", "--localhost=127.0.0.1 x"}, "option --localhost: \"127.0.0.1 x\" is not a host name"},
        {{"run", "--bind=/a"}, "option --bind is not TARGET:FLAGS:SUB:SOURCE"},
        {{"run", "--bind=/a::"}, "option --bind is not TARGET:FLAGS:SUB:SOURCE"},
        {{"run", "--bind=/a:::"}, "option --bind: \"\" is not an absolute and normalized path"},
        {{"run", "--bind=/a:::b"}, "option --bind: \"b\" is not an absolute and normalized path"},
        {{"run", "--bind=/a:rw::/b"}, "option --bind: unknown word \"rw\""},
        {{"run", "--bind=/a:ro,::/b"}, "option --bind: unknown word \"\""},
        {{"run", "--bind=/a:ro,exec::/b"}, "option --bind: unknown word \"exec\""},
        {{"run", "--bind=/a::../c:/b"}, "option --bind: \"../c\" is not a normalized relative path"},
        {{"run", "--bind=/a::/c:/b"}, "option --bind: \"/c\" is not a normalized relative path"},
        {{"run", "--bind=/:::/b"}, "option --bind: nothing can be mounted on \"/\""},
        {{"run", "--bind=/proc:::/b"}, "option --bind: nothing can be mounted on \"/proc\""},
        {{"run", "--bind=/proc/sys:::/b"}, "option --bind: nothing can be mounted on \"/proc/sys\""},
        {{"run", "--bind=/sys/fs:::/b"}, "option --bind: nothing can be mounted on \"/sys/fs\""},
        {{"run", "--bind=/dev:::/b"}, "option --bind: nothing can be mounted on \"/dev\""},
        {{"run", "--bind=/a/../proc:::/b"}, "option --bind: nothing can be mounted on \"/a/../proc\""},
        {{"run", "--pinned=/a:::B"}, "option --pinned: \"B\" is not " LABEL_RULE},
        {{"run", "--pinned=/a:::../x"}, "option --pinned: \"../x\" is not " LABEL_RULE},
        {{"run", "--image-volume=/a:::x"}, "option --image-volume: \"x\" is not " IMAGE_KEY_RULE},
        {{"run", "--image-volume=/a:ro::x-0123456789abcdef"}, "option --image-volume: unknown word \"ro\""},
        {{"run", "--tmpfs=/a"}, "option --tmpfs is not TARGET:OPTIONS"},
        {{"run", "--tmpfs=/dev/shm:"}, "option --tmpfs: nothing can be mounted on \"/dev/shm\""},
        {{"run", "--tmpfs=/a:size=1M"}, "option --tmpfs: unknown word \"size=1M\""},
        {{"run", "--tmpfs=/a:size=0"}, "option --tmpfs: unknown word \"size=0\""},
        {{"run", "--tmpfs=/a:mode=0999"}, "option --tmpfs: unknown word \"mode=0999\""},
        {{"run", "--tmpfs=/a:uid=-1"}, "option --tmpfs: unknown word \"uid=-1\""},
        {{"run", "--tmpfs=/a:uid=2147483648"}, "option --tmpfs: unknown word \"uid=2147483648\""},
        {{"run", "--tmpfs=/a:mpol=x"}, "option --tmpfs: unknown word \"mpol=x\""},
};

static void test_refusals(void **state)
{
        for (size_t i = 0; i < ARRAY_SIZE(refusals); i++) {
                Failure failure = {};
                AnyRequest request, before;
                memset(&before, 'x', sizeof before);
                request = before;
                if (parse(refusals[i].words, &request, &failure) != -EINVAL ||
                    strcmp(failure.text, refusals[i].text) != 0)
                        fail_msg("expected: %s\ngot: %s", refusals[i].text, failure.text);
                assert_int_equal(failure.status, EXIT_SETUP_REQUEST);
                assert_memory_equal(&request, &before, sizeof request);
        }
}

static void test_run(void **state)
{
        static const char *const words[] = {GOOD,
                                            "--read-only",
                                            "--init",
                                            "--localhost=app",
                                            "--localhost=db.example",
                                            "--env=A=b=c",
                                            "--env=discovery.type=x",
                                            "--env-file=/e",
                                            "--env-file=-/f",
                                            "--untrusted=/srv/a",
                                            "--untrusted=/srv/b",
                                            "--working-dir=/",
                                            "--user=1000:web",
                                            "--group-add=a",
                                            "--bind=/data/x:ro,noexec,rslave,create:s/t:/srv/a:b",
                                            "--pinned=/m:::cache",
                                            "--image-volume=/i::s:x-0123456789abcdef",
                                            "--tmpfs=/run:size=4096,mode=0700,uid=5,gid=6,exec",
                                            "--tmpfs=/tmp:",
                                            "--seccomp-profile=unconfined",
                                            "--apparmor=web-1",
                                            "--socket-family=AF_PACKET",
                                            "--socket-family=NETLINK_GENERIC",
                                            "--",
                                            "/bin/x",
                                            "--group=y",
                                            NULL};
        Failure failure;
        _cleanup_run_request_ RunRequest r = {};
        assert_int_equal(parse(words, &r, &failure), 0);
        assert_true(r.read_only && r.init && r.profile.unconfined && !r.profile.path);
        assert_string_equal(r.apparmor, "web-1");
        assert_true(r.sockets.families == (1U << 17 | 1U << 16) && r.sockets.netlink == 1U << 16);
        assert_string_equal(r.localhosts.items[1], "db.example");
        assert_string_equal(r.env.items[0], "A=b=c");
        assert_string_equal(r.env_files.items[1], "-/f");
        assert_string_equal(r.untrusted.items[1], "/srv/b");
        assert_string_equal(r.user, "1000:web");
        assert_string_equal(r.program[0], "/bin/x");
        assert_string_equal(r.program[1], "--group=y");
        assert_null(r.program[2]);
        assert_int_equal(r.mounts.n, 5);
        const Mount *v = r.mounts.items;
        assert_int_equal(v->kind, MOUNT_HOST);
        assert_string_equal(v->target, "/data/x");
        assert_string_equal(v->source, "/srv/a:b");
        assert_string_equal(v->sub, "s/t");
        assert_true(v->read_only && v->no_exec && v->slave && v->create);
        v++;
        assert_int_equal(v->kind, MOUNT_PINNED);
        assert_string_equal(v->source, "cache");
        assert_string_equal(v->sub, "");
        assert_false(v->read_only || v->no_exec || v->slave || v->create);
        v++;
        assert_int_equal(v->kind, MOUNT_IMAGE);
        assert_string_equal(v->source, "x-0123456789abcdef");
        assert_string_equal(v->sub, "s");
        assert_true(v->read_only && !v->no_exec);
        v++;
        assert_int_equal(v->kind, MOUNT_TMPFS);
        assert_int_equal(v->size, 4096);
        assert_int_equal(v->mode, 0700);
        assert_int_equal(v->uid, 5);
        assert_int_equal(v->gid, 6);
        assert_false(v->no_exec);
        v++;
        assert_int_equal(v->mode, 01777);
        assert_int_equal(v->size, 0);
        assert_true(v->no_exec);
}

/* An image may bring the program: with or without "--" there may be no words of one. */
static void test_image(void **state)
{
        static const char *const cases[][WORDS_MAX] = {
                {OF_IMAGE, NULL},
                {OF_IMAGE, "--", NULL},
                {OF_IMAGE, "--entrypoint=0", NULL},
                {OF_IMAGE, "--entrypoint=2", "--", "/bin/x", "", "--image=y", NULL},
                {OF_IMAGE, "--", "", NULL},
        };
        static const struct {
                bool said;
                unsigned n_entrypoint, n_words;
        } expected[] = {{false, 0, 0}, {false, 0, 0}, {true, 0, 0}, {true, 2, 3}, {false, 0, 1}};
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                Failure failure;
                _cleanup_run_request_ RunRequest r = {};
                unsigned n = 0;
                assert_int_equal(parse(cases[i], &r, &failure), 0);
                assert_string_equal(r.image, KEY);
                assert_null(r.rootfs);
                assert_int_equal(r.entrypoint.said, expected[i].said);
                assert_int_equal(r.entrypoint.n, expected[i].n_entrypoint);
                while (r.program[n])
                        n++;
                assert_int_equal(n, expected[i].n_words);
        }
}

static void test_sandbox(void **state)
{
        static const char *const words[] = {"sandbox",
                                            "--group=a-b",
                                            "--image=" KEY,
                                            "--image=other-0123456789abcdef",
                                            "--image=" KEY,
                                            "--rendering=/run/r",
                                            "--empty=x:1:2",
                                            "--empty-memory=y:3:4:5",
                                            "--empty=all",
                                            "--empty-memory=any:6",
                                            NULL};
        static const char *const removal[] = {"sandbox", "--remove", "--group=a", NULL};
        Failure failure;
        _cleanup_sandbox_request_ SandboxRequest r = {}, removed = {};
        assert_int_equal(parse(words, &r, &failure), 0);
        assert_string_equal(r.group, "a-b");
        assert_string_equal(r.rendering, "/run/r");
        assert_int_equal(r.images.n, 2); /* one of two containers is one */
        assert_string_equal(r.images.items[0], KEY);
        assert_string_equal(r.images.items[1], "other-0123456789abcdef");
        assert_int_equal(r.empties.n, 4);
        assert_false(r.empties.items[0].memory || r.remove);
        assert_int_equal(r.empties.items[0].uid, 1);
        assert_int_equal(r.empties.items[0].gid, 2);
        assert_true(r.empties.items[1].memory);
        assert_string_equal(r.empties.items[1].name, "y");
        assert_int_equal(r.empties.items[1].gid, 4);
        assert_int_equal(r.empties.items[1].bytes, 5);
        assert_int_equal(empty_mode(r.empties.items + 1), 0755);
        assert_int_equal(empty_mode(r.empties.items + 2), 0777);
        assert_int_equal(r.empties.items[2].uid, 0);
        assert_int_equal(empty_mode(r.empties.items + 3), 0777);
        assert_int_equal(r.empties.items[3].bytes, 6);
        assert_int_equal(parse(removal, &removed, &failure), 0);
        assert_true(removed.remove);
}

static void test_clean(void **state)
{
        static const char *const words[] = {"clean",  "--container=app", "--group=web",
                                            "--init", "--share-pid",     NULL};
        Failure failure;
        CleanRequest r = {};
        assert_int_equal(parse(words, &r, &failure), 0);
        assert_string_equal(r.group, "web");
        assert_true(r.init && r.share_pid);
        assert_string_equal(r.container, "app");
}

static void test_stop(void **state)
{
        static const char *const words[] = {"stop", "--container=app", "--group=web", NULL};
        Failure failure;
        StopRequest r = {};
        assert_int_equal(parse(words, &r, &failure), 0);
        assert_string_equal(r.group, "web");
        assert_string_equal(r.container, "app");
}

static void test_init(void **state)
{
        static const char *const start[] = {"init", "--group=web", "--userns=auto", NULL};
        static const char *const ended[] = {"init", "--group=web", "--ended", NULL};
        static const char *const both[] = {"init", "--group=web", "--ended", "--userns=auto", NULL};
        Failure failure;
        InitRequest r = {};
        assert_int_equal(parse(start, &r, &failure), 0);
        assert_string_equal(r.group, "web");
        assert_true(r.userns.own && !r.ended);
        r = (InitRequest){};
        assert_int_equal(parse(ended, &r, &failure), 0);
        assert_true(r.ended && !r.userns.own);
        assert_int_equal(parse(both, &r, &failure), -EINVAL);
        assert_string_equal(failure.text, "option --ended goes with --group alone");
}

/* Who sees this process reads no more than whose it is, and what it is to run. */
static void test_hidden(void **state)
{
        char group[] = "--group=web", env[] = "--env=A=secret", flag[] = "--init", name[] = "--container=app",
             end[] = "--", program[] = "--env=B=shown";
        char *words[] = {group, env, flag, name, end, program, NULL};
        options_hide(words);
        assert_string_equal(group, "--group=web");
        assert_string_equal(name, "--container=app");
        assert_string_equal(program, "--env=B=shown");
        for (size_t i = 0; i < sizeof env; i++)
                assert_int_equal(env[i], 0);
        assert_string_equal(flag, "");
        char *none[] = {NULL};
        options_hide(none);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_refusals), cmocka_unit_test(test_run),     cmocka_unit_test(test_image),
                cmocka_unit_test(test_stop),     cmocka_unit_test(test_sandbox), cmocka_unit_test(test_clean),
                cmocka_unit_test(test_init),     cmocka_unit_test(test_hidden),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
