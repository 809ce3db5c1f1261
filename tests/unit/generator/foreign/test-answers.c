/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Every row of the tables of others: a definition has its key, with plausible values and others; what the
 * answer says is done to the letter, and what comes of it is valid, or said to be not built yet. */
#include "generator/foreign/tables.h"

#include "tests/unit/group.h"
#include "tests/unit/unit.h"

#include <ctype.h>
#include <string.h>

#define ROUNDS 5

static int failures;

/* Lines of a definition. While what is said of them is done, none moves: what is taken out becomes empty,
 * what is added stands behind its header, in one string with it. */
typedef struct Text {
        StrVec lines;
} Text;

static bool is_header(const char *line, const char *header)
{
        const char *rest = string_after(line, header);
        return rest && (!*rest || *rest == '\n');
}

static size_t find_section(const Text *text, const char *header)
{
        for (size_t i = 0; i < text->lines.n; i++)
                if (is_header(text->lines.items[i], header))
                        return i;
        return SIZE_MAX;
}

static void replace_line(Text *text, size_t at, char *line)
{
        assert_non_null(line);
        free(text->lines.items[at]);
        text->lines.items[at] = line;
}

/* Puts LINE into the section HEADER. */
static void add_to(Text *text, const char *header, const char *line)
{
        if (strcmp(header, "[Registry HOST]") == 0)
                header = "[Registry docker.io]"; /* which one it is, is known to who wrote it */
        size_t at = find_section(text, header);
        if (at == SIZE_MAX) {
                assert_int_equal(strvec_add(&text->lines, header), 0);
                at = text->lines.n - 1;
        }
        replace_line(text, at, string_printf("%s\n%s", text->lines.items[at], line));
}

static char *joined(const Text *text)
{
        _cleanup_strbuf_ StrBuf buf = {};
        char *all = NULL;
        for (size_t i = 0; i < text->lines.n; i++)
                if (*text->lines.items[i])
                        strbuf_addf(&buf, "%s\n", text->lines.items[i]);
        assert_int_equal(strbuf_take(&buf, &all), 0);
        return all;
}

/* Each line by itself again. */
static void split(Text *text, char *all)
{
        strvec_clear(&text->lines);
        for (char *line; (line = strsep(&all, "\n"));)
                if (*line)
                        assert_int_equal(strvec_add(&text->lines, line), 0);
}

/* The end of the line at TEXT: where the next one begins behind ", " or " and ", or where its place does. */
static const char *line_end(const char *text)
{
        for (const char *p = text; *p; p++) {
                if (strncmp(p, " in [", 5) == 0)
                        return p;
                size_t joint = strncmp(p, ", ", 2) == 0 ? 2 : strncmp(p, " and ", 5) == 0 ? 5 : 0;
                const char *key = p + joint;
                while (joint && isalnum((unsigned char)*key))
                        key++;
                if (joint && key > p + joint && isupper((unsigned char)p[joint]) && *key == '=')
                        return p;
        }
        return text + strlen(text);
}

/* Does what REST, behind "write ", says for the line AT. */
static void write_lines(Text *text, size_t at, bool replace, const char *rest)
{
        size_t header = at;
        while (header > 0 && text->lines.items[header][0] != '[')
                header--;
        const char *first = text->lines.items[header];
        _cleanup_free_ char *own = strndup(first, strcspn(first, "\n"));
        _cleanup_strvec_ StrVec waiting = {};
        assert_non_null(own);
        if (replace)
                replace_line(text, at, strdup(""));
        while (*rest) {
                const char *end = line_end(rest);
                assert_int_equal(strvec_add_n(&waiting, rest, (size_t)(end - rest)), 0);
                rest = end;
                _cleanup_free_ char *place = NULL;
                if (strncmp(rest, " in [", 5) == 0) {
                        place = strndup(rest + 4, strcspn(rest, "]") - 3);
                        rest += strcspn(rest, "]") + 1;
                }
                rest += strncmp(rest, ", ", 2) == 0 ? 2 : strncmp(rest, " and ", 5) == 0 ? 5 : 0;
                for (size_t i = 0; (place || !*rest) && i < waiting.n; i++)
                        add_to(text, place ? place : own, waiting.items[i]);
                if (place || !*rest)
                        strvec_clear(&waiting);
        }
}

/* Where an instruction begins: "write " and a key or a header. */
static const char *find_write(const char *message)
{
        for (const char *p = message; (p = strstr(p, "write ")); p++) {
                const char *key = p + 6;
                while (isalnum((unsigned char)*key))
                        key++;
                if (p[6] == '[' || (isupper((unsigned char)p[6]) && *key == '='))
                        return p + 6;
        }
        return NULL;
}

