/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice-launch PATH NAME [ARGUMENT]…: executes PATH with these arguments, and is nothing else.
 *
 * A program that is a link to /proc/self/exe, a "#!" that names it, or an interpreter of binfmt_misc that is
 * such a link, makes the kernel execute once more what executes it: a payload that is root then has a file of
 * the host open that it may write (CVE-2019-5736). Looking before does not help: a volume's files change
 * between the look and the exec. So the helper does not execute the payload itself. It executes this program
 * by way of a read-only mount of its file that lies nowhere, and that is all a payload can get hold of.
 *
 * It starts with the image as root file system, hence is linked statically; and on the start path of every
 * container, hence without a libc where that is known how. */
#include "core/contract/contract.h"

#include <errno.h>
#include <stddef.h>
#include <sys/syscall.h>

#if defined LAUNCH_WITHOUT_LIBC && defined __x86_64__
/* The ABI marks the outermost frame by 0, and wants the stack at a multiple of 16 before a call. */
__asm__(".globl _start\n_start: xor %ebp, %ebp\nmov %rsp, %rdi\nand $-16, %rsp\ncall launch_start\n");

static long call(long number, long a, long b, long c)
{
        long r;
        __asm__ volatile("syscall" : "=a"(r) : "a"(number), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
        return r;
}
#elif defined LAUNCH_WITHOUT_LIBC && defined __aarch64__
__asm__(".globl _start\n_start: mov x29, #0\nmov x30, #0\nmov x0, sp\nbl launch_start\n");

static long call(long number, long a, long b, long c)
{
        register long x8 __asm__("x8") = number, x0 __asm__("x0") = a, x1 __asm__("x1") = b,
                         x2 __asm__("x2") = c;
        __asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory");
        return x0;
}
#else
#include <unistd.h>

static long call(long number, long a, long b, long c)
{
        long r = syscall(number, a, b, c);
        return r < 0 ? -errno : r;
}
#endif

static void write_text(const char *text)
{
        size_t n = 0;
        while (text[n])
                n++;
        (void)call(SYS_write, 2, (long)text, (long)n);
}

/* execve(2)'s errors, of those that the helper's own look doesn't find. */
static const char *words(long error)
{
        switch (error) {
        case ENOENT: return "No such file or directory";
        case EACCES: return "Permission denied";
        case ENOEXEC: return "Exec format error";
        case E2BIG: return "Argument list too long";
        case ENOMEM: return "Cannot allocate memory";
        case ETXTBSY: return "Text file busy";
        case ELOOP: return "Too many levels of symbolic links";
        case EPERM: return "Operation not permitted";
        default: return "the kernel refuses";
        }
}

/* systemd was told that the service runs: only the log and the status can tell what became of it. */
static _Noreturn void launch(char **argv, char **environment)
{
        long error = ENOENT;
        if (argv[0] && argv[1]) {
                error = -call(SYS_execve, (long)argv[0], (long)(argv + 1), (long)environment);
                write_text("execute ");
                write_text(argv[0]);
                write_text(": ");
                write_text(words(error));
                write_text("\n");
        }
        for (;;)
                (void)call(SYS_exit_group, error == ENOENT ? EXIT_NOT_FOUND : EXIT_NOT_EXECUTABLE, 0, 0);
}

#ifdef LAUNCH_WITHOUT_LIBC
/* STACK: as the kernel leaves it: the number of arguments, these, NULL, the environment. */
_Noreturn void launch_start(long *stack);
_Noreturn void launch_start(long *stack)
{
        char **argv = (char **)(stack + 1);
        launch(argv, argv + stack[0] + 1);
}
#else
int main(int argc, char **argv, char **environment)
{
        (void)argc;
        launch(argv, environment);
}
#endif
