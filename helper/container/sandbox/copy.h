/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The mark that a group runs, /run/coslice/state/GROUP, in it the copy of the rendering that it was started
 * with, and its images. All come and go by one rename: whoever sees the mark has them. While the mark is
 * there they are linked to where systemd finds them without the generator (links.h). */
#pragma once

#include "core/base/failure.h"
#include "helper/container/sandbox/imagepins.h"

/* Copies the folder RENDERING (NULL: none), makes IMAGES, sets the mark, and links the units. systemd may be
 * removing the folder during that, and the generator making it anew: it is copied again until it is whole
 * (COSLICE_COMPLETE) and still there once the mark is, for five seconds. 0 or -errno with FAILURE; then there
 * may be a mark. */
int copy_make(const char *group, const char *rendering, const ImagePins *images, Failure *failure);

/* Takes the links and the mark away, then the copy and what killed helpers left. 0 if there is none. 0 or
 * -errno with FAILURE. */
int copy_remove(const char *group, Failure *failure);
