/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Images of the store. All of it is opened by descriptor, without following any link, and the store's folders
 * must be such that root alone can have put there what is found. */
#include "helper/container/root/image.h"

#include "core/base/name.h"
#include "core/contract/contract.h"
#include "core/contract/imageref.h"
#include "core/contract/imagestore.h"
#include "core/contract/userns.h"
#include "core/io/unmapped.h"
#include "helper/common/imagefolder.h"
#include "helper/common/rootfd.h"
#include "helper/common/textfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

/* Whatever was removed of an image that a group has pinned was removed by hand. */
#define PULL_AGAIN "pull it again (coslice pull %s) and restart the group"

/* What is asked for: the image that a group has pinned as KEY. */
typedef struct Pinned {
        const char *group, *key;
} Pinned;

/* What is wrong with PLACE of the store: R, or -ENOENT, or -EPERM for what is not root's alone. */
static int refuse(const Pinned *image, int r, const char *place, Failure *failure)
{
        if (r == -ENOENT || r == -ENOTDIR)
                return failure_set(failure, EXIT_SETUP_ROOT, 0,
                                   "open the image %s: " COSLICE_IMAGES_DIR "/%s is not there: " PULL_AGAIN,
                                   image->key, place, image->group);
        if (r == -EPERM || r == -ELOOP)
                return failure_set(failure, EXIT_SETUP_ROOT, 0,
                                   "open the image %s: " COSLICE_IMAGES_DIR "/%s is %s", image->key, place,
                                   r == -EPERM ? "not root's alone to write"
                                               : "a symbolic link, which the store has none of there");
        return failure_set(failure, EXIT_SETUP_ROOT, -r, "open the image %s: " COSLICE_IMAGES_DIR "/%s",
                           image->key, place);
}

/* RET: IMAGE_HEX_SPACE bytes. */
static int read_pin(const Pinned *image, char *ret, Failure *failure)
{
        char path[sizeof COSLICE_STATE_DIR COSLICE_IMAGE_PINS + LABEL_MAX + IMAGE_KEY_SPACE + 8];
        snprintf(path, sizeof path, COSLICE_STATE_DIR "/%s/" COSLICE_IMAGE_PINS "/%s", image->group,
                 image->key);
        int r = image_folder_read_link(AT_FDCWD, path, IMAGE_PIN_LINK, ret);
        if (r == -ENOENT || r == -ENOTDIR)
                return failure_set(failure, EXIT_SETUP_SANDBOX, 0,
                                   "group %s was started without the image %s: restart the group",
                                   image->group, image->key);
        if (r == -EBADMSG)
                return failure_set(failure, EXIT_SETUP_SANDBOX, 0,
                                   "%s leads to no image of " COSLICE_IMAGES_DIR ": restart the group", path);
        return r < 0 ? failure_set(failure, EXIT_SETUP_SANDBOX, -r, "read %s", path) : 0;
}

/* What its owners were on the disk they would be inside: one that the group hasn't got would be nobody's. */
static int check_ids(const RunRequest *request, const char *key, const ImageRecord *record, Failure *failure)
{
        if (!request->userns.own || record->max_id < USERNS_IDS)
                return 0;
        return failure_set(failure, EXIT_SETUP_ROOT, 0,
                           "open the image %s: it has files of user or group %u, and the group's user "
                           "namespace has ids up to 65535: write UserNS=host in [Group]",
                           key, record->max_id);
}

/* More than any image that was made to be used has. What is done for each looks at those before it. */
#define VARIABLES_MAX 4096
#define VOLUMES_MAX   1024

static int check_counts(const RunRequest *request, const ImageRecord *record, Failure *failure)
{
        bool variables = record->env.n > VARIABLES_MAX;
        if (!variables && record->volumes.n <= VOLUMES_MAX)
                return 0;
        return failure_set(failure, EXIT_SETUP_ROOT, 0,
                           "open the image %s: it has %zu %s, and more than %d are not taken", request->image,
                           variables ? record->env.n : record->volumes.n, variables ? "variables" : "volumes",
                           variables ? VARIABLES_MAX : VOLUMES_MAX);
}

