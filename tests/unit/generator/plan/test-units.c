/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a definition says gets into its units, and each value knows the line that it comes from. */
#include "generator/plan/units.h"

#include "generator/language/fields.h"
#include "tests/unit/group.h"
#include "tests/unit/unit.h"

#include <string.h>

/* Each key that is built, each on a line of its own. */
static const char every_key[] = "[Unit]\n"
                                "Description=The web\n"
                                "Documentation=man:web(8)\n"
                                "After=a.service\n"
                                "Before=b.service\n"
                                "Wants=c.service\n"
                                "Requires=d.service\n"
                                "BindsTo=e.service\n"
                                "PartOf=f.service\n"
                                "Upholds=g.service\n"
                                "Conflicts=h.service\n"
                                "OnFailure=i.service\n"
                                "OnSuccess=j.service\n"
                                "RequiresMountsFor=/mnt\n"
                                "ConditionPathExists=/etc/on\n"
                                "[Group]\n"
                                "Cpu=4\n"
                                "Memory=4G\n"
                                "CpuRounding=up\n"
                                "Limits=request\n"
                                "Swap=1G\n"
                                "Restart=on-failure\n"
                                "RestartSec=1s\n"
                                "Network=private\n"
                                "HostPorts=5432\n"
                                "Address=10.67.0.2\n"
                                "Ports=443\n"
                                "PublishPort=80\n"
                                "Outbound=10.0.0.0/8\n"
                                "HostName=www\n"
                                "DnsName=www.example\n"
                                "DNS=192.0.2.53\n"
                                "DNSSearch=lan.example\n"
                                "DNSOption=ndots:2\n"
                                "AddHost=db:192.0.2.7\n"
                                "UserNS=auto\n"
                                "SharePid=yes\n"
                                "AutoUpdate=registry\n"
                                "ShmSize=1G\n"
                                "Sysctl=net.ipv4.ip_forward=1\n"
                                "[Container app]\n"
                                "Rootfs=/srv/app\n"
                                "Entrypoint=/bin/sh -c\n"
                                "Exec=true\n"
                                "Environment=A=1\n"
                                "EnvironmentFile=/etc/app.env\n"
                                "Secret=db\n"
                                "WorkingDir=/srv\n"
                                "User=1\n"
                                "Group=2\n"
                                "GroupAdd=3\n"
                                "Cpu=1\n"
                                "Memory=1G\n"
                                "CpuLimit=2\n"
                                "MemoryLimit=2G\n"
                                "PidsLimit=100\n"
                                "Ports=80\n"
                                "Volume=data:/data\n"
                                "Tmpfs=/tmp\n"
                                "ReadOnly=yes\n"
                                "StorageLimit=1G\n"
                                "Restart=on-abnormal\n"
                                "RestartSec=2s\n"
                                "SuccessExitStatus=3\n"
                                "RestartPreventExitStatus=4\n"
                                "RestartForceExitStatus=5\n"
                                "RunInit=yes\n"
                                "StopSignal=INT\n"
                                "StopTimeout=7s\n"
                                "TimeoutStartSec=8s\n"
                                "ReloadSignal=HUP\n"
                                "AddCapability=NET_RAW\n"
                                "DropCapability=KILL\n"
                                "NoNewPrivileges=no\n"
                                "Ulimit=nofile=1024\n"
                                "SeccompProfile=unconfined\n"
                                "AppArmor=web\n"
                                "AddSocketFamily=AF_PACKET\n"
                                "AddDevice=/dev/fuse\n"
                                "Timezone=UTC\n"
                                "Mask=/etc/motd\n"
                                "Unmask=all\n"
                                "LogRateLimitIntervalSec=30s\n"
                                "LogRateLimitBurst=5000\n"
                                "LogPipe=yes\n"
                                "After=db\n"
                                "[Container db]\n"
                                "Image=docker.io/library/db\n"
                                "Pull=newer\n"
                                "[Registry docker.io]\n"
                                "Credential=hub\n"
                                "[Volume data]\n"
                                "Type=empty\n";

static const struct {
        const char *name;
        void (*bind)(const Definition *def, const Sums *sums, size_t i, Bindings *b);
} kinds[] = {
        {"slice", bind_slice},         {"group", bind_group},     {"sandbox", bind_sandbox},
        {"container", bind_container}, {"session", bind_session}, {"image", bind_image},
};

static void load(const char *text, LoadedGroup *ret)
{
        _cleanup_diag_list_ DiagList diags = {};
        group_load("web", text, &diags, ret);
        assert_int_equal(diags.n_errors, 0);
}

static bool begins(const char *text, const char *with)
{
        return strncmp(text, with, strlen(with)) == 0;
}

/* Of conditions, which are one list, one stands for all. No unit has a value for the rest, but others look at
 * them. */
static bool has_no_value(const Key *key)
{
        static const char *const names[] = {"Ports"};
        if (begins(key->name, "Condition") || begins(key->name, "Assert"))
                return !streq(key->name, "ConditionPathExists");
        for (size_t i = 0; i < ARRAY_SIZE(names); i++)
                if (key->section == SECTION_CONTAINER && streq(key->name, names[i]))
                        return true;
        /* A container inherits it, which this one doesn't, or it is a rule: "rounded up". */
        if (key->section == SECTION_GROUP)
                return streq(key->name, "Restart") || streq(key->name, "RestartSec") ||
                       streq(key->name, "CpuRounding") || streq(key->name, "AutoUpdate");
        /* What a user is, is one value. */
        return key->section == SECTION_CONTAINER && streq(key->name, "Group");
}

