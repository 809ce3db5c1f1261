/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Limits by project quotas, in words. */
#include "helper/common/storagelimit.h"

#include "core/base/cleanup.h"
#include "core/contract/contract.h"
#include "core/io/io.h"
#include "core/io/project.h"
#include "helper/common/projecttree.h"
#include "helper/common/state.h"

#include <errno.h>
#include <string.h>
#include <sys/file.h>

/* Who looks for a number that is free, and takes it. */
#define LOCK "projects.lock"

static int lock(void)
{
        _cleanup_close_ int folder = state_open(COSLICE_LIB_DIR, NULL);
        return folder < 0 ? folder : io_open_lock(folder, LOCK, LOCK_EX);
}

static int limit(int dir_fd, const char *name, uint64_t bytes)
{
        _cleanup_close_ int held = bytes > 0 ? lock() : -1;
        return bytes > 0 && held < 0 ? held : project_limit(dir_fd, name, bytes);
}

int storagelimit_set(int dir_fd, const char *name, uint64_t bytes, IoStep step, void *context)
{
        int r = limit(dir_fd, name, bytes);
        if (r == PROJECT_FILLED)
                return projecttree_join(dir_fd, step, context);
        return r == PROJECT_UNCOUNTED ? -EOPNOTSUPP : r;
}

int storagelimit_check(int dir_fd)
{
        bool over;
        int r = project_is_over(dir_fd, &over);
        return r == 0 && over ? -EDQUOT : r;
}

const char *storagelimit_error(int error)
{
        return error == -EOPNOTSUPP ? "the file system of " COSLICE_LIB_DIR
                                      " has no project quotas: use ext4 (tune2fs -O "
                                      "project,quota) or xfs, mounted with prjquota; or set no limit"
                                    : strerror(-error);
}
