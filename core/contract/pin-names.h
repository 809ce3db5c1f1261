/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The names of what a group pins (pins.h): apart, since pure code uses them too. */
#pragma once

#define PIN_NET        "net"
#define PIN_IPC        "ipc"
#define PIN_SHM        "shm"
#define PIN_PROC       "proc" /* of the process namespace that the containers share, where they do: its /proc */
#define PIN_PROC_PIDS  "1/ns/pid" /* a path below that: the namespace */
#define PIN_PROC_FIRST "1/stat"   /* and its first process */
#define PIN_EMPTY      "empty."   /* and the volume's name */
