/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/archive/entryname.h"

#include "core/base/utf8.h"

#include <errno.h>
#include <string.h>

#define WHITEOUT      ".wh."
#define WHITEOUT_AUFS ".wh..wh." /* and ".wh..wh..opq" empties a folder */

static bool is_dots(const char *text, size_t n)
{
        return (n == 1 && text[0] == '.') || (n == 2 && text[0] == '.' && text[1] == '.');
}

static int refuse(const char *why, const char **ret_why)
{
        *ret_why = why;
        return -EINVAL;
}

/* Appends the component of N bytes at TEXT to the path of LENGTH bytes. */
static int add_component(const char *text, size_t n, EntryName *name, size_t *length, const char **ret_why)
{
        if (n == 0 || (n == 1 && *text == '.'))
                return 0;
        if (is_dots(text, n))
                return refuse("\"..\" is no part of a name in a layer", ret_why);
        if (n > ENTRY_COMPONENT_MAX)
                return refuse("a part of it is longer than 255 bytes", ret_why);
        if (*length + (*length > 0) + n > ENTRY_NAME_MAX)
                return refuse("it is longer than 4095 bytes", ret_why);
        name->n_folder = *length;
        if (*length > 0)
                name->path[(*length)++] = '/';
        name->last = name->path + *length;
        memcpy(name->path + *length, text, n);
        *length += n;
        name->path[*length] = '\0';
        return 0;
}

static int read_path(const char *text, EntryName *ret, const char **ret_why)
{
        size_t length = 0;
        ret->path[0] = '\0';
        ret->n_folder = 0;
        ret->last = ret->path;
        ret->meaning = ENTRY_IS_IT;
        for (size_t n; *text; text += n + (text[n] == '/')) {
                n = strcspn(text, "/");
                int r = add_component(text, n, ret, &length, ret_why);
                if (r < 0)
                        return r;
        }
        return 0;
}

/* A folder whose name is a whiteout's holds nothing that one could reach. */
static int look_at_folders(EntryName *name, const char **ret_why)
{
        for (const char *at = name->path; at < name->last; at += strcspn(at, "/") + 1) {
                if (string_after(at, WHITEOUT_AUFS))
                        name->meaning = ENTRY_IS_OF_AUFS;
                else if (string_after(at, WHITEOUT))
                        return refuse("a folder of it has the name of a whiteout", ret_why);
        }
        return 0;
}

static int read_whiteout(EntryName *name, const char **ret_why)
{
        char *last = name->path + (name->last - name->path);
        char *hidden = last + strlen(WHITEOUT);
        if (streq(last, WHITEOUT_AUFS ".opq")) {
                name->path[name->n_folder] = '\0';
                const char *slash = strrchr(name->path, '/');
                name->last = slash ? slash + 1 : name->path;
                name->n_folder = slash ? (size_t)(slash - name->path) : 0;
                name->meaning = ENTRY_EMPTIES;
                return 0;
        }
        if (string_after(last, WHITEOUT_AUFS)) {
                name->meaning = ENTRY_IS_OF_AUFS;
                return 0;
        }
        if (!*hidden || is_dots(hidden, strlen(hidden)))
                return refuse("a whiteout of that name removes the folder it is in, or the one above",
                              ret_why);
        memmove(last, hidden, strlen(hidden) + 1);
        name->meaning = ENTRY_REMOVES;
        return 0;
}

int entryname_read(const char *name, EntryName *ret, const char **ret_why)
{
        if (!*name)
                return refuse("it has no name", ret_why);
        if (*name == '/')
                return refuse("a name in a layer doesn't begin with \"/\"", ret_why);
        int r = read_path(name, ret, ret_why);
        if (r == 0)
                r = look_at_folders(ret, ret_why);
        if (r == 0 && ret->meaning == ENTRY_IS_IT && string_after(ret->last, WHITEOUT))
                r = read_whiteout(ret, ret_why);
        return r;
}

int entryname_read_target(const char *name, EntryName *ret, const char **ret_why)
{
        int r = read_path(name, ret, ret_why);
        return r == 0 && !ret->path[0] ? refuse("a hard link to the root directory", ret_why) : r;
}

bool entryname_keeps_attribute(const char *name)
{
        return streq(name, "security.capability") ||
               (string_after(name, "user.") && name[5] && !string_after(name, "user.overlay."));
}

/* Of a name as much as fits in a line of a log with the words around it. */
#define QUOTED_MAX 256

int entryname_quote(const char *name, StrBuf *buf)
{
        char piece[5] = {};
        size_t most = buf->length + QUOTED_MAX;
        strbuf_add_char(buf, '"');
        while (*name && buf->length < most) {
                int n = utf8_char(name);
                size_t bytes = n > 0 ? (size_t)n : 1;
                memcpy(piece, name, bytes);
                piece[bytes] = '\0';
                utf8_printable(piece, buf);
                name += bytes;
        }
        return strbuf_add(buf, *name ? "…\"" : "\"");
}
