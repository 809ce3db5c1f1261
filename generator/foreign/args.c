/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Options of podman run in a value, PodmanArgs=--memory=1g: each is looked up as a key, and what there is to
 * write for all of them is one answer. */
#include "generator/foreign/tables.h"

#include "core/base/words.h"

#include <errno.h>
#include <string.h>

/* Short options, and long ones whose name is another thing here. */
static const struct {
        const char *option, *key;
} names[] = {
        {"a", "attach"},  {"c", "cpu-shares"},     {"d", "detach"},
        {"e", "env"},     {"h", "hostname"},       {"i", "interactive"},
        {"l", "label"},   {"m", "mem_limit"},      {"p", "publish"},
        {"t", "tty"},     {"u", "user"},           {"v", "volume"},
        {"w", "workdir"}, {"memory", "mem_limit"}, {"net", "network"},
        {"cpu", "cpus"},  {"ip", "ip_address"},    {"secret", "secrets"},
};

/* Options that take no word after them. */
static const char *const switches[] = {
        "d",
        "detach",
        "i",
        "interactive",
        "t",
        "tty",
        "rm",
        "init",
        "q",
        "quiet",
        "replace",
        "read-only",
        "no-hosts",
        "no-healthcheck",
        "privileged",
        "env-host",
        "rmi",
        "P",
        "publish-all",
        "read-only-tmpfs",
        "oom-kill-disable",
        "http-proxy",
        "tls-verify",
};

static bool is_switch(const char *name)
{
        for (size_t i = 0; i < ARRAY_SIZE(switches); i++)
                if (streq(name, switches[i]))
                        return true;
        return false;
}

typedef struct Lines {
        StrVec placed, own; /* with an "in [SECTION]" and without */
        size_t n_options;
} Lines;

/* The lines of the answer TEXT; what is not built is told for all of them together. */
static int keep_lines(Lines *lines, char *text)
{
        char *line = strstr(text, "write ");
        if (!line || strncmp(line, "write [", 7) == 0)
                return 0;
        line += strlen("write ");
        for (char *p = line; (p = strstr(p, " ("));)
                if (strncmp(p, " (which this version", 20) == 0 || strncmp(p, " (this version", 14) == 0)
                        *p = '\0';
                else
                        p++;
        bool placed = line[strlen(line) - 1] == ']';
        return strvec_add(placed ? &lines->placed : &lines->own, line);
}

static int add_option(Lines *lines, const ForeignLine *line, const char *name, const char *value)
{
        ForeignLine option = *line;
        _cleanup_strbuf_ StrBuf answer = {};
        bool harmless = false;
        lines->n_options++;
        for (size_t i = 0; i < ARRAY_SIZE(names); i++)
                if (streq(name, names[i].option))
                        name = names[i].key;
        option.name = name;
        option.value = value;
        option.is_option = true;
        int r = foreign_answer_key(&option, &answer, &harmless);
        if (r <= 0 || harmless)
                return r < 0 ? r : 0;
        return keep_lines(lines, answer.text);
}

/* "--name=value", "--name value", "-n value", "-nvalue" and switches. What begins with "-" is the next option
 * rather than a value. */
static int read_options(Lines *lines, const ForeignLine *line, const StrVec *words)
{
        int r = 0;
        for (size_t i = 0; i < words->n && r == 0; i++) {
                const char *word = words->items[i], *next = words->items[i + 1];
                bool is_long = strncmp(word, "--", 2) == 0;
                if (*word != '-' || !word[1])
                        continue;
                const char *text = word + 1 + is_long, *equals = is_long ? strchr(text, '=') : NULL;
                size_t n = equals ? (size_t)(equals - text) : is_long ? strlen(text) : 1;
                _cleanup_free_ char *name = strndup(text, n);
                if (!name)
                        return -ENOMEM;
                if (equals)
                        r = add_option(lines, line, name, equals + 1);
                else if (text[n] && !is_switch(name))
                        r = add_option(lines, line, name, text + n);
                else if (is_switch(name) || !next || *next == '-')
                        r = add_option(lines, line, name, "yes");
                else {
                        r = add_option(lines, line, name, next);
                        i++;
                }
        }
        return r;
}

static int join(StrBuf *advice, const Lines *lines)
{
        size_t n = lines->placed.n + lines->own.n;
        for (size_t i = 0; i < n; i++) {
                const char *line =
                        i < lines->placed.n ? lines->placed.items[i] : lines->own.items[i - lines->placed.n];
                strbuf_addf(advice, "%s%s", i == 0 ? "write " : i + 1 < n ? ", " : " and ", line);
        }
        return advice->oom ? -ENOMEM : 0;
}

int foreign_add_args(StrBuf *advice, const ForeignLine *line)
{
        _cleanup_strvec_ StrVec words = {};
        const char *why;
        Lines lines = {};
        int r = words_split(line->value, &words, &why);
        if (r == 0)
                r = read_options(&lines, line, &words);
        if (r >= 0 && lines.placed.n + lines.own.n > 0)
                r = join(advice, &lines);
        else if (r >= 0)
                r = strbuf_add(advice, "there is no Podman to pass arguments to, and no key for these; "
                                       "leave it out");
        strvec_done(&lines.placed);
        strvec_done(&lines.own);
        return r;
}

/* "label=disable", "no-new-privileges", "seccomp=/x.json", also with ":" as docker had it. */
int foreign_add_security(StrBuf *advice, const ForeignLine *line)
{
        static const struct {
                const char *option, *advice;
        } options[] = {
                {"label=disable", "write SecurityLabelDisable=yes"},
                {"label=type:", "write SecurityLabelType=%s"},
                {"label=level:", "write SecurityLabelLevel=%s"},
                {"no-new-privileges=false", "write NoNewPrivileges=no"},
                {"no-new-privileges", "that is so without this line; leave it out"},
                {"seccomp=", "write SeccompProfile=%s"},
                {"apparmor=", "write AppArmor=%s"},
                {"unmask=", "write Unmask=%s"},
                {"mask=", "write Mask=%s"},
        };
        _cleanup_free_ char *value = strdup(line->value);
        if (!value)
                return -ENOMEM;
        size_t n = strcspn(value, "=:");
        if (value[n] == ':')
                value[n] = '=';
        for (size_t i = 0; i < ARRAY_SIZE(options); i++) {
                const char *rest = string_after(value, options[i].option);
                if (!rest)
                        continue;
                size_t fixed = strcspn(options[i].advice, "%");
                strbuf_add_bytes(advice, options[i].advice, fixed);
                return options[i].advice[fixed] ? strbuf_add(advice, rest) : advice->oom ? -ENOMEM : 0;
        }
        return strbuf_add(advice, "there is no such option; leave it out");
}
