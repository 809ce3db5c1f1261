/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice-image: images, as units and administrators ask for them.
 *
 *   pull --image=IMAGE --key=KEY --pull=POLICY [--credential=NAME]   of coslice-image@KEY.service
 *   try|keep|revert --group=GROUP [--image=KEY…] [--log-pipe=…]      of "coslice update"
 *   unpack --blobs=DIR --manifest=HEX [--name=KEY]                   of blobs that are there
 *   images [--json]                                                  what is in the store
 *   prune [--dry-run]                                                removes what nobody needs
 */
#include "core/base/strbuf.h"
#include "core/contract/contract.h"
#include "helper/common/notify.h"
#include "helper/common/report.h"
#include "helper/common/streams.h"
#include "helper/image/images.h"
#include "helper/image/pull.h"
#include "helper/image/trial.h"
#include "helper/image/unpack.h"

#include <errno.h>

static const struct {
        const char *name;
        int (*run)(char *const *words, int notify_fd, Failure *failure);
} verbs[] = {
        {"pull", pull},     {"try", trial_try}, {"keep", trial_keep}, {"revert", trial_revert},
        {"unpack", unpack}, {"images", images}, {"prune", prune},
};

static int run(char *const *words, int notify_fd, Failure *failure)
{
        for (size_t i = 0; *words && i < ARRAY_SIZE(verbs); i++)
                if (streq(*words, verbs[i].name))
                        return verbs[i].run(words + 1, notify_fd, failure);
        return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                           "coslice-image has the verbs pull --image=IMAGE --key=KEY --pull=POLICY "
                           "[--credential=NAME], try, keep and revert --group=GROUP [--image=KEY...], "
                           "unpack --blobs=DIR --manifest=HEX [--name=KEY], images [--json], "
                           "prune [--dry-run]");
}

int main(int argc, char **argv)
{
        Failure failure = {.status = EXIT_SETUP_PROCESS};
        const char *address = getenv("NOTIFY_SOCKET");
        if (streams_hold() < 0)
                return EXIT_SETUP_PROCESS;
        _cleanup_close_ int notify_fd = address ? notify_open(address) : -ENOTCONN;
        int r = run(argv + (argc > 0), notify_fd, &failure);
        if (r == 0)
                return 0;
        report_failure(&failure, notify_fd);
        return failure.status;
}
