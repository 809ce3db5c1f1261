/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a machine writes to, and keeps over a reboot: file systems in memory, seen by the lab's process alone.
 */
#pragma once

/* Puts the calling process into a mount namespace of its own and mounts there, on the empty folder
 * MOUNT_POINT, a new disk for a machine: what was there of an earlier one is dropped. upper, work   of the
 * overlay over the machine's root; upper holds what makes it one of its own root          where the overlay
 * will be mounted srv, coslice  /srv and /var/lib/coslice: overlays can't be id-mapped, so these are file
 * systems that can notify        nothing yet: where the machine's READY=1 is received 0 or -errno. */
int disk_make(const char *mount_point, const char *installed);
