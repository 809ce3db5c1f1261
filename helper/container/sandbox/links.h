/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The units of a running group where they outlive a daemon-reload: links in /run/systemd/system to the copy
 * (copy.h). systemd prefers them to what the generator writes, which is the same text, and has them
 * alone after a reload in which the generator can't run. */
#pragma once

/* Links each unit of STATE_DIR/GROUP/units, and the drop-ins of its sessions. A file of that name that is not
 * ours is the administrator's, and is left. 0 or -errno. */
int links_make(const char *group);

/* Removes all links to STATE_DIR/GROUP/units, whether they lead to something or not. 0 or -errno. */
int links_remove(const char *group);
