/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ownership in C: variables that release what they hold when they go out of scope, and the words with which
 * ownership is handed on. */
#pragma once

#include <stdlib.h>
#include <unistd.h>

#define _cleanup_(func)     __attribute__((cleanup(func)))
#define _printf_(fmt, args) __attribute__((format(printf, fmt, args)))
#define _must_check_        __attribute__((warn_unused_result))

/* Hand over a pointer: its value, with NULL left behind. */
#define TAKE_PTR(ptr)                            \
        ({                                       \
                __typeof__(ptr) *_pptr = &(ptr); \
                __typeof__(ptr) _taken = *_pptr; \
                *_pptr = NULL;                   \
                _taken;                          \
        })

/* Hand over a file descriptor: its value, with -EBADF left behind. -1 would be -EPERM to whoever takes it for
 * an error. */
#define TAKE_FD(fd)                 \
        ({                          \
                int *_pfd = &(fd);  \
                int _taken = *_pfd; \
                *_pfd = -9;         \
                _taken;             \
        })

/* Defines FUNCp(), for _cleanup_(FUNCp), from a destructor that takes NULL and returns NULL. */
#define DEFINE_CLEANUP(type, func)          \
        static inline void func##p(type *p) \
        {                                   \
                *p = func(*p);              \
        }

/* _cleanup_free_: for what malloc() gave. */
static inline void freep(void *p)
{
        free(*(void **)p);
}
#define _cleanup_free_ _cleanup_(freep)

/* _cleanup_close_: for a file descriptor; negative means none. close() is never tried again: on Linux the
 * descriptor is gone even when it says EINTR (close(2)). */
static inline void closep(int *fd)
{
        if (*fd >= 0)
                close(*fd);
}
#define _cleanup_close_ _cleanup_(closep)

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
