/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/survey.h"

#include "core/contract/contract.h"
#include "core/contract/imagestore.h"
#include "core/io/io.h"
#include "helper/common/imagefolder.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>

/* What the callbacks share. */
typedef struct Survey {
        const Store *store;
        Inventory *inventory;
        InventoryHold hold;
        const char *group; /* whose pins are looked at */
        Failure *failure;
} Survey;

static int add_layer(void *context, int dir_fd, const char *name, bool is_folder)
{
        const Survey *survey = context;
        LayerCounts counts = {};
        Failure unsaid;
        if (!image_hex_is_valid(name))
                return 0;
        /* Whether it is needed doesn't depend on it. */
        if (store_read_counts(survey->store, name, &counts, &unsaid) < 0)
                counts.bytes = 0;
        return inventory_add_layer(survey->inventory, name, counts.bytes);
}

static int add_document(void *context, int dir_fd, const char *name, bool is_folder)
{
        const unsigned block = 512; /* of st_blocks, stat(2) */
        const Survey *survey = context;
        struct stat st;
        if (!image_hex_is_valid(name) || fstatat(dir_fd, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
                return 0;
        return inventory_add_document(survey->inventory, name, (uint64_t)st.st_blocks * block);
}

static int add_image(void *context, int dir_fd, const char *name, bool is_folder)
{
        const Survey *survey = context;
        _cleanup_image_record_ ImageRecord record = {};
        if (!image_hex_is_valid(name))
                return 0;
        int r = store_read_record(survey->store, name, &record);
        if (r == -ENOMEM)
                return r;
        /* Without one it can't be read. */
        return inventory_add_image(survey->inventory, name, r == 0 ? &record : NULL);
}

/* Of ready or next. What is no such link leads to nothing: to "" here, so that it goes when no unit has the
 * name.
 */
static int add_name(void *context, int dir_fd, const char *name, bool is_folder)
{
        const Survey *survey = context;
        char hex[IMAGE_HEX_SPACE] = "";
        if (!image_key_is_valid(name))
                return 0;
        int r = image_folder_read_link(dir_fd, name, IMAGE_READY_LINK, hex);
        if (r < 0 && r != -EBADMSG)
                return r == -ENOENT ? 0 : r; /* another one takes its place just now */
        return inventory_add_link(survey->inventory, survey->hold, name, hex, NULL);
}

static int add_pin(void *context, int dir_fd, const char *name, bool is_folder)
{
        const Survey *survey = context;
        char hex[IMAGE_HEX_SPACE];
        int r = image_folder_read_link(dir_fd, name, IMAGE_PIN_LINK, hex);
        if (r == -ENOENT) /* the group ends just now */
                return 0;
        if (r == 0 && !image_key_is_valid(name))
                r = -EBADMSG;
        if (r < 0)
                return failure_set(survey->failure, EXIT_SETUP_STATE, -r,
                                   "read which images group %s runs in " COSLICE_STATE_DIR, survey->group);
        return inventory_add_link(survey->inventory, INVENTORY_PIN, name, hex, survey->group);
}

/* A group that is being started or removed has a name that is none. */
static int add_pins(void *context, int dir_fd, const char *name, bool is_folder)
{
        Survey *survey = context;
        char path[LABEL_MAX + sizeof "/" COSLICE_IMAGE_PINS];
        if (!is_folder || !label_is_valid(name))
                return 0;
        survey->group = name;
        snprintf(path, sizeof path, "%s/" COSLICE_IMAGE_PINS, name);
        _cleanup_close_ int fd = openat(dir_fd, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (fd < 0) /* it has none */
                return errno == ENOENT ? 0 : -errno;
        return io_each(fd, add_pin, survey);
}

static int look_at_groups(Survey *survey)
{
        _cleanup_close_ int fd = open(COSLICE_STATE_DIR, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (fd < 0)
                return errno == ENOENT ? 0 : -errno;
        return io_each(fd, add_pins, survey);
}

static int look_at_names(Survey *survey, InventoryHold hold, int dir_fd)
{
        survey->hold = hold;
        return io_each(dir_fd, add_name, survey);
}

/* What needs something comes before it: it is published after it (unpack.c), maybe meanwhile. */
int survey_store(const Store *store, Inventory *inventory, Failure *failure)
{
        Survey survey = {.store = store, .inventory = inventory, .failure = failure};
        failure->text[0] = '\0';
        int r = look_at_groups(&survey);
        if (r == 0)
                r = look_at_names(&survey, INVENTORY_READY, store->ready_fd);
        if (r == 0)
                r = look_at_names(&survey, INVENTORY_NEXT, store->next_fd);
        if (r == 0)
                r = io_each(store->images_fd, add_image, &survey);
        if (r == 0)
                r = io_each(store->blobs_fd, add_document, &survey);
        if (r == 0)
                r = io_each(store->layers_fd, add_layer, &survey);
        /* What was told in more words has them already. */
        return r < 0 && !failure->text[0]
                       ? failure_set(failure, EXIT_SETUP_STATE, -r, "look through " COSLICE_IMAGES_DIR)
                       : r;
}