/* Does what MESSAGE says for the line AT: 1; 0 if it says that it is not built yet, -1 if it says nothing. */
static int follow(Text *text, size_t at, const char *message)
{
        const char *rest = find_write(message);
        if (strstr(message, "not supported by this version of coslice") ||
            strstr(message, "does not support ")) {
                replace_line(text, at, strdup(""));
                return 0;
        }
        if (string_before(message, "leave it out") || string_before(message, "leave this out") ||
            string_before(message, "one of them must go"))
                replace_line(text, at, strdup(""));
        else if (rest && *rest == '[') {
                const char *added = strchr(text->lines.items[at], '\n');
                replace_line(text, at, string_printf("%s%s", rest, added ? added : ""));
        } else if (rest)
                write_lines(text, at, !strstr(message, "= is missing"), rest);
        return rest || !*text->lines.items[at] ? 1 : -1;
}

/* Does all that is said of TEXT. NULL, or what is wrong with that. */
static const char *follow_diags(Text *text, const DiagList *diags, bool first, StrBuf *story)
{
        const char *wrong = NULL;
        for (size_t i = diags->n; i-- > 0;) {
                const Diag *diag = diags->items + i;
                if (diag->severity != SEVERITY_ERROR)
                        continue;
                _cleanup_free_ char *said = diag_to_string(diag);
                strbuf_addf(story, "%s\n", said);
                if (!first && strstr(diag->message, "expected ") && !find_write(diag->message))
                        wrong = "the answer is refused";
                else if (diag->line == 0)
                        wrong = "a mistake of no line";
                else if (i > 0 && diag->key && diags->items[i - 1].line == diag->line)
                        wrong = "two answers for a line";
                else if (follow(text, diag->line - 1, diag->message) < 0)
                        wrong = "says nothing to do";
        }
        return wrong;
}

/* Follows what is said of TEXT until it is valid. */
static void follow_all(Text *text)
{
        _cleanup_strbuf_ StrBuf story = {};
        const char *wrong = NULL;
        for (int round = 0; round < ROUNDS && !wrong; round++) {
                _cleanup_diag_list_ DiagList diags = {};
                _cleanup_loaded_group_ LoadedGroup group = {};
                _cleanup_free_ char *all = joined(text);
                group_load("web", all, &diags, &group);
                if (diags.n_errors == 0)
                        return;
                strbuf_addf(&story, "%s\n", all);
                split(text, all);
                wrong = follow_diags(text, &diags, round == 0, &story);
        }
        print_error("%s:\n%s\n", wrong ? wrong : "no end", story.text);
        failures++;
}

/* KEY=VALUE below HEADER, and all that a right group has besides. */
static void try_line(const char *header, const char *key, const char *value)
{
        static const char *const base[] = {"[Container app]", "Rootfs=/srv/app", "Exec=/bin/true"};
        Text text = {};
        for (size_t i = 0; i < ARRAY_SIZE(base); i++)
                assert_int_equal(strvec_add(&text.lines, base[i]), 0);
        if (strncmp(header, "[Volume", 7) == 0) {
                add_to(&text, "[Volume data]", "Type=empty");
                add_to(&text, "[Container app]", "Volume=data:/data");
        }
        _cleanup_free_ char *line = string_printf("%s=%s", key, value);
        assert_non_null(line);
        add_to(&text, header, line);
        _cleanup_free_ char *all = joined(&text);
        split(&text, all);
        follow_all(&text);
        strvec_done(&text.lines);
}

