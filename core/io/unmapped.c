/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Words for file systems that have no id-mapped mounts. */
#include "core/io/unmapped.h"

#include "core/base/cleanup.h"
#include "core/base/strbuf.h"
#include "core/io/mountinfo.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* LINE, which is written over, has the type of mount ID, and of those that are mounted in it. */
static bool add_type(char *line, uint64_t id, StrVec *types)
{
        MountLine mount;
        char *parent = strchr(line, ' ');
        uint64_t parent_id = parent ? strtoull(parent + 1, NULL, 10) : 0;
        if (!mountinfo_parse(line, &mount) || (mount.id != id && parent_id != id))
                return true;
        return strvec_contains(types, mount.type) || strvec_add(types, mount.type) == 0;
}

void unmapped_explain(int fd, const char *advice, char *ret, size_t size)
{
        struct statx st;
        _cleanup_strvec_ StrVec types = {};
        _cleanup_strbuf_ StrBuf text = {};
        _cleanup_free_ char *line = NULL;
        size_t space = 0;
        FILE *mounts = statx(fd, "", AT_EMPTY_PATH, STATX_MNT_ID, &st) == 0
                               ? fopen("/proc/self/mountinfo", "re")
                               : NULL;
        while (mounts && getline(&line, &space, mounts) > 0)
                if (!add_type(line, st.stx_mnt_id, &types))
                        break;
        if (mounts)
                fclose(mounts);
        for (size_t i = 0; i < types.n; i++)
                strbuf_addf(&text, "%s%s", i > 0 ? ", " : "", types.items[i]);
        snprintf(ret, size, "its file system%s%s%s can't be id-mapped: %s", types.n > 0 ? " (" : "",
                 types.n > 0 && text.text ? text.text : "", types.n > 0 ? ")" : "", advice);
}
