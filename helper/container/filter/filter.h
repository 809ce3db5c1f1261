/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The filter for a payload's system calls: one program, compiled when coslice is built (helper/profile), made
 * into that of one container. Pure.
 *
 * What depends on capabilities returns SECCOMP_RET_TRACE with FILTER_MARK() in the program, and what depends
 * on socket families compares with 0: so one program serves all containers, no library is needed for it at a
 * start, and a program that was not made into one's own lets nothing of that through. */
#pragma once

#include "core/contract/socketfamily.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>

/* Either of two capabilities, which may be the same, opens it. */
#define FILTER_MARK(a, b) ((uint32_t)(a) | (uint32_t)(b) << 8)

typedef struct FilterProgram {
        const struct sock_filter *instructions;
        unsigned n; /* 0: this build has none */
        /* The instructions, BPF_JSET, whose constants are those of SocketFamilies. */
        unsigned families_low, families_high, netlink;
} FilterProgram;

/* The built-in profile. */
extern const FilterProgram filter_builtin;

/* A filter as seccomp(2) takes it. */
typedef struct Filter {
        struct sock_filter *instructions;
        unsigned n;
        unsigned flags; /* of seccomp(2) */
        bool has_probe; /* it answers PROBE_CALL of helper/common/compiled.h; the built-in one has its own */
} Filter;

/* PROGRAM as a container has it whose processes may come to have CAPABILITIES, and may make sockets of
 * FAMILIES. 0; -ENOMEM; -EBADMSG: a mark is none. */
int filter_make(const FilterProgram *program, uint64_t capabilities, const SocketFamilies *families,
                Filter *ret);

/* A copy of OTHER, which is whole already. 0 or -ENOMEM. */
int filter_copy(const Filter *other, Filter *ret);

void filter_done(Filter *filter);
