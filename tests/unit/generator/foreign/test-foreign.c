/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The tables of others against the language, and the answers that depend on the value. */
#include "generator/foreign/tables.h"

#include "tests/unit/unit.h"

#include <string.h>
#include <strings.h>

typedef struct Answer {
        char text[512]; /* "": none */
        bool harmless;
} Answer;

static Answer ask(SectionKind section, const char *key, const char *value)
{
        _cleanup_strbuf_ StrBuf advice = {};
        Answer answer = {};
        bool other = section == _SECTION_MAX;
        const ForeignLine line = {.section = section,
                                  .word = other ? "Xyzzy" : NULL,
                                  .name = key,
                                  .value = value,
                                  .section_name = "app",
                                  .container = section == SECTION_CONTAINER ? "app" : NULL};
        int r = foreign_answer_key(&line, &advice, &answer.harmless);
        assert_int_equal(r, advice.length > 0);
        assert_true(advice.length < sizeof answer.text);
        if (r > 0)
                strcpy(answer.text, advice.text);
        return answer;
}

/* No row is about a key of the language, or hidden by an earlier one. */
static void test_rows_are_foreign(void **state)
{
        int hidden = 0;
        for (size_t i = 0; i < n_foreign_tables; i++)
                for (size_t k = 0; k < foreign_tables[i]->n && !foreign_tables[i]->word; k++) {
                        const ForeignTable *table = foreign_tables[i];
                        const ForeignKey *row = table->keys + k;
                        if (key_find(table->section, row->name))
                                fail_msg("%s is a key of the language", row->name);
                        bool last = k + 1 == table->n || !streq(row->name, row[1].name);
                        if (strchr(row->name, '*') || *row->advice == '=' || !last)
                                continue;
                        /* Up to what depends on the value or the place, behind what the value leads to. */
                        Answer answer = ask(table->section, row->name, "certainly none");
                        _cleanup_free_ char *fixed = strndup(row->advice, strcspn(row->advice, "{["));
                        assert_non_null(fixed);
                        if (!strstr(answer.text, fixed)) {
                                print_error("%s is answered by an earlier row: %s\n", row->name, answer.text);
                                hidden++;
                        }
                }
        assert_int_equal(hidden, 0);
}

/* "Name=" in an advice is a key of the language, or one that the advice gives to a unit of others. */
static void test_advice_is_true(void **state)
{
        for (size_t i = 0; i < n_foreign_tables; i++)
                for (size_t k = 0; k < foreign_tables[i]->n; k++) {
                        const char *text = foreign_tables[i]->keys[k].advice;
                        NamedKey named;
                        while (text && foreign_next_key(&text, foreign_tables[i]->section, &named))
                                if (!named.key)
                                        fail_msg("%s= is no key: %s", named.text,
                                                 foreign_tables[i]->keys[k].advice);
                }
}

