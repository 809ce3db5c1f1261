/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who we are to a registry. What is sent stands in a file of memory alone, that skopeo is handed as a
 * descriptor: never in an argument, in the environment, on a disk or in a message. */
#pragma once

#include "core/base/failure.h"
#include "core/base/strbuf.h"
#include "core/contract/secret.h"

#include <sys/types.h>

/* Where "podman login" of root leaves what it was told. */
#define CREDENTIAL_OF_PODMAN "/run/containers/0/auth.json"
#define CREDENTIAL_SIZE_MAX  (1024 * 1024)

typedef struct Credential {
        int fd;     /* an authentication file as containers-auth.json(5) has it, sealed, its owner's alone */
        char *sent; /* what is sent, in words: "no credential was sent: …" */
} Credential;

void credential_done(Credential *credential);
#define _cleanup_credential_ _cleanup_(credential_done)

/* Reads what is sent to HOST (NULL: there is no registry): the credential NAME of the unit, in FOLDER as
 * systemd names it (CREDENTIALS_DIRECTORY, or NULL), if one is named; else what PODMANS, the path of such a
 * file, has, if it is there. RET's file is OWNER's. A credential that is named and not there is an error. 0
 * or -errno with FAILURE, which never holds what was read. */
typedef struct CredentialPlace {
        const char *folder, *name, *podmans;
        uid_t owner;
        gid_t group;
} CredentialPlace;
int credential_read(const CredentialPlace *place, const char *host, Credential *ret, Failure *failure);

/* Pure. TEXT, of SIZE bytes, is a credential as the administrator wrote it: lines "username=" and
 * "password=", or an authentication file, which begins with "{" and is taken as it is. Appends the
 * authentication file for HOST to RET, and sets RET_USER to the user of the lines, or NULL. 0, -EINVAL with
 * what is wrong in RET_WHY (static), or -ENOMEM. */
int credential_convert(const char *text, size_t size, const char *host, StrBuf *ret, char **ret_user,
                       const char **ret_why);
