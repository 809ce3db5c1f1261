/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/seccomp/words.h"

#include "core/base/number.h"
#include "helper/seccomp/profile.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <string.h>

int words_answer(const char *action, uint32_t data, uint32_t *ret)
{
        static const struct {
                const char *name;
                uint32_t answer;
                bool has_data;
        } answers[] = {
                {"SCMP_ACT_ALLOW", SECCOMP_RET_ALLOW, false},
                {"SCMP_ACT_ERRNO", SECCOMP_RET_ERRNO, true},
                {"SCMP_ACT_KILL", SECCOMP_RET_KILL_THREAD, false},
                {"SCMP_ACT_KILL_PROCESS", SECCOMP_RET_KILL_PROCESS, false},
                {"SCMP_ACT_KILL_THREAD", SECCOMP_RET_KILL_THREAD, false},
                {"SCMP_ACT_LOG", SECCOMP_RET_LOG, false},
                {"SCMP_ACT_TRACE", SECCOMP_RET_TRACE, true},
                {"SCMP_ACT_TRAP", SECCOMP_RET_TRAP, false},
        };
        if (streq(action, "SCMP_ACT_NOTIFY"))
                return WORDS_AGENT;
        for (size_t i = 0; i < ARRAY_SIZE(answers); i++)
                if (streq(answers[i].name, action)) {
                        *ret = answers[i].answer | (answers[i].has_data ? data : 0);
                        return 0;
                }
        return -EINVAL;
}

int words_comparison(const char *name)
{
        static const char *const names[] = {
                [COMPARE_NE] = "SCMP_CMP_NE",
                [COMPARE_LT] = "SCMP_CMP_LT",
                [COMPARE_LE] = "SCMP_CMP_LE",
                [COMPARE_EQ] = "SCMP_CMP_EQ",
                [COMPARE_GE] = "SCMP_CMP_GE",
                [COMPARE_GT] = "SCMP_CMP_GT",
                [COMPARE_MASKED_EQ] = "SCMP_CMP_MASKED_EQ",
        };
        for (size_t i = 0; i < ARRAY_SIZE(names); i++)
                if (streq(names[i], name))
                        return (int)i;
        return -EINVAL;
}

int words_flag(const char *name, uint32_t *ret)
{
        static const struct {
                const char *name;
                uint32_t flag;
        } flags[] = {
                {"SECCOMP_FILTER_FLAG_TSYNC", 0},
                {"SECCOMP_FILTER_FLAG_LOG", SECCOMP_FILTER_FLAG_LOG},
                {"SECCOMP_FILTER_FLAG_SPEC_ALLOW", SECCOMP_FILTER_FLAG_SPEC_ALLOW},
        };
        for (size_t i = 0; i < ARRAY_SIZE(flags); i++)
                if (streq(flags[i].name, name)) {
                        *ret = flags[i].flag;
                        return 0;
                }
        return -EINVAL;
}

int words_errno(const char *name)
{
        for (int i = 1; i <= 133; i++) { /* EHWPOISON, the last that there is */
                const char *known = strerrorname_np(i);
                if (known && streq(known, name))
                        return i;
        }
        return -EINVAL;
}

int words_kernel(const char *text, unsigned *ret)
{
        const char *dot = strchr(text, '.');
        char first[16];
        uint64_t numbers[2];
        if (!dot || (size_t)(dot - text) >= sizeof first)
                return -EINVAL;
        memcpy(first, text, (size_t)(dot - text));
        first[dot - text] = '\0';
        if (number_parse(first, 10000, numbers) != 0 || number_parse(dot + 1, 10000, numbers + 1) != 0)
                return -EINVAL;
        ret[0] = (unsigned)numbers[0];
        ret[1] = (unsigned)numbers[1];
        return 0;
}
