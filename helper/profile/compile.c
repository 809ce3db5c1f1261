/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/profile/compile.h"

#include "core/base/cleanup.h"
#include "helper/container/filter/filter.h"
#include "helper/profile/calls.h"

#include <errno.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

static void context_done(scmp_filter_ctx *context)
{
        if (*context)
                seccomp_release(*context);
}

static int check_number(const Abi *abi, int number, const char *name)
{
        if (number < 0)
                return 0;
        _cleanup_free_ char *found = seccomp_syscall_resolve_num_arch(abi->audit_arch, number);
        if (found && strcmp(found, name) == 0)
                return 0;
        fprintf(stderr, "%d is %s, not %s\n", number, found ? found : "no call", name);
        return -EINVAL;
}

int compile_check_numbers(const Abi *abi)
{
        const Numbers *numbers = &abi->numbers;
        const struct {
                int number;
                const char *name;
        } all[] = {
                {numbers->ioctl, "ioctl"},           {numbers->socket, "socket"},
                {numbers->socketpair, "socketpair"}, {numbers->socketcall, "socketcall"},
                {numbers->clone, "clone"},           {numbers->unshare, "unshare"},
        };
        int r = 0;
        for (size_t i = 0; i < ARRAY_SIZE(all) && r == 0; i++)
                r = check_number(abi, all[i].number, all[i].name);
        return r;
}

/* The default is EPERM; ENOSYS is for what is newer than the table, which never comes here. */
static int context_new(const Architecture *architecture, scmp_filter_ctx *ret)
{
        _cleanup_(context_done) scmp_filter_ctx context = seccomp_init(SCMP_ACT_ERRNO(EPERM));
        bool native = false;
        if (!context)
                return -ENOMEM;
        /* A tree of numbers in place of a list: it takes half the time to load. */
        int r = seccomp_attr_set(context, SCMP_FLTATR_CTL_OPTIMIZE, 2);
        if (r == 0)
                r = seccomp_attr_set(context, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
        for (size_t i = 0; i < architecture->n_abis && r == 0; i++) {
                uint32_t arch = architecture->abis[i].audit_arch;
                native = native || arch == seccomp_arch_native();
                if (seccomp_arch_exist(context, arch) != 0)
                        r = seccomp_arch_add(context, arch);
        }
        if (r == 0 && !native)
                r = seccomp_arch_remove(context, seccomp_arch_native());
        if (r < 0)
                return r;
        *ret = context;
        context = NULL;
        return 0;
}

static int add_values(scmp_filter_ctx context, int number, const CallRow *row)
{
        int r = 0;
        for (size_t i = 0; i < row->n_values && r == 0; i++)
                r = seccomp_rule_add(context, SCMP_ACT_ALLOW, number, 1,
                                     SCMP_A0(SCMP_CMP_MASKED_EQ, UINT32_MAX, row->values[i]));
        return r;
}

static int add_call(scmp_filter_ctx context, const char *name, const CallRow *row)
{
        int number = seccomp_syscall_resolve_name(name);
        if (number == __NR_SCMP_ERROR)
                return -ENOENT;
        switch (row->answer) {
        case CALL_ALLOWED: return seccomp_rule_add(context, SCMP_ACT_ALLOW, number, 0);
        case CALL_BY_CAPABILITY:
                return seccomp_rule_add(context, SCMP_ACT_TRACE(FILTER_MARK(row->a, row->b)), number, 0);
        case CALL_BY_VALUE: return add_values(context, number, row);
        case CALL_NOT_THERE: return seccomp_rule_add(context, SCMP_ACT_ERRNO(ENOSYS), number, 0);
        }
        return -EINVAL;
}

static int add_row(scmp_filter_ctx context, const CallRow *row)
{
        char name[64];
        int n, r = 0;
        for (const char *rest = row->names; r == 0 && sscanf(rest, "%63s%n", name, &n) == 1; rest += n) {
                r = add_call(context, name, row);
                if (r < 0)
                        fprintf(stderr, "the rule for %s: %s\n", name, strerror(-r));
        }
        return r;
}

/* libseccomp 2.5 writes to descriptors alone. */
static int export(scmp_filter_ctx context, struct sock_filter **ret, unsigned *ret_n)
{
        _cleanup_close_ int fd = memfd_create("filter", MFD_CLOEXEC);
        struct stat st;
        int r = fd < 0 ? -errno : seccomp_export_bpf(context, fd);
        if (r < 0)
                return r;
        if (fstat(fd, &st) < 0)
                return -errno;
        size_t size = (size_t)st.st_size;
        _cleanup_free_ struct sock_filter *program = malloc(size);
        if (!program)
                return -ENOMEM;
        if (pread(fd, program, size, 0) != (ssize_t)size)
                return -EIO;
        *ret = TAKE_PTR(program);
        *ret_n = (unsigned)(size / sizeof **ret);
        return 0;
}

int compile_rows(const Architecture *architecture, struct sock_filter **ret, unsigned *ret_n)
{
        _cleanup_(context_done) scmp_filter_ctx context = NULL;
        int r = context_new(architecture, &context);
        for (size_t i = 0; i < n_call_rows && r == 0; i++)
                r = add_row(context, call_rows + i);
        if (r == 0)
                r = export(context, ret, ret_n);
        if (r < 0)
                fprintf(stderr, "compile the filter for %s: %s\n", architecture->name, strerror(-r));
        return r;
}
