/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Options of a program of the host in a group's network. */
#include "helper/container/request/netns.h"

static const Option items[] = {
        {"group", "GROUP", OPTION_LABEL, OPTION_REQUIRED, OPTION_TEXT_OF(NetnsRequest, group)},
};

const OptionTable netns_options = {"netns", items, ARRAY_SIZE(items), sizeof(NetnsRequest),
                                   OPTION_FIELD(NetnsRequest, program, char **)};
