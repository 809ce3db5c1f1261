/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The bare mount namespace itself: made, found, entered, removed. */
#pragma once

/* Makes what of it is missing; the lock of pins_lock() is held. 0 or -errno. */
int pins_base_make(void);

/* Calls WORK inside, with "/" its root, and comes back. WORK's answer, -ENOENT if there is no such namespace,
 * or -errno; if coming back fails that is returned. */
int pins_base_inside(int (*work)(void *context), void *context);

/* Removes it, whatever of it is there; the lock is held. 0 or -errno. */
int pins_base_remove(void);
