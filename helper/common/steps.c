/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tables of steps. */
#include "helper/common/steps.h"

#include "helper/common/step.h"

static int run_step(const Step *step, void *context, char *shared_step, Failure *failure)
{
        if (shared_step)
                step_set(shared_step, step->name);
        /* Empty until the step itself describes what went wrong. */
        failure->text[0] = '\0';
        int r = step->run(context, failure);
        if (r < 0 && !failure->text[0])
                failure_set(failure, step->status, -r, "%s", step->name);
        return r < 0 ? r : 0;
}

int steps_run(const Step *steps, size_t n, void *context, char *shared_step, Failure *failure)
{
        int r = 0;
        for (size_t i = 0; i < n && r == 0; i++)
                r = run_step(steps + i, context, shared_step, failure);
        return r;
}

int steps_run_all(const Step *steps, size_t n, void *context, char *shared_step, Failure *failure)
{
        Failure later; /* the first says why: the others may be its consequence */
        int result = 0;
        for (size_t i = 0; i < n; i++) {
                int r = run_step(steps + i, context, shared_step, result < 0 ? &later : failure);
                if (result == 0)
                        result = r;
        }
        return result;
}
