/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What readers of values have in common: what a mistake is answered with, and paths. Pure. */
#pragma once

#include "generator/types/types.h"

/* "expected …", EXPECTED being the type's where it is NULL, and what may be why VALUE isn't that, as a
 * diagnostic. 0 or -ENOMEM. */
int reading_bad_value(const Reading *in, const char *value, const char *expected);

/* The same for a word of several, whose beginning is shown. Not for what may be a secret. */
int reading_bad_word(const Reading *in, const char *word, const char *expected);

/* The same with a sentence in the place of "expected …". */
int reading_refuse_word(const Reading *in, const char *word, const char *sentence);

/* Hands TEXT's copy over as the value: VALUE_READ or -ENOMEM. */
int reading_keep(const char *text, Value *ret);

/* Whether VALUE can be the rest of a line of a unit file (quote_text()): VALUE_READ; 0 after a diagnostic. */
int reading_check_line(const Reading *in, const char *value);

/* "./x" is below NAME.group.files/ beside the definition, any other path must be absolute; "." and empty
 * parts are taken out. A mistake is a diagnostic and leaves *RET NULL. 0 or -errno. */
int value_host_path(const ValueContext *ctx, const char *value, const Place *at, char **ret);

/* An absolute path inside a container, without "..", "." and empty parts; as above. */
int value_container_path(const ValueContext *ctx, const char *value, const Place *at, char **ret);
