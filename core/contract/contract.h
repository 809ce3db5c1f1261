/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The names that generator, helper, units and administrators share. What stands here is kept: running groups
 * of an older version meet a newer helper. */
#pragma once

#include <stdint.h>

/* Programs of the units. */
#define COSLICE_HELPER  "/usr/lib/coslice/coslice-helper"
#define COSLICE_GROUP   "/usr/lib/coslice/coslice-group"
#define COSLICE_IMAGE   "/usr/lib/coslice/coslice-image"
#define COSLICE_NETWORK "/usr/lib/coslice/coslice-network"
#define COSLICE_SECCOMP                                                                                  \
        "/usr/lib/coslice/coslice-seccomp" /* executed by the helper, for a profile of system calls in a \
                                              file */
#define COSLICE_LAUNCH \
        "/usr/lib/coslice/coslice-launch" /* executed by the helper, as the last before the payload */

/* Definitions: NAME.group, earlier directories beat later ones. */
#define COSLICE_GROUP_DIRS                                                             \
        "/etc/coslice/groups", "/run/coslice/groups", "/usr/local/lib/coslice/groups", \
                "/usr/lib/coslice/groups"
#define COSLICE_GROUP_PATH_ENV "COSLICE_GROUP_PATH"

/* Where systemd has its generators write: the only output directory whose renderings refresh the copies of
 * running groups. Each group's rendering is one folder, GENERATOR_OUT/.coslice/GROUP. */
#define COSLICE_GENERATOR_OUT "/run/systemd/generator"
#define COSLICE_RENDERINGS    ".coslice"
/* The last that is made of a rendering, a link that leads nowhere and holds the number of its files and of
 * all their bytes: who copies it while systemd removes it sees that something is missing. A link is there
 * with all that it holds, or not at all. */
#define COSLICE_COMPLETE        ".complete"
#define COSLICE_COMPLETE_FORMAT "%zu:%zu"

/* The drop-in by which a unit of a definition with mistakes refuses to start. */
#define COSLICE_REFUSAL "90-refuse.conf"

/* The drop-in by which a running group says that it needs a restart: what its sandbox holds is of an earlier
 * definition or version. */
#define COSLICE_OUTDATED "90-restart.conf"

/* Where units win against the generator's: those of running groups are linked there. */
#define COSLICE_RUNTIME_UNITS "/run/systemd/system"

/* Run-time state; 0700, but for the way to the units, which all may read. */
#define COSLICE_RUN_DIR   "/run/coslice"
#define COSLICE_STATE_DIR COSLICE_RUN_DIR "/state" /* GROUP: that it is there means that the group runs */
#define COSLICE_COPY      "units" /* STATE_DIR/GROUP/units: its copy of the rendering it was started with */
#define COSLICE_STEPS_DIR COSLICE_RUN_DIR "/steps" /* GROUP/CONTAINER: what a start is at, till it ends */
#define COSLICE_RUNNING_DIR \
        COSLICE_RUN_DIR "/running" /* GROUP/CONTAINER: what one that runs was started with */
#define COSLICE_PULLS_DIR   COSLICE_RUN_DIR "/pulls"   /* locks of pulls, and who asks for one */
#define COSLICE_SECCOMP_DIR COSLICE_RUN_DIR "/seccomp" /* profiles of system calls, compiled */
#define COSLICE_LOG_DIR     COSLICE_RUN_DIR "/log"     /* GROUP: its pipes, logpipe.h */
#define COSLICE_LIB_DIR     "/var/lib/coslice"
#define COSLICE_UPPER_DIR                                                                 \
        COSLICE_LIB_DIR "/upper" /* GROUP/CONTAINER: writable layers, fresh at each start \
                                  */
#define COSLICE_IDS_DIR                                                                     \
        COSLICE_LIB_DIR "/ids" /* ID: a link to nowhere, the group whose range begins there \
                                */
