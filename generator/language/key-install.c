/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys of [Install], in the manual's order. */
#include "generator/language/rows.h"

#define KEY(key, value, member, ...) ROW(SECTION_INSTALL, Definition, key, value, member, __VA_ARGS__)

static const Key keys[] = {
        KEY("WantedBy", units, wanted_by),
        KEY("RequiredBy", units, required_by),
        KEY("Alias", units, alias),
};

const KeyTable install_keys = {KEPT(keys)};
