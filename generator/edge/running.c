/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The copies that running groups have of their renderings: read, compared, and refreshed. */
#include "generator/edge/running.h"

#include "core/base/name.h"
#include "core/contract/contract.h"
#include "core/contract/unitname.h"
#include "core/io/io.h"
#include "generator/plan/kept.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define REFRESHED ".units.new" /* beside STATE_DIR/GROUP/units */

static int add_group(void *context, int dir_fd, const char *name, bool folder)
{
        return folder && label_is_valid(name) ? strvec_add(context, name) : 0;
}

int running_groups(const char *state_dir, StrVec *ret)
{
        _cleanup_close_ int fd = open(state_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd < 0)
                return errno == ENOENT ? 0 : -errno;
        int r = io_each(fd, add_group, ret);
        if (r == 0)
                strvec_sort(ret);
        return r;
}

/* STATE_DIR/NAME. */
static int open_state(const char *state_dir, const char *name)
{
        /* O_PATH: who isn't root may not list it. */
        _cleanup_close_ int dir = open(state_dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
        if (dir < 0)
                return -errno;
        int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        return fd < 0 ? -errno : fd;
}

int running_open_copy(const char *state_dir, const char *name)
{
        _cleanup_close_ int state = open_state(state_dir, name);
        if (state < 0)
                return state;
        int fd = openat(state, COSLICE_COPY, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        return fd < 0 ? -errno : fd;
}

/* The text of a file of the copy. -ENOENT if it isn't there. */
static int read_text(int copy_fd, const char *path, char **ret)
{
        struct stat st;
        _cleanup_close_ int fd = openat(copy_fd, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
        if (fd < 0 || fstat(fd, &st) < 0)
                return -errno;
        size_t size = 0, all = (size_t)st.st_size;
        _cleanup_free_ char *text = malloc(all + 1);
        if (!text)
                return -ENOMEM;
        for (ssize_t n; size < all; size += (size_t)n) {
                n = read(fd, text + size, all - size);
                if (n <= 0)
                        return n < 0 ? -errno : -EIO; /* files of a copy are never written to */
        }
        text[size] = '\0';
        *ret = TAKE_PTR(text);
        return 0;
}

static const PlannedFile *find_role(const Plan *plan, UnitRole role)
{
        for (size_t i = 0; i < plan->n_files; i++)
                if (plan->files[i].role == role)
                        return plan->files + i;
        return NULL;
}

/* The same, where the copy is to have one exactly if PLAN has. */
static int is_other_init(int copy_fd, const char *group, const Plan *plan)
{
        const PlannedFile *fresh = find_role(plan, ROLE_INIT);
        _cleanup_free_ char *unit = unitname_make(ROLE_INIT, group, NULL);
        _cleanup_free_ char *path = unit ? string_printf("%s.d", unit) : NULL;
        _cleanup_free_ char *old = NULL;
        if (!path)
                return -ENOMEM;
        if (!fresh)
                return faccessat(copy_fd, path, F_OK, 0) == 0 ? 1 : errno == ENOENT ? 0 : -errno;
        int r = read_text(copy_fd, fresh->path, &old);
        return r == -ENOENT ? 1 : r < 0 ? r : kept_is_outdated(old, fresh->text);
}

int running_is_outdated(int copy_fd, const char *group, const Plan *plan)
{
        const PlannedFile *fresh = find_role(plan, ROLE_SANDBOX);
        _cleanup_free_ char *old = NULL;
        int r = fresh ? read_text(copy_fd, fresh->path, &old) : -ENOENT;
        if (r < 0)
                return r == -ENOENT ? 0 : r;
        return kept_is_outdated(old, fresh->text) ? 1 : is_other_init(copy_fd, group, plan);
}

/* Whether COPY_FD is still the copy of NAME: if not, files may have been missed. */
static bool is_current(const char *state_dir, const char *name, int copy_fd)
{
        struct stat opened, found;
        _cleanup_close_ int fd = running_open_copy(state_dir, name);
        return fd >= 0 && fstat(fd, &found) == 0 && fstat(copy_fd, &opened) == 0 &&
               opened.st_dev == found.st_dev && opened.st_ino == found.st_ino;
}

static void free_texts(char **texts, size_t n)
{
        for (size_t i = 0; texts && i < n; i++)
                free(texts[i]);
        free(texts);
}

int running_keep_started(const char *state_dir, const char *name, int copy_fd, Plan *plan)
{
        size_t n = plan->n_files;
        char **old = calloc(n ? n : 1, sizeof *old);
        int r = old ? 0 : -ENOMEM;
        for (size_t i = 0; i < n && r == 0; i++) {
                r = read_text(copy_fd, plan->files[i].path, old + i);
                if (r == -ENOENT)
                        r = 0;
        }
        if (r == 0 && !is_current(state_dir, name, copy_fd))
                r = -ENOENT;
        if (r == 0)
                r = plan_keep(plan, old);
        free_texts(old, n);
        return r;
}

typedef struct Dropped {
        const char *group;
        const char *why;
        const Plan *plan;
        Plan extra;
} Dropped;

static int add_dropped(void *context, int dir_fd, const char *name, bool folder)
{
        Dropped *dropped = context;
        if (folder || unitname_role(name, dropped->group, NULL, NULL) != ROLE_CONTAINER)
                return 0;
        for (size_t i = 0; i < dropped->plan->n_files; i++)
                if (streq(dropped->plan->files[i].path, name))
                        return 0;
        _cleanup_free_ char *why = string_printf("%s is no longer in %s", name, dropped->why);
        return why ? plan_dropped(name, why, &dropped->extra) : -ENOMEM;
}

int running_keep_dropped(const Output *output, int copy_fd, const char *group, const char *definition,
                         const Plan *plan)
{
        Dropped dropped = {.group = group, .why = definition, .plan = plan};
        int r = io_each(copy_fd, add_dropped, &dropped);
        if (r == 0)
                r = output_write_extra(output, &dropped.extra);
        plan_done(&dropped.extra);
        return r;
}

/* FROM's files and folders into TO, where it hasn't got them. */
static int merge(int from_fd, int to_fd)
{
        const Output to = {.fd = to_fd, .renderings_fd = -1};
        return output_copy_missing(&to, from_fd);
}

int running_refresh_copy(const Output *output, const char *state_dir, const char *name)
{
        _cleanup_close_ int state = open_state(state_dir, name);
        if (state < 0)
                return state;
        int r = io_remove_tree(state, REFRESHED); /* of a generator that was killed */
        if (r < 0)
                return r;
        _cleanup_close_ int rendering =
                openat(output->renderings_fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        _cleanup_close_ int copy =
                openat(state, COSLICE_COPY, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (rendering < 0 || copy < 0)
                return -errno;
        _cleanup_close_ int fresh = io_open_folder(state, REFRESHED, 0755);
        /* The rendering first: merge() leaves alone what is there. */
        r = fresh < 0 ? fresh : merge(rendering, fresh);
        if (r == 0)
                r = merge(copy, fresh);
        /* A folder with something in it can't be renamed over, and at no moment may there be no copy. */
        if (r == 0 && renameat2(state, REFRESHED, state, COSLICE_COPY, RENAME_EXCHANGE) < 0)
                r = -errno;
        int removed = io_remove_tree(state, REFRESHED);
        return r < 0 ? r : removed;
}
