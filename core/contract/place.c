/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Paths, by their text. */
#include "core/contract/place.h"

#include "core/base/strbuf.h"

#include <limits.h>
#include <string.h>

static bool component_is_plain(const char *text, size_t n)
{
        return n > 0 && n <= NAME_MAX && !(n == 1 && text[0] == '.') &&
               !(n == 2 && text[0] == '.' && text[1] == '.');
}

bool path_is_normalized_below(const char *text)
{
        if (strlen(text) >= PATH_MAX)
                return false;
        for (;;) {
                size_t n = strcspn(text, "/");
                if (!component_is_plain(text, n))
                        return false;
                if (!text[n])
                        return true;
                text += n + 1;
        }
}

bool path_is_normalized(const char *text)
{
        return text[0] == '/' && (!text[1] || path_is_normalized_below(text + 1));
}

bool path_is_below(const char *path, const char *dir)
{
        const char *rest = streq(dir, "/") ? path : string_after(path, dir);
        return rest && (!*rest || *rest == '/');
}

bool place_is_kernels(const char *path)
{
        static const char *const kernel[] = {"/proc", "/sys", "/dev"};
        for (size_t i = 0; i < ARRAY_SIZE(kernel); i++)
                if (path_is_below(path, kernel[i]))
                        return true;
        return false;
}
