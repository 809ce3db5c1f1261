/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Elements first, so that nothing is let through to an address that the next group may get; the record last:
 * while it is there, something may be left. */
#include "helper/network/down.h"

#include "core/contract/contract.h"
#include "helper/common/steps.h"
#include "helper/common/wants.h"
#include "helper/network/macvlan.h"
#include "helper/network/names.h"
#include "helper/network/table.h"

#include <errno.h>
#include <stdio.h>

typedef struct DownRequest {
        const char *group;
} DownRequest;

static const Option items[] = {
        {"group", "GROUP", OPTION_LABEL, OPTION_REQUIRED, OPTION_TEXT_OF(DownRequest, group)},
};

static const OptionTable options = {"down", items, ARRAY_SIZE(items), sizeof(DownRequest), OPTION_NO_PROGRAM,
                                    NULL};

typedef struct Down {
        const char *group;
        int folder_fd;
        LinkSocket *socket;
        NetRecord record;
        bool recorded; /* RECORD is there */
} Down;

/* Of one that can't be read nothing is known: the next load leaves it out. */
static int read_record(void *context, Failure *failure)
{
        Down *down = context;
        int r = netrecord_read(down->folder_fd, down->group, &down->record, failure);
        down->recorded = r == 0;
        return r < 0 ? r : 0;
}

static bool is_macvlan(const Down *down)
{
        return down->recorded && down->record.network.macvlan;
}

static int remove_elements(void *context, Failure *failure)
{
        const Down *down = context;
        _cleanup_nft_ Nft *nft = NULL;
        if (!down->recorded || is_macvlan(down))
                return 0;
        int r = nft_begin(&nft);
        return r < 0 ? r : table_remove(nft, &down->record.network, failure);
}

void down_alias(const char *group, char ret[static ALIAS_SPACE])
{
        snprintf(ret, ALIAS_SPACE, "coslice group %s", group);
}

static int remove_link(void *context, Failure *failure)
{
        const Down *down = context;
        char name[INTERFACE_SPACE], alias[ALIAS_SPACE];
        Parcel parcel;
        Link link;
        if (is_macvlan(down))
                return macvlan_remove(down->group, failure);
        network_interface(down->group, name);
        down_alias(down->group, alias);
        int r = link_find(down->socket, name, &link);
        if (r != 0 || !streq(link.alias, alias))
                return r < 0 ? r : 0;
        parcel_begin(&parcel);
        message_remove_link(&parcel, link.index);
        r = link_do(down->socket, &parcel, name, failure);
        return r == -ENODEV ? 0 : r; /* its peer was removed at the same time, with the namespace */
}

static int remove_name(void *context, Failure *failure)
{
        const Down *down = context;
        return names_remove(down->group, failure);
}

static int remove_record(void *context, Failure *failure)
{
        const Down *down = context;
        return netrecord_remove(down->folder_fd, down->group, failure);
}

static int leave_rules(void *context, Failure *failure)
{
        return wants_remove(((const Down *)context)->group, failure);
}

static const Step steps[] = {
        {"forget the group's name", EXIT_SETUP_STATE, remove_name},
        {"read the record of the network", EXIT_SETUP_STATE, read_record},
        {"close the group's ports", EXIT_SETUP_SANDBOX, remove_elements},
        {"remove the group's interface", EXIT_SETUP_SANDBOX, remove_link},
        {"have the rules no longer", EXIT_SETUP_STATE, leave_rules},
        {"remove the record of the network", EXIT_SETUP_STATE, remove_record},
};

int down_group(int folder_fd, LinkSocket *socket, const char *group, Failure *failure)
{
        Down all = {.group = group, .folder_fd = folder_fd, .socket = socket};
        _cleanup_close_ int lock = netrecords_lock(folder_fd, false, failure);
        int r = lock < 0 ? lock : steps_run_all(steps, ARRAY_SIZE(steps), &all, NULL, failure);
        netrecord_done(&all.record);
        return r;
}

int down(char **words, Failure *failure)
{
        _cleanup_link_ LinkSocket *socket = NULL;
        DownRequest request;
        int r = options_read(&options, words, &request, failure);
        if (r < 0)
                return r;
        _cleanup_close_ int folder = netrecords_open(failure);
        if (folder < 0)
                return folder;
        r = link_open(&socket, failure);
        return r < 0 ? r : down_group(folder, socket, request.group, failure);
}
