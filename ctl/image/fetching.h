/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a group's containers start from, fetched by coslice-image@KEY.service: that has the credential, the
 * rights that it takes, and goes on if this command is killed. */
#pragma once

#include "core/pid1/manager.h"
#include "generator/model/definition.h"

typedef struct Fetching {
        const char *image; /* Image= as the definition has it */
        const char *key;
        char *unit;
        bool failed;
        char *words; /* what it is at, and then why it failed, with the image in it; others' text, with
                      * whatever characters; or NULL */
} Fetching;

typedef struct FetchingList {
        Fetching *items;
        size_t n;
} FetchingList;

void fetching_list_done(FetchingList *list);
#define _cleanup_fetching_list_ _cleanup_(fetching_list_done)

/* The images of DEF, which must outlive RET. 0 or -ENOMEM. */
int fetching_list_make(const Definition *def, FetchingList *ret);

/* Asks for all of LIST, of GROUP, with WORD, IMAGE_ASKED_…, in ASKING_FD, and waits until all are done; on a
 * terminal standard error shows what they are at. What has failed says so. 0 or -errno. */
int fetching_run(Manager *manager, const char *group, int asking_fd, const char *word, FetchingList *list);

/* HEX that KEY stands for, IMAGE_HEX_SPACE bytes; "": for nothing. */
void fetching_ready(const char *key, char *ret);
