/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ctl/secret/store.h"

#include "core/contract/secret.h"
#include "core/io/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NEW ".new-of-coslice" /* no credential here is called so */

static int open_store(void)
{
        int fd = open(SECRET_STORE, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        return fd < 0 ? -errno : fd;
}

static int add_one(void *context, int dir_fd, const char *name, bool folder)
{
        return !folder && credential_name_is_valid(name) ? strvec_add(context, name) : 0;
}

int store_list(StrVec *ret)
{
        _cleanup_close_ int fd = open_store();
        int r = fd == -ENOENT ? 0 : fd < 0 ? fd : io_each(fd, add_one, ret);
        if (r == 0)
                strvec_sort(ret);
        return r;
}

int store_write(const char *name, const StrBuf *text)
{
        int r = io_make_folder(SECRET_STORE, 0700);
        _cleanup_close_ int fd = r < 0 ? r : open_store();
        return fd < 0 ? fd : io_replace_file(fd, name, NEW, text->text, text->length, 0600);
}

int store_remove(const char *name)
{
        _cleanup_close_ int fd = open_store();
        if (fd < 0)
                return fd == -ENOENT ? 1 : fd;
        if (unlinkat(fd, name, 0) < 0)
                return errno == ENOENT ? 1 : -errno;
        return 0;
}
