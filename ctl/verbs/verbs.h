/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The verbs of `coslice`, a file each. A verb gets its own arguments (argv[0] is the verb) and returns an
 * exit status of ctl.h: EXIT_FINE, EXIT_WRONG or EXIT_USAGE. */
#pragma once

int verb_check(int argc, char **argv);
int verb_show(int argc, char **argv);
