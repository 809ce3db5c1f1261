/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which groups have something that lies on this host under a name, as systemd has read their definitions, and
 * which run with it. */
#pragma once

#include "core/base/strbuf.h"

#include <stddef.h>
#include <stdio.h>

typedef struct User {
        char *what; /* a name */
        char *group;
        bool runs; /* with it */
} User;

typedef struct UserList {
        User *items; /* by name and group */
        size_t n;
} UserList;

void user_list_done(UserList *list);
#define _cleanup_user_list_ _cleanup_(user_list_done)

/* Appends the names that TEXT, a unit's, has of one kind, each once. 0 or -ENOMEM. Pure. */
typedef int (*UsersRead)(const char *text, StrVec *ret);
int users_read_volumes(const char *text, StrVec *ret); /* of Type=local: localvolume.h */
int users_read_secrets(const char *text, StrVec *ret); /* encrypted credentials */

/* Finds all users of what READ finds. 0 or -errno. */
int users_find(UsersRead read, UserList *ret);

/* Prints a line for each of NAMES with who has it, below one with HEADING. 0 or -ENOMEM. */
int users_print(const UserList *users, const char *heading, const StrVec *names, FILE *file);

/* A group that runs with WHAT, or NULL. */
const char *users_running(const UserList *users, const char *what);
