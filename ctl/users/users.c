/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The units say it: what was rendered of each definition, and what each running group was started with. */
#include "ctl/users/users.h"

#include "core/contract/contract.h"
#include "core/contract/localvolume.h"
#include "core/contract/secret.h"
#include "core/contract/wire.h"
#include "core/io/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define UNIT_MAX (4 * 1024 * 1024) /* bytes of a unit */

static const char option[] = "--" MOUNT_LOCAL_OPTION "=";

void user_list_done(UserList *users)
{
        for (size_t i = 0; i < users->n; i++) {
                free(users->items[i].what);
                free(users->items[i].group);
        }
        free(users->items);
        *users = (UserList){};
}

/* Where a word of a command line ends that is QUOTED or not, systemd.syntax(7). */
static const char *word_end(const char *text, bool quoted)
{
        while (*text && (quoted ? *text != '"' : !strchr(" \t\n", *text)))
                text += *text == '\\' && text[1] ? 2 : 1;
        return text;
}

/* A name has no character that is written otherwise. */
static int add_name(const char *begin, const char *end, StrVec *ret)
{
        const char *name = end;
        while (name > begin && name[-1] != ':')
                name--;
        _cleanup_free_ char *copy = strndup(name, (size_t)(end - name));
        if (!copy)
                return -ENOMEM;
        return localvolume_name_is_valid(copy) && !strvec_contains(ret, copy) ? strvec_add(ret, copy) : 0;
}

int users_read_volumes(const char *text, StrVec *ret)
{
        int r = 0;
        for (const char *found = text; r == 0 && (found = strstr(found, option));) {
                const char *begin = found + strlen(option);
                bool quoted = found > text && found[-1] == '"';
                bool whole = found > text && strchr("\" \t", found[-1]);
                const char *end = word_end(begin, quoted);
                r = whole ? add_name(begin, end, ret) : 0;
                found = end;
        }
        return r;
}

int users_read_secrets(const char *text, StrVec *ret)
{
        static const char setting[] = "\nLoadCredentialEncrypted=";
        int r = 0;
        for (const char *found = text; r == 0 && (found = strstr(found, setting));) {
                found += strlen(setting);
                size_t n = strcspn(found, ":\n");
                _cleanup_free_ char *name = strndup(found, n);
                r = !name                                                           ? -ENOMEM
                    : credential_name_is_valid(name) && !strvec_contains(ret, name) ? strvec_add(ret, name)
                                                                                    : 0;
        }
        return r;
}

/* --- of groups --- */

typedef struct Reading {
        UserList *users;
        UsersRead read;
        const char *group;
        bool runs;
} Reading;

static int add_user(const Reading *reading, const char *what)
{
        UserList *users = reading->users;
        for (size_t i = 0; i < users->n; i++) {
                User *user = users->items + i;
                if (!streq(user->what, what) || !streq(user->group, reading->group))
                        continue;
                user->runs = user->runs || reading->runs;
                return 0;
        }
        User *items = reallocarray(users->items, users->n + 1, sizeof *items);
        if (!items)
                return -ENOMEM;
        users->items = items;
        items[users->n] = (User){strdup(what), strdup(reading->group), reading->runs};
        users->n++;
        return items[users->n - 1].what && items[users->n - 1].group ? 0 : -ENOMEM;
}

static int read_text(int fd, char **ret)
{
        struct stat st;
        if (fstat(fd, &st) < 0)
                return -errno;
        if (!S_ISREG(st.st_mode) || st.st_size > UNIT_MAX)
                return -EBADMSG;
        _cleanup_free_ char *text = malloc((size_t)st.st_size + 1);
        if (!text)
                return -ENOMEM;
        ssize_t n = read(fd, text, (size_t)st.st_size);
        if (n < 0)
                return -errno;
        text[n] = '\0';
        *ret = TAKE_PTR(text);
        return 0;
}

