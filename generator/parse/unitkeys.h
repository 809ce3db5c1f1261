/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys of [Unit] that are handed on to systemd: dependencies and conditions. An empty value drops what the
 * key has; a mistake is a diagnostic. */
#pragma once

#include "generator/parse/values.h"

/* After=, Conflicts= and the like: one setting per unit of VALUE. 0 or -errno. */
int unitkeys_read_units(Definition *def, const ValueContext *ctx, const Key *key, const char *value,
                        const Place *at);

/* Condition…= and Assert…=. 0 or -errno. */
int unitkeys_read_condition(Definition *def, const ValueContext *ctx, const Key *key, const char *value,
                            const Place *at);
