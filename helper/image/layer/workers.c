/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/layer/workers.h"

#include "core/contract/contract.h"
#include "helper/image/layer/confine.h"
#include "helper/image/layer/write.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

/* Small enough for a pipe to take it whole. It comes from a process that may not be itself any more. */
typedef struct Report {
        int result;
        LayerCounts counts;
        Failure failure;
} Report;
_Static_assert(sizeof(Report) <= PIPE_BUF, "written at once");

#define PIECE (256 * 1024)

typedef struct Input {
        int fd;
        char data[PIECE];
} Input;

static Input input; /* on a stack it would be too much, and there is one in a process */

static ssize_t read_input(void *context, const void **ret)
{
        Input *from = context;
        ssize_t n;
        do
                n = read(from->fd, from->data, sizeof from->data);
        while (n < 0 && errno == EINTR);
        *ret = from->data;
        return n < 0 ? -errno : n;
}

static int write_output(void *context, const void *data, size_t n)
{
        const int *fd = context;
        for (const char *from = data; n > 0;) {
                ssize_t written = write(*fd, from, n);
                if (written < 0 && errno == EINTR)
                        continue;
                if (written < 0)
                        return -errno;
                from += written;
                n -= (size_t)written;
        }
        return 0;
}

static _Noreturn void report(int fd, Report *said)
{
        ssize_t n = write(fd, said, sizeof *said);
        _exit(n == (ssize_t)sizeof *said && said->result == 0 ? 0 : 1);
}

/* Descriptors in the processes, confine.h. */
enum { FD_IN = 3, FD_REPORT, FD_OUT, FD_TREE = FD_OUT, FD_OWN };

static _Noreturn void run_copy(Report *said)
{
        static int out = FD_OUT;
        input.fd = FD_IN;
        const ByteSource source = {read_input, &input};
        const ByteSink sink = {write_output, &out};
        said->result = unarchive_copy(&source, &sink, &said->failure);
        report(FD_REPORT, said);
}

static _Noreturn void run_write(Report *said, uint64_t entries_max, bool has_own)
{
        Writer writer = WRITER_NULL;
        input.fd = FD_IN;
        const ByteSource source = {read_input, &input};
        writer.tree.root_fd = FD_TREE;
        writer.tree.own_fd = has_own ? FD_OWN : -1;
        writer.entries_max = entries_max;
        said->result = writer_write(&writer, &source, &said->failure);
        said->counts = writer.counts;
        report(FD_REPORT, said);
}

/* Forks a process that is confined. Returns 0 in it, its number in this one, or -errno with FAILURE. */
static pid_t start(Confinement *confinement, Worker *ret, Report *said, Failure *failure)
{
        int ends[2];
        pid_t self = getpid();
        if (pipe2(ends, O_CLOEXEC) < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, errno, "make a pipe");
        pid_t pid = fork();
        if (pid != 0)
                close(ends[1]);
        if (pid < 0) {
                int error = errno;
                close(ends[0]);
                return failure_set(failure, EXIT_SETUP_PROCESS, error, "make the process that reads a layer");
        }
        if (pid > 0) {
                *ret = (Worker){.pid = pid, .report_fd = ends[0]};
                return pid;
        }
        confinement->fds[FD_REPORT - FD_IN] = ends[1];
        said->result = confine(confinement, self, &said->failure);
        if (said->result < 0)
                report(confinement->fds[FD_REPORT - FD_IN], said);
        return 0;
}

int worker_start_copy(int root_fd, int blob_fd, int out_fd, Worker *ret, Failure *failure)
{
        Report said = {};
        Confinement confinement = {.kind = FILTER_COPY, .root_fd = root_fd, .n_fds = 3};
        confinement.fds[0] = blob_fd;
        confinement.fds[FD_OUT - FD_IN] = out_fd;
        pid_t pid = start(&confinement, ret, &said, failure);
        if (pid == 0)
                run_copy(&said);
        return pid < 0 ? pid : 0;
}

int worker_start_write(int in_fd, int tree_fd, int own_fd, uint64_t entries_max, Worker *ret,
                       Failure *failure)
{
        Report said = {};
        bool has_own = own_fd >= 0;
        Confinement confinement = {.kind = FILTER_WRITE, .root_fd = tree_fd, .n_fds = has_own ? 4 : 3};
        confinement.fds[0] = in_fd;
        confinement.fds[FD_TREE - FD_IN] = tree_fd;
        confinement.fds[FD_OWN - FD_IN] = own_fd;
        pid_t pid = start(&confinement, ret, &said, failure);
        if (pid == 0)
                run_write(&said, entries_max, has_own);
        return pid < 0 ? pid : 0;
}

/* True if it has said something that makes sense. */
static bool read_report(int fd, Report *ret)
{
        ssize_t n;
        do
                n = read(fd, ret, sizeof *ret);
        while (n < 0 && errno == EINTR);
        if (n != (ssize_t)sizeof *ret || ret->result > 0 || !layer_counts_are_valid(&ret->counts))
                return false;
        ret->failure.text[FAILURE_TEXT_MAX - 1] = '\0';
        if (ret->failure.status < EXIT_SETUP_REQUEST || ret->failure.status > EXIT_REFUSED)
                ret->failure.status = EXIT_SETUP_PROCESS;
        return true;
}

static int tell_end(int status, Failure *failure)
{
        if (!WIFSIGNALED(status))
                return failure_set(failure, EXIT_SETUP_PROCESS, 0,
                                   "the process that reads the layer has ended without a word");
        const char *name = sigabbrev_np(WTERMSIG(status));
        return failure_set(failure, EXIT_SETUP_PROCESS, 0,
                           "the process that reads the layer was killed: SIG%s%s", name ? name : "?",
                           WTERMSIG(status) == SIGSYS ? ", for a system call that it doesn't need" : "");
}

int worker_end(Worker *worker, LayerCounts *ret, Failure *failure)
{
        Report said;
        int status = 0;
        bool good = read_report(worker->report_fd, &said);
        pid_t pid = worker->pid;
        worker->pid = 0;
        while (waitpid(pid, &status, 0) < 0)
                if (errno != EINTR)
                        return failure_set(failure, EXIT_SETUP_PROCESS, errno,
                                           "wait for the process that reads the layer");
        if (!good)
                return tell_end(status, failure);
        if (said.result < 0) {
                *failure = said.failure;
                return said.result;
        }
        if (status != 0)
                return tell_end(status, failure);
        if (ret)
                *ret = said.counts;
        return 0;
}

void worker_done(Worker *worker)
{
        if (worker->pid > 0) {
                kill(worker->pid, SIGKILL);
                while (waitpid(worker->pid, NULL, 0) < 0 && errno == EINTR)
                        ;
        }
        closep(&worker->report_fd);
        *worker = (Worker)WORKER_NULL;
}
