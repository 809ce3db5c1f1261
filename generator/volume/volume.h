/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a volume is, by its Type=. A type is a file of this folder, which exports its row; VOLUME_TYPES of
 * model/definition.h names all of them, and keys of [Volume] say which types have them. Pure. */
#pragma once

#include "core/contract/wire.h"
#include "generator/model/definition.h"

typedef struct VolumeType {
        bool of_host; /* Path= is a path of the host, which others see too */
        bool owned;   /* its files have owners on a disk, and its top may appear as somebody else's */
        const char *read_only; /* what it is, where that can only be read; NULL: it can be written */
        /* Holds V, whose type is this one, against what its keys don't say by themselves. NULL: there is
         * nothing. Mistakes are diagnostics. 0 or -errno. */
        int (*check)(const Volume *v, DiagList *diags);
        /* Where a container finds V: the kind of mount, and its source, a new string. 0 or -ENOMEM.
         * NULL: it is no mount. */
        int (*find)(const Definition *def, const Volume *v, MountKind *ret_kind, char **ret_source);
        /* What the group's sandbox makes for V, with V's strings; MEMORY: what the group has of it, in bytes.
         * NULL: nothing. */
        void (*make)(const Volume *v, uint64_t memory, Empty *ret);
} VolumeType;

#define VOLUME_ROW(name, word) extern const VolumeType volume_type_##word;
VOLUME_TYPES(VOLUME_ROW)
#undef VOLUME_ROW

/* The type of V; NULL where that is not known, which is told. */
const VolumeType *volume_type(const Volume *v);

/* Whether V is a path of the host, as a bind mount without a [Volume] is. */
bool volume_is_of_host(const Volume *v);

/* Whether owner= of a line, and Owner=, say whose its top appears to be. */
bool volume_is_owned(const Volume *v);

/* Whether V is what an image has in it. */
bool volume_is_image(const Volume *v);

/* Whether V is files with secrets. */
bool volume_is_secret(const Volume *v);

/* What V is, "what is in an image", if it can only be read; else NULL. */
const char *volume_read_only(const Volume *v);

/* Checks V: that it has a type, and the keys of that alone. Mistakes are diagnostics. 0 or -errno. */
int volume_check(const Volume *v, DiagList *diags);
