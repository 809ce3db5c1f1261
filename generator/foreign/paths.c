/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Paths of others: specifiers, home directories, named volumes, options. */
#include "generator/foreign/tables.h"

#include "core/base/name.h"
#include "core/base/number.h"
#include "core/base/suggest.h"
#include "generator/types/userid.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

/* systemd's own, as its system manager reads them (systemd.unit(5)); an example where that is not known here.
 */
static const struct {
        char letter;
        const char *text; /* NULL: the group's name */
        const char *what;
} specifiers[] = {
        {'h', "/home/USER", "a home directory"},
        {'t', "/run", "the directory of run-time files"},
        {'S', "/var/lib", "the directory of state"},
        {'C', "/var/cache", "the directory of caches"},
        {'L', "/var/log", "the directory of logs"},
        {'E', "/etc", "the directory of configuration"},
        {'D', "/usr/local/share", "the directory of shared data"},
        {'T', "/tmp", "the directory of temporary files"},
        {'V', "/var/tmp", "the directory of large temporary files"},
        {'n', "UNIT.service", "the unit's name"},
        {'N', "UNIT", "the unit's name"},
        {'p', "UNIT", "the unit's name"},
        {'P', "UNIT", "the unit's name"},
        {'i', "INSTANCE", "the name of an instance"},
        {'I', "INSTANCE", "the name of an instance"},
        {'j', "INSTANCE", "the name of an instance"},
        {'J', "INSTANCE", "the name of an instance"},
        {'u', "USER", "the user's name"},
        {'U', "1000", "the user's number"},
        {'g', "GROUP", "the name of the user's group"},
        {'G', "1000", "the number of the user's group"},
        {'H', "HOST", "the machine's name"},
        {'l', "HOST", "the machine's name"},
        {'q', "HOST", "the machine's name"},
        {'m', "MACHINE", "the machine's id"},
        {'b', "BOOT", "the id of this boot"},
        {'v', "KERNEL", "the kernel's version"},
        {'s', "/bin/sh", "the user's shell"},
        {'%', "%", "a percent sign"},
};

/* The directory of the user's files at the beginning of TEXT; its length. */
static size_t home_length(const char *text)
{
        static const char *const homes[] = {"~", "$HOME", "${HOME}"};
        for (size_t i = 0; i < ARRAY_SIZE(homes); i++) {
                size_t n = strlen(homes[i]);
                if (strncmp(text, homes[i], n) == 0 && (!text[n] || strchr("/:", text[n])))
                        return n;
        }
        return 0;
}

static int add_why(StrBuf *why, const char *text)
{
        if (why->text && strstr(why->text, text))
                return 0;
        if (why->length > 0)
                strbuf_add(why, ", and ");
        return strbuf_add(why, text);
}

/* The specifier behind the "%" at TEXT. */
static int expand_one(const char *text, StrBuf *out, StrBuf *why)
{
        for (size_t i = 0; i < ARRAY_SIZE(specifiers); i++) {
                if (specifiers[i].letter != text[1])
                        continue;
                _cleanup_free_ char *said =
                        string_printf("%%%c is %s in Quadlet", text[1], specifiers[i].what);
                int r = said ? add_why(why, said) : -ENOMEM;
                return r < 0 ? r : strbuf_add(out, specifiers[i].text) < 0 ? -ENOMEM : 1;
        }
        return 0;
}

int foreign_expand(const char *value, StrBuf *out, StrBuf *why)
{
        size_t home = home_length(value);
        if (home > 0) {
                _cleanup_free_ char *said = string_printf("%.*s is no directory here", (int)home, value);
                if (!said || add_why(why, said) < 0)
                        return -ENOMEM;
                strbuf_add(out, "/home/USER");
                value += home;
        }
        while (*value) {
                int r = *value == '%' ? expand_one(value, out, why) : 0;
                if (r < 0)
                        return r;
                if (r == 0)
                        strbuf_add_char(out, *value);
                value += r + 1;
        }
        return out->oom ? -ENOMEM : 1;
}

/* A path of the host: absolute, or "./" as here and in Quadlet. */
static int add_path(const char *value, StrBuf *out, StrBuf *why)
{
        _cleanup_strbuf_ StrBuf path = {};
        int r = foreign_expand(value, &path, why);
        if (r < 0 || path.length == 0)
                return r < 0 ? r : 0;
        const char *text = path.text;
        if (*text == '/' || strncmp(text, "./", 2) == 0)
                return strbuf_add(out, text) < 0 ? -ENOMEM : strstr(text, "..") == NULL;
        while (strncmp(text, "../", 3) == 0)
                text += 3;
        r = add_why(why, "a path of the host is absolute, or begins with \"./\"");
        return r < 0 || strbuf_addf(out, "/absolute/path/%s", text) < 0 ? -ENOMEM
                                                                        : strstr(text, "..") == NULL;
}

int foreign_convert_path(Conversion *c)
{
        return add_path(c->value, c->out, c->why);
}

