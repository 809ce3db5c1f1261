/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files of the host whose ids a start would have to map and can't, found out ahead of it. */
#pragma once

#include "generator/model/definition.h"

/* A warning for each Rootfs= and Volume= of DEF that the start of its container would refuse since its file
 * system can't be id-mapped by USERNS_FD, of idmap_userns(); none for what is not there or can't be tried. 0
 * or -ENOMEM. */
int mapping_check(const Definition *def, int userns_fd, DiagList *diags);
