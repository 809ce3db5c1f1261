/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Words: a value split by systemd's quoting rules, as ExecStart= and Environment= are (systemd.service(5),
 * systemd.syntax(7) "Quoting"): blanks part words, single and double quotes hold them together anywhere in a
 * word, and C escapes are read everywhere. Where systemd warns and keeps an unknown escape as it is, this is
 * a mistake. */
#pragma once

#include "core/base/strbuf.h"

/* What words_split() answers beside 0. */
enum {
        WORDS_MISTAKE = 1, /* the value can't be split; why is said in words */
};

/* Appends the words of VALUE to RET: 0. WORDS_MISTAKE and a sentence without a full stop in RET_WHY (static,
 * never quoting the value), or -ENOMEM; RET is then as it was. A lone ";" is a word like any other, and so is
 * a lone "\;", which systemd's ExecStart= reads the same way. */
int words_split(const char *value, StrVec *ret, const char **ret_why);

/* The same for a JSON array of strings (RFC 8259), as Podman takes it: its strings. WORDS_MISTAKE for all
 * that is none, and for one with a string that no word can hold; or -ENOMEM. */
int words_from_json(const char *value, StrVec *ret);

/* The end of the word at TEXT as it stands there, quotes and escapes unread; quotes hold blanks. */
const char *words_end(const char *text);
