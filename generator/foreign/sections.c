/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sections of others, what is to be done with their header, and where their keys are looked up. */
#include "generator/foreign/tables.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#define EACH       ", and each line below has its answer; leave it out"
#define SERVICE    "a service's settings are those of its container" EACH
#define CONTAINERS "each container is a [Container NAME]" EACH
#define VOLUMES    "each volume is a [Volume NAME]" EACH
#define NETWORK    "the group's network is set in [Group]" EACH
#define SECRETS    "a secret is named by Secret= in its container" EACH
#define CONFIGS    "a file of the host is brought in by Volume= in its container" EACH
#define REQUESTS   "requests and limits are the container's" EACH
#define PORTS      "ports are named by Ports= in the container and by PublishPort= in [Group]" EACH
#define WHOLE      "a group has its settings in [Group] and in its containers" EACH
#define VARIABLES  "variables are set by Environment= in the container" EACH

const ForeignSection foreign_sections[] = {
        {"Service", SECTION_CONTAINER, SERVICE},
        {"Socket", SECTION_CONTAINER, "what listens is named by Ports= in the container" EACH},
        {"Timer", SECTION_GROUP, "times are set by OnCalendar=" EACH},
        {"Mount", SECTION_VOLUME, "a mount is a [Volume NAME]" EACH},
        {"Automount", SECTION_VOLUME, "a mount is a [Volume NAME]" EACH},
        {"Swap", SECTION_GROUP, "how much swap a group may use is set by Swap= in [Group]" EACH},
        {"Path", SECTION_GROUP,
         "a group watches no files; a .path unit of systemd can start its service" EACH},
        {"Slice", SECTION_GROUP, "a group's limits are set in [Group] and its containers" EACH},
        {"Containers", SECTION_CONTAINER, CONTAINERS},
        {"Services", SECTION_CONTAINER, CONTAINERS},
        {"InitContainers", SECTION_CONTAINER, "each of them is an [Init NAME]" EACH},
        {"Volumes", SECTION_VOLUME, VOLUMES},
        {"Networks", SECTION_GROUP, NETWORK},
        {"Secret", SECTION_CONTAINER, SECRETS},
        {"Secrets", SECTION_CONTAINER, SECRETS},
        {"Config", SECTION_CONTAINER, CONFIGS},
        {"Configs", SECTION_CONTAINER, CONFIGS},
        {"ConfigMap", SECTION_CONTAINER, CONFIGS},
        {"Healthcheck", SECTION_CONTAINER, "checks are set in the container" EACH},
        {"Deploy", SECTION_CONTAINER, REQUESTS},
        {"Resources", SECTION_CONTAINER, REQUESTS},
        {"Environment", SECTION_CONTAINER, VARIABLES},
        {"Env", SECTION_CONTAINER, VARIABLES},
        {"Ports", SECTION_CONTAINER, PORTS},
        {"Labels", SECTION_CONTAINER, "labels are set by Label=" EACH},
        {"Pod", SECTION_GROUP, "a group is the pod" EACH},
        {"Spec", SECTION_GROUP, WHOLE},
        {"Metadata", SECTION_GROUP, WHOLE},
        {"Kube", SECTION_GROUP, "each container of the YAML file is a [Container NAME]" EACH},
        {"Quadlet", SECTION_GROUP, "there is no Quadlet to set up" EACH},
        {"Image", SECTION_CONTAINER, "an image is named by its container" EACH},
        {"Artifact", SECTION_CONTAINER, "artifacts are not fetched" EACH},
        {"Build", SECTION_CONTAINER, "coslice runs images and builds none" EACH},
        {"Network", SECTION_GROUP, NETWORK},
};
const size_t n_foreign_sections = ARRAY_SIZE(foreign_sections);

#define NO_PODMAN "there is no Podman to pass arguments to; leave it out"
#define NO_CONF   "no containers.conf is read; leave it out"
#define NO_NAME   "units are called by the group's name; leave it out"
#define OF_GROUP  "the network is the group's, and called by its name; leave it out"
#define ADDRESSES "the addresses of the group's network are chosen for it; leave it out"

