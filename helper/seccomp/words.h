/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The words of profiles, as the runtime specification of OCI has them. Pure. */
#pragma once

#include <stdint.h>

#define WORDS_ERRNO_MAX 4095 /* of the kernel, MAX_ERRNO */
#define WORDS_AGENT     1

/* "SCMP_ACT_ERRNO" → SECCOMP_RET_ERRNO with DATA. 0; WORDS_AGENT: it is for an agent to answer; -EINVAL. */
int words_answer(const char *action, uint32_t data, uint32_t *ret);

/* "SCMP_CMP_EQ" → a Comparison, or -EINVAL. */
int words_comparison(const char *name);

/* "SECCOMP_FILTER_FLAG_LOG" → what seccomp(2) takes; 0 for one that makes no difference where a process has
 * one thread. 0 or -EINVAL. */
int words_flag(const char *name, uint32_t *ret);

/* "EPERM" → 1, or -EINVAL. */
int words_errno(const char *name);

/* "4.8" → {4, 8}. 0 or -EINVAL. */
int words_kernel(const char *text, unsigned *ret);