/* Values of the language's keys as others have them. */
static void test_values(void **state)
{
        static const struct {
                SectionKind section;
                const char *key, *value, *answer;
        } cases[] = {
                {SECTION_GROUP, "Network", "container:db",
                 "containers of one group share their network; leave it out"},
                {SECTION_GROUP, "Network", "Pasta:-t,80",
                 "each group has a network of its own, and others reach what it publishes: write "
                 "Network=private"},
                {SECTION_GROUP, "Network", "containers", ""},
                {SECTION_GROUP, "Network", "none", ""},
                {SECTION_VOLUME, "Type", "pasta", ""},
                {SECTION_GROUP, "HostName", "node_exporter",
                 "a host name has letters, digits, \"-\" and \".\" alone: write HostName=node-exporter"},
                {SECTION_GROUP, "HostName", "www.Example.org", ""},
                {SECTION_CONTAINER, "Restart", "on-failure:5",
                 "write Restart=on-failure and RestartMax=5 (this version of coslice does not support "
                 "RestartMax= yet)"},
                {SECTION_CONTAINER, "Restart", "always", ""},
                {SECTION_CONTAINER, "Restart", "alway", ""},
                {SECTION_CONTAINER, "TimeoutStartSec", "0",
                 "0 is no limit in systemd: write TimeoutStartSec=infinity"},
                {SECTION_CONTAINER, "Tmpfs", "/dev/shm:rw,size=1g",
                 "the containers share /dev/shm: write ShmSize=1g in [Group]"},
                {SECTION_CONTAINER, "Tmpfs", "/dev/shm",
                 "the group has a /dev/shm, ShmSize= says how large; leave it out"},
                {SECTION_CONTAINER, "Volume", "/a:/b:Z", ""},
                {SECTION_CONTAINER, "Volume", "%h/x:/y:Z",
                 "%h is a home directory in Quadlet: write Volume=/home/USER/x:/y"},
                {SECTION_CONTAINER, "Volume", "data.volume:/x",
                 "data.volume is called data here: write Volume=data:/x"},
                {SECTION_CONTAINER, "Volume", "/x",
                 "a volume without a name is gone with its container, as all else is that it writes; "
                 "leave it out"},
                {SECTION_CONTAINER, "Volume", "/dev/dri:/dev/dri",
                 "nodes of /dev are devices: write AddDevice=/dev/dri:/dev/dri"},
                {SECTION_CONTAINER, "Volume", "/sys/fs/cgroup:/sys/fs/cgroup:ro",
                 "nothing can be mounted on or below /proc, /sys and /dev; leave it out"},
                {SECTION_CONTAINER, "EnvironmentFile", "%h/.env",
                 "%h is a home directory in Quadlet: write EnvironmentFile=/home/USER/.env"},
                {SECTION_CONTAINER, "EnvironmentFile", "-app.env",
                 "a file beside the definition is in NAME.group.files: write EnvironmentFile=-./app.env"},
                {SECTION_CONTAINER, "EnvironmentFile", "/etc/a.env", ""},
                {SECTION_CONTAINER, "User", "%U:%G",
                 "%U is the user's number in Quadlet, and %G is the number of the user's group in Quadlet: "
                 "write User=1000:1000"},
        };
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                _cleanup_strbuf_ StrBuf advice = {};
                const ForeignLine line = {
                        .section = cases[i].section, .name = cases[i].key, .value = cases[i].value};
                const Key *key = key_find(cases[i].section, cases[i].key);
                assert_int_equal(foreign_answer_value(key, &line, &advice), *cases[i].answer != '\0');
                assert_string_equal(advice.text ? advice.text : "", cases[i].answer);
        }
}

/* What reads the values of a key of the language is there, and so is what reads those of a type. */
static void test_fields_of_keys(void **state)
{
        for (const Key *key = key_next(NULL); key; key = key_next(key)) {
                const char *field = foreign_field_of(key);
                if (!foreign_field(field, strlen(field)))
                        fail_msg("%s: there is no field %s", key->name, field);
        }
        for (size_t i = 0; i < n_value_types; i++) {
                const char *field = value_types[i]->field;
                if (field && !foreign_field(field, strlen(field)))
                        fail_msg("a type has the field %s, which there is not", field);
        }
}

static void test_later(void **state)
{
        static const struct {
                SectionKind section;
                const char *text, *end;
        } cases[] = {
                {SECTION_CONTAINER, "write Exec=", ""},
                {SECTION_CONTAINER, "write Secret=", ""},
                {SECTION_CONTAINER, "write Label=", FOREIGN_NOT_YET},
                {SECTION_CONTAINER, "write Ports=", ""},
                {SECTION_GROUP, "write DNS=", ""},
                {SECTION_GROUP, "write OnCalendar=", FOREIGN_NOT_YET},
                {SECTION_CONTAINER, "write Label= in [Group]", FOREIGN_NOT_YET},
                {SECTION_GROUP, "write Ports= in [Container NAME]", ""},
                {SECTION_GROUP, "write Network=", ""},
                {SECTION_GROUP, "write Network=none", ""},
                {SECTION_GROUP, "write Network=host", ""},
                {SECTION_GROUP, "write Network=private", ""},
                {SECTION_GROUP, "write Network=macvlan", ""},
                {SECTION_GROUP, "write Network=ipvlan", FOREIGN_NOT_YET},
                {SECTION_CONTAINER, "write a [Volume NAME] with Type=local", ""},
                {SECTION_CONTAINER, "write a [Volume NAME] with Type=cifs", FOREIGN_NOT_YET},
                {SECTION_CONTAINER, "write an [Init NAME] for each", FOREIGN_NOT_YET},
                {SECTION_CONTAINER, "write Environment=Secret=", ""},
                {SECTION_CONTAINER,
                 "write User= and Label=", " (this version of coslice does not support Label= yet)"},
                {SECTION_CONTAINER, "write User=, RunOnce=, RunOnce=, Label= and Type=nfs",
                 " (this version of coslice does not support RunOnce=, Label= and Type=nfs yet)"},
                {SECTION_GROUP, "write UserNS=host", ""},
                {SECTION_GROUP, "write UserNS=host or UserNS=auto", ""},
                {SECTION_CONTAINER, "write NoNewPrivileges=yes", ""},
                {SECTION_CONTAINER, "write NoNewPrivileges=no", ""},
                {SECTION_CONTAINER, "leave it out", ""},
        };
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                _cleanup_strbuf_ StrBuf advice = {};
                strbuf_add(&advice, cases[i].text);
                assert_int_equal(foreign_add_later(&advice, 0, cases[i].section), 0);
                assert_string_equal(advice.text + strlen(cases[i].text), cases[i].end);
        }
}

