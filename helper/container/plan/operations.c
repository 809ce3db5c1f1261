/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Request → operations. The order is part of the posture: what a volume or an image could redirect is done
 * before volumes are there, and masks before anything of the payload's can lie below them. */
#include "helper/container/plan/operations.h"

#include "core/contract/masks.h"
#include "core/contract/pin-names.h"
#include "core/contract/place.h"
#include "core/contract/timezone.h"
#include "helper/container/plan/hosts.h"

#include <errno.h>
#include <linux/mount.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysmacros.h>

#define NO_SUID_DEV_EXEC (MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC)

void operations_done(Operations *operations)
{
        free(operations->items);
        free(operations->inputs);
        strvec_done(&operations->texts);
        *operations = (Operations){};
}

static int add(Operations *list, const Operation *operation)
{
        if (list->n == list->space) {
                size_t space = list->space ? list->space * 2 : 64;
                Operation *items = reallocarray(list->items, space, sizeof *items);
                if (!items)
                        return -ENOMEM;
                list->items = items;
                list->space = space;
        }
        list->items[list->n++] = *operation;
        return 0;
}

static int add_all(Operations *list, const Operation *operations, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                int r = add(list, operations + i);
                if (r < 0)
                        return r;
        }
        return 0;
}

/* OPERATION, of kind PINNED, with an input of its own: the mount that is opened is the one that is put in
 * place. PIN: its name. */
static int add_pinned(Operations *list, const Operation *operation, const char *pin)
{
        Operation pinned = *operation;
        Input *inputs = reallocarray(list->inputs, list->n_inputs + 1, sizeof *inputs);
        if (!inputs)
                return -ENOMEM;
        list->inputs = inputs;
        pinned.input = list->n_inputs;
        inputs[list->n_inputs++] = (Input){pin, operation->sub, operation->attributes};
        return add(list, &pinned);
}

/* A text that the list keeps. */
static int keep(Operations *list, StrBuf *text, const char **ret)
{
        char *taken;
        int r = strbuf_take(text, &taken);
        if (r == 0)
                r = strvec_take(&list->texts, taken);
        if (r == 0)
                *ret = taken;
        return r;
}

/* That of the process namespace, which only a process in it can make. */
static int add_proc(const RunRequest *request, Operations *list)
{
        static const Operation own = {OPERATION_MOUNT, "/proc", "proc", .attributes = NO_SUID_DEV_EXEC,
                                      .kernel = true};
        static const Operation shared = {OPERATION_PINNED, "/proc",
                                         PIN_PROC,         .attributes = NO_SUID_DEV_EXEC,
                                         .sub = "",        .kernel = true};
        return request->share_pid ? add_pinned(list, &shared, PIN_PROC) : add(list, &own);
}

static int add_kernel(const RunRequest *request, Operations *list)
{
        static const Operation others[] = {
                {OPERATION_MOUNT, "/sys", "sysfs", .attributes = NO_SUID_DEV_EXEC | MOUNT_ATTR_RDONLY,
                 .kernel = true},
                /* In the container's cgroup namespace, where it shows the container's own subtree alone. */
                {OPERATION_MOUNT, "/sys/fs/cgroup", "cgroup2",
                 .attributes = NO_SUID_DEV_EXEC | MOUNT_ATTR_RDONLY, .kernel = true, .optional = true},
        };
        int r = add_proc(request, list);
        return r < 0 ? r : add_all(list, others, ARRAY_SIZE(others));
}

/* Whose terminals are, in all distributions. */
#define TTY_GROUP 5

