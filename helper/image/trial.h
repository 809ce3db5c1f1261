/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The verbs try, keep and revert: a group that runs is given the images that an update has fetched, and they
 * are everybody's once it runs with them.
 *
 * An image that was asked for as IMAGE_ASKED_NEXT is next/KEY. `try` pins it for the group in the place of
 * the one that it runs, whose pin is kept beside it; the containers are restarted then, by who has systemd's
 * ear. `keep` lets it be what KEY stands for, `revert` gives the group its old pin. Whatever is killed, and
 * whenever: the next start of the group has what KEY stands for, and `revert` finds what a trial has left. */
#pragma once

#include "core/base/failure.h"

/* WORDS: what follows the verb, NULL-terminated: --group=GROUP, --image=KEY, repeated. `try` takes the
 * sandbox's
 * --log-pipe= too, and makes pipes for containers that have none so far and whose image is to have some.
 * `try` and `revert` print the keys whose containers are to be restarted, a line each. 0 or -errno with
 * FAILURE. */
int trial_try(char *const *words, int notify_fd, Failure *failure);
int trial_keep(char *const *words, int notify_fd, Failure *failure);
int trial_revert(char *const *words, int notify_fd, Failure *failure);