#define COSLICE_EMPTY_DIR   COSLICE_LIB_DIR "/empty"   /* GROUP/VOLUME: volumes of Type=empty on disk */
#define COSLICE_VOLUMES_DIR COSLICE_LIB_DIR "/volumes" /* NAME: one of Type=local, localvolume.h */

/* Networks of groups. */
#define COSLICE_NETWORK_FILE "/etc/coslice/network" /* what they have in common, coslice.network(5) */
#define COSLICE_NETWORK_DIR \
        COSLICE_RUN_DIR "/network" /* GROUP: the record of the network it has, network.h */
#define COSLICE_DNS_DIR \
        COSLICE_RUN_DIR "/dns" /* GROUP: its line of hosts(5), for dnsmasq; 0755, as all may read it */
#define COSLICE_ADDRESSES_DIR \
        COSLICE_LIB_DIR "/addresses" /* ADDRESS: a link to nowhere, the group whose it is */
#define COSLICE_NETWORK_RULES \
        "/usr/lib/coslice/network.nft" /* the table of rules, without what is a group's */

/* Images; 0700. Names are digests and keys, of imagedigest.h and imageref.h. */
#define COSLICE_IMAGES_DIR    COSLICE_LIB_DIR "/images"
#define COSLICE_IMAGE_LAYERS  "layers" /* HEX of a chain id: a tree, and what is known of it */
#define COSLICE_IMAGE_RECORDS "images" /* HEX of what was asked for: its record */
#define COSLICE_IMAGE_BLOBS   "blobs"  /* HEX: manifests and configurations, as they came */
#define COSLICE_IMAGE_READY   "ready"  /* KEY: a link to the image that is up to date, ../images/HEX */
#define COSLICE_IMAGE_NEXT    "next"   /* KEY: the same of an update, until it is done */
#define COSLICE_IMAGE_LOCK    "lock"   /* shared by who adds or pins images, exclusive for who removes some */
#define COSLICE_IMAGE_PINS    "images" /* STATE_DIR/GROUP/images/KEY: a link to the image that it runs */
#define COSLICE_PULL_DIR      "/var/lib/coslice-pull" /* KEY: what skopeo fetched; that user's */

/* Records of users and groups for nss-systemd, systemd-userdbd.service(8). */
#define COSLICE_USERDB_DIR  "/run/userdb"
#define COSLICE_USER_PREFIX "coslice-" /* and the group's name: who owns its processes and files */
/* coslice-pull is who fetches images: that of a group of this name, "coslice_pull", no other one can have. */
#define COSLICE_PULL_GROUP       "pull"
#define COSLICE_PULL_USER_PREFIX "coslice_"

/* The largest user or group id, 2^31 - 1 as in container engines: the ids above are negative numbers to some
 * programs and system calls, and the last of them, -1, means "none". */
#define COSLICE_ID_MAX      INT32_MAX
#define COSLICE_ID_MAX_TEXT "2147483647"

/* Exit statuses; never systemd's own 200–243. */
enum {
        EXIT_SETUP_REQUEST = 70,   /* the arguments are not what the contract says */
        EXIT_SETUP_SANDBOX = 71,   /* the group's namespaces can't be made or joined */
        EXIT_SETUP_ROOT = 72,      /* the root file system and what is mounted in it */
        EXIT_SETUP_STATE = 73,     /* files of ours: no space, no permission */
        EXIT_SETUP_USER = 74,      /* user and groups */
        EXIT_SETUP_PRIVILEGE = 75, /* capabilities, no_new_privs, seccomp */
        EXIT_SETUP_NOTIFY = 76,    /* systemd can't be told */
        EXIT_SETUP_PROCESS = 77,   /* clone, sockets, memory */
        EXIT_REFUSED = 78,         /* the definition has errors (sysexits.h: EX_CONFIG) */
        EXIT_SESSION = 125,        /* of exec: whatever is not the program's own */
        EXIT_NOT_EXECUTABLE = 126, /* as shells do */
        EXIT_NOT_FOUND = 127,
};
