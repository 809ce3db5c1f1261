/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/trial.h"

#include "core/base/name.h"
#include "core/contract/contract.h"
#include "core/contract/imageref.h"
#include "core/contract/imagestore.h"
#include "core/contract/logpipe.h"
#include "core/io/io.h"
#include "helper/common/imagefolder.h"
#include "helper/common/logpipes.h"
#include "helper/image/store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>

/* Behind KEY: the pin that a trial has replaced. With it no name is a KEY. */
#define BEFORE ".before"
#define NEW    ".new-"

typedef struct Trial {
        const char *group;
        StrVec keys;
        PipedLogList logs;
        Store store;
        int pins_fd; /* of the group; -ENOENT: it doesn't run, or without an image */
} Trial;

static void trial_done(Trial *trial)
{
        strvec_done(&trial->keys);
        piped_log_list_done(&trial->logs);
        store_done(&trial->store);
        closep(&trial->pins_fd);
}

#define TRIAL_NULL                                     \
        {                                              \
                .store = STORE_NULL, .pins_fd = -EBADF \
        }
#define _cleanup_trial_ _cleanup_(trial_done)

static int read_word(const char *word, Trial *trial, Failure *failure)
{
        const char *group = string_after(word, "--group="), *key = string_after(word, "--image=");
        const char *log = string_after(word, "--" LOGPIPE_OPTION "=");
        if (log)
                return piped_log_read(log, &trial->logs, failure);
        if (group && label_is_valid(group) && !trial->group) {
                trial->group = group;
                return 0;
        }
        if (!key || !image_key_is_valid(key))
                return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                   "\"%s\" is no option of it, or stands twice", word);
        return strvec_add(&trial->keys, key) < 0
                       ? failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "read the arguments")
                       : 0;
}

static int open_pins(Trial *trial, Failure *failure)
{
        char path[sizeof COSLICE_STATE_DIR COSLICE_IMAGE_PINS + LABEL_MAX + 2];
        snprintf(path, sizeof path, COSLICE_STATE_DIR "/%s/" COSLICE_IMAGE_PINS, trial->group);
        trial->pins_fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (trial->pins_fd >= 0)
                return 0;
        trial->pins_fd = -errno;
        return errno == ENOENT ? 0 : failure_set(failure, EXIT_SETUP_STATE, errno, "open %s", path);
}

static int begin(char *const *words, Trial *trial, Failure *failure)
{
        int r = 0;
        for (; *words && r == 0; words++)
                r = read_word(*words, trial, failure);
        if (r == 0 && !trial->group)
                r = failure_set(failure, EXIT_SETUP_REQUEST, 0, "--group= is missing");
        if (r == 0)
                r = store_open(&trial->store, failure);
        return r == 0 ? open_pins(trial, failure) : r;
}

static int fail(const Trial *trial, const char *key, int error, const char *what, Failure *failure)
{
        return failure_set(failure, EXIT_SETUP_STATE, -error, "%s the image %s of group %s", what, key,
                           trial->group);
}

static void print(const char *key)
{
        printf("%s\n", key);
}

/* Both links by renames: at each moment there is a pin. */
static int replace_pin(const Trial *trial, const char *key, const char *old, const char *hex)
{
        char before[NAME_MAX + 1], name[NAME_MAX + 1], target[IMAGE_LINK_SPACE];
        snprintf(before, sizeof before, "%s" BEFORE, key);
        snprintf(name, sizeof name, NEW "%s", key);
        snprintf(target, sizeof target, IMAGE_PIN_LINK "%s", old);
        if (symlinkat(target, trial->pins_fd, before) < 0)
                return -errno;
        snprintf(target, sizeof target, IMAGE_PIN_LINK "%s", hex);
        int r = io_remove_tree(trial->pins_fd, name);
        if (r == 0 && (symlinkat(target, trial->pins_fd, name) < 0 ||
                       renameat(trial->pins_fd, name, trial->pins_fd, key) < 0))
                r = -errno;
        return r;
}

static int make_pipes(const Trial *trial, const char *key, const char *hex, Failure *failure)
{
        _cleanup_image_record_ ImageRecord record = {};
        int r = store_read_record(&trial->store, hex, &record);
        if (r < 0)
                return fail(trial, key, r, "read the record of", failure);
        for (size_t i = 0; i < trial->logs.n && r == 0; i++) {
                const PipedLog *log = trial->logs.items + i;
                if (log->image && streq(log->image, key) && record.log_links)
                        r = logpipes_make(trial->group, log->container, failure);
        }
        return r;
}

