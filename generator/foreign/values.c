/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fields of an advice: a value of others in our words. */
#include "generator/foreign/tables.h"

#include "core/base/name.h"
#include "core/base/number.h"
#include "core/base/words.h"
#include "generator/model/definition.h"
#include "generator/model/ranges.h"
#include "generator/types/capabilities.h"
#include "generator/types/limitname.h"
#include "generator/types/signals.h"
#include "generator/types/userid.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

/* What a converter that could append says. */
static int said(int r)
{
        return r < 0 ? r : 1;
}

static int convert_value(Conversion *c)
{
        return *c->value ? said(strbuf_add(c->out, c->value)) : 0;
}

/* The same with what specifiers stand for. */
static int convert_text(Conversion *c)
{
        return *c->value ? foreign_expand(c->value, c->out, c->why) : 0;
}

/* The line itself as a word. */
static int convert_assignment(Conversion *c)
{
        bool quoted = c->value[strcspn(c->value, " \t\"'\\")];
        strbuf_addf(c->out, "%s%s=", quoted ? "\"" : "", c->line->name);
        for (const char *p = c->value; *p; p++) {
                if (*p == '"' || *p == '\\')
                        strbuf_add_char(c->out, '\\');
                strbuf_add_char(c->out, *p);
        }
        return said(strbuf_add(c->out, quoted ? "\"" : ""));
}

static int convert_group(Conversion *c)
{
        return said(strbuf_add(c->out, c->line->group ? c->line->group : "GROUP"));
}

static int convert_container(Conversion *c)
{
        return said(strbuf_add(c->out, c->line->container ? c->line->container : "NAME"));
}

static int convert_cores(Conversion *c)
{
        uint64_t milli;
        if (number_parse_cores(c->value, &milli) != 0 || milli == 0 || milli > CPU_MAX)
                return 0;
        return said(strbuf_add(c->out, c->value));
}

/* systemd's CPUQuota=150% → 1.5 */
static int convert_percent(Conversion *c)
{
        uint64_t percent, milli;
        size_t n = string_before(c->value, "%");
        _cleanup_free_ char *number = strndup(c->value, n);
        if (!number)
                return -ENOMEM;
        /* Of "12.5%" ten times as much is a number of thousandths. */
        char *dot = strchr(number, '.');
        if (dot && dot[1] && !dot[2]) {
                dot[0] = dot[1];
                dot[1] = '\0';
                if (number_parse(number, CPU_MAX, &milli) != 0)
                        return 0;
        } else if (number_parse(number, CPU_MAX / 10, &percent) == 0)
                milli = percent * 10;
        else
                return 0;
        return milli == 0 ? 0 : said(number_add_cores(c->out, milli));
}

int foreign_convert_size(Conversion *c)
{
        uint64_t bytes;
        size_t n = strlen(c->value);
        /* "512Mi" of pods. */
        bool binary = n > 2 && c->value[n - 1] == 'i' && strchr("KMGT", c->value[n - 2]);
        _cleanup_free_ char *text = strndup(c->value, binary ? n - 1 : n);
        if (!text)
                return -ENOMEM;
        if (number_parse_size(text, &bytes) != 0 || bytes == 0)
                return 0;
        return said(strbuf_add(c->out, text));
}

/* A span of systemd, compose's "1m30s" or ISO 8601's "PT1M30S". */
int foreign_convert_time(Conversion *c)
{
        const char *text = string_after(c->value, "PT");
        uint64_t usec;
        _cleanup_free_ char *copy = strdup(text ? text : c->value);
        if (!copy)
                return -ENOMEM;
        for (char *p = copy; text && *p; p++)
                *p = *p == 'H' ? 'h' : *p == 'M' ? 'm' : *p == 'S' ? 's' : *p;
        return number_parse_time(copy, &usec) == 0 ? said(strbuf_add(c->out, copy)) : 0;
}

static int convert_count(Conversion *c)
{
        uint64_t number;
        /* 0 and -1 are "unlimited" to others, and a start can take three processes. */
        if (number_parse(c->value, UINT32_MAX, &number) != 0 || number < 3)
                return 0;
        return said(strbuf_add(c->out, c->value));
}

static int convert_bool(Conversion *c)
{
        bool yes;
        return number_parse_bool(c->value, &yes) == 0 ? said(strbuf_add(c->out, yes ? "yes" : "no")) : 0;
}

/* "local" is what this machine has built: a place like another. */
static int convert_update(Conversion *c)
{
        return streq(c->value, "registry") || streq(c->value, "local") ? said(strbuf_add(c->out, "registry"))
                                                                       : 0;
}

static int convert_not(Conversion *c)
{
        bool yes;
        return number_parse_bool(c->value, &yes) == 0 ? said(strbuf_add(c->out, yes ? "no" : "yes")) : 0;
}

