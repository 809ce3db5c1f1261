/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How the tables of keys are written, a file per section; for this folder alone. */
#pragma once

#include "generator/language/keys.h"
#include "generator/model/ranges.h"

/* Those of which nothing is kept stand apart: at each group of thousands, fields are filled, checked, handed
 * on and freed by going through the others. */
typedef struct KeyTable {
        const Key *keys;
        size_t n;
        const Key *later;
        size_t n_later;
} KeyTable;

extern const KeyTable unit_keys, group_keys, container_keys, volume_keys, registry_keys, install_keys;

#define KEPT(rows)  .keys = (rows), .n = ARRAY_SIZE(rows)
#define LATER(rows) .later = (rows), .n_later = ARRAY_SIZE(rows)

/* Where MEMBER of BASE, a Definition, Container, Volume or Registry, is. A member that values of this type
 * don't go into does not compile. */
#define FIELD(base, value, member)                                                                     \
        (offsetof(base, member) +                                                                      \
         0 * sizeof(struct {                                                                           \
                 _Static_assert(                                                                       \
                         __builtin_types_compatible_p(__typeof__(((base *)0)->member), field_##value), \
                         "the type's field is another one");                                           \
                 char unused;                                                                          \
         }))

/* The key KEY of a section, whose values, type_VALUE, go into MEMBER of BASE; then what else there is to say.
 */
#define ROW(kind, base, key, value, member_, ...)                        \
        {                                                                \
                .name = (key), .section = (kind), .type = &type_##value, \
                .offset = FIELD(base, value, member_), __VA_ARGS__       \
        }

/* In the language, but not in this version: of a table of its own. */
#define ROW_LATER(kind, key, ...)                                                                           \
        {                                                                                                   \
                .name = (key), .section = (kind), .type = &type_none, .needs = FEATURE_NOT_YET, __VA_ARGS__ \
        }

/* What types ask of a row. */
#define RULE(...)                  \
        .rule = &(const ValueRule) \
        {                          \
                __VA_ARGS__        \
        }
#define KEYWORDS(names, max, not_all) RULE(.words = (names), .n_words = (max), .needy = (not_all))
#define CORES                         RULE(.least = 1, .most = CPU_MAX)
#define MEMORY                        RULE(.least = 1, .little = LITTLE_MEMORY)
#define STORAGE                       RULE(.least = 1, .little = LITTLE_STORAGE)
#define NUMBER(min)                   RULE(.least = (min), .most = UINT32_MAX)

#define SECOND UINT64_C(1000000) /* of times, which are microseconds */
