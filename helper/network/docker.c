/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Our rules are known by their comment. iptables shows and keeps them. */
#include "helper/network/docker.h"

#include "core/base/strbuf.h"
#include "core/contract/contract.h"

#include <errno.h>
#include <string.h>

#define CHAIN "filter DOCKER-USER"
#define MARK  "comment \"coslice\""

static const char *const families[] = {"ip", "ip6"};

static int run(Nft *nft, const char *format, const char *family, const char *more, Failure *failure)
{
        _cleanup_strbuf_ StrBuf command = {};
        strbuf_addf(&command, "%s %s " CHAIN " %s\n", format, family, more);
        if (command.oom)
                return failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "look at Docker's rules");
        int r = nft_run(nft, command.text);
        if (r < 0 && r != -ENOENT)
                failure_set(failure, EXIT_SETUP_SANDBOX, 0, "change %s " CHAIN ": nftables: %s", family,
                            nft_mistake(nft));
        return r;
}

int docker_let_through(Nft *nft, Failure *failure)
{
        for (size_t i = 0; i < ARRAY_SIZE(families); i++) {
                int r = run(nft, "list chain", families[i], "", failure);
                if (r == 0 && !strstr(nft_output(nft), MARK)) {
                        r = run(nft, "insert rule", families[i], "iifname \"cs-*\" counter accept " MARK,
                                failure);
                        r = r < 0 ? r
                                  : run(nft, "insert rule", families[i],
                                        "oifname \"cs-*\" counter accept " MARK, failure);
                }
                if (r < 0 && r != -ENOENT)
                        return r;
        }
        return 0;
}

/* The numbers of our rules in LISTING, a chain's. */
static int collect(const char *listing, StrVec *ret)
{
        static const char handle[] = "# handle ";
        for (const char *at = listing; (at = strstr(at, MARK));) {
                at += strlen(MARK);
                const char *end = at + strcspn(at, "\n"), *number = strstr(at, handle);
                if (number && number < end &&
                    strvec_addf(ret, "handle %d", atoi(number + strlen(handle))) < 0)
                        return -ENOMEM;
        }
        return 0;
}

static int take_back(Nft *nft, const char *family, Failure *failure)
{
        _cleanup_strvec_ StrVec handles = {};
        int r = run(nft, "list chain", family, "", failure);
        if (r < 0)
                return r;
        if (collect(nft_output(nft), &handles) < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "look at Docker's rules");
        for (size_t i = 0; i < handles.n && r == 0; i++)
                r = run(nft, "delete rule", family, handles.items[i], failure);
        return r;
}

int docker_take_back(Nft *nft, Failure *failure)
{
        for (size_t i = 0; i < ARRAY_SIZE(families); i++) {
                int r = take_back(nft, families[i], failure);
                if (r < 0 && r != -ENOENT)
                        return r;
        }
        return 0;
}
