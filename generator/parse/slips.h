/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Values that are right, and probably mean something else: a comment behind a value, a list in brackets,
 * quotes and dashes of a word processor. Pure. */
#pragma once

#include "generator/language/keys.h"

/* Appends what is odd about KEY's VALUE, as a sentence. 1 if something is, 0, or -ENOMEM. */
int slips_find(const Key *key, const char *value, StrBuf *buf);
