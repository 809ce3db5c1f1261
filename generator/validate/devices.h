/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Devices of a container that are in each other's way. */
#pragma once

#include "generator/model/definition.h"

/* Checks that no two devices of C, inherited ones included, have one place in it, and none lies in another
 * one's: what a directory has in it only the host knows. Mistakes are diagnostics. 0 or -errno. */
int devices_check(const Container *c, DiagList *diags);
