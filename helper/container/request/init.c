/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Options of a group's init. */
#include "helper/container/request/init.h"

static int read_userns(const char *value, void *field, Failure *failure)
{
        return userns_read_option(value, field, failure);
}

static const Option items[] = {
        {"group", "GROUP", OPTION_LABEL, OPTION_REQUIRED, OPTION_TEXT_OF(InitRequest, group)},
        {"ended", NULL, OPTION_FLAG, OPTION_ALONE, OPTION_FLAG_OF(InitRequest, ended)},
        {USERNS_OPTION, USERNS_OPTION_FORM, OPTION_VALUE, 0, OPTION_FIELD(InitRequest, userns, UserNs),
         read_userns},
};

const OptionTable init_options = {"init", items, ARRAY_SIZE(items), sizeof(InitRequest), OPTION_NO_PROGRAM};
