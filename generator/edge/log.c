/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lines to the kernel log or to standard error. */
#include "generator/edge/log.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

/* syslog(3)'s numbers, which the kernel log and journald read alike. */
static const int priorities[] = {[SEVERITY_NOTE] = 6, [SEVERITY_WARNING] = 4, [SEVERITY_ERROR] = 3};

/* systemd tells its generators its scope since version 251. */
static bool run_by_systemd(void)
{
        return getenv("SYSTEMD_SCOPE") != NULL;
}

/* One write is one record of the kernel log. Older kernels refuse what is longer than 1,024 bytes less a
 * prefix of up to 48, so a longer line is cut. */
static bool log_to_kernel(Severity severity, const char *text)
{
        char record[976];
        _cleanup_close_ int fd = open("/dev/kmsg", O_WRONLY | O_CLOEXEC | O_NOCTTY);
        if (fd < 0)
                return false;
        int n = snprintf(record, sizeof record, "<%d>coslice-generator[%d]: %s", priorities[severity],
                         (int)getpid(), text);
        size_t size = n < (int)sizeof record ? (size_t)n : sizeof record - 1;
        return write(fd, record, size) == (ssize_t)size;
}

void log_line(Severity severity, const char *text)
{
        if (!run_by_systemd() || !log_to_kernel(severity, text))
                fprintf(stderr, "%s\n", text);
}

void log_linef(Severity severity, const char *format, ...)
{
        char text[1024];
        va_list args;
        va_start(args, format);
        vsnprintf(text, sizeof text, format, args);
        va_end(args);
        log_line(severity, text);
}

void log_diags(const DiagList *list)
{
        static const char *const words[] = {
                [SEVERITY_NOTE] = "note: ", [SEVERITY_WARNING] = "warning: ", [SEVERITY_ERROR] = ""};
        for (size_t i = 0; i < list->n; i++) {
                const Diag *diag = list->items + i;
                if (diag->severity == SEVERITY_NOTE && run_by_systemd())
                        continue;
                _cleanup_free_ char *text = diag_to_log_string(diag);
                log_linef(diag->severity, "%s%s", words[diag->severity], text ? text : "out of memory");
        }
        if (list->n_left_out > 0)
                log_linef(SEVERITY_ERROR, "%zu more mistakes are left out", list->n_left_out);
}
