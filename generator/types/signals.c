/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Signals and exit statuses by name. */
#include "generator/types/signals.h"

#include "core/base/number.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <strings.h>

/* The kernel's real-time signals; glibc keeps 32 and 33 for itself, and systemd counts from its SIGRTMIN. */
#define REALTIME_FIRST 34
#define REALTIME_LAST  SIGNAL_LAST

/* The C library knows one name for each; systemd calls SIGPOLL only SIGIO. */
static const struct {
        const char *name;
        int number;
} other_names[] = {{"IO", SIGIO}, {"IOT", SIGABRT}, {"CLD", SIGCHLD}};

int signal_from_text(const char *text)
{
        uint64_t number;
        if (number_parse(text, REALTIME_LAST, &number) == 0)
                return number > 0 && (number < 32 || number >= REALTIME_FIRST) ? (int)number : -EINVAL;
        if (strncasecmp(text, "SIG", 3) == 0)
                text += 3;
        if (strncasecmp(text, "RTMIN", 5) == 0) {
                if (!text[5])
                        return REALTIME_FIRST;
                if (text[5] != '+' || number_parse(text + 6, REALTIME_LAST - REALTIME_FIRST, &number) != 0)
                        return -EINVAL;
                return REALTIME_FIRST + (int)number;
        }
        for (size_t i = 0; i < ARRAY_SIZE(other_names); i++)
                if (strcasecmp(other_names[i].name, text) == 0)
                        return other_names[i].number;
        for (int i = 1; i < 32; i++) {
                const char *name = sigabbrev_np(i);
                if (name && strcasecmp(name, text) == 0)
                        return i;
        }
        return -EINVAL;
}

int signal_add_name(StrBuf *buf, int number)
{
        const char *name = number == SIGIO ? "IO" : number < 32 ? sigabbrev_np(number) : NULL;
        if (name)
                return strbuf_addf(buf, "SIG%s", name);
        return strbuf_addf(buf, "RTMIN+%d", number - REALTIME_FIRST);
}

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
