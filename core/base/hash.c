/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* FNV-1a. */
#include "core/base/hash.h"

uint32_t hash_fnv32(const char *text)
{
        uint32_t h = UINT32_C(2166136261);
        for (; *text; text++)
                h = (h ^ (uint8_t)*text) * UINT32_C(16777619);
        return h;
}

uint64_t hash_fnv64(uint64_t before, const void *data, size_t n)
{
        const uint8_t *bytes = data;
        for (size_t i = 0; i < n; i++)
                before = (before ^ bytes[i]) * UINT64_C(1099511628211);
        return before;
}
