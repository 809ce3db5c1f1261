/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Nothing of a secret is in any message. */
#include "helper/container/start/secrets.h"

#include "core/contract/contract.h"
#include "helper/common/textfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int fail(const Secret *secret, int error, Failure *failure)
{
        /* Of a path that isn't there systemd itself says so. */
        if (error == ENOENT)
                return failure_set(failure, EXIT_SETUP_STATE, 0,
                                   "there is no secret %s for %s; make it by: coslice secret set %s",
                                   secret->name, secret->target, secret->name);
        return failure_set(failure, EXIT_SETUP_STATE, error, "read the secret for %s", secret->target);
}

static int check(int folder_fd, const SecretList *list, Failure *failure)
{
        struct stat st;
        for (size_t i = 0; i < list->n; i++) {
                const Secret *secret = list->items + i;
                if (fstatat(folder_fd, secret->name, &st, AT_SYMLINK_NOFOLLOW) < 0)
                        return fail(secret, errno, failure);
                if (!S_ISREG(st.st_mode))
                        return fail(secret, EINVAL, failure);
        }
        return 0;
}

static int add_variable(const Secret *secret, const char *text, size_t size, StrVec *ret, Failure *failure)
{
        if (memchr(text, '\0', size))
                return failure_set(failure, EXIT_SETUP_STATE, 0,
                                   "the secret for %s can't be a variable: it has a NUL byte in it",
                                   secret->target);
        size -= size > 0 && text[size - 1] == '\n';
        return strvec_addf(ret, "%s=%.*s", secret->target, (int)size, text);
}

static int add_variables(int folder_fd, const SecretList *list, StrVec *ret, Failure *failure)
{
        int r = 0;
        for (size_t i = 0; i < list->n && r == 0; i++) {
                const Secret *secret = list->items + i;
                char *text = NULL;
                size_t size = 0;
                if (!secret->env)
                        continue;
                _cleanup_close_ int fd = openat(folder_fd, secret->name, TEXTFILE_FLAGS | O_NOFOLLOW);
                r = fd < 0 ? -errno : textfile_read(fd, SECRET_SIZE_MAX, &text, &size);
                r = r < 0 ? fail(secret, -r, failure) : add_variable(secret, text, size, ret, failure);
                if (text)
                        explicit_bzero(text, size);
                free(text);
        }
        return r;
}

int secrets_load(const char *folder, const SecretList *list, int *ret_fd, StrVec *ret_environment,
                 Failure *failure)
{
        *ret_fd = -1;
        if (list->n == 0)
                return 0;
        if (!folder)
                return fail(list->items, ENOENT, failure);
        _cleanup_close_ int fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        int r = fd < 0 ? fail(list->items, errno, failure) : check(fd, list, failure);
        r = r < 0 ? r : add_variables(fd, list, ret_environment, failure);
        if (r == 0)
                *ret_fd = TAKE_FD(fd);
        return r;
}
