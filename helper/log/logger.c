/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/log/logger.h"

#include "core/contract/contract.h"
#include "core/io/io.h"
#include "helper/common/notify.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <time.h>

#define PIPE_NAME "entries" /* in the store: what entries go through; no source has such a name */

#define LINES_MAX 64  /* of a source, until it is the next one's turn */
#define EVENTS    32  /* told at once */
#define AGAIN_MS  100 /* until what failed is tried again */
/* The socket says when journald has room again. This is how long it takes, should it ever not. */
#define NO_ROOM_MS 1000

void logger_done(Logger *logger)
{
        for (size_t i = 0; i < logger->n_sources; i++) {
                source_done(logger->sources[i]);
                free(logger->sources[i]);
        }
        free(logger->sources);
        sending_done(&logger->sending);
        fdstore_done(&logger->store);
        closep(&logger->epoll_fd);
        closep(&logger->signal_fd);
        *logger = (Logger)LOGGER_NULL;
}

static int watch(Logger *logger, int fd, uint32_t events, void *of)
{
        struct epoll_event event = {.events = events, .data.ptr = of};
        return epoll_ctl(logger->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

static bool has_source(const Logger *logger, const char *name)
{
        for (size_t i = 0; i < logger->n_sources; i++)
                if (streq(logger->sources[i]->name, name))
                        return true;
        return false;
}

static int add_source(Logger *logger, int folder_fd, const char *name)
{
        Source **more = reallocarray(logger->sources, logger->n_sources + 1, sizeof *more);
        if (!more)
                return -ENOMEM;
        logger->sources = more;
        _cleanup_free_ Source *source = malloc(sizeof *source);
        if (!source)
                return -ENOMEM;
        int r = source_open(logger->group, name, folder_fd, logger->sending.pending > 0, &logger->store,
                            source);
        if (r < 0)
                return r == -EINVAL ? 0 : r; /* no pipe of a container's */
        /* Edges: a pipe without a writer would be ready all the time. */
        r = watch(logger, source->pipe_fd, EPOLLIN | EPOLLET, source);
        if (r < 0) {
                source_done(source);
                return r;
        }
        if (source->lost)
                fprintf(stderr, "%s: what an earlier version had read of it and not yet written is lost\n",
                        name);
        logger->sources[logger->n_sources++] = TAKE_PTR(source);
        return 0;
}

static int add_found(void *context, int folder_fd, const char *name, bool is_folder)
{
        Logger *logger = context;
        return is_folder || has_source(logger, name) ? 0 : add_source(logger, folder_fd, name);
}

/* Those that there are and the logger doesn't have. From then on they lie in the store: nothing of them is
 * read before. */
static int find_sources(Logger *logger, Failure *failure)
{
        char path[256];
        snprintf(path, sizeof path, COSLICE_LOG_DIR "/%s", logger->group);
        _cleanup_close_ int folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        int r = folder < 0 ? -errno : io_each(folder, add_found, logger);
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_STATE, -r, "open the pipes in %s", path);
        r = fdstore_settle(&logger->store);
        return r < 0 ? failure_set(failure, EXIT_SETUP_NOTIFY, -r, "leave the pipes with systemd") : 0;
}

static int open_sending(Logger *logger)
{
        int fd = fdstore_take(&logger->store, PIPE_NAME);
        if (fd < 0) {
                fd = sending_make_pipe();
                int r = fd < 0 ? fd : fdstore_put(&logger->store, PIPE_NAME, fd);
                if (r < 0)
                        return r;
        }
        return sending_begin(fd, &logger->sending);
}

static int open_events(Logger *logger)
{
        sigset_t set;
        sigemptyset(&set);
        sigaddset(&set, SIGTERM);
        sigaddset(&set, SIGHUP);
        if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
                return -errno;
        logger->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
        logger->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
        if (logger->signal_fd < 0 || logger->epoll_fd < 0)
                return -errno;
        return watch(logger, logger->signal_fd, EPOLLIN, &logger->signal_fd);
}

/* Edges too: it is asked for when there was no room, and tried anyway before that is waited for. */
static int connect_sending(Logger *logger)
{
        bool known = logger->sending.socket_fd >= 0;
        logger->trouble = sending_connect(&logger->sending);
        if (known || logger->sending.socket_fd < 0)
                return logger->sending.socket_fd < 0 ? logger->trouble : 0;
        return watch(logger, logger->sending.socket_fd, EPOLLOUT | EPOLLET, &logger->sending);
}

int logger_open(const char *group, Logger *logger, Failure *failure)
{
        logger->group = group;
        int r = fdstore_open(&logger->store);
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_NOTIFY, -r,
                                   "find systemd, for which this is a service");
        r = open_events(logger);
        if (r == 0)
                r = open_sending(logger);
        if (r == 0)
                r = connect_sending(logger);
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, -r, "open pipes and sockets");
        return find_sources(logger, failure);
}

