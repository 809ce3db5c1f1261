/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Asking the units of images for what registries have now (imagestore.h). */
#pragma once

#include "core/base/cleanup.h"

#include <stdbool.h>

/* Opens the folder in which it is asked, and waits for other commands that ask; WAITING is called once before
 * that. A descriptor, which holds the others up while it is open, or -errno. */
int asking_open(void (*waiting)(void));

/* Asks for KEY with WORD, IMAGE_ASKED_…: its unit is to be started then. 0 or -errno. */
int asking_put(int fd, const char *key, const char *word);

/* Whether nobody has taken it yet. */
bool asking_is_there(int fd, const char *key);

/* Takes that back. 0 or -errno. */
int asking_take_back(int fd, const char *key);
