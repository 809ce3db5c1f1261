/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/contract/lookup.h"

#include "core/base/name.h"
#include "core/contract/contract.h"

#include <errno.h>
#include <string.h>

bool dns_option_is_valid(const char *text)
{
        static const char characters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_:";
        return *text && text[strspn(text, characters)] == '\0';
}

void added_host_done(AddedHost *host)
{
        free(host->name);
        *host = (AddedHost){};
}

/* ADDRESS or [ADDRESS]. */
static int read_address(const char *text, IpAddress *ret)
{
        char word[IP_TEXT_MAX];
        size_t n = strlen(text);
        bool brackets = n > 2 && text[0] == '[' && text[n - 1] == ']';
        n -= brackets ? 2 : 0;
        if (n >= sizeof word)
                return -EINVAL;
        memcpy(word, text + brackets, n);
        word[n] = '\0';
        int r = ip_read(word, ret);
        return r == 0 && brackets && !ret->v6 ? -EINVAL : r;
}

int added_host_read(const char *text, AddedHost *ret, const char **ret_why)
{
        AddedHost host = {};
        const char *colon = strchr(text, ':');
        *ret_why = "expected a name and its address, like db.example:192.0.2.7, or " HOST_GATEWAY
                   " for the host's";
        if (!colon)
                return -EINVAL;
        host.gateway = streq(colon + 1, HOST_GATEWAY);
        if (!host.gateway && read_address(colon + 1, &host.address) < 0)
                return -EINVAL;
        host.name = strndup(text, (size_t)(colon - text));
        if (!host.name)
                return -ENOMEM;
        *ret_why = "expected " HOST_NAME_RULE;
        if (!host_name_is_valid(host.name)) {
                added_host_done(&host);
                return -EINVAL;
        }
        *ret = host;
        return 0;
}

int added_host_write(const AddedHost *host, StrBuf *ret)
{
        char address[IP_TEXT_MAX];
        if (!host->gateway)
                ip_format(&host->address, address);
        return strbuf_addf(ret, "%s:%s", host->name, host->gateway ? HOST_GATEWAY : address);
}

static int no_memory(Failure *failure)
{
        return failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "read the arguments");
}

int server_read_option(const char *value, ServerList *list, Failure *failure)
{
        IpAddress address;
        if (ip_read(value, &address) < 0)
                return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                   "option --" DNS_OPTION ": \"%s\" is no address", value);
        IpAddress *items = reallocarray(list->items, list->n + 1, sizeof *items);
        if (!items)
                return no_memory(failure);
        list->items = items;
        items[list->n++] = address;
        return 0;
}

int added_host_read_option(const char *value, AddedHostList *list, Failure *failure)
{
        const char *why;
        AddedHost *items = reallocarray(list->items, list->n + 1, sizeof *items);
        if (!items)
                return no_memory(failure);
        list->items = items;
        int r = added_host_read(value, items + list->n, &why);
        if (r == -EINVAL)
                return failure_set(failure, EXIT_SETUP_REQUEST, 0, "option --" ADD_HOST_OPTION ": \"%s\": %s",
                                   value, why);
        if (r < 0)
                return no_memory(failure);
        list->n++;
        return 0;
}

void server_list_done(ServerList *list)
{
        free(list->items);
        *list = (ServerList){};
}

void added_host_list_done(AddedHostList *list)
{
        for (size_t i = 0; i < list->n; i++)
                added_host_done(list->items + i);
        free(list->items);
        *list = (AddedHostList){};
}
