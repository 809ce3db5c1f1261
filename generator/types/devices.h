/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What systemd allows of devices, systemd.resource-control(5). Pure. */
#pragma once

/* What the number of a value of type_device holds. */
enum { DEVICE_READ = 1 << 0, DEVICE_WRITE = 1 << 1, DEVICE_MAKE = 1 << 2 };

/* The class of the nodes in the directory PATH, as DeviceAllow= names it: units are written before the nodes
 * are there. NULL: it is none of those that are known. */
const char *device_class(const char *path);
