/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/layer/layer.h"

#include "core/contract/contract.h"
#include "core/io/io.h"
#include "helper/image/document/digest.h"
#include "helper/image/layer/overlay.h"
#include "helper/image/layer/space.h"
#include "helper/image/layer/workers.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>

#define EMPTY      "empty" /* the root of the process that decompresses */
#define PIECE      (256 * 1024)
#define PIPE_SPACE (1024 * 1024) /* what a pipe may hold without a privilege */

typedef struct Pump {
        int in_fd, out_fd;
        Worker copier, writer;
        Digest digest;
        char *piece;
} Pump;

static void pump_done(Pump *pump)
{
        closep(&pump->in_fd);
        closep(&pump->out_fd);
        worker_done(&pump->copier);
        worker_done(&pump->writer);
        digest_done(&pump->digest);
        free(pump->piece);
}

static int make_pipe(int ret[2], Failure *failure)
{
        if (pipe2(ret, O_CLOEXEC) < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, errno, "make a pipe");
        (void)fcntl(ret[1], F_SETPIPE_SZ, PIPE_SPACE); /* fewer turns; not more than that */
        return 0;
}

/* By the first bytes, as libarchive tells them: RFC 1952, RFC 8878 with its frames to be skipped. */
static int is_compressed(int blob_fd)
{
        unsigned char start[4] = {};
        if (pread(blob_fd, start, sizeof start, 0) < 0)
                return -errno;
        return (start[0] == 0x1F && start[1] == 0x8B) || memcmp(start, "\x28\xB5\x2F\xFD", 4) == 0 ||
               ((start[0] & 0xF0) == 0x50 && memcmp(start + 1, "\x2A\x4D\x18", 3) == 0);
}

static int start_copier(Pump *pump, const LayerJob *job, Failure *failure)
{
        int ends[2];
        int compressed = is_compressed(job->blob_fd);
        if (compressed <= 0) {
                pump->in_fd = compressed < 0 ? compressed : fcntl(job->blob_fd, F_DUPFD_CLOEXEC, 0);
                return pump->in_fd < 0 ? failure_set(failure, EXIT_SETUP_STATE,
                                                     compressed < 0 ? -compressed : errno, "read the layer")
                                       : 0;
        }
        _cleanup_close_ int root_fd = io_open_folder(job->dir_fd, EMPTY, 0700);
        if (root_fd < 0)
                return failure_set(failure, EXIT_SETUP_STATE, -root_fd, "make a folder in the store");
        int r = make_pipe(ends, failure);
        if (r < 0)
                return r;
        pump->in_fd = ends[0];
        r = worker_start_copy(root_fd, job->blob_fd, ends[1], &pump->copier, failure);
        close(ends[1]);
        return r;
}

static int start_writer(Pump *pump, const LayerJob *job, const Overlay *overlay, Failure *failure)
{
        int ends[2];
        int r = make_pipe(ends, failure);
        if (r < 0)
                return r;
        pump->out_fd = ends[1];
        r = worker_start_write(ends[0], overlay->tree_fd, overlay->own_fd, job->entries_max, &pump->writer,
                               failure);
        close(ends[0]);
        return r;
}

/* 0; 1: the writer takes no more; or -errno. */
static int write_piece(int fd, const char *from, size_t n)
{
        while (n > 0) {
                ssize_t written = write(fd, from, n);
                if (written < 0 && errno == EPIPE)
                        return 1;
                if (written < 0 && errno != EINTR)
                        return -errno;
                if (written > 0) {
                        from += written;
                        n -= (size_t)written;
                }
        }
        return 0;
}

/* As write_piece(). */
static int pump_all(Pump *pump, const LayerJob *job)
{
        for (;;) {
                ssize_t n = read(pump->in_fd, pump->piece, PIECE);
                if (n < 0 && errno == EINTR)
                        continue;
                if (n <= 0)
                        return n < 0 ? -errno : 0;
                int r = digest_add(&pump->digest, pump->piece, (size_t)n);
                if (r == 0)
                        r = write_piece(pump->out_fd, pump->piece, (size_t)n);
                if (r != 0)
                        return r;
                /* The place in the blob is shared with the process that reads it. */
                if (job->progress)
                        job->progress(job->context, (uint64_t)lseek(job->blob_fd, 0, SEEK_CUR));
        }
}

