/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Platforms, in the words of Go, as images have them: which runs on a machine. Pure. */
#pragma once

#include "core/base/strbuf.h"

#define PLATFORM_WORD_SPACE 33 /* with the NUL; image_platform_is_valid() has the same limit */

typedef struct Platform {
        char os[PLATFORM_WORD_SPACE]; /* "linux" */
        char architecture[PLATFORM_WORD_SPACE];
        char variant[PLATFORM_WORD_SPACE]; /* "" where there is none, or it isn't said */
} Platform;

/* Of the machine that uname(2) calls so: "x86_64" → linux/amd64. 0, or -EINVAL for one that is not known. */
int platform_of_machine(const char *machine, Platform *ret);

/* How well what is built for PLATFORM runs on MACHINE: 0 best, more is worse, -1 not at all. Of older
 * variants of ARM the newest is best; what is built for more than the first variant of another architecture
 * doesn't run. */
int platform_fits(const Platform *platform, const Platform *machine);

/* Copies WORD, if it is one of a platform: lower-case letters, digits, "_", "." and "-". 0 or -EINVAL. */
int platform_set_word(char field[PLATFORM_WORD_SPACE], const char *word);

/* Appends "linux/arm64/v8". 0 or -ENOMEM. */
int platform_write(const Platform *platform, StrBuf *buf);
