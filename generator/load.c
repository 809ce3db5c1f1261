/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Read → parse → validate → sum → plan and render, for one group. */
#include "generator/load.h"

#include "generator/ini.h"
#include "generator/parse.h"
#include "generator/validate.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#define FILE_MAX (1024 * 1024)

void loaded_group_done(LoadedGroup *group)
{
        group->definition = definition_free(group->definition);
        sums_done(&group->sums);
        plan_done(&group->plan);
}

/* A whole file, and one byte more than is allowed, so that the reader can tell. */
static int read_text(const char *path, char **ret, size_t *ret_size)
{
        /* Without O_NONBLOCK a FIFO would hold up the boot. */
        _cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
        struct stat st;
        if (fd < 0 || fstat(fd, &st) < 0)
                return -errno;
        if (!S_ISREG(st.st_mode))
                return S_ISDIR(st.st_mode) ? -EISDIR : -EINVAL;
        size_t space = st.st_size < FILE_MAX ? (size_t)st.st_size + 2 : FILE_MAX + 2, size = 0;
        _cleanup_free_ char *text = malloc(space);
        if (!text)
                return -ENOMEM;
        for (ssize_t n; size < space - 1; size += (size_t)n) {
                n = read(fd, text + size, space - 1 - size);
                if (n < 0)
                        return -errno;
                if (n == 0)
                        break;
        }
        text[size] = '\0';
        *ret = TAKE_PTR(text);
        *ret_size = size;
        return 0;
}

static int parse_text(Definition *def, const char *text, size_t size, const char *path, DiagList *diags)
{
        _cleanup_ini_file_ IniFile *file = NULL;
        int r = ini_read(text, size, path, diags, &file);
        return r < 0 ? r : parse_file(def, file, diags);
}

static int load_file(Definition *def, const char *path, DiagList *diags)
{
        _cleanup_free_ char *text = NULL;
        size_t size = 0;
        const Place at = {.file = path};
        int r = read_text(path, &text, &size);
        if (r == -ENOMEM)
                return r;
        if (r == -EINVAL)
                return diag_error(diags, &at, "this is not a regular file");
        if (r < 0)
                return diag_error(diags, &at, "the file can't be read: %s", strerror(-r));
        return parse_text(def, text, size, path, diags);
}

/* What follows once all files of GROUP are parsed. */
static int finish(LoadedGroup *group, const char *unit_dir, DiagList *diags)
{
        int r = validate_definition(group->definition, diags);
        if (r == 0 && group->definition->n_containers > 0)
                r = sum_definition(group->definition, diags, &group->sums);
        if (r == 0 && diags->n_errors == 0)
                r = plan_group(group->definition, &group->sums, unit_dir, diags, &group->plan);
        if (r == 0 && diags->n_errors > 0)
                plan_done(&group->plan); /* a value that no unit can hold */
        if (r == 0)
                diag_list_sort(diags);
        return r;
}

int load_group(const char *name, const char *path, const StrVec *drop_ins, const char *unit_dir,
               DiagList *diags, LoadedGroup *ret)
{
        _cleanup_loaded_group_ LoadedGroup group = {.definition = definition_new(name, path)};
        if (!group.definition)
                return -ENOMEM;
        int r = load_file(group.definition, path, diags);
        for (size_t i = 0; i < drop_ins->n && r == 0; i++)
                r = load_file(group.definition, drop_ins->items[i], diags);
        if (r == 0)
                r = finish(&group, unit_dir, diags);
        if (r < 0)
                return r;
        *ret = group;
        group = (LoadedGroup){};
        return 0;
}

int load_group_text(const char *name, const char *path, const char *text, size_t size, const char *unit_dir,
                    DiagList *diags, LoadedGroup *ret)
{
        _cleanup_loaded_group_ LoadedGroup group = {.definition = definition_new(name, path)};
        if (!group.definition)
                return -ENOMEM;
        int r = parse_text(group.definition, text, size, path, diags);
        if (r == 0)
                r = finish(&group, unit_dir, diags);
        if (r < 0)
                return r;
        *ret = group;
        group = (LoadedGroup){};
        return 0;
}