static int convert_signal(Conversion *c)
{
        return signal_from_text(c->value) >= 0 ? said(strbuf_add(c->out, c->value)) : 0;
}

int foreign_add_label(StrBuf *out, const char *text)
{
        size_t begin = out->length;
        if (label_is_valid(text))
                return strbuf_add(out, text) < 0 ? -ENOMEM : 1;
        for (; *text && out->length - begin < LABEL_MAX; text++) {
                char lower = *text >= 'A' && *text <= 'Z' ? (char)(*text | 0x20) : *text;
                bool plain = (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9');
                bool begun = out->length > begin && out->text[out->length - 1] != '-';
                if (!plain && !begun)
                        continue;
                if (strbuf_add_char(out, plain ? lower : '-') < 0)
                        return -ENOMEM;
        }
        while (out->length > begin && out->text[out->length - 1] == '-')
                strbuf_truncate(out, out->length - 1);
        return out->length > begin;
}

static int convert_label(Conversion *c)
{
        return foreign_add_label(c->out, c->value);
}

/* "node_exporter" → "node-exporter" */
static int convert_host(Conversion *c)
{
        _cleanup_strbuf_ StrBuf text = {}, host = {}, found = {};
        int r = foreign_expand(c->value, &text, &found);
        if (r < 0)
                return r;
        bool given = text.text && streq(text.text, c->value) && host_name_is_valid(c->value);
        for (const char *p = text.text ? text.text : ""; *p;) {
                size_t n = strcspn(p, ".");
                _cleanup_free_ char *part = strndup(p, n);
                _cleanup_strbuf_ StrBuf label = {};
                r = part ? foreign_add_label(&label, part) : -ENOMEM;
                if (r < 0)
                        return r;
                if (r > 0 && host.length + label.length < HOST_NAME_LENGTH)
                        strbuf_addf(&host, "%s%s", host.length ? "." : "", label.text);
                p += n + (p[n] == '.');
        }
        if (given)
                return said(strbuf_add(c->out, c->value));
        if (host.length == 0)
                return host.oom ? -ENOMEM : 0;
        strbuf_add(c->why, "a host name has letters, digits, \"-\" and \".\" alone");
        return said(strbuf_add(c->out, host.text));
}

static int convert_user(Conversion *c)
{
        _cleanup_strbuf_ StrBuf text = {};
        int r = foreign_expand(c->value, &text, c->why);
        const char *rest = text.text ? strchr(text.text, ':') : NULL;
        if (r < 0 || text.length == 0)
                return r < 0 ? r : 0;
        _cleanup_free_ char *user = strndup(text.text, strcspn(text.text, ":"));
        if (!user)
                return -ENOMEM;
        if (!userid_is_name_or_id(user) || (rest && !userid_is_name_or_id(rest + 1)))
                return 0;
        return said(strbuf_add(c->out, text.text));
}

/* Names of groups, those that can be. */
static int convert_names(Conversion *c)
{
        _cleanup_strvec_ StrVec words = {};
        const char *why;
        int r = words_split(c->value, &words, &why);
        if (r != 0 || words.n == 0)
                return r < 0 ? r : 0;
        for (size_t i = 0; i < words.n; i++) {
                if (!userid_is_name_or_id(words.items[i]) || strcasecmp(words.items[i], "keep-groups") == 0)
                        return 0;
                strbuf_addf(c->out, "%s%s", i > 0 ? " " : "", words.items[i]);
        }
        return said(c->out->oom ? -ENOMEM : 0);
}

/* Names of units. */
static int convert_units(Conversion *c)
{
        return foreign_convert_words(c, unit_name_is_valid);
}

/* An owner by number. */
static int convert_owner(Conversion *c)
{
        size_t n = strcspn(c->value, ":");
        uint64_t id;
        _cleanup_free_ char *user = strndup(c->value, n);
        if (!user)
                return -ENOMEM;
        if (userid_read(user, &id) != 0 || (c->value[n] && userid_read(c->value + n + 1, &id) != 0))
                return 0;
        return said(strbuf_add(c->out, c->value));
}

/* Names of capabilities, parted by blanks, commas or as lists of YAML and JSON are. */
static int add_capabilities(Conversion *c, const char *value)
{
        static const char between[] = " \t,[]\"'";
        size_t length = c->out->length;
        int number = 0;
        for (const char *p = value + strspn(value, between); *p && number >= 0; p += strspn(p, between)) {
                size_t n = strcspn(p, between);
                _cleanup_free_ char *name = strndup(p, n);
                if (!name)
                        return -ENOMEM;
                number = capability_from_name(name);
                if (c->out->length > length)
                        strbuf_add_char(c->out, ' ');
                strbuf_add(c->out, name);
                p += n;
        }
        if (number < 0 || c->out->length == length) {
                strbuf_truncate(c->out, length);
                return 0;
        }
        return said(strpbrk(value, ",[]") ? strbuf_add(c->why, "blanks part names of capabilities") : 0);
}

/* What is said with a "~" is convert_uncapable()'s. */
static int convert_capabilities(Conversion *c)
{
        return *c->value == '~' ? 0 : add_capabilities(c, c->value);
}

static int convert_uncapable(Conversion *c)
{
        return *c->value == '~' ? add_capabilities(c, c->value + 1) : 0;
}

/* "unless-stopped", "OnFailure" and the like; what bounds the retries is no part of it. */
static int convert_restart(Conversion *c)
{
        static const char *const words[][2] = {
                {"always", "always"},
                {"unless-stopped", "always"},
                {"any", "always"},
                {"yes", "always"},
                {"true", "always"},
                {"on", "always"},
                {"no", "no"},
                {"never", "no"},
                {"none", "no"},
                {"false", "no"},
                {"off", "no"},
                {"on-failure", "on-failure"},
                {"onfailure", "on-failure"},
                {"on-success", "on-success"},
                {"on-abnormal", "on-abnormal"},
                {"on-abort", "on-abort"},
                {"on-watchdog", "on-failure"},
        };
        for (size_t i = 0; i < ARRAY_SIZE(words); i++)
                if (strcasecmp(c->value, words[i][0]) == 0)
                        return said(strbuf_add(c->out, words[i][1]));
        return 0;
}

/* A number of retries, also that of "on-failure:N". */
static int convert_retries(Conversion *c)
{
        const char *number = strncasecmp(c->value, "on-failure:", 11) == 0 ? c->value + 11 : c->value;
        uint64_t n;
        return number_parse(number, UINT32_MAX, &n) == 0 && n > 0 ? said(strbuf_add(c->out, number)) : 0;
}

/* Networks of Quadlet and compose in the words of [Group]. */
static int convert_network(Conversion *c)
{
        static const char *const own[] = {"host", "none", "macvlan", "ipvlan"};
        size_t n = strcspn(c->value, ":");
        for (size_t i = 0; i < ARRAY_SIZE(own); i++)
                if (strlen(own[i]) == n && strncasecmp(c->value, own[i], n) == 0)
                        return said(strbuf_add(c->out, i < 2 ? own[i] : c->value));
        return said(strbuf_add(c->out, "private"));
}

/* NAME=SOFT[:HARD], or compose's NAME:SOFT. */
static int convert_ulimit(Conversion *c)
{
        size_t n = strcspn(c->value, "=:");
        _cleanup_free_ char *text = strdup(c->value);
        if (!text)
                return -ENOMEM;
        if (!text[n] || text[strspn(text + n + 1, "0123456789:-") + n + 1] || !text[n + 1])
                return 0;
        text[n] = '=';
        return limitname_find(text) ? said(strbuf_add(c->out, text)) : 0;
}

/* The value of LimitNOFILE=, systemd's infinity included. */
static int convert_limit(Conversion *c)
{
        const char *colon = strchr(c->value, ':');
        const char *parts[] = {c->value, colon ? colon + 1 : NULL};
        uint64_t number, soft = 0;
        for (size_t i = 0; i < ARRAY_SIZE(parts) && parts[i]; i++) {
                size_t n = strcspn(parts[i], ":");
                _cleanup_free_ char *part = strndup(parts[i], n);
                if (!part)
                        return -ENOMEM;
                bool infinite = strcasecmp(part, "infinity") == 0;
                if (!infinite && number_parse(part, UINT64_MAX - 1, &number) != 0)
                        return 0;
                number = infinite ? UINT64_MAX : number;
                if (i > 0 && soft > number)
                        return 0;
                soft = number;
        }
        return said(strbuf_add(c->out, c->value));
}

/* What the program listens on: the last number of [[IP:]HOSTPORT:]PORT[/proto]. */
static int convert_ports(Conversion *c)
{
        const char *text = strrchr(c->value, ':');
        text = text ? text + 1 : c->value;
        size_t n = strspn(text, "0123456789-");
        if (n == 0 || (text[n] && strcasecmp(text + n, "/tcp") != 0 && strcasecmp(text + n, "/udp") != 0))
                return 0;
        uint64_t first, last;
        _cleanup_free_ char *range = strndup(text, n);
        if (!range)
                return -ENOMEM;
        char *dash = strchr(range, '-');
        if (dash)
                *dash++ = '\0';
        if (number_parse(range, 65535, &first) != 0 || number_parse(dash ? dash : range, 65535, &last) != 0 ||
            first == 0 || last < first)
                return 0;
        return said(strbuf_add(c->out, text));
}

/* A variable whose name is one; compose's "NAME: value" too. */
static int convert_env(Conversion *c)
{
        const char *equals = strpbrk(c->value, "=\" '");
        if (!equals || equals == c->value || (*equals == ' ' && !strchr(c->value, '=')))
                return 0;
        _cleanup_strbuf_ StrBuf text = {};
        int r = foreign_expand(c->value, &text, c->why);
        return r < 0 ? r : said(strbuf_add(c->out, text.text));
}

/* A command line, systemd's letters before the program dropped. */
static int convert_exec(Conversion *c)
{
        const char *program = c->value + strspn(c->value, "-@:+!|");
        return *program ? foreign_expand(program, c->out, c->why) : 0;
}

const ForeignField foreign_fields[] = {
        {"value", "VALUE", convert_value},
        {"text", "TEXT", convert_text},
        {"assignment", "NAME=VALUE", convert_assignment},
        {"group", "GROUP", convert_group},
        {"container", "NAME", convert_container},
        {"cores", "1", convert_cores},
        {"percent", "1", convert_percent},
        {"size", "512M", foreign_convert_size},
        {"gigabytes", "1.5G", foreign_convert_gigabytes},
        {"megabytes", "64M", foreign_convert_megabytes},
        {"quota", "1", foreign_convert_quota},
        {"pull", "missing", foreign_convert_pull},
        {"update", "registry", convert_update},
        {"image", "docker.io/library/nginx:1.25", foreign_convert_image},
        {"userns", "auto", foreign_convert_userns},
        {"zone", "Europe/Berlin", foreign_convert_zone},
        {"device", "/dev/fuse", foreign_convert_device},
        {"gpu", "nvidia.com/gpu=all", foreign_convert_gpu},
        {"throttle", "/dev/sda 10M", foreign_convert_throttle},
        {"storage", "1G", foreign_convert_storage},
        {"unit", "db.service", foreign_convert_unit},
        {"dependency", "db", foreign_convert_dependency},
        {"completed", "db", foreign_convert_completed},
        {"swap", "0", foreign_convert_swap},
        {"member", "1000", foreign_convert_member},
        {"target", "/data", foreign_convert_target},
        {"pause", "1s", foreign_convert_pause},
        {"deadline", "90s", foreign_convert_limit_of_time},
        {"time", "30s", foreign_convert_time},
        {"count", "100", convert_count},
        {"bool", "yes", convert_bool},
        {"not", "no", convert_not},
        {"signal", "SIGTERM", convert_signal},
        {"label", "data", convert_label},
        {"host", "www", convert_host},
        {"user", "1000", convert_user},
        {"restart", "always", convert_restart},
        {"retries", "5", convert_retries},
        {"network", "private", convert_network},
        {"ulimit", "nofile=1024:4096", convert_ulimit},
        {"limit", "1024:4096", convert_limit},
        {"ports", "80", convert_ports},
        {"publish", "8080:80", foreign_convert_publish},
        {"address", "10.67.1.2", foreign_convert_address},
        {"outbound", "10.0.0.0/8", foreign_convert_outbound},
        {"dns", "192.0.2.53", foreign_convert_server},
        {"search", "lan.example", foreign_convert_search},
        {"dnsoption", "ndots:2", foreign_convert_dns_option},
        {"addhost", "db.example:192.0.2.7", foreign_convert_added_host},
        {"apparmor", "unconfined", foreign_convert_apparmor},
        {"sysctl", "net.ipv4.ip_forward=1", foreign_convert_sysctl},
        {"env", "NAME=VALUE", convert_env},
        {"exec", "/bin/app", convert_exec},
        {"path", "/srv/app", foreign_convert_path},
        {"envfile", "/etc/app.env", foreign_convert_envfile},
        {"volume", "/srv/data:/data", foreign_convert_volume},
        {"tmpfs", "/tmp", foreign_convert_tmpfs},
        {"names", "audio", convert_names},
        {"units", "multi-user.target", convert_units},
        {"owner", "1000", convert_owner},
        {"secret", "NAME", foreign_convert_secret},
        {"mode", "0400", foreign_convert_mode},
        {"capabilities", "NET_BIND_SERVICE", convert_capabilities},
        {"uncapable", "NET_RAW", convert_uncapable},
        {"selinux", "container_t", foreign_convert_selinux},
        {"same", "/srv/data:/data", foreign_convert_same},
        {"bind", "/srv/data:/data", foreign_convert_bind},
        {"directory", "app", foreign_convert_directory},
        {"node", "/dev/fuse", foreign_convert_node},
};
const size_t n_foreign_fields = ARRAY_SIZE(foreign_fields);

const ForeignField *foreign_field(const char *name, size_t n)
{
        for (size_t i = 0; i < n_foreign_fields; i++)
                if (strlen(foreign_fields[i].name) == n && strncmp(foreign_fields[i].name, name, n) == 0)
                        return foreign_fields + i;
        return NULL;
}
