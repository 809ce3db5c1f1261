/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which groups have a volume of Type=local, as systemd has read their definitions, and which run with it. */
#pragma once

#include "core/base/strbuf.h"

#include <stddef.h>

typedef struct VolumeUser {
        char *volume; /* NAME of localvolume.h */
        char *group;
        bool runs; /* with it */
} VolumeUser;

typedef struct VolumeUsers {
        VolumeUser *items; /* by volume and group */
        size_t n;
} VolumeUsers;

void volume_users_done(VolumeUsers *users);
#define _cleanup_volume_users_ _cleanup_(volume_users_done)

/* Finds all of them. 0 or -errno. */
int volume_users_find(VolumeUsers *ret);

/* Appends the volumes that TEXT, a unit's, hands to the helper (wire.h). 0 or -ENOMEM. */
int volume_users_read(const char *text, StrVec *ret);
