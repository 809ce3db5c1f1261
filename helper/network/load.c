/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/network/load.h"

#include "core/contract/contract.h"
#include "helper/network/docker.h"
#include "helper/network/forwarding.h"
#include "helper/network/names.h"
#include "helper/network/setting.h"
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
        _cleanup_nft_ Nft *nft = NULL;
        _cleanup_close_ int lock = netrecords_lock(folder_fd, true, failure);
        if (lock < 0)
                return lock;
        int r = netrecords_read(folder_fd, &records, failure);
        r = r < 0 ? r : begin(&nft, failure);
        r = r < 0 ? r : table_load(nft, &records, failure);
        return r < 0 ? r : docker_let_through(nft, failure);
}

static int switch_forwarding(Failure *failure)
{
        _cleanup_link_ LinkSocket *socket = NULL;
        Uplinks uplinks;
        int r = link_open(&socket, failure);
        for (int v6 = 0; v6 <= setting_has_ipv6() && r == 0; v6++) {
                r = uplinks_find(socket, v6, &uplinks, failure);
                r = r < 0 ? r : forwarding_switch(socket, v6, &uplinks, failure);
        }
        return r;
}

int load(char **words, Failure *failure)
{
        int r = no_words("load", words, failure);
        if (r < 0)
                return r;
        _cleanup_close_ int folder = netrecords_open(failure);
        r = folder < 0 ? folder : names_prepare(failure);
        r = r < 0 ? r : load_rules(folder, failure);
        return r < 0 ? r : switch_forwarding(failure);
}

int unload(char **words, Failure *failure)
{
        _cleanup_nft_ Nft *nft = NULL;
        int r = no_words("unload", words, failure);
        r = r < 0 ? r : begin(&nft, failure);
        r = r < 0 ? r : table_unload(nft, failure);
        return r < 0 ? r : docker_take_back(nft, failure);
}
