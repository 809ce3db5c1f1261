/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Project quotas, by the calls that ext4 and xfs have in common. */
#include "core/io/project.h"

#include "core/io/io.h"

#include <errno.h>
#include <linux/dqblk_xfs.h>
#include <linux/fs.h>
#include <linux/quota.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Ours, where administrators and other programs hardly look for theirs: they count from small numbers. */
#define FIRST UINT32_C(0x60000000)
#define COUNT UINT32_C(0x10000000)

#define BYTES_PER_FILE 4096

static bool is_ours(uint32_t project)
{
        return project - FIRST < COUNT;
}

static int quota(int fd, unsigned command, uint32_t project, struct if_dqblk *block)
{
        return syscall(SYS_quotactl_fd, fd, QCMD(command, PRJQUOTA), project, block) < 0 ? -errno : 0;
}

/* No project quota is on, is built, or can be here. */
static bool is_uncounted(int r)
{
        return r == -ESRCH || r == -ENOSYS || r == -ENOTTY || r == -EOPNOTSUPP || r == -EINVAL;
}

/* Whether limits of projects hold: ext4 may count them, answer and hold none. 0, PROJECT_UNCOUNTED or -errno.
 */
static int check_enforced(int fd)
{
        struct fs_quota_statv state = {.qs_version = FS_QSTATV_VERSION1};
        if (syscall(SYS_quotactl_fd, fd, QCMD(Q_XGETQSTATV, PRJQUOTA), 0, &state) < 0)
                return is_uncounted(-errno) ? PROJECT_UNCOUNTED : -errno;
        return state.qs_flags & FS_QUOTA_PDQ_ENFD ? 0 : PROJECT_UNCOUNTED;
}

/* What is counted of PROJECT. 0 or -errno. */
static int read_quota(int fd, uint32_t project, struct if_dqblk *ret)
{
        *ret = (struct if_dqblk){};
        int r = quota(fd, Q_GETQUOTA, project, ret);
        /* xfs has none of it yet. */
        return r == -ENOENT ? 0 : r;
}

static int write_limit(int fd, uint32_t project, uint64_t bytes)
{
        struct if_dqblk block = {
                .dqb_bhardlimit = bytes / QIF_DQBLKSIZE + (bytes % QIF_DQBLKSIZE > 0),
                .dqb_ihardlimit = bytes / BYTES_PER_FILE + (bytes > 0),
                .dqb_valid = QIF_LIMITS,
        };
        return quota(fd, Q_SETQUOTA, project, &block);
}

/* FNV-1a */
static uint32_t hash(const char *name)
{
        uint32_t h = UINT32_C(2166136261);
        for (; *name; name++)
                h = (h ^ (uint8_t)*name) * UINT32_C(16777619);
        return h;
}

/* A number that no file has. 0 or -errno. */
static int find_free(int fd, const char *name, uint32_t *ret)
{
        for (uint32_t i = 0; i < COUNT; i++) {
                struct if_dqblk block;
                uint32_t project = FIRST + (hash(name) % COUNT + i) % COUNT;
                int r = read_quota(fd, project, &block);
                if (r != 0)
                        return r;
                if (block.dqb_curinodes == 0 && block.dqb_curspace == 0) {
                        *ret = project;
                        return 0;
                }
        }
        return -ENOSPC;
}

static int found_one(void *context, int dir_fd, const char *name, bool folder)
{
        return 1;
}

static int set_attributes(int fd, struct fsxattr *attributes)
{
        return ioctl(fd, FS_IOC_FSSETXATTR, attributes) < 0 ? -errno : 0;
}

/* DIR_FD, whose attributes are ATTRIBUTES, becomes PROJECT's, and what will be in it if nothing is. */
static int begin(int dir_fd, uint32_t project, struct fsxattr attributes)
{
        int filled = io_each(dir_fd, found_one, NULL);
        if (filled < 0)
                return filled;
        attributes.fsx_projid = project;
        if (!filled)
                attributes.fsx_xflags |= FS_XFLAG_PROJINHERIT;
        int r = set_attributes(dir_fd, &attributes);
        if (r < 0)
                return is_uncounted(r) ? PROJECT_UNCOUNTED : r;
        return filled ? PROJECT_FILLED : 0;
}

/* It has its project already. */
static int change(int dir_fd, const struct fsxattr *attributes, uint64_t bytes)
{
        int r = write_limit(dir_fd, attributes->fsx_projid, bytes);
        return r == 0 && bytes > 0 && !(attributes->fsx_xflags & FS_XFLAG_PROJINHERIT) ? PROJECT_FILLED : r;
}

int project_limit(int dir_fd, const char *name, uint64_t bytes)
{
        struct fsxattr attributes;
        uint32_t project = 0;
        if (ioctl(dir_fd, FS_IOC_FSGETXATTR, &attributes) < 0)
                return !is_uncounted(-errno) ? -errno : bytes > 0 ? PROJECT_UNCOUNTED : 0;
        if (bytes == 0 && !is_ours(attributes.fsx_projid))
                return 0;
        int r = check_enforced(dir_fd);
        if (r != 0)
                return r > 0 && bytes == 0 ? 0 : r;
        if (is_ours(attributes.fsx_projid))
                return change(dir_fd, &attributes, bytes);
        r = find_free(dir_fd, name, &project);
        if (r == 0)
                r = write_limit(dir_fd, project, bytes);
        return r == 0 ? begin(dir_fd, project, attributes) : r;
}

int project_join(int top_fd, int fd)
{
        struct fsxattr top, attributes;
        struct stat st;
        if (ioctl(top_fd, FS_IOC_FSGETXATTR, &top) < 0 || ioctl(fd, FS_IOC_FSGETXATTR, &attributes) < 0 ||
            fstat(fd, &st) < 0)
                return -errno;
        uint32_t inherit = S_ISDIR(st.st_mode) ? FS_XFLAG_PROJINHERIT : 0;
        if (attributes.fsx_projid == top.fsx_projid && (attributes.fsx_xflags & inherit) == inherit)
                return 0;
        attributes.fsx_projid = top.fsx_projid;
        attributes.fsx_xflags |= inherit;
        return set_attributes(fd, &attributes);
}

int project_complete(int top_fd)
{
        return project_join(top_fd, top_fd);
}

int project_is_over(int dir_fd, bool *ret)
{
        struct fsxattr attributes;
        struct if_dqblk block = {};
        *ret = false;
        if (ioctl(dir_fd, FS_IOC_FSGETXATTR, &attributes) < 0)
                return is_uncounted(-errno) ? 0 : -errno;
        int r = is_ours(attributes.fsx_projid) ? read_quota(dir_fd, attributes.fsx_projid, &block) : 0;
        if (r < 0)
                return is_uncounted(r) ? 0 : r;
        *ret = (block.dqb_bhardlimit > 0 && block.dqb_curspace > block.dqb_bhardlimit * QIF_DQBLKSIZE) ||
               (block.dqb_ihardlimit > 0 && block.dqb_curinodes > block.dqb_ihardlimit);
        return 0;
}
