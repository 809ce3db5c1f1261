/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Options of a program in a container that runs. */
#include "helper/container/request/exec.h"

static const Option items[] = {
        {"group", "GROUP", OPTION_LABEL, OPTION_REQUIRED, OPTION_TEXT_OF(ExecRequest, group)},
        {"container", "CONTAINER", OPTION_LABEL, OPTION_REQUIRED, OPTION_TEXT_OF(ExecRequest, container)},
        {"interactive", NULL, OPTION_FLAG, 0, OPTION_FLAG_OF(ExecRequest, interactive)},
        {"terminal", NULL, OPTION_FLAG, 0, OPTION_FLAG_OF(ExecRequest, terminal)},
        {"user", "USER[:GROUP]", OPTION_TEXT, 0, OPTION_TEXT_OF(ExecRequest, user)},
        {"env", "NAME=VALUE", OPTION_VARIABLE, OPTION_REPEATS, OPTION_LIST_OF(ExecRequest, env)},
        {"working-dir", "PATH", OPTION_PATH, 0, OPTION_TEXT_OF(ExecRequest, working_dir)},
};

const OptionTable exec_options = {"exec", items, ARRAY_SIZE(items), sizeof(ExecRequest),
                                  OPTION_FIELD(ExecRequest, program, char **)};
