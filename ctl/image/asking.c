/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ctl/image/asking.h"

#include "core/base/strbuf.h"
#include "core/contract/contract.h"
#include "core/contract/imagestore.h"
#include "core/io/io.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

int asking_open(void (*waiting)(void))
{
        int r = io_make_folder(COSLICE_RUN_DIR, 0711);
        r = r < 0 ? r : io_make_folder(COSLICE_PULLS_DIR, 0700);
        if (r < 0)
                return r;
        _cleanup_close_ int fd = open(COSLICE_PULLS_DIR, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (fd < 0)
                return -errno;
        if (flock(fd, LOCK_EX | LOCK_NB) == 0)
                return TAKE_FD(fd);
        if (errno != EWOULDBLOCK)
                return -errno;
        waiting();
        return flock(fd, LOCK_EX) < 0 ? -errno : TAKE_FD(fd);
}

static void make_name(const char *key, char ret[static NAME_MAX + 1])
{
        snprintf(ret, NAME_MAX + 1, "%s" IMAGE_ASKED_SUFFIX, key);
}

int asking_take_back(int fd, const char *key)
{
        char name[NAME_MAX + 1];
        make_name(key, name);
        return unlinkat(fd, name, 0) < 0 && errno != ENOENT ? -errno : 0;
}

bool asking_is_there(int fd, const char *key)
{
        char name[NAME_MAX + 1];
        make_name(key, name);
        return faccessat(fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

int asking_put(int fd, const char *key, const char *word)
{
        char name[NAME_MAX + 1];
        make_name(key, name);
        int r = asking_take_back(fd, key);
        return r < 0 ? r : io_write_file(fd, name, word, strlen(word), 0600);
}
