/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The numbers of a group: what its containers request, what the whole may use, and how it is shared. */
#pragma once

#include "generator/definition.h"

#define DEFAULT_CPU        1000                           /* thousandths of a core */
#define DEFAULT_MEMORY     (UINT64_C(1536) * 1024 * 1024) /* bytes */
#define DEFAULT_PIDS_LIMIT 2048
#define CPU_MAX_CORES      100000 /* far below where systemd's own numbers end */
#define CPU_MAX            (UINT64_C(1000) * CPU_MAX_CORES)
#define LITTLE_MEMORY      (UINT64_C(1024) * 1024) /* bytes; no container can be meant to have less */
#define CPU_WEIGHT_MAX     10000                   /* systemd.resource-control(5) */

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
