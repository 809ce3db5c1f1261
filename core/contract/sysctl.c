/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table is what kernels from 6.1 on keep for a network or IPC namespace: ip-sysctl, Documentation/
 * admin-guide/sysctl/net.rst; sysctl/kernel.rst and ipc/ipc_sysctl.c; mq_overview(7). Of net. there is more
 * than a table could have, modules' settings among it, and a network namespace only shows its own. The
 * positions at which System V objects get their next number (kernel.msg_next_id and so on) are for
 * checkpoints alone. */
#include "core/contract/sysctl.h"

#include "core/base/cleanup.h"
#include "core/contract/contract.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A name, or with a dot at its end all below it. */
static const char *const own[] = {
        /* of the network namespace: the first, and all of it */
        "net.",
        /* of the IPC namespace: shared memory, */
        "kernel.shmall",
        "kernel.shmmax",
        "kernel.shmmni",
        "kernel.shm_rmid_forced",
        /* message queues of System V, */
        "kernel.msgmax",
        "kernel.msgmnb",
        "kernel.msgmni",
        /* semaphores, */
        "kernel.sem",
        /* and message queues of POSIX */
        "fs.mqueue.",
};

static const char name_letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

/* No part is empty or has a dot or a slash in it, so none leads out of /proc/sys. */
static bool name_is_valid(const char *name, size_t n)
{
        size_t parts = 0;
        if (n > SYSCTL_NAME_MAX)
                return false;
        for (size_t i = 0; i < n; parts++) {
                size_t length = strspn(name + i, name_letters);
                i += length;
                if (length == 0 || (i < n && (name[i] != '.' || ++i == n)))
                        return false;
        }
        return parts > 1;
}

static bool value_is_valid(const char *value)
{
        size_t n = strlen(value);
        if (n == 0 || n > SYSCTL_VALUE_MAX || value[0] == ' ' || value[n - 1] == ' ')
                return false;
        for (const char *p = value; *p; p++)
                if (*p < ' ' || *p > '~')
                        return false;
        return true;
}

static bool name_is_own(const char *name, size_t n)
{
        for (size_t i = 0; i < ARRAY_SIZE(own); i++) {
                size_t length = strlen(own[i]);
                bool below = own[i][length - 1] == '.';
                if (strncmp(name, own[i], length) == 0 && (below || length == n))
                        return true;
        }
        return false;
}

bool sysctl_is_of_network(const char *setting)
{
        return string_after(setting, own[0]) != NULL;
}

int sysctl_check(const char *setting)
{
        const char *equals = strchr(setting, '=');
        if (!equals || equals == setting)
                return SYSCTL_NO_SETTING;
        size_t n = (size_t)(equals - setting);
        if (!name_is_valid(setting, n))
                return SYSCTL_BAD_NAME;
        if (!name_is_own(setting, n))
                return SYSCTL_NOT_OWN;
        return value_is_valid(equals + 1) ? SYSCTL_GOOD : SYSCTL_BAD_VALUE;
}

void sysctl_path(const char *setting, char ret[static SYSCTL_NAME_MAX + 1])
{
        size_t n = 0;
        for (; setting[n] != '=' && n < SYSCTL_NAME_MAX; n++)
                ret[n] = setting[n] == '.' ? '/' : setting[n];
        ret[n] = '\0';
}

/* Whether the words of N and M bytes are the same, or the same number. */
static bool word_is(const char *a, size_t n, const char *b, size_t m)
{
        if (n == m && memcmp(a, b, n) == 0)
                return true;
        char *end_a, *end_b;
        errno = 0;
        long long number_a = strtoll(a, &end_a, 0), number_b = strtoll(b, &end_b, 0);
        return errno == 0 && end_a == a + n && end_b == b + m && number_a == number_b;
}

bool sysctl_has(const char *setting, const char *text)
{
        static const char blanks[] = " \t\n";
        const char *value = strchr(setting, '=') + 1;
        for (;;) {
                value += strspn(value, blanks);
                text += strspn(text, blanks);
                if (!*value)
                        return true;
                size_t n = strcspn(value, blanks), m = strcspn(text, blanks);
                if (m == 0 || !word_is(value, n, text, m))
                        return false;
                value += n;
                text += m;
        }
}

int sysctl_read(const char *value, StrVec *list, Failure *failure)
{
        static const char *const expected[] = {
                [SYSCTL_NO_SETTING] = SYSCTL_FORM,
                [SYSCTL_BAD_NAME] = "a name with dots",
                [SYSCTL_BAD_VALUE] = "a value of printable characters",
                [SYSCTL_NOT_OWN] = "a setting of the group's own namespaces",
        };
        int why = sysctl_check(value);
        if (why != SYSCTL_GOOD)
                return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                   "option --" SYSCTL_OPTION ": expected %s, not \"%s\"", expected[why],
                                   value);
        return strvec_add(list, value);
}
