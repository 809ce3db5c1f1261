/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/json/scan.h"

#include "core/base/cleanup.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

typedef struct Key {
        const char *text;
        size_t n;
} Key;

typedef struct Scan {
        const char *text;
        size_t size, at;
        const ScanLimits *limits;
        char *words;
        Key *keys; /* of all objects that AT is in */
        size_t n_keys, space;
        size_t first[SCAN_DEPTH_MAX + 1]; /* of KEYS, by depth */
        size_t depth;
} Scan;

static int wrong(Scan *scan, const char *words)
{
        snprintf(scan->words, SCAN_WORDS_MAX, "%s", words);
        return -EINVAL;
}

/* Of a number, which may have a sign before it: AT is its first digit, and becomes what follows it. */
static int scan_number(Scan *scan)
{
        static const char most[] = "18446744073709551615";
        const char *digits = scan->text + scan->at;
        size_t n = 0;
        while (scan->at + n < scan->size && isdigit((unsigned char)digits[n]))
                n++;
        if (n > sizeof most - 1 || (n == sizeof most - 1 && memcmp(digits, most, n) > 0))
                return wrong(scan, "a number above 18446744073709551615");
        scan->at += n;
        return 0;
}

static int add_key(Scan *scan, const char *key, size_t n)
{
        if (scan->n_keys == scan->space) {
                size_t space = scan->space * 2 + 16;
                Key *keys = reallocarray(scan->keys, space, sizeof *keys);
                if (!keys)
                        return -ENOMEM;
                scan->keys = keys;
                scan->space = space;
        }
        scan->keys[scan->n_keys++] = (Key){key, n};
        return 0;
}

static int scan_key(Scan *scan, size_t begin, size_t n)
{
        const char *key = scan->text + begin;
        size_t first = scan->first[scan->depth];
        scan->at = begin;
        if (memchr(key, '\\', n))
                return wrong(scan, "a key with an escape in it");
        for (size_t i = first; i < scan->n_keys; i++)
                if (scan->keys[i].n == n && memcmp(scan->keys[i].text, key, n) == 0)
                        return wrong(scan, "a key that stands twice in an object");
        if (scan->n_keys - first == scan->limits->keys) {
                snprintf(scan->words, SCAN_WORDS_MAX, "an object with more than %u keys", scan->limits->keys);
                return -EINVAL;
        }
        return add_key(scan, key, n);
}

/* AT is behind the opening quote, and becomes what follows the closing one. */
static int scan_string(Scan *scan)
{
        size_t begin = scan->at, n;
        for (; scan->at < scan->size && scan->text[scan->at] != '"'; scan->at++) {
                if ((unsigned char)scan->text[scan->at] < ' ')
                        return wrong(scan, "a control character in a string");
                if (scan->text[scan->at] == '\\' && scan->at + 1 < scan->size)
                        scan->at++;
        }
        n = scan->at++ - begin;
        size_t end = scan->at;
        while (end < scan->size && strchr(" \t\r\n", scan->text[end]) && scan->text[end])
                end++;
        if (end >= scan->size || scan->text[end] != ':')
                return 0;
        int r = scan_key(scan, begin, n);
        if (r == 0)
                scan->at = end + 1;
        return r;
}

static int scan_next(Scan *scan)
{
        char c = scan->text[scan->at];
        if (isdigit((unsigned char)c))
                return scan_number(scan);
        if (c == '\'')
                return wrong(scan, "a quote that JSON doesn't have");
        if ((unsigned char)c < ' ' && !(c && strchr("\t\r\n", c)))
                return wrong(scan, "a control character");
        if ((c == '{' || c == '[') && scan->depth == scan->limits->depth) {
                snprintf(scan->words, SCAN_WORDS_MAX, "more than %u arrays and objects in each other",
                         scan->limits->depth);
                return -EINVAL;
        }
        scan->at++;
        if (c == '{' || c == '[')
                scan->first[++scan->depth] = scan->n_keys;
        if ((c == '}' || c == ']') && scan->depth > 0)
                scan->n_keys = scan->first[scan->depth--];
        return c == '"' ? scan_string(scan) : 0;
}

int scan_json(const char *text, size_t size, const ScanLimits *limits, char words[SCAN_WORDS_MAX],
              size_t *ret_offset)
{
        Scan scan = {.text = text, .size = size, .limits = limits, .words = words};
        int r = 0;
        while (r == 0 && scan.at < size)
                r = scan_next(&scan);
        free(scan.keys);
        *ret_offset = scan.at;
        return r;
}

void scan_place(const char *text, size_t offset, unsigned *ret_line, unsigned *ret_column)
{
        *ret_line = *ret_column = 1;
        for (size_t i = 0; i < offset; i++) {
                *ret_column = text[i] == '\n' ? 1 : *ret_column + 1;
                *ret_line += text[i] == '\n';
        }
}