static int read_record(const Pinned *image, int images_fd, const char *hex, ImageRecord *ret,
                       Failure *failure)
{
        static const char folder[] = COSLICE_IMAGE_RECORDS "/";
        char place[sizeof folder + sizeof IMAGE_RECORD_FILE + IMAGE_HEX_SPACE];
        _cleanup_free_ char *text = NULL;
        size_t size;
        snprintf(place, sizeof place, "%s%s/" IMAGE_RECORD_FILE, folder, hex);
        int r = image_folder_check_at(images_fd, hex);
        _cleanup_close_ int fd =
                r < 0 ? r : rootfd_open(images_fd, place + strlen(folder), TEXTFILE_FLAGS, LINKS_REFUSED);
        r = fd < 0 ? fd : image_folder_check(fd);
        if (r == 0)
                r = textfile_read(fd, IMAGE_RECORD_MAX, &text, &size);
        if (r == -EINVAL)
                r = -EBADMSG;
        else if (r == 0)
                r = image_record_read(text, size, ret);
        if (r == -EBADMSG || r == -EFBIG)
                return failure_set(failure, EXIT_SETUP_ROOT, 0,
                                   "open the image %s: " COSLICE_IMAGES_DIR "/%s is not what coslice-image "
                                   "writes: " PULL_AGAIN,
                                   image->key, place, image->group);
        return r < 0 ? refuse(image, r, place, failure) : 0;
}

/* FOLDER of the store. */
static int open_folder(const Pinned *image, const char *folder, Failure *failure)
{
        _cleanup_close_ int store = image_folder_open(AT_FDCWD, COSLICE_IMAGES_DIR);
        if (store < 0)
                return refuse(image, store, "", failure);
        int fd = image_folder_open(store, folder);
        return fd < 0 ? refuse(image, fd, folder, failure) : fd;
}

int image_read(const char *group, const char *key, ImageRecord *ret, Failure *failure)
{
        const Pinned image = {group, key};
        char hex[IMAGE_HEX_SPACE];
        int r = read_pin(&image, hex, failure);
        if (r < 0)
                return r;
        _cleanup_close_ int images = open_folder(&image, COSLICE_IMAGE_RECORDS, failure);
        return images < 0 ? images : read_record(&image, images, hex, ret, failure);
}

int image_find_files(const RunRequest *request, const char *key, ImageRecord *ret, Failure *failure)
{
        _cleanup_image_record_ ImageRecord record = {};
        int r = image_read(request->group, key, &record, failure);
        if (r == 0)
                r = check_ids(request, key, &record, failure);
        if (r < 0)
                return r;
        *ret = record;
        record = (ImageRecord){};
        return 0;
}

int image_find(const RunRequest *request, ImageRecord *ret, Failure *failure)
{
        _cleanup_image_record_ ImageRecord record = {};
        int r = image_find_files(request, request->image, &record, failure);
        if (r == 0)
                r = check_counts(request, &record, failure);
        if (r < 0)
                return r;
        *ret = record;
        record = (ImageRecord){};
        return 0;
}

/* Each is of its own: which tree lies over which is what the record says. */
static int open_layer(int layers_fd, const char *hex)
{
        char path[IMAGE_HEX_SPACE + sizeof IMAGE_LAYER_TREE];
        int r = image_folder_check_at(layers_fd, hex);
        snprintf(path, sizeof path, "%s/" IMAGE_LAYER_TREE, hex);
        return r < 0 ? r : rootfd_open(layers_fd, path, O_PATH | O_DIRECTORY, LINKS_REFUSED);
}

int image_open_layers(const char *group, const char *key, const ImageRecord *record, Lowers *ret,
                      Failure *failure)
{
        const Pinned image = {group, key};
        _cleanup_close_ int layers = open_folder(&image, COSLICE_IMAGE_LAYERS, failure);
        int r = layers < 0 ? layers : 0;
        for (size_t i = 0; i < record->layers.n && r == 0; i++) {
                char place[sizeof COSLICE_IMAGE_LAYERS IMAGE_LAYER_TREE + IMAGE_HEX_SPACE + 1];
                int fd = open_layer(layers, record->layers.items[i]);
                snprintf(place, sizeof place, COSLICE_IMAGE_LAYERS "/%s/" IMAGE_LAYER_TREE,
                         record->layers.items[i]);
                r = fd < 0 ? refuse(&image, fd, place, failure) : lowers_add(ret, fd);
        }
        return r;
}

int image_map_layers(const char *key, Lowers *lowers, int userns_fd, Failure *failure)
{
        char why[FAILURE_TEXT_MAX / 2];
        int r = lowers_map(lowers, userns_fd);
        if (r != -EINVAL && r != -EPERM)
                return r < 0 ? failure_set(failure, EXIT_SETUP_ROOT, -r, "open the image %s", key) : 0;
        unmapped_explain(lowers_top(lowers), UNMAPPED_IMAGE, why, sizeof why);
        return failure_set(failure, EXIT_SETUP_ROOT, 0, "open the image %s: %s", key, why);
}
