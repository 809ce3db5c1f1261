/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How a value is written into a unit file. systemd reads each kind of setting by other rules, so each has its
 * own way of quoting, and values that it can't hold. */
#pragma once

#include "core/base/strbuf.h"

/* Each appends VALUE to BUF. 0; QUOTE_REFUSED if a unit file can't hold it in that kind of setting; -ENOMEM.
 */
enum { QUOTE_REFUSED = 1 };

/* A word of ExecStart=: (no variables are expanded after ":"). Quoted where needed, with \" \\ %% and control
 * characters as \xNN; refuses what is not UTF-8. */
int quote_argument(StrBuf *buf, const char *value);
/* A word of RequiresMountsFor= and the like. Quoted where needed, with \" \\ %%; refuses control characters
 * and bad UTF-8.
 */
int quote_path(StrBuf *buf, const char *value);
/* The rest of a line, as in Description=. Only % is doubled; refuses control characters, bad UTF-8, blanks at
 * the edges and a backslash at the end, which would join the next line. */
int quote_text(StrBuf *buf, const char *value);
/* A unit name, a part of one, or a keyword: bare; refuses anything outside of the characters of unit names
 * and "+", as well as nothing at all. */
int quote_unit(StrBuf *buf, const char *value);
/* A number with its unit: digits, letters, "%" (written as it is: in these settings it is no specifier) and
 * ":". */
int quote_number(StrBuf *buf, const char *value);
