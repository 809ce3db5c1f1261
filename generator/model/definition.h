/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A group as its files define it: typed values, each with the place that it comes from. parse fills it,
 * validate completes and checks it, sum and plan read it. */
#pragma once

#include "core/base/diag.h"
#include "core/base/strbuf.h"
#include "core/contract/feature.h"
#include "core/contract/network.h"
#include "core/contract/secret.h"
#include "core/contract/wire.h"

#include <stdint.h>

/* User and group of files. */
typedef struct Ids {
        uint32_t uid, gid;
} Ids;

/* A resource of setrlimit(2). */
typedef struct Limit {
        const char *name;    /* "NOFILE"; of a table */
        uint64_t soft, hard; /* LIMIT_NONE: no limit */
} Limit;
#define LIMIT_NONE UINT64_MAX

/* What a word of a definition says. Which member that is, the key's type knows (generator/types/types.h). */
typedef struct Value {
        union {
                uint64_t number; /* thousandths, bytes, microseconds, a signal, a capability, a keyword's
                                  * place, 0 or 1 */
                Ids ids;
                PortRange ports;
                Limit limit;
        };
        char *text; /* NULL where the type is none */
} Value;

/* A value that can be set once: a Value, without what only lists have, so that a definition with its hundreds
 * of fields stays small. */
typedef struct Scalar {
        bool set;
        bool given;   /* the last assignment wrote something, right or wrong */
        bool cleared; /* it wrote nothing: the default of [Container *] is dropped */
        union {
                uint64_t number;
                Ids ids;
        };
        char *text;
        Place at; /* of the last assignment */
} Scalar;

/* Values that accumulate. */
typedef struct Item {
        union {
                uint64_t number;
                PortRange ports;
                Limit limit;
        };
        char *text;
        Place at;
        bool plain; /* of words: it stands in the file as it is, without quotes and escapes */
} Item;

typedef struct ItemList {
        Item *items;
        size_t n;
        size_t space;
        bool set;     /* the key was given, possibly empty */
        bool cleared; /* emptied by an empty value: defaults of [Container *] are dropped */
        Place at;     /* of the last assignment */
} ItemList;

/* Whether SCALAR was given but can't be read, or was given twice: that is told, and what follows from it
 * can't be known. */
bool scalar_is_unknown(const Scalar *scalar);
void scalar_done(Scalar *scalar);
void item_list_done(ItemList *list);
void item_list_clear(ItemList *list);
/* Appends VALUE, whose text the list owns from then on, also when -ENOMEM is returned. */
int item_list_take(ItemList *list, Value *value, const Place *at);
/* Appends what ITEM is. 0 or -ENOMEM. */
int item_list_copy(ItemList *list, const Item *item);

typedef enum RestartMode {
        RESTART_NO,
        RESTART_ON_SUCCESS,
        RESTART_ON_FAILURE,
        RESTART_ON_ABNORMAL,
        RESTART_ON_WATCHDOG,
        RESTART_ON_ABORT,
        RESTART_ALWAYS,
        _RESTART_MAX,
} RestartMode;
extern const char *const restart_mode_names[_RESTART_MAX];

/* Whether a program's standard output and error are pipes: a journal's socket can't be opened by name. */
typedef enum LogPipe {
        LOG_PIPE_AUTO, /* of an image that opens them so */
        LOG_PIPE_YES,
        LOG_PIPE_NO,
        _LOG_PIPE_MAX,
} LogPipe;
extern const char *const log_pipe_names[_LOG_PIPE_MAX];

/* The first is the default. */
typedef enum NetworkMode {
        NETWORK_NONE,
        NETWORK_PRIVATE,
        NETWORK_BRIDGE, /* as it is written; definition_network() says NETWORK_PRIVATE */
        NETWORK_HOST,
        NETWORK_MACVLAN, /* the text is the interface */
        _NETWORK_MAX,
} NetworkMode;
extern const char *const network_names[_NETWORK_MAX];
typedef enum LimitsMode { LIMITS_SHARE, LIMITS_REQUEST, _LIMITS_MAX } LimitsMode;
extern const char *const limits_mode_names[_LIMITS_MAX];

typedef enum CpuRounding { CPU_ROUNDING_UP, CPU_ROUNDING_EXACT, _CPU_ROUNDING_MAX } CpuRounding;
extern const char *const cpu_rounding_names[_CPU_ROUNDING_MAX];

