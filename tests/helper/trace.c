/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* trace [--all | --fail=PROCESS:CALL:N:ERRNO | --lie=PROCESS:CALL:N | --kill=PROCESS:CALL:N |
 *        --swap=PROCESS:CALL:N:PATH] LOG PROGRAM [ARGUMENT]…
 *
 * Runs PROGRAM, and lets one system call fail, or do nothing and say 0, or kills the process that comes to
 * it, or exchanges PATH and PATH-other before it: the Nth CALL, which is a number of <sys/syscall.h>. PROCESS
 * 0 is PROGRAM, 1 its first child, and so on; N counts from 1, from the first file that is opened for writing
 * on (what comes before is the dynamic loader's), or with --all from the start. A process is let go once it
 * has executed its second program (0: its first). LOG gets lines: "call PROCESS NAME", "hit PROCESS NAME",
 * "exec PROCESS", "end PROCESS STATUS" with a status of wait(2). It ends when all processes have ended that
 * it is the parent of.
 *
 * strace(1) counts for all processes at once: the tenth openat of a child can't be had.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef __x86_64__
#error "registers are those of x86-64"
#endif

static const char *const names[] = {
#include "names.h"
};

#define PROCESSES_MAX 8

typedef struct Process {
        pid_t pid;
        unsigned wanted_calls, programs;
        bool counts, fails;
} Process;

typedef struct Trace {
        Process processes[PROCESSES_MAX];
        unsigned n;
        unsigned process, call, nth; /* nth 0: none */
        int error;                   /* 0: a lie */
        const char *swapped;         /* NULL: nothing */
        bool kills, all;
        FILE *log;
} Trace;

static _Noreturn void die(const char *what)
{
        perror(what);
        exit(125);
}

static Process *find(Trace *trace, pid_t pid)
{
        for (unsigned i = 0; i < trace->n; i++)
                if (trace->processes[i].pid == pid)
                        return trace->processes + i;
        if (trace->n == PROCESSES_MAX)
                die("too many processes");
        trace->processes[trace->n] = (Process){.pid = pid, .counts = trace->n > 0};
        return trace->processes + trace->n++;
}

static void note(const Trace *trace, const char *word, const Process *process, unsigned long long number)
{
        const char *name = number < sizeof names / sizeof *names ? names[number] : NULL;
        fprintf(trace->log, "%s %td %s\n", word, process - trace->processes, name ? name : "unknown");
}

/* Whoever can write a directory may do so at any time, also when one of both is not there yet. */
static void swap(const char *path)
{
        char other[PATH_MAX];
        snprintf(other, sizeof other, "%s-other", path);
        if (renameat2(AT_FDCWD, path, AT_FDCWD, other, RENAME_EXCHANGE) < 0 && errno != ENOENT)
                die(path);
}

static void enter(Trace *trace, Process *process, const struct __ptrace_syscall_info *info)
{
        struct user_regs_struct registers;
        if (trace->all || (info->entry.nr == SYS_openat && (info->entry.args[2] & O_ACCMODE) == O_RDWR))
                process->counts = true;
        if (!process->counts)
                return;
        bool hit = trace->nth > 0 && process - trace->processes == trace->process &&
                   info->entry.nr == trace->call && ++process->wanted_calls == trace->nth;
        note(trace, hit ? "hit" : "call", process, info->entry.nr);
        if (!hit)
                return;
        if (trace->kills) {
                kill(process->pid, SIGKILL);
                return;
        }
        if (trace->swapped) {
                swap(trace->swapped);
                return;
        }
        if (ptrace(PTRACE_GETREGS, process->pid, 0, &registers) < 0)
                die("read registers");
        registers.orig_rax = ~0ULL; /* no call at all */
        if (ptrace(PTRACE_SETREGS, process->pid, 0, &registers) < 0)
                die("set registers");
        process->fails = true;
}

static void leave(Trace *trace, Process *process)
{
        struct user_regs_struct registers;
        if (!process->fails)
                return;
        process->fails = false;
        if (ptrace(PTRACE_GETREGS, process->pid, 0, &registers) < 0)
                die("read registers");
        registers.rax = (unsigned long long)-trace->error;
        if (ptrace(PTRACE_SETREGS, process->pid, 0, &registers) < 0)
                die("set registers");
}

/* What a stop was about; the signal to go on with, or -1 for a process that is let go. */
static int look(Trace *trace, Process *process, int status)
{
        struct __ptrace_syscall_info info;
        int sig = WSTOPSIG(status), event = status >> 16;
        if (sig == (SIGTRAP | 0x80)) {
                if (ptrace(PTRACE_GET_SYSCALL_INFO, process->pid, sizeof info, &info) < 0)
                        return 0; /* killed meanwhile */
                if (info.op == PTRACE_SYSCALL_INFO_ENTRY)
                        enter(trace, process, &info);
                else if (info.op == PTRACE_SYSCALL_INFO_EXIT)
                        leave(trace, process);
                return 0;
        }
        if (event == PTRACE_EVENT_EXEC) {
                fprintf(trace->log, "exec %td\n", process - trace->processes);
                return ++process->programs == 2 ? -1 : 0;
        }
        return event != 0 || sig == SIGSTOP || sig == SIGTRAP ? 0 : sig;
}

static void follow(Trace *trace)
{
        int status;
        for (pid_t pid; (pid = waitpid(-1, &status, __WALL)) > 0 || errno == EINTR;) {
                Process *process = find(trace, pid);
                if (!WIFSTOPPED(status)) {
                        fprintf(trace->log, "end %td %d\n", process - trace->processes, status);
                        fflush(trace->log);
                        continue;
                }
                int sig = look(trace, process, status);
                (void)ptrace(sig < 0 ? PTRACE_DETACH : PTRACE_SYSCALL, pid, 0, sig < 0 ? 0 : sig);
        }
}

int main(int argc, char **argv)
{
        Trace trace = {};
        int end = 0;
        if (argc > 1 &&
            sscanf(argv[1], "--swap=%u:%u:%u:%n", &trace.process, &trace.call, &trace.nth, &end) == 3 &&
            end > 0) {
                trace.swapped = argv[1] + end;
                argv++, argc--;
        } else if (argc > 1 &&
                   (sscanf(argv[1], "--fail=%u:%u:%u:%d", &trace.process, &trace.call, &trace.nth,
                           &trace.error) == 4 ||
                    sscanf(argv[1], "--lie=%u:%u:%u", &trace.process, &trace.call, &trace.nth) == 3 ||
                    sscanf(argv[1], "--kill=%u:%u:%u", &trace.process, &trace.call, &trace.nth) == 3)) {
                trace.kills = strncmp(argv[1], "--kill", 6) == 0;
                argv++, argc--;
        } else if (argc > 1 && strcmp(argv[1], "--all") == 0) {
                trace.all = true;
                argv++, argc--;
        }
        if (argc < 3)
                return 2;
        trace.log = fopen(argv[1], "we");
        if (!trace.log)
                die(argv[1]);
        pid_t pid = fork();
        if (pid < 0)
                die("fork");
        if (pid == 0) {
                raise(SIGSTOP);
                execv(argv[2], argv + 2);
                die(argv[2]);
        }
        if (waitpid(pid, NULL, WUNTRACED) < 0 ||
            ptrace(PTRACE_SEIZE, pid, 0,
                   PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK |
                           PTRACE_O_TRACEVFORK | PTRACE_O_EXITKILL) < 0)
                die("trace");
        find(&trace, pid);
        /* Stops at its group stop first, which a seized process comes to by itself. */
        if (kill(pid, SIGCONT) < 0)
                die("continue");
        follow(&trace);
        fclose(trace.log);
        return 0;
}
