/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Options of the helper whose values have parts: written by the generator and read by the helper, both here.
 *
 * A writer takes what is right: the generator has checked it, with words for people. A reader takes nothing
 * on trust, since the helper checks all again that it acts on: it returns 0, -EINVAL with FAILURE where VALUE
 * is not exactly what a writer writes, or -ENOMEM with FAILURE; RET is untouched then. Pure. */
#pragma once

#include "core/base/failure.h"
#include "core/base/strbuf.h"

#include <stdint.h>

typedef enum MountKind {
        MOUNT_HOST,   /* --bind=: a file or directory of the host */
        MOUNT_PINNED, /* --pinned=: a tmpfs that the group's sandbox holds */
        MOUNT_IMAGE,  /* --image-volume=: what is in an image that the group has pinned */
        MOUNT_LOCAL,  /* --local=: a directory that is kept for it, localvolume.h */
        MOUNT_TMPFS,  /* --tmpfs=: a tmpfs of this container alone */
        _MOUNT_KIND_MAX,
} MountKind;

/* Names and forms, for the helper's tables of options too. */
#define MOUNT_HOST_OPTION   "bind"
#define MOUNT_HOST_FORM     "TARGET:FLAGS:SUB:SOURCE"
#define MOUNT_PINNED_OPTION "pinned"
#define MOUNT_PINNED_FORM   "TARGET:FLAGS:SUB:NAME"
#define MOUNT_IMAGE_OPTION  "image-volume"
#define MOUNT_IMAGE_FORM    "TARGET:FLAGS:SUB:KEY"
#define MOUNT_LOCAL_OPTION  "local"
#define MOUNT_LOCAL_FORM    "TARGET:FLAGS:SUB:NAME"
#define MOUNT_TMPFS_OPTION  "tmpfs"
#define MOUNT_TMPFS_FORM    "TARGET:OPTIONS"
#define EMPTY_OPTION        "empty"
#define EMPTY_FORM          "NAME[:UID:GID][:BYTES]"
#define EMPTY_MEMORY_OPTION "empty-memory"
#define EMPTY_MEMORY_FORM   "NAME[:UID:GID]:BYTES"

/* What of a tmpfs, and of the owner of something of the host, is said; else the value of MOUNT_INIT() counts.
 * What is said is written even where it is the default, so that the unit shows what the definition has. */
enum { MOUNT_SIZE = 1 << 0, MOUNT_MODE = 1 << 1, MOUNT_UID = 1 << 2, MOUNT_GID = 1 << 3 };

/* Something that is mounted in a container. */
typedef struct Mount {
        MountKind kind;
        char *target; /* absolute, normalized, never "/" */
        char *source; /* HOST: absolute path; PINNED: the volume's label; IMAGE: KEY of imageref.h; LOCAL: its
                         name; TMPFS: NULL */
        char *sub;    /* all but TMPFS: relative path below the source; NULL or "" for all of it */
        bool read_only, no_exec, slave,
                create; /* of TMPFS no_exec alone, which it is unless "exec" is said; of IMAGE that and
                         * read_only, which it is whatever is said; of LOCAL these two */
        bool own;       /* HOST, PINNED: an empty volume of the group's. Said by the source and by no word, so
                         * mount_read() sets it and mount_write() doesn't look at it */
        unsigned said;  /* MOUNT_… */
        uint32_t uid, gid; /* TMPFS: whose it is; HOST, LOCAL: whose the top of it appears to be, both or
                            * none */
        uint64_t size;     /* TMPFS: bytes, 0: the kernel's default; LOCAL: 0: as many as there is room for */
        unsigned mode;     /* TMPFS */
} Mount;

typedef struct MountList {
        Mount *items;
        size_t n;
} MountList;

/* A mount of KIND of which nothing is said. */
#define MOUNT_INIT(kind_)                                                                                \
        {                                                                                                \
                .kind = (kind_), .read_only = (kind_) == MOUNT_IMAGE, .no_exec = (kind_) == MOUNT_TMPFS, \
                .mode = (kind_) == MOUNT_TMPFS ? 01777 : 0                                               \
        }
void mount_done(Mount *mount);
#define _cleanup_mount_ _cleanup_(mount_done)
void mount_list_done(MountList *list);

/* Appends "--bind=TARGET:FLAGS:SUB:SOURCE", "--pinned=TARGET:FLAGS:SUB:NAME",
 * "--image-volume=TARGET:FLAGS:SUB:KEY", "--local=TARGET:FLAGS:SUB:NAME" or "--tmpfs=TARGET:OPTIONS". FLAGS
 * are words parted by ",": ro, noexec, rslave, create, of the host's also uid=N and gid=N, of an image noexec
 * alone, of a local one size=BYTES and neither rslave nor create; OPTIONS: size=BYTES, mode=OCTAL, uid=N,
 * gid=N, exec. Only the last part may have a ":" in it. 0 or -ENOMEM. */
int mount_write(const Mount *mount, StrBuf *ret);

/* What follows "--bind=" and the like, appended to LIST. */
int mount_read(MountKind kind, const char *value, MountList *list, Failure *failure);

/* A volume of Type=empty, made with the sandbox. */
typedef struct Empty {
        char *name;
        bool memory; /* a tmpfs of BYTES; else a directory on disk, 0: of as many as there is room for */
        bool owned;  /* by UID and GID; else everybody writes */
        uint32_t uid, gid;
        uint64_t bytes;
} Empty;

typedef struct EmptyList {
        Empty *items;
        size_t n;
} EmptyList;

void empty_list_done(EmptyList *list);

static inline unsigned empty_mode(const Empty *empty)
{
        return empty->owned ? 0755 : 0777;
}

/* Appends "--empty=NAME[:UID:GID][:BYTES]" or "--empty-memory=NAME[:UID:GID]:BYTES". 0 or -ENOMEM. */
int empty_write(const Empty *empty, StrBuf *ret);

/* What follows "--empty=" or, with MEMORY, "--empty-memory=", appended to LIST. */
int empty_read(bool memory, const char *value, EmptyList *list, Failure *failure);

/* A flag, of what makes what a group shares and of what starts its containers: the network is the host's. */
#define HOST_NETWORK_OPTION "host-network"

/* Of a container's writable layer, in bytes. */
#define STORAGE_LIMIT_OPTION "storage-limit"

/* What follows "--storage-limit=". */
int storage_limit_read(const char *value, uint64_t *ret, Failure *failure);

/* The group's /dev/shm: not said: SHM_SIZE_DEFAULT bytes; 0: as much as the group's memory holds. */
typedef struct ShmSize {
        uint64_t bytes;
        bool said;
} ShmSize;
#define SHM_SIZE_OPTION  "shm-size"
#define SHM_SIZE_DEFAULT (UINT64_C(64) * 1024 * 1024)

/* What follows "--shm-size=". */
int shm_size_read(const char *value, ShmSize *ret, Failure *failure);

/* Appends "--user=USER[:GROUP]", of which either may be NULL: then it is root's, or the user's own group.
 * 0 or -ENOMEM. */
int user_write(const char *user, const char *group, StrBuf *ret);

/* What follows "--user=", taken apart: *RET_USER is a new string, *RET_GROUP points into VALUE or is NULL. 0;
 * USER_NEITHER if one of them is empty; -ENOMEM. What users there are is the image's to say. */
enum { USER_NEITHER = 1 };
int user_read(const char *value, char **ret_user, const char **ret_group);

/* "[-]PATH": an environment file as the definition has it too, "-": it may be absent. Its path, in VALUE. */
const char *envfile_path(const char *value, bool *ret_optional);
