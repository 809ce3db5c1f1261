/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whom a payload runs as, by the root's own passwd and group. */
#pragma once

#include "helper/container/root/stage.h"
#include "helper/container/texts/passwd.h"

typedef struct UserWish {
        const char *user;  /* as identity_resolve() takes it */
        char *const *adds; /* the same */
        int root_fd;
        Stage *stage; /* the root in the making; NULL: it was made long ago */
        bool own_ids; /* the group has a user namespace of its own */
} UserWish;

/* 0 or -errno with FAILURE. */
int user_find(const UserWish *wish, Identity *ret, Failure *failure);
