/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Directories copied with all that is in them, by descriptor: no link is followed, whoever has made the tree.
 */
#pragma once

#include "core/io/io.h"

/* Copies what is in the directory FROM_FD into the empty one TO_FD, which gets its owner, mode and times too.
 * Both may be O_PATH, and nobody else changes them. Files keep holes, hard links among them, and attributes
 * (xattr(7)) of the class "user"; device nodes and sockets are left out, as is what is mounted somewhere in
 * FROM_FD, and set-user-ID bits, as well as set-group-ID bits of files. STEP, which may be NULL, is called
 * now and then. 0; -EOVERFLOW: an owner that TO_FD can't have; -ENAMETOOLONG: a path of PATH_MAX bytes; or
 * -errno: what was copied is left. */
int copytree(int from_fd, int to_fd, IoStep step, void *context);
