/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How many pulls there are at once: SLOTS on the machine, since a registry, a line and a disk have others to
 * serve too, and one of an image, since a second one would find it there when the first is done. They are
 * locks of files in /run, which end with who holds them. */
#pragma once

#include "core/base/failure.h"

#define SLOTS 3

typedef struct Slot {
        int key_fd, slot_fd;
} Slot;

void slot_done(Slot *slot);
#define _cleanup_slot_ _cleanup_(slot_done)

/* Waits for the pull of KEY that is there, and then for a slot. WAITING is called once before each wait,
 * with what it is for. DIR_FD: of COSLICE_PULLS_DIR. 0 or -errno with FAILURE. */
int slot_take(int dir_fd, const char *key, void (*waiting)(void *context, const char *words), void *context,
              Slot *ret, Failure *failure);

/* The lock of KEY alone, without a wait: as long as it is held nobody pulls that. 0; 1: a pull has it; or
 * -errno with FAILURE. */
int slot_try(int dir_fd, const char *key, Slot *ret, Failure *failure);
