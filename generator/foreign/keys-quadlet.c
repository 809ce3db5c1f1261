/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys of others: Quadlet's [Container], [Pod] and [Volume]. */
#include "generator/foreign/tables.h"

#define LOGS      "logs always go to the journal; leave it out"
#define IDS       "the ids are the group's, each in a range of its own; leave it out"
#define PULLS     "a pull is tried again by itself; leave it out"
#define ONE_POD   "containers of one group file are one pod; leave it out"
#define NO_CONF   "no containers.conf is read; leave it out"
#define NO_PODMAN "there is no Podman to pass arguments to; leave it out"
#define SHARED    "the containers share the group's network: "
#define RESOLVER  "without DNS= the host's name servers are asked; leave it out"
#define NO_SEARCH "what is appended to names is DNSSearch=, or what the host has; leave it out"
#define ALIAS                                                                                            \
        "containers of a group find each other by their names, and other groups find it by DnsName= in " \
        "[Group]; leave it out"
#define ADDRESS "the address is the group's: write Address={address} in [Group]"
#define BY_NAME "the group is called by its file's name; leave it out"

static const ForeignKey containers[] = {
        {"ContainerName", "",
         "the container is called coslice@{group}_{container} by its section; leave this out"},
        {"LogDriver", "journald", "logs always go to the journal; leave this out"},
        {"LogOpt", NULL, LOGS},
        {"Pod", NULL, ONE_POD},
        {"PodmanArgs", NULL, "=args"},
        {"GlobalArgs", NULL, NO_PODMAN},
        {"Mount", NULL, "=mount"},
        {"Network", NULL, "=network"},
        {"PublishPort", NULL, "the address is the group's: write PublishPort={publish} in [Group]"},
        {"IP", NULL, ADDRESS},
        {"IP6", NULL, ADDRESS},
        {"HostName", NULL, "the containers share the group's name: write HostName={host} in [Group]"},
        {"ShmSize", NULL, "the containers share /dev/shm: write ShmSize={size} in [Group]"},
        {"Sysctl", NULL, "the namespaces are the group's: write Sysctl={sysctl} in [Group]"},
        {"Sysctl", NULL, HOST_SYSCTLS},
        {"UserNS", NULL, "=userns"},
        {"AutoUpdate", "no", "the whole group is updated: write AutoUpdate={update} in [Group]"},
        {"Annotation", NULL, "write Label={value}"},
        {"Notify", "healthy", "who comes after a container waits for its check; leave this out"},
        {"Notify", "no",
         "a program's own notifications aren't passed on, and who comes after it waits for a check: "
         "write ReadyCmd=CHECK"},
        {"ReadOnlyTmpfs", "no", "write Tmpfs=/tmp, Tmpfs=/run and Tmpfs=/var/tmp"},
        {"VolatileTmp", "no", "write Tmpfs=/tmp"},
        {"DNS", "!none", RESOLVER},
        {"DNS", NULL, SHARED "write DNS={dns} in [Group]"},
        {"DNSSearch", "!.", NO_SEARCH},
        {"DNSSearch", NULL, SHARED "write DNSSearch={search} in [Group]"},
        {"DNSOption", NULL, SHARED "write DNSOption={dnsoption} in [Group]"},
        {"AddHost", NULL, "the containers share /etc/hosts: write AddHost={addhost} in [Group]"},
        {"NetworkAlias", NULL, ALIAS},
        {"ExposeHostPort", NULL, "write Ports={ports}"},
        {"EnvironmentHost", "no", "nothing of the host's environment reaches a container; leave it out"},
        {"HttpProxy", "no", "nothing of the host's environment reaches a container; leave it out"},
        {"CgroupsMode", NULL, "the container's cgroup is its unit's; leave it out"},
        {"StartWithPod", NULL, "write StartWithGroup={bool}"},
        {"UIDMap", NULL, IDS},
        {"GIDMap", NULL, IDS},
        {"SubUIDMap", NULL, IDS},
        {"SubGIDMap", NULL, IDS},
        {"RemapUsers", NULL, IDS},
        {"RemapUid", NULL, IDS},
        {"RemapGid", NULL, IDS},
        {"RemapUidSize", NULL, IDS},
        {"ServiceName", NULL, "the container's unit is called coslice@{group}_{container}; leave it out"},
        {"HealthStartupSuccess", NULL, "write HealthStartupSuccesses={value}"},
        {"HealthLogDestination", NULL, LOGS},
        {"HealthMaxLogCount", NULL, LOGS},
        {"HealthMaxLogSize", NULL, LOGS},
        {"SecurityLabelFileType", NULL, "files keep the labels that they have; leave it out"},
        {"SecurityLabelNested", "no", "a container has no SELinux of its own; leave it out"},
        {"ContainersConfModule", NULL, NO_CONF},
        {"Retry", NULL, PULLS},
        {"RetryDelay", NULL, PULLS},
        {"Name", "", "the container is called coslice@{group}_{container} by its section; leave this out"},
        {"NoNewPrivs", NULL, "write NoNewPrivileges={bool}"},
};
const ForeignTable foreign_quadlet_containers = {SECTION_CONTAINER, containers, ARRAY_SIZE(containers)};

