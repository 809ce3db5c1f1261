/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys of [Registry], in the manual's order. */
#include "generator/language/rows.h"

#define LATER(key) ROW_LATER(SECTION_REGISTRY, key)

static const Key keys[] = {
        LATER("Credential"),
        LATER("Insecure"),
};

const KeyTable registry_keys = TABLE(keys);
