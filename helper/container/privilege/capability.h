/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Capability sets, exact: what is not asked for is dropped, and each set is read back and compared. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* What a container has unless told otherwise: the eleven that Podman grants. Bit N is capability N. */
extern const uint64_t capability_default;

/* The bounding set becomes KEEP, and the securebits none. Needs CAP_SETPCAP, so it comes before the others. 0
 * or -errno; -EPERM if a set is not what was asked for. */
int capability_bound(uint64_t keep);

/* Permitted and effective become SET, inheritable and ambient empty. 0 or -errno, -EPERM as above. */
int capability_set(uint64_t set);
