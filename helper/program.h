/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The payload's program, looked up as execvp(3) would, inside the container, as the user it will run as. */
#pragma once

#include "helper/failure.h"

#include <sys/stat.h>

/* Finds NAME in SEARCH, the value of PATH. RET: PATH_MAX bytes. The program must be an executable file whose
 * interpreter or loader is there too, and neither may be HELPER, the file that is running now. That is for
 * the words: it may be another file when it is executed, which launch.c is for. CONTAINER is for the message.
 * 0 or -errno with FAILURE, status 127 or 126. */
int program_find(const char *name, const char *search, const struct stat *helper, const char *container,
                 char *ret, Failure *failure);
