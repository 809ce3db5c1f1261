/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a container is of the configuration of its image, and what of its definition. An image's words are
 * data: they are a payload's, and mean nothing to who starts it. Pure. */
#pragma once

#include "core/contract/imagerecord.h"

/* Adds to RET the words of what is executed, by the rules of Docker. WORDS, NULL-terminated, are the
 * definition's: they take the place of the image's Cmd and follow its Entrypoint. If HAS_ENTRYPOINT, the
 * definition's own begins them and the image's is not used: where it has words the Cmd isn't either, which
 * was made for another one, and where it was cleared and no words are there, the Cmd alone is the program.
 * RET may end up with nothing. 0 or -ENOMEM. */
int imageconf_program(const ImageRecord *image, char *const *words, bool has_entrypoint, StrVec *ret);
