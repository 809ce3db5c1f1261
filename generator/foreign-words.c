/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keywords of others as values of our keys. */
#include "generator/foreign.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#define ONE_NETWORK  "containers of one group share their network; leave it out"
#define OWN_NETWORK  "a group's network is made by coslice, it can't join another: write Network=bridge"
#define NO_SUCH_TYPE "; mount it on the host, and write Type=bind and Path="

const ForeignWord foreign_words[] = {
        {"Restart", "unless-stopped", "write Restart=always; a unit that was stopped stays stopped"},
        {"Restart", "never", "write Restart=no"},
        {"Restart", "false", "write Restart=no"},
        {"Restart", "yes", "write Restart=always"},
        {"Restart", "true", "write Restart=always"},
        {"Restart", "any", "write Restart=always"},
        {"Type", "tmpfs", "write Type=empty and Medium=memory"},
        {"Type", "emptyDir", "write Type=empty"},
        {"Type", "hostPath", "write Type=bind and Path="},
        {"Type", "smb", "write Type=cifs" FOREIGN_NOT_YET},
        {"Type", "azureFile", "write Type=cifs, Share= and Credential=" FOREIGN_NOT_YET},
        {"Type", "nfs4", "write Type=nfs" FOREIGN_NOT_YET},
        {"Type", "configMap", "write Type=bind and Path= for files of the host"},
        {"Type", "volume", "write Type=local" FOREIGN_NOT_YET},
        {"Type", "persistentVolumeClaim", "write Type=local, or Type=disk for a disk" FOREIGN_NOT_YET},
        {"Type", "ext4", "write Type=disk, Device= and FileSystem=ext4" FOREIGN_NOT_YET},
        {"Type", "xfs", "write Type=disk, Device= and FileSystem=xfs" FOREIGN_NOT_YET},
        {"Type", "btrfs", "write Type=disk, Device= and FileSystem=btrfs" FOREIGN_NOT_YET},
        {"Type", "glusterfs", "there is no such type" NO_SUCH_TYPE},
        {"Type", "ceph", "there is no such type" NO_SUCH_TYPE},
        {"Network", "default", "write Network=bridge" FOREIGN_NOT_YET},
        {"Network", "*.network", "the network of a file is not supported by this version of coslice"},
        {"Network", "pasta", "write Network=bridge" FOREIGN_NOT_YET},
        {"Network", "slirp4netns", "write Network=bridge" FOREIGN_NOT_YET},
        {"Network", "ns", OWN_NETWORK FOREIGN_NOT_YET},
        {"Network", "pod", ONE_NETWORK},
        {"Network", "container", ONE_NETWORK},
        {"Network", "service", ONE_NETWORK},
};
const size_t n_foreign_words = ARRAY_SIZE(foreign_words);

/* Whether the N bytes at VALUE are WORD in any case; a "*" at its beginning stands for whatever is before. */
static bool is_word(const char *word, const char *value, size_t n)
{
        size_t length = strlen(word), skipped = 0;
        if (*word == '*') {
                word++;
                length--;
                skipped = n > length ? n - length : 0;
        }
        return n - skipped == length && strncasecmp(word, value + skipped, length) == 0;
}

const char *word_foreign(const Key *key, const char *value)
{
        size_t n = strcspn(value, ":");
        for (size_t i = 0; i < n_foreign_words; i++)
                if (streq(foreign_words[i].key, key->name) && is_word(foreign_words[i].word, value, n))
                        return foreign_words[i].advice;
        return NULL;
}
