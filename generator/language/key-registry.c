/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys of [Registry], in the manual's order. */
#include "generator/language/rows.h"

#define KEY(key, value, member, ...) ROW(SECTION_REGISTRY, Registry, key, value, member, __VA_ARGS__)
#define FUTURE_BUT(key, word)        ROW_LATER(SECTION_REGISTRY, key, .already = (word))

static const Key keys[] = {
        KEY("Credential", credential, credential),
};

static const Key later[] = {
        FUTURE_BUT("Insecure", "no"),
};

const KeyTable registry_keys = {KEPT(keys), LATER(later)};
