/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/unpack.h"

#include "core/contract/contract.h"
#include "core/contract/imagedigest.h"
#include "core/contract/imageref.h"
#include "helper/common/mounts.h"
#include "helper/common/notify.h"
#include "helper/image/store/image.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <time.h>

typedef struct Request {
        const char *blobs, *manifest, *name;
} Request;

static int read_words(char *const *words, Request *ret, Failure *failure)
{
        const struct {
                const char *name;
                const char **value;
        } options[] = {{"--blobs=", &ret->blobs}, {"--manifest=", &ret->manifest}, {"--name=", &ret->name}};
        for (; *words; words++) {
                size_t i = 0;
                while (i < ARRAY_SIZE(options) && !string_after(*words, options[i].name))
                        i++;
                if (i == ARRAY_SIZE(options) || *options[i].value)
                        return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                           "unpack: \"%s\" is no option of it, or stands twice", *words);
                *options[i].value = string_after(*words, options[i].name);
        }
        if (!ret->blobs || *ret->blobs != '/' || !ret->manifest || !image_hex_is_valid(ret->manifest))
                return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                   "unpack needs --blobs=, an absolute directory, and --manifest=, the 64 "
                                   "digits of a SHA-256");
        if (ret->name && !image_key_is_valid(ret->name))
                return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                   "--name: expected what the generator makes of an image's name");
        return 0;
}

typedef struct Telling {
        int notify_fd;
        time_t told; /* when, in seconds */
        size_t layer;
} Telling;

/* Once a second, and of each layer. */
static void tell(void *context, const UnpackState *state)
{
        Telling *telling = context;
        _cleanup_strbuf_ StrBuf words = {};
        time_t now = time(NULL);
        if (telling->notify_fd < 0 || (now == telling->told && state->layer == telling->layer))
                return;
        telling->told = now;
        telling->layer = state->layer;
        if (image_tell(state, &words) == 0)
                (void)notify_status(telling->notify_fd, words.text);
}

int unpack(char *const *words, int notify_fd, Failure *failure)
{
        _cleanup_store_ Store store = STORE_NULL;
        Telling telling = {.notify_fd = notify_fd};
        Request request = {};
        int r = read_words(words, &request, failure);
        if (r < 0)
                return r;
        _cleanup_close_ int blobs_fd = open(request.blobs, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (blobs_fd < 0)
                return failure_set(failure, EXIT_SETUP_STATE, errno, "open %s", request.blobs);
        /* Overlays that this mounts are nobody else's, and are gone with it however it ends. */
        if (unshare(CLONE_NEWNS) < 0 || mount_propagation("/", true, MS_PRIVATE) < 0)
                return failure_set(failure, EXIT_SETUP_ROOT, errno, "make a mount namespace");
        r = store_open(&store, failure);
        return r < 0 ? r
                     : image_unpack(&store, blobs_fd, request.manifest, request.name, tell, &telling,
                                    failure);
}
