/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is in the folders of the store of images, COSLICE_IMAGES_DIR of contract.h, which coslice-image fills
 * and the helper starts containers from, and in what groups hold of it. Pure. */
#pragma once

#include "core/contract/contract.h"
#include "core/contract/imagedigest.h"

#define IMAGE_LAYER_TREE  "fs"     /* of a layer: a tree with what it adds to those below it */
#define IMAGE_RECORD_FILE "record" /* of an image: imagerecord.h */

/* What links hold before HEX, and nothing follows it: of ready/KEY and next/KEY, and of a group's
 * pin. */
#define IMAGE_READY_LINK "../" COSLICE_IMAGE_RECORDS "/"
#define IMAGE_PIN_LINK   COSLICE_IMAGES_DIR "/" COSLICE_IMAGE_RECORDS "/"
/* Room for either, with its NUL. */
#define IMAGE_LINK_SPACE (sizeof IMAGE_PIN_LINK + IMAGE_HEX)

/* COSLICE_PULLS_DIR/KEY and this: somebody asks for what the registry has now, whatever Pull= says and
 * whatever is there. It holds one of these words, and who pulls removes it first. */
#define IMAGE_ASKED_SUFFIX ".asked"
#define IMAGE_ASKED_READY  "ready" /* of what becomes ready */
#define IMAGE_ASKED_NEXT   "next"  /* ... of an update, which becomes COSLICE_IMAGE_NEXT */

/* The rule of image_key_is_valid(), to follow "is not". */
#define IMAGE_KEY_RULE                                                                                     \
        "up to 40 of A-Z, a-z, 0-9, \".\" and \"-\", beginning with a letter or digit, then \"-\" and 16 " \
        "hexadecimal digits"

/* The HEX in TEXT, which begins with PREFIX, one of those above; NULL: it holds something else. */
const char *image_link_hex(const char *text, const char *prefix);
