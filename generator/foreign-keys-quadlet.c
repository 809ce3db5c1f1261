/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys of others: Quadlet's [Container], [Pod] and [Volume]. */
#include "generator/foreign.h"

#define LOGS    "logs always go to the journal; leave it out"
#define USER_NS "the user namespace is the group's: write UserNS= in [Group]"
#define IDS     "the ids are the group's: write UserNS= in [Group]"
#define PULLS   "a pull is tried again by itself; leave it out"
#define PODMAN  "there is no Podman to pass arguments to; use the keys of [Container NAME]"

static const ForeignKey containers[] = {
        {"ContainerName", "", "the container is called coslice@GROUP_NAME by its section; leave this out"},
        {"LogDriver", "journald", "logs always go to the journal; leave this out"},
        {"LogOpt", NULL, LOGS},
        {"Pod", NULL, "containers of one group file are one pod; leave it out"},
        {"PodmanArgs", NULL, PODMAN},
        {"GlobalArgs", NULL, PODMAN},
        {"Mount", NULL, "=mount"},
        {"Network", NULL, "containers share their group's network: write Network= in [Group]"},
        {"PublishPort", NULL, "the address is the group's: write PublishPort= in [Group]"},
        {"IP", NULL, "the address is the group's: write Address= in [Group]"},
        {"IP6", NULL, "the address is the group's: write Address= in [Group]"},
        {"HostName", NULL, "the containers share the group's name: write HostName= in [Group]"},
        {"ShmSize", NULL, "the containers share /dev/shm: write ShmSize= in [Group]"},
        {"Sysctl", NULL, "the namespaces are the group's: write Sysctl= in [Group]"},
        {"UserNS", NULL, USER_NS},
        {"AutoUpdate", NULL, "the whole group is updated: write AutoUpdate= in [Group]"},
        {"Annotation", NULL, "write Label="},
        {"Notify", "no", "write ReadyCmd=, ReadyHttp= or ReadyTcp= for what a start waits for"},
        {"ReadOnlyTmpfs", "no", "write Tmpfs= for each directory that must be writable"},
        {"VolatileTmp", "no", "write Tmpfs=/tmp"},
        {"DNS", NULL, "the containers share the group's network: write DNS= in [Group]"},
        {"DNSSearch", NULL, "the containers share the group's network: write DNSSearch= in [Group]"},
        {"DNSOption", NULL, "the containers share the group's network: write DNSOption= in [Group]"},
        {"AddHost", NULL, "the containers share /etc/hosts: write AddHost= in [Group]"},
        {"NetworkAlias", NULL, "containers of a group reach each other at localhost; leave it out"},
        {"ExposeHostPort", NULL,
         "write Ports= for what the container listens on, PublishPort= in [Group] for the host's address"},
        {"EnvironmentHost", "no", "write each variable as Environment=NAME=VALUE"},
        {"HttpProxy", "no", "write Environment=http_proxy=ADDRESS"},
        {"CgroupsMode", NULL, "the container's cgroup is its unit's; leave it out"},
        {"StartWithPod", NULL, "write StartWithGroup="},
        {"UIDMap", NULL, IDS},
        {"GIDMap", NULL, IDS},
        {"SubUIDMap", NULL, IDS},
        {"SubGIDMap", NULL, IDS},
        {"RemapUsers", NULL, IDS},
        {"RemapUid", NULL, IDS},
        {"RemapGid", NULL, IDS},
        {"RemapUidSize", NULL, IDS},
        {"ServiceName", NULL, "the container's unit is called coslice@GROUP_NAME; leave it out"},
        {"HealthStartupSuccess", NULL, "write HealthStartupSuccesses="},
        {"HealthLogDestination", NULL, LOGS},
        {"HealthMaxLogCount", NULL, LOGS},
        {"HealthMaxLogSize", NULL, LOGS},
        {"SecurityLabelFileType", NULL, "files keep the labels that they have; leave it out"},
        {"SecurityLabelNested", "no", "a container has no SELinux of its own; leave it out"},
        {"ContainersConfModule", NULL, "no containers.conf is read; use the keys of [Container NAME]"},
        {"Retry", NULL, PULLS},
        {"RetryDelay", NULL, PULLS},
        {"Name", "", "the container is called coslice@GROUP_NAME by its section; leave this out"},
        {"NoNewPrivs", NULL, "write NoNewPrivileges="},
};
const ForeignTable foreign_quadlet_containers = {SECTION_CONTAINER, containers, ARRAY_SIZE(containers)};

static const ForeignKey groups[] = {
        {"PodName", NULL, "the group is called by its file's name; leave it out"},
        {"Name", NULL, "the group is called by its file's name; leave it out"},
        {"ServiceName", NULL, "the unit is called coslice@NAME; leave it out"},
        {"Volume", NULL, "write Volume= in each [Container NAME] that uses it, or in [Container *]"},
        {"IP", NULL, "write Address="},
        {"IP6", NULL, "write Address="},
        {"NetworkAlias", NULL, "write DnsName="},
        {"UIDMap", NULL, "write UserNS="},
        {"GIDMap", NULL, "write UserNS="},
        {"SubUIDMap", NULL, "write UserNS="},
        {"SubGIDMap", NULL, "write UserNS="},
        {"RemapUsers", NULL, "write UserNS="},
        {"RemapUid", NULL, "write UserNS="},
        {"RemapGid", NULL, "write UserNS="},
        {"RemapUidSize", NULL, "write UserNS="},
        {"ExitPolicy", "stop", "a group ends with its last container; leave this out"},
        {"PodmanArgs", NULL, "there is no Podman to pass arguments to"},
        {"GlobalArgs", NULL, "there is no Podman to pass arguments to"},
};
const ForeignTable foreign_quadlet_groups = {SECTION_GROUP, groups, ARRAY_SIZE(groups)};

static const ForeignKey volumes[] = {
        {"VolumeName", NULL, "write Name= with Type=local"},
        {"Copy", "yes", "a new local volume has the image's content by itself; leave this out"},
        {"User", NULL, "write Owner=UID:GID, as numbers"},
        {"Group", NULL, "write Owner=UID:GID, as numbers"},
        {"UID", NULL, "write Owner=UID:GID"},
        {"GID", NULL, "write Owner=UID:GID"},
        {"ContainersConfModule", NULL, "no containers.conf is read; leave it out"},
        {"PodmanArgs", NULL, "there is no Podman to pass arguments to"},
        {"GlobalArgs", NULL, "there is no Podman to pass arguments to"},
        {"ServiceName", NULL, "the volume's unit is called by group and volume; leave it out"},
        {"Label", NULL, "a volume has no labels; leave it out"},
};
const ForeignTable foreign_quadlet_volumes = {SECTION_VOLUME, volumes, ARRAY_SIZE(volumes)};
