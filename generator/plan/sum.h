/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The numbers of a group: what its containers request, what the whole may use, and how it is shared. */
#pragma once

#include "generator/model/definition.h"

typedef struct ContainerSums {
        uint64_t cpu, memory;             /* the request: thousandths, bytes */
        uint64_t cpu_limit, memory_limit; /* its own, or the group's, which the quota and memory below are */
        uint64_t tasks;
        uint64_t cpu_weight; /* in the exact ratio of the requests where 1–10000 can hold it */
} ContainerSums;

typedef struct Sums {
        uint64_t cpu;       /* of the requests, thousandths */
        uint64_t cpu_quota; /* the hard limit, thousandths: rounded up to whole cores unless CpuRounding=exact
                             */
        uint64_t memory, swap, tasks;
        uint64_t cpu_weight;       /* 100 per core requested */
        ContainerSums *containers; /* in the definition's order */
} Sums;

void sums_done(Sums *sums);
#define _cleanup_sums_ _cleanup_(sums_done)

/* Adds up DEF, which validate has passed. Mistakes (totals that don't fit, limits out of range, overflow) are
 * diagnostics; numbers that earlier ones leave unknown are 0, and nothing is held against them. 0 or -errno.
 */
int sum_definition(const Definition *def, DiagList *diags, Sums *ret);

/* "2 CPUs, 2 GiB". Appends; 0 or -ENOMEM. */
int sums_describe(const Sums *sums, StrBuf *buf);
