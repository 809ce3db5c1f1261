/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Profiles of system calls as they were compiled, files in /run/coslice/seccomp: coslice-seccomp writes them,
 * coslice-helper reads them. A file says what it was made of and by what, and is of use only as long as all
 * of that is there as it was. */
#pragma once

#include "core/base/failure.h"

#include <linux/filter.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

/* What a program of ours begins with: this call, which no kernel has, is answered with this error, which no
 * kernel answers to it. So who has loaded it sees that it is there. Its number is below those of x32. */
#define PROBE_CALL  0x3ffff0c5U
#define PROBE_ERRNO 77U /* EBADFD */

/* A file at one moment of its life. */
typedef struct FileStamp {
        uint64_t device, inode, size;
        int64_t changed, changed_nsec; /* its inode: what tools can't set */
} FileStamp;

/* Of what a program depends on; written before it. */
typedef struct CompiledHead {
        char kind[8];          /* COMPILED_KIND */
        uint64_t capabilities; /* of the container */
        uint32_t new_privileges;
        uint32_t flags; /* SECCOMP_FILTER_FLAG_… that it is loaded with */
        uint64_t n;     /* instructions, of 8 bytes */
        FileStamp profile, compiler, library;
        char library_path[256]; /* of libseccomp; "": the compiler has it in itself */
} CompiledHead;

#define COMPILED_KIND "coslice1" /* another one for another form of the file */

typedef struct Compiled {
        CompiledHead head;
        struct sock_filter *instructions;
} Compiled;

void compiled_done(Compiled *compiled);

void file_stamp(const struct stat *st, FileStamp *ret);

#define COMPILED_NAME_MAX 64
/* The name of the file in COSLICE_SECCOMP_DIR for the profile PATH of a container with these privileges. */
void compiled_name(const char *path, uint64_t capabilities, bool new_privileges, char *ret);

/* Reads NAME in FOLDER_FD, made of the profile that PROFILE is. 0; 1: there is none, or it was made of
 * another profile or by other programs, or it isn't ours: root's alone to write, and whole. -errno. */
int compiled_read(int folder_fd, const char *name, const FileStamp *profile, uint64_t capabilities,
                  bool new_privileges, Compiled *ret);
