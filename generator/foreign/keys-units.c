/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys of others: systemd's [Unit], [Install], [Slice] and [Mount]. */
#include "generator/foreign/tables.h"

#define NO_LIMIT \
        "groups have no start limit, and RestartMax= of a container is when it gives up; leave it out"
#define KIND      "the kinds of a group's units are fixed; leave it out"
#define CPU_TIME  "CPU time is shared in proportion to the requests, Cpu=; leave it out"
#define CANT      "it can't be set; leave it out"
#define NO_RELOAD "a group as a whole is not reloaded; leave it out"
#define NO_ACTION "a unit that OnFailure= names can do it; leave it out"
#define WAITS \
        "what a start waits for has a limit of its own: write TimeoutStartSec={deadline} in [Container *]"
#define ALL_OF " in [Container *]"

static const ForeignKey units[] = {
        {"DefaultDependencies", "yes",
         "a group has systemd's default dependencies, and they can't be switched off; leave it out"},
        {"Requisite", NULL, "write Requires={unit} and After={unit}"},
        {"JoinsNamespaceOf", NULL, "a group has namespaces of its own; leave it out"},
        {"StopWhenUnneeded", "no", "a group ends with its last container; leave it out"},
        {"RefuseManualStart", "no", "a group can always be started; leave it out"},
        {"RefuseManualStop", "no", "a group can always be stopped; leave it out"},
        {"PropagatesStopTo", NULL, "PartOf= in the other unit does that; leave it out"},
        {"StopPropagatedFrom", NULL, "write PartOf={unit}"},
        {"PropagatesReloadTo", NULL, NO_RELOAD},
        {"ReloadPropagatedFrom", NULL, NO_RELOAD},
        {"SourcePath", NULL, "it is this file; leave it out"},
        {"StartLimitBurst", NULL, "it is containers that give up: write RestartMax={value} in [Container *]"},
        {"StartLimitIntervalSec", "0", NO_LIMIT},
        {"StartLimitInterval", "0", NO_LIMIT},
        {"StartLimitAction", "none", NO_LIMIT},
        {"CollectMode", "inactive", "\"systemctl reset-failed\" forgets a failure; leave it out"},
        {"JobTimeoutSec", "infinity", WAITS},
        {"JobRunningTimeoutSec", "infinity", WAITS},
        {"JobTimeoutAction", "none", NO_ACTION},
        {"FailureAction", "none", NO_ACTION},
        {"SuccessAction", "none", "a unit that OnSuccess= names can do it; leave it out"},
        {"OnFailureJobMode", "replace", CANT},
        {"OnSuccessJobMode", "fail", CANT},
        {"OnFailureIsolate", "no", CANT},
        {"IgnoreOnIsolate", "no", CANT},
        {"WantsMountsFor", NULL, "write RequiresMountsFor={path}"},
        {"SurviveFinalKillSignal", "no", CANT},
        {"Type", NULL, KIND},
        {"AllowIsolate", "no", "a group is no target to isolate; leave it out"},
        {"BindTo", NULL, "write BindsTo={unit}"},
        {"RequiresOverridable", NULL, "write Requires={unit}"},
        {"RequisiteOverridable", NULL, "write Requires={unit} and After={unit}"},
        {"PropagateReloadTo", NULL, NO_RELOAD},
        {"PropagateReloadFrom", NULL, NO_RELOAD},
        {"FailureActionExitStatus", NULL, NO_ACTION},
        {"SuccessActionExitStatus", NULL, NO_ACTION},
        {"RebootArgument", NULL, "no failure restarts the machine; leave it out"},
        {"JobTimeoutRebootArgument", NULL, "no failure restarts the machine; leave it out"},
};
const ForeignTable foreign_units = {SECTION_UNIT, units, ARRAY_SIZE(units)};

/* Settings of a slice or a service that are the group's sum here. */
static const ForeignKey groups[] = {
        {"Type", NULL, KIND},
        {"TasksMax", NULL, "the group's limit is the sum of its containers': write PidsLimit={count}" ALL_OF},
        {"PidsLimit", NULL,
         "the group's limit is the sum of its containers': write PidsLimit={count}" ALL_OF},
        {"CPUWeight", NULL, CPU_TIME},
        {"CPUShares", NULL, CPU_TIME},
        {"CPUQuota", NULL, "write Cpu={percent}"},
        {"CpuLimit", NULL, "a group's total is its limit: write Cpu={cores}"},
        {"MemoryMax", "infinity", "write Memory={size}"},
        {"MemoryLimit", NULL, "a group's total is its limit: write Memory={size}"},
        {"MemoryLow", NULL, "a group's memory is protected up to its total: write Memory={size}"},
        {"MemoryMin", NULL, "a group's memory is protected up to its total: write Memory={size}"},
        {"MemorySwapMax", "infinity", "write Swap={swap}"},
        {"TimeoutStopSec", NULL, "write StopTimeout={time}" ALL_OF},
        {"Environment", NULL, "write Environment={env}" ALL_OF},
        {"EnvironmentFile", NULL, "write EnvironmentFile={envfile}" ALL_OF},
        {"User", NULL, "write User={user}" ALL_OF},
        {"Slice", NULL, "the slice is coslice-{group}.slice; leave it out"},
        {"PrivateNetwork", "no", "write Network=none"},
        {"PrivateUsers", "yes", "write UserNS=host"},
        {"WantedBy", NULL, "write WantedBy={unit} in [Install]"},
        {"RequiredBy", NULL, "write RequiredBy={unit} in [Install]"},
};
const ForeignTable foreign_slice_groups = {SECTION_GROUP, groups, ARRAY_SIZE(groups)};

static const ForeignKey mounts[] = {
        {"What", NULL, "write Type=bind and Path={path}"},
        {"Where", NULL, "a container says where, as in Volume=NAME:/path; leave it out"},
        {"TimeoutIdleSec", NULL, "a volume is mounted as long as the group runs; leave it out"},
        {"TimeoutSec", NULL, CANT},
        {"LazyUnmount", "no", CANT},
        {"ForceUnmount", "no", CANT},
        {"SloppyOptions", "no", CANT},
        {"ReadWriteOnly", "no", CANT},
};
const ForeignTable foreign_mount_volumes = {SECTION_VOLUME, mounts, ARRAY_SIZE(mounts)};

static const ForeignKey installs[] = {
        {"Also", NULL, "each unit is enabled by itself; leave it out"},
        {"DefaultInstance", NULL, "a group is no template; leave it out"},
        {"UpheldBy", NULL, "write WantedBy={unit}"},
};
const ForeignTable foreign_installs = {SECTION_INSTALL, installs, ARRAY_SIZE(installs)};
