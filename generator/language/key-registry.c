/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys of [Registry], in the manual's order. */
#include "generator/language/rows.h"

#define FUTURE(key) ROW_LATER(SECTION_REGISTRY, key)

static const Key later[] = {
        FUTURE("Credential"),
        FUTURE("Insecure"),
};

const KeyTable registry_keys = {LATER(later)};
