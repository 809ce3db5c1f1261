/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lists of operations, made of arguments, and looked at by what their steps are called. */
#pragma once

#include "core/base/failure.h"
#include "helper/container/plan/operations.h"
#include "tests/unit/unit.h"

#include <string.h>

static const StrVec no_volumes;
static const NetworkSight no_network = {.resolv_conf = (char *)""};
static inline void plan(const char *const *words, RunRequest *request, Operations *ret)
{
        Failure failure;
        assert_int_equal(options_read(&run_options, (char **)words, request, &failure), 0);
        assert_int_equal(operations_plan(request, &no_volumes, &no_network, ret), 0);
}

static inline const Operation *find(const Operations *list, const char *step)
{
        for (size_t i = 0; i < list->n; i++) {
                char text[FAILURE_TEXT_MAX];
                operation_describe(list->items + i, text, sizeof text);
                if (strcmp(text, step) == 0)
                        return list->items + i;
        }
        fail_msg("no step \"%s\"", step);
        return NULL;
}

#define RUN "--group=web", "--container=app", "--rootfs=/srv/app", "--hostname=web"

/* Those of LIST that begin as one of FIRSTS, a line each. */
static inline void steps_like(const Operations *list, const char *const *firsts, size_t n, StrBuf *ret)
{
        for (size_t i = 0; i < list->n; i++) {
                char text[FAILURE_TEXT_MAX];
                operation_describe(list->items + i, text, sizeof text);
                for (size_t k = 0; k < n; k++)
                        if (string_after(text, firsts[k]))
                                strbuf_addf(ret, "%s\n", text);
        }
        assert_false(ret->oom);
}
