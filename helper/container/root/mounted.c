/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of mounts, looked at once. */
#include "helper/container/root/mounted.h"

#include "core/base/strbuf.h"
#include "core/contract/contract.h"
#include "core/contract/place.h"
#include "core/io/mountinfo.h"
#include "helper/common/mounts.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

int mounted_expect(Stage *stage, const StageMount *mount)
{
        StageMount *mounts = reallocarray(stage->mounts, stage->n_mounts + 1, sizeof *mounts);
        if (!mounts)
                return -ENOMEM;
        stage->mounts = mounts;
        char *target = strdup(mount->target);
        if (!target)
                return -ENOMEM;
        mounts[stage->n_mounts] = *mount;
        mounts[stage->n_mounts++].target = target;
        return 0;
}

int mounted_expect_fd(Stage *stage, int mount_fd, const char *target, uint64_t attributes, bool exact)
{
        struct statx found;
        if (statx(mount_fd, "", AT_EMPTY_PATH, STATX_MNT_ID, &found) < 0)
                return -errno;
        return mounted_expect(stage,
                              &(StageMount){.target = (char *)target,
                                            .attributes = attributes,
                                            .exact = exact,
                                            .id = found.stx_mnt_id,
                                            .device = makedev(found.stx_dev_major, found.stx_dev_minor)});
}

/* The table is the kernel's: wherever /proc of the root leads, a file that is not is none. */
static int open_table(const Stage *stage, FILE **ret)
{
        _cleanup_close_ int fd = rootfd_open(stage->root_fd, "/proc/self/mountinfo", O_RDONLY, LINKS_INSIDE);
        int r = fd < 0 ? fd : mount_has_type(fd, PROC_SUPER_MAGIC);
        if (r < 0)
                return r;
        *ret = fdopen(fd, "re");
        if (!*ret)
                return -errno;
        TAKE_FD(fd);
        return 0;
}

/* What a look has found so far. */
typedef struct Look {
        const Stage *stage;
        bool *seen;     /* of each that is expected */
        StrVec volumes; /* places of those that links may have led to */
        StrVec others;  /* and of those that nobody expects */
} Look;

static void look_done(Look *look)
{
        free(look->seen);
        strvec_done(&look->volumes);
        strvec_done(&look->others);
}

static int refuse(Failure *failure, const char *place, const char *why)
{
        return failure_set(failure, EXIT_SETUP_ROOT, 0, "look at what is mounted: %s %s", place, why);
}

/* Whether LINE is MOUNT. One without an id is so at its place alone. */
static bool is_line(const StageMount *mount, const MountLine *line)
{
        return (mount->id > 0 ? mount->id == line->id : streq(mount->target, line->place)) &&
               (!mount->type || streq(mount->type, line->type)) &&
               (!mount->root || streq(mount->root, line->root)) &&
               (mount->id > 0 || mount->device == 0 || mount->device == line->device);
}

static int check_line(Look *look, const MountLine *line, Failure *failure)
{
        const Stage *stage = look->stage;
        size_t i = 0;
        /* Of two that show the same at one place, one is too much. */
        while (i < stage->n_mounts && (look->seen[i] || !is_line(stage->mounts + i, line)))
                i++;
        if (i == stage->n_mounts)
                return strvec_add(&look->others, line->place);
        const StageMount *mount = stage->mounts + i;
        look->seen[i] = true;
        if (mount->attributes & ~line->attributes)
                return refuse(failure, line->place, "is not as restricted as it was asked for");
        if (!mount->exact)
                return strvec_add(&look->volumes, line->place);
        return streq(mount->target, line->place) ? 0 : refuse(failure, mount->target, "is mounted elsewhere");
}

/* What is mounted in a volume came with it, or through it: all else is missing or too much. */
static int check_rest(const Look *look, Failure *failure)
{
        for (size_t i = 0; i < look->stage->n_mounts; i++)
                if (!look->seen[i])
                        return refuse(failure, look->stage->mounts[i].target, "is not mounted");
        for (size_t i = 0; i < look->others.n; i++) {
                const char *place = look->others.items[i];
                bool below = false;
                for (size_t k = 0; k < look->volumes.n && !below; k++)
                        below = path_is_below(place, look->volumes.items[k]);
                if (!below)
                        return refuse(failure, place, "is mounted, which was not asked for");
        }
        return 0;
}

static int check_lines(Look *look, FILE *table, Failure *failure)
{
        _cleanup_free_ char *text = NULL;
        size_t space = 0;
        MountLine line;
        while (errno = 0, getline(&text, &space, table) > 0) {
                int r = mountinfo_parse(text, &line) ? check_line(look, &line, failure) : -EBADMSG;
                if (r < 0)
                        return r;
        }
        return feof(table) ? check_rest(look, failure) : errno > 0 ? -errno : -EIO;
}

int mounted_check(const Stage *stage, Failure *failure)
{
        char buffer[4096];
        _cleanup_(look_done) Look look = {.stage = stage, .seen = calloc(stage->n_mounts + 1, sizeof(bool))};
        if (!look.seen)
                return -ENOMEM;
        FILE *table;
        int r = open_table(stage, &table);
        if (r < 0)
                return r;
        /* With a buffer of ours nothing is asked of the kernel but to read. */
        setvbuf(table, buffer, _IOFBF, sizeof buffer);
        r = check_lines(&look, table, failure);
        fclose(table);
        return r;
}
