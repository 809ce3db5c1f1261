/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Numbers as administrators write them, read strictly: no blanks, no signs, no octal, nothing left over. */
#pragma once

#include "core/base/strbuf.h"

#include <stdint.h>

/* What a reader answers beside 0. */
enum {
        NUMBER_SYNTAX = 1, /* not a number of this kind */
        NUMBER_RANGE,      /* larger than can be held */
        NUMBER_FINE,       /* smaller than the smallest unit: a thousandth of a core, a byte, a microsecond */
};

#define TIME_INFINITY UINT64_MAX

/* Decimal digits alone; 0, NUMBER_SYNTAX or NUMBER_RANGE (above MAX). */
int number_parse(const char *text, uint64_t max, uint64_t *ret);
/* Octal digits alone, for file modes; at most 07777. */
int number_parse_mode(const char *text, unsigned *ret);
/* "2", "0.75", "750m" → thousandths of a core. */
int number_parse_cores(const char *text, uint64_t *ret_milli);
/* "512M", "1.5G", "256MiB", "256mb", "4096" → bytes; powers of 1024; a broken byte is rounded down. */
int number_parse_size(const char *text, uint64_t *ret_bytes);
/* systemd's time spans, systemd.time(7): "90", "10s", "1min 30s", "infinity" → microseconds. As systemd does,
 * it takes less than 18446744073709 s. */
int number_parse_time(const char *text, uint64_t *ret_usec);
/* systemd's words: 1 yes y true t on / 0 no n false f off, in any case. */
int number_parse_bool(const char *text, bool *ret);

/* All append to BUF: 0 or -ENOMEM. For people: 1250 → "1.25", 2000 → "2". */
int number_add_cores(StrBuf *buf, uint64_t milli);
/* For people: 2147483648 → "2 GiB", 1536 MiB → "1.5 GiB"; whole bytes where nothing else is exact. */
int number_add_size(StrBuf *buf, uint64_t bytes);
/* For units: "90s", "1500ms", "7us", "infinity". */
int number_add_time(StrBuf *buf, uint64_t usec);
