/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/archive/logname.h"

#include "core/base/strbuf.h"

#include <string.h>

static const char *const names[] = {
        "/dev/stdout", "/dev/stderr", "/proc/self/fd/1", "/proc/self/fd/2",
        "/dev/fd/1",   "/dev/fd/2",   "/proc/1/fd/1",    "/proc/1/fd/2",
};

bool logname_is_link(const char *path, const char *target)
{
        if (string_after(path, "dev/"))
                return false;
        for (size_t i = 0; i < ARRAY_SIZE(names); i++)
                if (streq(target, names[i]))
                        return true;
        return false;
}

bool logname_looks_at(const char *path, size_t size)
{
        if (size == 0 || size > LOGNAME_FILE_MAX)
                return false;
        for (const char *at = path, *slash; (slash = strchr(at, '/')); at = slash + 1)
                if (string_after(at, "etc/") || string_after(at, "conf/"))
                        return true;
        return false;
}

/* What comes behind the name ends it: /dev/fd/10 and /dev/stdout-log are others. */
static bool ends_name(const char *at, const char *end)
{
        return at == end ||
               !strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./", *at);
}

static bool line_has_name(const char *line, size_t n)
{
        for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
                const char *at = memmem(line, n, names[i], strlen(names[i]));
                if (at && ends_name(at + strlen(names[i]), line + n))
                        return true;
        }
        return false;
}

bool logname_is_in(const char *text, size_t n)
{
        if (memchr(text, '\0', n))
                return false;
        for (const char *end = text + n; text < end;) {
                const char *stop = memchr(text, '\n', (size_t)(end - text));
                stop = stop ? stop : end;
                while (text < stop && (*text == ' ' || *text == '\t'))
                        text++;
                if (text < stop && *text != '#' && *text != ';' && line_has_name(text, (size_t)(stop - text)))
                        return true;
                text = stop < end ? stop + 1 : end;
        }
        return false;
}