static void test_mount(void **state)
{
        static const char hint[] = "a mount needs source= and destination=: write Volume=/srv/data:/data";
        static const char *const cases[][2] = {
                {"type=tmpfs,destination=/run", "write Tmpfs=/run"},
                {"type=tmpfs,dst=/run,tmpfs-size=64m,tmpfs-mode=755", "write Tmpfs=/run:size=64m,mode=755"},
                {"type=tmpfs,dst=/run,size=50%,mode=u=rwx,exec", "write Tmpfs=/run:exec"},
                {"type=ramfs,dst=/run,mode=1777,uid=1,gid=2", "write Tmpfs=/run:mode=1777,uid=1,gid=2"},
                {"type=tmpfs,dst=/dev/shm,size=1g",
                 "the containers share /dev/shm: write ShmSize=1g in [Group]"},
                {"type=bind,src=/a,target=/b,ro", "write Volume=/a:/b:ro"},
                {"type=bind,src=/a,target=/b,ro=true", "write Volume=/a:/b:ro"},
                {"type=bind,src=/a,target=/b,ro=false", "write Volume=/a:/b"},
                {"type=bind,src=/a,target=/b,readonly=0,noexec", "write Volume=/a:/b:noexec"},
                {"type=bind,src=/a,target=/b,rw=no", "write Volume=/a:/b:ro"},
                {"Type=Bind,src=/a,target=/b,bind-propagation=rslave,ro", "write Volume=/a:/b:ro,rslave"},
                {"type=bind,src=/a,dst=/b,bind-propagation=rprivate", "write Volume=/a:/b"},
                {"type=bind,src=/a,dst=/b,bind-propagation=rshared",
                 "a container's mounts never reach the host: write Volume=/a:/b"},
                {"type=bind,src=/dev/dri,dst=/dev/dri",
                 "nodes of /dev are devices: write AddDevice=/dev/dri:/dev/dri"},
                {"type=bind,source=./a,destination=/a", "write Volume=./a:/a"},
                {"type=bind,source=../a,destination=/a",
                 "a path of the host is absolute, or begins with \"./\": write Volume=/absolute/path/a:/a"},
                {"type=bind,source=%h/a,destination=/a",
                 "%h is a home directory in Quadlet: write Volume=/home/USER/a:/a"},
                {"source=/a,target=/b", "write Volume=/a:/b"},
                {"\"type=bind,source=/a,target=/b\"", "write Volume=/a:/b"},
                {"type=bind,source='/a b',target=\"/b\"", "write Volume=/a b:/b"},
                {"type=volume,source=data,dst=/data", "write Volume=data:/data"},
                {"type=volume,source=data.volume,dst=/data",
                 "data.volume is called data here: write Volume=data:/data"},
                {"type=volume,source=My_data.volume,dst=/data,ro",
                 "My_data.volume is called my-data here: write Volume=my-data:/data:ro"},
                {"type=volume,source=-,dst=/data",
                 "expected a value like /srv/data:/data: write Volume=/srv/data:/data"},
                {"type=volume,source=data,dst=/data,subpath=/a", "write Volume=data/a:/data"},
                {"type=volume,dst=/data", "a volume without a name is gone with its container, as all "
                                          "else is that it writes; leave it out"},
                {"type=image,source=docker.io/library/a:1,dst=/data",
                 "write Type=image, Image=docker.io/library/a:1 in [Volume a] and Volume=a:/data"},
                {"type=image,source=a.image,dst=/data",
                 "write Type=image, Image=REFERENCE in [Volume a-image] and Volume=a-image:/data"},
                {"type=bind,src=/a,dst=/b,U=true", "U would change the owner of every file on the host, and "
                                                   "they keep theirs: write Volume=/a:/b"},
                {"type=bind,src=/a,dst=/b,U=false", "write Volume=/a:/b"},
                {"type=glob,src=/a/*.so,dst=/b", "write Volume=/a:/b"},
                {"type=devpts,dst=/dev/pts", "a container has a /dev/pts of its own; leave it out"},
                {"/run", hint},
                {"type=tmpfs", hint},
                {"type=bind,source=/a", hint},
                {",,=,", hint},
                {"", hint},
        };
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                _cleanup_strbuf_ StrBuf advice = {};
                const ForeignLine line = {.value = cases[i][0]};
                assert_int_equal(foreign_add_mount(&advice, &line), 0);
                assert_string_equal(advice.text, cases[i][1]);
        }
}

