/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a container's units say: its limits, and the helper's arguments. */
#pragma once

#include "generator/plan/sum.h"
#include "generator/render/render.h"

/* Binds everything that container.service and exec.conf want of C, but for the [Unit] settings. Failures are
 * remembered in B. */
void bind_container(Bindings *b, const Definition *def, const Container *c, const ContainerSums *sums);

/* Thousandths of a core as CPUQuota= writes them: 1250 → "125%", 333 → "33.3%". NULL without memory. */
char *percent_of(uint64_t milli);
