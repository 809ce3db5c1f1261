/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A group from a text, for the tests of the pure pipeline. */
#pragma once

#include "generator/edge/load.h"

#define TEST_UNIT_DIR "/usr/lib/systemd/system"

/* Loads TEXT as /etc/coslice/groups/NAME.group; ends the test without memory. */
void group_load(const char *name, const char *text, DiagList *diags, LoadedGroup *ret);

/* Loads TEXT as group web, which must give no diagnostic at all. */
void group_load_right(const char *text, LoadedGroup *ret);

/* The text of the planned file, or NULL. */
const char *group_file(const LoadedGroup *group, const char *path);

/* Fails the test unless LINE stands in the planned file. */
void group_has_line(const LoadedGroup *group, const char *path, const char *line);
/* How many lines of the planned file begin with PREFIX. */
size_t group_count_lines(const LoadedGroup *group, const char *path, const char *prefix);

/* Loads TEXT as group web and compares all that is said with EXPECTED: a line each, as people see them. */
void group_expect(const char *text, const char *expected);