static void test_switches(void **state)
{
        static const struct {
                SectionKind section;
                const char *key, *value;
                bool harmless;
        } cases[] = {
                {SECTION_GROUP, "HostNetwork", "false", true},
                {SECTION_GROUP, "HostNetwork", "true", false},
                {SECTION_CONTAINER, "hostNetwork", "OFF", true},
                {SECTION_CONTAINER, "privileged", "0", true},
                {SECTION_CONTAINER, "privileged", "", false},
                {SECTION_CONTAINER, "Privileged", "maybe", false},
                {SECTION_CONTAINER, "PrivateDevices", "true", true},
                {SECTION_CONTAINER, "PrivateDevices", "no", false},
                {SECTION_CONTAINER, "RemoveIPC", "1", true},
                {SECTION_CONTAINER, "UMask", "022", true},
                {SECTION_CONTAINER, "UMask", "0077", false},
                {SECTION_CONTAINER, "OOMPolicy", "Kill", true},
                {SECTION_CONTAINER, "LogDriver", "Journald", true},
                {SECTION_CONTAINER, "LogDriver", "journal", false},
                {SECTION_CONTAINER, "Type", "exec", true},
                {SECTION_CONTAINER, "Type", "simple", true},
                {SECTION_CONTAINER, "Type", "simple|exec", false},
                {SECTION_CONTAINER, "ContainerName", "app", true},
                {SECTION_CONTAINER, "ContainerName", "App", false},
                {SECTION_CONTAINER, "detach", "true", true},
                {SECTION_CONTAINER, "rm", "false", false},
        };
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
                if (ask(cases[i].section, cases[i].key, cases[i].value).harmless != cases[i].harmless)
                        fail_msg("%s=%s", cases[i].key, cases[i].value);
        assert_string_equal(ask(SECTION_GROUP, "HostNetwork", "no").text,
                            "that is so without this line; leave it out");
}

