/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Directory by directory, each opened by its path from the top. */
#include "helper/common/projecttree.h"

#include "core/base/strbuf.h"
#include "core/io/project.h"
#include "helper/common/rootfd.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Joining {
        int top_fd;
        dev_t device;
        StrVec folders;   /* those found so far, from the top */
        const char *path; /* of the one that is being read */
        IoStep step;
        void *context;
} Joining;

/* Whatever moves meanwhile: between projects the kernel lets nothing be renamed, it is copied. */
static bool has_gone(int error)
{
        return error == ENOENT || error == ELOOP || error == ENOTDIR;
}

static int join_one(void *context, int dir_fd, const char *name, bool is_folder)
{
        Joining *joining = context;
        struct stat st;
        if (fstatat(dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
                return has_gone(errno) ? 0 : -errno;
        /* What else there is takes no blocks, and can't be opened as easily. */
        if (st.st_dev != joining->device || !(S_ISREG(st.st_mode) || S_ISDIR(st.st_mode)))
                return 0;
        _cleanup_close_ int fd = openat(dir_fd, name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
        if (fd < 0)
                return has_gone(errno) ? 0 : -errno;
        int r = project_join(joining->top_fd, fd);
        if (joining->step)
                joining->step(joining->context);
        if (r < 0 || !S_ISDIR(st.st_mode))
                return r;
        return strvec_addf(&joining->folders, "%s%s%s", joining->path, *joining->path ? "/" : "", name);
}

static int join_all(Joining *joining)
{
        joining->path = "";
        int r = io_each(joining->top_fd, join_one, joining);
        for (size_t i = 0; i < joining->folders.n && r == 0; i++) {
                joining->path = joining->folders.items[i];
                _cleanup_close_ int fd =
                        rootfd_open(joining->top_fd, joining->path, O_RDONLY | O_DIRECTORY, LINKS_REFUSED);
                if (fd < 0 && !has_gone(-fd))
                        return fd;
                r = fd < 0 ? 0 : io_each(fd, join_one, joining);
        }
        strvec_clear(&joining->folders);
        return r;
}

int projecttree_join(int top_fd, IoStep step, void *context)
{
        struct stat st;
        if (fstat(top_fd, &st) < 0)
                return -errno;
        Joining joining = {.top_fd = top_fd, .device = st.st_dev, .step = step, .context = context};
        int r = join_all(&joining);
        /* What was made at the top meanwhile. */
        if (r == 0)
                r = project_join(top_fd, top_fd);
        if (r == 0)
                r = join_all(&joining);
        strvec_done(&joining.folders);
        return r;
}
