/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* System calls that the C libraries we build with don't all wrap: the mount interface by descriptors,
 * openat2, clone3, keyctl, capset, signals of libc's own. Each does nothing but the call and returns what
 * syscall(2) does, with errno set. They are here, and not taken from libmount and libcap, since each library
 * on the start path costs half a millisecond per container. */
#pragma once

#include <linux/capability.h>
#include <linux/mount.h>
#include <linux/openat2.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

struct clone_args;

static inline int sys_openat2(int dir_fd, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve)
{
        struct open_how how = {.flags = flags, .mode = mode, .resolve = resolve};
        return (int)syscall(SYS_openat2, dir_fd, path, &how, sizeof how);
}

static inline int sys_open_tree(int dir_fd, const char *path, unsigned flags)
{
        return (int)syscall(SYS_open_tree, dir_fd, path, flags);
}

/* Puts the mount MOUNT_FD over NAME of DIR_FD, "": over DIR_FD itself. */
static inline int sys_move_mount(int mount_fd, int dir_fd, const char *name)
{
        return (int)syscall(SYS_move_mount, mount_fd, "", dir_fd, name,
                            MOVE_MOUNT_F_EMPTY_PATH | (*name ? 0 : MOVE_MOUNT_T_EMPTY_PATH));
}

static inline int sys_fsopen(const char *type)
{
        return (int)syscall(SYS_fsopen, type, FSOPEN_CLOEXEC);
}

static inline int sys_fsconfig(int fs_fd, unsigned command, const char *key, const void *value, int aux)
{
        return (int)syscall(SYS_fsconfig, fs_fd, command, key, value, aux);
}

static inline int sys_fsmount(int fs_fd, unsigned attributes)
{
        return (int)syscall(SYS_fsmount, fs_fd, FSMOUNT_CLOEXEC, attributes);
}

static inline int sys_mount_setattr(int dir_fd, const char *path, unsigned flags, struct mount_attr *attr)
{
        return (int)syscall(SYS_mount_setattr, dir_fd, path, flags, attr, sizeof *attr);
}

static inline int sys_mount(const char *source, const char *target, const char *type, unsigned long flags,
                            const char *options)
{
        return (int)syscall(SYS_mount, source, target, type, flags, options);
}

static inline int sys_umount2(const char *path, int flags)
{
        return (int)syscall(SYS_umount2, path, flags);
}

static inline int sys_pivot_root(const char *new_root, const char *put_old)
{
        return (int)syscall(SYS_pivot_root, new_root, put_old);
}

/* As fork(): the child goes on with a copy of everything. */
static inline pid_t sys_clone3(struct clone_args *args, size_t size)
{
        return (pid_t)syscall(SYS_clone3, args, size);
}

/* The default action for signal N, also of those two that libc keeps for itself and sigaction(3) refuses:
 * posix_spawn(3) leaves them ignored in what it starts. What is all zeros is SIG_DFL on every machine. */
static inline int sys_default_action(int n)
{
        static const unsigned long action[16];
        return (int)syscall(SYS_rt_sigaction, n, action, NULL, (size_t)_NSIG / 8);
}

static inline long sys_keyctl(int operation, unsigned long argument)
{
        return syscall(SYS_keyctl, operation, argument, 0UL, 0UL, 0UL);
}

static inline int sys_capget(cap_user_header_t header, cap_user_data_t data)
{
        return (int)syscall(SYS_capget, header, data);
}

static inline int sys_capset(cap_user_header_t header, const cap_user_data_t data)
{
        return (int)syscall(SYS_capset, header, data);
}

static inline int sys_execveat(int fd, char *const argv[], char *const env[])
{
        return (int)syscall(SYS_execveat, fd, "", argv, env, 0x1000 /* AT_EMPTY_PATH */);
}
