/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The payload's program, looked up as execvp(3) would, inside the container, as the user it will run as. */
#pragma once

#include "helper/container/request/run.h"

#include <stdbool.h>
#include <sys/stat.h>

/* What a program may be. */
typedef struct ProgramRules {
        struct stat helper;        /* the file that is running now: not this */
        bool binfmt;               /* files that are neither ELF nor "#!" are left to the kernel */
        const RunRequest *request; /* the container, for the words */
} ProgramRules;

/* Fills RET for the container of REQUEST, which is borrowed. To be asked on the host. 0 or -errno. */
int program_learn_rules(const RunRequest *request, ProgramRules *ret);

/* The init of RunInit= and SharePid=. */
#define INIT_PROGRAM "/usr/bin/catatonit"

/* Opens PATH, a program of the host that executes a payload, by way of a read-only mount that lies nowhere: a
 * payload that reaches it through /proc/PID/exe can't write to it. A descriptor or -errno. */
int program_open_launch(const char *path);

/* The same of what executes a container's program: INIT: an init, or else coslice-launch. A descriptor, or
 * -errno with FAILURE. */
int program_open_container(bool init, Failure *failure);

/* Finds NAME in SEARCH, the value of PATH. RET: PATH_MAX bytes. The program must be an executable file of a
 * format that the kernel knows, whose interpreter or loader is there too, and none of these the helper
 * itself. That is for the words: they may be other files when the program is executed, which
 * helper/launch/main.c is for. 0 or -errno with FAILURE, status 127 or 126. */
int program_find(const char *name, const char *search, const ProgramRules *rules, char *ret,
                 Failure *failure);
