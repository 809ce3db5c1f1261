/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What people call a group or a container: a name, or a unit that systemd or the journal told them. Pure. */
#pragma once

#include "core/base/cleanup.h"

typedef struct Address {
        char *group;
        char *container; /* or NULL */
} Address;

void address_done(Address *address);
#define _cleanup_address_ _cleanup_(address_done)

enum { ADDRESS_NONE = 1 };

/* Takes TEXT apart: "web", "web/app", or the name of any unit of a group's, as systemctl(1) takes it
 * (unitname.h). 0; ADDRESS_NONE if it is none of these; -ENOMEM. */
int address_parse(const char *text, Address *ret);
