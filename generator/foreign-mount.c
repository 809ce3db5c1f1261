/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Quadlet's Mount=type=…,source=…,destination=…, which is docker run's --mount: the lines that do the same.
 */
#include "generator/foreign.h"

#include "core/name.h"
#include "core/number.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

typedef struct Mount {
        const char *type, *source, *target, *sub, *propagation;
        const char *size, *mode, *uid, *gid;
        bool read_only, no_exec, exec, chown;
} Mount;

/* TEXT without quotes around it. */
static char *unquoted(char *text)
{
        size_t n = strlen(text);
        if (n < 2 || (*text != '"' && *text != '\'') || text[n - 1] != *text)
                return text;
        text[n - 1] = '\0';
        return text + 1;
}

static bool is_one_of(const char *word, const char *words)
{
        size_t n = strlen(word);
        for (const char *p = words; *p; p += strspn(p, " ")) {
                size_t length = strcspn(p, " ");
                if (n == length && strncasecmp(word, p, n) == 0)
                        return true;
                p += length;
        }
        return false;
}

/* "ro", "ro=true", but not "ro=false". */
static bool is_on(const char *value)
{
        bool on = true;
        return !value || number_parse_bool(value, &on) != 0 || on;
}

static void read_switch(Mount *m, const char *name, const char *value)
{
        if (is_one_of(name, "ro readonly read-only"))
                m->read_only = is_on(value);
        else if (is_one_of(name, "rw"))
                m->read_only = !is_on(value);
        else if (is_one_of(name, "noexec"))
                m->no_exec = is_on(value);
        else if (is_one_of(name, "exec"))
                m->exec = is_on(value);
        else if (is_one_of(name, "U chown"))
                m->chown = is_on(value);
}

static void read_word(Mount *m, char *word)
{
        const struct {
                const char *names;
                const char **field;
        } fields[] = {{"type", &m->type},
                      {"source src from", &m->source},
                      {"destination dst target", &m->target},
                      {"subpath volume-subpath", &m->sub},
                      {"bind-propagation", &m->propagation},
                      {"size tmpfs-size", &m->size},
                      {"mode tmpfs-mode", &m->mode},
                      {"uid", &m->uid},
                      {"gid", &m->gid}};
        char *rest = unquoted(word), *name = strsep(&rest, "="), *value = rest ? unquoted(rest) : NULL;
        read_switch(m, name, value);
        for (size_t i = 0; i < ARRAY_SIZE(fields) && value && *value; i++)
                if (is_one_of(name, fields[i].names))
                        *fields[i].field = value;
}

/* Adds NAME=VALUE to the options behind a path. */
static void add_option(StrBuf *buf, bool *first, const char *name, const char *value)
{
        strbuf_addf(buf, "%s%s%s", *first ? ":" : ",", name, value ? value : "");
        *first = false;
}

static int add_tmpfs(StrBuf *advice, const Mount *m)
{
        uint64_t number;
        unsigned mode;
        bool first = true;
        strbuf_addf(advice, "write Tmpfs=%s", m->target);
        if (m->size && number_parse_size(m->size, &number) == 0)
                add_option(advice, &first, "size=", m->size);
        if (m->mode && number_parse_mode(m->mode, &mode) == 0)
                add_option(advice, &first, "mode=", m->mode);
        if (m->uid)
                add_option(advice, &first, "uid=", m->uid);
        if (m->gid)
                add_option(advice, &first, "gid=", m->gid);
        if (m->exec)
                add_option(advice, &first, "exec", NULL);
        return advice->oom ? -ENOMEM : 0;
}

/* A volume's name as a label: "My_data.volume" is "my-data". */
static void make_label(char *name)
{
        size_t n = string_before(name, ".volume");
        if (n)
                name[n] = '\0';
        for (; *name; name++) {
                if (*name >= 'A' && *name <= 'Z')
                        *name |= 0x20;
                else if (*name == '_' || *name == '.')
                        *name = '-';
        }
}

