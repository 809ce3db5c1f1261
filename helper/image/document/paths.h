/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Paths in images, by their text alone. Pure. */
#pragma once

/* RET is TEXT, an absolute path, without empty, "." and ".." components: those before a ".." go, as engines
 * have it, whatever links the image has there. 0 or -ENOMEM. */
int paths_make_plain(const char *text, char **ret);
