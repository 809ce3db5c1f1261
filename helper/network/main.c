/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice-network: networks of groups, as units ask for them.
 *
 *   up --group=GROUP …       of coslice-sandbox@GROUP.service, after its namespaces
 *   down --group=GROUP       of the same, before they go
 *   load …, unload           of coslice-network.service: the host's rules
 */
#include "core/base/strbuf.h"
#include "core/contract/contract.h"
#include "helper/common/notify.h"
#include "helper/common/report.h"
#include "helper/common/streams.h"
#include "helper/network/down.h"
#include "helper/network/load.h"
#include "helper/network/up.h"

#include <errno.h>

static const struct {
        const char *name;
        int (*run)(char **words, Failure *failure);
} verbs[] = {{"up", up}, {"down", down}, {"load", load}, {"unload", unload}};

static int run(char **words, Failure *failure)
{
        for (size_t i = 0; *words && i < ARRAY_SIZE(verbs); i++)
                if (streq(*words, verbs[i].name))
                        return verbs[i].run(words + 1, failure);
        return failure_set(
                failure, EXIT_SETUP_REQUEST, 0,
                "coslice-network has the verbs up --group=GROUP [--range=RANGE...] "
                "[--macvlan=INTERFACE] [--address=ADDRESS[/BITS]...] [--open=PORTS...] [--publish=PORTS...] "
                "[--outbound=no|RANGE...] [--host-port=PORTS...] [--dns-name=NAME], down --group=GROUP, "
                "load [--forwarding=no] [--docker-user=no], unload");
}

int main(int argc, char **argv)
{
        Failure failure = {.status = EXIT_SETUP_PROCESS};
        const char *address = getenv("NOTIFY_SOCKET");
        if (streams_hold() < 0)
                return EXIT_SETUP_PROCESS;
        int r = run(argv + (argc > 0), &failure);
        if (r == 0)
                return 0;
        _cleanup_close_ int notify_fd = address ? notify_open(address) : -ENOTCONN;
        report_failure(&failure, notify_fd);
        return failure.status;
}
