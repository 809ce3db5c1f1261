/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sets of capabilities, capabilities(7), as the generator hands them to the helper. Bit N is capability N of
 * the kernel's numbers. Pure. */
#pragma once

#include "core/base/failure.h"
#include "core/base/strbuf.h"

#include <stdint.h>

/* What a container has unless told otherwise, the eleven that Podman grants: CHOWN DAC_OVERRIDE FOWNER FSETID
 * KILL SETGID SETUID SETPCAP NET_BIND_SERVICE SYS_CHROOT SETFCAP. It is the helper's where a unit says
 * nothing, which those of older versions do, and so never changes. */
#define CAPABILITIES_DEFAULT UINT64_C(0x800405fb)

typedef struct CapabilitySet {
        uint64_t bits;
        bool all_but; /* all that the kernel has but those of BITS: how many there are is not known here */
        bool said;    /* by an option */
} CapabilitySet;

/* Each SET is BITS in hexadecimal digits, or "~BITS" for all but these. */
#define CAPABILITIES_OPTION      "capabilities"
#define USER_CAPABILITIES_OPTION "user-capabilities"
#define CAPABILITIES_FORM        "[~]BITS"

/* What is left of BASE and ADDED without DROPPED. */
CapabilitySet capabilities_combine(CapabilitySet base, CapabilitySet added, CapabilitySet dropped);

/* Appends SET as an option's value. 0 or -ENOMEM. */
int capabilities_write(const CapabilitySet *set, StrBuf *ret);

/* VALUE of OPTION, which is written in one way alone. 0, or -EINVAL with FAILURE and RET untouched. */
int capabilities_read(const char *option, const char *value, CapabilitySet *ret, Failure *failure);
