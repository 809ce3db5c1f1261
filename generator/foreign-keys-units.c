/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys of others: systemd's [Unit], [Install], [Slice] and [Mount]. */
#include "generator/foreign.h"

#define NO_LIMIT "groups have no start limit; RestartSec= in [Group] is the pause"
#define KIND     "the kinds of a group's units are fixed; leave it out"
#define CPU_TIME "write Cpu=: CPU time is shared in proportion to the requests"

static const ForeignKey units[] = {
        {"DefaultDependencies", "yes",
         "a group has systemd's default dependencies; it can't be switched off"},
        {"Requisite", NULL, "write Requires= and After="},
        {"JoinsNamespaceOf", NULL, "a group has namespaces of its own; leave it out"},
        {"StopWhenUnneeded", "no", "a group ends with its last container; leave it out"},
        {"RefuseManualStart", "no", "the generator uses it itself; leave it out"},
        {"RefuseManualStop", "no", "a group can always be stopped; leave it out"},
        {"PropagatesStopTo", NULL, "PartOf=coslice@GROUP.service in the other unit does that"},
        {"StopPropagatedFrom", NULL, "write PartOf="},
        {"PropagatesReloadTo", NULL, "a group as a whole is not reloaded; leave it out"},
        {"ReloadPropagatedFrom", NULL, "a group as a whole is not reloaded; leave it out"},
        {"SourcePath", NULL, "it is this file; leave it out"},
        {"StartLimitIntervalSec", "0", NO_LIMIT},
        {"StartLimitInterval", "0", NO_LIMIT},
        {"StartLimitBurst", NULL, NO_LIMIT},
        {"StartLimitAction", "none", NO_LIMIT},
        {"CollectMode", "inactive", "it can't be set; \"systemctl reset-failed\" forgets a failure"},
        {"JobTimeoutSec", "infinity", "write TimeoutStartSec= in [Container NAME] or [Container *]"},
        {"JobRunningTimeoutSec", "infinity", "write TimeoutStartSec= in [Container NAME] or [Container *]"},
        {"JobTimeoutAction", "none", "write OnFailure= with a unit that does it"},
        {"FailureAction", "none", "write OnFailure= with a unit that does it"},
        {"SuccessAction", "none", "write OnSuccess= with a unit that does it"},
        {"OnFailureJobMode", "replace", "it can't be set; leave it out"},
        {"OnSuccessJobMode", "fail", "it can't be set; leave it out"},
        {"OnFailureIsolate", "no", "it can't be set; leave it out"},
        {"IgnoreOnIsolate", "no", "it can't be set; leave it out"},
        {"WantsMountsFor", NULL, "write RequiresMountsFor="},
        {"SurviveFinalKillSignal", "no", "it can't be set; leave it out"},
        {"Type", NULL, KIND},
        {"AllowIsolate", "no", "a group is no target to isolate; leave it out"},
        {"BindTo", NULL, "write BindsTo="},
        {"RequiresOverridable", NULL, "write Requires="},
        {"RequisiteOverridable", NULL, "write Requires= and After="},
        {"PropagateReloadTo", NULL, "a group as a whole is not reloaded; leave it out"},
        {"PropagateReloadFrom", NULL, "a group as a whole is not reloaded; leave it out"},
        {"FailureActionExitStatus", NULL, "write OnFailure= with a unit that does it"},
        {"SuccessActionExitStatus", NULL, "write OnSuccess= with a unit that does it"},
        {"RebootArgument", NULL, "no failure restarts the machine; leave it out"},
        {"JobTimeoutRebootArgument", NULL, "no failure restarts the machine; leave it out"},
};
const ForeignTable foreign_units = {SECTION_UNIT, units, ARRAY_SIZE(units)};

/* Settings of a slice or a service that are the group's sum here. */
static const ForeignKey groups[] = {
        {"Type", NULL, KIND},
        {"TasksMax", NULL, "write PidsLimit= in the containers: the group's limit is their sum"},
        {"PidsLimit", NULL,
         "write PidsLimit= in [Container NAME] or [Container *]: the group's limit is their sum"},
        {"CPUWeight", NULL, CPU_TIME},
        {"CPUShares", NULL, CPU_TIME},
        {"CPUQuota", NULL, "write Cpu=, in cores"},
        {"CpuLimit", NULL, "write Cpu=: a group's total is its limit"},
        {"MemoryMax", NULL, "write Memory="},
        {"MemoryLimit", NULL, "write Memory=: a group's total is its limit"},
        {"MemoryLow", NULL, "write Memory=: a group's memory is protected up to its total"},
        {"MemoryMin", NULL, "write Memory=: a group's memory is protected up to its total"},
        {"MemorySwapMax", NULL, "write Swap="},
        {"TimeoutStopSec", NULL, "write StopTimeout= in [Container NAME] or [Container *]"},
        {"Environment", NULL, "write Environment= in [Container *]"},
        {"EnvironmentFile", NULL, "write EnvironmentFile= in [Container *]"},
        {"User", NULL, "write User= in [Container *]"},
        {"Slice", NULL, "the slice is coslice-NAME.slice; leave it out"},
        {"PrivateNetwork", "no", "Network= says what the group's network reaches; leave this out"},
        {"PrivateNetwork", NULL, "write Network=none"},
        {"PrivateUsers", NULL, "write UserNS="},
        {"WantedBy", NULL, "write WantedBy= in [Install]"},
        {"RequiredBy", NULL, "write RequiredBy= in [Install]"},
};
const ForeignTable foreign_slice_groups = {SECTION_GROUP, groups, ARRAY_SIZE(groups)};

static const ForeignKey mounts[] = {
        {"What", NULL, "write Share= for a server, Device= for a disk, Path= for a directory of the host"},
        {"Where", NULL, "a container says where: write Volume=NAME:/path in [Container NAME]"},
        {"TimeoutIdleSec", NULL, "a volume is mounted as long as the group runs; leave it out"},
        {"TimeoutSec", NULL, "it can't be set; leave it out"},
        {"LazyUnmount", "no", "it can't be set; leave it out"},
        {"ForceUnmount", "no", "it can't be set; leave it out"},
        {"SloppyOptions", "no", "it can't be set; leave it out"},
        {"ReadWriteOnly", "no", "it can't be set; leave it out"},
};
const ForeignTable foreign_mount_volumes = {SECTION_VOLUME, mounts, ARRAY_SIZE(mounts)};

static const ForeignKey installs[] = {
        {"Also", NULL, "each unit is enabled by itself; leave it out"},
        {"DefaultInstance", NULL, "a group is no template; leave it out"},
        {"UpheldBy", NULL, "write WantedBy=, or Upholds= in the other unit"},
};
const ForeignTable foreign_installs = {SECTION_INSTALL, installs, ARRAY_SIZE(installs)};