/* What Type= of a volume can be, NAME and word: for each there is a file in generator/volume that says all
 * else, and without it nothing is linked. */
#define VOLUME_TYPES(X) \
        X(EMPTY, empty) \
        X(BIND, bind)   \
        X(IMAGE, image) \
        X(LOCAL, local) \
        X(SECRET, secret)

#define VOLUME_NUMBER(name, word) VOLUME_##name,
enum { VOLUME_TYPES(VOLUME_NUMBER) _VOLUME_TYPE_MAX };
#undef VOLUME_NUMBER
extern const char *const volume_type_names[_VOLUME_TYPE_MAX];

/* Whether a timer looks for newer images. */
typedef enum AutoUpdate { AUTO_UPDATE_NO, AUTO_UPDATE_REGISTRY, _AUTO_UPDATE_MAX } AutoUpdate;
extern const char *const auto_update_names[_AUTO_UPDATE_MAX];

/* When a registry is asked for an image. */
typedef enum PullMode { PULL_MISSING, PULL_ALWAYS, PULL_NEWER, PULL_NEVER, _PULL_MAX } PullMode;
extern const char *const pull_mode_names[_PULL_MAX];

typedef enum Medium { MEDIUM_DISK, MEDIUM_MEMORY, _MEDIUM_MAX } Medium;
extern const char *const medium_names[_MEDIUM_MAX];

/* What one Volume= of a container asks for. */
typedef struct VolumeUse {
        char *volume; /* name of a volume of the group, or NULL */
        char *source; /* absolute host path of an inline bind, or NULL */
        char *sub;    /* path below the volume, without a leading slash; or NULL */
        char *target; /* absolute path in the container */
        bool read_only, no_exec, slave, create, owned;
        Ids owner; /* if OWNED: whose the top directory appears to be */
        Place at;
} VolumeUse;

/* One Tmpfs= of a container. */
typedef struct TmpfsUse {
        Mount mount;
        Place at;
} TmpfsUse;

/* One secret of a container, by Secret= or a volume. */
typedef struct SecretUse {
        Secret secret; /* whose name is the credential's, or a path of the host */
        Place at;      /* of the container's line */
} SecretUse;

typedef struct Container {
        char *name; /* NULL in [Container *]; no label where it is wrong, which is told: the rest is checked
                     */
        Place at;
        Scalar image, pull;
        Scalar rootfs, read_only, working_dir, user, group;
        Scalar cpu, memory, cpu_limit, memory_limit, pids_limit, storage_limit;
        Scalar restart, restart_sec, timeout_start_sec, stop_timeout;
        Scalar stop_signal, reload_signal, run_init, no_new_privileges;
        Scalar log_interval, log_burst; /* 0: no limit */
        Scalar log_pipe;
        ItemList entrypoint, exec, environment, environment_file, secret, group_add;
        Scalar seccomp_profile, timezone, apparmor;
        ItemList add_socket_family, add_device, mask, unmask;
        ItemList ports, volume, tmpfs, ulimit, after;
        ItemList add_capability, drop_capability;
        ItemList success_exit_status, restart_prevent_exit_status, restart_force_exit_status;
        /* Made by validate: */
        size_t image_index; /* of an image, in the definition's */
        VolumeUse *volumes;
        size_t n_volumes;
        TmpfsUse *tmpfses;
        size_t n_tmpfses;
        SecretUse *secrets;
        size_t n_secrets;
} Container;

typedef struct Volume {
        char *name;
        Place at;
        Scalar type, medium, size, common_name, path, create, image, pull, mode, read_only, owner;
        ItemList secret;
        bool used;
        size_t image_index; /* as a container's */
} Volume;

typedef struct Registry {
        char *name; /* HOST[:PORT] */
        Place at;
        Scalar credential;
        bool used;
} Registry;

/* What is to be fetched for containers and volumes of the group: several can have one. Made by validate. */
typedef struct Image {
        char *key;                /* of core/contract/imageref.h */
        const Registry *registry; /* that it comes from, or NULL */
        /* Image= and Pull= of the first that has it, borrowed: they are the same in all. */
        const Scalar *reference, *pull;
        bool fixed; /* by its digest: there is never a newer one */
} Image;

/* A setting of [Unit] that is handed on. */
typedef struct UnitSetting {
        char *key; /* systemd's spelling */
        char *value;
        Place at;
} UnitSetting;

/* Those of one kind, in the order of the file, whatever their keys. */
typedef struct SettingList {
        UnitSetting *items;
        size_t n;
} SettingList;

