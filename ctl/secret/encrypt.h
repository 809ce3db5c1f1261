/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Secrets by way of systemd's own programs: systemd-creds(1), which has the host's key, or its TPM, and
 * systemd-ask-password(1). Nothing of a secret is in an argument or on a disk. */
#pragma once

#include "core/base/strbuf.h"

/* Asks for the secret NAME at the terminal, where it is not shown. */
int encrypt_ask(const char *name, StrBuf *ret);

/* Encrypts SECRET as the credential NAME, for this host alone: RET is what goes into a file.
 *
 * Both: 0; 1: the program failed, and has said why on standard error; or -errno. */
int encrypt_secret(const char *name, const StrBuf *secret, StrBuf *ret);
