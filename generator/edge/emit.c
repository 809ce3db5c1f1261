/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Units written: each group's as one folder made whole by a rename, its files linked to where systemd looks.
 */
#include "generator/edge/emit.h"

#include "core/contract/contract.h"
#include "core/io/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

void output_done(Output *output)
{
        closep(&output->fd);
        closep(&output->renderings_fd);
        *output = (Output)OUTPUT_NONE;
}

int output_open(const char *path, Output *ret)
{
        _cleanup_output_ Output output = OUTPUT_NONE;
        output.fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (output.fd < 0)
                return -errno;
        output.renderings_fd = io_open_folder(output.fd, COSLICE_RENDERINGS, 0755);
        if (output.renderings_fd < 0)
                return output.renderings_fd;
        *ret = output;
        output = (Output)OUTPUT_NONE;
        return 0;
}

/* The folder part of "x.service.d/10-coslice.conf", or NULL. */
static char *folder_of(const char *path)
{
        const char *slash = strchr(path, '/');
        return slash ? strndup(path, (size_t)(slash - path)) : NULL;
}

/* Makes the folder in which PATH lies, if it has one. */
static int make_folder(int dir_fd, const char *path)
{
        if (!strchr(path, '/'))
                return 0;
        _cleanup_free_ char *folder = folder_of(path);
        if (!folder)
                return -ENOMEM;
        return mkdirat(dir_fd, folder, 0755) < 0 && errno != EEXIST ? -errno : 0;
}

static int write_planned(int dir_fd, const PlannedFile *file)
{
        int r = make_folder(dir_fd, file->path);
        return r < 0 ? r : io_write_file(dir_fd, file->path, file->text, strlen(file->text), 0644);
}

/* Takes back the first N files and the first K links of PLAN; folders only where they are empty by that. */
static void unlink_planned(int dir_fd, const Plan *plan, size_t n, size_t k)
{
        for (size_t i = 0; i < n + k; i++) {
                const char *path = i < n ? plan->files[i].path : plan->links[i - n].path;
                _cleanup_free_ char *folder = folder_of(path);
                unlinkat(dir_fd, path, 0);
                if (folder)
                        unlinkat(dir_fd, folder, AT_REMOVEDIR);
        }
}

/* Groups share the folders of [Install]'s links: most are there. */
static int make_link(int dir_fd, const PlannedLink *link)
{
        if (symlinkat(link->target, dir_fd, link->path) == 0)
                return 0;
        if (errno == EEXIST)
                return OUTPUT_LINK_TAKEN;
        if (errno != ENOENT)
                return -errno;
        int r = make_folder(dir_fd, link->path);
        if (r == 0 && symlinkat(link->target, dir_fd, link->path) < 0)
                r = -errno;
        return r;
}

/* Links a rendering's files from its folder into OUT, and makes the symbolic links of [Install]. */
static int link_planned(const Output *output, int folder_fd, const Plan *plan)
{
        size_t n = 0, k = 0;
        bool taken = false;
        int r = 0;
        for (; n < plan->n_files; n++) {
                const char *path = plan->files[n].path;
                r = make_folder(output->fd, path);
                if (r == 0 && linkat(folder_fd, path, output->fd, path, 0) < 0)
                        r = -errno;
                if (r < 0)
                        break;
        }
        for (; r == 0 && k < plan->n_links; k++) {
                r = make_link(output->fd, plan->links + k);
                if (r < 0)
                        break;
                taken |= r == OUTPUT_LINK_TAKEN;
                r = 0;
        }
        if (r < 0)
                unlink_planned(output->fd, plan, n, k);
        return r < 0 ? r : taken ? OUTPUT_LINK_TAKEN : 0;
}

/* The rendering in FD is whole. */
static int complete(int fd, const Plan *plan)
{
        char content[64];
        size_t bytes = 0;
        for (size_t i = 0; i < plan->n_files; i++)
                bytes += strlen(plan->files[i].text);
        snprintf(content, sizeof content, COSLICE_COMPLETE_FORMAT, plan->n_files, bytes);
        return symlinkat(content, fd, COSLICE_COMPLETE) < 0 ? -errno : 0;
}

int output_write_group(const Output *output, const char *name, const Plan *plan)
{
        char making[80];
        snprintf(making, sizeof making, ".%s", name);
        _cleanup_close_ int fd = io_open_folder(output->renderings_fd, making, 0755);
        if (fd < 0)
                return fd;
        int r = 0;
        for (size_t i = 0; i < plan->n_files && r == 0; i++)
                r = write_planned(fd, plan->files + i);
        if (r == 0)
                r = complete(fd, plan);
        if (r == 0 &&
            renameat2(output->renderings_fd, making, output->renderings_fd, name, RENAME_NOREPLACE) < 0)
                r = -errno;
        if (r < 0) {
                io_remove_tree(output->renderings_fd, making);
                return r;
        }
        r = link_planned(output, fd, plan);
        if (r < 0)
                io_remove_tree(output->renderings_fd, name);
        return r;
}

int output_write_extra(const Output *output, const Plan *plan)
{
        for (size_t i = 0; i < plan->n_files; i++) {
                int r = write_planned(output->fd, plan->files + i);
                if (r < 0) {
                        unlink_planned(output->fd, plan, i, 0);
                        return r;
                }
        }
        return 0;
}

/* Copies one file, or the files of a folder of drop-ins, where OUT has none of that name. */
static int copy_missing(void *context, int dir_fd, const char *name, bool folder)
{
        int to_fd = *(int *)context;
        /* It counts the files of one rendering, which what is merged is not. */
        if (streq(name, COSLICE_COMPLETE))
                return 0;
        if (!folder) {
                int r = io_copy_file(dir_fd, to_fd, name, 0644);
                return r == -EEXIST || r == -ENOENT ? 0 : r;
        }
        _cleanup_close_ int from = openat(dir_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (from < 0)
                return errno == ENOENT ? 0 : -errno;
        _cleanup_close_ int to = io_open_folder(to_fd, name, 0755);
        return to < 0 ? to : io_each(from, copy_missing, &to);
}

int output_copy_missing(const Output *output, int from_fd)
{
        int to_fd = output->fd;
        return io_each(from_fd, copy_missing, &to_fd);
}
