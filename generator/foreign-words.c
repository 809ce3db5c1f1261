/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keywords of others as values of our keys, and sections of others. */
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

#define SERVICE                                                                                      \
        "a service's settings come from [Group] and [Container NAME], others from \"systemctl edit " \
        "coslice@GROUP_CONTAINER\""
#define CONTAINERS "write each container as [Container NAME]"
#define VOLUMES    "write each volume as [Volume NAME]"
#define NETWORK    "the group's network is set by Network= in [Group]"
#define SECRETS    "a secret is named by Secret= in [Container NAME]"
#define CONFIGS    "a file of the host is brought in by Volume=/host/path:/path:ro in [Container NAME]"
#define REQUESTS \
        "requests are set by Cpu= and Memory=, limits by CpuLimit= and MemoryLimit= in [Container NAME]"
#define PORTS     "ports are named by Ports= in [Container NAME] and by PublishPort= in [Group]"
#define WHOLE     "write [Group] and [Container NAME]"
#define VARIABLES "variables are set by Environment= in [Container NAME] or [Container *]"

static const struct {
        const char *word, *advice;
} sections[] = {
        {"Service", SERVICE},
        {"Socket", "what listens is named by Ports= in [Container NAME]"},
        {"Timer", "times are set by OnCalendar= in [Group] or [Container NAME]"},
        {"Mount", "a mount is a [Volume NAME]"},
        {"Automount", "a mount is a [Volume NAME]; it is there as long as the group runs"},
        {"Swap", "how much swap a group may use is set by Swap= in [Group]"},
        {"Path", "a group watches no files; a .path unit of systemd can start coslice@GROUP.service"},
        {"Slice", "limits are set by Cpu= and Memory= in [Group] and [Container NAME]"},
        {"Containers", CONTAINERS},
        {"Services", "write each service as [Container NAME]"},
        {"InitContainers", "write each as [Init NAME]"},
        {"Volumes", VOLUMES},
        {"Networks", NETWORK},
        {"Secret", SECRETS},
        {"Secrets", SECRETS},
        {"Config", CONFIGS},
        {"Configs", CONFIGS},
        {"ConfigMap", CONFIGS},
        {"Healthcheck", "a check is set by HealthCmd=, HealthHttp= or HealthTcp= in [Container NAME]"},
        {"Deploy", REQUESTS},
        {"Resources", REQUESTS},
        {"Environment", VARIABLES},
        {"Env", VARIABLES},
        {"Ports", PORTS},
        {"Labels", "labels are set by Label= in [Group] and [Container NAME]"},
        {"Pod", "a group is the pod: its settings go in [Group]"},
        {"Spec", WHOLE},
        {"Metadata", WHOLE},
        {"Kube", CONTAINERS},
        {"Quadlet", WHOLE},
        {"Image", "name the image in [Container NAME] by Image="},
        {"Artifact",
         "artifacts are not fetched; files of the host are brought in by Volume= in [Container NAME]"},
        {"Build", "coslice runs images; build them with another tool"},
        {"Network", NETWORK},
};

/* [Container:app] and the like: between word and name there is a blank. */
static int other_separator(const char *kind, StrBuf *advice)
{
        size_t n = strcspn(kind, ":.@/-_=");
        char word[16];
        if (!kind[n] || !kind[n + 1] || n >= sizeof word)
                return 0;
        memcpy(word, kind, n);
        word[n] = '\0';
        int section = section_from_word(word);
        if (section < 0 || !section_is_named((SectionKind)section))
                return 0;
        int r = strbuf_addf(advice, "did you mean [%s %s]?", section_word((SectionKind)section),
                            kind + n + 1);
        return r < 0 ? r : 1;
}

int section_foreign(const char *kind, StrBuf *advice)
{
        for (size_t i = 0; i < ARRAY_SIZE(sections); i++) {
                if (strcasecmp(kind, sections[i].word) != 0)
                        continue;
                size_t begin = advice->length;
                int r = strbuf_add(advice, sections[i].advice);
                if (r == 0)
                        r = foreign_add_later(advice, begin, _SECTION_MAX);
                return r < 0 ? r : 1;
        }
        return other_separator(kind, advice);
}
