/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Quadlet's Mount=type=…,source=…,destination=…, which is docker run's --mount: the lines that do the same.
 */
#include "generator/foreign/tables.h"

#include "core/base/number.h"
#include "generator/types/userid.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

typedef struct ForeignMount {
        const char *type, *source, *target, *sub, *propagation;
        const char *size, *mode, *uid, *gid;
        bool read_only, no_exec, exec, chown;
} ForeignMount;

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

static void read_switch(ForeignMount *m, const char *name, const char *value)
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

static void read_word(ForeignMount *m, char *word)
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

static int add_tmpfs(StrBuf *advice, const ForeignMount *m)
{
        uint64_t number;
        unsigned mode;
        bool first = true;
        strbuf_addf(advice, "write Tmpfs=%s%s", *m->target == '/' ? "" : "/", m->target);
        if (m->size && number_parse_size(m->size, &number) == 0 && number > 0)
                add_option(advice, &first, "size=", m->size);
        if (m->mode && number_parse_mode(m->mode, &mode) == 0)
                add_option(advice, &first, "mode=", m->mode);
        if (m->uid && userid_read(m->uid, &number) == 0)
                add_option(advice, &first, "uid=", m->uid);
        if (m->gid && userid_read(m->gid, &number) == 0)
                add_option(advice, &first, "gid=", m->gid);
        if (m->exec)
                add_option(advice, &first, "exec", NULL);
        return advice->oom ? -ENOMEM : 0;
}

/* The options of a bind mount or a volume, as Volume= has them. */
static int add_options(StrBuf *value, const ForeignMount *m)
{
        bool first = true;
        if (m->read_only)
                add_option(value, &first, "ro", NULL);
        if (m->no_exec)
                add_option(value, &first, "noexec", NULL);
        if (m->propagation && is_one_of(m->propagation, "slave rslave shared rshared"))
                add_option(value, &first, m->propagation, NULL);
        if (m->chown)
                add_option(value, &first, "U", NULL);
        return value->oom ? -ENOMEM : 0;
}

/* The same as Volume=. */
static int add_volume(StrBuf *advice, const ForeignMount *m, const ForeignLine *line)
{
        _cleanup_strbuf_ StrBuf value = {};
        const char *sub = m->sub ? m->sub + strspn(m->sub, "/") : NULL;
        strbuf_addf(&value, "%s%s%s:%s", m->source, sub ? "/" : "", sub ? sub : "", m->target);
        int r = add_options(&value, m);
        return r < 0 ? r : foreign_add_volume(advice, value.text, line);
}

/* An image as a volume, called by the last part of its name. */
static int add_image(StrBuf *advice, const ForeignMount *m)
{
        _cleanup_strbuf_ StrBuf label = {};
        bool file = !m->source || string_before(m->source, ".image");
        const char *name = m->source ? strrchr(m->source, '/') : NULL;
        _cleanup_free_ char *last = strdup(name ? name + 1 : m->source ? m->source : "");
        if (!last)
                return -ENOMEM;
        last[strcspn(last, ":@")] = '\0';
        int r = foreign_add_label(&label, last);
        const char *volume = r > 0 ? label.text : "image", *sub = m->sub ? m->sub + strspn(m->sub, "/") : "";
        if (r < 0)
                return r;
        return strbuf_addf(advice, "write Type=image, Image=%s in [Volume %s] and Volume=%s%s%s:%s",
                           file ? "REFERENCE" : m->source, volume, volume, *sub ? "/" : "", sub, m->target);
}

/* What a pattern fits, by its directory. */
static int add_glob(StrBuf *advice, const ForeignMount *m, const ForeignLine *line)
{
        size_t n = strcspn(m->source, "*?["), cut = n;
        while (cut > 1 && m->source[cut - 1] != '/')
                cut--;
        _cleanup_free_ char *directory = strndup(m->source, cut > 1 ? cut - 1 : cut);
        if (!directory)
                return -ENOMEM;
        ForeignMount whole = *m;
        whole.source = directory;
        return add_volume(advice, &whole, line);
}

static int add_lines(StrBuf *advice, const ForeignMount *m, const ForeignLine *line)
{
        const char *type = m->type ? m->type : "";
        if (is_one_of(type, "devpts"))
                return strbuf_add(advice, "a container has a /dev/pts of its own; leave it out");
        if (is_one_of(type, "artifact"))
                return strbuf_add(advice, "artifacts are not fetched; leave it out");
        if (m->target && is_one_of(type, "tmpfs ramfs"))
                return string_after(m->target, "/dev/shm") ? foreign_add_shm(advice, m->size)
                                                           : add_tmpfs(advice, m);
        if (m->target && is_one_of(type, "image"))
                return add_image(advice, m);
        if (m->target && m->source && is_one_of(type, "glob"))
                return add_glob(advice, m, line);
        if (m->target && m->source)
                return add_volume(advice, m, line);
        if (m->target && is_one_of(type, "volume"))
                return foreign_add_volume(advice, m->target, line);
        return strbuf_add(advice, "a mount needs source= and destination=: write Volume=/srv/data:/data");
}

int foreign_add_mount(StrBuf *advice, const ForeignLine *line)
{
        _cleanup_free_ char *copy = strdup(line->value);
        if (!copy)
                return -ENOMEM;
        ForeignMount m = {};
        char *rest = unquoted(copy);
        for (char *word; (word = strsep(&rest, ","));)
                read_word(&m, word);
        int r = add_lines(advice, &m, line);
        return advice->oom ? -ENOMEM : r;
}
