/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The value of a key: read as its type has it, and put into the field that the key's row names. */
#pragma once

#include "generator/language/keys.h"

/* Reads VALUE, which is not empty, into the Scalar FIELD. A mistake is a diagnostic and leaves FIELD as it
 * was. 0 or -errno. */
int value_read_scalar(const ValueContext *ctx, const Key *key, const char *value, const Place *at,
                      Scalar *field);

/* The same for a list: appends the items that VALUE has. */
int value_read_list(const ValueContext *ctx, const Key *key, const char *value, const Place *at,
                    ItemList *field);

/* The same for settings that are handed on to systemd by KEY's name: one for each item. */
int value_read_settings(const ValueContext *ctx, const Key *key, const char *value, const Place *at,
                        SettingList *field);
