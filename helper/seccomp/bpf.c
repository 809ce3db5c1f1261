/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* As <linux/bpf_common.h> and kernel/seccomp.c have it, of little endian machines. What filters of ours have
 * no use for, memory and division, is not valid. */
#include "helper/seccomp/bpf.h"

#include <errno.h>
#include <string.h>

static bool jump_is_valid(const struct sock_filter *i, unsigned left)
{
        if (BPF_OP(i->code) == BPF_JA)
                return i->code == (BPF_JMP | BPF_JA) && i->k < left;
        return BPF_OP(i->code) <= BPF_JSET && i->jt < left && i->jf < left;
}

static bool is_valid(const struct sock_filter *i, unsigned left)
{
        switch (BPF_CLASS(i->code)) {
        case BPF_LD:
                return i->code == (BPF_LD | BPF_IMM) || (i->code == (BPF_LD | BPF_W | BPF_ABS) &&
                                                         i->k % 4 == 0 && i->k < sizeof(struct seccomp_data));
        case BPF_ALU:
                return i->code == (BPF_ALU | BPF_AND | BPF_K) || i->code == (BPF_ALU | BPF_SUB | BPF_K) ||
                       i->code == (BPF_ALU | BPF_LSH | BPF_X);
        case BPF_JMP: return jump_is_valid(i, left);
        case BPF_RET: return i->code == (BPF_RET | BPF_K);
        case BPF_MISC: return i->code == (BPF_MISC | BPF_TAX);
        default: return false;
        }
}

bool bpf_is_valid(const struct sock_filter *program, unsigned n)
{
        for (unsigned i = 0; i < n; i++)
                if (!is_valid(program + i, n - i - 1))
                        return false;
        return n > 0 && n <= BPF_MAXINSNS && BPF_CLASS(program[n - 1].code) == BPF_RET;
}

static unsigned compute(const struct sock_filter *i, unsigned a, unsigned x)
{
        switch (BPF_OP(i->code)) {
        case BPF_AND: return a & i->k;
        case BPF_SUB: return a - i->k;
        default: return x < 32 ? a << x : 0;
        }
}

static unsigned skipped(const struct sock_filter *i, unsigned a)
{
        switch (BPF_OP(i->code)) {
        case BPF_JA: return i->k;
        case BPF_JEQ: return a == i->k ? i->jt : i->jf;
        case BPF_JGT: return a > i->k ? i->jt : i->jf;
        case BPF_JGE: return a >= i->k ? i->jt : i->jf;
        default: return a & i->k ? i->jt : i->jf;
        }
}

int bpf_run(const struct sock_filter *program, unsigned n, const struct seccomp_data *data, unsigned *ret)
{
        unsigned a = 0, x = 0;
        for (const struct sock_filter *i = program; i < program + n; i++)
                switch (BPF_CLASS(i->code)) {
                case BPF_LD:
                        if (BPF_MODE(i->code) == BPF_IMM)
                                a = i->k;
                        else
                                memcpy(&a, (const char *)data + i->k, sizeof a);
                        break;
                case BPF_ALU: a = compute(i, a, x); break;
                case BPF_JMP: i += skipped(i, a); break;
                case BPF_MISC: x = a; break;
                default: *ret = i->k; return 0;
                }
        return -EBADMSG;
}
