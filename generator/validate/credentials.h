/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Credentials of registries, and secrets of containers and volumes. Pure. */
#pragma once

#include "generator/model/definition.h"

/* Looks at what is only known once the directories are found that containers can write. 0 or -ENOMEM. */
int credentials_check(const Definition *def, DiagList *diags);
