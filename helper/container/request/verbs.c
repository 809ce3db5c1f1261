/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which verb is meant. */
#include "helper/container/request/verbs.h"

#include "core/contract/contract.h"
#include "helper/container/request/clean.h"
#include "helper/container/request/exec.h"
#include "helper/container/request/init.h"
#include "helper/container/request/netns.h"
#include "helper/container/request/run.h"
#include "helper/container/request/sandbox.h"
#include "helper/container/request/stop.h"

#include <stdio.h>

#define ROW(name) &name##_options,
const OptionTable *const verb_options[] = {HELPER_VERBS(ROW)};

/* "sandbox, init, run, exec, stop, netns or clean". */
static void list_verbs(char *ret, size_t size)
{
        size_t n = 0;
        for (size_t i = 0; i < _VERB_MAX && n < size; i++) {
                const char *before = i == 0 ? "" : i + 1 < _VERB_MAX ? ", " : " or ";
                n += (size_t)snprintf(ret + n, size - n, "%s%s", before, verb_options[i]->verb);
        }
}

int verb_find(const char *name, size_t *ret, Failure *failure)
{
        char verbs[FAILURE_TEXT_MAX];
        for (size_t i = 0; name && i < _VERB_MAX; i++)
                if (streq(name, verb_options[i]->verb)) {
                        *ret = i;
                        return 0;
                }
        list_verbs(verbs, sizeof verbs);
        if (!name)
                return failure_set(failure, EXIT_SETUP_REQUEST, 0, "no verb: %s", verbs);
        return failure_set(failure, EXIT_SETUP_REQUEST, 0, "unknown verb \"%s\": %s", name, verbs);
}
