/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* User strings against passwd(5) and group(5). */
#include "helper/container/texts/passwd.h"

#include "core/base/number.h"
#include "core/contract/contract.h"
#include "core/contract/wire.h"

#include <errno.h>
#include <string.h>

/* One field of a line: not NUL-terminated. */
typedef struct Field {
        const char *text;
        size_t length;
} Field;

#define FIELDS_MAX 7

void identity_done(Identity *identity)
{
        free(identity->groups);
        free(identity->home);
        *identity = (Identity){};
}

static int refuse(Failure *failure, const char *what, const char *name, const char *why)
{
        return failure_set(failure, EXIT_SETUP_USER, 0, "%s \"%s\" %s", what, name, why);
}

static int no_memory(Failure *failure)
{
        return failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "find the user");
}

static bool field_is(const Field *field, const char *text)
{
        return strlen(text) == field->length && memcmp(field->text, text, field->length) == 0;
}

/* Splits the line at *TEXT, which is moved to the next one. The number of fields found. */
static size_t next_line(const char **text, Field *fields)
{
        const char *at = *text;
        size_t length = strcspn(at, "\n"), n = 0;
        *text = at + length + (at[length] == '\n');
        for (const char *end = at + length; n < FIELDS_MAX; n++) {
                const char *colon = memchr(at, ':', (size_t)(end - at));
                fields[n] = (Field){at, (size_t)((colon ? colon : end) - at)};
                if (!colon)
                        return n + 1;
                at = colon + 1;
        }
        return n;
}

static bool field_id(const Field *field, uint32_t *ret)
{
        char text[16];
        uint64_t value;
        if (field->length >= sizeof text)
                return false;
        memcpy(text, field->text, field->length);
        text[field->length] = '\0';
        if (number_parse(text, COSLICE_ID_MAX, &value) != 0)
                return false;
        *ret = (uint32_t)value;
        return true;
}

/* The first entry whose name is NAME or, with NAME NULL, whose id is ID. 0 for none, else the number of
 * fields. */
static size_t find_entry(const char *text, const char *name, uint32_t id, Field *ret)
{
        while (*text) {
                uint32_t found;
                size_t n = next_line(&text, ret);
                if (n < 4)
                        continue;
                if (name ? field_is(ret, name) : field_id(ret + 2, &found) && found == id)
                        return n;
        }
        return 0;
}

/* A number is an id: 0 with *RET, NUMBER_SYNTAX if it isn't one, NUMBER_RANGE if it is too large. */
static int parse_id(const char *text, uint32_t *ret)
{
        uint64_t value;
        int r = number_parse(text, COSLICE_ID_MAX, &value);
        if (r == 0)
                *ret = (uint32_t)value;
        return r;
}

static int find_group(const char *name, const char *group_text, gid_t *ret, Failure *failure)
{
        Field fields[FIELDS_MAX];
        int r = parse_id(name, ret);
        if (r == 0)
                return 0;
        if (r == NUMBER_RANGE)
                return refuse(failure, "group", name, "is larger than any group's number");
        if (find_entry(group_text, name, 0, fields) == 0)
                return refuse(failure, "group", name, "is not in /etc/group of the root file system");
        if (!field_id(fields + 2, ret))
                return refuse(failure, "group", name, "has a wrong number in /etc/group");
        return 0;
}

static int set_home(Identity *identity, const Field *home)
{
        bool absolute = home && home->length > 0 && home->text[0] == '/';
        identity->home = absolute ? strndup(home->text, home->length) : strdup("/");
        return identity->home ? 0 : -ENOMEM;
}

/* Fills uid, gid and home from passwd; RET_NAME is the user's name there, empty for none. */
static int find_user(const char *user, const char *passwd, Identity *identity, Field *ret_name,
                     Failure *failure)
{
        Field fields[FIELDS_MAX];
        int id = parse_id(user, &identity->uid);
        if (id == NUMBER_RANGE)
                return refuse(failure, "user", user, "is larger than any user's number");
        size_t n = find_entry(passwd, id == 0 ? NULL : user, identity->uid, fields);
        if (n == 0 && id != 0)
                return refuse(failure, "user", user, "is not in /etc/passwd of the root file system");
        *ret_name = n > 0 ? fields[0] : (Field){"", 0};
        if (n > 0 && (!field_id(fields + 2, &identity->uid) || !field_id(fields + 3, &identity->gid)))
                return refuse(failure, "user", user, "has a wrong number in /etc/passwd");
        return set_home(identity, n >= 6 ? fields + 5 : NULL) < 0 ? no_memory(failure) : 0;
}

static int add_gid(Identity *identity, gid_t gid, Failure *failure)
{
        for (size_t i = 0; i < identity->n_groups; i++)
                if (identity->groups[i] == gid)
                        return 0;
        if (identity->n_groups == IDENTITY_GROUPS_MAX)
                return failure_set(failure, EXIT_SETUP_USER, 0, "the user is in more than %d groups",
                                   IDENTITY_GROUPS_MAX);
        gid_t *groups = reallocarray(identity->groups, identity->n_groups + 1, sizeof *groups);
        if (!groups)
                return no_memory(failure);
        identity->groups = groups;
        groups[identity->n_groups++] = gid;
        return 0;
}

static bool lists(const Field *members, const Field *name)
{
        const char *at = members->text, *end = at + members->length;
        while (at < end) {
                const char *comma = memchr(at, ',', (size_t)(end - at));
                size_t n = (size_t)((comma ? comma : end) - at);
                if (n == name->length && memcmp(at, name->text, n) == 0)
                        return true;
                at += n + 1;
        }
        return false;
}

/* The groups that list the user's name; entries with a wrong number are no groups. */
static int add_member_groups(Identity *identity, const Field *name, const char *group_text, Failure *failure)
{
        Field fields[FIELDS_MAX];
        gid_t gid;
        while (name->length > 0 && *group_text) {
                size_t n = next_line(&group_text, fields);
                if (n < 4 || !lists(fields + 3, name) || !field_id(fields + 2, &gid))
                        continue;
                int r = add_gid(identity, gid, failure);
                if (r < 0)
                        return r;
        }
        return 0;
}

int identity_resolve(const char *user, char *const *add, const char *passwd, const char *group, Identity *ret,
                     Failure *failure)
{
        _cleanup_identity_ Identity identity = {};
        Field name = {"", 0};
        const char *whole = user ? user : "0", *group_part;
        _cleanup_free_ char *user_part = NULL;
        int r = user_read(whole, &user_part, &group_part);
        if (r < 0)
                return no_memory(failure);
        if (r > 0)
                return refuse(failure, "user", whole, "is not USER or USER:GROUP");
        r = find_user(user_part, passwd, &identity, &name, failure);
        if (r == 0 && group_part)
                r = find_group(group_part, group, &identity.gid, failure);
        /* The own group is among the supplementary ones too: else a file that denies it something could be
         * read by dropping it (CVE-2022-2989 and others). */
        if (r == 0)
                r = add_gid(&identity, identity.gid, failure);
        if (r == 0 && !group_part)
                r = add_member_groups(&identity, &name, group, failure);
        for (; r == 0 && add && *add; add++) {
                gid_t gid;
                r = find_group(*add, group, &gid, failure);
                if (r == 0)
                        r = add_gid(&identity, gid, failure);
        }
        if (r < 0)
                return r;
        *ret = identity;
        identity = (Identity){};
        return 0;
}
