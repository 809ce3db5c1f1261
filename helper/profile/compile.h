/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of calls, compiled by libseccomp. */
#pragma once

#include "helper/profile/abi.h"
#include <linux/filter.h>

/* Whether the numbers that are written of ABI are those of the calls. 0 or -EINVAL after a message on stderr.
 */
int compile_check_numbers(const Abi *abi);

/* The program of all rows with a name, little endian. 0 or -errno after a message on stderr. */
int compile_rows(const Architecture *architecture, struct sock_filter **ret, unsigned *ret_n);
