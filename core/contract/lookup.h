/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How programs of a container look up names, beyond what follows from the group's network: resolv.conf(5) and
 * hosts(5). Words of the definition are those of the helper's options. Pure. */
#pragma once

#include "core/base/failure.h"
#include "core/contract/ipaddress.h"

/* Servers; with one of them no other is asked. */
#define DNS_OPTION "dns"
typedef struct ServerList {
        IpAddress *items;
        size_t n;
} ServerList;

/* What is appended to names without a dot, in place of what the host has. */
#define DNS_SEARCH_OPTION "dns-search"

/* Words of resolv.conf's "options", in place of what the host has. */
#define DNS_OPTION_OPTION "dns-option"
#define DNS_OPTION_RULE   "an option of resolv.conf(5) like ndots:2: letters, digits, \"-\", \"_\" and \":\""
bool dns_option_is_valid(const char *text);

/* Lines of /etc/hosts. */
#define ADD_HOST_OPTION "add-host"
#define ADD_HOST_FORM   "NAME:ADDRESS|NAME:" HOST_GATEWAY
#define HOST_GATEWAY    "host-gateway"
typedef struct AddedHost {
        char *name;
        bool gateway; /* the address that the host has for the group; else ADDRESS */
        IpAddress address;
} AddedHost;

typedef struct AddedHostList {
        AddedHost *items;
        size_t n;
} AddedHostList;

/* TEXT, of ADD_HOST_FORM; an address of IPv6 may be in brackets. 0; -EINVAL with RET_WHY, the end of a
 * sentence; -ENOMEM. */
int added_host_read(const char *text, AddedHost *ret, const char **ret_why);
/* Appends it. 0 or -ENOMEM. */
int added_host_write(const AddedHost *host, StrBuf *ret);
void added_host_done(AddedHost *host);

/* What follows "--dns=" and "--add-host=", appended to a list, as the readers of wire.h. */
int server_read_option(const char *value, ServerList *list, Failure *failure);
int added_host_read_option(const char *value, AddedHostList *list, Failure *failure);
void server_list_done(ServerList *list);
void added_host_list_done(AddedHostList *list);
