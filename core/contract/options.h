/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The command line of coslice-helper and coslice-network: words → the request of a verb, by that verb's table
 * of options.
 *
 *   coslice-helper VERB --NAME=VALUE… --FLAG… [-- PROGRAM [ARGUMENT]…]
 *
 * It is read strictly: an argument that is unknown, repeated, missing or not exactly what its row says is an
 * error, since no payload runs without something that was asked for. Generators of older versions have
 * written it too, for groups that still run: an option keeps its meaning for good. Pure. */
#pragma once

#include "core/base/failure.h"
#include "core/base/strbuf.h"

#include <stdint.h>

/* What a value is, and so the field. Texts are borrowed from the words. */
typedef enum OptionKind {
        OPTION_FLAG,      /* bool: it has no value */
        OPTION_NO,        /* bool: "no", which switches something off */
        OPTION_LABEL,     /* the others const char *, or StrVec where it may be repeated */
        OPTION_PATH,      /* absolute and normalized */
        OPTION_ENV_FILE,  /* "[-]PATH" */
        OPTION_HOST_NAME, /* it ends in /etc/hosts */
        OPTION_TIMEZONE,  /* a file of the host's is called so */
        OPTION_VARIABLE,  /* "NAME=VALUE" */
        OPTION_TEXT,      /* whatever it is: it is looked up in the image */
        OPTION_VALUE,     /* a value of its own, which owns nothing: has `read`; repeats add to it */
        OPTION_PARTS,     /* a list of its own: has `read` and `done` */
} OptionKind;

enum {
        OPTION_REQUIRED = 1 << 0,
        OPTION_REPEATS = 1 << 1,
        OPTION_ALONE = 1 << 2, /* goes with required ones alone */
};

typedef struct Option {
        const char *name; /* without "--" */
        const char *form; /* of the value, as the manual has it; NULL for a flag */
        OptionKind kind;
        unsigned rules;                                                /* OPTION_… */
        size_t offset;                                                 /* of the field in the request */
        int (*read)(const char *value, void *field, Failure *failure); /* of core/contract */
        void (*done)(void *field);                                     /* may be called again */
} Option;

/* An offset, where the field has the type that the kind wants. */
#define OPTION_FIELD(request, field, type) \
        (offsetof(request, field) +        \
         0 * sizeof(char[__builtin_types_compatible_p(__typeof__(((request *)0)->field), type) ? 1 : -1]))
#define OPTION_FLAG_OF(request, field) OPTION_FIELD(request, field, bool)
#define OPTION_TEXT_OF(request, field) OPTION_FIELD(request, field, const char *)
#define OPTION_LIST_OF(request, field) OPTION_FIELD(request, field, StrVec)

/* The options of a verb. */
typedef struct OptionTable {
        const char *verb;
        const Option *items;
        size_t n;
        size_t size;    /* of the request */
        size_t program; /* where it has the words behind "--", a char **; or OPTION_NO_PROGRAM */
        /* What its rows can't say, of a request that is right by these: 0, or -EINVAL with FAILURE. Where
         * there may be a program it may be without words with it, else it has one. */
        int (*check)(const void *request, Failure *failure);
} OptionTable;

#define OPTION_NO_PROGRAM SIZE_MAX

/* Reads WORDS, NULL-terminated, which must outlive RET, TABLE's request. 0; -EINVAL or -ENOMEM with FAILURE,
 * and RET is untouched. */
int options_read(const OptionTable *table, char **words, void *ret, Failure *failure);

/* For a check: -EINVAL with FAILURE if PROGRAM, NULL-terminated, has no first word. */
int option_need_program(char *const *program, Failure *failure);

/* Overwrites WORDS, as the kernel shows them to all who see this process, but for those that name group and
 * container; up to "--". What was read of them must have been a copy. */
void options_hide(char **words);

/* Frees what REQUEST, TABLE's, holds. */
void options_done(const OptionTable *table, void *request);
