/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A group whose units changed while it ran by earlier ones: its sandbox's last ExecStopPost=, by the drop-in
 * COSLICE_OUTDATED. */
#pragma once

#include "core/base/diag.h"
#include "core/pid1/manager.h"

/* Has systemd read the units anew, now that nothing holds the group to its earlier ones: the start that
 * follows, of a restart too, is by the definition as it is. Nothing is done while the machine shuts down.
 * RET_WORDS: what could not be done. < 0 if PID 1 can't be asked. */
int group_renew(Manager *manager, const Group *group, DiagList *ret_words);
