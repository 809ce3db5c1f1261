/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/network/inside.h"

#include "core/base/cleanup.h"
#include "core/contract/contract.h"
#include "helper/network/nft.h"
#include "helper/network/plan/rules.h"
#include "helper/network/setting.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>

int inside_run(int net_fd, int (*work)(void *context), void *context)
{
        _cleanup_close_ int back = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
        if (back < 0 || setns(net_fd, CLONE_NEWNET) < 0)
                return -errno;
        int r = work(context);
        return setns(back, CLONE_NEWNET) < 0 ? -EXDEV : r;
}

static int has_ipv6(void *context)
{
        return setting_has_ipv6();
}

int inside_has_ipv6(int net_fd)
{
        return setting_has_ipv6() ? inside_run(net_fd, has_ipv6, NULL) : 0;
}

int inside_load_rules(const Network *network, Failure *failure)
{
        _cleanup_strbuf_ StrBuf rules = {};
        _cleanup_nft_ Nft *nft = NULL;
        int r = rules_write_inside(network, &rules);
        r = r < 0 ? r : nft_begin(&nft);
        if (r < 0)
                return r;
        r = nft_load(nft, rules.text);
        return r < 0 ? failure_set(failure, EXIT_SETUP_SANDBOX, 0,
                                   "load the rules of the group's own network: nftables: %s",
                                   nft_mistake(nft))
                     : 0;
}
