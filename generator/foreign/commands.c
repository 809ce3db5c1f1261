/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Commands that a service runs on the host beside its program, ExecStartPre= and the like: by what they do.
 */
#include "generator/foreign/tables.h"

#include "core/base/words.h"
#include "generator/types/signals.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#define MADE "what a container needs is made and removed without a command"

/* What a command is for. */
typedef enum Purpose {
        PURPOSE_OTHER,
        PURPOSE_DIRECTORY, /* mkdir, chown and the like */
        PURPOSE_PODMAN,
        PURPOSE_WAIT,
        PURPOSE_KILL,
} Purpose;

static Purpose purpose_of(const char *value)
{
        static const struct {
                const char *program;
                Purpose purpose;
        } programs[] = {
                {"mkdir", PURPOSE_DIRECTORY},
                {"install", PURPOSE_DIRECTORY},
                {"chown", PURPOSE_DIRECTORY},
                {"chmod", PURPOSE_DIRECTORY},
                {"podman", PURPOSE_PODMAN},
                {"docker", PURPOSE_PODMAN},
                {"docker-compose", PURPOSE_PODMAN},
                {"sleep", PURPOSE_WAIT},
                {"kill", PURPOSE_KILL},
                {"pkill", PURPOSE_KILL},
                {"true", PURPOSE_WAIT},
                {"systemd-notify", PURPOSE_WAIT},
        };
        /* What systemd reads before a program, systemd.service(5). */
        value += strspn(value, "-@:+!|");
        size_t n = strcspn(value, " \t"), slash = n;
        while (slash > 0 && value[slash - 1] != '/')
                slash--;
        for (size_t i = 0; i < ARRAY_SIZE(programs); i++)
                if (strlen(programs[i].program) == n - slash &&
                    strncmp(value + slash, programs[i].program, n - slash) == 0)
                        return programs[i].purpose;
        return PURPOSE_OTHER;
}

int foreign_add_before(StrBuf *advice, const ForeignLine *line)
{
        switch (purpose_of(line->value)) {
        case PURPOSE_DIRECTORY:
                return strbuf_add(advice, "the directory of a volume is made by the option create of "
                                          "Volume=, and belongs to the container's user; leave it out");
        case PURPOSE_PODMAN: return strbuf_add(advice, MADE "; leave it out");
        case PURPOSE_WAIT:
        case PURPOSE_KILL: return strbuf_add(advice, "After= says what is waited for; leave it out");
        default:
                return strbuf_add(advice,
                                  "what runs on the host before is a service of its own: write "
                                  "Requires={group}-before.service and After={group}-before.service in "
                                  "[Unit]");
        }
}

int foreign_add_after(StrBuf *advice, const ForeignLine *line)
{
        if (purpose_of(line->value) == PURPOSE_PODMAN)
                return strbuf_add(advice, MADE "; leave it out");
        return strbuf_add(advice, "what runs on the host after the start is a service of its own, with "
                                  "After=coslice@{group}.service; leave it out");
}

int foreign_add_stop(StrBuf *advice, const ForeignLine *line)
{
        Purpose purpose = purpose_of(line->value);
        if (purpose == PURPOSE_PODMAN || purpose == PURPOSE_KILL)
                return strbuf_add(advice, "the stop signal is StopSignal=, SIGTERM; leave it out");
        return strbuf_add(advice, "write StopCmd={exec}");
}

int foreign_add_ended(StrBuf *advice, const ForeignLine *line)
{
        if (purpose_of(line->value) != PURPOSE_OTHER)
                return strbuf_add(advice, MADE "; leave it out");
        return strbuf_add(advice, "what runs on the host when all has ended is a service of its own: write "
                                  "OnSuccess={group}-after.service and OnFailure={group}-after.service in "
                                  "[Unit]");
}

/* The signal in "kill -HUP $MAINPID", "podman kill --signal=HUP app"; SIGHUP where none is named. */
static const char *signal_in(const StrVec *words)
{
        for (size_t i = 1; i < words->n; i++) {
                const char *word = words->items[i], *equals = strchr(word, '=');
                const char *name = equals ? equals + 1 : word + strspn(word, "-");
                if (strcasecmp(name, "TERM") != 0 && strlen(name) > 1 && signal_from_text(name) > 0 &&
                    name[strspn(name, "0123456789")])
                        return name;
        }
        return "SIGHUP";
}

int foreign_add_reload(StrBuf *advice, const ForeignLine *line)
{
        _cleanup_strvec_ StrVec words = {};
        const char *why;
        int r = words_split(line->value, &words, &why);
        if (r < 0)
                return r;
        bool kills = purpose_of(line->value) == PURPOSE_KILL ||
                     (purpose_of(line->value) == PURPOSE_PODMAN && strstr(line->value, " kill"));
        if (kills)
                return strbuf_addf(advice, "write ReloadSignal=%s", signal_in(&words));
        return strbuf_add(advice, "write ReloadCmd={exec}");
}
