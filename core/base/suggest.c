/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* "Did you mean …": Damerau and Levenshtein's distance, where a letter is moved at most once. */
#include "core/base/suggest.h"

#include <string.h>

#define WORD_MAX 64 /* longer ones are no slip of a known word */

static unsigned char lower(char c)
{
        return (unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

static size_t smaller(size_t a, size_t b)
{
        return a < b ? a : b;
}

/* Both are at most WORD_MAX long. Only the last three rows of the table are kept. */
static size_t distance(const char *a, size_t n_a, const char *b, size_t n_b)
{
        size_t rows[3][WORD_MAX + 1];
        for (size_t k = 0; k <= n_b; k++)
                rows[0][k] = k;
        for (size_t i = 1; i <= n_a; i++) {
                size_t *row = rows[i % 3], *above = rows[(i - 1) % 3];
                row[0] = i;
                for (size_t k = 1; k <= n_b; k++) {
                        size_t other = lower(a[i - 1]) != lower(b[k - 1]);
                        row[k] = smaller(above[k - 1] + other, 1 + smaller(above[k], row[k - 1]));
                        if (i > 1 && k > 1 && lower(a[i - 1]) == lower(b[k - 2]) &&
                            lower(a[i - 2]) == lower(b[k - 1]))
                                row[k] = smaller(row[k], rows[(i - 2) % 3][k - 2] + 1);
                }
        }
        return rows[n_a % 3][n_b];
}

const char *suggest(const char *word, const char *const *candidates, size_t n)
{
        const char *nearest = NULL;
        size_t length = strnlen(word, WORD_MAX + 1);
        if (length == 0 || length > WORD_MAX)
                return NULL;
        size_t limit = length <= 4 ? 1 : length <= 8 ? 2 : 3;
        if (limit >= length)
                limit = length - 1;
        for (size_t i = 0; i < n; i++) {
                size_t other = strnlen(candidates[i], WORD_MAX + 1);
                /* What differs more in length alone needs no table. */
                if (other > WORD_MAX || other > length + limit || length > other + limit)
                        continue;
                size_t d = distance(word, length, candidates[i], other);
                if (d > limit)
                        continue;
                nearest = candidates[i];
                if (d == 0)
                        break;
                limit = d - 1;
        }
        return nearest;
}
