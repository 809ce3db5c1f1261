/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the helper is asked to do: its command line (core/contract/contract.h), read strictly. An argument
 * that is unknown, repeated, missing or not exactly what the contract says is an error, since the helper
 * never runs a payload without something that was asked for. Pure. */
#pragma once

#include "core/base/failure.h"
#include "core/base/strbuf.h"

#include <stdint.h>
#include <sys/types.h>

typedef enum Verb {
        VERB_SANDBOX, /* makes a group's namespaces, or removes them */
        VERB_RUN,     /* starts a container */
        VERB_CLEAN,   /* removes a container's writable layer */
} Verb;

typedef enum VolumeKind {
        VOLUME_HOST,   /* a file or directory of the host */
        VOLUME_PINNED, /* a tmpfs that the group's sandbox holds */
        VOLUME_TMPFS,  /* a tmpfs of this container alone */
} VolumeKind;

/* Something mounted in the root, in the order of the command line. */
typedef struct Volume {
        VolumeKind kind;
        char *target; /* absolute, normalized, never "/" */
        char *source; /* HOST: absolute path; PINNED: the volume's label; TMPFS: NULL */
        char *sub;    /* HOST, PINNED: relative path below the source; "" for all of it */
        bool read_only, no_exec, slave, create;
        /* TMPFS alone: */
        uint64_t size; /* bytes; 0: the kernel's default */
        unsigned mode;
        uid_t uid;
        gid_t gid;
} Volume;

/* A volume of Type=empty, made with the sandbox. */
typedef struct Empty {
        char *name;
        uid_t uid;
        gid_t gid;
        mode_t mode; /* 0777 where it has no owner */
        bool memory; /* a tmpfs of BYTES; else a directory on disk */
        uint64_t bytes;
} Empty;

/* Strings that are not in a Volume or an Empty are borrowed from the argument vector. */
typedef struct Request {
        Verb verb;
        const char *group, *container;
        /* sandbox */
        bool remove;
        const char *rendering; /* NULL: none to keep */
        Empty *empties;
        size_t n_empties;
        /* run */
        const char *rootfs, *hostname;
        const char *working_dir; /* NULL: "/" */
        const char *user;        /* NULL: root */
        bool read_only, init;
        StrVec localhosts, env, env_files, group_adds;
        StrVec untrusted; /* directories of the host that payloads write */
        Volume *volumes;
        size_t n_volumes;
        char **program; /* NULL-terminated, at least one word */
} Request;

void request_done(Request *request);
#define _cleanup_request_ _cleanup_(request_done)

/* Reads the words after the program's name; ARGV is NULL-terminated and outlives RET. 0; -EINVAL with
 * FAILURE; -ENOMEM with FAILURE. */
int request_parse(char **argv, Request *ret, Failure *failure);

/* Whether TEXT is absolute and normalized: no empty, "." or ".." component and no "/" at the end. */
bool path_is_normalized(const char *text);