/* An IoEach on a group's units. What isn't there any more is no unit of a group. */
static int read_unit(void *context, int dir_fd, const char *name, bool folder)
{
        const Reading *reading = context;
        _cleanup_strvec_ StrVec found = {};
        _cleanup_free_ char *text = NULL;
        if (folder || !strstr(name, ".service"))
                return 0;
        _cleanup_close_ int fd = openat(dir_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
        if (fd < 0)
                return errno == ENOENT || errno == ELOOP ? 0 : -errno;
        int r = read_text(fd, &text);
        r = r < 0 ? r : reading->read(text, &found);
        for (size_t i = 0; i < found.n && r == 0; i++)
                r = add_user(reading, found.items[i]);
        return r;
}

static int open_folder(int dir_fd, const char *name)
{
        int fd = openat(dir_fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        return fd < 0 ? -errno : fd;
}

static int read_units(Reading *reading, int dir_fd, const char *name)
{
        _cleanup_close_ int fd = open_folder(dir_fd, name);
        return fd < 0 ? (fd == -ENOENT ? 0 : fd) : io_each(fd, read_unit, reading);
}

/* An IoEach on groups: NAME is one. */
static int read_rendering(void *context, int dir_fd, const char *name, bool folder)
{
        Reading reading = *(const Reading *)context;
        reading.group = name;
        return folder ? read_units(&reading, dir_fd, name) : 0;
}

static int read_running(void *context, int dir_fd, const char *name, bool folder)
{
        Reading reading = *(const Reading *)context;
        reading.group = name;
        reading.runs = true;
        _cleanup_close_ int fd = folder ? open_folder(dir_fd, name) : -ENOENT;
        return fd < 0 ? (fd == -ENOENT ? 0 : fd) : read_units(&reading, fd, COSLICE_COPY);
}

static int each_group(const char *path, IoEach each, Reading *reading)
{
        _cleanup_close_ int fd = open_folder(AT_FDCWD, path);
        return fd < 0 ? (fd == -ENOENT ? 0 : fd) : io_each(fd, each, reading);
}

static int compare(const void *a, const void *b)
{
        const User *x = a, *y = b;
        int r = strcmp(x->what, y->what);
        return r != 0 ? r : strcmp(x->group, y->group);
}

int users_find(UsersRead read, UserList *ret)
{
        _cleanup_user_list_ UserList users = {};
        Reading reading = {.users = &users, .read = read};
        int r = each_group(COSLICE_GENERATOR_OUT "/" COSLICE_RENDERINGS, read_rendering, &reading);
        r = r < 0 ? r : each_group(COSLICE_STATE_DIR, read_running, &reading);
        if (r < 0)
                return r;
        if (users.n > 0)
                qsort(users.items, users.n, sizeof *users.items, compare);
        *ret = users;
        users = (UserList){};
        return 0;
}

/* "web (runs), shop", or "-". */
static int describe(const UserList *users, const char *what, StrBuf *ret)
{
        for (size_t i = 0; i < users->n; i++)
                if (streq(users->items[i].what, what))
                        strbuf_addf(ret, "%s%s%s", ret->length > 0 ? ", " : "", users->items[i].group,
                                    users->items[i].runs ? " (runs)" : "");
        return ret->length == 0 ? strbuf_add(ret, "-") : ret->oom ? -ENOMEM : 0;
}

int users_print(const UserList *users, const char *heading, const StrVec *names, FILE *file)
{
        size_t width = strlen(heading);
        for (size_t i = 0; i < names->n; i++)
                if (strlen(names->items[i]) > width)
                        width = strlen(names->items[i]);
        fprintf(file, "%-*s  GROUPS\n", (int)width, heading);
        for (size_t i = 0; i < names->n; i++) {
                _cleanup_strbuf_ StrBuf text = {};
                int r = describe(users, names->items[i], &text);
                if (r < 0)
                        return r;
                fprintf(file, "%-*s  %s\n", (int)width, names->items[i], text.text);
        }
        return 0;
}

const char *users_running(const UserList *users, const char *what)
{
        for (size_t i = 0; i < users->n; i++)
                if (users->items[i].runs && streq(users->items[i].what, what))
                        return users->items[i].group;
        return NULL;
}
