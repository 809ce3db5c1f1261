/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is said about a group and its units, in sentences without a full stop. Pure. Text that comes from a
 * payload may hold control characters: whoever prints makes it printable (diag_add() does). */
#pragma once

#include "core/base/strbuf.h"
#include "core/pid1/unit.h"

/* All append to RET: 0 or -ENOMEM. */

/* A unit that is not up at the end of a start, or that failed by itself: "container app: exited with status
 * 3; see: journalctl -u coslice@web_app". Needs its outcome. */
int words_failed(const Group *group, const Unit *unit, StrBuf *ret);

/* A container that PID 1 doesn't know of, or one whose condition is not met. */
int words_not_started(const char *label, StrBuf *ret);
int words_skipped(const char *label, StrBuf *ret);

/* A container that failed at a stop that was asked for. Needs its outcome. */
int words_failed_at_stop(const Group *group, const Unit *unit, StrBuf *ret);

/* A container that a stop has left behind, with the lines that help. Needs its outcome and what is left. */
int words_left(const Group *group, const Unit *unit, StrBuf *ret);

/* What the sandbox's clean-up could not remove. Needs its outcome. */
int words_not_removed(const Group *group, const Unit *sandbox, StrBuf *ret);

/* The group's status once it has started: "started: app, sync; 2 CPUs, 2 GiB". READY[i] says whether
 * container i was READY in this start; what became of it since is not said, since nobody would take it back.
 * systemd ignores a notification over 4,096 bytes: of very many long names the last are counted only. */
#define WORDS_STATUS_NAMES_MAX 3000
int words_started(const Group *group, const bool *ready, const char *sums, StrBuf *ret);

/* Once all has ended. */
#define WORDS_ENDED "all containers have ended"

/* Why a group, container or sandbox of this name has no units of its own. */
typedef struct Unknown {
        const char *group;
        const char *container;   /* NULL: it is about the group */
        const char *const *dirs; /* where definitions are searched */
        size_t n_dirs;
        const char *definition;   /* path of the group's definition, or NULL */
        bool masked;              /* the definition is a link to /dev/null */
        bool refused;             /* the generator found mistakes in it */
        const StrVec *containers; /* that the group has; empty if it has no units */
} Unknown;
int words_unknown(const Unknown *unknown, StrBuf *ret);
