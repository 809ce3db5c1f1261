/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Secrets lie in a ramfs, which is never swapped, as a tmpfs is on kernels before 6.4; each is mounted on its
 * target alone, read-only, and those of a volume in a directory. */
#include "core/contract/secret.h"
#include "core/io/io.h"
#include "helper/common/textfile.h"
#include "helper/container/root/apply-internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define RAMFS_ATTRIBUTES (MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC)

/* The top of the container's ramfs, which is mounted beside its writable layer. A descriptor, the stage's, or
 * -errno. */
static int open_ramfs(Stage *stage)
{
        int dir = stage->layer.dir_fd;
        if (stage->secrets_fd >= 0)
                return stage->secrets_fd;
        if (mkdirat(dir, LAYER_SECRETS, 0700) < 0)
                return -errno;
        _cleanup_close_ int place = rootfd_open(dir, LAYER_SECRETS, O_PATH | O_DIRECTORY, LINKS_REFUSED);
        int r = place < 0 ? place : mount_new_over("ramfs", "mode=0700", RAMFS_ATTRIBUTES, place);
        if (r < 0)
                return r;
        stage->secrets_fd = rootfd_open(dir, LAYER_SECRETS, O_RDONLY | O_DIRECTORY, LINKS_REFUSED);
        return stage->secrets_fd;
}

static int read_secret(const Stage *stage, const char *name, char **ret, size_t *ret_size)
{
        _cleanup_close_ int fd = openat(stage->credentials_fd, name, TEXTFILE_FLAGS | O_NOFOLLOW);
        return fd < 0 ? -errno : textfile_read(fd, SECRET_SIZE_MAX, ret, ret_size);
}

/* As the file NAME of DIR_FD, in the ramfs, of the mode that OPERATION says. It is not root's of the group
 * until it is given: whose it is, the user, is found later. A descriptor or -errno. */
static int write_secret(const Operation *operation, const Stage *stage, int dir_fd, const char *name)
{
        char *text = NULL;
        size_t size = 0;
        int r = read_secret(stage, operation->source, &text, &size);
        if (r == 0)
                r = io_write_file(dir_fd, name, text, size, 0600);
        if (text)
                explicit_bzero(text, size);
        free(text);
        if (r < 0)
                return r;
        if (fchmodat(dir_fd, name, operation->mode, 0) < 0)
                return -errno;
        int fd = openat(dir_fd, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
        return fd < 0 ? -errno : fd;
}

/* What is made in the ramfs itself is called by its number. */
#define NUMBER_SPACE 32
static void next_name(Stage *stage, char *ret)
{
        snprintf(ret, NUMBER_SPACE, "%zu", stage->n_secrets++);
}

int apply_secret(const Operation *operation, Stage *stage, char *why)
{
        char name[NUMBER_SPACE];
        int ramfs = open_ramfs(stage);
        if (ramfs < 0)
                return ramfs;
        next_name(stage, name);
        _cleanup_close_ int file = write_secret(operation, stage, ramfs, name);
        if (file < 0)
                return file;
        _cleanup_close_ int fd = mount_clone(file, "", false, operation->attributes, MS_PRIVATE);
        int r = fd < 0 ? fd : attach_operation(operation, stage, fd, why);
        return r < 0 ? r : stage_keep_node(stage, TAKE_FD(file), operation);
}

/* The mount is a read-only one of a directory in which files are made by another way. */
int apply_secrets(const Operation *operation, Stage *stage, char *why)
{
        char name[NUMBER_SPACE];
        int ramfs = open_ramfs(stage);
        if (ramfs < 0)
                return ramfs;
        next_name(stage, name);
        if (mkdirat(ramfs, name, 0700) < 0 || fchmodat(ramfs, name, 0755, 0) < 0)
                return -errno;
        closep(&stage->secret_dir_fd);
        stage->secret_dir_fd = rootfd_open(ramfs, name, O_RDONLY | O_DIRECTORY, LINKS_REFUSED);
        if (stage->secret_dir_fd < 0)
                return stage->secret_dir_fd;
        _cleanup_close_ int fd =
                mount_clone(stage->secret_dir_fd, "", false, operation->attributes, MS_PRIVATE);
        return fd < 0 ? fd : attach_operation(operation, stage, fd, why);
}

int apply_secret_file(const Operation *operation, Stage *stage, char *why)
{
        const char *name = strrchr(operation->target, '/') + 1;
        int fd = write_secret(operation, stage, stage->secret_dir_fd, name);
        return fd < 0 ? fd : stage_keep_node(stage, fd, operation);
}
