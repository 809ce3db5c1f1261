/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who a payload runs as: the user string of container engines, read against the text of the image's own
 * passwd and group files. The image is hostile: an entry with ids out of range is never rounded into another
 * one. NSS is not asked, since it would load code from the image. Pure. */
#pragma once

#include "core/base/failure.h"

#include <stddef.h>
#include <sys/types.h>

/* Largest file that is read. */
#define PASSWD_FILE_MAX (1024 * 1024)

#define IDENTITY_GROUPS_MAX 1024

typedef struct Identity {
        uid_t uid;
        gid_t gid;
        gid_t *groups; /* supplementary ones: the first is GID, then the others, each once */
        size_t n_groups;
        char *home; /* from passwd, else "/" */
} Identity;

void identity_done(Identity *identity);
#define _cleanup_identity_ _cleanup_(identity_done)

/* USER is "USER[:GROUP]", names or numbers, or NULL for root. A number is always an id, never a name. PASSWD
 * and GROUP are the files' texts, "" where there is none. As container engines do it: without ":GROUP" the
 * group is the one of the user's entry, 0 if it has none, and the groups that list the user's name are added;
 * with it they are not. ADD, NULL-terminated or NULL, are further groups. 0, -EINVAL or -ENOMEM with FAILURE.
 */
int identity_resolve(const char *user, char *const *add, const char *passwd, const char *group, Identity *ret,
                     Failure *failure);
