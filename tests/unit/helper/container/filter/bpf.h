/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kernel's filters, interpreted. */
#pragma once

#include <linux/filter.h>
#include <linux/seccomp.h>

/* Whether seccomp(2) would take the N instructions at PROGRAM. */
int bpf_is_valid(const struct sock_filter *program, unsigned n);

/* What it answers to DATA. Fails the test where there is no end. */
unsigned bpf_run(const struct sock_filter *program, unsigned n, const struct seccomp_data *data);
