/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/asked.h"

#include "core/base/strbuf.h"
#include "core/contract/imagestore.h"
#include "helper/common/textfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#define WORD_MAX 16

int asked_take(int dir_fd, const char *key, Asked *ret)
{
        _cleanup_free_ char *text = NULL;
        char name[NAME_MAX + 1];
        size_t size;
        snprintf(name, sizeof name, "%s" IMAGE_ASKED_SUFFIX, key);
        _cleanup_close_ int fd = openat(dir_fd, name, TEXTFILE_FLAGS | O_NOFOLLOW);
        *ret = ASKED_NOT;
        if (fd < 0)
                return errno == ENOENT ? 0 : -errno;
        int r = textfile_read(fd, WORD_MAX, &text, &size);
        if (unlinkat(dir_fd, name, 0) < 0 && errno != ENOENT)
                return -errno;
        if (r < 0)
                return r;
        *ret = streq(text, IMAGE_ASKED_READY)  ? ASKED_READY
               : streq(text, IMAGE_ASKED_NEXT) ? ASKED_NEXT
                                               : ASKED_NOT;
        return *ret == ASKED_NOT ? -EBADMSG : 0;
}
