/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a number of a definition is when nothing is said, and what it can be at most. */
#pragma once

#include <stdint.h>

#define DEFAULT_CPU        1000                           /* thousandths of a core */
#define DEFAULT_MEMORY     (UINT64_C(1536) * 1024 * 1024) /* bytes */
#define DEFAULT_PIDS_LIMIT 2048                           /* as Podman's */
#define INIT_TASKS         3                              /* of the unit of a shared init, as it starts */
#define CPU_MAX_CORES      100000                         /* far below where systemd's own numbers end */
#define CPU_MAX            (UINT64_C(1000) * CPU_MAX_CORES)
#define LITTLE_STORAGE     (UINT64_C(64) * 1024)   /* bytes on disk or in a tmpfs; "512" was hardly meant */
#define LITTLE_MEMORY      (UINT64_C(1024) * 1024) /* bytes; no container can be meant to have less */
#define CPU_WEIGHT_MAX     10000                   /* systemd.resource-control(5) */
