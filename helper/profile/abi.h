/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The interfaces by which programs call the kernel of an architecture. Each has numbers of its own. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Of the calls whose arguments are looked at; -1: it has no such call. */
typedef struct Numbers {
        int ioctl, socket, socketpair, socketcall, clone, unshare;
} Numbers;

typedef struct Abi {
        uint32_t audit_arch; /* of <linux/audit.h>, as filters and libseccomp have it */
        uint32_t
                private_calls; /* its own calls, which lie far above all others, begin here; 0: it has none */
        Numbers numbers;
} Abi;

typedef struct Architecture {
        const char *name; /* meson's cpu_family */
        Abi abis[2];
        size_t n_abis;
} Architecture;

/* What is compiled for a machine of that name; NULL: nothing is known of it. */
const Architecture *architecture_find(const char *name);
