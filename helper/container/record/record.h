/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a container was started with, as bytes of a file: who joins it is given that, and not what the unit or
 * the image say meanwhile. Pure.
 *
 * It holds variables of environment files. What is handed to a payload as a secret has no place in it. */
#pragma once

#include "core/base/strbuf.h"
#include "helper/container/filter/filter.h"
#include "helper/container/texts/passwd.h"

#include <stdint.h>

/* To be written; borrowed. */
typedef struct RecordParts {
        pid_t pid;                 /* of its process, on the host */
        uint64_t seen;             /* when it was alive: CLOCK_BOOTTIME, nanoseconds */
        char *const *words;        /* of the start's command line, without the verb */
        const StrVec *environment; /* NAME=VALUE, from files */
        /* Of an image; else there is none of it. */
        const StrVec *image_environment;
        const char *working_dir; /* its own or the command line's; NULL: "/" */
        int stop_signal;         /* 0: not said */
        const Identity *identity;
        const char *label;     /* of core/contract/apparmor.h: what was chosen */
        uint64_t capabilities; /* the bounding set */
        const Filter *filter;  /* for system calls; empty: there is none */
} RecordParts;

/* Appends it. 0 or -ENOMEM. */
int record_write(const RecordParts *parts, StrBuf *ret);

/* The same, read. */
typedef struct Record {
        pid_t pid;
        uint64_t seen;
        StrVec words, environment, image_environment;
        char *working_dir; /* NULL: that of the words, or "/" */
        int stop_signal;   /* 0: not said */
        Identity identity;
        char *label;
        uint64_t capabilities;
        Filter filter;
} Record;

/* Words and variables of a process are 2 MiB at most, its user's line in passwd 1 MiB. */
#define RECORD_MAX (16 * 1024 * 1024)

void record_done(Record *record);
#define _cleanup_record_ _cleanup_(record_done)

/* Takes SIZE bytes at TEXT apart, behind which there is a NUL. 0; -EBADMSG if they are not exactly what
 * record_write() makes; -ENOMEM. */
int record_read(const char *text, size_t size, Record *ret);