static const ForeignKey groups[] = {
        {"PodName", NULL, BY_NAME},
        {"Name", NULL, BY_NAME},
        {"ServiceName", NULL, "the unit is called coslice@{group}; leave it out"},
        {"Volume", NULL, "a volume is its container's: write Volume={volume} in [Container *]"},
        {"IP", NULL, "write Address={address}"},
        {"IP6", NULL, "write Address={address}"},
        {"NetworkAlias", NULL, "write DnsName={host}"},
        {"UIDMap", NULL, IDS},
        {"GIDMap", NULL, IDS},
        {"SubUIDMap", NULL, IDS},
        {"SubGIDMap", NULL, IDS},
        {"RemapUsers", NULL, IDS},
        {"RemapUid", NULL, IDS},
        {"RemapGid", NULL, IDS},
        {"RemapUidSize", NULL, IDS},
        {"ExitPolicy", "stop", "a group ends with its last container; leave this out"},
        {"PodmanArgs", NULL, "=args"},
        {"GlobalArgs", NULL, NO_PODMAN},
};
const ForeignTable foreign_quadlet_groups = {SECTION_GROUP, groups, ARRAY_SIZE(groups)};

/* What all of [Pod] has, and would be another thing in [Group]. */
static const ForeignKey pods[] = {
        {"Network", NULL, "=network"},
        {"UserNS", NULL, "=userns"},
        {"DNS", "!none", RESOLVER},
        {"DNS", NULL, "write DNS={dns}"},
        {"DNSSearch", "!.", NO_SEARCH},
        {"DNSSearch", NULL, "write DNSSearch={search}"},
        {"DNSOption", NULL, "write DNSOption={dnsoption}"},
        {"AddHost", NULL, "write AddHost={addhost}"},
        {"StopTimeout", NULL, "write StopTimeout={time} in [Container *]"},
        {"ContainersConfModule", NULL, NO_CONF},
};
const ForeignTable foreign_quadlet_pods = {SECTION_GROUP, pods, ARRAY_SIZE(pods), "Pod"};

static const ForeignKey volumes[] = {
        {"VolumeName", NULL,
         "the volume is called by its section, and with Type=local by Name=; leave it out"},
        {"Copy", "yes", "a volume has what the host has there; leave it out"},
        {"User", NULL, "write Owner={owner}"},
        {"Group", NULL, "Owner= names the group too, UID:GID; leave it out"},
        {"UID", NULL, "write Owner={owner}"},
        {"GID", NULL, "Owner= names the group too, UID:GID; leave it out"},
        {"ContainersConfModule", NULL, NO_CONF},
        {"PodmanArgs", NULL, NO_PODMAN},
        {"GlobalArgs", NULL, NO_PODMAN},
        {"ServiceName", NULL, "the volume's unit is called by group and volume; leave it out"},
        {"Label", NULL, "a volume has no labels; leave it out"},
};
const ForeignTable foreign_quadlet_volumes = {SECTION_VOLUME, volumes, ARRAY_SIZE(volumes)};
