/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The user namespace of a group: UserNS= of the definition and --userns= of the helper, in the same words.
 * Which ids of the host those inside are, user_namespaces(7). Pure. */
#pragma once

#include "core/base/failure.h"
#include "core/base/strbuf.h"

#include <stdint.h>

/* Ids that a group has: 0 to 65535. */
#define USERNS_IDS 65536
/* Those of all groups: from above what login.defs(5) gives to users (SUB_UID_MAX) to below what
 * systemd-nspawn takes, and ranges begin at multiples of their size. */
#define USERNS_FIRST 600113152
#define USERNS_LAST  1879048191

#define USERNS_OPTION      "userns"
#define USERNS_FORM        "host or auto[:uidmapping=C:H:N,gidmapping=C:H:N]"
#define USERNS_OPTION_FORM "auto[:uidmapping=C:H:N,gidmapping=C:H:N]|host"
#define USERNS_EXTENTS_MAX 16

/* N ids from INSIDE on are those of the host from HOST on. */
typedef struct IdExtent {
        uint32_t inside, host, n;
} IdExtent;

/* Extents that were asked for; all other ids are those of the group's range. */
typedef struct IdMap {
        IdExtent extents[USERNS_EXTENTS_MAX]; /* sorted by INSIDE */
        size_t n;
} IdMap;

typedef struct UserNs {
        bool own; /* else the host's */
        IdMap uids, gids;
} UserNs;

/* Reads VALUE, of USERNS_FORM. 0; -EINVAL with RET_WHY, what is wrong as the end of a sentence ("expected
 * …"); or -ENOMEM. */
int userns_read(const char *value, UserNs *ret, const char **ret_why);

/* What follows "--userns=", as wire.h has it: 0, -EINVAL or -ENOMEM with FAILURE. */
int userns_read_option(const char *value, UserNs *ret, Failure *failure);

/* Appends it, so that userns_read() gives the same. 0 or -ENOMEM. */
int userns_write(const UserNs *userns, StrBuf *ret);

/* The host's id for INSIDE in the range that begins at BASE; -1 if there is none. */
uint32_t userns_host_id(const IdMap *map, uint32_t base, uint32_t inside);

/* Appends the lines of uid_map or gid_map: "INSIDE HOST N". 0 or -ENOMEM. */
int userns_write_map(const IdMap *map, uint32_t base, StrBuf *ret);

/* The same of a mount (mount_setattr(2), MOUNT_ATTR_IDMAP), INSIDE being what the disk says, for a group of
 * USERNS with MAP, one of its two; but what is FROM's on the disk is TO's in the group, which is one of its
 * ids, and what is TO's is nobody's. 0 or -ENOMEM. */
int userns_write_owned(const UserNs *userns, const IdMap *map, uint32_t base, uint32_t from, uint32_t to,
                       StrBuf *ret);
