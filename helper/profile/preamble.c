/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Only the low 32 bits of an argument are looked at, since the kernel takes no more of these: a comparison of
 * all 64 lets a TIOCSTI with high bits pass (CVE-2019-10063). libseccomp compiles "ioctl, but for TIOCSTI" to
 * "ioctl", since its rules can only allow more.
 *
 * A refused socket has the kernel's own answer for one that it doesn't have, not EPERM: programs go on
 * without audit after EPROTONOSUPPORT, and give up after EPERM (shadow, sudo and sshd by way of libaudit). */
#include "helper/profile/preamble.h"

#include "helper/container/filter/filter.h"
#include "helper/profile/calls.h"

#include <errno.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>

#define OFFSET_NUMBER      offsetof(struct seccomp_data, nr)
#define OFFSET_ARCH        offsetof(struct seccomp_data, arch)
#define OFFSET_ARGUMENT(i) (offsetof(struct seccomp_data, args) + 8 * (i)) /* its low half: little endian */

/* <asm-generic/ioctls.h>: put a character into the terminal's input, as if it had been typed; the same by way
 * of the console's clipboard. */
enum { REQUEST_TIOCSTI = 0x5412, REQUEST_TIOCLINUX = 0x541c };
/* <linux/socket.h>, <linux/net.h>, <linux/in.h>. */
enum { FAMILY_INET = 2, FAMILY_INET6 = 10, FAMILY_NETLINK = 16 };
enum { TYPE_STREAM = 1, TYPE_DGRAM = 2, TYPE_RAW = 3, TYPE_MASK = 0xf };
enum {
        PROTOCOL_ANY = 0,
        PROTOCOL_ICMP = 1,
        PROTOCOL_TCP = 6,
        PROTOCOL_UDP = 17,
        PROTOCOL_ICMPV6 = 58,
        PROTOCOL_MPTCP = 262
};

#define NEW_NAMESPACES \
        (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID | CLONE_NEWNET)

/* Where a jump leads to. */
typedef enum Label {
        NEXT, /* the instruction behind it */
        PASS, /* the end */
        REFUSED,
        NOT_THERE,
        NO_FAMILY,
        NO_TYPE,
        NO_PROTOCOL,
        NUMBERS,
        IOCTL,
        SOCKET,
        HIGH_FAMILY,
        OPEN_FAMILY,
        NETLINK,
        INTERNET,
        STREAM,
        DATAGRAM,
        CLONE,
        UNSHARE,
        ABI, /* and the numbers behind it */
        _LABEL_MAX = ABI + 3,
} Label;

typedef struct Assembler {
        Preamble *out;
        Label yes[PREAMBLE_MAX], no[PREAMBLE_MAX];
        unsigned place[_LABEL_MAX];
        bool full;
} Assembler;

static unsigned emit(Assembler *a, unsigned code, uint32_t k)
{
        if (a->out->n == PREAMBLE_MAX) {
                a->full = true;
                return 0;
        }
        a->out->instructions[a->out->n] = (struct sock_filter){.code = (uint16_t)code, .k = k};
        return a->out->n++;
}

static void load(Assembler *a, size_t offset)
{
        emit(a, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset);
}

static unsigned jump(Assembler *a, unsigned condition, uint32_t k, Label yes, Label no)
{
        unsigned at = emit(a, BPF_JMP | condition | BPF_K, k);
        a->yes[at] = yes;
        a->no[at] = no;
        return at;
}

static void jump_to(Assembler *a, Label label)
{
        jump(a, BPF_JEQ, 0, label, label);
}

static void here(Assembler *a, Label label)
{
        a->place[label] = a->out->n;
}

static void answer(Assembler *a, Label label, uint32_t value)
{
        here(a, label);
        emit(a, BPF_RET | BPF_K, value);
}

/* A becomes the bit of that number. */
static void to_bit(Assembler *a)
{
        emit(a, BPF_MISC | BPF_TAX, 0);
        emit(a, BPF_LD | BPF_IMM, 1);
        emit(a, BPF_ALU | BPF_LSH | BPF_X, 0);
}

