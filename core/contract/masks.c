/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of masks: the union of what Docker and Podman hide, what tells about the host or its hardware, or
 * acts on it. */
#include "core/contract/masks.h"

#include "core/contract/place.h"

const Mask masks_default[] = {
        {"/proc/acpi", MASK_HIDDEN},
        {"/proc/asound", MASK_HIDDEN},
        {"/proc/interrupts", MASK_HIDDEN},
        {"/proc/kcore", MASK_HIDDEN},
        {"/proc/keys", MASK_HIDDEN},
        {"/proc/latency_stats", MASK_HIDDEN},
        {"/proc/sched_debug", MASK_HIDDEN},
        {"/proc/scsi", MASK_HIDDEN},
        {"/proc/timer_list", MASK_HIDDEN},
        {"/proc/timer_stats", MASK_HIDDEN},
        {"/sys/firmware", MASK_HIDDEN},
        {"/sys/devices/virtual/powercap", MASK_HIDDEN},
        {"/sys/fs/selinux", MASK_HIDDEN},
        {"/sys/devices/system/cpu", MASK_EACH_CPU, "thermal_throttle"},
        {"/proc/bus", MASK_READ_ONLY},
        {"/proc/fs", MASK_READ_ONLY},
        {"/proc/irq", MASK_READ_ONLY},
        {"/proc/sys", MASK_READ_ONLY},
        {"/proc/sysrq-trigger", MASK_READ_ONLY},
};
const size_t n_masks_default = ARRAY_SIZE(masks_default);

bool mask_is_below(const Mask *mask, const char *path)
{
        return path_is_below(mask->path, path);
}

bool mask_is_lifted(const Mask *mask, const StrVec *paths)
{
        for (size_t i = 0; i < paths->n; i++)
                if (mask_is_below(mask, paths->items[i]))
                        return true;
        return false;
}

const Mask *mask_above(const char *path)
{
        for (size_t i = 0; i < n_masks_default; i++)
                if (path_is_below(path, masks_default[i].path))
                        return masks_default + i;
        return NULL;
}
