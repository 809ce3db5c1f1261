/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The tables of keys, words and sections of others, for this folder alone.
 *
 * An advice is an answer (foreign.h) with fields for what is not known beforehand: "{size}" is the user's
 * value as a size, "{group}" the group's name; values.c has all of them. Where the place is left out
 * it is the section of the table, and is written if the user is in another one; "[Container NAME]" becomes
 * the container at hand. A value that a field can't take gives the next row of the same name, and in the last
 * one the field's example, with a word on what was expected. */
#pragma once

#include "generator/foreign/foreign.h"

typedef struct ForeignKey {
        const char *name; /* in any case, "_" and "-" don't count; a "*" at the end stands for what follows */
        /* With this value, or one of several parted by "|", it has no effect and may stay: a truth value, an
         * octal mode or a word. "": the section's own name. The note is ADVICE if that ends in "leave this
         * out"; else ADVICE is for other values, and the note says that it is so anyway. "!oneshot": the row
         * is for this value alone, which does have an effect. */
        const char *harmless;
        const char *advice; /* "=mount" and the like: by the value as a whole, see by_value in foreign.c */
} ForeignKey;

/* Where "{sysctl}" doesn't fit. */
#define HOST_SYSCTLS                                                                                      \
        "a group has settings of its own below net. and fs.mqueue. and for System V IPC; others are the " \
        "host's and set there, sysctl.d(5); leave it out"

typedef struct ForeignTable {
        SectionKind section; /* where its keys are brought along to */
        const ForeignKey *keys;
        size_t n;
        const char *word; /* for keys of this section of others alone, "Network"; NULL: for all */
} ForeignTable;

extern const ForeignTable foreign_quadlet_containers, foreign_quadlet_groups, foreign_quadlet_volumes;
extern const ForeignTable foreign_quadlet_pods, foreign_quadlet_networks, foreign_quadlet_kubes,
        foreign_quadlet_images;
extern const ForeignTable foreign_quadlet_builds, foreign_quadlet_quadlets, foreign_quadlet_artifacts;
extern const ForeignTable foreign_section_environment, foreign_section_env, foreign_section_labels;
extern const ForeignTable foreign_compose_containers, foreign_compose_groups, foreign_compose_volumes;
extern const ForeignTable foreign_run_containers;
extern const ForeignTable foreign_pod_containers, foreign_pod_groups, foreign_pod_volumes;
extern const ForeignTable foreign_service_run, foreign_service_sandbox, foreign_service_resources;
extern const ForeignTable foreign_slice_groups, foreign_units, foreign_mount_volumes, foreign_installs;

/* All of them. The first row that fits counts; rows of one name follow each other. */
extern const ForeignTable *const foreign_tables[];
extern const size_t n_foreign_tables;

typedef struct ForeignWord {
        const char *key, *word, *advice; /* the word alone, or up to a ":"; "*" before it: what ends in it */
} ForeignWord;
extern const ForeignWord foreign_words[];
extern const size_t n_foreign_words;

/* A section of others. */
typedef struct ForeignSection {
        const char *word;
        SectionKind like; /* where its keys are looked up */
        const char *advice;
} ForeignSection;
extern const ForeignSection foreign_sections[];
extern const size_t n_foreign_sections;

/* The field that reads the value of KEY. */
const char *foreign_field_of(const Key *key);

/* The section WORD in any case, or NULL. */
const ForeignSection *foreign_section(const char *word);

/* A field of an advice. */
typedef struct Conversion {
        const ForeignLine *line;
        const char *value;
        StrBuf *out; /* what stands in the field's place is appended here */
        StrBuf *why; /* what was found in the value and is something else here; may stay empty */
} Conversion;

typedef struct ForeignField {
        const char *name;
        const char *example;           /* what stands there if the value can't be read */
        int (*convert)(Conversion *c); /* 1; 0: the value can't be read; -ENOMEM */
} ForeignField;

/* The field called by the N bytes at NAME, or NULL. */
const ForeignField *foreign_field(const char *name, size_t n);
extern const ForeignField foreign_fields[];
extern const size_t n_foreign_fields;

/* Appends VALUE to OUT with what Quadlet's and systemd's "%h" and the like stand for, and to WHY what was
 * found. 1 or -ENOMEM. */
