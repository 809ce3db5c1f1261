/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The verbs of `coslice`: NAME.c exports coslice_NAME, and has its line here, in the order of the help text.
 */
#pragma once

#include "ctl/verb.h"

#define COSLICE_VERBS(X) \
        X(check)         \
        X(show)          \
        X(exec)          \
        X(netns)         \
        X(pull)          \
        X(update)        \
        X(images)        \
        X(prune)         \
        X(volume)        \
        X(secret)

#define COSLICE_VERB(name) extern const Verb coslice_##name;
COSLICE_VERBS(COSLICE_VERB)
#undef COSLICE_VERB
