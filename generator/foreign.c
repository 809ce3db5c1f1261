/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys of others: what people bring along from Quadlet, systemd, compose, docker run and pods, with the line
 * to write instead. */
#include "generator/keys.h"

#include <strings.h>

typedef struct ForeignKey {
        SectionKind section;
        const char *name;
        const char *harmless; /* with this value it has no effect and may stay; "": the section's own name */
        const char *advice;
} ForeignKey;

static const ForeignKey foreign_keys[] = {
        /* Quadlet's [Container] and [Pod] */
        {SECTION_CONTAINER, "ContainerName", "",
         "the container is called coslice@GROUP_NAME by its section; leave this out"},
        {SECTION_CONTAINER, "LogDriver", "journald", "logs always go to the journal; leave this out"},
        {SECTION_CONTAINER, "Pod", NULL, "containers of one group file are one pod; leave it out"},
        {SECTION_CONTAINER, "PodmanArgs", NULL,
         "there is no Podman to pass arguments to; use the keys of [Container NAME]"},
        {SECTION_CONTAINER, "GlobalArgs", NULL,
         "there is no Podman to pass arguments to; use the keys of [Container NAME]"},
        {SECTION_CONTAINER, "Mount", NULL,
         "write Volume=SOURCE:/path[:ro] for a bind mount or a volume, Tmpfs=/path for a tmpfs"},
        {SECTION_CONTAINER, "Network", NULL,
         "containers share their group's network: write Network= in [Group]"},
        {SECTION_CONTAINER, "PublishPort", NULL, "the address is the group's: write PublishPort= in [Group]"},
        {SECTION_CONTAINER, "IP", NULL, "the address is the group's: write Address= in [Group]"},
        {SECTION_CONTAINER, "IP6", NULL, "the address is the group's: write Address= in [Group]"},
        {SECTION_CONTAINER, "HostName", NULL,
         "the containers share the group's name: write HostName= in [Group]"},
        {SECTION_CONTAINER, "ShmSize", NULL, "the containers share /dev/shm: write ShmSize= in [Group]"},
        {SECTION_CONTAINER, "Sysctl", NULL, "the namespaces are the group's: write Sysctl= in [Group]"},
        {SECTION_CONTAINER, "UserNS", NULL, "the user namespace is the group's: write UserNS= in [Group]"},
        {SECTION_CONTAINER, "AutoUpdate", NULL, "the whole group is updated: write AutoUpdate= in [Group]"},
        {SECTION_CONTAINER, "Annotation", NULL, "write Label="},
        {SECTION_CONTAINER, "Notify", NULL,
         "a container counts as started when its program does; leave it out"},
        {SECTION_CONTAINER, "ReadOnlyTmpfs", NULL, "write Tmpfs= for each directory that must be writable"},
        {SECTION_CONTAINER, "VolatileTmp", NULL, "write Tmpfs=/tmp"},
        /* docker run and compose */
        {SECTION_CONTAINER, "Privileged", NULL,
         "there is no such switch; write what the program needs: AddCapability=, AddDevice=, Unmask=, "
         "SeccompProfile="},
        {SECTION_CONTAINER, "Command", NULL, "write Exec= for the arguments, Entrypoint= for the program"},
        {SECTION_CONTAINER, "Args", NULL, "write Exec="},
        {SECTION_CONTAINER, "Env", NULL, "write Environment=NAME=VALUE"},
        {SECTION_CONTAINER, "Env_file", NULL, "write EnvironmentFile="},
        {SECTION_CONTAINER, "Volumes", NULL, "write Volume= once for each"},
        {SECTION_CONTAINER, "Port", NULL, "write Ports="},
        {SECTION_CONTAINER, "Cpus", NULL, "write Cpu= for the request, CpuLimit= for a limit of its own"},
        {SECTION_CONTAINER, "Mem_limit", NULL,
         "write Memory= for the request, MemoryLimit= for a limit of its own"},
        {SECTION_CONTAINER, "Depends_on", NULL, "write After="},
        {SECTION_CONTAINER, "DependsOn", NULL, "write After="},
        {SECTION_CONTAINER, "Init", NULL, "write RunInit=yes"},
        {SECTION_CONTAINER, "Cap_add", NULL, "write AddCapability="},
        {SECTION_CONTAINER, "Cap_drop", NULL, "write DropCapability="},
        {SECTION_CONTAINER, "Working_dir", NULL, "write WorkingDir="},
        {SECTION_CONTAINER, "Stop_grace_period", NULL, "write StopTimeout="},
        {SECTION_CONTAINER, "Healthcheck", NULL, "write HealthCmd="},
        {SECTION_CONTAINER, "LivenessProbe", NULL, "write HealthCmd=, HealthHttp= or HealthTcp="},
        {SECTION_CONTAINER, "ReadinessProbe", NULL, "write ReadyCmd=, ReadyHttp= or ReadyTcp="},
        /* systemd's [Service] */
        {SECTION_CONTAINER, "ExecStart", NULL, "write Exec=; the program is looked for in the container"},
        {SECTION_CONTAINER, "ExecStop", NULL, "write StopCmd=, or StopSignal="},
        {SECTION_CONTAINER, "ExecReload", NULL, "write ReloadCmd=, or ReloadSignal="},
        {SECTION_CONTAINER, "WorkingDirectory", NULL, "write WorkingDir="},
        {SECTION_CONTAINER, "RootDirectory", NULL, "write Rootfs="},
        {SECTION_CONTAINER, "MemoryMax", NULL,
         "write Memory= for the request, MemoryLimit= for a limit of its own"},
        {SECTION_CONTAINER, "CPUQuota", NULL,
         "write Cpu= for the request, CpuLimit= for a limit of its own, in cores"},
        {SECTION_CONTAINER, "CPUWeight", NULL,
         "write Cpu=: spare CPU is shared in proportion to the requests"},
        {SECTION_CONTAINER, "TasksMax", NULL, "write PidsLimit="},
        {SECTION_CONTAINER, "KillSignal", NULL, "write StopSignal="},
        {SECTION_CONTAINER, "TimeoutStopSec", NULL, "write StopTimeout="},
        {SECTION_CONTAINER, "LimitNOFILE", NULL, "write Ulimit=nofile=SOFT:HARD"},
        {SECTION_CONTAINER, "Type", NULL, "a container is started in one way; leave it out"},
        {SECTION_CONTAINER, "SupplementaryGroups", NULL, "write GroupAdd="},
        {SECTION_CONTAINER, "ReadOnlyPaths", NULL,
         "write ReadOnly=yes and a Volume= for what must be writable"},
        {SECTION_CONTAINER, "TemporaryFileSystem", NULL, "write Tmpfs="},
        {SECTION_CONTAINER, "BindPaths", NULL, "write Volume=/host/path:/path"},
        {SECTION_CONTAINER, "BindReadOnlyPaths", NULL, "write Volume=/host/path:/path:ro"},
        {SECTION_GROUP, "PodName", NULL, "the group is called by its file's name; leave it out"},
        {SECTION_GROUP, "Name", NULL, "the group is called by its file's name; leave it out"},
        {SECTION_GROUP, "Description", NULL, "write Description= in [Unit]"},
        {SECTION_GROUP, "Volume", NULL,
         "write Volume= in each [Container NAME] that uses it, or in [Container *]"},
        {SECTION_GROUP, "CPUQuota", NULL, "write Cpu=, in cores"},
        {SECTION_GROUP, "MemoryMax", NULL, "write Memory="},
        {SECTION_GROUP, "MemorySwapMax", NULL, "write Swap="},
        {SECTION_UNIT, "DefaultDependencies", NULL,
         "a group has systemd's default dependencies; it can't be switched off"},
        {SECTION_UNIT, "StartLimitIntervalSec", NULL,
         "groups have no start limit; RestartSec= in [Group] is the pause"},
        {SECTION_UNIT, "StartLimitBurst", NULL,
         "groups have no start limit; RestartSec= in [Group] is the pause"},
        {SECTION_VOLUME, "Driver", NULL, "write Type="},
        {SECTION_VOLUME, "VolumeName", NULL, "write Name= with Type=local"},
        {SECTION_INSTALL, "Also", NULL, "each unit is enabled by itself; leave it out"},
        {SECTION_INSTALL, "DefaultInstance", NULL, "a group is no template; leave it out"},
};

static bool is_harmless(const ForeignKey *key, const char *value, const char *section_name)
{
        if (!key->harmless)
                return false;
        const char *expected = *key->harmless ? key->harmless : section_name;
        return expected && streq(value, expected);
}

const char *key_foreign(SectionKind section, const char *name, const char *value, const char *section_name,
                        bool *ret_harmless)
{
        if (section == SECTION_DEFAULTS || section == SECTION_INIT)
                section = SECTION_CONTAINER;
        for (size_t i = 0; i < ARRAY_SIZE(foreign_keys); i++)
                if (foreign_keys[i].section == section && strcasecmp(foreign_keys[i].name, name) == 0) {
                        *ret_harmless = is_harmless(foreign_keys + i, value, section_name);
                        return foreign_keys[i].advice;
                }
        return NULL;
}