/* The one that failed first is told: what is damaged reaches the writer cut off. */
static int end_workers(Pump *pump, int pumped, LayerCounts *ret, Failure *failure)
{
        closep(&pump->in_fd);
        pump->in_fd = -EBADF;
        /* Without the rest it hasn't got all, which is its end when it is told to go on; and when it has all,
         * that must be known before it takes the end for the archive's. */
        int r = 0;
        if (pump->copier.pid > 0 && pumped == 0)
                r = worker_end(&pump->copier, NULL, failure);
        worker_done(&pump->copier);
        if (r < 0)
                return r;
        closep(&pump->out_fd);
        pump->out_fd = -EBADF;
        r = worker_end(&pump->writer, ret, failure);
        if (r == 0 && pumped > 0)
                r = failure_set(failure, EXIT_SETUP_PROCESS, 0,
                                "the process that writes the layer has not read all of it");
        return r;
}

static int check_digest(Pump *pump, const LayerJob *job, Failure *failure)
{
        char hex[IMAGE_HEX_SPACE];
        int r = digest_end(&pump->digest, hex);
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, -r, "make the digest of the layer");
        return strcmp(hex, job->diff_id) == 0
                       ? 0
                       : failure_set(failure, EXIT_SETUP_ROOT, 0,
                                     "its content has the digest sha256:%s, the configuration says sha256:%s",
                                     hex, job->diff_id);
}

static int run(Pump *pump, const LayerJob *job, const Overlay *overlay, LayerCounts *ret, Failure *failure)
{
        pump->piece = malloc(PIECE);
        int r = pump->piece ? digest_begin(&pump->digest) : -ENOMEM;
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, -r, "unpack a layer");
        /* The writer first: the other one hasn't the end of its pipe then. */
        r = start_writer(pump, job, overlay, failure);
        if (r == 0)
                r = start_copier(pump, job, failure);
        if (r < 0)
                return r;
        int pumped = pump_all(pump, job);
        if (pumped < 0)
                return failure_set(failure, EXIT_SETUP_STATE, -pumped, "read the layer");
        r = end_workers(pump, pumped, ret, failure);
        return r < 0 ? r : check_digest(pump, job, failure);
}

static int write_counts(int dir_fd, const LayerCounts *counts, Failure *failure)
{
        _cleanup_strbuf_ StrBuf text = {};
        int r = layer_counts_write(counts, &text);
        if (r == 0)
                r = io_write_file(dir_fd, LAYER_COUNTS_FILE, text.text, text.length, 0600);
        return r < 0 ? failure_set(failure, EXIT_SETUP_STATE, -r, "write the size of a layer") : 0;
}

static int make_tree(const LayerJob *job, LayerCounts *ret, Failure *failure)
{
        _cleanup_overlay_ Overlay overlay = OVERLAY_NULL;
        struct stat st;
        if (fstat(job->blob_fd, &st) < 0 || !S_ISREG(st.st_mode))
                return failure_set(failure, EXIT_SETUP_STATE, 0, "the blob of a layer is no file");
        int r = space_check(job->dir_fd, 0, failure);
        if (r == 0)
                r = overlay_make(job->dir_fd, LAYER_TREE, job->below, job->n_below, &overlay, failure);
        if (r < 0)
                return r;
        _cleanup_(pump_done)
                Pump pump = {.in_fd = -EBADF, .out_fd = -EBADF, .copier = WORKER_NULL, .writer = WORKER_NULL};
        r = run(&pump, job, &overlay, ret, failure);
        if (r < 0)
                return r; /* the readers go before the overlay does */
        return overlay_end(&overlay, failure);
}

int layer_make_tree(const LayerJob *job, LayerCounts *ret, Failure *failure)
{
        LayerCounts counts = {};
        struct sigaction old;
        /* A reader that has ended is told by its own words. */
        const struct sigaction ignore = {.sa_handler = SIG_IGN};
        sigaction(SIGPIPE, &ignore, &old);
        int r = make_tree(job, &counts, failure);
        sigaction(SIGPIPE, &old, NULL);
        if (r == 0)
                r = io_remove_tree(job->dir_fd, EMPTY);
        if (r == 0)
                r = write_counts(job->dir_fd, &counts, failure);
        if (r == 0)
                *ret = counts;
        return r;
}
