/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Volumes of Type=local as they lie on the disk, localvolume.h. */
#pragma once

#include "core/base/strbuf.h"

/* Names of those that there are, sorted. 0 or -errno. */
int kept_list(StrVec *ret);

/* Opens NAME's folder, while nobody makes or removes its data: RET_LOCK holds that off until it is closed.
 * 0; 1: there is no such volume; or -errno. */
int kept_open(const char *name, int *ret_folder, int *ret_lock);

/* Removes NAME, whose folder FOLDER_FD is, under the lock. What is killed on the way has left no volume, and
 * is done by the next one. 0 or -errno. */
int kept_remove(const char *name, int folder_fd);
