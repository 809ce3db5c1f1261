/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Standard input, output and error. */
#pragma once

/* Puts the null device where one of them is closed: a program started without them would take the next file
 * that it opens for its standard error. 0 or -errno. */
int streams_hold(void);