static void add_abi(Assembler *a, unsigned i, const Abi *abi)
{
        const Numbers *numbers = &abi->numbers;
        const struct {
                int number;
                Label label;
        } known[] = {
                {numbers->ioctl, IOCTL},
                {numbers->socket, SOCKET},
                {numbers->socketpair, SOCKET},
                {numbers->clone, CLONE},
                {numbers->unshare, UNSHARE},
                /* All calls of sockets in one, with the family in memory: programs take those of their own.
                 */
                {numbers->socketcall, NOT_THERE},
        };
        here(a, ABI + i);
        load(a, OFFSET_ARCH);
        jump(a, BPF_JEQ, abi->audit_arch, NEXT, ABI + i + 1);
        load(a, OFFSET_NUMBER);
        if (abi->private_calls)
                jump(a, BPF_JGE, abi->private_calls, PASS, NEXT);
        jump(a, BPF_JGT, CALL_LAST, NOT_THERE, NEXT);
        jump(a, BPF_JGE, number_rows[0].number, NUMBERS, NEXT);
        for (size_t n = 0; n < sizeof known / sizeof *known; n++)
                if (known[n].number >= 0)
                        jump(a, BPF_JEQ, (uint32_t)known[n].number, known[n].label, NEXT);
        jump_to(a, PASS);
}

static uint32_t answer_of(const NumberRow *row)
{
        switch (row->answer) {
        case CALL_ALLOWED: return SECCOMP_RET_ALLOW;
        case CALL_BY_CAPABILITY: return SECCOMP_RET_TRACE | FILTER_MARK(row->a, row->b);
        case CALL_NOT_THERE: return SECCOMP_RET_ERRNO | ENOSYS;
        case CALL_BY_VALUE: break;
        }
        return SECCOMP_RET_ERRNO | EPERM;
}

/* Those that follow each other and have one answer have one comparison. */
static void add_numbers(Assembler *a)
{
        here(a, NUMBERS);
        for (size_t i = 0; i < n_number_rows; i++) {
                const NumberRow *row = number_rows + i;
                if (i + 1 < n_number_rows && answer_of(row + 1) == answer_of(row))
                        continue;
                unsigned at = jump(a, BPF_JGT, row->number, NEXT, NEXT);
                a->out->instructions[at].jt = 1;
                emit(a, BPF_RET | BPF_K, answer_of(row));
        }
        jump_to(a, REFUSED);
}

static void add_ioctl(Assembler *a)
{
        here(a, IOCTL);
        load(a, OFFSET_ARGUMENT(1));
        jump(a, BPF_JEQ, REQUEST_TIOCSTI, REFUSED, NEXT);
        jump(a, BPF_JEQ, REQUEST_TIOCLINUX, REFUSED, PASS);
}

/* A user namespace is never for the payload, CAP_SYS_ADMIN or not: in one it would have all capabilities, and
 * with them most of what the kernel had holes in. */
static void add_namespaces(Assembler *a)
{
        here(a, CLONE);
        load(a, OFFSET_ARGUMENT(0));
        jump(a, BPF_JSET, CLONE_NEWUSER, REFUSED, NEXT);
        jump(a, BPF_JSET, NEW_NAMESPACES, NEXT, PASS);
        emit(a, BPF_RET | BPF_K, SECCOMP_RET_TRACE | FILTER_MARK(CAP_SYS_ADMIN, CAP_SYS_ADMIN));
        here(a, UNSHARE);
        load(a, OFFSET_ARGUMENT(0));
        jump(a, BPF_JSET, CLONE_NEWUSER, REFUSED, PASS);
}

