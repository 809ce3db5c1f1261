/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Options of a clean-up. */
#include "helper/container/request/clean.h"

static const Option items[] = {
        {"group", "GROUP", OPTION_LABEL, OPTION_REQUIRED, OPTION_TEXT_OF(CleanRequest, group)},
        {"container", "CONTAINER", OPTION_LABEL, OPTION_REQUIRED, OPTION_TEXT_OF(CleanRequest, container)},
        {"init", NULL, OPTION_FLAG, 0, OPTION_FLAG_OF(CleanRequest, init)},
        {"share-pid", NULL, OPTION_FLAG, 0, OPTION_FLAG_OF(CleanRequest, share_pid)},
};

const OptionTable clean_options = {"clean", items, ARRAY_SIZE(items), sizeof(CleanRequest),
                                   OPTION_NO_PROGRAM};
