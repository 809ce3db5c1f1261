/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice-helper exec: runs a program in a container that runs. */
#pragma once

#include "core/contract/options.h"

/* What is in no list is borrowed from the words of the command line. */
typedef struct ExecRequest {
        const char *group, *container;
        const char *user;        /* USER[:GROUP], as of run; NULL: the container's own */
        const char *working_dir; /* NULL: the container's own */
        StrVec env;              /* NAME=VALUE; wins over the container's own */
        bool interactive;        /* standard input is handed on */
        bool terminal;           /* it gets a terminal */
        char **program;          /* NULL-terminated, at least one word */
} ExecRequest;

extern const OptionTable exec_options;
