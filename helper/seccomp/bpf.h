/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kernel's filters, interpreted. */
#pragma once

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>

/* Whether seccomp(2) would take the N instructions at PROGRAM. */
bool bpf_is_valid(const struct sock_filter *program, unsigned n);

/* What a valid one answers to DATA. 0; -EBADMSG: it has no end. */
int bpf_run(const struct sock_filter *program, unsigned n, const struct seccomp_data *data, unsigned *ret);
