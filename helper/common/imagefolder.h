/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Folders and links of the store of images, core/contract/imagestore.h, looked at before they are believed:
 * what root alone can write, root has written. */
#pragma once

#include "core/contract/imagedigest.h"

/* Whether FD is root's, and nobody else's to write. 0, -EPERM or -errno. */
int image_folder_check(int fd);

/* The same of NAME in DIR_FD, which is no link. */
int image_folder_check_at(int dir_fd, const char *name);

/* Opens the folder PATH (O_PATH), which is no link, and checks it. A descriptor or -errno. */
int image_folder_open(int dir_fd, const char *path);

/* The HEX in the link PATH, which begins with PREFIX, of imagestore.h. RET: IMAGE_HEX_SPACE bytes. 0;
 * -EBADMSG if it is no such link; or -errno. */
int image_folder_read_link(int dir_fd, const char *path, const char *prefix, char *ret);
