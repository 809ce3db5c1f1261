/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* References of images, and what a registry wants to see before it hands one out. */
#include "generator/types/images.h"

#include "core/base/utf8.h"
#include "core/contract/imageref.h"
#include "generator/types/readers.h"

#include <errno.h>
#include <string.h>

#define CREDENTIAL_MAX  255 /* of systemd */
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

/* As systemd takes names of credentials, but for what has a meaning in a unit. */
static bool is_credential(const char *word)
{
        size_t n = strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-");
        return n > 0 && n <= CREDENTIAL_MAX && !word[n] && !streq(word, ".") && !streq(word, "..");
}

/* Whether it is there is seen when an image is fetched. */
int read_credential(const Reading *in, const char *word, Value *ret)
{
        if (word[0] == '/' || string_after(word, "./"))
                return read_host_path(in, word, ret);
        return is_credential(word) ? reading_keep(word, ret) : reading_bad_value(in, word, NULL);
}
