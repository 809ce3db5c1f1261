/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* FNV-1a, which spreads short names well and keeps no secret (draft-eastlake-fnv). Names and numbers that are
 * kept on disk follow from it. Pure. */
#pragma once

#include <stddef.h>
#include <stdint.h>

uint32_t hash_fnv32(const char *text);

/* The N bytes at DATA, after BEFORE: HASH_FNV64_BEGIN, or what this said of those before. */
#define HASH_FNV64_BEGIN UINT64_C(14695981039346656037)
uint64_t hash_fnv64(uint64_t before, const void *data, size_t n);
