/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Secrets of a start: credentials of the unit, which systemd has put into a folder (systemd.exec(5)). */
#pragma once

#include "core/contract/secret.h"

/* Opens the folder of the unit's credentials, which FOLDER (CREDENTIALS_DIRECTORY, or NULL) names, if LIST
 * has any; RET_FD is -1 else. Each of LIST must be there: systemd starts a unit without those that it doesn't
 * find. Appends NAME=VALUE to RET_ENVIRONMENT for each variable among LIST; the last new line of a value is
 * left out. 0 or -errno with FAILURE. */
int secrets_load(const char *folder, const SecretList *list, int *ret_fd, StrVec *ret_environment,
                 Failure *failure);
