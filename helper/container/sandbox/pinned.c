/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The namespaces and memory file systems of a group, from their making to where they are pinned. */
#include "helper/container/sandbox/pinned.h"

#include "core/contract/contract.h"
#include "helper/common/mounts.h"
#include "helper/common/pins.h"
#include "helper/common/steps.h"
#include "helper/container/sandbox/namespaces.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>

#define SHM_ATTRIBUTES (MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC)

/* What the steps share. */
typedef struct Making {
        const SandboxRequest *request;
        const GroupIds *ids;
        char *step;
        Namespaces namespaces;
        Pin *pins; /* until they are stored */
        size_t n;
} Making;

static void making_done(Making *making)
{
        for (size_t i = 0; i < making->n; i++)
                closep(&making->pins[i].mount_fd);
        free(making->pins);
        namespaces_done(&making->namespaces);
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

static int add_namespace(Making *making, const char *name, int fd)
{
        return add_pin(making, "", name, mount_clone(fd, "", false, 0, MS_PRIVATE));
}

static int make_namespaces(void *context, Failure *failure)
{
        Making *making = context;
        return namespaces_make(making->request, making->ids->base, making->step, &making->namespaces,
                               failure);
}

static int hold_namespaces(void *context, Failure *failure)
{
        Making *making = context;
        int r = add_namespace(making, PIN_NET, making->namespaces.net_fd);
        return r < 0 ? r : add_namespace(making, PIN_IPC, making->namespaces.ipc_fd);
}

static int make_shm(void *context, Failure *failure)
{
        Making *making = context;
        const ShmSize *size = &making->request->shm_size;
        char why[MOUNT_WHY_MAX], options[128];
        /* 0 is no limit to a tmpfs, too. */
        snprintf(options, sizeof options, "mode=1777,size=%llu,uid=%u,gid=%u",
                 (unsigned long long)(size->said ? size->bytes : SHM_SIZE_DEFAULT),
                 groupids_uid(making->ids, 0), groupids_gid(making->ids, 0));
        return add_pin(making, "", PIN_SHM, mount_new("tmpfs", options, SHM_ATTRIBUTES, why));
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
                         groupids_uid(making->ids, empty->uid), groupids_gid(making->ids, empty->gid),
                         (unsigned long long)empty->bytes);
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
        _cleanup_close_ int lock = pins_lock(failure);
        return lock < 0 ? lock : pins_store(making->request->group, making->pins, making->n, failure);
}

static const Step make_steps[] = {
        {"make the namespaces", EXIT_SETUP_SANDBOX, make_namespaces},
        {"hold the namespaces", EXIT_SETUP_SANDBOX, hold_namespaces},
        {"make the shared memory", EXIT_SETUP_SANDBOX, make_shm},
        {"make the memory volumes", EXIT_SETUP_SANDBOX, make_memory},
        /* All at once, last: the lock is the whole host's. */
        {"pin the namespaces", EXIT_SETUP_SANDBOX, store_pins},
};

int pinned_make(const SandboxRequest *request, const GroupIds *ids, char *step, Failure *failure)
{
        _cleanup_(making_done)
                Making making = {.request = request, .ids = ids, .step = step, .namespaces = NAMESPACES_NULL};
        /* In step.h's words they are one step. */
        return steps_run(make_steps, ARRAY_SIZE(make_steps), &making, NULL, failure);
}

int pinned_remove(const char *group, Failure *failure)
{
        _cleanup_close_ int lock = pins_lock(failure);
        return lock < 0 ? lock : pins_remove(group, failure);
}
