/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ids of others. */
#include "helper/container/sandbox/foreign-ids.h"

#include "core/base/strbuf.h"
#include "core/contract/contract.h"
#include "core/contract/userns.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define GETENT "/usr/bin/getent"

void foreign_ids_done(ForeignIds *ids)
{
        free(ids->taken.items);
        free(ids->there[0].items);
        free(ids->there[1].items);
        *ids = (ForeignIds){};
}

static int add(IdRanges *ranges, uint64_t first, uint64_t n)
{
        IdRange *items = reallocarray(ranges->items, ranges->n + 1, sizeof *items);
        if (!items)
                return -ENOMEM;
        ranges->items = items;
        items[ranges->n++] = (IdRange){first, n};
        return 0;
}

/* What a line of a file has: the number that stands in FIELD, from 0, and how many ids by COUNT's, -1: one.
 * SEPARATORS part them. */
typedef struct Form {
        const char *separators;
        int field, count;
} Form;

/* A line that is not as FORM says has no ids, as for those whose file it is. */
static int read_line(char *line, const Form *form, IdRanges *ret)
{
        uint64_t first = UINT64_MAX, n = 1;
        char *rest = line;
        for (int i = 0; rest; i++) {
                char *end, *field = strsep(&rest, form->separators);
                if (!*field && *form->separators == ' ') { /* blanks in a row */
                        i--;
                        continue;
                }
                if (i != form->field && i != form->count)
                        continue;
                errno = 0;
                uint64_t number = strtoull(field, &end, 10);
                if (errno != 0 || end == field)
                        return 0;
                *(i == form->field ? &first : &n) = number;
        }
        return first <= UINT32_MAX ? add(ret, first, n < UINT32_MAX ? n : UINT32_MAX) : 0;
}

static int read_file(const char *path, const Form *form, IdRanges *ret)
{
        _cleanup_free_ char *line = NULL;
        size_t space = 0;
        int r = 0;
        char buffer[4096];
        FILE *file = fopen(path, "re");
        if (!file)
                return errno == ENOENT ? 0 : -errno;
        /* With a buffer of ours nothing is asked of the kernel but to read. */
        setvbuf(file, buffer, _IOFBF, sizeof buffer);
        while (r == 0 && (errno = 0, getline(&line, &space, file) > 0))
                r = read_line(line, form, ret);
        if (r == 0 && !feof(file))
                r = errno > 0 ? -errno : -EIO;
        fclose(file);
        return r;
}

int foreign_ids_read(ForeignIds *ret, Failure *failure)
{
        static const Form sub = {":\n", 1, 2}, name = {":\n", 2, -1}, map = {" \n", 0, 2};
        _cleanup_foreign_ids_ ForeignIds ids = {};
        const struct {
                const char *path;
                const Form *form;
                IdRanges *ranges;
        } files[] = {
                {"/etc/subuid", &sub, &ids.taken},           {"/etc/subgid", &sub, &ids.taken},
                {"/etc/passwd", &name, &ids.taken},          {"/etc/group", &name, &ids.taken},
                {"/proc/self/uid_map", &map, &ids.there[0]}, {"/proc/self/gid_map", &map, &ids.there[1]},
        };
        for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
                int r = read_file(files[i].path, files[i].form, files[i].ranges);
                if (r < 0)
                        return failure_set(failure, EXIT_SETUP_STATE, -r, "read %s", files[i].path);
        }
        *ret = ids;
        ids = (ForeignIds){};
        return 0;
}

/* Whether all N ids from FIRST on are in one of RANGES. */
static bool cover(const IdRanges *ranges, uint64_t first, uint64_t n)
{
        for (size_t i = 0; i < ranges->n; i++)
                if (first >= ranges->items[i].first &&
                    first + n <= ranges->items[i].first + ranges->items[i].n)
                        return true;
        return false;
}

bool foreign_ids_have(const ForeignIds *ids, uint32_t base)
{
        for (size_t i = 0; i < ids->taken.n; i++) {
                const IdRange *range = ids->taken.items + i;
                if (range->first < (uint64_t)base + USERNS_IDS && base < range->first + range->n)
                        return true;
        }
        return !cover(&ids->there[0], base, USERNS_IDS) || !cover(&ids->there[1], base, USERNS_IDS);
}

bool foreign_ids_leave_some(const ForeignIds *ids)
{
        for (uint64_t base = USERNS_FIRST; base < USERNS_LAST; base += USERNS_IDS)
                if (cover(&ids->there[0], base, USERNS_IDS) && cover(&ids->there[1], base, USERNS_IDS))
                        return true;
        return false;
}

/* Whether what getent says, on FD, names somebody but a group of ours, whose record may be left. */
static int has_foreign_line(int fd)
{
        _cleanup_free_ char *line = NULL;
        size_t space = 0;
        int found = 0;
        FILE *file = fdopen(fd, "re");
        if (!file) {
                int r = -errno;
                close(fd);
                return r;
        }
        while (getline(&line, &space, file) > 0)
                found |= !string_after(line, COSLICE_USER_PREFIX) &&
                         !string_after(line, COSLICE_PULL_USER_PREFIX);
        fclose(file);
        return found;
}

static int ask(const char *database, char *const *keys)
{
        int ends[2], status;
        pid_t pid;
        char *const words[] = {(char *)GETENT, (char *)database, keys[0], keys[1], keys[2], NULL};
        char *const environment[] = {NULL};
        posix_spawn_file_actions_t actions;
        if (pipe2(ends, O_CLOEXEC) < 0)
                return -errno;
        int r = posix_spawn_file_actions_init(&actions);
        if (r == 0)
                r = posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
        if (r == 0)
                r = posix_spawn(&pid, GETENT, &actions, NULL, words, environment);
        posix_spawn_file_actions_destroy(&actions);
        close(ends[1]);
        if (r != 0) {
                close(ends[0]);
                return r == ENOENT ? 0 : -r;
        }
        r = has_foreign_line(ends[0]);
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
                ;
        return r;
}

int foreign_ids_ask(uint32_t base)
{
        static const uint32_t asked[] = {0, 1000, USERNS_IDS - 1};
        char texts[ARRAY_SIZE(asked)][16], *keys[ARRAY_SIZE(asked)];
        for (size_t i = 0; i < ARRAY_SIZE(asked); i++) {
                snprintf(texts[i], sizeof texts[i], "%u", base + asked[i]);
                keys[i] = texts[i];
        }
        int r = ask("passwd", keys);
        return r != 0 ? r : ask("group", keys);
}
