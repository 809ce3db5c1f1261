/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Records of the networks that groups have, COSLICE_NETWORK_DIR/GROUP. While one is there its elements stand
 * in the rules, or are about to. */
#pragma once

#include "core/contract/network.h"

/* Opens the folder of records, made if it isn't there. A descriptor, or -errno with FAILURE. */
int netrecords_open(Failure *failure);

/* Locks them: shared for one group's record and elements, exclusive for all records and the whole table. A
 * descriptor that holds the lock until it is closed, or -errno with FAILURE. */
int netrecords_lock(int folder_fd, bool exclusive, Failure *failure);

typedef struct NetRecord {
        StrVec words; /* that NETWORK borrows from */
        Network network;
} NetRecord;

void netrecord_done(NetRecord *record);
#define _cleanup_netrecord_ _cleanup_(netrecord_done)

/* GROUP's. 0; 1: there is none; -errno with FAILURE. */
int netrecord_read(int folder_fd, const char *group, NetRecord *ret, Failure *failure);

/* Writes that of NETWORK's group, in the place of one that is there. 0 or -errno with FAILURE. */
int netrecord_write(int folder_fd, const Network *network, Failure *failure);

/* Removes GROUP's, and what a killed netrecord_write() has left. 0, also if there is none, or -errno with
 * FAILURE. */
int netrecord_remove(int folder_fd, const char *group, Failure *failure);

typedef struct NetRecordList {
        NetRecord *items;
        size_t n;
} NetRecordList;

void netrecord_list_done(NetRecordList *list);
#define _cleanup_netrecord_list_ _cleanup_(netrecord_list_done)

/* All of them, by name. Those that can't be read are left out, and said on standard error. 0 or -errno with
 * FAILURE. */
int netrecords_read(int folder_fd, NetRecordList *ret, Failure *failure);
