/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Operations carried out, one after the other. */
#include "helper/container/root/apply.h"

#include "core/contract/contract.h"
#include "helper/common/rootfd.h"
#include "helper/container/root/apply-internal.h"
#include "helper/container/root/mounted.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

void stage_close_layers(Stage *stage)
{
        layer_done(&stage->layer);
        lowers_done(&stage->lowers);
        for (size_t i = 0; i < stage->n_images; i++)
                closep(&stage->images[i].fd);
        free(stage->images);
        stage->images = NULL;
        stage->n_images = 0;
}

void stage_forget_parent(Stage *stage)
{
        closep(&stage->parent_fd);
        stage->parent_fd = -1;
}

void stage_done(Stage *stage)
{
        stage_close_layers(stage);
        closep(&stage->root_fd);
        closep(&stage->secrets_fd);
        closep(&stage->secret_dir_fd);
        closep(&stage->empty.fd);
        closep(&stage->null.fd);
        stage_forget_parent(stage);
        for (size_t i = 0; i < stage->n_made; i++)
                closep(&stage->made[i].fd);
        for (size_t i = 0; i < stage->n_mounts; i++)
                free(stage->mounts[i].target);
        free(stage->made);
        free(stage->mounts);
        stage->made = NULL;
        stage->mounts = NULL;
        stage->n_made = stage->n_mounts = 0;
        stage->root_fd = stage->empty.fd = stage->null.fd = -1;
}

int stage_parent(Stage *stage, const char *target, Links links, const char **ret_name)
{
        const char *slash = strrchr(target, '/');
        size_t n = (size_t)(slash - target);
        *ret_name = slash + 1;
        if (n == 0) {
                stage_forget_parent(stage);
                return stage->root_fd;
        }
        if (stage->parent_fd >= 0 && n == stage->n_parent && memcmp(target, stage->parent, n) == 0)
                return stage->parent_fd;
        stage_forget_parent(stage);
        stage->parent_fd = rootfd_make_parent(stage->root_fd, target, links, ret_name);
        stage->parent = target;
        stage->n_parent = n;
        return stage->parent_fd;
}

/* NEW's descriptor is taken. */
static int keep_made(Stage *stage, const StageMade *new)
{
        StageMade *made = reallocarray(stage->made, stage->n_made + 1, sizeof *made);
        if (!made) {
                close(new->fd);
                return -ENOMEM;
        }
        stage->made = made;
        made[stage->n_made++] = *new;
        return 0;
}

int stage_keep_made(Stage *stage, int fd, bool mapped)
{
        return keep_made(stage, &(StageMade){.fd = fd, .mapped = mapped});
}

int stage_keep_node(Stage *stage, int fd, const Operation *operation)
{
        return keep_made(stage, &(StageMade){.fd = fd, .like = operation});
}

int stage_give_made(const Stage *stage, uid_t uid, gid_t gid)
{
        for (size_t i = 0; i < stage->n_made; i++) {
                const StageMade *made = stage->made + i;
                const Operation *like = made->like;
                uid_t its_uid = like && (like->owners & OWNER_UID) ? like->uid : uid;
                gid_t its_gid = like && (like->owners & OWNER_GID) ? like->gid : gid;
                uid_t owner = made->mapped ? its_uid : groupids_uid(stage->ids, its_uid);
                gid_t group = made->mapped ? its_gid : groupids_gid(stage->ids, its_gid);
                if (owner == (uid_t)-1 || group == (gid_t)-1)
                        return -EINVAL;
                if (fchownat(made->fd, "", owner, group, AT_EMPTY_PATH) < 0 &&
                    (like || (errno != EPERM && errno != EOPNOTSUPP)))
                        return -errno;
        }
        return 0;
}

/* What nobody asked for so far: few targets lie elsewhere than in the root itself. */
static int find_device(const Stage *stage, StageMount *mount)
{
        struct stat st;
        _cleanup_close_ int fd = rootfd_open(stage->root_fd, mount->target, O_PATH, LINKS_REFUSED);
        if (fd < 0)
                return fd;
        if (fstat(fd, &st) < 0)
                return -errno;
        mount->device = st.st_dev;
        return 0;
}

