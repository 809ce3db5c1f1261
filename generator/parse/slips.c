/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Slips in values. */
#include "generator/parse/slips.h"

#include "core/base/utf8.h"
#include "core/base/words.h"

#include <errno.h>
#include <string.h>

static bool is_blank(char c)
{
        return c == ' ' || c == '\t';
}

/* Whether a "#" stands as it does before a comment: behind a blank, outside of quotes. In a command it must
 * stand alone: "#fff" is a colour. */
static bool has_comment(const Key *key, const char *value)
{
        if (!(key->type->reads_as & TEXT_KEEPS_HASH))
                return false;
        bool command = key->type->reads_as & TEXT_COMMAND;
        char quote = '\0';
        for (const char *at = value; *at; at++) {
                if (quote || *at == '"' || *at == '\'')
                        quote = !quote ? *at : quote == *at ? '\0' : quote;
                else if (*at == '#' && at > value && is_blank(at[-1]) && (!command || is_blank(at[1])))
                        return true;
        }
        return false;
}

/* ["a", "b"] of YAML and JSON. "[" alone is a program. */
static bool is_list(const Key *key, const char *value)
{
        size_t n = strlen(value);
        if (n < 3 || value[0] != '[' || value[n - 1] != ']')
                return false;
        if (!(key->type->reads_as & TEXT_COMMAND))
                return true;
        _cleanup_strvec_ StrVec words = {};
        return (value[1] == '"' || value[1] == '\'') && words_from_json(value, &words) != 0;
}

/* Options behind a directory, as Quadlet takes them for Rootfs=. */
static const char *find_options(const Key *key, const char *value)
{
        static const char *const options[] = {":O", ":idmap", ":ro", ":rw"};
        size_t n = strlen(value);
        for (size_t i = 0; (key->type->reads_as & TEXT_PATH) && i < ARRAY_SIZE(options); i++) {
                size_t length = strlen(options[i]);
                if (n > length && streq(value + n - length, options[i]))
                        return options[i];
        }
        return NULL;
}

/* The "," behind a path in Tmpfs= and Volume= that an option follows, where a ":" is meant; or NULL. */
static const char *find_comma(const Key *key, const char *value)
{
        static const char *const options[] = {"size",   "mode",   "uid",   "gid",    "ro",     "rw",
                                              "exec",   "noexec", "z",     "Z",      "U",      "suid",
                                              "nosuid", "dev",    "nodev", "rslave", "create", "nocopy"};
        bool volume = key->type->reads_as & TEXT_VOLUME;
        if (!(key->type->reads_as & TEXT_MOUNT))
                return NULL;
        const char *path = volume ? strchr(value, ':') : value;
        const char *end = path ? path + (volume ? 1 : 0) : value;
        end += strcspn(end, ":");
        for (const char *comma = path; comma && (comma = strchr(comma, ',')) && comma < end; comma++) {
                size_t n = strcspn(comma + 1, ",:=");
                for (size_t i = 0; i < ARRAY_SIZE(options); i++)
                        if (strlen(options[i]) == n && strncmp(comma + 1, options[i], n) == 0)
                                return comma;
        }
        return NULL;
}

static int add_comma(const Key *key, const char *value, const char *comma, StrBuf *buf)
{
        const char *colon = strchr(comma, ':');
        return strbuf_addf(buf, "the \",\" is a part of the path; write %s=%.*s:%.*s%s%s", key->name,
                           (int)(comma - value), value,
                           (int)(colon ? (size_t)(colon - comma) - 1 : strlen(comma + 1)), comma + 1,
                           colon ? "," : "", colon ? colon + 1 : "");
}

/* Quotes and dashes that programs for letters put in place of those that are meant, and characters that hide
 * how a text is read. */
static unsigned odd_character(const char *value)
{
        for (const char *at = value; *at; at += utf8_char(at) > 0 ? (size_t)utf8_char(at) : 1) {
                if ((unsigned char)*at < 0x80)
                        continue;
                unsigned c = utf8_code_point(at);
                bool begins = at == value || is_blank(at[-1]) || strchr("=:,", at[-1]);
                if (begins && ((c >= 0x2010 && c <= 0x2015) || (c >= 0x2018 && c <= 0x201F) || c == 0x2212))
                        return c;
                if ((c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
                    (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF)
                        return c;
        }
        return 0;
}

int slips_find(const Key *key, const char *value, StrBuf *buf)
{
        /* Prose, and names that are checked letter by letter. */
        if (key->section == SECTION_UNIT || key->section == SECTION_INSTALL)
                return 0;
        unsigned odd = odd_character(value);
        const char *options = find_options(key, value), *comma = find_comma(key, value);
        int r = 0;
        if (is_list(key, value))
                r = strbuf_add(buf,
                               "a list in brackets is plain text here; write its words parted by blanks");
        else if (has_comment(key, value))
                r = strbuf_add(buf, "the \"#\" is a part of the value; a comment needs a line of its own");
        else if (options)
                r = strbuf_addf(buf, "the \"%s\" is a part of the path; there are no options here", options);
        else if (comma)
                r = add_comma(key, value, comma, buf);
        else if (odd > 0)
                r = strbuf_addf(buf, "U+%04X is in it, which is no quote, dash or blank to any program", odd);
        else
                return 0;
        return r < 0 ? r : 1;
}
