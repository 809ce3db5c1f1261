/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/log/reader.h"

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

#define PIPE_NAME "entries" /* in the store: what entries go through; no stream has such a name */

#define LINES_MAX 64  /* of a stream, until it is the next one's turn */
#define EVENTS    32  /* told at once */
#define AGAIN_MS  100 /* until what failed is tried again */
/* The socket says when journald has room again. This is how long it takes, should it ever not. */
#define NO_ROOM_MS 1000

void reader_done(Reader *reader)
{
        for (size_t i = 0; i < reader->n_streams; i++) {
                stream_done(reader->streams[i]);
                free(reader->streams[i]);
        }
        free(reader->streams);
        sending_done(&reader->sending);
        store_done(&reader->store);
        closep(&reader->epoll_fd);
        closep(&reader->signal_fd);
        *reader = (Reader)READER_NULL;
}

static int watch(Reader *reader, int fd, uint32_t events, void *of)
{
        struct epoll_event event = {.events = events, .data.ptr = of};
        return epoll_ctl(reader->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

static bool has_stream(const Reader *reader, const char *name)
{
        for (size_t i = 0; i < reader->n_streams; i++)
                if (streq(reader->streams[i]->name, name))
                        return true;
        return false;
}

static int add_stream(Reader *reader, int folder_fd, const char *name)
{
        Stream **more = reallocarray(reader->streams, reader->n_streams + 1, sizeof *more);
        if (!more)
                return -ENOMEM;
        reader->streams = more;
        _cleanup_free_ Stream *stream = malloc(sizeof *stream);
        if (!stream)
                return -ENOMEM;
        int r = stream_open(reader->group, name, folder_fd, reader->sending.pending > 0, &reader->store,
                            stream);
        if (r < 0)
                return r == -EINVAL ? 0 : r; /* no pipe of a container's */
        /* Edges: a pipe without a writer would be ready all the time. */
        r = watch(reader, stream->pipe_fd, EPOLLIN | EPOLLET, stream);
        if (r < 0) {
                stream_done(stream);
                return r;
        }
        if (stream->lost)
                fprintf(stderr, "%s: what an earlier version had read of it and not yet written is lost\n",
                        name);
        reader->streams[reader->n_streams++] = TAKE_PTR(stream);
        return 0;
}

static int add_found(void *context, int folder_fd, const char *name, bool is_folder)
{
        Reader *reader = context;
        return is_folder || has_stream(reader, name) ? 0 : add_stream(reader, folder_fd, name);
}

/* Those that there are and the reader doesn't have. From then on they lie in the store: nothing of them is
 * read before. */
static int find_streams(Reader *reader, Failure *failure)
{
        char path[256];
        snprintf(path, sizeof path, COSLICE_LOG_DIR "/%s", reader->group);
        _cleanup_close_ int folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        int r = folder < 0 ? -errno : io_each(folder, add_found, reader);
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_STATE, -r, "open the pipes in %s", path);
        r = store_settle(&reader->store);
        return r < 0 ? failure_set(failure, EXIT_SETUP_NOTIFY, -r, "leave the pipes with systemd") : 0;
}

static int open_sending(Reader *reader)
{
        int fd = store_take(&reader->store, PIPE_NAME);
        if (fd < 0) {
                fd = sending_make_pipe();
                int r = fd < 0 ? fd : store_put(&reader->store, PIPE_NAME, fd);
                if (r < 0)
                        return r;
        }
        return sending_begin(fd, &reader->sending);
}

static int open_events(Reader *reader)
{
        sigset_t set;
        sigemptyset(&set);
        sigaddset(&set, SIGTERM);
        sigaddset(&set, SIGHUP);
        if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
                return -errno;
        reader->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
        reader->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
        if (reader->signal_fd < 0 || reader->epoll_fd < 0)
                return -errno;
        return watch(reader, reader->signal_fd, EPOLLIN, &reader->signal_fd);
}

/* Edges too: it is asked for when there was no room, and tried anyway before that is waited for. */
static int connect_sending(Reader *reader)
{
        bool known = reader->sending.socket_fd >= 0;
        reader->trouble = sending_connect(&reader->sending);
        if (known || reader->sending.socket_fd < 0)
                return reader->sending.socket_fd < 0 ? reader->trouble : 0;
        return watch(reader, reader->sending.socket_fd, EPOLLOUT | EPOLLET, &reader->sending);
}

int reader_open(const char *group, Reader *reader, Failure *failure)
{
        reader->group = group;
        int r = store_open(&reader->store);
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_NOTIFY, -r,
                                   "find systemd, for which this is a service");
        r = open_events(reader);
        if (r == 0)
                r = open_sending(reader);
        if (r == 0)
                r = connect_sending(reader);
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, -r, "open pipes and sockets");
        return find_streams(reader, failure);
}

