/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/container/start/user.h"

#include "core/contract/contract.h"
#include "helper/common/mounts.h"
#include "helper/common/rootfd.h"
#include "helper/common/textfile.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>

/* Whether FD lies on a file system of the kernel's: 0, 1 or -errno. What was mounted in a root that runs is
 * not known any more; what a file of /dev, /dev/shm says there the container has written. */
static int in_kernel(const UserWish *wish, int fd)
{
        static const uint64_t types[] = {PROC_SUPER_MAGIC, SYSFS_MAGIC, CGROUP2_SUPER_MAGIC};
        if (wish->stage)
                return stage_in_kernel(wish->stage, fd);
        for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
                int r = mount_has_type(fd, types[i]);
                if (r != -EBADF)
                        return r < 0 ? r : 1;
        }
        return 0;
}

/* A file of the image, "" where there is none. */
static int read_image_file(const UserWish *wish, const char *path, char **ret, Failure *failure)
{
        size_t size;
        _cleanup_close_ int fd = rootfd_open(wish->root_fd, path, TEXTFILE_FLAGS, LINKS_INSIDE);
        if (fd == -ENOENT || fd == -ENOTDIR) {
                *ret = strdup("");
                return *ret ? 0 : failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "read %s", path);
        }
        int r = fd < 0 ? fd : in_kernel(wish, fd);
        if (r == 0)
                r = textfile_read(fd, PASSWD_FILE_MAX, ret, &size);
        else if (r > 0)
                r = -EINVAL;
        if (r == -EINVAL)
                return failure_set(failure, EXIT_SETUP_USER, 0, "read %s: not a regular file of the image",
                                   path);
        return r < 0 ? failure_set(failure, EXIT_SETUP_USER, -r, "read %s of the root file system", path) : 0;
}

static int check_ids(const Identity *identity, Failure *failure)
{
        uint32_t largest = identity->uid > identity->gid ? identity->uid : identity->gid;
        for (size_t i = 0; i < identity->n_groups; i++)
                largest = identity->groups[i] > largest ? identity->groups[i] : largest;
        if (largest < USERNS_IDS)
                return 0;
        return failure_set(failure, EXIT_SETUP_USER, 0,
                           "become the user: the group's user namespace has ids up to 65535 and not %u; with "
                           "UserNS=host in [Group] it is the host's",
                           largest);
}

int user_find(const UserWish *wish, Identity *ret, Failure *failure)
{
        _cleanup_free_ char *passwd = NULL, *group = NULL;
        int r = read_image_file(wish, "/etc/passwd", &passwd, failure);
        if (r == 0)
                r = read_image_file(wish, "/etc/group", &group, failure);
        if (r == 0)
                r = identity_resolve(wish->user, wish->adds, passwd, group, ret, failure);
        return r < 0 || !wish->own_ids ? r : check_ids(ret, failure);
}
