/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Numbers as administrators write them. */
#include "core/base/number.h"

#include <string.h>
#include <strings.h>

static bool is_digit(char c)
{
        return c >= '0' && c <= '9';
}

int number_parse(const char *text, uint64_t max, uint64_t *ret)
{
        uint64_t value = 0;
        if (!*text)
                return NUMBER_SYNTAX;
        for (; *text; text++) {
                if (!is_digit(*text))
                        return NUMBER_SYNTAX;
                if (__builtin_mul_overflow(value, 10, &value) ||
                    __builtin_add_overflow(value, (uint64_t)(*text - '0'), &value))
                        value = UINT64_MAX;
                /* UINT64_MAX is no number, it stands for "no limit". What other characters follow is no
                 * number either, however large. */
                if (value > max || value == UINT64_MAX)
                        return text[strspn(text, "0123456789")] ? NUMBER_SYNTAX : NUMBER_RANGE;
        }
        *ret = value;
        return 0;
}

int number_parse_mode(const char *text, unsigned *ret)
{
        unsigned value = 0;
        size_t n = strspn(text, "01234567");
        if (n == 0 || text[n])
                return NUMBER_SYNTAX;
        for (; *text; text++) {
                value = value * 8 + (unsigned)(*text - '0');
                if (value > 07777)
                        return NUMBER_RANGE;
        }
        *ret = value;
        return 0;
}

/* A fraction's digits, those up to END, as so many UNITs, rounded down; the last digit first, so that no
 * number here is larger than 10 units. LOST says whether something was rounded away. */
static uint64_t parse_fraction(const char *digits, const char *end, uint64_t unit, bool *ret_lost)
{
        uint64_t value = 0;
        bool lost = false;
        while (end > digits) {
                value += (uint64_t)(*--end - '0') * unit;
                lost |= value % 10 != 0;
                value /= 10;
        }
        *ret_lost = lost;
        return value;
}

/* Digits with an optional fraction, multiplied by UNIT, which is below 2^60, and rounded down; *TEXT is moved
 * to what follows. LOST says whether something was rounded away. */
static int parse_decimal(const char **text, uint64_t unit, uint64_t *ret, bool *ret_lost)
{
        const char *s = *text;
        uint64_t value = 0, fraction = 0;
        bool large = false, lost = false;
        if (!is_digit(*s))
                return NUMBER_SYNTAX;
        for (; is_digit(*s); s++)
                large |= __builtin_mul_overflow(value, 10, &value) ||
                         __builtin_add_overflow(value, (uint64_t)(*s - '0'), &value);
        if (*s == '.') {
                const char *digits = ++s;
                if (!is_digit(*s))
                        return NUMBER_SYNTAX;
                s += strspn(s, "0123456789");
                fraction = parse_fraction(digits, s, unit, &lost);
        }
        if (large || __builtin_mul_overflow(value, unit, &value) ||
            __builtin_add_overflow(value, fraction, &value) || value == UINT64_MAX)
                return NUMBER_RANGE;
        *ret_lost = lost;
        *ret = value;
        *text = s;
        return 0;
}

int number_parse_cores(const char *text, uint64_t *ret_milli)
{
        const char *s = text;
        bool lost;
        uint64_t milli;
        size_t n = strlen(text);
        bool in_milli = n > 0 && text[n - 1] == 'm';
        int r = parse_decimal(&s, in_milli ? 1 : 1000, &milli, &lost);
        if (r != 0)
                return r;
        if (!streq(s, in_milli ? "m" : ""))
                return NUMBER_SYNTAX;
        if (lost)
                return NUMBER_FINE;
        *ret_milli = milli;
        return 0;
}

int number_parse_size(const char *text, uint64_t *ret_bytes)
{
        static const char letters[] = "KMGT";
        const char *unit_at = text + strspn(text, "0123456789.");
        uint64_t unit = 1, bytes;
        bool lost;
        if (*unit_at) {
                const char *letter = strchr(letters, *unit_at >= 'a' ? *unit_at - 'a' + 'A' : *unit_at);
                if (letter)
                        unit = UINT64_C(1) << (10 * (letter - letters + 1));
                const char *rest = unit_at + (letter != NULL);
                bool known = letter ? !*rest || !strcasecmp(rest, "b") || !strcasecmp(rest, "ib")
                                    : !strcasecmp(rest, "b");
                if (!known)
                        return NUMBER_SYNTAX;
        }
        const char *s = text;
        int r = parse_decimal(&s, unit, &bytes, &lost);
        if (r != 0)
                return r;
        if (s != unit_at)
                return NUMBER_SYNTAX;
        /* 1.1G is no whole number of bytes, and meant all the same; a part of a byte is not. */
        if (lost && unit == 1)
                return NUMBER_FINE;
        *ret_bytes = bytes;
        return 0;
}

/* systemd.time(7): units, longest first where one begins another. Case counts, as there: "m" is minutes, "M"
 * months. */