/* Whether a value of the group's units comes from a line of KEY. */
static bool is_origin(const LoadedGroup *group, const Key *key)
{
        const char *word = section_word(key->section);
        size_t n = group->definition->n_containers;
        for (size_t i = 0; i < ARRAY_SIZE(kinds) * n; i++) {
                _cleanup_bindings_ Bindings b = {};
                if (kinds[i / n].bind == bind_image && i % n >= group->definition->n_images)
                        continue;
                kinds[i / n].bind(group->definition, &group->sums, i % n, &b);
                assert_false(b.oom);
                for (size_t k = 0; k < b.n_values; k++) {
                        const Place *at = b.values[k].origin.at;
                        if (at && at->key && streq(at->key, key->name) && begins(at->section, word))
                                return true;
                }
        }
        return false;
}

/* A key that parse keeps and no unit has would be lost without a word. */
static void test_every_key(void **state)
{
        _cleanup_loaded_group_ LoadedGroup group = {};
        size_t n = 0;
        load(every_key, &group);
        for (const Key *key = key_next(NULL); key; key = key_next(key)) {
                bool looked_at = key->section == SECTION_UNIT || key->section == SECTION_GROUP ||
                                 key->section == SECTION_CONTAINER || key->section == SECTION_REGISTRY;
                if (!looked_at || key_is_later(key) || has_no_value(key))
                        continue;
                n++;
                if (!is_origin(&group, key))
                        fail_msg("no unit has a value of %s= in [%s]", key->name, section_word(key->section));
        }
        assert_true(n >= 45);
}

/* The origin of what is bound to NAME. */
static Origin origin_of(const LoadedGroup *group, size_t kind, const char *name, const char *text)
{
        Bindings b = {};
        Origin origin = {};
        kinds[kind].bind(group->definition, &group->sums, 0, &b);
        const BoundName *bound = bindings_find(&b, name, strlen(name));
        assert_non_null(bound);
        assert_string_equal(bound_text(&b, bound->first), text);
        origin = b.values[bound->first].origin;
        bindings_done(&b);
        return origin;
}

#define SLICE     0
#define CONTAINER 3
#define SESSION   4

/* A number that nobody wrote, and what it was made of. */
static void test_rules(void **state)
{
        static const struct {
                const char *text;
                size_t kind;
                const char *name, *value;
                unsigned line; /* 0: none */
                const char *rule;
        } cases[] = {
#define ROOT "[Container app]\nRootfs=/r\nExec=/x\n"
                {ROOT "Cpu=1.5\n", SLICE, "cpu_quota", "200%", 0,
                 "the sum of the requests, rounded up to whole cores"},
                {ROOT "Cpu=1.5\n[Group]\nCpuRounding=exact\n", SLICE, "cpu_quota", "150%", 0,
                 "the sum of the requests"},
                {ROOT "[Group]\nCpu=1.5\n", SLICE, "cpu_quota", "200%", 5, "rounded up to whole cores"},
                {ROOT "[Group]\nCpu=1.5\nCpuRounding=exact\n", SLICE, "cpu_quota", "150%", 5, NULL},
                {ROOT "[Group]\nMemory=1G\n", SLICE, "memory", "1073741824", 5, NULL},
                {ROOT, SLICE, "swap", "0", 0, "the default"},
                {ROOT "Cpu=1.5\n", CONTAINER, "cpu_weight", "150", 4,
                 "in proportion to the requests of the group"},
                {ROOT "Cpu=1.5\n", SESSION, "cpu_limit", "200%", 0, "the group's"},
                {ROOT "CpuLimit=1.5\n", SESSION, "cpu_limit", "150%", 4, NULL},
                {ROOT "Cpu=1.5\n[Group]\nLimits=request\n", SESSION, "cpu_limit", "150%", 6, "its request"},
                {ROOT, CONTAINER, "memory", "1610612736", 0, "the default"},
                {ROOT "Memory=1G\n", CONTAINER, "memory", "1073741824", 4, NULL},
                {ROOT "MemoryLimit=1G\n", CONTAINER, "memory", "1073741824", 4,
                 "a limit alone is a request too"},
                {ROOT "[Group]\nMemory=1G\n", CONTAINER, "memory", "1073741824", 5,
                 "shared evenly by those that request nothing"},
#define IMAGE "[Container app]\nImage=docker.io/library/a\n"
                {IMAGE, CONTAINER, "stop_signal", "SIGKILL", 2, "the image says by which signal"},
                {IMAGE "StopSignal=HUP\n", CONTAINER, "stop_signal", "SIGHUP", 3, NULL},
                {ROOT "StopTimeout=0\n", CONTAINER, "stop_signal", "SIGKILL", 4, "0 kills at once"},
                {ROOT "[Container *]\nRestart=no\n", CONTAINER, "restart", "no", 5, NULL},
                {ROOT "[Group]\nRestart=no\n", CONTAINER, "restart", "no", 5, NULL},
        };
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                _cleanup_loaded_group_ LoadedGroup group = {};
                load(cases[i].text, &group);
                Origin origin = origin_of(&group, cases[i].kind, cases[i].name, cases[i].value);
                if (origin.at ? origin.at->line != cases[i].line : cases[i].line != 0)
                        fail_msg("%s of %s: line %u", cases[i].name, cases[i].text,
                                 origin.at ? origin.at->line : 0);
                if (cases[i].rule)
                        assert_string_equal(origin.rule, cases[i].rule);
                else
                        assert_null(origin.rule);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_every_key),
                cmocka_unit_test(test_rules),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