/* Only what lasts. */
static void tell_trouble(Reader *reader)
{
        char text[128];
        if (reader->trouble == 0 && !reader->told)
                return;
        reader->told = reader->trouble != 0;
        if (reader->told)
                snprintf(text, sizeof text, "the journal takes no lines, which wait: %s",
                         strerror(-reader->trouble));
        else
                snprintf(text, sizeof text, "reads %zu pipes", reader->n_streams);
        (void)notify_status(reader->store.notify_fd, text);
}

/* A turn of each. 1 if there is more to write; 0; -EAGAIN: journald has no room; or another -errno, which is
 * the trouble. */
static int write_all(Reader *reader)
{
        int more = 0, r = sending_flush(&reader->sending);
        for (size_t i = 0; i < reader->n_streams && r == 0; i++) {
                unsigned written;
                size_t turn = reader->turn % reader->n_streams;
                r = stream_write(reader->streams[turn], &reader->sending, LINES_MAX, &written);
                /* Whoever could write nothing is the next one. */
                if (r >= 0 || written > 0)
                        reader->turn = turn + 1;
                if (r > 0) {
                        more = 1;
                        r = 0;
                }
        }
        if (r == 0)
                r = sending_flush(&reader->sending);
        return r < 0 ? r : more;
}

static int read_all(Reader *reader, Failure *failure)
{
        for (size_t i = 0; i < reader->n_streams; i++) {
                int r = stream_read(reader->streams[i]);
                if (r < 0)
                        return failure_set(failure, EXIT_SETUP_PROCESS, -r, "read the pipe %s",
                                           reader->streams[i]->name);
        }
        return 0;
}

static bool all_written(const Reader *reader)
{
        bool empty = reader->sending.pending == 0;
        for (size_t i = 0; i < reader->n_streams && empty; i++)
                empty = stream_is_empty(reader->streams[i]);
        return empty;
}

/* A writer that outlives the stop of its group is waited for no longer than until it has said nothing. */
static void end_streams(Reader *reader)
{
        for (size_t i = 0; i < reader->n_streams; i++)
                if (!reader->streams[i]->ready)
                        reader->streams[i]->ended = true;
}

/* Where nothing more can be written, there is room. */
static bool may_read(const Reader *reader)
{
        for (size_t i = 0; i < reader->n_streams; i++)
                if (reader->streams[i]->ready)
                        return true;
        return false;
}

/* How long nothing can be done, WRITTEN being what write_all() said: ms, -1 for ever. */
static int idle_time(const Reader *reader, int written)
{
        if (written < 0)
                return written == -EAGAIN ? NO_ROOM_MS : AGAIN_MS;
        return written > 0 || may_read(reader) ? 0 : -1;
}

static int read_signals(Reader *reader, Failure *failure)
{
        struct signalfd_siginfo info;
        int r = 0;
        while (r == 0 && read(reader->signal_fd, &info, sizeof info) == sizeof info) {
                if (info.ssi_signo == SIGTERM)
                        reader->stopping = true;
                else
                        r = find_streams(reader, failure);
        }
        return r;
}

/* What has happened, waited for until TIMEOUT, in ms; -1: without end. */
static int wait_events(Reader *reader, int timeout, Failure *failure)
{
        struct epoll_event events[EVENTS];
        int n = epoll_wait(reader->epoll_fd, events, EVENTS, timeout), r = 0;
        if (n < 0 && errno != EINTR)
                return failure_set(failure, EXIT_SETUP_PROCESS, errno, "wait for the pipes");
        for (int i = 0; i < n && r == 0; i++) {
                void *of = events[i].data.ptr;
                if (of == &reader->signal_fd)
                        r = read_signals(reader, failure);
                else if (of != &reader->sending)
                        ((Stream *)of)->ready = true;
        }
        return r;
}

int reader_run(Reader *reader, Failure *failure)
{
        int r = 0;
        while (r == 0) {
                r = read_all(reader, failure);
                if (r < 0)
                        return r;
                if (reader->stopping)
                        end_streams(reader);
                int written = write_all(reader);
                if (reader->stopping && all_written(reader))
                        return 0;
                reader->trouble = written < 0 && written != -EAGAIN ? written : 0;
                if (sending_is_lost(written) && connect_sending(reader) < 0)
                        return failure_set(failure, EXIT_SETUP_PROCESS, -reader->trouble, "open a socket");
                tell_trouble(reader);
                r = wait_events(reader, idle_time(reader, written), failure);
        }
        return r;
}
