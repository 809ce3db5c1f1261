/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/network/names.h"

#include "core/base/name.h"
#include "core/contract/contract.h"
#include "core/io/io.h"
#include "helper/common/state.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#define DNSMASQ "/usr/sbin/dnsmasq"

/* What dnsmasq leaves alone. */
#define NEW_SPACE (LABEL_MAX + sizeof ".new.")

bool names_are_answered(void)
{
        return access(DNSMASQ, X_OK) == 0;
}

static int open_folder(Failure *failure)
{
        int fd = state_open(COSLICE_DNS_DIR, NULL);
        return fd < 0 ? state_fail(COSLICE_DNS_DIR, -fd, failure) : fd;
}

int names_prepare(Failure *failure)
{
        _cleanup_close_ int fd = open_folder(failure);
        return fd < 0 ? fd : 0;
}

static int fail(const char *what, const char *group, int error, Failure *failure)
{
        return failure_set(failure, EXIT_SETUP_STATE, error, "%s " COSLICE_DNS_DIR "/%s", what, group);
}

static void add_line(const IpAddress *address, const char *name, StrBuf *text)
{
        char word[IP_TEXT_MAX];
        ip_format(address, word);
        strbuf_addf(text,
                    "%s\t%s "
                    "%s." NAMES_DOMAIN "\n",
                    word, name, name);
}

int names_add(const Network *network, Failure *failure)
{
        const char *name = network->dns_name ? network->dns_name : network->group;
        const GroupAddresses *addresses = &network->addresses;
        _cleanup_strbuf_ StrBuf text = {};
        char new[NEW_SPACE];
        _cleanup_close_ int fd = open_folder(failure);
        if (fd < 0)
                return fd;
        snprintf(new, sizeof new, ".new.%s", network->group);
        if (addresses->has4)
                add_line(&addresses->v4, name, &text);
        if (addresses->has6)
                add_line(&addresses->v6, name, &text);
        int r = text.oom ? -ENOMEM : 0;
        if (r == 0)
                r = io_replace_file(fd, network->group, new, text.text, text.length, 0644);
        return r < 0 ? fail("write", network->group, -r, failure) : 0;
}

int names_remove(const char *group, Failure *failure)
{
        char new[NEW_SPACE];
        _cleanup_close_ int fd = open_folder(failure);
        if (fd < 0)
                return fd;
        snprintf(new, sizeof new, ".new.%s", group);
        if ((unlinkat(fd, new, 0) < 0 && errno != ENOENT) || (unlinkat(fd, group, 0) < 0 && errno != ENOENT))
                return fail("remove", group, errno, failure);
        return 0;
}
