/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What groups hold without a process: namespaces and memory file systems, pinned as mounts in one bare mount
 * namespace of ours, whose own pin, /run/coslice/pins/mnt, is all that the host's mount table shows. In the
 * host's, each pin would be a unit of systemd's and be copied by every new mount namespace.
 *
 * In the bare namespace a tmpfs is the root, with a file or directory GROUP.PIN for each, PIN being one of
 * pin-names.h. It is made with the first group and goes with the last. */
#pragma once

#include "core/base/failure.h"
#include "core/contract/pin-names.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PIN_NAME_MAX 80

typedef struct Pin {
        char name[PIN_NAME_MAX];
        int mount_fd; /* detached */
} Pin;

/* Pins of a group that makes or removes them, one at a time on the whole host. A descriptor that holds the
 * lock until it is closed, or -errno with FAILURE. */
int pins_lock(Failure *failure);

/* Pins PINS for GROUP; the lock is held. Where one of them is there already, all that the group had is
 * removed before. 0 or -errno with FAILURE. */
int pins_store(const char *group, const Pin *pins, size_t n, Failure *failure);

/* Pins PIN for GROUP, which has pins, in the place of the one of that name; the lock is held. Who opens pins
 * meanwhile may find neither of both. 0 or -errno with FAILURE. */
int pins_replace(const char *group, const Pin *pin, Failure *failure);

/* Removes all pins of GROUP, and the bare namespace with the last; the lock is held. 0 if there is none. 0 or
 * -errno with FAILURE. */
int pins_remove(const char *group, Failure *failure);

/* What pins_open() is asked for. */
typedef struct PinUse {
        const char *name; /* as in Pin */
        bool clone;       /* a detached clone of the mount; else the file itself, opened to be read */
        const char *sub;  /* CLONE: a path below it, made where it is missing; "" for none. Else, of PIN_PROC,
                           * a file  in there, or NULL: the pin */
        uint64_t attributes; /* CLONE: MOUNT_ATTR_… that it has in addition */
} PinUse;

/* Opens USES of GROUP's pins, with no lock, as the group holds them: RET_FDS has a descriptor for each. 0 or
 * -errno with FAILURE; descriptors opened until then stay in RET_FDS, where the others are -1. */
int pins_open(const char *group, const PinUse *uses, size_t n, int *ret_fds, Failure *failure);
