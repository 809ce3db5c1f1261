/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Project quotas, by the calls that ext4 and xfs have in common. */
#include "core/io/project.h"

#include "core/base/hash.h"
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

/* R, but where no project quota is on, is built, or can be here. */
static int answer(int r)
{
        bool none = r == -ESRCH || r == -ENOSYS || r == -ENOTTY || r == -EOPNOTSUPP || r == -EINVAL;
        return none ? PROJECT_UNCOUNTED : r;
}

static int read_attributes(int fd, struct fsxattr *ret)
{
        return ioctl(fd, FS_IOC_FSGETXATTR, ret) < 0 ? -errno : 0;
}

static int write_attributes(int fd, struct fsxattr *attributes)
{
        return ioctl(fd, FS_IOC_FSSETXATTR, attributes) < 0 ? -errno : 0;
}

/* Whether limits of projects hold: ext4 may count them, answer and hold none. 0, PROJECT_UNCOUNTED or -errno.
 */
static int check_enforced(int fd)
{
        struct fs_quota_statv state = {.qs_version = FS_QSTATV_VERSION1};
        if (syscall(SYS_quotactl_fd, fd, QCMD(Q_XGETQSTATV, PRJQUOTA), 0, &state) < 0)
                return answer(-errno);
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

/* A number that no file has. 0 or -errno. */
static int find_free(int fd, const char *name, uint32_t *ret)
{
        uint32_t first = hash_fnv32(name) % COUNT;
        for (uint32_t i = 0; i < COUNT; i++) {
                struct if_dqblk block;
                uint32_t project = FIRST + (first + i) % COUNT;
                int r = read_quota(fd, project, &block);
                if (r < 0)
                        return r;
                if (block.dqb_curinodes == 0 && block.dqb_curspace == 0) {
                        *ret = project;
                        return 0;
                }
        }
        return -ENOSPC;
}

/* DIR_FD, whose attributes are ATTRIBUTES, gets a project, and what will be in it if nothing is. */
static int begin(int dir_fd, const char *name, uint64_t bytes, struct fsxattr *attributes)
{
        int empty = io_is_empty(dir_fd);
        int r = empty < 0 ? empty : find_free(dir_fd, name, &attributes->fsx_projid);
        if (r == 0)
                r = write_limit(dir_fd, attributes->fsx_projid, bytes);
        if (r < 0)
                return r;
        attributes->fsx_xflags |= empty ? FS_XFLAG_PROJINHERIT : 0;
        return answer(write_attributes(dir_fd, attributes));
}

static int limit(int dir_fd, const char *name, uint64_t bytes)
{
        struct fsxattr attributes;
        int r = answer(read_attributes(dir_fd, &attributes));
        if (r != 0)
                return r;
        bool has_project = is_ours(attributes.fsx_projid);
        if (bytes == 0 && !has_project)
                return 0;
        r = check_enforced(dir_fd);
        if (r == 0)
                r = has_project ? write_limit(dir_fd, attributes.fsx_projid, bytes)
                                : begin(dir_fd, name, bytes, &attributes);
        if (r != 0)
                return r;
        return attributes.fsx_xflags & FS_XFLAG_PROJINHERIT || bytes == 0 ? 0 : PROJECT_FILLED;
}

int project_limit(int dir_fd, const char *name, uint64_t bytes)
{
        int r = limit(dir_fd, name, bytes);
        return r == PROJECT_UNCOUNTED && bytes == 0 ? 0 : r;
}

int project_join(int top_fd, int fd)
{
        struct fsxattr top, attributes;
        struct stat st;
        int r = read_attributes(top_fd, &top);
        if (r == 0)
                r = read_attributes(fd, &attributes);
        if (r == 0 && fstat(fd, &st) < 0)
                r = -errno;
        if (r < 0)
                return r;
        uint32_t inherit = S_ISDIR(st.st_mode) ? FS_XFLAG_PROJINHERIT : 0;
        if (attributes.fsx_projid == top.fsx_projid && (attributes.fsx_xflags & inherit) == inherit)
                return 0;
        attributes.fsx_projid = top.fsx_projid;
        attributes.fsx_xflags |= inherit;
        return write_attributes(fd, &attributes);
}

int project_is_over(int dir_fd, bool *ret)
{
        struct fsxattr attributes;
        struct if_dqblk block = {};
        int r = answer(read_attributes(dir_fd, &attributes));
        if (r == 0 && is_ours(attributes.fsx_projid))
                r = answer(read_quota(dir_fd, attributes.fsx_projid, &block));
        *ret = (block.dqb_bhardlimit > 0 && block.dqb_curspace > block.dqb_bhardlimit * QIF_DQBLKSIZE) ||
               (block.dqb_ihardlimit > 0 && block.dqb_curinodes > block.dqb_ihardlimit);
        return r < 0 ? r : 0;
}