/* The devices, links and file systems of /dev that the OCI run-time specification asks for, and no other. */
static int add_devices(Operations *list)
{
        static const Operation dev = {OPERATION_MOUNT,
                                      "/dev",
                                      "tmpfs",
                                      .options = "mode=0755,size=65536",
                                      .attributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC,
                                      .kernel = true};
        static const struct {
                const char *path;
                unsigned major, minor;
        } nodes[] = {{"/dev/null", 1, 3},   {"/dev/zero", 1, 5},    {"/dev/full", 1, 7},
                     {"/dev/random", 1, 8}, {"/dev/urandom", 1, 9}, {"/dev/tty", 5, 0}};
        static const Operation rest[] = {
                {OPERATION_SYMLINK, "/dev/fd", "/proc/self/fd"},
                {OPERATION_SYMLINK, "/dev/stdin", "/proc/self/fd/0"},
                {OPERATION_SYMLINK, "/dev/stdout", "/proc/self/fd/1"},
                {OPERATION_SYMLINK, "/dev/stderr", "/proc/self/fd/2"},
                {OPERATION_SYMLINK, "/dev/core", "/proc/kcore"},
                {OPERATION_SYMLINK, "/dev/ptmx", "pts/ptmx"},
                {OPERATION_MOUNT, "/dev/pts", "devpts", .options = "mode=0620,ptmxmode=0666",
                 .owners = OWNER_GID | OWNER_TOP, .gid = TTY_GROUP,
                 .attributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC, .kernel = true},
        };
        static const Operation shm = {OPERATION_PINNED, "/dev/shm",
                                      PIN_SHM,          .attributes = NO_SUID_DEV_EXEC,
                                      .sub = "",        .kernel = true};
        static const Operation mqueue = {OPERATION_MOUNT, "/dev/mqueue", "mqueue",
                                         .attributes = NO_SUID_DEV_EXEC, .kernel = true};
        int r = add(list, &dev);
        for (size_t i = 0; i < ARRAY_SIZE(nodes) && r == 0; i++) {
                const Operation node = {OPERATION_NODE, nodes[i].path, .mode = 0666,
                                        .device = makedev(nodes[i].major, nodes[i].minor)};
                r = add(list, &node);
        }
        if (r == 0)
                r = add_all(list, rest, ARRAY_SIZE(rest));
        if (r == 0)
                r = add_pinned(list, &shm, PIN_SHM);
        return r < 0 ? r : add(list, &mqueue);
}

/* What is the user's of it is given away once that is found. */
static int add_host_devices(const RunRequest *request, Operations *list)
{
        int r = 0;
        for (size_t i = 0; i < request->devices.n && r == 0; i++) {
                const Device *device = request->devices.items + i;
                r = add(list, &(Operation){OPERATION_DEVICE, device->target, device->source,
                                           .owners = (device->said & DEVICE_UID ? OWNER_UID : 0) |
                                                     (device->said & DEVICE_GID ? OWNER_GID : 0),
                                           .uid = device->uid, .gid = device->gid, .mode = device->mode,
                                           .optional = device->optional, .directory = device->directory});
        }
        return r;
}

static int add_mask(const Mask *mask, Operations *list)
{
        switch (mask->kind) {
        case MASK_HIDDEN: return add(list, &(Operation){OPERATION_MASK, mask->path});
        case MASK_EACH_CPU: return add(list, &(Operation){OPERATION_MASK_EACH_CPU, mask->path, mask->name});
        case MASK_READ_ONLY:
                return add(list, &(Operation){OPERATION_READ_ONLY, mask->path,
                                              .attributes = NO_SUID_DEV_EXEC | MOUNT_ATTR_RDONLY});
        }
        return -EINVAL;
}

static int add_default_masks(const RunRequest *request, Operations *list)
{
        int r = 0;
        for (size_t i = 0; i < n_masks_default && r == 0; i++)
                if (!mask_is_lifted(masks_default + i, &request->unmasked))
                        r = add_mask(masks_default + i, list);
        return r;
}

/* Behind the volumes, in which they may lie. */
static int add_own_masks(const RunRequest *request, Operations *list)
{
        int r = 0;
        for (size_t i = 0; i < request->masked.n && r == 0; i++)
                r = add(list, &(Operation){OPERATION_MASK, request->masked.items[i]});
        return r;
}

