/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Volumes of Type=local as they lie on the disk: COSLICE_VOLUMES_DIR/NAME, a folder of root's, 0700, in which
 * the directory LOCAL_DATA is what containers see. It is there whole or not at all. */
#pragma once

#include <stdbool.h>

#define LOCAL_DATA "data"
#define LOCAL_NEW  "data.new" /* what is becoming it, under the lock */
#define LOCAL_LOCK "lock"     /* exclusive: it is made or removed */

/* NAME is a group's alone, GROUP_VOLUME, or one that several groups may have, a label. Pure. */
bool localvolume_name_is_valid(const char *name);
#define LOCAL_NAME_RULE "GROUP_VOLUME or NAME of a volume"
