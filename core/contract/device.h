/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Devices of the host in a container, as the generator tells the helper: written and read here, as in wire.h.
 * Pure. */
#pragma once

#include "core/base/failure.h"
#include "core/base/strbuf.h"

#include <stdint.h>

#define DEVICE_OPTION "device"
#define DEVICE_FORM   "FLAGS:SOURCE[:TARGET]"

#define DEVICE_MODE 0660

/* What of a node's owner is said; else it is the container's user. */
enum { DEVICE_UID = 1 << 0, DEVICE_GID = 1 << 1 };

/* Paths lie below /dev, absolute and normalized, and have no ":" before a "/". */
typedef struct Device {
        char *source;   /* of the host: a node or a link to one */
        char *target;   /* in the container */
        bool optional;  /* it may be absent */
        bool directory; /* with all nodes and links below it */
        unsigned said;  /* DEVICE_… */
        uint32_t uid, gid;
        unsigned mode;
} Device;

typedef struct DeviceList {
        Device *items;
        size_t n;
} DeviceList;

void device_done(Device *device);
#define _cleanup_device_ _cleanup_(device_done)
void device_list_done(DeviceList *list);
#define _cleanup_device_list_ _cleanup_(device_list_done)

/* Whether PATH, absolute and normalized, is at or below what each container has in /dev anyway. */
bool device_place_is_taken(const char *path);

/* Appends "FLAGS:SOURCE[:TARGET]". FLAGS are words parted by ",": optional, directory, uid=N, gid=N,
 * mode=OCTAL. 0 or -ENOMEM. */
int device_write(const Device *device, StrBuf *ret);

/* That text, appended to LIST. 0, or -EINVAL or -ENOMEM with FAILURE. */
int device_read(const char *value, DeviceList *list, Failure *failure);
