/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The names of what a group pins (pins.h): apart, since pure code uses them too. */
#pragma once

#define PIN_NET   "net"
#define PIN_IPC   "ipc"
#define PIN_SHM   "shm"
#define PIN_EMPTY "empty." /* and the volume's name */
