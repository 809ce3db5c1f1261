/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a program needs to be started: the interpreter of a script, the loader of a dynamic ELF file; and
 * whether the kernel executes such a file at all. Read from the file's first bytes, as the kernel does, so
 * that a start can fail in words before the payload is let go. Pure. */
#pragma once

#include <stddef.h>

#define PROGRAM_HEAD_SIZE 4096 /* bytes of the file that are enough */

/* What interpreter_find() answers. */
enum {
        INTERPRETER_NONE,    /* none is needed, or it can't be said */
        INTERPRETER_SCRIPT,  /* RET is what follows "#!" */
        INTERPRETER_LOADER,  /* RET is the ELF file's loader */
        INTERPRETER_FOREIGN, /* neither a script nor an ELF program of this machine */
};

/* HEAD: the first SIZE bytes. RET: room for SPACE bytes with the NUL; "" if there is none. */
int interpreter_find(const unsigned char *head, size_t size, char *ret, size_t space);
