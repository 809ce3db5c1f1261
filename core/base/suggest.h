/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* "Did you mean …": the nearest of some known words. */
#pragma once

#include <stddef.h>

/* The one of N CANDIDATES that WORD was probably meant to be, or NULL. Nearest means the fewest letters that
 * were left out, put in, mistaken or swapped with their neighbour, whatever their case: at most 1 in a word
 * of up to 4 letters, 2 up to 8, 3 beyond, and never all of them. The first of equals wins. */
const char *suggest(const char *word, const char *const *candidates, size_t n);
