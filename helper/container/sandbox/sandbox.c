/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sandboxes. */
#include "helper/container/sandbox/sandbox.h"
#include "helper/container/sandbox/copy.h"

#include "core/contract/contract.h"
#include "core/io/io.h"
#include "helper/common/mounts.h"
#include "helper/common/patience.h"
#include "helper/common/pins.h"
#include "helper/common/remains.h"
#include "helper/common/state.h"
#include "helper/common/step.h"
#include "helper/common/syscalls.h"
#include "helper/container/root/layer.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>

#define SHM_OPTIONS    "mode=1777,size=67108864"
#define SHM_ATTRIBUTES (MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC)

/* The pins of a group until they are stored. */
typedef struct PinList {
        Pin *items;
        size_t n;
} PinList;

static void pin_list_done(PinList *list)
{
        for (size_t i = 0; i < list->n; i++)
                closep(&list->items[i].mount_fd);
        free(list->items);
}

static int fail_sandbox(Failure *failure, int r, const char *step)
{
        return failure_set(failure, EXIT_SETUP_SANDBOX, -r, "%s", step);
}

/* MOUNT_FD, or -errno, is taken. */
static int add_pin(PinList *list, const char *prefix, const char *name, int mount_fd)
{
        if (mount_fd < 0)
                return mount_fd;
        Pin *items = reallocarray(list->items, list->n + 1, sizeof *items);
        if (!items) {
                close(mount_fd);
                return -ENOMEM;
        }
        list->items = items;
        items[list->n].mount_fd = mount_fd;
        snprintf(items[list->n].name, sizeof items[list->n].name, "%s%s", prefix, name);
        list->n++;
        return 0;
}

static int add_namespace(PinList *list, const char *name, const char *path)
{
        _cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
        return fd < 0 ? -errno : add_pin(list, "", name, mount_clone(fd, "", false, 0, MS_PRIVATE));
}

/* ::1 comes with it. */
static int loopback_up(void)
{
        struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP};
        _cleanup_close_ int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        return fd < 0 || ioctl(fd, SIOCSIFFLAGS, &request) < 0 ? -errno : 0;
}

/* /proc/sys/net shows the settings of the network namespace that whoever opens it is in at that moment (the
 * kernel's net_ctl_header_lookup()): opened by its whole path after unshare(2), never beneath a descriptor
 * from before, it is the group's own, and a write can't reach the host's. */
static int set_network(const char *path, const char *value, Failure *failure)
{
        size_t size = strlen(value);
        _cleanup_close_ int fd = open(path, O_WRONLY | O_CLOEXEC);
        ssize_t n = fd < 0 ? -1 : write(fd, value, size);
        if (n == (ssize_t)size)
                return 0;
        return failure_set(failure, EXIT_SETUP_SANDBOX, n < 0 ? errno : EIO,
                           "write %s for the group's network to %s", value, path);
}

/* Nobody else is in this network: its low ports are no privilege, and who may open a socket sends pings. */
static int open_network(Failure *failure)
{
        int r = set_network("/proc/sys/net/ipv4/ip_unprivileged_port_start", "0", failure);
        return r < 0 ? r : set_network("/proc/sys/net/ipv4/ping_group_range", "0 2147483647", failure);
}

static int make_namespaces(PinList *list, Failure *failure)
{
        if (unshare(CLONE_NEWNET | CLONE_NEWIPC) < 0)
                return fail_sandbox(failure, -errno, "make network and IPC namespaces");
        int r = loopback_up();
        if (r < 0)
                return fail_sandbox(failure, r, "bring up the loopback interface");
        r = open_network(failure);
        if (r < 0)
                return r;
        r = add_namespace(list, PIN_NET, "/proc/self/ns/net");
        if (r == 0)
                r = add_namespace(list, PIN_IPC, "/proc/self/ns/ipc");
        return r < 0 ? fail_sandbox(failure, r, "hold the namespaces") : 0;
}

static int make_memory(const SandboxRequest *request, PinList *list, Failure *failure)
{
        char why[MOUNT_WHY_MAX], options[128];
        int r = add_pin(list, "", PIN_SHM, mount_new("tmpfs", SHM_OPTIONS, SHM_ATTRIBUTES, why));
        if (r < 0)
                return fail_sandbox(failure, r, "make the shared memory");
        for (size_t i = 0; i < request->empties.n; i++) {
                const Empty *empty = request->empties.items + i;
                if (!empty->memory)
                        continue;
                snprintf(options, sizeof options, "mode=%04o,uid=%u,gid=%u,size=%llu", empty_mode(empty),
                         empty->uid, empty->gid, (unsigned long long)empty->bytes);
                r = add_pin(list, PIN_EMPTY, empty->name,
                            mount_new("tmpfs", options, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV, why));
                if (r < 0)
                        return failure_set(failure, EXIT_SETUP_SANDBOX, -r, "make the memory volume %s",
                                           empty->name);
        }
        return 0;
}

