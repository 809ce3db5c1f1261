/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A profile of system calls as container engines write them, JSON: the runtime specification of OCI
 * (config-linux.md, "Seccomp"), and what moby and containers/common have more: archMap, includes, excludes,
 * errno. Pure. */
#pragma once

#include "core/base/failure.h"
#include "core/base/strbuf.h"

#include <stdint.h>

#define PROFILE_SIZE_MAX  (1024 * 1024)
#define PROFILE_ARGUMENTS 6 /* of a system call */

/* What a profile asks whether a rule is for this container. */
typedef struct Situation {
        uint64_t capabilities;               /* that its processes may come to have */
        const char *architecture;            /* of the machine: "SCMP_ARCH_X86_64" */
        const char *go_names[2];             /* the same as moby calls it, in one or two ways */
        unsigned kernel[2];                  /* its version: 6, 1 */
        int (*capability)(const char *name); /* its number; < 0: there is none of that name */
} Situation;

typedef enum Comparison {
        COMPARE_NE,
        COMPARE_LT,
        COMPARE_LE,
        COMPARE_EQ,
        COMPARE_GE,
        COMPARE_GT,
        COMPARE_MASKED_EQ, /* what is left under the mask VALUE is SECOND */
} Comparison;

typedef struct Argument {
        unsigned index;
        Comparison comparison;
        uint64_t value, second;
} Argument;

/* Calls that are all answered so, if all ARGUMENTS are as they say. */
typedef struct Rule {
        size_t index;    /* in the file's list */
        uint32_t answer; /* SECCOMP_RET_… of <linux/seccomp.h>, with its data */
        StrVec names;
        Argument arguments[PROFILE_ARGUMENTS];
        size_t n_arguments;
} Rule;

typedef struct Profile {
        uint32_t default_answer;
        uint32_t flags;       /* SECCOMP_FILTER_FLAG_… */
        StrVec architectures; /* more than the machine's own, as "SCMP_ARCH_X86" */
        Rule *rules;          /* those for this container */
        size_t n_rules;
} Profile;

void profile_done(Profile *profile);
#define _cleanup_profile_ _cleanup_(profile_done)

/* Reads SIZE bytes of TEXT, behind which is a NUL. 0; -EINVAL or -ENOMEM with FAILURE, which begins with the
 * place: "line 3, column 7: …" or "syscalls[2].action: …". */
int profile_read(const char *text, size_t size, const Situation *situation, Profile *ret, Failure *failure);
