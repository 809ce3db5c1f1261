/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/container/filter/filter.h"

#include "core/base/cleanup.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Where the program leaves it to the container, INSTRUCTION says what this one gets. */
static int decide(struct sock_filter *instruction, uint64_t capabilities)
{
        if (instruction->code != (BPF_RET | BPF_K) ||
            (instruction->k & SECCOMP_RET_ACTION_FULL) != SECCOMP_RET_TRACE)
                return 0;
        unsigned a = instruction->k & 0xff, b = instruction->k >> 8 & 0xff;
        if (a > 63 || b > 63)
                return -EBADMSG;
        bool open = capabilities >> a & 1 || capabilities >> b & 1;
        instruction->k = open ? SECCOMP_RET_ALLOW : SECCOMP_RET_ERRNO | EPERM;
        return 0;
}

static int set_families(Filter *filter, unsigned at, uint32_t families)
{
        if (at >= filter->n || filter->instructions[at].code != (BPF_JMP | BPF_JSET | BPF_K) ||
            filter->instructions[at].k != 0)
                return -EBADMSG;
        filter->instructions[at].k = families;
        return 0;
}

int filter_make(const FilterProgram *program, uint64_t capabilities, const SocketFamilies *families,
                Filter *ret)
{
        _cleanup_(filter_done) Filter filter = {
                .instructions = calloc(program->n, sizeof *filter.instructions), .n = program->n};
        if (!filter.instructions)
                return -ENOMEM;
        memcpy(filter.instructions, program->instructions, program->n * sizeof *filter.instructions);
        int r = set_families(&filter, program->families_low, (uint32_t)families->families);
        if (r == 0)
                r = set_families(&filter, program->families_high, (uint32_t)(families->families >> 32));
        if (r == 0)
                r = set_families(&filter, program->netlink, families->netlink);
        for (unsigned i = 0; i < filter.n && r == 0; i++)
                r = decide(filter.instructions + i, capabilities);
        if (r < 0)
                return r;
        *ret = filter;
        filter = (Filter){};
        return 0;
}

int filter_copy(const Filter *other, Filter *ret)
{
        Filter filter = *other;
        filter.instructions = calloc(other->n, sizeof *filter.instructions);
        if (!filter.instructions)
                return -ENOMEM;
        memcpy(filter.instructions, other->instructions, other->n * sizeof *filter.instructions);
        *ret = filter;
        return 0;
}

void filter_done(Filter *filter)
{
        free(filter->instructions);
        *filter = (Filter){};
}
