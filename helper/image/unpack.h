/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The verb unpack. */
#pragma once

#include "core/base/failure.h"

/* WORDS: those behind the verb. NOTIFY_FD: of the unit, or < 0. 0 or -errno with FAILURE. */
int unpack(char *const *words, int notify_fd, Failure *failure);