/* Only what lasts. */
static void tell_trouble(Logger *logger)
{
        char text[128];
        if (logger->trouble == 0 && !logger->told)
                return;
        logger->told = logger->trouble != 0;
        if (logger->told)
                snprintf(text, sizeof text, "the journal takes no lines, which wait: %s",
                         strerror(-logger->trouble));
        else
                snprintf(text, sizeof text, "reads %zu pipes", logger->n_sources);
        (void)notify_status(logger->store.notify_fd, text);
}

/* A turn of each. 1 if there is more to write; 0; -EAGAIN: journald has no room; or another -errno, which is
 * the trouble. */
static int write_all(Logger *logger)
{
        int more = 0, r = sending_flush(&logger->sending);
        for (size_t i = 0; i < logger->n_sources && r == 0; i++) {
                unsigned written;
                size_t turn = logger->turn % logger->n_sources;
                r = source_write(logger->sources[turn], &logger->sending, LINES_MAX, &written);
                /* Whoever could write nothing is the next one. */
                if (r >= 0 || written > 0)
                        logger->turn = turn + 1;
                if (r > 0) {
                        more = 1;
                        r = 0;
                }
        }
        if (r == 0)
                r = sending_flush(&logger->sending);
        return r < 0 ? r : more;
}

static int read_all(Logger *logger, Failure *failure)
{
        for (size_t i = 0; i < logger->n_sources; i++) {
                int r = source_read(logger->sources[i]);
                if (r < 0)
                        return failure_set(failure, EXIT_SETUP_PROCESS, -r, "read the pipe %s",
                                           logger->sources[i]->name);
        }
        return 0;
}

static bool all_written(const Logger *logger)
{
        bool empty = logger->sending.pending == 0;
        for (size_t i = 0; i < logger->n_sources && empty; i++)
                empty = source_is_empty(logger->sources[i]);
        return empty;
}

/* A writer that outlives the stop of its group is waited for no longer than until it has said nothing. */
static void end_sources(Logger *logger)
{
        for (size_t i = 0; i < logger->n_sources; i++)
                if (!logger->sources[i]->ready)
                        logger->sources[i]->ended = true;
}

/* Where nothing more can be written, there is room. */
static bool may_read(const Logger *logger)
{
        for (size_t i = 0; i < logger->n_sources; i++)
                if (logger->sources[i]->ready)
                        return true;
        return false;
}

/* Not in epoll_wait(2): each try that fails is an event of the socket. */
static void pause_after_trouble(const Logger *logger)
{
        const struct timespec pause = {.tv_nsec = AGAIN_MS * 1000000L};
        if (logger->trouble != 0)
                nanosleep(&pause, NULL);
}

/* How long nothing can be done, WRITTEN being what write_all() said: ms, -1 for ever. */
static int idle_time(const Logger *logger, int written)
{
        if (written < 0)
                return written == -EAGAIN ? NO_ROOM_MS : 0;
        return written > 0 || may_read(logger) ? 0 : -1;
}

static int find_more(Logger *logger, Failure *failure)
{
        int r = find_sources(logger, failure);
        logger->told = true; /* their number is another one */
        return r;
}

static int read_signals(Logger *logger, Failure *failure)
{
        struct signalfd_siginfo info;
        int r = 0;
        while (r == 0 && read(logger->signal_fd, &info, sizeof info) == sizeof info) {
                if (info.ssi_signo == SIGTERM)
                        logger->stopping = true;
                else
                        r = find_more(logger, failure);
        }
        return r;
}

/* What has happened, waited for until TIMEOUT, in ms; -1: without end. */
static int wait_events(Logger *logger, int timeout, Failure *failure)
{
        struct epoll_event events[EVENTS];
        int n = epoll_wait(logger->epoll_fd, events, EVENTS, timeout), r = 0;
        if (n < 0 && errno != EINTR)
                return failure_set(failure, EXIT_SETUP_PROCESS, errno, "wait for the pipes");
        for (int i = 0; i < n && r == 0; i++) {
                void *of = events[i].data.ptr;
                if (of == &logger->signal_fd)
                        r = read_signals(logger, failure);
                else if (of != &logger->sending)
                        ((Source *)of)->ready = true;
        }
        return r;
}

int logger_run(Logger *logger, Failure *failure)
{
        int r = 0;
        while (r == 0) {
                r = read_all(logger, failure);
                if (r < 0)
                        return r;
                if (logger->stopping)
                        end_sources(logger);
                int written = write_all(logger);
                if (logger->stopping && all_written(logger))
                        return 0;
                logger->trouble = written < 0 && written != -EAGAIN ? written : 0;
                if (sending_is_lost(written) && connect_sending(logger) < 0)
                        return failure_set(failure, EXIT_SETUP_PROCESS, -logger->trouble, "open a socket");
                tell_trouble(logger);
                pause_after_trouble(logger);
                r = wait_events(logger, idle_time(logger, written), failure);
        }
        return r;
}
