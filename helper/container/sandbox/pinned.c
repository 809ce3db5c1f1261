/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The namespaces and memory file systems of a group, from their making to where they are pinned. */
#include "helper/container/sandbox/pinned.h"

#include "core/contract/contract.h"
#include "helper/common/mounts.h"
#include "helper/common/pins.h"
#include "helper/common/steps.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>

#define SHM_OPTIONS    "mode=1777,size=67108864"
#define SHM_ATTRIBUTES (MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC)

/* What the steps share. */
typedef struct Making {
        const SandboxRequest *request;
        Pin *pins; /* until they are stored */
        size_t n;
} Making;

static void making_done(Making *making)
{
        for (size_t i = 0; i < making->n; i++)
                closep(&making->pins[i].mount_fd);
        free(making->pins);
}

static int lock_pins(int *ret, Failure *failure)
{
        *ret = pins_lock();
        return *ret < 0 ? failure_set(failure, EXIT_SETUP_SANDBOX, -*ret, "lock " COSLICE_RUN_DIR) : 0;
}

/* MOUNT_FD, or -errno, is taken. */
static int add_pin(Making *making, const char *prefix, const char *name, int mount_fd)
{
        if (mount_fd < 0)
                return mount_fd;
        Pin *pins = reallocarray(making->pins, making->n + 1, sizeof *pins);
        if (!pins) {
                close(mount_fd);
                return -ENOMEM;
        }
        making->pins = pins;
        pins[making->n].mount_fd = mount_fd;
        snprintf(pins[making->n].name, sizeof pins->name, "%s%s", prefix, name);
        making->n++;
        return 0;
}

static int add_namespace(Making *making, const char *name, const char *path)
{
        _cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC);
        return fd < 0 ? -errno : add_pin(making, "", name, mount_clone(fd, "", false, 0, MS_PRIVATE));
}

static int new_namespaces(void *context, Failure *failure)
{
        return unshare(CLONE_NEWNET | CLONE_NEWIPC) < 0 ? -errno : 0;
}

/* ::1 comes with it. */
static int loopback_up(void *context, Failure *failure)
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

static int open_network(void *context, Failure *failure)
{
        int r = set_network("/proc/sys/net/ipv4/ip_unprivileged_port_start", "0", failure);
        return r < 0 ? r : set_network("/proc/sys/net/ipv4/ping_group_range", "0 2147483647", failure);
}

static int hold_namespaces(void *context, Failure *failure)
{
        Making *making = context;
        int r = add_namespace(making, PIN_NET, "/proc/self/ns/net");
        return r < 0 ? r : add_namespace(making, PIN_IPC, "/proc/self/ns/ipc");
}

static int make_shm(void *context, Failure *failure)
{
        char why[MOUNT_WHY_MAX];
        return add_pin(context, "", PIN_SHM, mount_new("tmpfs", SHM_OPTIONS, SHM_ATTRIBUTES, why));
}

static int make_memory(void *context, Failure *failure)
{
        Making *making = context;
        const EmptyList *empties = &making->request->empties;
        char why[MOUNT_WHY_MAX], options[128];
        for (size_t i = 0; i < empties->n; i++) {
                const Empty *empty = empties->items + i;
                if (!empty->memory)
                        continue;
                snprintf(options, sizeof options, "mode=%04o,uid=%u,gid=%u,size=%llu", empty_mode(empty),
                         empty->uid, empty->gid, (unsigned long long)empty->bytes);
                int r = add_pin(making, PIN_EMPTY, empty->name,
                                mount_new("tmpfs", options, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV, why));
                if (r < 0)
                        return failure_set(failure, EXIT_SETUP_SANDBOX, -r, "make the memory volume %s",
                                           empty->name);
        }
        return 0;
}

static int store_pins(void *context, Failure *failure)
{
        const Making *making = context;
        _cleanup_close_ int lock = -1;
        int r = lock_pins(&lock, failure);
        return r < 0 ? r : pins_store(making->request->group, making->pins, making->n, failure);
}

static const Step make_steps[] = {
        {"make network and IPC namespaces", EXIT_SETUP_SANDBOX, new_namespaces},
        {"bring up the loopback interface", EXIT_SETUP_SANDBOX, loopback_up},
        /* Nobody else is in this network: its low ports are no privilege, and who may open a socket sends
         * pings. */
        {"open the network to all of the group", EXIT_SETUP_SANDBOX, open_network},
        {"hold the namespaces", EXIT_SETUP_SANDBOX, hold_namespaces},
        {"make the shared memory", EXIT_SETUP_SANDBOX, make_shm},
        {"make the memory volumes", EXIT_SETUP_SANDBOX, make_memory},
        /* All at once, last: the lock is the whole host's. */
        {"pin the namespaces", EXIT_SETUP_SANDBOX, store_pins},
};

int pinned_make(const SandboxRequest *request, Failure *failure)
{
        _cleanup_(making_done) Making making = {.request = request};
        /* In step.h's words they are one step. */
        return steps_run(make_steps, ARRAY_SIZE(make_steps), &making, NULL, failure);
}

int pinned_remove(const char *group, Failure *failure)
{
        _cleanup_close_ int lock = -1;
        int r = lock_pins(&lock, failure);
        return r < 0 ? r : pins_remove(group, failure);
}
