/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The helper's verbs. */
#pragma once

#include "core/contract/options.h"

/* Each has its file here with NAME_options, and NAME_perform() in main.c. */
#define HELPER_VERBS(X) X(sandbox) X(init) X(run) X(exec) X(stop) X(netns) X(clean)

#define VERB_NUMBER(name) VERB_##name,
enum { HELPER_VERBS(VERB_NUMBER) _VERB_MAX };
#undef VERB_NUMBER

/* Their options, by VERB_…. */
extern const OptionTable *const verb_options[_VERB_MAX];

/* The verb called NAME (NULL: none was given), VERB_…. 0, or -EINVAL with FAILURE. */
int verb_find(const char *name, size_t *ret, Failure *failure);
