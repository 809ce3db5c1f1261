/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether somebody has asked for a pull (imagestore.h), as "coslice pull" and "coslice update" do: by a
 * unit's start nothing but its name can be said. */
#pragma once

typedef enum Asked { ASKED_NOT, ASKED_READY, ASKED_NEXT } Asked;

/* What is asked for in DIR_FD, COSLICE_PULLS_DIR, under KEY, and is no more. 0 or -errno; -EBADMSG: it is
 * something else. */
int asked_take(int dir_fd, const char *key, Asked *ret);
