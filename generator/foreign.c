/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finding a key or a word in the tables of others. */
#include "generator/foreign.h"

#include "generator/values.h"

#include <string.h>
#include <strings.h>

static bool is_harmless(const ForeignKey *key, const char *value, const char *section_name)
{
        if (!key->harmless)
                return false;
        const char *expected = *key->harmless ? key->harmless : section_name;
        return expected && streq(value, expected);
}

/* The value of NAME among the comma-separated words "type=bind,src=/a,ro", or NULL. */
static const char *mount_word(const char *value, const char *name, size_t *ret_n)
{
        size_t n = strlen(name);
        for (; *value; value += *value == ',') {
                size_t length = strcspn(value, ",");
                if (length >= n && strncmp(value, name, n) == 0 && (length == n || value[n] == '=')) {
                        *ret_n = length > n ? length - n - 1 : 0;
                        return value + n + (length > n);
                }
                value += length;
        }
        return NULL;
}

static const char *mount_any(const char *value, const char *const names[3], size_t *ret_n)
{
        const char *found = NULL;
        for (size_t i = 0; i < 3 && !found; i++)
                found = mount_word(value, names[i], ret_n);
        return found;
}

/* Mount=type=…: the line that does the same, as far as the value can be read. */
static int mount_advice(const char *value, StrBuf *advice)
{
        static const char *const sources[] = {"source", "src", "from"},
                                 *const targets[] = {"destination", "dst", "target"},
                                 *const read_only[] = {"ro", "readonly", "read-only"};
        size_t n_type, n_source, n_target, n;
        const char *type = mount_word(value, "type", &n_type), *source = mount_any(value, sources, &n_source),
                   *target = mount_any(value, targets, &n_target);
        if (type && target && n_type == 5 && strncmp(type, "tmpfs", 5) == 0)
                return strbuf_addf(advice, "write Tmpfs=%.*s", (int)n_target, target);
        if (source && target)
                return strbuf_addf(advice, "write Volume=%.*s:%.*s%s", (int)n_source, source, (int)n_target,
                                   target, mount_any(value, read_only, &n) ? ":ro" : "");
        return strbuf_add(
                advice,
                "write Volume=SOURCE:/path[:ro] for a bind mount or a volume, Tmpfs=/path for a tmpfs");
}

/* LimitNOFILE= and the like of systemd, all in one row. */
static int limit_advice(const char *name, StrBuf *advice)
{
        const char *resource = strncasecmp(name, "Limit", 5) == 0 ? value_limit_name(name + 5) : NULL;
        if (!resource)
                return 0;
        strbuf_add(advice, "write Ulimit=");
        for (; *resource; resource++)
                strbuf_add_char(advice, (char)(*resource | 0x20));
        int r = strbuf_add(advice, "=SOFT:HARD");
        return r < 0 ? r : 1;
}

/* Whether NAME is KEY in any case, with "-", as options of docker run have it, for "_"; a "*" at the end of
 * KEY stands for whatever follows. */
static bool is_name(const char *key, const char *name)
{
        while (*key && *key != '*' && (strncasecmp(key, name, 1) == 0 || (*key == '_' && *name == '-'))) {
                key++;
                name++;
        }
        return *key == '*' || (!*key && !*name);
}

int key_foreign(SectionKind section, const char *name, const char *value, const char *section_name,
                StrBuf *advice, bool *ret_harmless)
{
        if (section == SECTION_DEFAULTS || section == SECTION_INIT)
                section = SECTION_CONTAINER;
        for (size_t i = 0; i < n_foreign_keys; i++) {
                const ForeignKey *key = foreign_keys + i;
                if (key->section != section || !is_name(key->name, name))
                        continue;
                int r = key->advice ? strbuf_add(advice, key->advice) : mount_advice(value, advice);
                if (r < 0)
                        return r;
                *ret_harmless = is_harmless(key, value, section_name);
                return 1;
        }
        return section == SECTION_CONTAINER ? limit_advice(name, advice) : 0;
}

const char *word_foreign(const Key *key, const char *value)
{
        static const struct {
                const char *key, *word, *advice;
        } words[] = {
                {"Restart", "unless-stopped", "write Restart=always; a unit that was stopped stays stopped"},
                {"Restart", "never", "write Restart=no"},
                {"Restart", "false", "write Restart=no"},
                {"Restart", "yes", "write Restart=always"},
                {"Restart", "true", "write Restart=always"},
                {"Type", "tmpfs", "write Type=empty and Medium=memory"},
                {"Type", "emptyDir", "write Type=empty"},
                {"Type", "hostPath", "write Type=bind and Path="},
                {"Type", "smb", "write Type=cifs"},
                {"Network", "private", "write Network=bridge"},
                {"Network", "pod", "containers of one group share their network; leave it out"},
        };
        for (size_t i = 0; i < ARRAY_SIZE(words); i++)
                if (streq(words[i].key, key->name) && strcasecmp(words[i].word, value) == 0)
                        return words[i].advice;
        return NULL;
}
