/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Exit statuses by name, and what becomes of a program at a signal. */
#include "generator/types/signals.h"

#include "core/base/number.h"

#include <signal.h>
#include <string.h>
#include <strings.h>

int exit_status_normalize(const char *text, char **ret)
{
        /* Not those from 200 on: they are systemd's own, for what it can't set up or execute. */
        static const char *const names[] = {
                "SUCCESS",      "FAILURE",       "INVALIDARGUMENT", "NOTIMPLEMENTED", "NOPERMISSION",
                "NOTINSTALLED", "NOTCONFIGURED", "NOTRUNNING",      "USAGE",          "DATAERR",
                "NOINPUT",      "NOUSER",        "NOHOST",          "UNAVAILABLE",    "SOFTWARE",
                "OSERR",        "OSFILE",        "CANTCREAT",       "IOERR",          "TEMPFAIL",
                "PROTOCOL",     "NOPERM",        "CONFIG"};
        uint64_t status;
        _cleanup_strbuf_ StrBuf buf = {};
        int r = number_parse(text, 255, &status);
        if (r == NUMBER_RANGE)
                return r;
        if (r == 0) {
                strbuf_addf(&buf, "%llu", (unsigned long long)status);
                return strbuf_take(&buf, ret);
        }
        for (size_t i = 0; i < ARRAY_SIZE(names); i++)
                if (strcasecmp(text, names[i]) == 0) {
                        strbuf_add(&buf, names[i]);
                        return strbuf_take(&buf, ret);
                }
        int number = signal_from_text(text);
        if (number < 0)
                return NUMBER_SYNTAX;
        signal_add_name(&buf, number);
        return strbuf_take(&buf, ret);
}

int exit_status_signal(const char *status)
{
        int number = *status >= '0' && *status <= '9' ? 0 : signal_from_text(status);
        return number > 0 ? number : 0;
}

SignalEnd signal_end(int number)
{
        switch (number) {
        case SIGHUP:
        case SIGINT:
        case SIGPIPE:
        case SIGTERM: return SIGNAL_CLEAN;
        case SIGCHLD:
        case SIGCONT:
        case SIGSTOP:
        case SIGTSTP:
        case SIGTTIN:
        case SIGTTOU:
        case SIGURG:
        case SIGWINCH: return SIGNAL_NONE;
        default:
                return number < 1 || number == 32 || number == 33 || number > SIGNAL_LAST ? SIGNAL_NONE
                                                                                          : SIGNAL_UNCLEAN;
        }
}