static int make_empty(int group_fd, const Empty *empty)
{
        _cleanup_close_ int fd = io_open_folder(group_fd, empty->name, 0700);
        if (fd < 0)
                return fd;
        return fchown(fd, empty->uid, empty->gid) < 0 || fchmod(fd, empty_mode(empty)) < 0 ? -errno : 0;
}

/* Empty volumes on disk: only for groups that have some. */
static int make_empties(const SandboxRequest *request, Failure *failure)
{
        int r = 0;
        for (size_t i = 0; i < request->empties.n && r == 0; i++) {
                const Empty *empty = request->empties.items + i;
                if (empty->memory)
                        continue;
                _cleanup_close_ int group_fd = state_open(COSLICE_EMPTY_DIR, request->group);
                r = group_fd < 0 ? group_fd : make_empty(group_fd, empty);
                if (r < 0)
                        failure_set(failure, EXIT_SETUP_STATE, -r,
                                    "make the empty volume " COSLICE_EMPTY_DIR "/%s/%s", request->group,
                                    empty->name);
        }
        return r;
}

static int remove_empties(const SandboxRequest *request, Patience *patience, Failure *failure)
{
        int r = state_remove(COSLICE_EMPTY_DIR, request->group, patience_step, patience);
        if (r == 0)
                return 0;
        return failure_set(failure, EXIT_SETUP_STATE, -r, "remove the empty volumes " COSLICE_EMPTY_DIR "/%s",
                           request->group);
}

static int pin_all(const SandboxRequest *request, Failure *failure)
{
        _cleanup_(pin_list_done) PinList list = {};
        int r = make_namespaces(&list, failure);
        if (r == 0)
                r = make_memory(request, &list, failure);
        if (r < 0)
                return r;
        _cleanup_close_ int lock = pins_lock();
        if (lock < 0)
                return fail_sandbox(failure, lock, "lock " COSLICE_RUN_DIR);
        return pins_store(request->group, list.items, list.n, failure);
}

static int make_stepwise(const SandboxRequest *request, char *step, Patience *patience, Failure *failure)
{
        step_set(step, "keep the units of the group");
        int r = copy_make(request->group, request->rendering, failure);
        step_set(step, "make the empty volumes");
        if (r == 0)
                r = remove_empties(request, patience, failure);
        if (r == 0)
                r = make_empties(request, failure);
        step_set(step, "make and pin the namespaces and the memory volumes");
        return r < 0 ? r : pin_all(request, failure);
}

/* Whether a container of an earlier run lives: it needs what is about to be removed, and is no part of a new
 * run. */
static int check_remains(int found, const Remains *remains, Failure *failure)
{
        if (found < 0)
                return fail_sandbox(failure, found, "look for processes of the group");
        if (!found)
                return 0;
        return failure_set(failure, EXIT_SETUP_SANDBOX, 0,
                           "container %s still has a process, %d (%s): what it uses of the group is kept",
                           remains->container, remains->pid, remains->name);
}

static int make(const SandboxRequest *request, Patience *patience, Failure *failure)
{
        char *step;
        Remains remains;
        int r = check_remains(remains_find(request->group, NULL, &remains), &remains, failure);
        if (r == 0)
                r = step_make_group(request->group, failure);
        if (r < 0)
                return r;
        if (step_begin(request->group, STEP_SANDBOX, &step) < 0)
                return fail_sandbox(failure, -ENOMEM, "share memory");
        r = make_stepwise(request, step, patience, failure);
        step_end(step, request->group, STEP_SANDBOX);
        return r;
}

static int unpin(const SandboxRequest *request, Failure *failure)
{
        _cleanup_close_ int lock = pins_lock();
        return lock < 0 ? fail_sandbox(failure, lock, "lock " COSLICE_RUN_DIR)
                        : pins_remove(request->group, failure);
}

/* Each is tried whatever became of the others, and the first failure is told; the mark goes last, and stays
 * if something is left. */
static int undo(const SandboxRequest *request, Patience *patience, Failure *failure)
{
        Failure second;
        Remains remains;
        int r = check_remains(remains_wait(request->group, NULL, patience_step, patience, &remains), &remains,
                              failure);
        if (r < 0)
                return r;
        r = unpin(request, failure);
        int removed = remove_empties(request, patience, r < 0 ? &second : failure);
        if (r == 0)
                r = removed;
        removed = layer_remove_group(request->group, patience_step, patience, r < 0 ? &second : failure);
        if (r == 0)
                r = removed;
        removed = step_remove_group(request->group, r < 0 ? &second : failure);
        if (r == 0)
                r = removed;
        return r < 0 ? r : copy_remove(request->group, failure);
}

int sandbox(const SandboxRequest *request, int notify_fd, Failure *failure)
{
        Patience patience = {.notify_fd = notify_fd};
        return request->remove ? undo(request, &patience, failure) : make(request, &patience, failure);
}
