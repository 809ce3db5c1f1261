/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/contract/signals.h"

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

/* "RTMIN+3", "RTMAX-1"; 0 for a name of another kind, -EINVAL. */
static int read_realtime(const char *text)
{
        uint64_t number = 0;
        bool min = strncasecmp(text, "RTMIN", 5) == 0;
        if (!min && strncasecmp(text, "RTMAX", 5) != 0)
                return 0;
        if (text[5] && (text[5] != (min ? '+' : '-') ||
                        number_parse(text + 6, REALTIME_LAST - REALTIME_FIRST, &number) != 0))
                return -EINVAL;
        return min ? REALTIME_FIRST + (int)number : REALTIME_LAST - (int)number;
}

int signal_from_text(const char *text)
{
        uint64_t number;
        if (number_parse(text, REALTIME_LAST, &number) == 0)
                return number > 0 && (number < 32 || number >= REALTIME_FIRST) ? (int)number : -EINVAL;
        if (strncasecmp(text, "SIG", 3) == 0)
                text += 3;
        int realtime = read_realtime(text);
        if (realtime != 0)
                return realtime;
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
