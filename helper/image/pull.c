/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Nothing that is there is touched before all that replaces it is there: the name is moved last, by one
 * rename (store/unpack.h), and whatever fails or is killed before leaves it where it was. */
#include "helper/image/pull.h"

#include "core/base/number.h"
#include "core/contract/contract.h"
#include "core/contract/imageref.h"
#include "core/contract/imagestore.h"
#include "helper/common/imagefolder.h"
#include "helper/common/mounts.h"
#include "helper/common/notify.h"
#include "helper/common/state.h"
#include "helper/image/asked.h"
#include "helper/image/fetch/fetch.h"
#include "helper/image/fetch/slots.h"
#include "helper/image/store/image.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>

typedef enum Policy { POLICY_MISSING, POLICY_ALWAYS, POLICY_NEWER, POLICY_NEVER, _POLICY_MAX } Policy;

static const char *const policy_names[_POLICY_MAX] = {
        [POLICY_MISSING] = "missing",
        [POLICY_ALWAYS] = "always",
        [POLICY_NEWER] = "newer",
        [POLICY_NEVER] = "never",
};

/* What is asked for, and with what. */
typedef struct Pull {
        const char *image, *key, *policy_name, *credential_name, *patience_text; /* as they were said */
        ImageRef ref;
        Policy policy;
        uint64_t patience; /* microseconds */
        Platform machine;
        int notify_fd;
        time_t told; /* when its progress was told last */
        Store store;
        char ready[IMAGE_HEX_SPACE]; /* what KEY stands for now; "": for nothing */
        Asked asked;                 /* whatever the policy is */
        int pulls_fd;                /* of COSLICE_PULLS_DIR */
} Pull;

static void pull_done(Pull *p)
{
        image_ref_done(&p->ref);
        store_done(&p->store);
        closep(&p->pulls_fd);
}

static void tell(void *context, const char *words)
{
        const Pull *p = context;
        if (p->notify_fd >= 0)
                (void)notify_status(p->notify_fd, words);
}

/* --- what is asked for ------------------------------------------------------------------------------------
 */

static int read_words(char *const *words, Pull *p, Failure *failure)
{
        const struct {
                const char *name;
                const char **value;
        } options[] = {
                {"--image=", &p->image},
                {"--key=", &p->key},
                {"--pull=", &p->policy_name},
                {"--credential=", &p->credential_name},
                {"--patience=", &p->patience_text},
        };
        for (; *words; words++) {
                size_t i = 0;
                while (i < ARRAY_SIZE(options) && !string_after(*words, options[i].name))
                        i++;
                if (i == ARRAY_SIZE(options))
                        return failure_set(failure, EXIT_SETUP_REQUEST, 0, "pull has no option \"%s\"",
                                           *words);
                if (*options[i].value)
                        return failure_set(failure, EXIT_SETUP_REQUEST, 0, "pull has %.*s twice",
                                           (int)strlen(options[i].name) - 1, options[i].name);
                *options[i].value = string_after(*words, options[i].name);
        }
        if (!p->image || !p->key || !p->policy_name)
                return failure_set(failure, EXIT_SETUP_REQUEST, 0, "pull needs --image=, --key= and --pull=");
        return 0;
}

static int check_image(Pull *p, Failure *failure)
{
        _cleanup_strbuf_ StrBuf why = {};
        int r = image_ref_read(p->image, &p->ref, &why);
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, -r, "read --image=");
        if (r > 0)
                return failure_set(failure, EXIT_SETUP_REQUEST, 0, "--image: \"%s\" %s", p->image,
                                   why.text ? why.text : "is none");
        return 0;
}

