/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The folder of a pull, /var/lib/coslice-pull/KEY: skopeo writes there, as its user, and we take from there
 * what it has fetched. It is hostile: skopeo has listened to a registry. So no link is followed, nothing but
 * regular files of the user's with no other name counts, and what is read is held against its digest.
 *
 *   blobs/sha256/HEX   as the registry has them; kept if a pull fails, for the next
 *   layout, tmp        skopeo's, new for each run of it */
#pragma once

#include "core/base/failure.h"
#include "core/contract/imagedigest.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* The names as skopeo sees them, in its COSLICE_PULL_DIR. */
#define FOLDER_BLOBS  "blobs"
#define FOLDER_LAYOUT "layout"

/* Who fetches; see skopeo.h. */
#define PULL_USER "coslice-pull"
typedef struct PullUser {
        uid_t uid;
        gid_t gid;
} PullUser;

/* Pure. Reads PASSWD, the text of passwd(5). 0, -ENOENT: it has no such user; or -EINVAL: it has one that
 * can't be meant, root for example. */
int pull_user_read(const char *passwd, PullUser *ret);
/* The same of /etc/passwd. 0 or -errno with FAILURE. */
int pull_user_find(PullUser *ret, Failure *failure);

typedef struct PullFolder {
        int fd;       /* KEY's */
        int blobs_fd; /* blobs/sha256 */
        PullUser user;
} PullFolder;

void pull_folder_done(PullFolder *folder);
#define _cleanup_pull_folder_ _cleanup_(pull_folder_done)

/* Opens the folder KEY in DIR, COSLICE_PULL_DIR; both are made if they aren't there. 0 or -errno with
 * FAILURE. */
int pull_folder_open(const char *dir, const char *key, const PullUser *user, PullFolder *ret,
                     Failure *failure);

/* Removes all that is in it but blobs, and makes it ready for a run of skopeo. 0 or -errno with FAILURE. */
int pull_folder_renew(PullFolder *folder, Failure *failure);

/* A blob that is wanted. */
typedef struct PullBlob {
        char hex[IMAGE_HEX_SPACE];
        uint64_t size;
        bool have; /* what it is unpacked to is in the store: it need not be fetched */
} PullBlob;

/* Pure. One blob can be several of the N of BLOBS, an empty layer for example: those that we HAVE need it all
 * the same if another one doesn't. */
void pull_blobs_settle(PullBlob *blobs, size_t n);

/* Removes blobs that are none of the N of BLOBS, or not what their names say: an earlier pull was
 * interrupted, or the machine. Then makes those that we HAVE, as files of the right size that hold nothing:
 * skopeo takes them for present. They are no blobs: nothing may read them. 0 or -errno with FAILURE. */
int pull_folder_keep(PullFolder *folder, const PullBlob *blobs, size_t n, Failure *failure);

/* Removes the blob HEX, if it is there. 0 or -errno with FAILURE. */
int pull_folder_forget(PullFolder *folder, const char *hex, Failure *failure);

/* Adds the blob HEX, which must not be there: SIZE bytes at TEXT. 0 or -errno with FAILURE. */
int pull_folder_put(PullFolder *folder, const char *hex, const char *text, size_t size, Failure *failure);

/* What has come so far of the N of BLOBS that we don't HAVE, in bytes and whole blobs. */
typedef struct PullProgress {
        uint64_t bytes;
        size_t whole;
} PullProgress;
PullProgress pull_folder_progress(const PullFolder *folder, const PullBlob *blobs, size_t n);

/* Opens the blob HEX, to read, of SIZE bytes (UINT64_MAX: of any). A descriptor; -ENOENT: there is none;
 * -EBADMSG: what has its name is no such file; or another -errno. */
int pull_folder_blob(const PullFolder *folder, const char *hex, uint64_t size);

/* Reads the blob HEX, of at most MAX bytes, NUL-terminated. 0, -ENOENT, -EBADMSG: it is not what its digest
 * says, or larger; or another -errno. */
int pull_folder_read(const PullFolder *folder, const char *hex, size_t max, char **ret, size_t *ret_size);

/* Bytes on disk of all that is in NAME in DIR_FD, as deep as skopeo goes; what can't be read counts nothing.
 */
uint64_t pull_folder_size(int dir_fd, const char *name);

/* Removes the folder KEY in DIR with all that is in it. 0 or -errno. */
int pull_folder_remove(const char *dir, const char *key);
