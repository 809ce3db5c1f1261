/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/document/platform.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define OS "linux"

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define LITTLE "le"
#else
#define LITTLE ""
#endif

/* What the kernel calls a machine, and Go. The kernel has one word for both orders of bytes on MIPS. */
static const struct {
        const char *machine, *architecture, *variant;
} machines[] = {
        {"x86_64", "amd64", ""},
        {"i386", "386", ""},
        {"i486", "386", ""},
        {"i586", "386", ""},
        {"i686", "386", ""},
        {"aarch64", "arm64", "v8"},
        {"armv8l", "arm", "v8"},
        {"armv7l", "arm", "v7"},
        {"armv6l", "arm", "v6"},
        {"armv5tel", "arm", "v5"},
        {"armv5tejl", "arm", "v5"},
        {"riscv64", "riscv64", ""},
        {"ppc64le", "ppc64le", ""},
        {"ppc64", "ppc64", ""},
        {"s390x", "s390x", ""},
        {"loongarch64", "loong64", ""},
        {"mips64", "mips64" LITTLE, ""},
        {"mips", "mips" LITTLE, ""},
};

int platform_of_machine(const char *machine, Platform *ret)
{
        for (size_t i = 0; i < ARRAY_SIZE(machines); i++)
                if (streq(machines[i].machine, machine)) {
                        *ret = (Platform){.os = OS};
                        strcpy(ret->architecture, machines[i].architecture);
                        strcpy(ret->variant, machines[i].variant);
                        return 0;
                }
        return -EINVAL;
}

/* "v7" → 7; 0 for what is no such word. */
static int variant_number(const char *variant)
{
        return variant[0] == 'v' && variant[1] >= '1' && variant[1] <= '9' && !variant[2] ? variant[1] - '0'
                                                                                          : 0;
}

int platform_fits(const Platform *platform, const Platform *machine)
{
        if (!streq(platform->os, OS) || !streq(platform->architecture, machine->architecture))
                return -1;
        /* Any machine has the first one, and what has no variant is built for that, as a rule. */
        if (!*platform->variant)
                return streq(platform->architecture, "arm") ? 9 : 1;
        if (streq(platform->variant, machine->variant))
                return 0;
        if (!streq(platform->architecture, "arm"))
                return streq(platform->variant, streq(platform->architecture, "arm64") ? "v8" : "v1") ? 0
                                                                                                      : -1;
        int wanted = variant_number(platform->variant), has = variant_number(machine->variant);
        return wanted >= 5 && wanted <= has ? has - wanted : -1;
}

int platform_set_word(char field[PLATFORM_WORD_SPACE], const char *word)
{
        size_t n = strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789_.-");
        if (n == 0 || n >= PLATFORM_WORD_SPACE || word[n])
                return -EINVAL;
        memcpy(field, word, n + 1);
        return 0;
}

int platform_write(const Platform *platform, StrBuf *buf)
{
        strbuf_addf(buf, "%s/%s", platform->os, platform->architecture);
        if (*platform->variant)
                strbuf_addf(buf, "/%s", platform->variant);
        return buf->oom ? -ENOMEM : 0;
}