static const ForeignKey networks[] = {
        {"NetworkName", NULL, OF_GROUP},
        {"ServiceName", NULL, NO_NAME},
        {"Label", NULL, "a network has no labels; leave it out"},
        {"Subnet", NULL, ADDRESSES},
        {"Gateway", NULL, ADDRESSES},
        {"IPRange", NULL, ADDRESSES},
        {"IPAMDriver", NULL, ADDRESSES},
        {"IPv6", NULL, "a group has an IPv6 address where the host has them; leave it out"},
        {"Internal", "no", "write Outbound={not}"},
        {"DisableDNS", "no", "names are asked at the host's resolver; leave it out"},
        {"Driver", NULL,
         "Network= of [Group] says which one it is, private or macvlan:INTERFACE; leave it out"},
        {"Options", NULL, "the group's network has no such options; leave it out"},
        {"InterfaceName", NULL, "the group's interface has a name of its own; leave it out"},
        {"NetworkDeleteOnStop", "yes", "the network goes with its group; leave it out"},
        {"ContainersConfModule", NULL, NO_CONF},
        {"PodmanArgs", NULL, NO_PODMAN},
        {"GlobalArgs", NULL, NO_PODMAN},
};
const ForeignTable foreign_quadlet_networks = {SECTION_GROUP, networks, ARRAY_SIZE(networks), "Network"};

#define OF_YAML "no YAML file is read: its containers are written in this one; leave it out"

static const ForeignKey kubes[] = {
        {"Yaml", NULL, OF_YAML},
        {"ConfigMap", NULL, OF_YAML},
        {"SetWorkingDirectory", NULL, OF_YAML},
        {"ExitCodePropagation", NULL, "a group fails when one of its containers has; leave it out"},
        {"KubeDownForce", NULL, "what a definition keeps lasts until it is removed by hand; leave it out"},
        {"LogDriver", NULL, "logs always go to the journal; leave it out"},
        {"ContainersConfModule", NULL, NO_CONF},
        {"PodmanArgs", NULL, NO_PODMAN},
        {"GlobalArgs", NULL, NO_PODMAN},
};
const ForeignTable foreign_quadlet_kubes = {SECTION_GROUP, kubes, ARRAY_SIZE(kubes), "Kube"};

static const ForeignKey images[] = {
        {"Image", NULL, "write Image={image}"},
        {"Policy", NULL, "write Pull={pull}"},
        {"*", NULL, "an image is named and fetched by its container; leave it out"},
};
const ForeignTable foreign_quadlet_images = {SECTION_CONTAINER, images, ARRAY_SIZE(images), "Image"};

static const ForeignKey builds[] = {
        {"*", NULL, "coslice runs images and builds none: build it with another tool; leave it out"},
};
const ForeignTable foreign_quadlet_builds = {SECTION_CONTAINER, builds, ARRAY_SIZE(builds), "Build"};

static const ForeignKey artifacts[] = {
        {"*", NULL, "artifacts are not fetched; leave it out"},
};
const ForeignTable foreign_quadlet_artifacts = {SECTION_CONTAINER, artifacts, ARRAY_SIZE(artifacts),
                                                "Artifact"};

static const ForeignKey quadlets[] = {
        {"DefaultDependencies", NULL, "a group has systemd's default dependencies; leave it out"},
};
const ForeignTable foreign_quadlet_quadlets = {SECTION_GROUP, quadlets, ARRAY_SIZE(quadlets), "Quadlet"};

static const ForeignKey variables[] = {
        {"*", NULL, "write Environment={assignment}"},
};
const ForeignTable foreign_section_environment = {SECTION_CONTAINER, variables, ARRAY_SIZE(variables),
                                                  "Environment"};
const ForeignTable foreign_section_env = {SECTION_CONTAINER, variables, ARRAY_SIZE(variables), "Env"};

static const ForeignKey labels[] = {
        {"*", NULL, "write Label={assignment}"},
};
const ForeignTable foreign_section_labels = {SECTION_CONTAINER, labels, ARRAY_SIZE(labels), "Labels"};

const ForeignSection *foreign_section(const char *word)
{
        for (size_t i = 0; word && i < n_foreign_sections; i++)
                if (strcasecmp(word, foreign_sections[i].word) == 0)
                        return foreign_sections + i;
        return NULL;
}

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

int foreign_answer_section(const char *kind, StrBuf *advice, bool *ret_keys)
{
        const ForeignSection *found = foreign_section(kind);
        *ret_keys = found != NULL;
        if (!found)
                return other_separator(kind, advice);
        int r = strbuf_add(advice, found->advice);
        return r < 0 ? r : 1;
}
