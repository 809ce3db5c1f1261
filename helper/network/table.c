/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Elements are created or removed in one transaction. */
#include "helper/network/table.h"

#include "core/contract/contract.h"
#include "helper/common/textfile.h"
#include "helper/network/plan/publishes.h"
#include "helper/network/plan/rules.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#define RULES_MAX (1024 * 1024) /* bytes of network.nft */

static int no_memory(Failure *failure)
{
        return failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "write the rules of the network");
}

static int fail(Nft *nft, int r, const char *what, Failure *failure)
{
        failure_set(failure, EXIT_SETUP_SANDBOX, 0, "%s: nftables: %s", what, nft_mistake(nft));
        return r;
}

/* CHANGE of all of NETWORK's ELEMENTS, which are filled, in one transaction: 0 or -errno, of which -ENOMEM
 * alone has FAILURE. */
static int run_all(Nft *nft, const Network *network, RulesChange change, ElementList *elements,
                   Failure *failure)
{
        _cleanup_strbuf_ StrBuf commands = {};
        if (rules_elements(network, elements) < 0 ||
            rules_write(elements->items, elements->n, change, &commands) < 0)
                return no_memory(failure);
        return nft_run(nft, commands.text);
}

int table_add(Nft *nft, const Network *network, Failure *failure)
{
        _cleanup_elements_ ElementList elements = {};
        int r = run_all(nft, network, RULES_CREATE, &elements, failure);
        return r == -ENOENT ? 1 : r < 0 ? fail(nft, r, "open the group's ports", failure) : 0;
}

/* One by one: what another group has now, under a value of its own, stays. */
static int remove_each(Nft *nft, const ElementList *elements, Failure *failure)
{
        int result = 0;
        for (size_t i = 0; i < elements->n; i++) {
                _cleanup_strbuf_ StrBuf commands = {};
                if (rules_write(elements->items + i, 1, RULES_REMOVE, &commands) < 0)
                        return no_memory(failure);
                int r = nft_run(nft, commands.text);
                if (r < 0 && r != -EEXIST && r != -ENOENT && result == 0)
                        result = fail(nft, r, "close the group's ports", failure);
        }
        return result;
}

int table_remove(Nft *nft, const Network *network, Failure *failure)
{
        _cleanup_elements_ ElementList elements = {};
        int r = run_all(nft, network, RULES_REMOVE, &elements, failure);
        return r == 0 || r == -ENOENT ? 0 : remove_each(nft, &elements, failure);
}

static int read_rules(char **ret, Failure *failure)
{
        size_t size;
        _cleanup_close_ int fd = open(COSLICE_NETWORK_RULES, TEXTFILE_FLAGS);
        int r = fd < 0 ? -errno : textfile_read(fd, RULES_MAX, ret, &size);
        return r < 0 ? failure_set(failure, EXIT_SETUP_STATE, -r, "read " COSLICE_NETWORK_RULES) : 0;
}

/* Whether one of the first N of RECORDS publishes what the next one does too. */
static bool is_taken(const NetRecordList *records, size_t n)
{
        const Network *network = &records->items[n].network;
        for (size_t i = 0; i < n; i++) {
                uint16_t port;
                const Publish *publish = publishes_conflict(network, &records->items[i].network, &port);
                if (!publish)
                        continue;
                fprintf(stderr, "group %s publishes nothing now: %u/%s is published by group %s too\n",
                        network->group, port, publish->host.udp ? "udp" : "tcp",
                        records->items[i].network.group);
                return true;
        }
        return false;
}

static int write_groups(const NetRecordList *records, StrBuf *ret)
{
        int r = 0;
        for (size_t i = 0; i < records->n && r == 0; i++) {
                _cleanup_elements_ ElementList elements = {};
                Network network = records->items[i].network;
                if (is_taken(records, i))
                        network.publishes.n = 0;
                r = rules_elements(&network, &elements);
                r = r < 0 ? r : rules_write(elements.items, elements.n, RULES_ADD, ret);
        }
        return r;
}

int table_load(Nft *nft, const NetRecordList *records, const Lent *lent, Failure *failure)
{
        _cleanup_free_ char *rules = NULL;
        _cleanup_strbuf_ StrBuf commands = {};
        int r = read_rules(&rules, failure);
        if (r < 0)
                return r;
        strbuf_addf(&commands, "add table inet coslice\ndelete table inet coslice\n%s\n", rules);
        if (write_groups(records, &commands) < 0 || lent_write_elements(lent, &commands) < 0)
                return no_memory(failure);
        r = nft_load(nft, commands.text);
        return r < 0 ? fail(nft, r, "load the rules of the network", failure) : 0;
}

int table_lend(Nft *nft, const Lent *lent, Failure *failure)
{
        _cleanup_strbuf_ StrBuf commands = {};
        if (lent_write_elements(lent, &commands) < 0)
                return no_memory(failure);
        int r = commands.length > 0 ? nft_run(nft, commands.text) : 0;
        return r < 0 ? fail(nft, r, "let nobody else have what is forwarded", failure) : 0;
}

int table_unload(Nft *nft, Failure *failure)
{
        int r = nft_run(nft, "add table inet coslice\ndelete table inet coslice\n");
        return r < 0 ? fail(nft, r, "remove the rules of the network", failure) : 0;
}
