/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Options of a stop. */
#include "helper/container/request/stop.h"

static const Option items[] = {
        {"group", "GROUP", OPTION_LABEL, OPTION_REQUIRED, OPTION_TEXT_OF(StopRequest, group)},
        {"container", "CONTAINER", OPTION_LABEL, OPTION_REQUIRED, OPTION_TEXT_OF(StopRequest, container)},
};

const OptionTable stop_options = {"stop", items, ARRAY_SIZE(items), sizeof(StopRequest), OPTION_NO_PROGRAM};