/* A file beside the unit is beside the definition. */
int foreign_convert_envfile(Conversion *c)
{
        bool optional = *c->value == '-';
        const char *path = c->value + optional;
        if (!*path)
                return 0;
        if (optional)
                strbuf_add_char(c->out, '-');
        if (strchr("/~%$", *path) || strncmp(path, "./", 2) == 0 || strncmp(path, "..", 2) == 0)
                return add_path(path, c->out, c->why);
        int r = add_why(c->why, "a file beside the definition is in NAME.group.files");
        return r < 0 || strbuf_addf(c->out, "./%s", path) < 0 ? -ENOMEM : strstr(path, "..") == NULL;
}

static bool is_one_of(const char *word, size_t n, const char *words)
{
        for (const char *p = words; *p; p += strspn(p, " ")) {
                size_t length = strcspn(p, " ");
                if (length == n && strncasecmp(word, p, n) == 0)
                        return true;
                p += length;
        }
        return false;
}

static void add_option(StrBuf *out, bool *first, const char *word, size_t n)
{
        strbuf_add_char(out, *first ? ':' : ',');
        strbuf_add_bytes(out, word, n);
        *first = false;
}

/* The options of a volume that there are here. */
static int add_options(const char *options, StrBuf *out, StrBuf *why)
{
        bool first = true;
        int r = 0;
        for (const char *p = options; *p && r == 0; p += *p == ',') {
                size_t n = strcspn(p, ",");
                if (is_one_of(p, n, "ro rw create noexec rslave"))
                        add_option(out, &first, p, n);
                else if (is_one_of(p, n, "slave"))
                        add_option(out, &first, "rslave", 6);
                else if (is_one_of(p, n, "U"))
                        r = add_why(
                                why,
                                "U would change the owner of every file on the host, and they keep theirs");
                else if (is_one_of(p, n, "O")) {
                        add_option(out, &first, "ro", 2);
                        r = add_why(why, "O would show a copy that is thrown away");
                } else if (is_one_of(p, n, "shared rshared"))
                        r = add_why(why, "a container's mounts never reach the host");
                p += n;
        }
        return out->oom ? -ENOMEM : r;
}

/* A volume that Podman keeps: the definition's own, or a directory of the host, which lasts as well. */
static int add_named(const char *source, const ForeignLine *line, StrBuf *out, StrBuf *why, bool *ret_create)
{
        _cleanup_strbuf_ StrBuf label = {};
        size_t n = string_before(source, ".volume");
        _cleanup_free_ char *name = n ? strndup(source, n) : strdup(source);
        char *sub = name && !n ? strchr(name, '/') : NULL;
        if (!name)
                return -ENOMEM;
        if (sub)
                *sub++ = '\0';
        int r = foreign_add_label(&label, name);
        if (r <= 0)
                return r;
        bool known = line->volumes && strvec_contains(line->volumes, label.text);
        bool same = !n && streq(label.text, name);
        if (known || !line->volumes || (same && line->more_volumes)) {
                if (!same)
                        strbuf_addf(why, "%s is called %s here", source, label.text);
                return strbuf_addf(out, "%s%s%s", label.text, sub ? "/" : "", sub ? sub : "") < 0 ? -ENOMEM
                                                                                                  : 1;
        }
        if (suggest(label.text, (const char *const *)line->volumes->items, line->volumes->n))
                return 0; /* a slip, which is told as one */
        strbuf_addf(
                why,
                "there is no [Volume %s]; one with Type=local would be kept, as a directory of the host is",
                label.text);
        *ret_create = true;
        return strbuf_addf(out, "/srv/%s%s%s", label.text, sub ? "/" : "", sub ? sub : "") < 0 || why->oom
                       ? -ENOMEM
                       : 1;
}

/* VALUE without quotes around it and with what stands for others, as an allocated string. */
static int read_value(const char *value, StrBuf *why, char **ret)
{
        _cleanup_strbuf_ StrBuf text = {};
        size_t n = strlen(value);
        bool quoted = n > 1 && (*value == '"' || *value == '\'') && value[n - 1] == *value;
        _cleanup_free_ char *bare = strndup(value + quoted, n - 2 * (size_t)quoted);
        int r = bare ? 0 : -ENOMEM;
        if (r == 0 && quoted)
                r = add_why(why, "quotes are a part of the value here");
        if (r == 0)
                r = foreign_expand(bare, &text, why);
        return r < 0 ? r : strbuf_take(&text, ret);
}

