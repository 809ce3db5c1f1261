/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/network/load.h"

#include "core/contract/contract.h"
#include "core/contract/network.h"
#include "helper/network/docker.h"
#include "helper/network/forwarding.h"
#include "helper/network/names.h"
#include "helper/network/table.h"

#include <errno.h>
#include <stdio.h>

typedef struct LoadOptions {
        bool no_forwarding, no_docker_user;
} LoadOptions;

static const Option items[] = {
        {FORWARDING_OPTION, "no", OPTION_NO, 0, OPTION_FLAG_OF(LoadOptions, no_forwarding)},
        {DOCKER_USER_OPTION, "no", OPTION_NO, 0, OPTION_FLAG_OF(LoadOptions, no_docker_user)},
};

static const OptionTable options = {"load", items, ARRAY_SIZE(items), sizeof(LoadOptions), OPTION_NO_PROGRAM,
                                    NULL};

static int begin(Nft **ret, Failure *failure)
{
        int r = nft_begin(ret);
        return r < 0 ? failure_set(failure, EXIT_SETUP_PROCESS, -r, "begin with nftables") : 0;
}

int load_rules(int folder_fd, Failure *failure)
{
        _cleanup_netrecord_list_ NetRecordList records = {};
        _cleanup_lent_ Lent lent = {};
        _cleanup_nft_ Nft *nft = NULL;
        _cleanup_close_ int lock = netrecords_lock(folder_fd, true, failure);
        if (lock < 0)
                return lock;
        int r = netrecords_read(folder_fd, &records, failure);
        r = r < 0 ? r : forwarding_lent(folder_fd, &lent, failure);
        r = r < 0 ? r : begin(&nft, failure);
        return r < 0 ? r : table_load(nft, &records, &lent, failure);
}

static int set_docker(const LoadOptions *wish, Failure *failure)
{
        _cleanup_nft_ Nft *nft = NULL;
        int r = begin(&nft, failure);
        if (r < 0)
                return r;
        return wish->no_docker_user ? docker_take_back(nft, failure) : docker_let_through(nft, failure);
}

static int switch_forwarding(int folder_fd, Failure *failure)
{
        _cleanup_lent_ Lent lent = {};
        int r = forwarding_lent(folder_fd, &lent, failure);
        return r < 0 ? r : forwarding_switch(&lent, failure);
}

int load(char **words, Failure *failure)
{
        LoadOptions wish;
        int r = options_read(&options, words, &wish, failure);
        if (r < 0)
                return r;
        _cleanup_close_ int folder = netrecords_open(failure);
        r = folder < 0 ? folder : names_prepare(failure);
        if (r == 0)
                r = wish.no_forwarding ? forwarding_take_back(folder, true, failure)
                                       : forwarding_lend(folder, failure);
        r = r < 0 ? r : load_rules(folder, failure);
        r = r < 0 ? r : set_docker(&wish, failure);
        r = r < 0 ? r : switch_forwarding(folder, failure);
        if (r == 0 && !names_are_answered())
                fprintf(stderr,
                        "groups have no names: nobody answers for them without dnsmasq, of the package "
                        "dnsmasq-base\n");
        return r;
}

int unload(char **words, Failure *failure)
{
        _cleanup_nft_ Nft *nft = NULL;
        if (words[0])
                return failure_set(failure, EXIT_SETUP_REQUEST, 0, "unload: unexpected argument \"%s\"",
                                   words[0]);
        _cleanup_close_ int folder = netrecords_open(failure);
        /* First: without the rules it would be forwarding for all. */
        int r = folder < 0 ? folder : forwarding_take_back(folder, false, failure);
        r = r < 0 ? r : begin(&nft, failure);
        r = r < 0 ? r : table_unload(nft, failure);
        return r < 0 ? r : docker_take_back(nft, failure);
}