static const struct {
        const char *name;
        uint64_t usec;
} time_units[] = {
        {"seconds", 1000000},
        {"second", 1000000},
        {"sec", 1000000},
        {"s", 1000000},
        {"minutes", 60000000},
        {"minute", 60000000},
        {"min", 60000000},
        {"months", 2629800000000},
        {"month", 2629800000000},
        {"msec", 1000},
        {"ms", 1000},
        {"m", 60000000},
        {"hours", 3600000000},
        {"hour", 3600000000},
        {"hr", 3600000000},
        {"h", 3600000000},
        {"days", 86400000000},
        {"day", 86400000000},
        {"d", 86400000000},
        {"weeks", 604800000000},
        {"week", 604800000000},
        {"w", 604800000000},
        {"years", 31557600000000},
        {"year", 31557600000000},
        {"y", 31557600000000},
        {"usec", 1},
        {"us", 1},
        {"µs", 1},
        {"M", 2629800000000},
};

static uint64_t time_unit(const char **text)
{
        for (size_t i = 0; i < ARRAY_SIZE(time_units); i++) {
                const char *rest = string_after(*text, time_units[i].name);
                if (rest && (!*rest || *rest == ' ' || *rest == '\t' || is_digit(*rest))) {
                        *text = rest;
                        return time_units[i].usec;
                }
        }
        return 0;
}

/* Past "12.5" in TEXT, to where its unit stands. */
static const char *after_decimal(const char *text)
{
        text += strspn(text, "0123456789.");
        return text + strspn(text, " \t");
}

int number_parse_time(const char *text, uint64_t *ret_usec)
{
        uint64_t total = 0;
        if (streq(text, "infinity")) {
                *ret_usec = TIME_INFINITY;
                return 0;
        }
        text += strspn(text, " \t");
        do {
                uint64_t part;
                bool lost;
                const char *unit_at = after_decimal(text), *rest = unit_at;
                /* Without a unit it is seconds, systemd.time(7). */
                bool bare = !*unit_at || is_digit(*unit_at);
                uint64_t unit = bare ? 1000000 : time_unit(&rest);
                if (unit == 0)
                        return NUMBER_SYNTAX;
                int r = parse_decimal(&text, unit, &part, &lost);
                if (r != 0)
                        return r;
                if (text + strspn(text, " \t") != unit_at)
                        return NUMBER_SYNTAX;
                if (lost)
                        return NUMBER_FINE;
                /* systemd counts seconds first, and so drops what has more of them than fit. */
                if (__builtin_add_overflow(total, part, &total) || total / 1000000 >= UINT64_MAX / 1000000)
                        return NUMBER_RANGE;
                text = rest + strspn(rest, " \t");
        } while (*text);
        *ret_usec = total;
        return 0;
}

int number_parse_bool(const char *text, bool *ret)
{
        static const char *const yes[] = {"1", "yes", "y", "true", "t", "on"};
        static const char *const no[] = {"0", "no", "n", "false", "f", "off"};
        for (size_t i = 0; i < ARRAY_SIZE(yes); i++) {
                bool is_yes = strcasecmp(text, yes[i]) == 0;
                if (is_yes || strcasecmp(text, no[i]) == 0) {
                        *ret = is_yes;
                        return 0;
                }
        }
        return NUMBER_SYNTAX;
}

int number_add_cores(StrBuf *buf, uint64_t milli)
{
        char digits[8];
        int r = strbuf_addf(buf, "%llu", (unsigned long long)(milli / 1000));
        if (r < 0 || milli % 1000 == 0)
                return r;
        unsigned rest = (unsigned)(milli % 1000);
        for (int i = 2; i >= 0; i--, rest /= 10)
                digits[i] = (char)('0' + rest % 10);
        size_t n = 3;
        while (digits[n - 1] == '0')
                n--;
        r = strbuf_add_char(buf, '.');
        return r < 0 ? r : strbuf_add_bytes(buf, digits, n);
}

int number_add_size(StrBuf *buf, uint64_t bytes)
{
        static const char *const units[] = {"TiB", "GiB", "MiB", "KiB"};
        for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
                uint64_t unit = UINT64_C(1) << (10 * (4 - i));
                /* At most three digits after the point, and exact. */
                if (bytes < unit || bytes % unit * 1000 % unit != 0)
                        continue;
                int r = number_add_cores(buf, bytes / unit * 1000 + bytes % unit * 1000 / unit);
                return r < 0 ? r : strbuf_addf(buf, " %s", units[i]);
        }
        return strbuf_addf(buf, "%llu byte%s", (unsigned long long)bytes, bytes == 1 ? "" : "s");
}

int number_add_time(StrBuf *buf, uint64_t usec)
{
        if (usec == TIME_INFINITY)
                return strbuf_add(buf, "infinity");
        unsigned long long seconds = usec / 1000000, rest = usec % 1000000;
        if (rest == 0)
                return strbuf_addf(buf, "%llus", seconds);
        if (seconds > 0) /* each number by itself must fit into systemd's signed 64 bits */
                strbuf_addf(buf, "%llus", seconds);
        if (rest % 1000 == 0)
                return strbuf_addf(buf, "%llums", rest / 1000);
        return strbuf_addf(buf, "%lluus", rest);
}
