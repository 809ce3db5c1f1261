/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which images a group's containers are started from as long as it runs, STATE_DIR/GROUP/images/KEY: what KEY
 * stood for when it was started. They come and go with the mark that it runs, copy.h. */
#pragma once

#include "core/base/failure.h"
#include "core/base/strbuf.h"

typedef struct ImagePins {
        const StrVec *keys; /* borrowed */
        StrVec digests;     /* HEX for each */
        int lock_fd;        /* while it is held nothing is removed from the store */
} ImagePins;

#define IMAGE_PINS_NULL       \
        {                     \
                .lock_fd = -1 \
        }

void imagepins_done(ImagePins *pins);
#define _cleanup_imagepins_ _cleanup_(imagepins_done)

/* Finds what KEYS stand for; KEYS may be empty. What GROUP has pinned already, as one that runs has, it
 * keeps. It is in the store until RET is done, and from then on if it was pinned. 0 or -errno with FAILURE.
 */
int imagepins_find(const char *group, const StrVec *keys, ImagePins *ret, Failure *failure);

/* Makes PINS in DIR_FD, which is to become the mark. 0 or -errno. */
int imagepins_make(const ImagePins *pins, int dir_fd);
