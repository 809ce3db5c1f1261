/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* References of images, and what a registry wants to see before it hands one out. */
#include "generator/types/images.h"

#include "core/base/utf8.h"
#include "core/contract/imageref.h"
#include "core/contract/secret.h"
#include "generator/types/readers.h"

#include <errno.h>
#include <string.h>

#define REFERENCE_SHOWN 100 /* bytes in a message */

int read_image(const Reading *in, const char *word, Value *ret)
{
        _cleanup_image_ref_ ImageRef ref = {};
        _cleanup_strbuf_ StrBuf why = {};
        int r = image_ref_read(word, &ref, &why);
        if (r == 0)
                return reading_keep(word, ret);
        /* What no reference has. */
        if (r > 0 && (utf8_first_foreign(word) || strpbrk(word, " \t\"'")))
                return reading_bad_value(in, word, NULL);
        return r < 0 ? r
                     : diag_error(in->ctx->diags, in->at, "\"%.*s%s\" %s", REFERENCE_SHOWN, word,
                                  strlen(word) > REFERENCE_SHOWN ? "…" : "", why.text);
}

int registry_is_valid(const char *host)
{
        _cleanup_image_ref_ ImageRef ref = {};
        _cleanup_strbuf_ StrBuf why = {};
        _cleanup_free_ char *text = string_printf("%s/x", host);
        int r = text ? image_ref_read(text, &ref, &why) : -ENOMEM;
        return r < 0 ? r : r == 0 && ref.host && streq(ref.host, host);
}

/* Whether it is there is seen when an image is fetched. */
int read_credential(const Reading *in, const char *word, Value *ret)
{
        if (word[0] == '/' || string_after(word, "./"))
                return read_host_path(in, word, ret);
        return credential_name_is_valid(word) ? reading_keep(word, ret) : reading_bad_value(in, word, NULL);
}
