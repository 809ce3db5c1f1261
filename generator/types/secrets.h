/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Secret=, as it is kept: the text of a secret of the contract, whose name is the credential's, or a path of
 * the host. Pure. */
#pragma once

#include "core/contract/secret.h"

/* Takes TEXT, of read_secret(), apart: RET's name is that name or path. 0 or -ENOMEM. */
int secret_parts(const char *text, Secret *ret);