static int check_words(Pull *p, Failure *failure)
{
        if (!image_key_is_valid(p->key))
                return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                   "--key: expected what the generator makes of an image's name");
        while (p->policy < _POLICY_MAX && !streq(p->policy_name, policy_names[p->policy]))
                p->policy++;
        if (p->policy == _POLICY_MAX)
                return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                   "--pull: expected always, missing, newer or never");
        if (p->credential_name && !credential_name_is_valid(p->credential_name))
                return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                   "--credential: expected the name of a credential");
        p->patience = TRIES_PATIENCE_SEC * UINT64_C(1000000);
        if (p->patience_text &&
            (number_parse_time(p->patience_text, &p->patience) != 0 || p->patience > INT64_MAX))
                return failure_set(failure, EXIT_SETUP_REQUEST, 0, "--patience: expected a time like 5min");
        return 0;
}

static int find_machine(Pull *p, Failure *failure)
{
        struct utsname name;
        if (uname(&name) < 0 || platform_of_machine(name.machine, &p->machine) < 0)
                return failure_set(failure, EXIT_SETUP_ROOT, 0, "%s: images have no name for this machine",
                                   p->image);
        return 0;
}

/* --- what is there ----------------------------------------------------------------------------------------
 */

static bool have_layer(void *context, const char *hex)
{
        const Pull *p = context;
        return faccessat(p->store.layers_fd, hex, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

/* An IoEach: ends at the first one. */
static int is_layer(void *context, int dir_fd, const char *name, bool is_folder)
{
        return image_hex_is_valid(name);
}

/* Whether the store has the image HEX, whole and as this version of coslice writes it: else it is made anew.
 */
static bool has_image(Pull *p, const char *hex)
{
        _cleanup_image_record_ ImageRecord record = {};
        if (store_read_record(&p->store, hex, &record) < 0)
                return false;
        for (size_t i = 0; i < record.layers.n; i++)
                if (!have_layer(p, record.layers.items[i]))
                        return false;
        return true;
}

/* A link that leads elsewhere stands for nothing, and is replaced. */
static void look_at_ready(Pull *p)
{
        char hex[IMAGE_HEX_SPACE];
        p->ready[0] = '\0';
        if (image_folder_read_link(p->store.ready_fd, p->key, IMAGE_READY_LINK, hex) == 0 &&
            has_image(p, hex))
                memcpy(p->ready, hex, IMAGE_HEX_SPACE);
}

/* 0: it must be fetched; 1: there is nothing to do; or -errno with FAILURE. */
static int decide(Pull *p, Failure *failure)
{
        look_at_ready(p);
        if (p->asked != ASKED_NOT)
                return 0;
        if (p->policy == POLICY_NEVER && !p->ready[0])
                return failure_set(failure, EXIT_SETUP_ROOT, 0,
                                   "%s: it isn't there, and with Pull=never no start fetches it", p->image);
        return p->ready[0] && (p->policy == POLICY_NEVER || p->policy == POLICY_MISSING);
}

/* --- fetching and unpacking -------------------------------------------------------------------------------
 */

/* Once a second. */
static void tell_unpacking(void *context, const UnpackState *state)
{
        Pull *p = context;
        _cleanup_strbuf_ StrBuf words = {};
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        if (now.tv_sec == p->told)
                return;
        p->told = now.tv_sec;
        strbuf_addf(&words, "Unpacking %s: ", p->image);
        if (image_tell(state, &words) == 0)
                tell(p, words.text);
}

/* An update tries it before it is what KEY stands for. */
static int set_name(Pull *p, const char *hex, Failure *failure)
{
        if (p->asked == ASKED_NEXT)
                return store_set_next(&p->store, p->key, hex, failure);
        return streq(p->ready, hex) ? 0 : store_set_ready(&p->store, p->key, hex, failure);
}

static int unpack_image_of(Pull *p, const Fetch *fetch, Failure *failure)
{
        int r = image_unpack(&p->store, fetch->folder.blobs_fd, fetch->top.hex, NULL, tell_unpacking, p,
                             failure);
        if (r == 0)
                return set_name(p, fetch->top.hex, failure);
        const Failure cause = *failure;
        failure_set(failure, cause.status, 0, "%s: %s", p->image, cause.text);
        return r;
}

/* The image that KEY is to stand for is found out, and fetched if it isn't there. */
static int replace(Pull *p, const FetchRequest *request, Failure *failure)
{
        _cleanup_fetch_ Fetch fetch = {.folder = {.fd = -EBADF, .blobs_fd = -EBADF}};
        int r = fetch_begin(request, &fetch, failure);
        if (r < 0)
                return r;
        if (has_image(p, fetch.top.hex)) {
                r = set_name(p, fetch.top.hex, failure);
        } else {
                r = fetch_all(&fetch, failure);
                if (r < 0)
                        return r; /* what has come is of use to the next pull */
                r = unpack_image_of(p, &fetch, failure);
        }
        fetch_forget(&fetch);
        return r;
}

static int pull_image(Pull *p, Failure *failure)
{
        _cleanup_credential_ Credential credential = {.fd = -EBADF};
        PullUser user;
        int r = pull_user_find(&user, failure);
        if (r < 0)
                return r;
        const CredentialPlace place = {.folder = getenv("CREDENTIALS_DIRECTORY"),
                                       .name = p->credential_name,
                                       .podmans = CREDENTIAL_OF_PODMAN,
                                       .owner = user.uid,
                                       .group = user.gid};
        r = credential_read(&place, p->ref.host, &credential, failure);
        if (r < 0)
                return r;
        /* What waits for a newer image has one that it can go on with. */
        bool once = p->policy == POLICY_NEWER && p->ready[0] && p->asked == ASKED_NOT;
        const FetchRequest request = {.ref = &p->ref,
                                      .image = p->image,
                                      .key = p->key,
                                      .credential = &credential,
                                      .user = &user,
                                      .machine = &p->machine,
                                      .patience = once ? 0 : (int64_t)(p->patience / 1000),
                                      .have_some = io_each(p->store.layers_fd, is_layer, NULL) != 0,
                                      .have = have_layer,
                                      .tell = tell,
                                      .context = p};
        return replace(p, &request, failure);
}

static void waiting(void *context, const char *words)
{
        const Pull *p = context;
        _cleanup_free_ char *text = string_printf("Waiting with %s: %s", p->image, words);
        if (text)
                tell(context, text);
}

static int take_turn(Pull *p, Failure *failure)
{
        _cleanup_slot_ Slot slot = {-EBADF, -EBADF};
        int r = slot_take(p->pulls_fd, p->key, waiting, p, &slot, failure);
        if (r == 0) /* another may have pulled it meanwhile */
                r = decide(p, failure);
        return r == 0 ? pull_image(p, failure) : r;
}

static int take_asked(Pull *p, Failure *failure)
{
        p->pulls_fd = state_open(COSLICE_PULLS_DIR, NULL);
        int r = p->pulls_fd < 0 ? p->pulls_fd : asked_take(p->pulls_fd, p->key, &p->asked);
        return r < 0 ? failure_set(failure, EXIT_SETUP_STATE, -r, "look into " COSLICE_PULLS_DIR) : 0;
}

/* Layers are unpacked by way of mounts, which nobody else is to see. What is opened in another namespace
 * can't be mounted in this one, so this comes first. */
static int leave_mounts(Failure *failure)
{
        if (unshare(CLONE_NEWNS) < 0 || mount_propagation("/", true, MS_PRIVATE) < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, errno, "make a mount namespace");
        return 0;
}

int pull(char *const *words, int notify_fd, Failure *failure)
{
        _cleanup_(pull_done) Pull p = {.notify_fd = notify_fd, .store = STORE_NULL, .pulls_fd = -EBADF};
        int r = read_words(words, &p, failure);
        if (r == 0)
                r = check_image(&p, failure);
        if (r == 0)
                r = check_words(&p, failure);
        if (r == 0)
                r = find_machine(&p, failure);
        if (r == 0)
                r = leave_mounts(failure);
        if (r == 0)
                r = store_open(&p.store, failure);
        if (r == 0)
                r = take_asked(&p, failure);
        if (r == 0)
                r = decide(&p, failure);
        if (r == 0)
                r = take_turn(&p, failure);
        return r < 0 ? r : 0;
}