int foreign_expand(const char *value, StrBuf *out, StrBuf *why);
/* Appends TEXT as a label, "My_data" as "my-data": 1; 0 if nothing of it can be one; -ENOMEM. */
int foreign_add_label(StrBuf *out, const char *text);
/* fields of values.c that others are made of. */
int foreign_convert_size(Conversion *c);
int foreign_convert_time(Conversion *c);
/* Fields of terms.c. */
int foreign_convert_member(Conversion *c);
int foreign_convert_target(Conversion *c);
int foreign_convert_dependency(Conversion *c);
int foreign_convert_completed(Conversion *c);
int foreign_convert_swap(Conversion *c);
int foreign_convert_pause(Conversion *c);
int foreign_convert_limit_of_time(Conversion *c);
int foreign_convert_gigabytes(Conversion *c);
int foreign_convert_megabytes(Conversion *c);
int foreign_convert_quota(Conversion *c);
int foreign_convert_pull(Conversion *c);
int foreign_convert_image(Conversion *c);
int foreign_convert_userns(Conversion *c);
int foreign_convert_zone(Conversion *c);
int foreign_convert_device(Conversion *c);
int foreign_convert_gpu(Conversion *c);
int foreign_convert_throttle(Conversion *c);
int foreign_convert_storage(Conversion *c);
int foreign_convert_unit(Conversion *c);
int foreign_convert_secret(Conversion *c);
int foreign_convert_mode(Conversion *c);
int foreign_convert_sysctl(Conversion *c);
/* Whether REFERENCE is one of an image: 1, 0, or -ENOMEM, also for NULL. */
int foreign_is_reference(const char *reference);
/* The words as they are, if each IS_RIGHT. */
int foreign_convert_words(Conversion *c, bool (*is_right)(const char *word));
int foreign_convert_apparmor(Conversion *c);
int foreign_convert_selinux(Conversion *c);
/* Fields of addresses.c. */
int foreign_convert_publish(Conversion *c);
int foreign_convert_address(Conversion *c);
int foreign_convert_outbound(Conversion *c);
/* Fields of lookup.c. */
int foreign_convert_server(Conversion *c);
int foreign_convert_search(Conversion *c);
int foreign_convert_dns_option(Conversion *c);
int foreign_convert_added_host(Conversion *c);
/* Fields of paths.c. */
int foreign_convert_path(Conversion *c);
int foreign_convert_envfile(Conversion *c);
int foreign_convert_volume(Conversion *c);
int foreign_convert_tmpfs(Conversion *c);
int foreign_convert_same(Conversion *c);
int foreign_convert_bind(Conversion *c);
int foreign_convert_directory(Conversion *c);
int foreign_convert_node(Conversion *c);

/* Whether all fields of ADVICE can take the value of LINE: 1, 0 or -ENOMEM. */
int foreign_fits(const char *advice, const ForeignLine *line);

/* Appends ADVICE about keys of SECTION for LINE, which may stand in another section, fields filled in. 1 or
 * -ENOMEM. */
int foreign_answer(const ForeignLine *line, const char *advice, SectionKind section, StrBuf *buf);

/* A key that an advice names: "Network=host". */
typedef struct NamedKey {
        const Key *key; /* NULL: it is not of the language */
        const char *text;
        size_t n_name, n_value;
} NamedKey;

/* The next "Name=" in *TEXT, which moves behind it. It is a key of the section that stands behind it, "Name=
 * in [Group]", else of SECTION, else of any other. */
bool foreign_next_key(const char **text, SectionKind section, NamedKey *ret);

/* Says at the end of ADVICE, from the byte BEGIN on, which of the keys and sections that it names are not
 * built yet. 0 or -ENOMEM. */
int foreign_add_later(StrBuf *advice, size_t begin, SectionKind section);

/* What to write for the Volume= VALUE of others, also where it is a device or not needed: appended as an
 * advice. 0 or -ENOMEM. */
int foreign_add_volume(StrBuf *advice, const char *value, const ForeignLine *line);
/* The same for a tmpfs on /dev/shm of the SIZE, or NULL. */
int foreign_add_shm(StrBuf *advice, const char *size);

/* Advices that depend on the whole value: Mount=type=…, PodmanArgs=…, security_opt, Network=, UserNS=, and
 * commands before and after a start, for a stop, when all has ended, for a reload. 0 or -ENOMEM. */
int foreign_add_mount(StrBuf *advice, const ForeignLine *line);
int foreign_add_args(StrBuf *advice, const ForeignLine *line);
int foreign_add_security(StrBuf *advice, const ForeignLine *line);
int foreign_add_network(StrBuf *advice, const ForeignLine *line);
int foreign_add_userns(StrBuf *advice, const ForeignLine *line);
int foreign_add_before(StrBuf *advice, const ForeignLine *line);
int foreign_add_after(StrBuf *advice, const ForeignLine *line);
int foreign_add_stop(StrBuf *advice, const ForeignLine *line);
int foreign_add_ended(StrBuf *advice, const ForeignLine *line);
int foreign_add_reload(StrBuf *advice, const ForeignLine *line);
