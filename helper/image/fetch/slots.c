/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kernel has no wait for the first of three locks, and to wait for one of them would be to wait for that
 * pull: so they are tried in turn. */
#include "helper/image/fetch/slots.h"

#include "core/contract/contract.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <time.h>

/* A pull takes seconds. */
#define TRY_NSEC (100 * 1000000L)

void slot_done(Slot *slot)
{
        closep(&slot->key_fd);
        closep(&slot->slot_fd);
        *slot = (Slot){-EBADF, -EBADF};
}

static int open_lock(int dir_fd, const char *name)
{
        int fd = openat(dir_fd, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
        return fd < 0 ? -errno : fd;
}

/* 0, or 1: another has it. */
static int try(int fd)
{
        if (flock(fd, LOCK_EX | LOCK_NB) == 0)
                return 0;
        return errno == EWOULDBLOCK || errno == EINTR ? 1 : -errno;
}

/* The lock of one of NAMES, NULL-terminated. 0, 1: others have them; or -errno. */
static int take_any(int dir_fd, const char *const *names, int *ret)
{
        for (; *names; names++) {
                _cleanup_close_ int fd = open_lock(dir_fd, *names);
                int r = fd < 0 ? fd : try(fd);
                if (r == 0)
                        *ret = TAKE_FD(fd);
                if (r <= 0)
                        return r;
        }
        return 1;
}

static int wait_for(int dir_fd, const char *const *names, int *ret)
{
        int r;
        while ((r = take_any(dir_fd, names, ret)) > 0)
                nanosleep(&(const struct timespec){.tv_nsec = TRY_NSEC}, NULL);
        return r;
}

static int fail(int r, Failure *failure)
{
        return failure_set(failure, EXIT_SETUP_STATE, -r, "take a lock in " COSLICE_PULLS_DIR);
}

int slot_take(int dir_fd, const char *key, void (*waiting)(void *context, const char *words), void *context,
              Slot *ret, Failure *failure)
{
        /* No key is one of these: each has a "-". */
        static const char *const slots[] = {"0", "1", "2", NULL};
        _Static_assert(ARRAY_SIZE(slots) == SLOTS + 1, "a name for each");
        const char *const keys[] = {key, NULL};
        _cleanup_slot_ Slot slot = {-EBADF, -EBADF};
        int r = take_any(dir_fd, keys, &slot.key_fd);
        if (r > 0) {
                waiting(context, "another pull of the same image is at work");
                r = wait_for(dir_fd, keys, &slot.key_fd);
        }
        if (r == 0)
                r = take_any(dir_fd, slots, &slot.slot_fd);
        if (r > 0) {
                waiting(context, "three other pulls are at work");
                r = wait_for(dir_fd, slots, &slot.slot_fd);
        }
        if (r < 0)
                return fail(r, failure);
        *ret = slot;
        slot = (Slot){-EBADF, -EBADF};
        return 0;
}

int slot_try(int dir_fd, const char *key, Slot *ret, Failure *failure)
{
        Slot slot = {-EBADF, -EBADF};
        const char *const keys[] = {key, NULL};
        int r = take_any(dir_fd, keys, &slot.key_fd);
        if (r < 0)
                return fail(r, failure);
        if (r == 0)
                *ret = slot;
        return r;
}
