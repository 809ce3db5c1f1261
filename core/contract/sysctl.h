/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Settings of the kernel that a group has of its own: which there are, and how they are written. The
 * generator takes them from Sysctl=, and the helper, which is handed them, looks at them again: whatever else
 * is below /proc/sys is the host's. Pure. */
#pragma once

#include "core/base/failure.h"
#include "core/base/strbuf.h"

#define SYSCTL_OPTION "sysctl"
#define SYSCTL_FORM   "NAME=VALUE"

#define SYSCTL_NAME_MAX  255  /* bytes */
#define SYSCTL_VALUE_MAX 1024 /* bytes */

/* Names are in one spelling, with dots: "net.ipv4.ip_forward". */
enum {
        SYSCTL_GOOD,
        SYSCTL_NO_SETTING, /* it is not NAME=VALUE */
        SYSCTL_BAD_NAME,   /* no words of letters, digits, "_" and "-", parted by single dots */
        SYSCTL_BAD_VALUE,  /* empty or too long, it begins or ends with a blank, or not all of it is printable
                            * ASCII */
        SYSCTL_NOT_OWN,    /* no group has one of its own */
};
int sysctl_check(const char *setting);

/* Whether SETTING, which is good, is one of the network namespace. */
bool sysctl_is_of_network(const char *setting);

/* "net/ipv4/ip_forward", below /proc/sys, for the setting "net.ipv4.ip_forward=1", which is good. */
void sysctl_path(const char *setting, char ret[static SYSCTL_NAME_MAX + 1]);

/* Whether the kernel, which says TEXT, has the value of SETTING: word by word, numbers by what they are; it
 * may have more words than were written. */
bool sysctl_has(const char *setting, const char *text);

/* What follows "--sysctl=", a copy of which is appended to LIST. As the readers of wire.h. */
int sysctl_read(const char *value, StrVec *list, Failure *failure);
