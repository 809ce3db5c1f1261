/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the helper is asked to do: its command line (core/contract/contract.h), read strictly. An argument
 * that is unknown, repeated, missing or not exactly what the contract says is an error, since the helper
 * never runs a payload without something that was asked for. Pure. */
#pragma once

#include "core/contract/wire.h"

typedef enum Verb {
        VERB_SANDBOX, /* makes a group's namespaces, or removes them */
        VERB_RUN,     /* starts a container */
        VERB_CLEAN,   /* removes a container's writable layer */
} Verb;

/* Strings that are not in a list are borrowed from the argument vector. */
typedef struct Request {
        Verb verb;
        const char *group, *container;
        /* sandbox */
        bool remove;
        const char *rendering; /* NULL: none to keep */
        EmptyList empties;
        /* run */
        const char *rootfs, *hostname;
        const char *working_dir; /* NULL: "/" */
        const char *user;        /* NULL: root */
        bool read_only, init;
        StrVec localhosts, env, env_files, group_adds;
        StrVec untrusted; /* directories of the host that payloads write */
        MountList mounts; /* in the order of the command line */
        char **program;   /* NULL-terminated, at least one word */
} Request;

void request_done(Request *request);
#define _cleanup_request_ _cleanup_(request_done)

/* Reads the words after the program's name; ARGV is NULL-terminated and outlives RET. 0; -EINVAL with
 * FAILURE; -ENOMEM with FAILURE. */
int request_parse(char **argv, Request *ret, Failure *failure);
