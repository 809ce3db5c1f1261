/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keywords of others as values of our keys. */
#include "generator/foreign/tables.h"

#define ONE_NETWORK "containers of one group share their network; leave it out"
#define OWN_NETWORK \
        "each group has a network of its own, and others reach what it publishes: write Network=private"
#define NETWORK_FILE "network files come later; " OWN_NETWORK
#define NO_SUCH_TYPE "there is no such type, what is mounted on the host is a directory: write Type=bind"

const ForeignWord foreign_words[] = {
        {"Restart", "unless-stopped", "a unit that was stopped stays stopped: write Restart=always"},
        {"Restart", "on-failure", "write Restart=on-failure and RestartMax={retries}"},
        {"Restart", "on-failure", "write Restart=on-failure"},
        {"Restart", "*", "write Restart={restart}"},
        {"Type", "tmpfs", "write Type=empty and Medium=memory"},
        {"Type", "emptyDir", "write Type=empty"},
        {"Type", "hostPath", "write Type=bind"},
        {"Type", "smb", "write Type=cifs"},
        {"Type", "smb3", "write Type=cifs"},
        {"Type", "azureFile", "write Type=cifs"},
        {"Type", "nfs4", "write Type=nfs"},
        {"Type", "configMap", "write Type=bind"},
        {"Type", "none", "write Type=bind"},
        {"Type", "volume", "write Type=local"},
        {"Type", "persistentVolumeClaim", "write Type=local"},
        {"Type", "ext4", "write Type=disk and FileSystem=ext4"},
        {"Type", "xfs", "write Type=disk and FileSystem=xfs"},
        {"Type", "btrfs", "write Type=disk and FileSystem=btrfs"},
        {"Type", "glusterfs", NO_SUCH_TYPE},
        {"Type", "ceph", NO_SUCH_TYPE},
        {"Network", "default", OWN_NETWORK},
        {"Network", "*.network", NETWORK_FILE},
        {"Network", "pasta", OWN_NETWORK},
        {"Network", "slirp4netns", OWN_NETWORK},
        {"Network", "ns", OWN_NETWORK},
        {"Network", "pod", ONE_NETWORK},
        {"Network", "container", ONE_NETWORK},
        {"Network", "service", ONE_NETWORK},
};
const size_t n_foreign_words = ARRAY_SIZE(foreign_words);
