/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Failed steps in words. */
#include "core/base/failure.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* strerror() would look for translations, inside a container in files of its image. */
static const char *error_words(int error)
{
        const char *words = strerrordesc_np(error);
        return words ? words : "Unknown error";
}

int failure_set(Failure *ret, int status, int error, const char *format, ...)
{
        va_list args;
        ret->status = status;
        va_start(args, format);
        int n = vsnprintf(ret->text, sizeof ret->text, format, args);
        va_end(args);
        if (n < 0)
                n = 0;
        if (error != 0 && (size_t)n < sizeof ret->text)
                snprintf(ret->text + n, sizeof ret->text - (size_t)n, ": %s", error_words(error));
        return error != 0 ? -error : -EINVAL;
}
