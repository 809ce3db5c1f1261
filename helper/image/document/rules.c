/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/document/rules.h"

#include "core/contract/contract.h"
#include "core/contract/imagedigest.h"

#include <errno.h>

int rules_read_digest(Reader *reader, const Json *value, const char **ret_hex)
{
        const char *text;
        int r = reader_string(reader, value, &text);
        if (r < 0)
                return r;
        r = image_digest_read(text, ret_hex);
        if (r == IMAGE_DIGEST_FOREIGN)
                return reader_wrong(reader, NULL, "is a digest of another algorithm than sha256");
        return r == 0 ? 0
                      : reader_wrong(reader, NULL,
                                     "is no digest: sha256: and 64 lower-case hexadecimal digits");
}

int rules_read_platform_word(Reader *reader, const Json *value, char field[PLATFORM_WORD_SPACE])
{
        const char *text;
        int r = reader_string(reader, value, &text);
        if (r < 0 || !*text)
                return r; /* as if it weren't there */
        return platform_set_word(field, text) < 0 ? reader_wrong(reader, text, "is no word of a platform")
                                                  : 0;
}

int rules_failed(int r, const char *whole, Failure *failure)
{
        if (r == -EINVAL)
                return r;
        return failure_set(failure, EXIT_SETUP_PROCESS, -r, "read %s", whole);
}
