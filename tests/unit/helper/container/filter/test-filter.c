/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The built-in filter of this machine, interpreted: every number of x86-64, x32 and i386, every kind of
 * socket, with each capability, against what is written in moby.h and here. */
#include "helper/container/filter/filter.h"

#include "core/base/cleanup.h"
#include "helper/seccomp/bpf.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <linux/audit.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "tests/unit/helper/container/filter/abi.h"
#include "tests/unit/helper/container/filter/moby.h"

#include "filter-numbers.h"

#define ELEVEN UINT64_C(0x800405fb) /* as capability.c has them; CAP_SYS_CHROOT is one */

static const Abi abis[] = {
        {"x86-64", AUDIT_ARCH_X86_64, 0, names_64},
        {"x32", AUDIT_ARCH_X86_64, X32, names_64},
        {"i386", AUDIT_ARCH_I386, 0, names_32},
};
static const Abi *const native = abis, *const x32 = abis + 1, *const i386 = abis + 2;

static unsigned run(const Filter *filter, const Abi *abi, unsigned number, uint64_t a, uint64_t b, uint64_t c)
{
        const struct seccomp_data data = {
                .nr = (int)(abi->base + number), .arch = abi->arch, .args = {a, b, c}};
        unsigned answer;
        assert_int_equal(bpf_run(filter->instructions, filter->n, &data, &answer), 0);
        return answer;
}

static Filter make(uint64_t capabilities, const SocketFamilies *families)
{
        Filter filter = {};
        assert_int_equal(filter_make(&filter_builtin, capabilities, families, &filter), 0);
        assert_true(bpf_is_valid(filter.instructions, filter.n));
        return filter;
}