/* Before any volume is mounted, so that none of them is written to; a volume on one of these names wins. */
static int add_files(const RunRequest *request, const NetworkSight *network, Operations *list)
{
        _cleanup_strbuf_ StrBuf hosts = {}, hostname = {};
        Operation files[] = {
                {OPERATION_FILE, "/etc/hosts", .mode = 0644},
                {OPERATION_FILE, "/etc/hostname", .mode = 0644},
                {OPERATION_FILE, "/etc/resolv.conf", network->resolv_conf, .mode = 0644},
        };
        int r = hosts_write(request, network, &hosts);
        if (r == 0)
                r = keep(list, &hosts, &files[0].source);
        if (r == 0)
                r = strbuf_addf(&hostname, "%s\n", request->hostname);
        if (r == 0)
                r = keep(list, &hostname, &files[1].source);
        return r < 0 ? r : add_all(list, files, ARRAY_SIZE(files));
}

/* As the files above. */
static int add_timezone(const RunRequest *request, Operations *list)
{
        _cleanup_strbuf_ StrBuf path = {};
        Operation file = {OPERATION_TIMEZONE, "/etc/localtime", TIMEZONE_LOCAL_FILE, .mode = 0644};
        int r = 0;
        if (!request->timezone)
                return 0;
        if (!streq(request->timezone, TIMEZONE_LOCAL)) {
                strbuf_addf(&path, TIMEZONE_DIR "/%s", request->timezone);
                r = keep(list, &path, &file.source);
        }
        return r < 0 ? r : add(list, &file);
}

static size_t depth(const char *path)
{
        size_t n = 0;
        for (; *path; path++)
                n += *path == '/';
        return n;
}

static size_t larger(size_t a, size_t b)
{
        return a > b ? a : b;
}

static uint64_t mount_attributes(const Mount *mount)
{
        /* Neither setuid programs nor device nodes come from a volume. */
        return MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | (mount->no_exec ? MOUNT_ATTR_NOEXEC : 0) |
               (mount->read_only ? MOUNT_ATTR_RDONLY : 0);
}

static int add_mount(const Mount *mount, Operations *list)
{
        static const OperationKind kinds[_MOUNT_KIND_MAX] = {[MOUNT_HOST] = OPERATION_BIND,
                                                             [MOUNT_PINNED] = OPERATION_PINNED,
                                                             [MOUNT_IMAGE] = OPERATION_IMAGE,
                                                             [MOUNT_LOCAL] = OPERATION_LOCAL,
                                                             [MOUNT_TMPFS] = OPERATION_MOUNT};
        _cleanup_strbuf_ StrBuf text = {};
        Operation operation = {
                .kind = kinds[mount->kind],
                .target = mount->target,
                .source = mount->kind == MOUNT_TMPFS ? "tmpfs" : mount->source,
                .sub = mount->sub ? mount->sub : "",
                .attributes = mount_attributes(mount),
                .slave = mount->slave,
                .create = mount->create || mount->kind == MOUNT_LOCAL,
                .own = mount->own,
                .size = mount->kind == MOUNT_LOCAL ? mount->size : 0,
                .owners =
                        (mount->said & MOUNT_UID ? OWNER_UID : 0) | (mount->said & MOUNT_GID ? OWNER_GID : 0),
                .uid = mount->uid,
                .gid = mount->gid,
        };
        if (mount->kind == MOUNT_PINNED) {
                const char *pin = NULL;
                int r = strbuf_addf(&text, PIN_EMPTY "%s", mount->source);
                r = r < 0 ? r : keep(list, &text, &pin);
                return r < 0 ? r : add_pinned(list, &operation, pin);
        }
        if (mount->kind == MOUNT_TMPFS) {
                strbuf_addf(&text, "mode=%04o", mount->mode);
                operation.owners = OWNER_UID | OWNER_GID;
                if (mount->size > 0)
                        strbuf_addf(&text, ",size=%llu", (unsigned long long)mount->size);
                int r = keep(list, &text, &operation.options);
                if (r < 0)
                        return r;
        }
        return add(list, &operation);
}

/* Whether PATH lies in what is the kernel's or a volume of the definition. */
static bool is_covered(const RunRequest *request, const char *path)
{
        bool covered = place_is_kernels(path);
        for (size_t i = 0; i < request->mounts.n && !covered; i++)
                covered = path_is_below(path, request->mounts.items[i].target);
        return covered;
}

