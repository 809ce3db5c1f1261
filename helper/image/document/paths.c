/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/document/paths.h"

#include "core/base/cleanup.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

int paths_make_plain(const char *text, char **ret)
{
        char *path = malloc(strlen(text) + 2);
        size_t n = 0; /* without "/" at the end */
        if (!path)
                return -ENOMEM;
        while (*text) {
                size_t part = strcspn(text, "/");
                if (part == 2 && text[0] == '.' && text[1] == '.') {
                        while (n > 0 && path[--n] != '/')
                                ;
                } else if (part > 0 && !(part == 1 && text[0] == '.')) {
                        path[n++] = '/';
                        memcpy(path + n, text, part);
                        n += part;
                }
                text += part;
                text += strspn(text, "/");
        }
        if (n == 0)
                path[n++] = '/';
        path[n] = '\0';
        *ret = path;
        return 0;
}
