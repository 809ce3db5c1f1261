/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tar archives for tests, as short as they can be. */
#pragma once

#include "core/base/strbuf.h"

#include <stdio.h>
#include <string.h>

/* The sum of the header at BLOCK is made right. */
static inline void tar_make_sum(char *block)
{
        unsigned sum = 0;
        memset(block + 148, ' ', 8);
        for (int i = 0; i < 512; i++)
                sum += (unsigned char)block[i];
        snprintf(block + 148, 8, "%06o", sum);
}

/* Appends a header of TYPE, and SIZE bytes of DATA. */
static inline void tar_make(StrBuf *buf, char type, const char *name, const char *target, const char *data,
                            size_t size)
{
        char block[512] = {};
        snprintf(block, 100, "%s", name);
        snprintf(block + 100, 8, "%07o", 0640u);
        snprintf(block + 108, 8, "%07o", 7u);
        snprintf(block + 116, 8, "%07o", 8u);
        snprintf(block + 124, 12, "%011zo", size);
        snprintf(block + 136, 12, "%011o", 1000u);
        block[156] = type;
        snprintf(block + 157, 100, "%s", target);
        memcpy(block + 257,
               "ustar\0"
               "00",
               8);
        tar_make_sum(block);
        strbuf_add_bytes(buf, block, sizeof block);
        strbuf_add_bytes(buf, data, size);
        memset(block, 0, sizeof block);
        strbuf_add_bytes(buf, block, (512 - size % 512) % 512);
}

/* Appends the end. */
static inline void tar_make_end(StrBuf *buf)
{
        static const char zeros[1024];
        strbuf_add_bytes(buf, zeros, sizeof zeros);
}