/* An image's volume that is no volume of the definition: the writable layer is as fresh as one. Where that is
 * read-only, this part of it is not. An image's word alone never opens all of a root. */
static int add_volume(const RunRequest *request, const char *path, Operations *list)
{
        if (streq(path, "/") || is_covered(request, path))
                return 0;
        return add(list,
                   &(Operation){OPERATION_VOLUME, path,
                                .attributes = request->read_only ? MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV : 0});
}

static int add_level(const RunRequest *request, const StrVec *volumes, size_t level, Operations *list)
{
        int r = 0;
        for (size_t i = 0; i < volumes->n && r == 0; i++)
                if (depth(volumes->items[i]) == level)
                        r = add_volume(request, volumes->items[i], list);
        for (size_t i = 0; i < request->mounts.n && r == 0; i++)
                if (depth(request->mounts.items[i].target) == level)
                        r = add_mount(request->mounts.items + i, list);
        return r;
}

/* Upper targets first, whatever the order of the definition: "/data" would hide "/data/cache". */
static int add_mounts(const RunRequest *request, const StrVec *volumes, Operations *list)
{
        size_t deepest = 0;
        int r = 0;
        for (size_t i = 0; i < request->mounts.n; i++)
                deepest = larger(deepest, depth(request->mounts.items[i].target));
        for (size_t i = 0; i < volumes->n; i++)
                deepest = larger(deepest, depth(volumes->items[i]));
        for (size_t level = 1; level <= deepest && r == 0; level++)
                r = add_level(request, volumes, level, list);
        return r;
}

static int add_end(const RunRequest *request, Operations *list)
{
        int r = 0;
        if (request->working_dir && !streq(request->working_dir, "/"))
                r = add(list, &(Operation){OPERATION_DIRECTORY, request->working_dir, .mode = 0755});
        list->n_filling = list->n;
        if (r == 0 && request->read_only)
                r = add(list, &(Operation){OPERATION_ROOT_READ_ONLY, "/",
                                           .attributes = MOUNT_ATTR_NODEV | MOUNT_ATTR_RDONLY});
        return r < 0 ? r : add(list, &(Operation){OPERATION_PIVOT, "/"});
}

static int add_secret(const Secret *secret, Operations *list)
{
        return add(list, &(Operation){secret->volume ? OPERATION_SECRET_FILE : OPERATION_SECRET,
                                      secret->target, secret->name,
                                      .owners = (secret->said & SECRET_UID ? OWNER_UID : 0) |
                                                (secret->said & SECRET_GID ? OWNER_GID : 0),
                                      .uid = secret->uid, .gid = secret->gid, .mode = secret->mode,
                                      .attributes = NO_SUID_DEV_EXEC | MOUNT_ATTR_RDONLY});
}

/* Bytes of the path of the directory in which SECRET, of a volume, lies. */
static size_t directory_length(const Secret *secret)
{
        return (size_t)(strrchr(secret->target, '/') - secret->target);
}

static bool is_same_directory(const Secret *a, const Secret *b)
{
        size_t n = directory_length(a);
        return n == directory_length(b) && strncmp(a->target, b->target, n) == 0;
}

/* The directory of SECRETS[FIRST], unless an earlier one has made it, and all of the N that lie in it. */
static int add_secret_directory(const Secret *secrets, size_t n, size_t first, Operations *list)
{
        _cleanup_strbuf_ StrBuf path = {};
        Operation directory = {OPERATION_SECRETS, .attributes = NO_SUID_DEV_EXEC | MOUNT_ATTR_RDONLY};
        for (size_t i = 0; i < first; i++)
                if (secrets[i].volume && is_same_directory(secrets + i, secrets + first))
                        return 0;
        strbuf_add_bytes(&path, secrets[first].target, directory_length(secrets + first));
        int r = keep(list, &path, &directory.target);
        r = r < 0 ? r : add(list, &directory);
        for (size_t i = first; i < n && r == 0; i++)
                if (secrets[i].volume && is_same_directory(secrets + i, secrets + first))
                        r = add_secret(secrets + i, list);
        return r;
}

