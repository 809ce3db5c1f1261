/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sets of capabilities, both ways. */
#include "core/contract/capabilities.h"

#include "core/contract/contract.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static CapabilitySet unite(CapabilitySet a, CapabilitySet b)
{
        if (a.all_but && b.all_but)
                return (CapabilitySet){.bits = a.bits & b.bits, .all_but = true};
        if (a.all_but)
                return (CapabilitySet){.bits = a.bits & ~b.bits, .all_but = true};
        if (b.all_but)
                return (CapabilitySet){.bits = b.bits & ~a.bits, .all_but = true};
        return (CapabilitySet){.bits = a.bits | b.bits};
}

/* SET without OTHER, which is what all but it have in common with SET. */
static CapabilitySet without(CapabilitySet set, CapabilitySet other)
{
        const CapabilitySet set_not = {.bits = set.bits, .all_but = !set.all_but};
        CapabilitySet result = unite(set_not, other);
        result.all_but = !result.all_but;
        return result;
}

CapabilitySet capabilities_combine(CapabilitySet base, CapabilitySet added, CapabilitySet dropped)
{
        return without(unite(base, added), dropped);
}

int capabilities_write(const CapabilitySet *set, StrBuf *ret)
{
        return strbuf_addf(ret, "%s%llx", set->all_but ? "~" : "", (unsigned long long)set->bits);
}

#define DIGITS_MAX 16 /* of 64 bits */

int capabilities_read(const char *option, const char *value, CapabilitySet *ret, Failure *failure)
{
        static const char digits[] = "0123456789abcdef";
        CapabilitySet set = {.all_but = *value == '~', .said = true};
        const char *text = value + set.all_but;
        size_t n = strlen(text);
        if (n == 0 || n > DIGITS_MAX || strspn(text, digits) != n || (*text == '0' && n > 1))
                return failure_set(failure, EXIT_SETUP_REQUEST, 0, "option --%s is not " CAPABILITIES_FORM,
                                   option);
        for (; *text; text++)
                set.bits = set.bits << 4 | (uint64_t)(strchr(digits, *text) - digits);
        *ret = set;
        return 0;
}
