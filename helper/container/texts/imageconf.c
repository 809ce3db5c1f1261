/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/container/texts/imageconf.h"

int imageconf_program(const ImageRecord *image, char *const *words, bool has_entrypoint, StrVec *ret)
{
        int r = has_entrypoint ? 0 : strvec_extend(ret, &image->entrypoint);
        for (char *const *word = words; *word && r == 0; word++)
                r = strvec_add(ret, *word);
        return r < 0 || words[0] ? r : strvec_extend(ret, &image->cmd);
}
