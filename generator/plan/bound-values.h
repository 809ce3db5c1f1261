/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Values of a definition as units have them, bound to a name. Failures are remembered in B. */
#pragma once

#include "generator/model/definition.h"
#include "generator/render/bind.h"

#define RULE_DEFAULT "the default"

/* The next value comes from the line that has set SCALAR, or else from the language. Returns B. */
Bindings *bind_from_scalar(Bindings *b, const Scalar *scalar);

void bind_size(Bindings *b, const char *name, uint64_t value);
/* Thousandths of a core as CPUQuota= writes them: 1250 → "125%", 333 → "33.3%". */
void bind_cores(Bindings *b, const char *name, uint64_t milli);
void bind_time(Bindings *b, const char *name, uint64_t usec);
void bind_signal(Bindings *b, const char *name, int number);

/* A value for each, from the line of each. */
void bind_items(Bindings *b, const char *name, const ItemList *list);
void bind_settings(Bindings *b, const char *name, const SettingList *list);

/* What a writer (core/contract/wire.h and the like) has put into WRITTEN, whose text is taken; R: its result.
 */
void bind_written(Bindings *b, const char *name, int r, StrBuf *written);