static int try_key(const Trial *trial, const char *key, Failure *failure)
{
        char hex[IMAGE_HEX_SPACE], old[IMAGE_HEX_SPACE];
        int r = image_folder_read_link(trial->store.next_fd, key, IMAGE_READY_LINK, hex);
        if (r < 0)
                return fail(trial, key, r, "find what an update has fetched of", failure);
        r = trial->pins_fd < 0 ? trial->pins_fd
                               : image_folder_read_link(trial->pins_fd, key, IMAGE_PIN_LINK, old);
        if (r == -ENOENT)
                return failure_set(failure, EXIT_SETUP_STATE, 0,
                                   "group %s runs without the image %s: restart the group", trial->group,
                                   key);
        if (r == 0 && streq(old, hex))
                return 0;
        if (r == 0)
                r = make_pipes(trial, key, hex, failure);
        if (r < 0)
                return r;
        r = replace_pin(trial, key, old, hex);
        if (r < 0)
                return fail(trial, key, r, "pin", failure);
        print(key);
        return 0;
}

int trial_try(char *const *words, int notify_fd, Failure *failure)
{
        _cleanup_trial_ Trial trial = TRIAL_NULL;
        int r = begin(words, &trial, failure);
        for (size_t i = 0; i < trial.keys.n && r == 0; i++)
                r = try_key(&trial, trial.keys.items[i], failure);
        return r;
}

/* NAME of FOLDER_FD may be gone already. */
static int move(int from_fd, const char *name, int to_fd, const char *new_name)
{
        return renameat(from_fd, name, to_fd, new_name) < 0 && errno != ENOENT ? -errno : 0;
}

static int drop(int folder_fd, const char *name)
{
        return unlinkat(folder_fd, name, 0) < 0 && errno != ENOENT ? -errno : 0;
}

int trial_keep(char *const *words, int notify_fd, Failure *failure)
{
        _cleanup_trial_ Trial trial = TRIAL_NULL;
        int r = begin(words, &trial, failure);
        for (size_t i = 0; i < trial.keys.n && r == 0; i++) {
                const char *key = trial.keys.items[i];
                char before[NAME_MAX + 1];
                snprintf(before, sizeof before, "%s" BEFORE, key);
                /* In this order: what is ready then is no trial any more. */
                r = move(trial.store.next_fd, key, trial.store.ready_fd, key);
                if (r == 0 && trial.pins_fd >= 0)
                        r = drop(trial.pins_fd, before);
                if (r < 0)
                        return fail(&trial, key, r, "keep", failure);
        }
        return r;
}

/* Whether KEY stands for what the group has pinned: then it was kept, and only the old pin is left of that.
 */
static bool is_kept(const Trial *trial, int pins_fd, const char *key)
{
        char pinned[IMAGE_HEX_SPACE], ready[IMAGE_HEX_SPACE];
        return image_folder_read_link(pins_fd, key, IMAGE_PIN_LINK, pinned) == 0 &&
               image_folder_read_link(trial->store.ready_fd, key, IMAGE_READY_LINK, ready) == 0 &&
               streq(pinned, ready);
}

/* An IoEach: the pins that a trial has replaced, also one that was killed. */
static int revert_pin(void *context, int dir_fd, const char *name, bool is_folder)
{
        const Trial *trial = context;
        size_t n = string_before(name, BEFORE);
        char key[NAME_MAX + 1];
        snprintf(key, sizeof key, "%.*s", (int)n, name);
        if (!image_key_is_valid(key))
                return 0;
        if (is_kept(trial, dir_fd, key))
                return drop(dir_fd, name);
        int r = drop(trial->store.next_fd, key);
        if (r == 0)
                r = move(dir_fd, name, dir_fd, key);
        if (r == 0)
                print(key);
        return r;
}

int trial_revert(char *const *words, int notify_fd, Failure *failure)
{
        _cleanup_trial_ Trial trial = TRIAL_NULL;
        int r = begin(words, &trial, failure);
        if (r < 0)
                return r;
        for (size_t i = 0; i < trial.keys.n && r == 0; i++)
                r = drop(trial.store.next_fd, trial.keys.items[i]);
        if (r == 0 && trial.pins_fd >= 0)
                r = io_each(trial.pins_fd, revert_pin, &trial);
        return r < 0 ? failure_set(failure, EXIT_SETUP_STATE, -r, "give group %s its images back",
                                   trial.group)
                     : 0;
}
