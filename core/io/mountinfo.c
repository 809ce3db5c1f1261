/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lines of mountinfo, taken apart. */
#include "core/io/mountinfo.h"

#include "core/base/strbuf.h"

#include <errno.h>
#include <linux/mount.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

/* "\040" becomes a blank: what would part or end a line is written so. */
static void unescape(char *text)
{
        char *to = text;
        for (const char *from = text; *from; to++) {
                bool escaped = from[0] == '\\' && strspn(from + 1, "01234567") >= 3;
                *to = escaped ? (char)((from[1] - '0') << 6 | (from[2] - '0') << 3 | (from[3] - '0')) : *from;
                from += escaped ? 4 : 1;
        }
        *to = '\0';
}

/* OPTIONS: "ro,nosuid,relatime". */
static uint64_t read_attributes(char *options)
{
        static const struct {
                const char *word;
                uint64_t attribute;
        } words[] = {{"ro", MOUNT_ATTR_RDONLY},
                     {"nosuid", MOUNT_ATTR_NOSUID},
                     {"nodev", MOUNT_ATTR_NODEV},
                     {"noexec", MOUNT_ATTR_NOEXEC}};
        uint64_t attributes = 0;
        for (const char *word; (word = strsep(&options, ","));)
                for (size_t i = 0; i < ARRAY_SIZE(words); i++)
                        if (streq(word, words[i].word))
                                attributes |= words[i].attribute;
        return attributes;
}

/* REST: optional fields, "-", the type and more. */
static const char *read_type(char *rest)
{
        char *type = strncmp(rest, "- ", 2) == 0 ? rest + 2 : strstr(rest, " - ");
        if (!type)
                return "";
        type += *type == ' ' ? 3 : 0;
        type[strcspn(type, " \n")] = '\0';
        return type;
}

/* "MAJOR:MINOR". */
static bool read_device(const char *text, dev_t *ret)
{
        unsigned long major, minor;
        char *end;
        errno = 0;
        major = strtoul(text, &end, 10);
        if (errno != 0 || end == text || *end != ':')
                return false;
        text = end + 1;
        minor = strtoul(text, &end, 10);
        if (errno != 0 || end == text || *end)
                return false;
        *ret = makedev((unsigned)major, (unsigned)minor);
        return true;
}

bool mountinfo_parse(char *line, MountLine *ret)
{
        /* Id, parent's id, device, root, place, options; then what is not looked at. */
        char *fields[6], *rest = line, *end;
        for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
                fields[i] = strsep(&rest, " ");
                if (!rest)
                        return false;
        }
        errno = 0;
        ret->id = strtoull(fields[0], &end, 10);
        if (errno != 0 || end == fields[0] || *end || fields[4][0] != '/')
                return false;
        if (!read_device(fields[2], &ret->device))
                return false;
        unescape(fields[3]);
        unescape(fields[4]);
        ret->root = fields[3];
        ret->place = fields[4];
        ret->attributes = read_attributes(fields[5]);
        ret->type = read_type(rest);
        return true;
}
