/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The value of a key: its text checked, and put into the field that the key's table entry names. */
#pragma once

#include "generator/language/keys.h"
#include "generator/model/definition.h"

typedef struct ValueContext {
        DiagList *diags;
        const char *definition_path; /* of NAME.group: what "./" is relative to */
} ValueContext;

/* Reads VALUE, which is not empty, into the Scalar FIELD. A mistake is a diagnostic and leaves FIELD as it
 * was. 0 or -errno. */
int value_read_scalar(const ValueContext *ctx, const Key *key, const char *value, const Place *at,
                      Scalar *field);

/* The same for a list: appends the items that VALUE has. */
int value_read_list(const ValueContext *ctx, const Key *key, const char *value, const Place *at,
                    ItemList *field);

/* "./x" is below NAME.group.files/ beside the definition, any other path must be absolute; "." and empty
 * parts are taken out. A mistake is a diagnostic and leaves *RET NULL. 0 or -errno. */
int value_host_path(const ValueContext *ctx, const char *value, const Place *at, char **ret);

/* An absolute path inside a container, without "..", "." and empty parts; as above. */
int value_container_path(const ValueContext *ctx, const char *value, const Place *at, char **ret);

/* Whether PATH is DIR or lies below it; both as the two above give them. */
bool path_is_below(const char *path, const char *dir);

/* A word that is not what was EXPECTED, as a diagnostic that shows its beginning. Not for what may be a
 * secret. */
int value_bad_word(const ValueContext *ctx, const char *word, const Place *at, const char *expected);

/* Whether VALUE can be the rest of a line of a unit file (quote_text()); if not, that is a diagnostic. */
int value_check_line(const ValueContext *ctx, const char *value, const Place *at, bool *ret);
