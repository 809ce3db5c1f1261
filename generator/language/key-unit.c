/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys of [Unit], in the manual's order. */
#include "generator/language/rows.h"

#define KEY(key, value, member, ...) ROW(SECTION_UNIT, Definition, key, value, member, __VA_ARGS__)
/* Those of systemd 252, the oldest that is supported: one that lacks a condition ignores it and starts the
 * group. */
#define CONDITION(about, value) \
        KEY("Condition" about, value, conditions), KEY("Assert" about, value, conditions)

static const Key keys[] = {
        KEY("Description", text, description, .bind = "description"),
        KEY("Documentation", addresses, documentation, .bind = "documentation"),
        /* Dependencies are the sandbox's too: containers wait for that, and not for the group. */
        KEY("After", unit_settings, dependencies),
        KEY("Before", units, before, .bind = "before"),
        KEY("Wants", unit_settings, dependencies),
        KEY("Requires", unit_settings, dependencies),
        KEY("BindsTo", unit_settings, dependencies),
        KEY("PartOf", unit_settings, dependencies),
        KEY("Upholds", unit_settings, dependencies),
        KEY("Conflicts", unit_settings, group_settings),
        KEY("OnFailure", unit_settings, group_settings),
        KEY("OnSuccess", unit_settings, group_settings),
        KEY("RequiresMountsFor", host_paths, requires_mounts_for, .bind = "mounts"),
        CONDITION("ACPower", condition),
        CONDITION("Architecture", condition),
        CONDITION("CPUFeature", condition),
        CONDITION("CPUPressure", condition),
        CONDITION("CPUs", condition),
        CONDITION("Capability", condition),
        CONDITION("ControlGroupController", condition),
        CONDITION("Credential", condition),
        CONDITION("DirectoryNotEmpty", condition_path),
        CONDITION("Environment", condition),
        CONDITION("FileIsExecutable", condition_path),
        CONDITION("FileNotEmpty", condition_path),
        CONDITION("Firmware", condition),
        CONDITION("FirstBoot", condition),
        CONDITION("Group", condition),
        CONDITION("Host", condition),
        CONDITION("IOPressure", condition),
        CONDITION("KernelCommandLine", condition),
        CONDITION("KernelVersion", condition),
        CONDITION("Memory", condition),
        CONDITION("MemoryPressure", condition),
        CONDITION("NeedsUpdate", condition_update),
        CONDITION("OSRelease", condition),
        CONDITION("PathExists", condition_path),
        CONDITION("PathExistsGlob", condition_path),
        CONDITION("PathIsDirectory", condition_path),
        CONDITION("PathIsEncrypted", condition_path),
        CONDITION("PathIsMountPoint", condition_path),
        CONDITION("PathIsReadWrite", condition_path),
        CONDITION("PathIsSymbolicLink", condition_path),
        CONDITION("Security", condition),
        CONDITION("User", condition),
        CONDITION("Virtualization", condition),
};

const KeyTable unit_keys = {KEPT(keys)};
