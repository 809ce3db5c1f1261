/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Secrets of a container, which systemd hands to its unit as credentials (systemd.exec(5), "Credentials"): as
 * the generator tells the helper, written and read here, as in wire.h. Pure. */
#pragma once

#include "core/base/failure.h"
#include "core/base/strbuf.h"

#include <stdint.h>

#define SECRET_OPTION "secret"
#define SECRET_FORM   "FLAGS:NAME:TARGET"

#define SECRET_DIR          "/run/secrets" /* in the container, where nothing else is said */
#define SECRET_MODE_DEFAULT 0400U
#define SECRET_SIZE_MAX     (1024 * 1024) /* bytes, of systemd: of all credentials of a unit together */

/* What of a file is said; else it is the container's user's, and its mode the default. */
enum { SECRET_UID = 1 << 0, SECRET_GID = 1 << 1, SECRET_MODE = 1 << 2 };

typedef struct Secret {
        char *name;   /* the credential's */
        char *target; /* absolute and normalized path of a file in the container; of ENV a variable's name */
        bool env;
        bool volume;       /* a file of a volume: TARGET's directory is a mount with such files alone */
        unsigned said;     /* SECRET_… */
        uint32_t uid, gid; /* and all of these of a file alone */
        unsigned mode;
} Secret;

typedef struct SecretList {
        Secret *items;
        size_t n;
} SecretList;

void secret_done(Secret *secret);
#define _cleanup_secret_ _cleanup_(secret_done)
void secret_list_done(SecretList *list);
#define _cleanup_secret_list_ _cleanup_(secret_list_done)

/* Whether TEXT can be a credential's name here: 1 to 255 letters, digits, ".", "_" and "-", not "." first;
 * systemd takes others too, which mean something in a unit. */
bool credential_name_is_valid(const char *text);

/* Whether TEXT can be a variable's name in an environment. */
bool variable_name_is_valid(const char *text);

/* Appends "FLAGS:NAME:TARGET". FLAGS are words parted by ",": env, or volume, uid=N, gid=N, mode=OCTAL. 0 or
 * -ENOMEM. */
int secret_write(const Secret *secret, StrBuf *ret);

/* Takes that text apart, in which NAME can be whatever has no ":", and TARGET whatever there is. RET is the
 * caller's. 0, > 0 if it is not that text, or -ENOMEM. */
int secret_parse(const char *text, Secret *ret);

/* That text with a name and a target that are right, appended to LIST. 0, or -EINVAL or -ENOMEM with FAILURE.
 */
int secret_read(const char *value, SecretList *list, Failure *failure);
