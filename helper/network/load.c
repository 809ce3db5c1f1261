/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/network/load.h"

#include "core/contract/contract.h"
#include "helper/network/docker.h"
#include "helper/network/forwarding.h"
#include "helper/network/names.h"
#include "helper/network/table.h"

#include <errno.h>

static int no_words(const char *verb, char **words, Failure *failure)
{
        return words[0] ? failure_set(failure, EXIT_SETUP_REQUEST, 0, "%s: unexpected argument \"%s\"", verb,
                                      words[0])
                        : 0;
}

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
        r = r < 0 ? r : table_load(nft, &records, &lent, failure);
        return r < 0 ? r : docker_let_through(nft, failure);
}

static int switch_forwarding(int folder_fd, Failure *failure)
{
        _cleanup_lent_ Lent lent = {};
        int r = forwarding_lent(folder_fd, &lent, failure);
        return r < 0 ? r : forwarding_switch(&lent, failure);
}

int load(char **words, Failure *failure)
{
        int r = no_words("load", words, failure);
        if (r < 0)
                return r;
        _cleanup_close_ int folder = netrecords_open(failure);
        r = folder < 0 ? folder : names_prepare(failure);
        r = r < 0 ? r : forwarding_lend(folder, failure);
        r = r < 0 ? r : load_rules(folder, failure);
        return r < 0 ? r : switch_forwarding(folder, failure);
}

int unload(char **words, Failure *failure)
{
        _cleanup_nft_ Nft *nft = NULL;
        int r = no_words("unload", words, failure);
        if (r < 0)
                return r;
        _cleanup_close_ int folder = netrecords_open(failure);
        /* First: without the rules it would be forwarding for all. */
        r = folder < 0 ? folder : forwarding_take_back(folder, false, failure);
        r = r < 0 ? r : begin(&nft, failure);
        r = r < 0 ? r : table_unload(nft, failure);
        return r < 0 ? r : docker_take_back(nft, failure);
}