void setting_list_done(SettingList *list);
/* Drops those of KEY. */
void setting_list_clear(SettingList *list, const char *key);
/* KEY and VALUE are copied. 0 or -ENOMEM. */
int setting_list_add(SettingList *list, const char *key, const char *value, const Place *at);

/* A directory of the host that a container can write (hostdirs.h). */
typedef struct HostDir {
        char *path;                    /* absolute, normalized */
        const char *group, *container; /* which one can; borrowed */
        Place at;                      /* of its Volume= */
} HostDir;

typedef struct Definition {
        char *name;        /* the group's */
        char *path;        /* of NAME.group */
        StrVec strings;    /* what places point at: paths and section headers */
        Features features; /* that are there: what needs another one is refused */
        /* [Unit] */
        Scalar description;
        ItemList documentation, requires_mounts_for, before;
        SettingList dependencies;   /* After, Wants, Requires, BindsTo, PartOf, Upholds: group and sandbox */
        SettingList group_settings; /* Conflicts, OnFailure, OnSuccess: the group alone */
        SettingList conditions;     /* Condition…, Assert…: group, sandbox and every container */
        /* [Group] */
        Scalar cpu, memory, swap, cpu_rounding, limits, restart, restart_sec, hostname, dns_name, network,
                shm_size, share_pid, auto_update,
                userns; /* as userns_write() writes it; not set: USERNS_DEFAULT */
        ItemList sysctl;
        /* Their texts are as core/contract/network.h writes them; of Outbound= "yes" and "no" too. */
        ItemList address, open_ports, publish, outbound, host_ports;
        ItemList dns, dns_search, dns_option, add_host; /* likewise, core/contract/lookup.h */
        ItemList ranges; /* of all groups' networks, from a file of their own: coslice.network(5) */
        /* [Container *], [Container NAME], [Volume NAME] */
        Container defaults;
        Container *containers;
        size_t n_containers;
        bool incomplete; /* more of a container or the group may stand in a section that is a mistake */
        Volume *volumes;
        size_t n_volumes;
        Registry *registries;
        size_t n_registries;
        Image *images; /* made by validate, in the order of the containers, then that of the volumes */
        size_t n_images;
        HostDir *writable; /* made by validate, sorted by path */
        size_t n_writable;
        /* [Install] */
        ItemList wanted_by, required_by, alias;
} Definition;

#define CONTAINERS_MAX 60
#define VOLUMES_MAX    64
#define REGISTRIES_MAX 64
/* Far above what anyone needs; they keep the time in bounds that a definition can take at boot. */
#define MOUNTS_MAX  1000 /* of a container */
#define SECRETS_MAX 1000 /* of a container, with those of its volumes */
#define PORTS_MAX   4096 /* of a group */
#define LIST_MAX    4096 /* values of a key that is a list */

/* What validate has made of C's volumes, tmpfs and secrets; the rest is freed by definition_free(),
 * language/fields.h.
 */
void container_mounts_done(Container *c);

#define USERNS_DEFAULT "auto"

/* Which network the containers are in: where none is given one of their own, if there is what makes it. */
NetworkMode definition_network(const Definition *def);

/* The interface of the host's in whose network the group is; NULL: its network is another one. */
const char *definition_macvlan(const Definition *def);

/* UserNS=, as the helper is told. */
const char *definition_userns(const Definition *def);

/* The container, volume or registry of that name, or NULL; hosts in any case. */
Container *definition_container(const Definition *def, const char *name);
Volume *definition_volume(const Definition *def, const char *name);
Registry *definition_registry(const Definition *def, const char *name);
/* Adds one; NULL without memory. The pointer is good until the next is added. */
Container *definition_add_container(Definition *def, const char *name, const Place *at);
Volume *definition_add_volume(Definition *def, const char *name, const Place *at);
Registry *definition_add_registry(Definition *def, const char *name, const Place *at);
/* C's image; NULL: it starts from a directory. */
const Image *definition_image(const Definition *def, const Container *c);
/* V's, which has Type=image and is without mistakes. */
const Image *definition_volume_image(const Definition *def, const Volume *v);
/* LogPipe= of C; LOG_PIPE_AUTO if its image is to say. */
LogPipe container_log_pipe(const Container *c);
/* USER:GROUP of User= and Group= are one setting: where both name a group, that of User= stays if it wins,
 * else that of Group=. */
void container_settle_user(Container *c, bool user_wins);
