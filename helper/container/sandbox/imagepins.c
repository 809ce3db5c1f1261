/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/container/sandbox/imagepins.h"

#include "core/base/name.h"
#include "core/contract/contract.h"
#include "core/contract/imageref.h"
#include "core/contract/imagestore.h"
#include "core/io/io.h"
#include "helper/common/imagefolder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>

void imagepins_done(ImagePins *pins)
{
        strvec_done(&pins->digests);
        closep(&pins->lock_fd);
        *pins = (ImagePins)IMAGE_PINS_NULL;
}

/* Who removes images holds it alone, and for as long as that takes. */
static int lock_store(int store_fd)
{
        _cleanup_close_ int fd = openat(store_fd, COSLICE_IMAGE_LOCK,
                                        O_RDONLY | O_CREAT | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC, 0600);
        if (fd < 0)
                return -errno;
        while (flock(fd, LOCK_SH) < 0)
                if (errno != EINTR)
                        return -errno;
        return TAKE_FD(fd);
}

/* Whether the record of HEX is there: 0, or -errno. */
static int check_image(int store_fd, const char *hex)
{
        char path[sizeof COSLICE_IMAGE_RECORDS + IMAGE_HEX_SPACE + sizeof IMAGE_RECORD_FILE];
        snprintf(path, sizeof path, COSLICE_IMAGE_RECORDS "/%s/" IMAGE_RECORD_FILE, hex);
        return faccessat(store_fd, path, F_OK, AT_SYMLINK_NOFOLLOW) < 0 ? -errno : 0;
}

/* What GROUP, if it runs, has KEY stand for. RET: IMAGE_HEX_SPACE bytes. */
static int find_pinned(int store_fd, const char *group, const char *key, char *ret)
{
        char path[sizeof COSLICE_STATE_DIR COSLICE_IMAGE_PINS + LABEL_MAX + IMAGE_KEY_SPACE + 2];
        snprintf(path, sizeof path, COSLICE_STATE_DIR "/%s/" COSLICE_IMAGE_PINS "/%s", group, key);
        int r = image_folder_read_link(AT_FDCWD, path, IMAGE_PIN_LINK, ret);
        return r < 0 ? r : check_image(store_fd, ret);
}

static int find_ready(int store_fd, const char *key, char *ret)
{
        char path[sizeof COSLICE_IMAGE_READY + IMAGE_KEY_SPACE];
        snprintf(path, sizeof path, COSLICE_IMAGE_READY "/%s", key);
        int r = image_folder_read_link(store_fd, path, IMAGE_READY_LINK, ret);
        return r < 0 ? r : check_image(store_fd, ret);
}

static int find_one(int store_fd, const char *group, const char *key, StrVec *digests, Failure *failure)
{
        char hex[IMAGE_HEX_SPACE];
        /* Before anything was fetched there is no store. */
        int r = store_fd < 0 ? store_fd : find_pinned(store_fd, group, key, hex);
        if (r < 0 && store_fd >= 0)
                r = find_ready(store_fd, key, hex);
        if (r == -ENOENT || r == -ENOTDIR || r == -EBADMSG)
                return failure_set(failure, EXIT_SETUP_SANDBOX, 0,
                                   "the image %s is not there: systemctl status coslice-image@%s", key, key);
        if (r == 0)
                r = strvec_add(digests, hex);
        return r < 0 ? failure_set(failure, EXIT_SETUP_SANDBOX, -r, "find the image %s", key) : 0;
}

int imagepins_find(const char *group, const StrVec *keys, ImagePins *ret, Failure *failure)
{
        _cleanup_imagepins_ ImagePins pins = IMAGE_PINS_NULL;
        int r = 0;
        pins.keys = keys;
        _cleanup_close_ int store = keys->n > 0 ? image_folder_open(AT_FDCWD, COSLICE_IMAGES_DIR) : -1;
        if (keys->n > 0 && store < 0 && store != -ENOENT)
                return failure_set(failure, EXIT_SETUP_SANDBOX, store == -EPERM ? 0 : -store,
                                   "open the images in " COSLICE_IMAGES_DIR "%s",
                                   store == -EPERM ? ": it is not root's alone to write" : "");
        if (store >= 0) {
                pins.lock_fd = lock_store(store);
                if (pins.lock_fd < 0)
                        return failure_set(failure, EXIT_SETUP_SANDBOX, -pins.lock_fd,
                                           "lock " COSLICE_IMAGES_DIR "/" COSLICE_IMAGE_LOCK);
        }
        for (size_t i = 0; i < keys->n && r == 0; i++)
                r = find_one(store, group, keys->items[i], &pins.digests, failure);
        if (r < 0)
                return r;
        *ret = pins;
        pins = (ImagePins)IMAGE_PINS_NULL;
        return 0;
}

int imagepins_make(const ImagePins *pins, int dir_fd)
{
        if (pins->digests.n == 0)
                return 0;
        _cleanup_close_ int fd = io_open_folder(dir_fd, COSLICE_IMAGE_PINS, 0755);
        if (fd < 0)
                return fd;
        for (size_t i = 0; i < pins->digests.n; i++) {
                char target[IMAGE_LINK_SPACE];
                snprintf(target, sizeof target, IMAGE_PIN_LINK "%s", pins->digests.items[i]);
                if (symlinkat(target, fd, pins->keys->items[i]) < 0)
                        return -errno;
        }
        return 0;
}
