/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Any bytes as a profile of system calls: the reader never fails but with words and a place, what it returns
 * keeps the promises of its header, and what is compiled of it the kernel would take. */
#include "helper/seccomp/profile.h"

#include "helper/seccomp/bpf.h"
#include "helper/seccomp/capname.h"
#include "helper/seccomp/compile.h"
#include "helper/seccomp/needed.h"
#include "tests/fuzz/fuzz.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#define COMPILED_MAX 64 /* rules: many, with arguments, take libseccomp seconds */

/* A mistake of the reader stops the program, also where assert() is compiled out. */
static void must(bool true_here)
{
        if (!true_here)
                abort();
}

static void check_failure(int r, const Failure *failure)
{
        must(r < 0 && failure->text[0] && strlen(failure->text) < sizeof failure->text);
        for (const char *c = failure->text; *c; c++)
                must(*c >= ' ' && *c <= '~');
}

static void check_profile(const Profile *profile)
{
        for (size_t i = 0; i < profile->n_rules; i++) {
                const Rule *rule = profile->rules + i;
                must(rule->names.n > 0 && rule->n_arguments <= PROFILE_ARGUMENTS);
                must(i == 0 || rule->index > profile->rules[i - 1].index);
                for (size_t k = 0; k < rule->n_arguments; k++) {
                        must(rule->arguments[k].index < PROFILE_ARGUMENTS);
                        for (size_t m = 0; m < k; m++)
                                must(rule->arguments[m].index != rule->arguments[k].index);
                }
        }
}

static void compile(const Profile *profile, uint32_t arch)
{
        _cleanup_program_ Program program = {};
        Failure failure;
        int r = compile_profile(profile, &program, &failure);
        if (r < 0) {
                check_failure(r, &failure);
                return;
        }
        must(bpf_is_valid(program.instructions, program.n));
        r = needed_check(&program, arch, true, &failure);
        if (r < 0)
                check_failure(r, &failure);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        Situation situation = {
                .capabilities = UINT64_C(0x800405fb), .kernel = {6, 1}, .capability = capname_number};
        _cleanup_profile_ Profile profile = {};
        Failure failure;
        uint32_t arch;
        if (size > PROFILE_SIZE_MAX || compile_native(&situation, &arch) < 0)
                return 0;
        _cleanup_free_ char *text = malloc(size + 1);
        must(text);
        memcpy(text, data, size);
        text[size] = '\0';
        int r = profile_read(text, size, &situation, &profile, &failure);
        if (r < 0) {
                check_failure(r, &failure);
                return 0;
        }
        check_profile(&profile);
        if (profile.n_rules <= COMPILED_MAX)
                compile(&profile, arch);
        return 0;
}
