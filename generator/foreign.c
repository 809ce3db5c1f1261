/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys of others: what people bring along from Quadlet, systemd, compose, docker run and pods, with the line
 * to write instead. */
#include "generator/keys.h"
#include "generator/values.h"

#include <string.h>
#include <strings.h>

typedef struct ForeignKey {
        SectionKind section;
        const char *name;
        const char *harmless; /* with this value it has no effect and may stay; "": the section's own name */
        const char *advice;   /* NULL: by the value, see mount_advice() */
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
        {SECTION_CONTAINER, "Mount", NULL, NULL},
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
        {SECTION_CONTAINER, "DNS", NULL, "the containers share the group's network: write DNS= in [Group]"},
        {SECTION_CONTAINER, "DNSSearch", NULL,
         "the containers share the group's network: write DNSSearch= in [Group]"},
        {SECTION_CONTAINER, "DNSOption", NULL,
         "the containers share the group's network: write DNSOption= in [Group]"},
        {SECTION_CONTAINER, "AddHost", NULL, "the containers share /etc/hosts: write AddHost= in [Group]"},
        {SECTION_CONTAINER, "NetworkAlias", NULL,
         "containers of a group reach each other at localhost; leave it out"},
        {SECTION_CONTAINER, "ExposeHostPort", NULL,
         "write Ports= for what the container listens on, PublishPort= in [Group] for the host's address"},
        {SECTION_CONTAINER, "EnvironmentHost", NULL, "write each variable as Environment=NAME=VALUE"},
        {SECTION_CONTAINER, "HttpProxy", NULL, "write Environment=http_proxy=ADDRESS"},
        {SECTION_CONTAINER, "CgroupsMode", NULL, "the container's cgroup is its unit's; leave it out"},
        {SECTION_CONTAINER, "StartWithPod", NULL, "write StartWithGroup="},
        {SECTION_CONTAINER, "UIDMap", NULL, "the ids are the group's: write UserNS= in [Group]"},
        {SECTION_CONTAINER, "GIDMap", NULL, "the ids are the group's: write UserNS= in [Group]"},
        {SECTION_CONTAINER, "SubUIDMap", NULL, "the ids are the group's: write UserNS= in [Group]"},
        {SECTION_CONTAINER, "SubGIDMap", NULL, "the ids are the group's: write UserNS= in [Group]"},
        {SECTION_CONTAINER, "RemapUsers", NULL, "the ids are the group's: write UserNS= in [Group]"},
        {SECTION_CONTAINER, "HealthStartupSuccess", NULL, "write HealthStartupSuccesses="},
        {SECTION_CONTAINER, "HealthLogDestination", NULL, "logs always go to the journal; leave it out"},
        {SECTION_CONTAINER, "LogOpt", NULL, "logs always go to the journal; leave it out"},
        {SECTION_CONTAINER, "HealthMaxLogCount", NULL, "logs always go to the journal; leave it out"},
        {SECTION_CONTAINER, "HealthMaxLogSize", NULL, "logs always go to the journal; leave it out"},
        {SECTION_CONTAINER, "SecurityLabelFileType", NULL,
         "files keep the labels that they have; leave it out"},
        {SECTION_CONTAINER, "SecurityLabelNested", NULL,
         "a container has no SELinux of its own; leave it out"},
        {SECTION_CONTAINER, "ContainersConfModule", NULL,
         "no containers.conf is read; use the keys of [Container NAME]"},
        {SECTION_CONTAINER, "Retry", NULL, "a pull is tried again by itself; leave it out"},
        {SECTION_CONTAINER, "RetryDelay", NULL, "a pull is tried again by itself; leave it out"},
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
        {SECTION_CONTAINER, "Container_name", "",
         "the container is called coslice@GROUP_NAME by its section; leave this out"},
        {SECTION_CONTAINER, "Build", NULL, "coslice runs images; build them with another tool"},
        {SECTION_CONTAINER, "Networks", NULL,
         "containers share their group's network: write Network= in [Group]"},
        {SECTION_CONTAINER, "Links", NULL,
         "containers of a group reach each other at localhost; leave it out"},
        {SECTION_CONTAINER, "Expose", NULL, "write Ports="},
        {SECTION_CONTAINER, "Ulimits", NULL, "write Ulimit=NAME=SOFT:HARD"},
        {SECTION_CONTAINER, "Devices", NULL, "write AddDevice= once for each"},
        {SECTION_CONTAINER, "Secrets", NULL, "write Secret= once for each"},
        {SECTION_CONTAINER, "Labels", NULL, "write Label= once for each"},
        {SECTION_CONTAINER, "Read_only", NULL, "write ReadOnly=yes"},
        {SECTION_CONTAINER, "Stop_signal", NULL, "write StopSignal="},
        {SECTION_CONTAINER, "Pids_limit", NULL, "write PidsLimit="},
        {SECTION_CONTAINER, "Shm_size", NULL, "the containers share /dev/shm: write ShmSize= in [Group]"},
        {SECTION_CONTAINER, "Mem_reservation", NULL, "write Memory="},
        {SECTION_CONTAINER, "Memory_swap", NULL, "swap is the group's: write Swap= in [Group]"},
        {SECTION_CONTAINER, "Security_opt", NULL,
         "write NoNewPrivileges=, SeccompProfile=, AppArmor= or SecurityLabelType="},
        {SECTION_CONTAINER, "Cap_add", NULL, "write AddCapability="},
        {SECTION_CONTAINER, "Cap_drop", NULL, "write DropCapability="},
        {SECTION_CONTAINER, "Working_dir", NULL, "write WorkingDir="},
        {SECTION_CONTAINER, "Stop_grace_period", NULL, "write StopTimeout="},
        {SECTION_CONTAINER, "Healthcheck", NULL, "write HealthCmd="},
        {SECTION_CONTAINER, "Extra_hosts", NULL,
         "the containers share /etc/hosts: write AddHost= in [Group]"},
        {SECTION_CONTAINER, "Tty", NULL,
         "a container has no terminal, its output goes to the journal; leave it out"},
        {SECTION_CONTAINER, "Stdin_open", NULL, "a container's input is /dev/null; leave it out"},
        {SECTION_CONTAINER, "Deploy", NULL,
         "write Cpu= and Memory= for the requests, CpuLimit= and MemoryLimit= for limits of its own, "
         "Restart= for when it is started again"},
        {SECTION_CONTAINER, "Platform", NULL, "containers are of this machine's platform; leave it out"},
        {SECTION_CONTAINER, "Logging", NULL, "logs always go to the journal; leave it out"},
        {SECTION_CONTAINER, "Userns_mode", NULL,
         "the user namespace is the group's: write UserNS= in [Group]"},
        {SECTION_CONTAINER, "Memswap_limit", NULL, "swap is the group's: write Swap= in [Group]"},
        {SECTION_CONTAINER, "Cpu_shares", NULL,
         "write Cpu=: spare CPU is shared in proportion to the requests"},
        {SECTION_CONTAINER, "Cpuset", NULL, "write AllowedCPUs="},
        {SECTION_CONTAINER, "Pid", NULL,
         "write SharePid=yes in [Group] for one process namespace of its containers; the host's "
         "can't be had"},
        {SECTION_CONTAINER, "Ipc", NULL,
         "the containers of a group share one IPC namespace and /dev/shm; leave it out"},
        /* pods */
        {SECTION_CONTAINER, "Resources", NULL,
         "write Cpu= and Memory= for the requests, CpuLimit= and MemoryLimit= for limits of its own"},
        {SECTION_CONTAINER, "VolumeMounts", NULL, "write Volume=NAME:/path once for each"},
        {SECTION_CONTAINER, "ImagePullPolicy", NULL, "write Pull=always, Pull=missing or Pull=never"},
        {SECTION_CONTAINER, "TerminationGracePeriodSeconds", NULL, "write StopTimeout="},
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
        {SECTION_CONTAINER, "ExecStartPre", NULL,
         "write what must run before as an [Init NAME], or as a unit named by After= in [Unit]"},
        {SECTION_CONTAINER, "ExecStartPost", NULL,
         "write it into a unit of its own, with After=coslice@GROUP.service and "
         "Requires=coslice@GROUP.service"},
        {SECTION_CONTAINER, "ExecStopPost", NULL,
         "write it into a unit of its own, named by OnSuccess= and OnFailure= in [Unit]: these are started "
         "when the group has ended"},
        {SECTION_CONTAINER, "LoadCredential", NULL, "write Secret="},
        {SECTION_CONTAINER, "OOMPolicy", "kill",
         "when one process is killed for want of memory, its container ends as a whole; leave this out"},
        {SECTION_CONTAINER, "WatchdogSec", NULL,
         "systemd's watchdog is not passed on; write HealthCmd=, HealthHttp= or HealthTcp="},
        {SECTION_CONTAINER, "Nice", NULL, "write Cpu=: CPU time is shared in proportion to the requests"},
        {SECTION_CONTAINER, "Slice", NULL, "a container is in its group's slice; leave it out"},
        {SECTION_CONTAINER, "UMask", "0022", "programs are started with the umask 0022; leave this out"},
        {SECTION_CONTAINER, "MemoryLow", NULL,
         "write Memory=: a container's memory is protected up to its request"},
        {SECTION_CONTAINER, "PassEnvironment", NULL, "write each variable as Environment=NAME=VALUE"},
        {SECTION_CONTAINER, "MemorySwapMax", NULL, "swap is the group's: write Swap= in [Group]"},
        {SECTION_CONTAINER, "RemainAfterExit", NULL,
         "a container that has ended is over; leave it out, and write Restart=no for a job"},
        {SECTION_CONTAINER, "StandardOutput", NULL, "logs always go to the journal; leave it out"},
        {SECTION_CONTAINER, "StandardError", NULL, "logs always go to the journal; leave it out"},
        {SECTION_CONTAINER, "StartLimitBurst", NULL,
         "containers have no start limit; RestartSec= is the pause"},
        {SECTION_CONTAINER, "StartLimitIntervalSec", NULL,
         "containers have no start limit; RestartSec= is the pause"},
        {SECTION_CONTAINER, "TimeoutSec", NULL, "write TimeoutStartSec= and StopTimeout="},
        {SECTION_CONTAINER, "WantedBy", NULL, "a group is enabled as a whole: write WantedBy= in [Install]"},
        {SECTION_CONTAINER, "PrivateTmp", NULL, "write Tmpfs=/tmp"},
        {SECTION_CONTAINER, "ProtectSystem", NULL, "write ReadOnly=yes"},
        {SECTION_CONTAINER, "CapabilityBoundingSet", NULL, "write DropCapability=all and AddCapability="},
        {SECTION_CONTAINER, "AmbientCapabilities", NULL, "write AddCapability="},
        {SECTION_CONTAINER, "SystemCallFilter", NULL, "write SeccompProfile="},
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
        {SECTION_GROUP, "IP", NULL, "write Address="},
        {SECTION_GROUP, "IP6", NULL, "write Address="},
        {SECTION_GROUP, "ServiceName", NULL, "the unit is called coslice@NAME; leave it out"},
        {SECTION_GROUP, "ExitPolicy", NULL, "a group ends with its last container; leave it out"},
        {SECTION_GROUP, "PodmanArgs", NULL, "there is no Podman to pass arguments to"},
        {SECTION_GROUP, "GlobalArgs", NULL, "there is no Podman to pass arguments to"},
        {SECTION_GROUP, "Slice", NULL, "the slice is coslice-NAME.slice; leave it out"},
        {SECTION_GROUP, "CPUQuota", NULL, "write Cpu=, in cores"},
        {SECTION_GROUP, "MemoryMax", NULL, "write Memory="},
        {SECTION_GROUP, "MemoryLow", NULL, "write Memory=: a group's memory is protected up to its total"},
        {SECTION_GROUP, "TerminationGracePeriodSeconds", NULL,
         "write StopTimeout= in [Container NAME] or [Container *]"},
        {SECTION_GROUP, "MemorySwapMax", NULL, "write Swap="},
        {SECTION_UNIT, "DefaultDependencies", NULL,
         "a group has systemd's default dependencies; it can't be switched off"},
        {SECTION_UNIT, "Requisite", NULL, "write Requires= and After="},
        {SECTION_UNIT, "JoinsNamespaceOf", NULL, "a group has namespaces of its own; leave it out"},
        {SECTION_UNIT, "StopWhenUnneeded", NULL, "a group ends with its last container; leave it out"},
        {SECTION_UNIT, "RefuseManualStart", NULL, "the generator uses it itself; leave it out"},
        {SECTION_UNIT, "RefuseManualStop", NULL, "a group can always be stopped; leave it out"},
        {SECTION_UNIT, "PropagatesStopTo", NULL, "write PartOf=coslice@GROUP.service in the other unit"},
        {SECTION_UNIT, "SourcePath", NULL, "it is this file; leave it out"},
        {SECTION_UNIT, "StartLimitIntervalSec", NULL,
         "groups have no start limit; RestartSec= in [Group] is the pause"},
        {SECTION_UNIT, "StartLimitBurst", NULL,
         "groups have no start limit; RestartSec= in [Group] is the pause"},
        {SECTION_VOLUME, "Driver", NULL, "write Type="},
        {SECTION_VOLUME, "VolumeName", NULL, "write Name= with Type=local"},
        {SECTION_VOLUME, "Copy", NULL, "a new local volume has the image's content by itself; leave it out"},
        {SECTION_VOLUME, "User", NULL, "write Owner=UID:GID, as numbers"},
        {SECTION_VOLUME, "Group", NULL, "write Owner=UID:GID, as numbers"},
        {SECTION_VOLUME, "Source", NULL, "write Path= with Type=bind"},
        {SECTION_VOLUME, "HostPath", NULL, "write Type=bind and Path="},
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

/* The value of NAME among the comma-separated words "type=bind,src=/a,ro", or NULL. */
static const char *mount_word(const char *value, const char *name, size_t *ret_n)
{
        size_t n = strlen(name);
        for (; *value; value += *value == ',') {
                size_t length = strcspn(value, ",");
                if (length >= n && strncmp(value, name, n) == 0 && (length == n || value[n] == '=')) {
                        *ret_n = length > n ? length - n - 1 : 0;
                        return value + n + (length > n);
                }
                value += length;
        }
        return NULL;
}

static const char *mount_any(const char *value, const char *const names[3], size_t *ret_n)
{
        const char *found = NULL;
        for (size_t i = 0; i < 3 && !found; i++)
                found = mount_word(value, names[i], ret_n);
        return found;
}

/* Mount=type=…: the line that does the same, as far as the value can be read. */
static int mount_advice(const char *value, StrBuf *advice)
{
        static const char *const sources[] = {"source", "src", "from"},
                                 *const targets[] = {"destination", "dst", "target"},
                                 *const read_only[] = {"ro", "readonly", "read-only"};
        size_t n_type, n_source, n_target, n;
        const char *type = mount_word(value, "type", &n_type), *source = mount_any(value, sources, &n_source),
                   *target = mount_any(value, targets, &n_target);
        if (type && target && n_type == 5 && strncmp(type, "tmpfs", 5) == 0)
                return strbuf_addf(advice, "write Tmpfs=%.*s", (int)n_target, target);
        if (source && target)
                return strbuf_addf(advice, "write Volume=%.*s:%.*s%s", (int)n_source, source, (int)n_target,
                                   target, mount_any(value, read_only, &n) ? ":ro" : "");
        return strbuf_add(
                advice,
                "write Volume=SOURCE:/path[:ro] for a bind mount or a volume, Tmpfs=/path for a tmpfs");
}

/* LimitNOFILE= and the like of systemd, all in one row. */
static int limit_advice(const char *name, StrBuf *advice)
{
        const char *resource = strncasecmp(name, "Limit", 5) == 0 ? value_limit_name(name + 5) : NULL;
        if (!resource)
                return 0;
        strbuf_add(advice, "write Ulimit=");
        for (; *resource; resource++)
                strbuf_add_char(advice, (char)(*resource | 0x20));
        int r = strbuf_add(advice, "=SOFT:HARD");
        return r < 0 ? r : 1;
}

/* Whether NAME is KEY in any case, with "-", as options of docker run have it, for "_". */
static bool is_name(const char *key, const char *name)
{
        while (*key && (strncasecmp(key, name, 1) == 0 || (*key == '_' && *name == '-'))) {
                key++;
                name++;
        }
        return !*key && !*name;
}

int key_foreign(SectionKind section, const char *name, const char *value, const char *section_name,
                StrBuf *advice, bool *ret_harmless)
{
        if (section == SECTION_DEFAULTS || section == SECTION_INIT)
                section = SECTION_CONTAINER;
        for (size_t i = 0; i < ARRAY_SIZE(foreign_keys); i++) {
                const ForeignKey *key = foreign_keys + i;
                if (key->section != section || !is_name(key->name, name))
                        continue;
                int r = key->advice ? strbuf_add(advice, key->advice) : mount_advice(value, advice);
                if (r < 0)
                        return r;
                *ret_harmless = is_harmless(key, value, section_name);
                return 1;
        }
        return section == SECTION_CONTAINER ? limit_advice(name, advice) : 0;
}

const char *word_foreign(const Key *key, const char *value)
{
        static const struct {
                const char *key, *word, *advice;
        } words[] = {
                {"Restart", "unless-stopped", "write Restart=always; a unit that was stopped stays stopped"},
                {"Restart", "never", "write Restart=no"},
                {"Restart", "false", "write Restart=no"},
                {"Restart", "yes", "write Restart=always"},
                {"Restart", "true", "write Restart=always"},
                {"Type", "tmpfs", "write Type=empty and Medium=memory"},
                {"Type", "emptyDir", "write Type=empty"},
                {"Type", "hostPath", "write Type=bind and Path="},
                {"Type", "smb", "write Type=cifs"},
                {"Network", "private", "write Network=bridge"},
                {"Network", "pod", "containers of one group share their network; leave it out"},
        };
        for (size_t i = 0; i < ARRAY_SIZE(words); i++)
                if (streq(words[i].key, key->name) && strcasecmp(words[i].word, value) == 0)
                        return words[i].advice;
        return NULL;
}
