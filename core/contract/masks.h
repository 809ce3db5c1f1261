/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What of /proc and /sys a container doesn't see, or may not change, unless its definition says so: the
 * helper does it, the generator tells who writes Unmask= for what is none of it. Pure. */
#pragma once

#include "core/base/strbuf.h"

typedef enum MaskKind {
        MASK_HIDDEN,    /* a file reads as empty, a directory is empty */
        MASK_EACH_CPU,  /* the same for `name` in each CPU's directory, which lies in `path` */
        MASK_READ_ONLY, /* it is seen, with all that is mounted in it */
} MaskKind;

typedef struct Mask {
        const char *path; /* absolute, normalized */
        MaskKind kind;
        const char *name;
} Mask;

extern const Mask masks_default[];
extern const size_t n_masks_default;

/* Whether MASK is or lies below PATH, which so takes it away; "/" is above all. */
bool mask_is_below(const Mask *mask, const char *path);

/* Whether one of PATHS takes MASK away. */
bool mask_is_lifted(const Mask *mask, const StrVec *paths);

/* The mask by which PATH can't be seen or changed, being it or lying below it; or NULL. */
const Mask *mask_above(const char *path);
