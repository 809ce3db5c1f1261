/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names of groups, containers, volumes and units. */
#include "core/base/name.h"

#include "core/base/utf8.h"

#include <string.h>

static bool is_lower_alnum(char c)
{
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Whether the N bytes at TEXT are one; CAPITALS count as letters too. */
static bool is_label(const char *text, size_t n, bool capitals)
{
        if (n == 0 || n > LABEL_MAX || text[0] == '-' || text[n - 1] == '-')
                return false;
        for (size_t i = 0; i < n; i++)
                if (!is_lower_alnum(text[i]) && text[i] != '-' &&
                    !(capitals && text[i] >= 'A' && text[i] <= 'Z'))
                        return false;
        return true;
}

bool label_is_valid(const char *text)
{
        return is_label(text, strlen(text), false);
}

bool host_name_is_valid(const char *text)
{
        if (strlen(text) > HOST_NAME_LENGTH)
                return false;
        for (;;) {
                size_t n = strcspn(text, ".");
                if (!is_label(text, n, true))
                        return false;
                if (!text[n])
                        return true;
                text += n + 1;
        }
}

int label_explain(StrBuf *buf, const char *text)
{
        char guess[LABEL_MAX + 1];
        size_t n = strlen(text);
        unsigned foreign = utf8_first_foreign(text);
        int r = strbuf_add(buf, LABEL_RULE);
        if (r < 0 || foreign)
                return r < 0 ? r : strbuf_addf(buf, "; U+%04X is in it", foreign);
        if (n > LABEL_MAX)
                return 0;
        for (size_t i = 0; i <= n; i++) {
                char c = text[i];
                guess[i] = c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c && strchr("_. ", c) ? '-' : c;
        }
        return label_is_valid(guess) ? strbuf_addf(buf, "; did you mean %s?", guess) : 0;
}

bool unit_name_is_valid(const char *text)
{
        static const char *const suffixes[] = {".service",   ".socket", ".device", ".mount",
                                               ".automount", ".swap",   ".target", ".path",
                                               ".timer",     ".slice",  ".scope"};
        static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:-_.\\@";
        size_t n = strlen(text);
        if (n > UNIT_NAME_MAX || text[strspn(text, allowed)])
                return false;
        const char *dot = strrchr(text, '.');
        if (!dot || dot == text || text[0] == '@')
                return false;
        for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++)
                if (streq(dot, suffixes[i]))
                        return true;
        return false;
}
