/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/log/source.h"

#include "core/base/name.h"
#include "core/contract/logpipe.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>

#define RING_SUFFIX ".ring" /* of what lies in the store beside the pipe */

/* Splices of one turn: who writes byte by byte gets no longer one than others. */
#define READS_MAX 4

static const char *const suffixes[] = LOGPIPE_SUFFIXES;
static const int priorities[] = {[LOGPIPE_OUT] = LOG_INFO, [LOGPIPE_ERR] = LOG_ERR};

void source_done(Source *source)
{
        free(source->name);
        strbuf_done(&source->common);
        closep(&source->pipe_fd);
        ring_done(&source->ring);
}

/* Whose it is: CONTAINER has room for a label. Which of them, or -EINVAL. */
static int read_name(const char *name, char *container)
{
        for (int i = 0; i < _LOGPIPE_MAX; i++) {
                size_t n = string_before(name, suffixes[i]);
                if (n == 0 || n > LABEL_MAX)
                        continue;
                memcpy(container, name, n);
                container[n] = '\0';
                return label_is_valid(container) ? i : -EINVAL;
        }
        return -EINVAL;
}

/* Only to read, so that the end of all writers is seen; open it stays by the store. */
static int open_pipe(const char *name, int folder_fd)
{
        struct stat st;
        _cleanup_close_ int fd = openat(folder_fd, name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
        if (fd < 0 || fstat(fd, &st) < 0)
                return -errno;
        return S_ISFIFO(st.st_mode) ? TAKE_FD(fd) : -EINVAL;
}

static bool is_same(int fd, int other_fd)
{
        struct stat a, b;
        return fstat(fd, &a) == 0 && fstat(other_fd, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* A pipe of this name, which the group had before it was restarted: nobody is to write to it any more. What
 * is left in it are lines of their own. */
static int end_earlier(Source *source, int fd, FdStore *store)
{
        ssize_t n;
        while ((n = ring_fill(&source->ring, fd)) > 0 || n == -EINTR)
                ;
        source->ended = source->ring.length > 0;
        return fdstore_remove(store, source->name);
}

static int make_ring(Source *source, const char *name, FdStore *store)
{
        int r = ring_make(&source->ring);
        return r < 0 ? r : fdstore_put(store, name, source->ring.fd);
}

static int find_ring(Source *source, bool piped, FdStore *store)
{
        _cleanup_free_ char *name = string_printf("%s" RING_SUFFIX, source->name);
        if (!name)
                return -ENOMEM;
        int fd = fdstore_take(store, name);
        if (fd < 0)
                return make_ring(source, name, store);
        int r = ring_open(fd, piped, &source->ring, &source->repeated);
        if (r != -EBADMSG)
                return r;
        source->lost = true;
        r = fdstore_remove(store, name);
        return r < 0 ? r : make_ring(source, name, store);
}

/* The store has the pipe open already, unless it is a new one. */
static int keep_pipe(Source *source, FdStore *store)
{
        _cleanup_close_ int stored = fdstore_take(store, source->name);
        if (stored >= 0 && is_same(stored, source->pipe_fd)) {
                close(source->pipe_fd);
                source->pipe_fd = TAKE_FD(stored);
                return 0;
        }
        int r = stored >= 0 ? end_earlier(source, stored, store) : 0;
        return r < 0 ? r : fdstore_put(store, source->name, source->pipe_fd);
}

int source_open(const char *group, const char *name, int folder_fd, bool piped, FdStore *store, Source *ret)
{
        char container[LABEL_MAX + 1];
        Source source = {.pipe_fd = -1, .ring = RING_NULL, .ready = true};
        int which = read_name(name, container), r = which;
        if (r >= 0) {
                source.name = strdup(name);
                r = source.name ? entry_common(group, container, priorities[which], &source.common) : -ENOMEM;
        }
        if (r == 0) {
                source.pipe_fd = open_pipe(name, folder_fd);
                r = source.pipe_fd < 0 ? source.pipe_fd : find_ring(&source, piped, store);
        }
        if (r == 0)
                r = keep_pipe(&source, store);
        if (r < 0)
                source_done(&source);
        else
                *ret = source;
        return r;
}

int source_read(Source *source)
{
        /* What a writer has left is no beginning of the next one's line. */
        if (source->ended && source->ring.length > 0)
                return 0;
        for (unsigned i = 0; i < READS_MAX && source->ready; i++) {
                ssize_t n = ring_fill(&source->ring, source->pipe_fd);
                if (n == -ENOBUFS)
                        return 0;
                if (n < 0 && n != -EAGAIN && n != -EINTR)
                        return (int)n;
                source->ended = n == 0;
                source->ready = n > 0 || n == -EINTR;
        }
        return 0;
}

int source_write(Source *source, Sending *sending, unsigned max, unsigned *ret_written)
{
        Ring *ring = &source->ring;
        Line line;
        *ret_written = 0;
        while (line_next(ring_text(ring), ring->length, &ring->scanned, source->ended, &line)) {
                Entry entry;
                if (line.length == 0) {
                        ring_skip(ring, line.taken);
                        continue;
                }
                if (*ret_written == max)
                        return 1;
                entry_make(&source->common, ring_text(ring), &line, source->repeated, &entry);
                int r = sending_put(sending, ring, &entry, line.taken);
                if (r < 0)
                        return r;
                source->repeated = false;
                ++*ret_written;
        }
        return 0;
}
