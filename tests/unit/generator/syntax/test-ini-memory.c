/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The reader, each of whose allocations fails once: -ENOMEM and no result, and nothing is lost (the
 * sanitizer's part). Allocations within iniparser itself are granted: it crashes where they fail. */
#include "generator/syntax/ini.h"

#include "tests/unit/unit.h"

#include <errno.h>
#include <iniparser.h>
#include <stdio.h>
#include <string.h>

static size_t left = SIZE_MAX; /* allocations that are still granted */
static bool in_iniparser;

static bool refused(void)
{
        if (in_iniparser)
                return false;
        if (left == 0) {
                errno = ENOMEM;
                return true;
        }
        left--;
        return false;
}

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__real_reallocarray(void *old, size_t n, size_t size);
void *__wrap_reallocarray(void *old, size_t n, size_t size);
char *__real_strdup(const char *text);
char *__wrap_strdup(const char *text);
int __real_vasprintf(char **ret, const char *format, va_list args) _printf_(2, 0);
int __wrap_vasprintf(char **ret, const char *format, va_list args) _printf_(2, 0);

void *__wrap_malloc(size_t size)
{
        return refused() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
        return refused() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *old, size_t size)
{
        return refused() ? NULL : __real_realloc(old, size);
}

void *__wrap_reallocarray(void *old, size_t n, size_t size)
{
        return refused() ? NULL : __real_reallocarray(old, n, size);
}

char *__wrap_strdup(const char *text)
{
        return refused() ? NULL : __real_strdup(text);
}

int __wrap_vasprintf(char **ret, const char *format, va_list args)
{
        return refused() ? -1 : __real_vasprintf(ret, format, args);
}

dictionary *__real_iniparser_load(const char *path);
dictionary *__wrap_iniparser_load(const char *path);
const char *__real_iniparser_getstring(const dictionary *d, const char *key, const char *otherwise);
const char *__wrap_iniparser_getstring(const dictionary *d, const char *key, const char *otherwise);

dictionary *__wrap_iniparser_load(const char *path)
{
        in_iniparser = true;
        dictionary *d = __real_iniparser_load(path);
        in_iniparser = false;
        return d;
}

const char *__wrap_iniparser_getstring(const dictionary *d, const char *key, const char *otherwise)
{
        in_iniparser = true;
        const char *value = __real_iniparser_getstring(d, key, otherwise);
        in_iniparser = false;
        return value;
}

/* Every kind of mistake and enough of all for each array to grow. */
static const char text[] =
        "\xef\xbb\xbf"
        "A=1\n[a]\n[b]\n[c]\n[d]\n[e]\n[f]\n[g]\n[h]\n[i]\n[j]\n[k]\n[l]\n[m]\n[n]\n[o]\n[p]\n[q]\n"
        "A=1\nA=2\nA=3\nA=4\nA=5\nA=6\nA=7\nA=8\nA=9\nA=0\nA=1\nA=2\nA=3\nA=4\nA=5\nA=6\nA=7\n"
        "x\nx: y\n=1\nA B=1\nA/=1\n\xc3\xa4=1\nA=\x01\nA=\xff\nA=\xc2\x9b\nA=\\ \nA=\\\n[x]\n"
        "[V x]\n[V x]\n[]\n[U]x\n[U\nA=\\";

static void test_each_allocation(void **state)
{
        size_t failures = 0;
        for (size_t granted = 0;; granted++) {
                _cleanup_diag_list_ DiagList diags = {};
                IniFile *file = NULL;
                left = granted;
                int r = ini_read(text, sizeof text - 1, "web.group", &diags, &file);
                left = SIZE_MAX;
                if (r == 0) {
                        assert_int_equal(diags.n, 17);
                        assert_int_equal(file->n_entries, 20);
                        ini_file_free(file);
                        break;
                }
                assert_int_equal(r, -ENOMEM);
                assert_null(file);
                failures++;
        }
        assert_true(failures > 50);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_each_allocation),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