static void add_options(StrBuf *advice, const Mount *m)
{
        bool first = true;
        if (m->read_only)
                add_option(advice, &first, "ro", NULL);
        if (m->no_exec)
                add_option(advice, &first, "noexec", NULL);
        if (m->propagation && is_one_of(m->propagation, "slave rslave"))
                add_option(advice, &first, "rslave", NULL);
}

/* What of the mount the line does not have. */
static int add_losses(StrBuf *advice, const Mount *m)
{
        if (m->propagation && is_one_of(m->propagation, "shared rshared"))
                strbuf_addf(advice, "; bind-propagation=%s can't be had", m->propagation);
        return m->chown ? strbuf_add(advice, "; U can't be had: files keep their owners") : 0;
}

static int add_named(StrBuf *advice, const Mount *m)
{
        _cleanup_free_ char *name = strdup(m->source ? m->source : "NAME");
        if (!name)
                return -ENOMEM;
        make_label(name);
        const char *label = m->source && label_is_valid(name) ? name : "NAME", *sub = m->sub;
        strbuf_addf(advice, "write Volume=%s", label);
        if (sub)
                strbuf_addf(advice, "/%s", sub + strspn(sub, "/"));
        strbuf_addf(advice, ":%s", m->target);
        add_options(advice, m);
        strbuf_addf(advice, " and a [Volume %s]", label);
        return add_losses(advice, m);
}

static int add_bind(StrBuf *advice, const Mount *m)
{
        bool absolute = m->source[0] == '/', dot = strncmp(m->source, "./", 2) == 0;
        strbuf_add(advice, "write Volume=");
        strbuf_addf(advice, "%s%s", absolute ? "" : "/absolute/path", absolute || dot ? m->source + dot : "");
        strbuf_addf(advice, ":%s", m->target);
        add_options(advice, m);
        if (dot)
                strbuf_addf(advice, "; \"%s\" would lie below NAME.group.files", m->source);
        else if (!absolute)
                strbuf_add(advice, "; a path of the host must be absolute");
        return add_losses(advice, m);
}

static int add_lines(StrBuf *advice, const Mount *m)
{
        const char *type = m->type ? m->type : "";
        if (is_one_of(type, "devpts"))
                return strbuf_add(advice, "a container has a /dev/pts of its own; leave it out");
        if (is_one_of(type, "artifact"))
                return strbuf_add(advice, "artifacts are not fetched; write Volume=/host/path:/path");
        if (m->target && is_one_of(type, "tmpfs ramfs"))
                return add_tmpfs(advice, m);
        if (m->target && is_one_of(type, "image")) {
                bool reference = m->source && string_before(m->source, ".image") == 0;
                return strbuf_addf(advice,
                                   "write a [Volume NAME] with Type=image and Image=%s, and Volume=NAME:%s",
                                   reference ? m->source : "REFERENCE", m->target);
        }
        if (is_one_of(type, "glob"))
                return strbuf_add(advice, "write one Volume=/host/path:/path for each that the pattern fits");
        bool path = m->source && (strchr("/.~%", *m->source) || strchr(m->source, '/'));
        bool bind = m->source && (is_one_of(type, "bind") || path) && !string_before(m->source, ".volume");
        if (m->target && bind)
                return add_bind(advice, m);
        if (m->target && (m->source || is_one_of(type, "volume")))
                return add_named(advice, m);
        return strbuf_add(
                advice,
                "write Volume=SOURCE:/path[:ro] for a bind mount or a volume, Tmpfs=/path for a tmpfs");
}

int foreign_add_mount(StrBuf *advice, const ForeignLine *line)
{
        _cleanup_free_ char *copy = strdup(line->value);
        if (!copy)
                return -ENOMEM;
        Mount m = {};
        char *rest = unquoted(copy);
        for (char *word; (word = strsep(&rest, ","));)
                read_word(&m, word);
        int r = add_lines(advice, &m);
        return advice->oom ? -ENOMEM : r;
}