static const char *const plausible[][8] = {
        {"size", "512M", "1g", "512Mi", "1.5G", "50%", "infinity"},
        {"gigabytes", "1.5", "16", "x"},
        {"megabytes", "64", "0.5", "64M"},
        {"quota", "150000", "1", "-1"},
        {"image", "docker.io/library/a:1", "nginx", "bitnami/nginx:1", "docker://quay.io/a/b", "a b",
         "Nginx"},
        {"pull", "IfNotPresent", "always", "Never", "daily", "sometimes"},
        {"userns", "keep-id", "host", "auto:size=65536", "keep-id:uid=1000,gid=1000", ""},
        {"zone", "local", "UTC", ":Asia/Tokyo", "/usr/share/zoneinfo/UTC", "CET-1", "<x>"},
        {"device", "/dev/fuse", "/dev/sda:/dev/xvda:rwm", "nvidia.com/gpu=all", "/dev/dri:/dev/dri", "x"},
        {"gpu", "all", "1", "device=0", "nvidia.com/gpu=0"},
        {"throttle", "/dev/sda:1mb", "/dev/sda", "/dev/sda:x"},
        {"storage", "size=10G", "10G", "size=x"},
        {"unit", "db.service", "db", "notify@%n.service", "a.service b.mount", "?"},
        {"dependency", "db", "db:service_healthy", "db:service_completed_successfully"},
        {"swap", "0", "1G", "infinity"},
        {"member", "video", "44", "1000:1000", "%G"},
        {"target", "/data", "data", "./x", "../x", "%h/x", "-/app"},
        {"pause", "5s", "infinity", "1m30s"},
        {"deadline", "5min", "infinity", "0"},
        {"percent", "400%", "50%", "12.5%", "0%", "infinity"},
        {"cores", "2", "0.5", "750m", "0"},
        {"time", "90", "30s", "1m30s", "PT1M30S", "5min 20s", "infinity", "0"},
        {"count", "100", "1", "-1", "infinity"},
        {"bool", "yes", "no", "maybe"},
        {"not", "yes", "no", "maybe"},
        {"signal", "SIGINT", "INT", "2", "SIGXYZ"},
        {"label", "My_data", "data", "-"},
        {"host", "node_exporter", "www.example.org", "_"},
        {"user", "1000", "app", "1000:1000", "%U:%G", "a b"},
        {"restart", "unless-stopped", "OnFailure", "never", "on-failure:5", "on-watchdog"},
        {"retries", "on-failure:5", "on-failure:x"},
        {"network", "host", "none", "db.network", "container:db", "pasta:-t,80"},
        {"ulimit", "nofile=1024:2048", "nofile:1024", "nproc=65535", "host"},
        {"limit", "1024", "1024:2048", "infinity", "2048:1024"},
        {"ports", "80", "8080:80/tcp", "127.0.0.1:53:53/udp", "8000-8010", "http"},
        {"publish", "8080:80", "0.0.0.0:8080:80/tcp", "[::]:53:53/udp", "localhost:80:80", "127.0.0.1::80",
         "http", "80/sctp"},
        {"address", "10.67.1.2", "fd00::1", "10.0.0.1/24", "127.0.0.1"},
        {"outbound", "any", "10.0.0.0/8 fd00::/8", "localhost", "10.0.0.1/8"},
        {"dns", "1.1.1.1", "10.0.0.1 fd00::53", "[1.1.1.1, 9.9.9.9]", "none", "127.0.0.1"},
        {"search", ".", "lan.example", "a,b.example.", ". lan", "a_b"},
        {"dnsoption", "ndots:2", "ndots:2 rotate", "ndots=2"},
        {"addhost", "db:10.0.0.1", "db=10.0.0.1", "a;b:[fd00::1]", "x:host-gateway",
         "\"a:10.0.0.1\", b:10.0.0.2", "a_b:10.0.0.1", ";:10.0.0.1"},
        {"env", "A=b", "\"A=b c\" D=e", "A=%h/x", "A"},
        {"exec", "/bin/app -x", "-/bin/app", "+!/bin/app --home %h"},
        {"path", "/srv/x", "%h/x", "~/x", "./x", "../x", "$HOME/x"},
        {"envfile", "/etc/x.env", "-%h/x.env", "x.env", "../x"},
        {"volume", "/a:/b:Z", "%h/x:/y:Z", "data.volume:/x", "My_data:/x:ro,U", "/x", "a b:/x"},
        {"names", "audio video", "keep-groups", "a:b"},
        {"units", "default.target", "a.service b@c.service", "x"},
        {"owner", "1000", "1000:1000", "app"},
        {"secret", "db:/etc/db", "db", ":"},
        {"mode", "0440", "0o600", "420", "256", "0", "0999", "1777"},
        {"capabilities", "CAP_NET_RAW CAP_CHOWN", "~CAP_SYS_ADMIN", "net_raw,chown", "[\"NET_RAW\", CHOWN]",
         "NET_RAW OTHER"},
        {"uncapable", "~CAP_SYS_ADMIN"},
        {"selinux", "system_u:system_r:x_t:s0", "x_t"},
        {"same", "/var/lib/app", "-/a /b", "/dev/shm", "/"},
        {"bind", "/a", "/a:/b", "-/a:/b:rbind", "/a:/proc/b"},
        {"directory", "app", "app/data", "app:x other", "../x", "/x"},
        {"node", "/dev/fuse rw", "char-pts", "/dev/x"},
        {"tmpfs", "/tmp", "/run:rw,size=64m,mode=1777", "/tmp:size=50%,noatime", "tmp"},
};

