/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What people bring along from Quadlet, systemd, compose, docker run or pods, and what to write instead.
 * Pure.
 *
 * What an answer is: one message per mistaken line, which a person or a script can follow to the letter. It
 * ends in one of these; what stands before is the reason, and nothing follows:
 *
 *   write LINE                     LINE takes the place of the user's line, in the same section
 *   write LINE in [SECTION]        LINE goes to that section, which is made if it is not there
 *   write LINE, LINE and LINE      several lines, each begins with "Key="; an "in [SECTION]" is for all lines
 *                                  before it that have none yet: "write A=1 in [Group] and B=2"
 *   write [SECTION]                the line is a section's header, and this stands in its place
 *   leave it out, leave this out   the line goes
 *
 * and after LINE "(which this version of coslice does not support yet)" or "(this version of coslice does not
 * support KEY= yet)" where it is not built. "KEY= is missing: write LINE" at a section's header adds LINE to
 * that section. LINE is valid where it goes, and has the user's value in it, translated. */
#pragma once

#include "generator/language/keys.h"

/* The end of an answer that names what is in the language but not built. */
#define FOREIGN_NOT_YET " (which this version of coslice does not support yet)"
/* The same where only some of the lines are not. */
#define FOREIGN_SOME_NOT_YET " (this version of coslice does not support "

/* A line whose key or value is of another language, and where it stands. */
typedef struct ForeignLine {
        SectionKind section;      /* _SECTION_MAX: a section of others, */
        const char *word;         /* called "Service"; else NULL */
        const char *name, *value; /* the key, and what follows its "=" */
        const char *section_name; /* "app" of [Container app], or NULL */
        const char *container;    /* the name of the container at hand, or NULL */
        const char *group;        /* the group's name, or NULL */
        bool is_option;           /* no line of its own: a key of the language is answered too */
        bool more_volumes;        /* and other files of the group may have further ones */
        const StrVec *volumes;    /* the file has a [Volume NAME] for each of these; NULL: it is not known */
        const StrVec *containers; /* the same with [Container NAME] */
} ForeignLine;

/* A key that people bring along from Quadlet, systemd, compose, docker run or pods: what to write instead is
 * appended to ADVICE, in the form above. 1; 0 if the key is none of those; -ENOMEM. *RET_HARMLESS:
 * with this value it has no effect here and may stay. */
int foreign_answer_key(const ForeignLine *line, StrBuf *advice, bool *ret_harmless);

/* The same for a value of the language's KEY as Quadlet has it. 0: there is nothing foreign in it. */
int foreign_answer_value(const Key *key, const ForeignLine *line, StrBuf *advice);

/* The same for the word KIND of a section; 1, 0 or -ENOMEM. *RET_KEYS: its keys have answers of their own. */
int foreign_answer_section(const char *kind, StrBuf *advice, bool *ret_keys);
