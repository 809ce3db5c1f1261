/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* At each start anew, and not once with the sandbox: what is there is what the group has pinned now, nothing
 * of it has to be held or given back where containers share it, and it costs what the lower layers of one
 * more container do. */
#include "helper/container/root/imagevolume.h"

#include "core/contract/contract.h"
#include "helper/common/mounts.h"
#include "helper/common/rootfd.h"
#include "helper/container/root/image.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>

/* The options of LOWERS, over the directory EMPTY_FD: those of a root. Without an upper layer nothing can be
 * written to it, by whatever mount of it, and then an overlay wants two lower ones. A layer that is alone is
 * mounted like others: its own mount would show inside where on the host it lies. */
static int write_options(const Lowers *lowers, int empty_fd, StrBuf *ret)
{
        int r = lowers_write(lowers, ret);
        return r < 0 ? r
                     : strbuf_addf(ret,
                                   ":/proc/self/fd/%d,userxattr,index=off,metacopy=off,redirect_dir=nofollow",
                                   empty_fd);
}

/* What is mounted over BELOW_FD, opened anew as NAME of DIR_FD. A descriptor or -errno; -ESTALE: nothing is.
 */
static int open_shown(int below_fd, int dir_fd, const char *name)
{
        struct statx below, shown;
        _cleanup_close_ int fd = rootfd_open(dir_fd, name, O_PATH | O_DIRECTORY, LINKS_REFUSED);
        if (fd < 0)
                return fd;
        if (statx(below_fd, "", AT_EMPTY_PATH, STATX_MNT_ID, &below) < 0 ||
            statx(fd, "", AT_EMPTY_PATH, STATX_MNT_ID, &shown) < 0)
                return -errno;
        return below.stx_mnt_id == shown.stx_mnt_id ? -ESTALE : TAKE_FD(fd);
}

/* Mounts LOWERS over NAME of DIR_FD. MAPPED: they are mounts. A descriptor of its top or -errno. */
static int mount_lowers(const Lowers *lowers, int dir_fd, const char *name, bool mapped)
{
        _cleanup_strbuf_ StrBuf options = {};
        if (mkdirat(dir_fd, name, 0700) < 0)
                return -errno;
        _cleanup_close_ int empty = rootfd_open(dir_fd, name, O_PATH | O_DIRECTORY, LINKS_REFUSED);
        int r = empty < 0 ? empty : write_options(lowers, empty, &options);
        if (r == 0 && mapped)
                r = lowers_attach(lowers, dir_fd, name);
        if (r < 0)
                return r;
        _cleanup_close_ int place = rootfd_open(dir_fd, name, O_PATH | O_DIRECTORY, LINKS_REFUSED);
        r = place < 0 ? place
                      : mount_new_over("overlay", options.text,
                                       MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV, place);
        return r < 0 ? r : open_shown(place, dir_fd, name);
}

/* As the stage's next one. A descriptor or -errno with FAILURE. */
static int mount_image(const RunRequest *request, const char *key, const Stage *stage, Failure *failure)
{
        _cleanup_image_record_ ImageRecord record = {};
        _cleanup_lowers_ Lowers lowers = {};
        char name[sizeof LAYER_IMAGE + 24];
        bool mapped = groupids_own(stage->ids);
        snprintf(name, sizeof name, LAYER_IMAGE "%zu", stage->n_images);
        int r = image_find_files(request, key, &record, failure);
        if (r == 0)
                r = image_open_layers(request->group, key, &record, &lowers, failure);
        if (r == 0 && mapped)
                r = image_map_layers(key, &lowers, stage->ids->fd, failure);
        if (r < 0)
                return r;
        int fd = mount_lowers(&lowers, stage->layer.dir_fd, name, mapped);
        return fd < 0 ? failure_set(failure, EXIT_SETUP_ROOT, -fd, "mount the image %s", key) : fd;
}

int imagevolumes_mount(const RunRequest *request, Stage *stage, Failure *failure)
{
        for (size_t i = 0; i < request->mounts.n; i++) {
                const Mount *mount = request->mounts.items + i;
                if (mount->kind != MOUNT_IMAGE || imagevolume_find(stage, mount->source) >= 0)
                        continue;
                StageImage *images = reallocarray(stage->images, stage->n_images + 1, sizeof *images);
                if (!images)
                        return -ENOMEM;
                stage->images = images;
                int fd = mount_image(request, mount->source, stage, failure);
                if (fd < 0)
                        return fd;
                images[stage->n_images++] = (StageImage){mount->source, fd};
        }
        return 0;
}

int imagevolume_find(const Stage *stage, const char *key)
{
        for (size_t i = 0; i < stage->n_images; i++)
                if (streq(stage->images[i].key, key))
                        return stage->images[i].fd;
        return -ENOENT;
}