/* Above what volumes show. */
static int add_secrets(const SecretList *secrets, Operations *list)
{
        int r = 0;
        for (size_t i = 0; i < secrets->n && r == 0; i++)
                if (secrets->items[i].volume)
                        r = add_secret_directory(secrets->items, secrets->n, i, list);
                else if (!secrets->items[i].env)
                        r = add_secret(secrets->items + i, list);
        return r;
}

/* The layers of an image have their marks in user.overlay.*, which an id-mapped mount shows as well. */
static int add_overlay(const RunRequest *request, Operations *list)
{
        return add(list,
                   &(Operation){OPERATION_OVERLAY, "/", request->image ? request->image : request->rootfs,
                                .options = request->image ? "userxattr" : NULL,
                                .attributes = MOUNT_ATTR_NODEV});
}

int operations_plan(const RunRequest *request, const StrVec *volumes, const NetworkSight *network,
                    Operations *ret)
{
        _cleanup_operations_ Operations list = {};
        int r = add_overlay(request, &list);
        if (r == 0)
                r = add_kernel(request, &list);
        if (r == 0)
                r = add_devices(&list);
        if (r == 0)
                r = add_host_devices(request, &list);
        if (r == 0)
                r = add_default_masks(request, &list);
        if (r == 0)
                r = add_files(request, network, &list);
        if (r == 0)
                r = add_timezone(request, &list);
        if (r == 0)
                r = add_mounts(request, volumes, &list);
        if (r == 0)
                r = add_secrets(&request->secrets, &list);
        if (r == 0)
                r = add_own_masks(request, &list);
        if (r == 0)
                r = add_end(request, &list);
        if (r < 0)
                return r;
        *ret = list;
        list = (Operations){};
        return 0;
}

void operation_describe(const Operation *operation, char *ret, size_t size)
{
        const char *source = operation->source, *target = operation->target;
        switch (operation->kind) {
        case OPERATION_OVERLAY:
                snprintf(ret, size, "mount overlay on the root file system: %s", source);
                break;
        case OPERATION_MOUNT: snprintf(ret, size, "mount %s on %s", source, target); break;
        case OPERATION_PINNED:
        case OPERATION_IMAGE:
        case OPERATION_LOCAL:
        case OPERATION_BIND:
                snprintf(ret, size, "mount volume %s%s%s on %s", source, *operation->sub ? "/" : "",
                         operation->sub, target);
                break;
        case OPERATION_SECRET:
        case OPERATION_SECRET_FILE: snprintf(ret, size, "make the secret %s on %s", source, target); break;
        case OPERATION_SECRETS: snprintf(ret, size, "make the directory of secrets %s", target); break;
        case OPERATION_VOLUME: snprintf(ret, size, "make the image's volume %s", target); break;
        case OPERATION_NODE: snprintf(ret, size, "make device %s", target); break;
        case OPERATION_DEVICE: snprintf(ret, size, "make device %s of the host's %s", target, source); break;
        case OPERATION_SYMLINK: snprintf(ret, size, "make link %s", target); break;
        case OPERATION_DIRECTORY: snprintf(ret, size, "make directory %s", target); break;
        case OPERATION_FILE: snprintf(ret, size, "write %s", target); break;
        case OPERATION_TIMEZONE: snprintf(ret, size, "write the time zone %s to %s", source, target); break;
        case OPERATION_MASK: snprintf(ret, size, "mask %s", target); break;
        case OPERATION_MASK_EACH_CPU: snprintf(ret, size, "mask %s of each of %s", source, target); break;
        case OPERATION_READ_ONLY: snprintf(ret, size, "make %s read-only", target); break;
        case OPERATION_ROOT_READ_ONLY: snprintf(ret, size, "make the root file system read-only"); break;
        case OPERATION_PIVOT: snprintf(ret, size, "enter the root file system"); break;
        }
}