/* Which families there are stands in three constants that the helper sets. */
static void add_families(Assembler *a)
{
        here(a, SOCKET);
        load(a, OFFSET_ARGUMENT(0));
        jump(a, BPF_JGT, 63, NO_FAMILY, NEXT);
        jump(a, BPF_JGE, 32, HIGH_FAMILY, NEXT);
        to_bit(a);
        a->out->families_low = jump(a, BPF_JSET, 0, OPEN_FAMILY, NO_FAMILY);
        here(a, HIGH_FAMILY);
        emit(a, BPF_ALU | BPF_SUB | BPF_K, 32);
        to_bit(a);
        a->out->families_high = jump(a, BPF_JSET, 0, OPEN_FAMILY, NO_FAMILY);
        here(a, OPEN_FAMILY);
        load(a, OFFSET_ARGUMENT(0));
        jump(a, BPF_JEQ, FAMILY_NETLINK, NETLINK, NEXT);
        jump(a, BPF_JEQ, FAMILY_INET, INTERNET, NEXT);
        jump(a, BPF_JEQ, FAMILY_INET6, INTERNET, PASS);
        here(a, NETLINK);
        load(a, OFFSET_ARGUMENT(2));
        jump(a, BPF_JGT, 31, NO_PROTOCOL, NEXT);
        to_bit(a);
        a->out->netlink = jump(a, BPF_JSET, 0, PASS, NO_PROTOCOL);
}

/* For a type or protocol that it doesn't know, the kernel loads a module, whoever asks: SCTP, DCCP, L2TP.
 * Type 10 of AF_INET is AF_PACKET. Raw sockets, which take a capability, load none. */
static void add_internet(Assembler *a)
{
        here(a, INTERNET);
        load(a, OFFSET_ARGUMENT(1));
        emit(a, BPF_ALU | BPF_AND | BPF_K, TYPE_MASK);
        jump(a, BPF_JEQ, TYPE_RAW, PASS, NEXT);
        jump(a, BPF_JEQ, TYPE_STREAM, STREAM, NEXT);
        jump(a, BPF_JEQ, TYPE_DGRAM, DATAGRAM, NO_TYPE);
        here(a, STREAM);
        load(a, OFFSET_ARGUMENT(2));
        jump(a, BPF_JEQ, PROTOCOL_ANY, PASS, NEXT);
        jump(a, BPF_JEQ, PROTOCOL_TCP, PASS, NEXT);
        jump(a, BPF_JEQ, PROTOCOL_MPTCP, PASS, NO_PROTOCOL);
        here(a, DATAGRAM);
        load(a, OFFSET_ARGUMENT(2));
        jump(a, BPF_JEQ, PROTOCOL_ANY, PASS, NEXT);
        jump(a, BPF_JEQ, PROTOCOL_UDP, PASS, NEXT);
        jump(a, BPF_JEQ, PROTOCOL_ICMP, PASS, NEXT);
        jump(a, BPF_JEQ, PROTOCOL_ICMPV6, PASS, NO_PROTOCOL);
}

static void add_answers(Assembler *a)
{
        answer(a, REFUSED, SECCOMP_RET_ERRNO | EPERM);
        answer(a, NOT_THERE, SECCOMP_RET_ERRNO | ENOSYS);
        answer(a, NO_FAMILY, SECCOMP_RET_ERRNO | EAFNOSUPPORT);
        answer(a, NO_TYPE, SECCOMP_RET_ERRNO | ESOCKTNOSUPPORT);
        answer(a, NO_PROTOCOL, SECCOMP_RET_ERRNO | EPROTONOSUPPORT);
}

/* PREAMBLE_MAX instructions are fewer than a jump can pass over. */
static void resolve(Assembler *a)
{
        for (unsigned i = 0; i < a->out->n; i++) {
                struct sock_filter *instruction = a->out->instructions + i;
                if (a->yes[i] != NEXT)
                        instruction->jt = (uint8_t)(a->place[a->yes[i]] - i - 1);
                if (a->no[i] != NEXT)
                        instruction->jf = (uint8_t)(a->place[a->no[i]] - i - 1);
        }
}

int preamble_make(const Architecture *architecture, Preamble *ret)
{
        Assembler a = {.out = ret};
        *ret = (Preamble){};
        for (unsigned i = 0; i < architecture->n_abis; i++)
                add_abi(&a, i, architecture->abis + i);
        /* Of no ABI that is known: the compiled program kills. */
        here(&a, ABI + (unsigned)architecture->n_abis);
        jump_to(&a, PASS);
        add_numbers(&a);
        add_ioctl(&a);
        add_namespaces(&a);
        add_families(&a);
        add_internet(&a);
        add_answers(&a);
        here(&a, PASS);
        resolve(&a);
        return a.full ? -EOVERFLOW : 0;
}
