/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Profiles of a test: read as for a container with some capabilities, on kernel 6.1. */
#pragma once

#include "core/base/cleanup.h"
#include "helper/seccomp/capname.h"
#include "helper/seccomp/compile.h"
#include "helper/seccomp/profile.h"
#include "tests/unit/unit.h"

#include <linux/audit.h>
#include <string.h>
#include <sys/capability.h>

#define ELEVEN UINT64_C(0x800405fb)
#define ADMIN  (UINT64_C(1) << CAP_SYS_ADMIN)

static Situation situation(uint64_t capabilities)
{
        Situation is = {.capabilities = capabilities, .kernel = {6, 1}, .capability = capname_number};
        uint32_t arch;
        assert_int_equal(compile_native(&is, &arch), 0);
        assert_int_equal(arch, AUDIT_ARCH_X86_64);
        return is;
}

static int read_text(const char *text, uint64_t capabilities, Profile *ret, Failure *failure)
{
        const Situation is = situation(capabilities);
        failure->text[0] = '\0';
        return profile_read(text, strlen(text), &is, ret, failure);
}

#define ACTION(rest) "{\"defaultAction\": \"SCMP_ACT_ALLOW\"" rest "}"
#define RULE(rest) \
        ACTION(", \"syscalls\": [{\"names\": [\"read\"], \"action\": \"SCMP_ACT_KILL\"}, {" rest "}]")
#define ARGUMENTS(rest) RULE("\"names\": [\"read\"], \"action\": \"SCMP_ACT_KILL\", \"args\": [" rest "]")
#define CONDITION(rest) RULE("\"names\": [\"read\"], \"action\": \"SCMP_ACT_KILL\", " rest)
