/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rootfs= of a container. */
#include "helper/container/root/rootfs.h"

#include "core/contract/contract.h"
#include "core/contract/place.h"
#include "core/io/mountinfo.h"
#include "core/io/unmapped.h"
#include "helper/common/rootfd.h"
#include "helper/container/root/hostpath.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* Whether something else is mounted over PATH in the container anyway. */
static bool is_covered(const RunRequest *request, const char *path)
{
        bool covered = place_is_kernels(path);
        for (size_t i = 0; i < request->mounts.n && !covered; i++)
                covered = path_is_below(path, request->mounts.items[i].target);
        return covered;
}

/* Whether PATH below FD lies on another mount than FD, or that can't be told. One may be hidden by what was
 * mounted later: then PATH is not there, or on the same mount. */
static bool is_mount(int fd, const char *path)
{
        struct statx top, place;
        _cleanup_close_ int place_fd = rootfd_open(fd, path, O_PATH, LINKS_REFUSED);
        if (place_fd < 0)
                return place_fd != -ENOENT && place_fd != -ENOTDIR && place_fd != -ELOOP;
        return statx(fd, "", AT_EMPTY_PATH, STATX_MNT_ID, &top) < 0 ||
               statx(place_fd, "", AT_EMPTY_PATH, STATX_MNT_ID, &place) < 0 ||
               top.stx_mnt_id != place.stx_mnt_id;
}

/* An overlay shows the directory of its lower layer and nothing that is mounted in it: a program would find
 * it empty where the administrator sees data. */
static int check_mounts(const RunRequest *request, int fd, FILE *mounts, Failure *failure)
{
        char top[PATH_MAX], link[64];
        _cleanup_free_ char *line = NULL;
        size_t space = 0;
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        ssize_t n = readlink(link, top, sizeof top - 1);
        if (n < 0)
                return failure_set(failure, EXIT_SETUP_ROOT, errno, "find the place of %s", request->rootfs);
        top[n == 1 ? 0 : n] = '\0'; /* "/" is in front of all */
        while (errno = 0, getline(&line, &space, mounts) > 0) {
                MountLine mount;
                const char *place = mountinfo_parse(line, &mount) ? mount.place : NULL;
                const char *path = place ? string_after(place, top) : NULL;
                if (!path || path[0] != '/' || !path[1] || is_covered(request, path) || !is_mount(fd, path))
                        continue;
                return failure_set(failure, EXIT_SETUP_ROOT, 0,
                                   "open the root file system %s: what is mounted on %s is not seen in a "
                                   "container by itself: "
                                   "write Volume=%s:%s",
                                   request->rootfs, place, place, path);
        }
        return !feof(mounts) ? failure_set(failure, EXIT_SETUP_ROOT, errno, "read /proc/self/mountinfo") : 0;
}

static int open_directory(const RunRequest *request, Lowers *ret, Failure *failure)
{
        const char *path = request->rootfs;
        _cleanup_close_ int fd = hostpath_open(&request->untrusted, path, O_PATH | O_DIRECTORY);
        char why[FAILURE_TEXT_MAX];
        bool told = fd < 0 && hostpath_why(fd, path, why, sizeof why);
        if (fd < 0)
                return failure_set(failure, EXIT_SETUP_ROOT, told ? 0 : -fd,
                                   "open the root file system %s%s%s", path, told ? ": " : "",
                                   told ? why : "");
        char buffer[4096];
        FILE *mounts = fopen("/proc/self/mountinfo", "re");
        if (!mounts)
                return failure_set(failure, EXIT_SETUP_ROOT, errno, "read /proc/self/mountinfo");
        /* With a buffer of ours nothing is asked of the kernel but to read. */
        setvbuf(mounts, buffer, _IOFBF, sizeof buffer);
        int r = check_mounts(request, fd, mounts, failure);
        fclose(mounts);
        return r < 0 ? r : lowers_add(ret, TAKE_FD(fd));
}

int rootfs_open(const RunRequest *request, const ImageRecord *image, Lowers *ret, Failure *failure)
{
        return request->image ? image_open_layers(request->group, request->image, image, ret, failure)
                              : open_directory(request, ret, failure);
}

/* Of a directory whose owner the group doesn't have, nothing in it would be anybody's. */
static int check_owner(const RunRequest *request, int fd, Failure *failure)
{
        struct stat st;
        if (fstat(fd, &st) < 0)
                return failure_set(failure, EXIT_SETUP_ROOT, errno, "look at %s", request->rootfs);
        if (st.st_uid < USERNS_IDS && st.st_gid < USERNS_IDS)
                return 0;
        return failure_set(failure, EXIT_SETUP_ROOT, 0,
                           "open the root file system %s: it belongs to %s %u, and the group's user "
                           "namespace has ids up to 65535: change its owners, or write UserNS=host in "
                           "[Group]",
                           request->rootfs, st.st_uid < USERNS_IDS ? "group" : "user",
                           st.st_uid < USERNS_IDS ? st.st_gid : st.st_uid);
}

int rootfs_map(const RunRequest *request, Lowers *lowers, int userns_fd, Failure *failure)
{
        char why[FAILURE_TEXT_MAX / 2];
        /* Of an image all owners are known: image_find(). */
        if (request->image)
                return image_map_layers(request->image, lowers, userns_fd, failure);
        int r = check_owner(request, lowers_top(lowers), failure);
        if (r < 0)
                return r;
        r = lowers_map(lowers, userns_fd);
        if (r != -EINVAL && r != -EPERM)
                return r;
        unmapped_explain(lowers_top(lowers), UNMAPPED_ROOT, why, sizeof why);
        return failure_set(failure, EXIT_SETUP_ROOT, 0, "open the root file system %s: %s", request->rootfs,
                           why);
}
