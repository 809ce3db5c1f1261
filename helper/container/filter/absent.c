/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A build without libseccomp (-Dseccomp=disabled): nothing takes the place of the profile, and who asks for
 * nothing else is refused. */
#include "helper/container/filter/filter.h"

const FilterProgram filter_builtin = {};
