/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* x32 has its audit number from x86-64, and calls above 0x40000000: those are above the last one, hence not
 * there. So it is in Debian's kernels too, unless syscall.x32=y says otherwise. */
#include "helper/profile/abi.h"

#include "core/base/cleanup.h"

#include <linux/audit.h>
#include <string.h>

/* Written and not asked of libseccomp, which has a number of its own for socket(2) of i386, that no program
 * uses; compile.c asks it whether they have these names. */
#define X86_64                                  \
        {                                       \
                AUDIT_ARCH_X86_64, 0,           \
                {                               \
                        16, 41, 53, -1, 56, 272 \
                }                               \
        }
#define I386                                        \
        {                                           \
                AUDIT_ARCH_I386, 0,                 \
                {                                   \
                        54, 359, 360, 102, 120, 310 \
                }                                   \
        }
#define AARCH64                                   \
        {                                         \
                AUDIT_ARCH_AARCH64, 0,            \
                {                                 \
                        29, 198, 199, -1, 220, 97 \
                }                                 \
        }
#define ARM                                        \
        {                                          \
                AUDIT_ARCH_ARM, 0xf0000,           \
                {                                  \
                        54, 281, 288, -1, 120, 337 \
                }                                  \
        }
#define RISCV64                                   \
        {                                         \
                AUDIT_ARCH_RISCV64, 0,            \
                {                                 \
                        29, 198, 199, -1, 220, 97 \
                }                                 \
        }

static const Architecture architectures[] = {
        {"x86_64", {X86_64, I386}, 2}, {"x86", {I386}, 1}, {"aarch64", {AARCH64, ARM}, 2}, {"arm", {ARM}, 1},
        {"riscv64", {RISCV64}, 1},
};

const Architecture *architecture_find(const char *name)
{
        for (size_t i = 0; i < ARRAY_SIZE(architectures); i++)
                if (strcmp(architectures[i].name, name) == 0)
                        return architectures + i;
        return NULL;
}