/* Volume=SOURCE:TARGET[:OPTIONS] of Quadlet, compose and docker run. */
int foreign_convert_volume(Conversion *c)
{
        _cleanup_free_ char *copy = NULL;
        int r = read_value(c->value, c->why, &copy);
        if (r < 0)
                return r;
        size_t variable = strncmp(copy, "${", 2) == 0 ? strcspn(copy, "}") : 0;
        char *rest = copy + variable;
        strsep(&rest, ":");
        char *inside = strsep(&rest, ":");
        if (!inside || *inside != '/' || !*copy)
                return 0;
        bool create = false;
        r = strchr("/.~%$", *copy) ? add_path(copy, c->out, c->why)
                                   : add_named(copy, c->line, c->out, c->why, &create);
        if (r <= 0)
                return r;
        strbuf_addf(c->out, ":%s", inside);
        size_t before = c->out->length;
        r = rest ? add_options(rest, c->out, c->why) : 0;
        if (create)
                strbuf_add(c->out, c->out->length == before ? ":create" : ",create");
        return r < 0 || c->out->oom ? -ENOMEM : 1;
}

/* /path[:OPTIONS], those that there are here. */
int foreign_convert_tmpfs(Conversion *c)
{
        bool first = true;
        size_t n = strcspn(c->value, ":");
        int r = 0;
        if (*c->value != '/' || n == 1)
                return 0;
        strbuf_add_bytes(c->out, c->value, n);
        for (const char *p = c->value + n + (c->value[n] == ':'); *p && r == 0; p += *p == ',') {
                size_t length = strcspn(p, ","), name = strcspn(p, "=");
                _cleanup_free_ char *value = strndup(p + name + 1, name < length ? length - name - 1 : 0);
                uint64_t number;
                unsigned mode;
                if (!value)
                        return -ENOMEM;
                bool right =
                        (is_one_of(p, name, "size") && number_parse_size(value, &number) == 0 && number) ||
                        (is_one_of(p, name, "mode") && number_parse_mode(value, &mode) == 0) ||
                        (is_one_of(p, name, "uid gid") && userid_read(value, &number) == 0) ||
                        is_one_of(p, length, "exec");
                if (right)
                        add_option(c->out, &first, p, length);
                else if (is_one_of(p, length, "U")) {
                        add_option(c->out, &first, "mode=1777", 9);
                        r = add_why(c->why, "mode=1777 lets every user write, as U would its own");
                } else if (!is_one_of(p, length, "rw nosuid nodev noexec notmpcopyup tmpcopyup relatime z Z"))
                        r = add_why(c->why, "not all of these options are there");
                p += length;
        }
        return r < 0 || c->out->oom ? -ENOMEM : 1;
}

/* Where a volume can be mounted. */
static bool is_target(const char *path, size_t n)
{
        static const char *const kernel[] = {"/proc", "/sys", "/dev"};
        for (size_t i = 0; i < ARRAY_SIZE(kernel); i++) {
                size_t length = strlen(kernel[i]);
                if (n >= length && strncmp(path, kernel[i], length) == 0 &&
                    (n == length || path[length] == '/'))
                        return false;
        }
        bool up = false;
        for (size_t i = 0; i + 1 < n; i++)
                up = up || strncmp(path + i, "..", 2) == 0;
        return n > 1 && *path == '/' && !memchr(path, ' ', n) && !up;
}

/* One path that is the host's and the container's. */
int foreign_convert_same(Conversion *c)
{
        const char *path = c->value + strspn(c->value, "-+");
        if (!is_target(path, strlen(path)) || strchr(path, ':') || strchr(path, '%'))
                return 0;
        return strbuf_addf(c->out, "%s:%s", path, path) < 0 ? -ENOMEM : 1;
}

/* SOURCE[:TARGET[:OPTIONS]] of BindPaths=. */
int foreign_convert_bind(Conversion *c)
{
        const char *source = c->value + strspn(c->value, "-+");
        size_t n = strcspn(source, ":");
        const char *target = source[n] ? source + n + 1 : source;
        size_t n_target = strcspn(target, ":");
        if (*source != '/' || memchr(source, ' ', n) || memchr(source, '%', n) ||
            !is_target(target, n_target))
                return 0;
        return strbuf_addf(c->out, "%.*s:%.*s", (int)n, source, (int)n_target, target) < 0 ? -ENOMEM : 1;
}

/* A name below /var/lib and the like, the first one. */
int foreign_convert_directory(Conversion *c)
{
        size_t n = strcspn(c->value, " \t:");
        for (size_t i = 0; i < n; i++) {
                char ch = c->value[i];
                bool plain = (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9');
                if (!plain && !strchr("-_/.", ch))
                        return 0;
                if (ch == '.' && c->value[i + 1] == '.')
                        return 0;
        }
        if (n == 0 || *c->value == '/')
                return 0;
        return strbuf_add_bytes(c->out, c->value, n) < 0 ? -ENOMEM : 1;
}

/* "/dev/fuse rw" */
int foreign_convert_node(Conversion *c)
{
        size_t n = strcspn(c->value, " \t");
        const char *rights = c->value + n + strspn(c->value + n, " \t");
        if (!string_after(c->value, "/dev/"))
                return 0;
        strbuf_add_bytes(c->out, c->value, n);
        return strbuf_addf(c->out, "%s%s", *rights ? ":" : "", rights) < 0 ? -ENOMEM : 1;
}