int stage_in_kernel(Stage *stage, int fd)
{
        struct statx found;
        if (statx(fd, "", AT_EMPTY_PATH, STATX_MNT_ID, &found) < 0)
                return -errno;
        if (found.stx_mnt_id == stage->root_id)
                return 0;
        dev_t device = makedev(found.stx_dev_major, found.stx_dev_minor);
        /* The first is the root. */
        for (size_t i = 1; i < stage->n_mounts; i++) {
                StageMount *mount = stage->mounts + i;
                int r = mount->exact && mount->device == 0 ? find_device(stage, mount) : 0;
                if (r < 0)
                        return r;
                if (mount->exact && mount->device == device)
                        return 1;
        }
        return 0;
}

int stage_on_root(const Stage *stage, int fd)
{
        struct statx found;
        if (statx(fd, "", AT_EMPTY_PATH, STATX_MNT_ID, &found) < 0)
                return -errno;
        return found.stx_mnt_id == stage->root_id;
}

int say(char *why, const char *text)
{
        snprintf(why, MOUNT_WHY_MAX, "%s", text);
        return -EINVAL;
}

int attach_exact(Stage *stage, int mount_fd, int target_fd, const char *path, uint64_t attributes)
{
        int r = mount_attach(mount_fd, target_fd);
        return r < 0 ? r : mounted_expect_fd(stage, mount_fd, path, attributes, true);
}

int attach_volume(Stage *stage, int mount_fd, int target_fd, const char *path, uint64_t attributes)
{
        int r = mount_attach(mount_fd, target_fd);
        if (r < 0)
                return r;
        _cleanup_close_ int place = rootfd_open(stage->root_fd, path, O_PATH, LINKS_INSIDE);
        r = place < 0 ? place : mount_check(mount_fd, place, attributes);
        return r < 0 ? r : mounted_expect_fd(stage, mount_fd, path, attributes, false);
}

static const Apply functions[] = {
        [OPERATION_OVERLAY] = apply_overlay,
        [OPERATION_MOUNT] = apply_mount,
        [OPERATION_BIND] = apply_bind,
        [OPERATION_PINNED] = apply_pinned,
        [OPERATION_IMAGE] = apply_image,
        [OPERATION_LOCAL] = apply_local,
        [OPERATION_SECRET] = apply_secret,
        [OPERATION_SECRETS] = apply_secrets,
        [OPERATION_SECRET_FILE] = apply_secret_file,
        [OPERATION_VOLUME] = apply_volume,
        [OPERATION_NODE] = apply_node,
        [OPERATION_DEVICE] = apply_device,
        [OPERATION_SYMLINK] = apply_symlink,
        [OPERATION_DIRECTORY] = apply_directory,
        [OPERATION_FILE] = apply_file,
        [OPERATION_TIMEZONE] = apply_timezone,
        [OPERATION_MASK] = apply_mask,
        [OPERATION_MASK_EACH_CPU] = apply_mask_each_cpu,
        [OPERATION_READ_ONLY] = apply_read_only,
        [OPERATION_ROOT_READ_ONLY] = apply_root_read_only,
        [OPERATION_PIVOT] = apply_pivot,
};

/* Whether OPERATION only makes something in a directory, by the same rule for links as all of that
 * directory's.
 */
static bool makes_entry(const Operation *operation)
{
        return operation->kind == OPERATION_NODE || operation->kind == OPERATION_DEVICE ||
               operation->kind == OPERATION_SYMLINK || operation->kind == OPERATION_FILE ||
               operation->kind == OPERATION_TIMEZONE || operation->kernel;
}

int apply(const Operations *operations, size_t begin, size_t end, Stage *stage, Failure *failure)
{
        for (size_t i = begin; i < end; i++) {
                const Operation *operation = operations->items + i;
                char why[MOUNT_WHY_MAX] = "";
                operation_describe(operation, stage->step, FAILURE_TEXT_MAX);
                if (!makes_entry(operation))
                        stage_forget_parent(stage);
                int r = functions[operation->kind](operation, stage, why);
                if (r >= 0)
                        continue;
                failure_set(failure, EXIT_SETUP_ROOT, *why ? 0 : -r, "%s%s%s", stage->step, *why ? ": " : "",
                            why);
                return r;
        }
        return 0;
}
