/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Encrypted credentials that are of this host and by hand: /etc/credstore.encrypted, systemd.exec(5). */
#pragma once

#include "core/base/strbuf.h"

#define SECRET_STORE "/etc/credstore.encrypted"

/* Names of those that there are, sorted. 0 or -errno. */
int store_list(StrVec *ret);

/* The credential NAME is TEXT from now on, whoever reads it meanwhile. 0 or -errno. */
int store_write(const char *name, const StrBuf *text);

/* 0; 1: there is none; or -errno. */
int store_remove(const char *name);
