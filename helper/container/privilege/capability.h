/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Capability sets, exact: what is not asked for is dropped. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* What a container has unless told otherwise: the eleven that Podman grants. Bit N is capability N. */
extern const uint64_t capability_default;

/* The bounding set, which is BOUNDING, becomes KEEP as far as it has that, and the securebits none. Needs
 * CAP_SETPCAP, so it comes before the others. 0 or -errno; -EPERM if securebits stay. */
int capability_bound(uint64_t bounding, uint64_t keep);

/* Permitted and effective become SET, inheritable and ambient empty. 0 or -errno. */
int capability_set(uint64_t set);
