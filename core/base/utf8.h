/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* UTF-8 (RFC 3629): what is valid, and how a text is shown where control characters would do harm. */
#pragma once

#include "core/base/strbuf.h"

/* Length of the valid character at TEXT (1–4), 0 at NUL, -EILSEQ if there is none: overlong forms, surrogates
 * and what lies above U+10FFFF are none. Reads no further than the first NUL. */
int utf8_char(const char *text);

bool utf8_is_valid(const char *text);

/* The code point of the character at TEXT, or its byte if that is not UTF-8. Many characters can't be told by
 * their looks. */
unsigned utf8_code_point(const char *text);
/* That of the first character that is not ASCII; 0 if TEXT has none. */
unsigned utf8_first_foreign(const char *text);

/* True for C0 controls and DEL, and for a C1 control (U+0080–U+009F), which terminals obey as well. */
bool utf8_is_control(const char *text);
/* Whether any character of TEXT is a control character. */
bool utf8_has_control(const char *text);

/* Appends TEXT to BUF with control characters and invalid bytes as \xNN. 0 or -ENOMEM. */
int utf8_printable(const char *text, StrBuf *buf);

/* The same as a line of a notification, sd_notify(3): systemd takes a backslash away wherever one stands, so
 * each is written twice. Stops before the character with which BUF would be longer than MAX. 0 or -ENOMEM. */
#define UTF8_NOTIFICATION_MAX 4096 /* of the whole message: systemd ignores a longer one */
int utf8_notification(const char *text, size_t max, StrBuf *buf);
