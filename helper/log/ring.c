/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/log/ring.h"

#include "core/base/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#define KIND "coslice-log1"

/* An empty ring begins anew from here on: who says little needs few pages. */
#define REWIND_FROM (RING_SIZE / 4)

static size_t page_size(void)
{
        return (size_t)sysconf(_SC_PAGESIZE);
}

void ring_done(Ring *ring)
{
        if (ring->state)
                munmap(ring->state, ring->base);
        if (ring->bytes)
                munmap(ring->bytes, 2 * RING_SIZE);
        closep(&ring->fd);
        *ring = (Ring)RING_NULL;
}

static int map_bytes(Ring *ring)
{
        const int flags = MAP_SHARED | MAP_FIXED;
        char *bytes = mmap(NULL, 2 * RING_SIZE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (bytes == MAP_FAILED)
                return -errno;
        ring->bytes = bytes;
        for (size_t i = 0; i < 2; i++)
                if (mmap(bytes + i * RING_SIZE, RING_SIZE, PROT_READ, flags, ring->fd, (off_t)ring->base) ==
                    MAP_FAILED)
                        return -errno;
        return 0;
}

static int map_all(Ring *ring)
{
        ring->base = page_size();
        void *state = mmap(NULL, ring->base, PROT_READ | PROT_WRITE, MAP_SHARED, ring->fd, 0);
        if (state == MAP_FAILED)
                return -errno;
        ring->state = state;
        return map_bytes(ring);
}

static int set_position(Ring *ring, size_t position)
{
        return lseek(ring->fd, (off_t)(ring->base + position), SEEK_SET) < 0 ? -errno : 0;
}

int ring_make(Ring *ret)
{
        Ring ring = RING_NULL;
        ring.fd = memfd_create("coslice-log", MFD_CLOEXEC | MFD_ALLOW_SEALING);
        int r = ring.fd < 0 ? -errno : 0;
        if (r == 0 && (ftruncate(ring.fd, (off_t)(page_size() + RING_SIZE)) < 0 ||
                       fcntl(ring.fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW) < 0))
                r = -errno;
        if (r == 0)
                r = map_all(&ring);
        if (r == 0)
                r = set_position(&ring, 0);
        if (r < 0) {
                ring_done(&ring);
                return r;
        }
        memcpy(ring.state->kind, KIND, sizeof KIND);
        *ret = ring;
        return 0;
}

/* A kill comes between two instructions, so the compiler must not change their order. */
static void set_word(uint64_t *word, uint64_t value)
{
        __atomic_store_n(word, value, __ATOMIC_SEQ_CST);
}

static uint64_t get_word(const uint64_t *word)
{
        return __atomic_load_n(word, __ATOMIC_SEQ_CST);
}

static void set_start(Ring *ring, size_t start)
{
        ring->start = start % RING_SIZE;
        set_word(&ring->state->start, ring->start);
}

/* It is undone last: until then all that it needs is there, and to do it twice is to do it once. */
static void end_intent(Ring *ring)
{
        set_word(&ring->state->intent, RING_NOTHING);
}

static int rewind_ring(Ring *ring)
{
        int r = set_position(ring, 0);
        if (r == 0)
                set_start(ring, 0);
        return r;
}

/* What the process before was at. */
static int end_what_was_begun(Ring *ring, bool piped, bool *ret_repeated)
{
        RingState *state = ring->state;
        int r = 0;
        *ret_repeated = false;
        switch (get_word(&state->intent)) {
        case RING_BY_PIPE:
                if (piped)
                        set_start(ring, get_word(&state->next));
                break;
        case RING_DIRECTLY: *ret_repeated = true; break;
        case RING_REWIND: r = rewind_ring(ring); break;
        default: break;
        }
        if (r == 0)
                end_intent(ring);
        return r;
}

static int find_length(Ring *ring)
{
        off_t at = lseek(ring->fd, 0, SEEK_CUR);
        uint64_t start = get_word(&ring->state->start);
        if (at < 0)
                return -errno;
        if (at < (off_t)ring->base || (size_t)at > ring->base + RING_SIZE || start >= RING_SIZE)
                return -EBADMSG;
        ring->start = start;
        ring->length = ((size_t)at - ring->base + RING_SIZE - start) % RING_SIZE;
        return 0;
}

int ring_open(int fd, bool piped, Ring *ret, bool *ret_repeated)
{
        Ring ring = RING_NULL;
        struct stat st;
        ring.fd = fd;
        int r = fstat(fd, &st) < 0 ? -errno : 0;
        if (r == 0 && st.st_size != (off_t)(page_size() + RING_SIZE))
                r = -EBADMSG;
        if (r == 0)
                r = map_all(&ring);
        if (r == 0 && memcmp(ring.state->kind, KIND, sizeof KIND) != 0)
                r = -EBADMSG;
        if (r == 0)
                r = end_what_was_begun(&ring, piped, ret_repeated);
        if (r == 0)
                r = find_length(&ring);
        if (r < 0)
                ring_done(&ring);
        else
                *ret = ring;
        return r;
}

/* Where the next byte comes to. */
static size_t position(const Ring *ring)
{
        return (ring->start + ring->length) % RING_SIZE;
}

ssize_t ring_fill(Ring *ring, int from_fd)
{
        size_t at = position(ring), room = RING_SIZE - 1 - ring->length; /* a full one would look empty */
        if (room == 0)
                return -ENOBUFS;
        if (at == 0) {
                /* Where the end is the beginning. */
                int r = set_position(ring, 0);
                if (r < 0)
                        return r;
        }
        size_t n = room < RING_SIZE - at ? room : RING_SIZE - at;
        ssize_t moved = splice(from_fd, NULL, ring->fd, NULL, n, SPLICE_F_NONBLOCK);
        if (moved < 0)
                return -errno;
        ring->length += (size_t)moved;
        return moved;
}

void ring_intend(Ring *ring, RingIntent intent, size_t taken)
{
        set_word(&ring->state->next, (ring->start + taken) % RING_SIZE);
        set_word(&ring->state->intent, intent);
}

/* That it fails does no harm: the ring goes on where it is. */
static void rewind_empty(Ring *ring)
{
        if (ring->length > 0 || ring->start < REWIND_FROM)
                return;
        set_word(&ring->state->intent, RING_REWIND);
        (void)rewind_ring(ring);
        end_intent(ring);
}

static void go_on(Ring *ring, size_t taken)
{
        ring->length -= taken;
        ring->scanned = 0;
        rewind_empty(ring);
}

void ring_take(Ring *ring)
{
        size_t next = get_word(&ring->state->next);
        size_t taken = (next + RING_SIZE - ring->start) % RING_SIZE;
        set_start(ring, next);
        end_intent(ring);
        go_on(ring, taken);
}

void ring_forget(Ring *ring)
{
        end_intent(ring);
}

void ring_skip(Ring *ring, size_t taken)
{
        set_start(ring, ring->start + taken);
        go_on(ring, taken);
}