/* Whether NAME is a word of LIST. */
static bool is_in(const char *list, const char *name)
{
        size_t n = strlen(name);
        for (const char *at = strstr(list, name); at; at = strstr(at + 1, name))
                if ((at == list || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
                        return true;
        return false;
}

static const char *name_of(const Abi *abi, unsigned number)
{
        for (size_t i = 0; i < ARRAY_SIZE(newer); i++)
                if (newer[i].number == number)
                        return newer[i].name;
        return number <= LAST ? abi->names[number] : NULL;
}

static unsigned moby(const char *name, uint64_t capabilities)
{
        for (size_t i = 0; i < ARRAY_SIZE(moby_capabilities); i++)
                if (is_in(moby_capabilities[i].names, name) && (capabilities >> moby_capabilities[i].a & 1 ||
                                                                capabilities >> moby_capabilities[i].b & 1))
                        return ALLOW;
        return is_in(moby_allows, name) ? ALLOW : ERROR(EPERM);
}

static unsigned expected(const Abi *abi, unsigned number, uint64_t capabilities)
{
        if (abi == x32 || number > LAST)
                return ERROR(
                        ENOSYS); /* not denied: not there, as in a kernel that is older or has no such ABI */
        const char *name = name_of(abi, number);
        if (!name)
                return ERROR(EPERM);
        for (size_t i = 0; i < ARRAY_SIZE(differences); i++)
                if (is_in(differences[i].names, name))
                        return ERROR(differences[i].error);
        return moby(name, capabilities);
}

static void compare(const Filter *filter, const Abi *abi, unsigned number, uint64_t capabilities)
{
        unsigned got = run(filter, abi, number, 0, 0, 0), wanted = expected(abi, number, capabilities);
        if (got != wanted) {
                const char *name = name_of(abi, number);
                fail_msg("%s %u (%s), capabilities %#llx: %#x, expected %#x", abi->name, number,
                         name ? name : "none", (unsigned long long)capabilities, got, wanted);
        }
}

static void compare_all(uint64_t capabilities)
{
        _cleanup_(filter_done) Filter filter = make(capabilities, &socket_families_default);
        for (size_t i = 0; i < ARRAY_SIZE(abis); i++) {
                for (unsigned number = 0; number < 1024; number++)
                        compare(&filter, abis + i, number, capabilities);
                compare(&filter, abis + i, 0x3fffffff, capabilities);
        }
}

static void test_numbers(void **state)
{
        compare_all(ELEVEN);
        compare_all(0);
        compare_all(UINT64_MAX);
        for (unsigned capability = 0; capability < 64; capability++)
                compare_all(UINT64_C(1) << capability);
}

/* The lists that the sweep was held against are of use: each name is a call of this machine, and each
 * difference is one. */
static void test_lists(void **state)
{
        char name[64];
        int n;
        for (const char *rest = moby_allows; sscanf(rest, "%63s%n", name, &n) == 1; rest += n) {
                bool found = strcmp(name, "uretprobe") == 0;
                for (unsigned number = 0; number <= LAST; number++)
                        for (size_t i = 0; i < ARRAY_SIZE(abis); i++) {
                                const char *other = name_of(abis + i, number);
                                found = found || (other && strcmp(other, name) == 0);
                        }
                /* Of i386's multiplexers, which have numbers elsewhere. */
                if (!found && !is_in("recv send fstatat64", name))
                        fail_msg("%s is no call", name);
        }
        for (size_t i = 0; i < ARRAY_SIZE(differences); i++) {
                sscanf(differences[i].names, "%63s", name);
                assert_int_equal(moby(name, UINT64_MAX), ALLOW);
        }
}

/* A program of another architecture's ABI, which the kernel doesn't have. */
static void test_other_abi(void **state)
{
        _cleanup_(filter_done) Filter filter = make(ELEVEN, &socket_families_default);
        const Abi other = {"aarch64", AUDIT_ARCH_AARCH64, 0, NULL};
        for (unsigned number = 0; number < 1024; number++)
                assert_int_equal(run(&filter, &other, number, 0, 0, 0), SECCOMP_RET_KILL_PROCESS);
        assert_int_equal(run(&filter, x32, 0, 0, 0, 0), ERROR(ENOSYS));
        assert_int_equal(run(&filter, native, UINT32_MAX, 0, 0, 0), ERROR(ENOSYS));
}

static bool is_open(const SocketFamilies *families, uint64_t family)
{
        return family < 64 && families->families >> family & 1;
}

/* Of the low 32 bits, as the kernel takes its arguments. */
static unsigned expected_socket(const SocketFamilies *families, unsigned family, unsigned type,
                                unsigned protocol)
{
        if (!is_open(families, family))
                return ERROR(EAFNOSUPPORT);
        if (family == AF_NETLINK)
                return protocol < 32 && families->netlink >> protocol & 1 ? ALLOW : ERROR(EPROTONOSUPPORT);
        if (family != AF_INET && family != AF_INET6)
                return ALLOW;
        switch (type & 0xf) {
        case SOCK_STREAM:
                return protocol == 0 || protocol == 6 || protocol == 262 ? ALLOW : ERROR(EPROTONOSUPPORT);
        case SOCK_DGRAM:
                return protocol == 0 || protocol == 1 || protocol == 17 || protocol == 58
                               ? ALLOW
                               : ERROR(EPROTONOSUPPORT);
        case SOCK_RAW: return ALLOW;
        default: return ERROR(ESOCKTNOSUPPORT);
        }
}

static void compare_socket(const Filter *filter, const SocketFamilies *families, unsigned family,
                           unsigned type, unsigned protocol)
{
        const uint64_t high = UINT64_C(0xabcd) << 32;
        const struct {
                const Abi *abi;
                unsigned number;
        } calls[] = {{native, SYS_socket}, {native, SYS_socketpair}, {i386, 359}, {i386, 360}};
        unsigned wanted = expected_socket(families, family, type, protocol);
        for (size_t i = 0; i < ARRAY_SIZE(calls); i++)
                for (int bits = 0; bits < 2; bits++) {
                        uint64_t more = bits ? high : 0;
                        unsigned got = run(filter, calls[i].abi, calls[i].number, family | more, type | more,
                                           protocol | more);
                        if (got != wanted)
                                fail_msg("%s %u (%u, %#x, %u): %#x, expected %#x", calls[i].abi->name,
                                         calls[i].number, family, type, protocol, got, wanted);
                }
}

static void compare_sockets(const SocketFamilies *families)
{
        static const unsigned protocols[] = {0,  1,  2,  4,  6,   9,   12,  15,  16,  17,  31, 32,
                                             33, 58, 63, 64, 115, 132, 136, 255, 256, 262, 263};
        _cleanup_(filter_done) Filter filter = make(ELEVEN, families);
        for (unsigned family = 0; family < 70; family++)
                for (unsigned type = 0; type < 17; type++)
                        for (size_t i = 0; i < ARRAY_SIZE(protocols); i++)
                                compare_socket(&filter, families, family, type, protocols[i]);
        compare_socket(&filter, families, AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        compare_socket(&filter, families, AF_INET, 10 | SOCK_CLOEXEC, 0); /* SOCK_PACKET: another family */
        compare_socket(&filter, families, UINT32_MAX, SOCK_STREAM, 0);
        compare_socket(&filter, families, AF_NETLINK, SOCK_RAW, UINT32_MAX);
}

static void test_sockets(void **state)
{
        assert_int_equal(socket_families_default.families, UINT64_C(1) << AF_UNIX | UINT64_C(1) << AF_INET |
                                                                   UINT64_C(1) << AF_INET6 |
                                                                   UINT64_C(1) << AF_NETLINK);
        assert_int_equal(socket_families_default.netlink, 1 << 0 | 1 << 4 | 1 << 15);
        compare_sockets(&socket_families_default);
        compare_sockets(&(const SocketFamilies){});
        compare_sockets(&(const SocketFamilies){UINT64_MAX, UINT32_MAX});
        static const char *const words[] = {"AF_PACKET", "AF_VSOCK", "AF_ALG", "NETLINK_NETFILTER",
                                            "NETLINK_GENERIC"};
        for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
                SocketFamilies families = socket_families_default;
                assert_int_equal(socketfamily_add(words[i], &families), 0);
                compare_sockets(&families);
        }
}

/* Each bit of clone's and unshare's flags. */
static void test_namespaces(void **state)
{
        const uint64_t new_ones =
                CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID | CLONE_NEWNET;
        const uint64_t admin = UINT64_C(1) << CAP_SYS_ADMIN;
        _cleanup_(filter_done) Filter plain = make(UINT64_MAX & ~admin, &socket_families_default);
        _cleanup_(filter_done) Filter with = make(ELEVEN | admin, &socket_families_default);
        for (unsigned i = 0; i < 64; i++) {
                uint64_t flags = UINT64_C(1) << i;
                bool user = flags == CLONE_NEWUSER;
                unsigned clone = user || flags & new_ones ? ERROR(EPERM) : ALLOW;
                assert_int_equal(run(&plain, native, SYS_clone, flags | SIGCHLD, 0, 0), clone);
                assert_int_equal(run(&plain, i386, 120, flags | SIGCHLD, 0, 0), clone);
                assert_int_equal(run(&plain, native, SYS_unshare, flags, 0, 0), ERROR(EPERM));
                assert_int_equal(run(&with, native, SYS_clone, flags | SIGCHLD, 0, 0),
                                 user ? ERROR(EPERM) : ALLOW);
                assert_int_equal(run(&with, i386, 120, flags | SIGCHLD, 0, 0), user ? ERROR(EPERM) : ALLOW);
                assert_int_equal(run(&with, native, SYS_unshare, flags, 0, 0), user ? ERROR(EPERM) : ALLOW);
                assert_int_equal(run(&with, i386, 310, flags | CLONE_NEWUSER, 0, 0), ERROR(EPERM));
        }
}

static void test_ioctl(void **state)
{
        _cleanup_(filter_done) Filter filter = make(UINT64_MAX, &socket_families_default);
        for (uint64_t high = 0; high <= UINT64_C(1) << 63; high = high ? high << 1 : UINT64_C(1) << 32) {
                assert_int_equal(run(&filter, native, SYS_ioctl, 0, TIOCSTI | high, 0), ERROR(EPERM));
                assert_int_equal(run(&filter, native, SYS_ioctl, 0, TIOCLINUX | high, 0), ERROR(EPERM));
                assert_int_equal(run(&filter, native, SYS_ioctl, 0, TIOCGWINSZ | high, 0), ALLOW);
                if (high >> 63)
                        break;
        }
        assert_int_equal(run(&filter, i386, 54, 0, TIOCSTI, 0), ERROR(EPERM));
        assert_int_equal(run(&filter, i386, 54, 0, TIOCLINUX, 0), ERROR(EPERM));
        for (unsigned request = 0; request < 0x10000; request++)
                assert_int_equal(run(&filter, native, SYS_ioctl, 0, request, 0),
                                 request == TIOCSTI || request == TIOCLINUX ? ERROR(EPERM) : ALLOW);
}

static void test_personality(void **state)
{
        _cleanup_(filter_done) Filter filter = make(UINT64_MAX, &socket_families_default);
        static const unsigned right[] = {0, 8, 0x20000, 0x20008, UINT32_MAX};
        static const unsigned wrong[] = {1, 0x40000 /* ADDR_NO_RANDOMIZE */, 0x400000 /* READ_IMPLIES_EXEC */,
                                         0x60000, 0x7fffffff};
        for (size_t i = 0; i < ARRAY_SIZE(right); i++) {
                assert_int_equal(run(&filter, native, SYS_personality, right[i], 0, 0), ALLOW);
                assert_int_equal(run(&filter, i386, 136, right[i], 0, 0), ALLOW);
                assert_int_equal(run(&filter, native, SYS_personality, wrong[i], 0, 0), ERROR(EPERM));
                assert_int_equal(run(&filter, i386, 136, wrong[i], 0, 0), ERROR(EPERM));
                assert_int_equal(run(&filter, native, SYS_personality, wrong[i] | UINT64_C(1) << 40, 0, 0),
                                 ERROR(EPERM));
        }
}

/* What was not made a container's own lets nothing through that depends on it, and is not taken where it is
 * broken. */
static void test_unmade(void **state)
{
        const Filter raw = {.instructions = (struct sock_filter *)filter_builtin.instructions,
                            .n = filter_builtin.n};
        assert_int_equal(run(&raw, native, SYS_socket, AF_UNIX, SOCK_STREAM, 0), ERROR(EAFNOSUPPORT));
        assert_int_equal(run(&raw, native, SYS_chroot, 0, 0, 0) & SECCOMP_RET_ACTION_FULL, SECCOMP_RET_TRACE);
        for (unsigned i = 0; i < filter_builtin.n; i++) /* without a tracer that is ENOSYS */
                if (BPF_CLASS(raw.instructions[i].code) == BPF_RET)
                        assert_true(raw.instructions[i].k == ALLOW ||
                                    raw.instructions[i].k == SECCOMP_RET_KILL_PROCESS ||
                                    (raw.instructions[i].k & SECCOMP_RET_ACTION_FULL) == SECCOMP_RET_ERRNO ||
                                    (raw.instructions[i].k & SECCOMP_RET_ACTION_FULL) == SECCOMP_RET_TRACE);
        _cleanup_(filter_done) Filter made = make(0, &socket_families_default);
        for (unsigned i = 0; i < made.n; i++)
                if (BPF_CLASS(made.instructions[i].code) == BPF_RET)
                        assert_int_not_equal(made.instructions[i].k & SECCOMP_RET_ACTION_FULL,
                                             SECCOMP_RET_TRACE);
        static const struct sock_filter jump = BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0, 0, 0);
        const struct sock_filter marked[] = {
                jump, jump, jump, BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE | FILTER_MARK(3, 64))};
        Filter filter = {};
        assert_int_equal(
                filter_make(&(FilterProgram){marked, 4, 0, 1, 2}, 0, &socket_families_default, &filter),
                -EBADMSG);
        assert_int_equal(
                filter_make(&(FilterProgram){marked, 4, 0, 1, 3}, 0, &socket_families_default, &filter),
                -EBADMSG);
        assert_int_equal(
                filter_make(&(FilterProgram){marked, 4, 0, 1, 4}, 0, &socket_families_default, &filter),
                -EBADMSG);
        assert_int_equal(
                filter_make(&(FilterProgram){marked, 4, 0, 0, 2}, 0, &(SocketFamilies){1, 1}, &filter),
                0 - EBADMSG);
        assert_null(filter.instructions);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_numbers),     cmocka_unit_test(test_lists),
                cmocka_unit_test(test_other_abi),   cmocka_unit_test(test_sockets),
                cmocka_unit_test(test_namespaces),  cmocka_unit_test(test_ioctl),
                cmocka_unit_test(test_personality), cmocka_unit_test(test_unmade),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