/* Spellings, wrong sections, parts of a tree. */
static void test_lookup(void **state)
{
        static const char both[] =
                "expected a value like nofile=1024:4096: write Ulimit=nofile=1024:4096 in [Container *]";
        static const struct {
                SectionKind section;
                const char *key, *answer;
        } cases[] = {
                {SECTION_CONTAINER, "driver_opts",
                 "there are no drivers, Type= of a [Volume NAME] says what it is; leave it out"},
                {SECTION_CONTAINER, "DriverOpts",
                 "there are no drivers, Type= of a [Volume NAME] says what it is; leave it out"},
                {SECTION_CONTAINER, "working_dir", "write WorkingDir=/x"},
                {SECTION_CONTAINER, "Working-Dir", "write WorkingDir=/x"},
                {SECTION_DEFAULTS, "stop-signal", "expected a value like SIGTERM: write StopSignal=SIGTERM"},
                {SECTION_GROUP, "Ulimit", both},
                {SECTION_GROUP, "Exec", "write Exec=x in [Container NAME]"},
                {SECTION_GROUP, "Image",
                 "a short name can be another image on each machine, and this is Docker's: write "
                 "Image=docker.io/library/x in [Container NAME]"},
                {SECTION_GROUP, "ExecStart",
                 "the program is looked for in the container: write Exec=x in [Container NAME]"},
                {SECTION_GROUP, "LimitAS",
                 "expected a value like 1024:4096: write Ulimit=as=1024:4096 in [Container *]"},
                {SECTION_GROUP, "DynamicUser",
                 "a container's user is one of the image or a number: write User=UID in [Container *]"},
                {SECTION_GROUP, "Mount",
                 "a mount needs source= and destination=: write Volume=/srv/data:/data in [Container *]"},
                {SECTION_GROUP, "Nice",
                 "CPU time is shared in proportion to the requests, Cpu=; leave it out"},
                {SECTION_CONTAINER, "CpuRounding", "write CpuRounding=x in [Group]"},
                {SECTION_CONTAINER, "RefuseManualStart", "a group can always be started; leave it out"},
                {SECTION_GROUP, "Requisite", "write Requires=x.service and After=x.service in [Unit]"},
                {SECTION_VOLUME, "Exec", "write Exec=x in [Container NAME]"},
                {SECTION_CONTAINER, "healthcheck.test", "write HealthCmd=x" FOREIGN_NOT_YET},
                {SECTION_CONTAINER, "deploy.resources.limits.cpus",
                 "expected a value like 1: write CpuLimit=1"},
                {SECTION_CONTAINER, "securityContext.runAsUser", "write User=x"},
                {SECTION_GROUP, "spec.hostNetwork", "write Network=host"},
                {SECTION_CONTAINER, "logging.driver", "logs always go to the journal; leave it out"},
                {SECTION_CONTAINER, "xyzzy.plugh", ""},
                {SECTION_DEFAULTS, "Rootfs", ""},
                {SECTION_DEFAULTS, "Args", "write Exec=x in [Container NAME]"},
                {SECTION_CONTAINER, "Args", "write Exec=x"},
                {SECTION_DEFAULTS, "Environment_File",
                 "a file beside the definition is in NAME.group.files: write EnvironmentFile=./x"},
                {SECTION_CONTAINER, ".", ""},
                {SECTION_CONTAINER, "..", ""},
                {SECTION_CONTAINER, "_", ""},
                {SECTION_CONTAINER, "Xyzzy", ""},
                {SECTION_UNIT, "ExecStart", ""},
                {SECTION_INSTALL, "ExecStart", ""},
                {_SECTION_MAX, "ExecStart", ""},
        };
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
                assert_string_equal(ask(cases[i].section, cases[i].key, "x").text, cases[i].answer);
        assert_string_equal(ask(SECTION_GROUP, "Mount", "type=tmpfs,dst=/run,mode=755").text,
                            "write Tmpfs=/run:mode=755 in [Container *]");
}

static void test_sections(void **state)
{
        static const char *const cases[][2] = {
                {"pod", "a group is the pod, and each line below has its answer; leave it out"},
                {"Image",
                 "an image is named by its container, and each line below has its answer; leave it out"},
                {"Container:app", "did you mean [Container app]?"},
                {"volume-data", "did you mean [Volume data]?"},
                {"Container:", NULL},
                {"Group:web", NULL},
                {"Xyzzy", NULL},
        };
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                _cleanup_strbuf_ StrBuf advice = {};
                bool keys;
                assert_int_equal(foreign_answer_section(cases[i][0], &advice, &keys), cases[i][1] != NULL);
                if (cases[i][1])
                        assert_string_equal(advice.text, cases[i][1]);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_rows_are_foreign), cmocka_unit_test(test_advice_is_true),
                cmocka_unit_test(test_values),           cmocka_unit_test(test_later),
                cmocka_unit_test(test_fields_of_keys),   cmocka_unit_test(test_mount),
                cmocka_unit_test(test_switches),         cmocka_unit_test(test_lookup),
                cmocka_unit_test(test_sections),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
