/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names: labels of groups, containers and volumes, host names, and what is a unit's. */
#pragma once

#include "core/base/strbuf.h"

#define LABEL_MAX     63
#define UNIT_NAME_MAX 253 /* systemd allows 255, and NAME.d must be a file name too */

/* An RFC 1123 label: 1–63 of [a-z0-9-], beginning and ending with a letter or digit. Such a name can be a
 * host name, a file name and a word of a command line as it is. */
bool label_is_valid(const char *text);
#define LABEL_RULE "1 to 63 of a-z, 0-9 and \"-\", beginning and ending with a letter or digit"

/* Appends what a label is, and what is probably wrong with TEXT, which is none: a letter of another alphabet,
 * or one that only needs lower case and "-". 0 or -ENOMEM. */
int label_explain(StrBuf *buf, const char *text);

/* A host name of Linux: labels as above, but capitals too, joined by dots; HOST_NAME_LENGTH bytes at most. */
bool host_name_is_valid(const char *text);
#define HOST_NAME_LENGTH 64 /* what Linux takes, sethostname(2) */
#define HOST_NAME_RULE                                                                                      \
        "a host name like www or mail.example.org: at most 64 letters, digits, \"-\" and \".\"; each part " \
        "has at most 63, and begins and ends with a letter or digit"

/* Whether TEXT could be the name of a unit, systemd.unit(5): its characters, one of the suffixes, a length
 * that leaves room for NAME.d. */
bool unit_name_is_valid(const char *text);
