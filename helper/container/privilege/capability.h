/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Capability sets, exact: what is not asked for is dropped, and what is asked for is there. Bit N is
 * capability N. */
#pragma once

#include "core/contract/capabilities.h"

#include <stdbool.h>
#include <stdint.h>

/* What SET is on this kernel, for a process whose bounding set is BOUNDING; *RET_MISSING: of that, what the
 * process can't have. 0 or -errno. */
int capability_resolve(const CapabilitySet *set, uint64_t bounding, uint64_t *ret, uint64_t *ret_missing);

/* The permitted set, which is a program's bounding set where root has just executed it. 0 or -errno. */
int capability_get(uint64_t *ret);

/* The bounding set, which is BOUNDING, becomes KEEP, which it has, and the securebits none. Needs
 * CAP_SETPCAP, so it comes before the others. 0 or -errno; -EPERM if securebits stay. */
int capability_bound(uint64_t bounding, uint64_t keep);

/* Permitted and effective become SET; inheritable and ambient, which the kernel wants to be in both,
 * INHERITED, a part of it. 0 or -errno. */
int capability_set(uint64_t set, uint64_t inherited);