/* For advices that read the whole value. */
static const char *const wholes[] = {
        "type=tmpfs,dst=/run,size=64m",
        "type=bind,src=%h/x,target=/b,ro",
        "type=volume,source=My_data.volume,dst=/data,U",
        "type=image,source=docker.io/library/a:1,dst=/data",
        "/run",
        "--memory=1g --cpus 2 --cap-add=NET_ADMIN -p 8080:80 --privileged",
        "--network=host --hostname node_exporter --shm-size=1g --tmpfs /tmp:rw,size=64m",
        "--security-opt label=disable --restart=unless-stopped -v %h/x:/y:Z -e A=b",
        "--xyzzy",
        "label=disable",
        "no-new-privileges",
        "seccomp=/etc/x.json",
        "host",
        "none",
        "db.network:ip=10.1.2.3",
        "container:db",
        "slirp4netns:allow_host_loopback=true",
        "keep-id",
        "keep-id:uid=999,gid=998",
        "auto:size=1000",
        "/usr/bin/mkdir -p %h/x",
        "-/usr/bin/podman rm -f app",
        "/bin/sh -c 'until nc -z db 80; do sleep 1; done'",
        "/bin/kill -HUP $MAINPID",
        "/usr/bin/podman kill --signal=USR1 app",
};

static void try_values(const ForeignKey *row, const char *header, const char *key)
{
        static const char *const any[] = {"x", "yes", "no", "1", "0", "/x", "a=b", "a:/b"};
        for (size_t i = 0; i < ARRAY_SIZE(any); i++)
                try_line(header, key, any[i]);
        for (const char *word = row->harmless; word && *word; word += *word == '|') {
                size_t n = strcspn(word, "|");
                _cleanup_free_ char *value = strndup(word, n);
                assert_non_null(value);
                try_line(header, key, value);
                word += n;
        }
        for (size_t i = 0; *row->advice == '=' && i < ARRAY_SIZE(wholes); i++)
                try_line(header, key, wholes[i]);
        for (size_t i = 0; i < ARRAY_SIZE(plausible); i++) {
                _cleanup_free_ char *field = string_printf("{%s}", plausible[i][0]);
                assert_non_null(field);
                for (size_t k = 1; strstr(row->advice, field) && k < 8 && plausible[i][k]; k++)
                        try_line(header, key, plausible[i][k]);
        }
}

static void test_rows(void **state)
{
        failures = 0;
        for (size_t i = 0; i < n_foreign_tables; i++) {
                const ForeignTable *table = foreign_tables[i];
                const char *word = table->word ? table->word : section_word(table->section);
                bool named = !table->word && section_is_named(table->section);
                const char *name = table->section == SECTION_VOLUME ? "data" : "app";
                _cleanup_free_ char *header =
                        string_printf("[%s%s%s]", word, named ? " " : "", named ? name : "");
                assert_non_null(header);
                for (size_t k = 0; k < table->n; k++) {
                        const char *key = table->keys[k].name;
                        size_t n = strcspn(key, "*");
                        _cleanup_free_ char *full = string_printf("%.*s%s", (int)n, key, key[n] ? "Xyz" : "");
                        assert_non_null(full);
                        try_values(table->keys + k, header, full);
                }
        }
        assert_int_equal(failures, 0);
}

/* Keys of the language and of others in sections of others: each has its answer there. */
static void test_sections(void **state)
{
        static const char *const lines[][2] = {
                {"Restart", "always"},
                {"TimeoutStartSec", "900"},
                {"Environment", "A=b"},
                {"Network", "host"},
                {"HostName", "node_exporter"},
                {"LimitNOFILE", "1048576"},
                {"Xyzzy", "x"},
                {"DNS", "1.1.1.1"},
                {"Description", "A b"},
                {"WantedBy", "default.target"},
        };
        failures = 0;
        for (size_t i = 0; i < n_foreign_sections; i++)
                for (size_t k = 0; k < ARRAY_SIZE(lines); k++) {
                        _cleanup_free_ char *header = string_printf("[%s]", foreign_sections[i].word);
                        assert_non_null(header);
                        try_line(header, lines[k][0], lines[k][1]);
                }
        assert_int_equal(failures, 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_rows),
                cmocka_unit_test(test_sections),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
