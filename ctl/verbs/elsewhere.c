/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What people look for here that other commands do, or that nothing does yet. */
#include "ctl/verbs/elsewhere.h"

#include "ctl/find/address.h"

#include <errno.h>
#include <string.h>

/* In texts %u is the unit's instance, of the group or of the container that was named, %c that of a
 * container, %g the group. */
typedef struct Elsewhere {
        const char *verbs; /* parted by blanks */
        const char *text;
        const char *of_group; /* where a group was named, and no container; or NULL */
} Elsewhere;

static const Elsewhere here[] = {
        {"start up", "systemctl start coslice@%u", NULL},
        {"stop down", "systemctl stop coslice@%u", NULL},
        {"restart", "systemctl restart coslice@%u", NULL},
        {"reload",
         "systemctl daemon-reload, and for ReloadSignal= of a container: systemctl reload coslice@%c", NULL},
        {"daemon-reload apply generate", "systemctl daemon-reload", NULL},
        {"enable", "systemctl enable coslice@%g", NULL},
        {"disable", "systemctl disable coslice@%g", NULL},
        {"mask", "ln -s /dev/null /etc/coslice/groups/%g.group; systemctl daemon-reload", NULL},
        {"unmask", "rm /etc/coslice/groups/%g.group; systemctl daemon-reload", NULL},
        {"status", "systemctl status coslice@%u", NULL},
        {"is-active", "systemctl is-active coslice@%u", NULL},
        {"kill", "systemctl kill coslice@%c", NULL},
        {"pause freeze", "systemctl freeze coslice@%c", NULL},
        {"unpause thaw", "systemctl thaw coslice@%c", NULL},
        {"cat", "systemctl cat coslice@%u, or coslice show %g", NULL},
        {"inspect", "systemctl show coslice@%u, or coslice show %g", NULL},
        {"list ls ps containers groups pods", "systemctl list-units \"coslice@*\"", NULL},
        {"log logs", "journalctl -u coslice@%c", "journalctl COSLICE_GROUP=%g"},
        {"attach", "journalctl -f -u coslice@%c", "journalctl -f COSLICE_GROUP=%g"},
        {"events", "journalctl -f -u \"coslice@*\"", NULL},
        {"stats top", "systemd-cgtop coslice.slice", NULL},
        {"edit",
         "an editor for /etc/coslice/groups/%g.group; then: coslice check %g; systemctl daemon-reload", NULL},
        {"rm remove delete uninstall",
         "systemctl stop coslice@%g; rm /etc/coslice/groups/%g.group; systemctl daemon-reload", NULL},
        {"verify lint validate explain", "coslice check %g", NULL},
        {"dryrun dry-run config convert", "coslice show %g", NULL},
        {"shell enter", "coslice exec -it coslice@%c /bin/sh", NULL},
        {"auto-update upgrade", "coslice update %g", NULL},
        {"version info", "coslice --version", NULL},
};

static const Elsewhere later[] = {
        {"cp", "share a directory by Volume=/host/path:/path, or: coslice exec GROUP/CONTAINER cat FILE",
         NULL},
        {"run create",
         "a container is started by its group: write /etc/coslice/groups/NAME.group; then: coslice check "
         "NAME; systemctl daemon-reload; systemctl start coslice@NAME",
         NULL},
        {"image build push load import save commit tag search login logout",
         "coslice pull GROUP fetches the images of a group, and so does its start; one that another tool has "
         "built comes from a directory: podman push NAME oci:/srv/images/NAME, and "
         "Image=oci:/srv/images/NAME",
         NULL},
        {"network port",
         "each group has a network of its own, and PublishPort= in [Group] leads to it; what listens there "
         "shows: coslice netns GROUP ss -tuln",
         NULL},
        {"volumes", "volumes that are kept are listed by: coslice volume list", NULL},
        {"secrets", "secrets of containers are encrypted and listed by: coslice secret --help", NULL},
        {"compose pod kube play quadlet",
         "a group is one file, /etc/coslice/groups/NAME.group; its language is in: man coslice.group", NULL},
        {"rmi", "images that no definition has and no group runs go with: coslice prune", NULL},
};

static bool knows(const Elsewhere *row, const char *verb)
{
        size_t n = strlen(verb);
        for (const char *at = row->verbs; n > 0 && (at = strstr(at, verb)); at += n)
                if ((at == row->verbs || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
                        return true;
        return false;
}

static const Elsewhere *find(const Elsewhere *rows, size_t n, const char *verb)
{
        for (size_t i = 0; i < n; i++)
                if (knows(rows + i, verb))
                        return rows + i;
        return NULL;
}

/* The first of ARGUMENTS that names a group or a container; RET stays empty if none does. 0 or -ENOMEM. */
static int find_named(char **arguments, Address *ret)
{
        int r = ADDRESS_NONE;
        for (; *arguments && r == ADDRESS_NONE; arguments++)
                r = address_parse(*arguments, ret);
        return r < 0 ? r : 0;
}

static void add_text(const char *text, const Address *named, StrBuf *buf)
{
        const char *group = named->group ? named->group : "GROUP";
        const char *container = named->container ? named->container : "CONTAINER";
        for (const char *at = text; *at; at++)
                if (*at != '%')
                        strbuf_add_char(buf, *at);
                else if (*++at == 'c' || (*at == 'u' && named->container))
                        strbuf_addf(buf, "%s_%s", group, container);
                else
                        strbuf_add(buf, group);
}

int elsewhere_describe(const char *verb, char **arguments, StrBuf *buf)
{
        /* Quadlet's own is -dryrun. */
        const char *name = verb + strspn(verb, "-");
        const Elsewhere *row = find(here, ARRAY_SIZE(here), name), *other = NULL;
        if (!row && !(other = find(later, ARRAY_SIZE(later), name)))
                return ELSEWHERE_NONE;
        _cleanup_address_ Address named = {};
        int r = find_named(arguments, &named);
        if (r < 0)
                return r;
        strbuf_addf(buf, "there is no \"%s\" %s ", verb, row ? "here; use:" : "in this version;");
        const Elsewhere *found = row ? row : other;
        bool group = named.group && !named.container && found->of_group;
        add_text(group ? found->of_group : found->text, &named, buf);
        return buf->oom ? -ENOMEM : 0;
}
