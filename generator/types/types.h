/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kinds of values that keys have: a row says all that is known of one. A new kind begins here, with its
 * row in types.c. Pure. */
#pragma once

#include "generator/model/definition.h"

/* How assignments of a key add up, and what its field is. */
typedef enum ValueShape {
        SHAPE_NONE,     /* of keys that are not built: there is no field */
        SHAPE_SCALAR,   /* Scalar: set once in a file; a later file replaces it; empty is "not set" */
        SHAPE_COMMAND,  /* ItemList: the same, of words; empty is "no words" */
        SHAPE_LIST,     /* ItemList: accumulates; empty drops what there is */
        SHAPE_SETTINGS, /* SettingList: accumulates; empty drops what this key has in it */
} ValueShape;

/* What of a line is read at a time. */
typedef enum ValueSplit {
        SPLIT_NONE,    /* the whole */
        SPLIT_WORDS,   /* words with quotes and escapes */
        SPLIT_COMMAND, /* the same, or a JSON array */
        SPLIT_UNITS,   /* names of units, where a backslash is a part of the name */
} ValueSplit;

/* What is looked for in a text that is right, and was probably meant otherwise (slips.h, escapes.h). */
enum {
        TEXT_KEEPS_HASH = 1 << 0, /* nothing else tells that a comment behind the value is none */
        TEXT_COMMAND = 1 << 1,    /* a program and its arguments, perhaps for a shell */
        TEXT_PATH = 1 << 2,       /* one path, without options behind it */
        TEXT_MOUNT = 1 << 3,      /* a path with options behind a ":" */
        TEXT_VOLUME = 1 << 4,     /* another path before it, too */
        TEXT_URI = 1 << 5,        /* "%" is of the address */
};

typedef struct ValueContext {
        DiagList *diags;
        const char *definition_path; /* of NAME.group: what "./" is relative to */
        Features features;           /* that are there */
} ValueContext;

/* A keyword that needs a feature, among WORDS or not. */
typedef struct NeedyWord {
        const char *word;
        Feature needs;
} NeedyWord;

struct Reading;

/* What a key's row says beyond the kind of its value. */
typedef struct ValueRule {
        const char *const *words; /* keywords, in the order of their numbers */
        size_t n_words;
        const NeedyWord *needy; /* keywords of the language that not all have; no name at the end */
        uint64_t least, most;   /* of a number, in the type's unit; MOST 0: what the type can hold */
        uint64_t little;        /* less is hardly meant */
        /* Of a keyword with a ":" in it, as "macvlan:INTERFACE", what follows that, or "": its text. As read
         * of a type. */
        int (*read_rest)(const struct Reading *in, const char *rest, Value *ret);
        /* Said where a value beyond LEAST or MOST takes effect; NULL: the line itself is a mistake. */
        const char *too_little, *too_much;
} ValueRule;

typedef struct ValueType ValueType;

/* A value that is being read, and where it stands. */
typedef struct Reading {
        const ValueContext *ctx;
        const ValueType *type;
        const ValueRule *rule;
        const Place *at;
} Reading;

enum { VALUE_READ = 1 };

struct ValueType {
        const char *expected; /* "a size like 512M": what a mistake is answered with; NULL: it depends */
        ValueShape shape;
        ValueSplit split;
        unsigned reads_as; /* TEXT_… */
        const char *field; /* of answers to what others write, which reads such a value (foreign/tables.h) */
        /* Reads one word, or the whole, into *RET, which is zeroed; its text is handed over. VALUE_READ; 0
         * after a diagnostic; -errno. */
        int (*read)(const Reading *in, const char *word, Value *ret);
        /* Appends VALUE as units and options of the helper have it; NULL: it needs more than its type to be
         * written. 0 or -ENOMEM. */
        int (*write)(const ValueRule *rule, const Value *value, StrBuf *buf);
        /* Looks at all words of a line at once; NULL: there is nothing to see. 0; > 0 after a diagnostic that
         * replaces reading them; -errno. */
        int (*check)(const Reading *in, const StrVec *words);
};

extern const ValueType type_none;

/* A type, and the field that a value of it goes into: tables of keys don't compile with a member of another
 * kind. */
#define VALUE_TYPE(name, field)             \
        extern const ValueType type_##name; \
        typedef field field_##name
/* Numbers. */
VALUE_TYPE(boolean, Scalar);
VALUE_TYPE(cores, Scalar);
VALUE_TYPE(size, Scalar);
VALUE_TYPE(time, Scalar);
VALUE_TYPE(number, Scalar);
VALUE_TYPE(keyword, Scalar);
VALUE_TYPE(signal, Scalar);
VALUE_TYPE(mode, Scalar);
VALUE_TYPE(owner, Scalar);
/* Texts. */
VALUE_TYPE(text, Scalar);
VALUE_TYPE(host_name, Scalar);
VALUE_TYPE(label, Scalar);
VALUE_TYPE(seccomp_profile, Scalar);
VALUE_TYPE(timezone, Scalar);
VALUE_TYPE(apparmor, Scalar);
VALUE_TYPE(user, Scalar);
VALUE_TYPE(user_group, Scalar);
VALUE_TYPE(userns, Scalar);
VALUE_TYPE(image, Scalar);
VALUE_TYPE(credential, Scalar);
VALUE_TYPE(host_path, Scalar);
VALUE_TYPE(container_path, Scalar);
/* Lists. */
VALUE_TYPE(command, ItemList);
VALUE_TYPE(groups, ItemList);
VALUE_TYPE(environment, ItemList);
VALUE_TYPE(secret, ItemList);
VALUE_TYPE(volume_secret, ItemList);
VALUE_TYPE(environment_file, ItemList);
VALUE_TYPE(exit_status, ItemList);
VALUE_TYPE(ulimit, ItemList);
VALUE_TYPE(socket_families, ItemList);
VALUE_TYPE(sysctls, ItemList);
VALUE_TYPE(masked_paths, ItemList);
VALUE_TYPE(unmasked_paths, ItemList);
VALUE_TYPE(ports, ItemList);
VALUE_TYPE(host_ports, ItemList);
VALUE_TYPE(ip_addresses, ItemList);
VALUE_TYPE(open_ports, ItemList);
VALUE_TYPE(publish, ItemList);
VALUE_TYPE(outbound, ItemList);
VALUE_TYPE(name_servers, ItemList);
VALUE_TYPE(search_domains, ItemList);
VALUE_TYPE(dns_options, ItemList);
VALUE_TYPE(added_hosts, ItemList);
VALUE_TYPE(capabilities, ItemList);
VALUE_TYPE(containers, ItemList);
VALUE_TYPE(volume, ItemList);
VALUE_TYPE(tmpfs, ItemList);
VALUE_TYPE(device, ItemList);
VALUE_TYPE(host_paths, ItemList);
VALUE_TYPE(addresses, ItemList);
VALUE_TYPE(units, ItemList);
/* Settings of [Unit]. */
VALUE_TYPE(unit_settings, SettingList);
VALUE_TYPE(condition, SettingList);
VALUE_TYPE(condition_path, SettingList);
VALUE_TYPE(condition_update, SettingList);

/* What follows "macvlan:". */
int read_interface(const Reading *in, const char *rest, Value *ret);

/* The row of the keyword that the N bytes at WORD are, in any case, if it needs a feature; or NULL. */
const NeedyWord *needy_word(const ValueRule *rule, const char *word, size_t n);

/* All of them, for tests. */
extern const ValueType *const value_types[];
extern const size_t n_value_types;

/* Whether a second assignment in one file contradicts the first. */
bool type_is_set_once(const ValueType *type);
