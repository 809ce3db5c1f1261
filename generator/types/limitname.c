/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Resources of setrlimit(2) by name. */
#include "generator/types/limitname.h"

#include "core/base/cleanup.h"

#include <string.h>
#include <strings.h>

const char *limitname_find(const char *text)
{
        static const char *const names[] = {"AS",      "CORE",     "CPU",        "DATA",   "FSIZE", "LOCKS",
                                            "MEMLOCK", "MSGQUEUE", "NICE",       "NOFILE", "NPROC", "RSS",
                                            "RTPRIO",  "RTTIME",   "SIGPENDING", "STACK"};
        size_t n = strcspn(text, "=");
        for (size_t i = 0; i < ARRAY_SIZE(names); i++)
                if (strlen(names[i]) == n && strncasecmp(names[i], text, n) == 0)
                        return names[i];
        return NULL;
}
