/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names and units of groups and containers, taken apart. */
#include "ctl/find/address.h"

#include "core/contract/unitname.h"

#include <errno.h>
#include <string.h>

void address_done(Address *address)
{
        free(address->group);
        free(address->container);
        *address = (Address){};
}

/* "web" or "web/app". */
static int read_names(const char *text, Address *ret)
{
        _cleanup_address_ Address address = {};
        const char *slash = strchr(text, '/');
        address.group = slash ? strndup(text, (size_t)(slash - text)) : strdup(text);
        address.container = slash ? strdup(slash + 1) : NULL;
        if (!address.group || (slash && !address.container))
                return -ENOMEM;
        if (!label_is_valid(address.group) || (slash && !label_is_valid(address.container)))
                return ADDRESS_NONE;
        *ret = address;
        address = (Address){};
        return 0;
}

int address_parse(const char *text, Address *ret)
{
        UnitName name;
        if (!unitname_parse(text, true, &name))
                return read_names(text, ret);
        _cleanup_address_ Address address = {.group = strdup(name.group)};
        bool container = name.role == ROLE_CONTAINER || name.role == ROLE_SESSION;
        address.container = container ? strdup(name.label) : NULL;
        if (!address.group || (container && !address.container))
                return -ENOMEM;
        *ret = address;
        address = (Address){};
        return 0;
}
