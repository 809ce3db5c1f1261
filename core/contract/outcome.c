/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ends of processes in words. */
#include "core/contract/outcome.h"

#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How the process ended. */
typedef struct End {
        int32_t code;     /* CLD_…, or 0: there was none */
        char status[32];  /* "3", "SIGTERM", "signal 61" */
        bool is_status_0; /* it exited, and with 0 */
        int hidden;       /* the signal that an init's exit status stands for, or 0 */
} End;

/* systemd.exec(5), "Process Exit Codes"; a program's own may be the same. */
#define EXIT_CREDENTIALS "243"

/* A program's own status is seldom a real-time signal's. */
static int hidden_signal(int32_t status, bool init)
{
        return init && status > 128 && status < 128 + 32 && sigabbrev_np(status - 128) ? status - 128 : 0;
}

static int add_end(const End *end, const char *before, StrBuf *ret)
{
        if (end->code == CLD_EXITED && end->hidden > 0)
                return strbuf_addf(ret, "%swas killed by SIG%s (status %s)", before,
                                   sigabbrev_np(end->hidden), end->status);
        if (end->code == CLD_EXITED)
                return strbuf_addf(ret, "%sexited with status %s%s", before, end->status,
                                   streq(end->status, EXIT_CREDENTIALS)
                                           ? ", as systemd does where it can't load a credential"
                                           : "");
        if (end->code != CLD_KILLED && end->code != CLD_DUMPED)
                return 0;
        return strbuf_addf(ret, "%swas killed by %s%s", before, end->status,
                           end->code == CLD_DUMPED ? " and dumped core" : "");
}

/* What to say of a result, whether how the process ended goes with it, and what it means of a process that
 * exited with 0. The plain ones are told by that end alone. A failure beside the status 0 is of an
 * ExecStopPost=: systemd keeps the first that there is. */
static const struct {
        const char *result;
        const char *text;
        bool with_end;
        const char *of_status_0;
} results[] = {
        {"success", NULL, true, NULL},
        {"exit-code", NULL, true, "its clean-up failed"},
        {"signal", NULL, true, "its clean-up was killed"},
        {"core-dump", NULL, true, "its clean-up was killed"},
        {"timeout", "timed out", true, NULL},
        {"watchdog", "its watchdog timed out", true, NULL},
        {"oom-kill", "was killed because memory ran out", false, NULL},
        {"protocol", "ended before it was ready", true, NULL},
        {"start-limit-hit", "was restarted too often", false, NULL},
        {"resources", "systemd could not start it", false, NULL},
        {"exec-condition", "its ExecCondition= was not met", false, NULL},
};

static int add(const char *result, const End *end, StrBuf *ret)
{
        for (size_t i = 0; i < ARRAY_SIZE(results); i++) {
                if (!streq(result, results[i].result))
                        continue;
                if (end->is_status_0 && results[i].of_status_0)
                        return strbuf_add(ret, results[i].of_status_0);
                size_t before = ret->length;
                if (results[i].text)
                        strbuf_add(ret, results[i].text);
                if (results[i].with_end)
                        add_end(end, results[i].text ? ", " : "", ret);
                if (ret->length > before || ret->oom)
                        return ret->oom ? -ENOMEM : 0;
        }
        strbuf_addf(ret, "failed (%s)", result);
        return add_end(end, ", ", ret);
}

int outcome_add(const char *result, int32_t code, int32_t status, bool init, StrBuf *ret)
{
        End end = {.code = code,
                   .is_status_0 = code == CLD_EXITED && status == 0,
                   .hidden = hidden_signal(status, init)};
        const char *name = code == CLD_EXITED ? NULL : sigabbrev_np(status);
        if (name)
                snprintf(end.status, sizeof end.status, "SIG%s", name);
        else
                snprintf(end.status, sizeof end.status, "%s%d", code == CLD_EXITED ? "" : "signal ", status);
        return add(result, &end, ret);
}

int outcome_add_variables(const char *result, const char *code, const char *status, bool init, StrBuf *ret)
{
        static const struct {
                const char *word;
                int32_t code;
        } codes[] = {{"exited", CLD_EXITED}, {"killed", CLD_KILLED}, {"dumped", CLD_DUMPED}};
        End end = {};
        for (size_t i = 0; code && status && i < ARRAY_SIZE(codes); i++)
                if (streq(code, codes[i].word))
                        end.code = codes[i].code;
        if (!status)
                status = "";
        /* A signal comes by its name without "SIG"; by its number where it has none. */
        const char *before = end.code == CLD_EXITED ? "" : isdigit(status[0]) ? "signal " : "SIG";
        snprintf(end.status, sizeof end.status, "%s%s", before, status);
        end.is_status_0 = end.code == CLD_EXITED && streq(status, "0");
        /* Of a name this is 0, which hides nothing. */
        end.hidden = hidden_signal(atoi(status), init);
        return add(result ? result : "success", &end, ret);
}
