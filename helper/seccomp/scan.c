/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/seccomp/scan.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#define KEYS_MAX 32 /* of an object; what knows fewer refuses the others */

typedef struct Key {
        const char *text;
        size_t n;
} Key;

typedef struct Level {
        Key keys[KEYS_MAX];
        size_t n;
} Level;

typedef struct Scan {
        const char *text;
        size_t size, at;
        Level levels[SCAN_DEPTH];
        size_t depth;
} Scan;

/* Of a number, which may have a sign before it: AT is its first digit, and becomes what follows it. */
static const char *scan_number(Scan *scan)
{
        static const char most[] = "18446744073709551615";
        const char *digits = scan->text + scan->at;
        size_t n = 0;
        while (scan->at + n < scan->size && isdigit((unsigned char)digits[n]))
                n++;
        if (n > sizeof most - 1 || (n == sizeof most - 1 && memcmp(digits, most, n) > 0))
                return "a number above 18446744073709551615";
        scan->at += n;
        return NULL;
}

static const char *scan_key(Scan *scan, size_t begin, size_t n)
{
        Level *level = scan->levels + scan->depth;
        const char *key = scan->text + begin;
        scan->at = begin;
        if (memchr(key, '\\', n))
                return "a key with an escape in it";
        for (size_t i = 0; i < level->n; i++)
                if (level->keys[i].n == n && memcmp(level->keys[i].text, key, n) == 0)
                        return "a key that stands twice in an object";
        if (level->n == KEYS_MAX)
                return "an object with more than 32 keys";
        level->keys[level->n++] = (Key){key, n};
        return NULL;
}

/* AT is behind the opening quote, and becomes what follows the closing one. */
static const char *scan_string(Scan *scan)
{
        size_t begin = scan->at, n;
        for (; scan->at < scan->size && scan->text[scan->at] != '"'; scan->at++) {
                if ((unsigned char)scan->text[scan->at] < ' ')
                        return "a control character in a string";
                if (scan->text[scan->at] == '\\' && scan->at + 1 < scan->size)
                        scan->at++;
        }
        n = scan->at++ - begin;
        size_t end = scan->at;
        while (end < scan->size && strchr(" \t\r\n", scan->text[end]) && scan->text[end])
                end++;
        if (end >= scan->size || scan->text[end] != ':')
                return NULL;
        const char *wrong = scan_key(scan, begin, n);
        if (!wrong)
                scan->at = end + 1;
        return wrong;
}

static const char *scan_next(Scan *scan)
{
        char c = scan->text[scan->at];
        if (isdigit((unsigned char)c))
                return scan_number(scan);
        if (c == '\'')
                return "a quote that JSON doesn't have";
        if ((unsigned char)c < ' ' && !(c && strchr("\t\r\n", c)))
                return "a control character";
        if ((c == '{' || c == '[') && scan->depth + 1 == SCAN_DEPTH)
                return "more than 8 arrays and objects in each other";
        scan->at++;
        if (c == '{' || c == '[')
                scan->levels[++scan->depth].n = 0;
        if ((c == '}' || c == ']') && scan->depth > 0)
                scan->depth--;
        return c == '"' ? scan_string(scan) : NULL;
}

const char *scan_json(const char *text, size_t size, size_t *ret_offset)
{
        Scan scan = {.text = text, .size = size};
        const char *wrong = NULL;
        while (!wrong && scan.at < size)
                wrong = scan_next(&scan);
        *ret_offset = scan.at;
        return wrong;
}

void scan_place(const char *text, size_t offset, unsigned *ret_line, unsigned *ret_column)
{
        *ret_line = *ret_column = 1;
        for (size_t i = 0; i < offset; i++) {
                *ret_column = text[i] == '\n' ? 1 : *ret_column + 1;
                *ret_line += text[i] == '\n';
        }
}
