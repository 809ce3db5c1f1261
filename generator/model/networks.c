/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "generator/model/networks.h"

#include <errno.h>

/* Memory for what each of LIST's items says. */
static void *room(const ItemList *list, size_t size)
{
        return calloc(list->n ? list->n : 1, size);
}

static int read_opens(const ItemList *list, OpenList *ret)
{
        const char *why;
        int r = 0;
        ret->items = room(list, sizeof *ret->items);
        for (size_t i = 0; ret->items && i < list->n && r == 0; i++, ret->n += r == 0)
                r = open_read(list->items[i].text, ret->items + i, &why);
        return ret->items ? r : -ENOMEM;
}

static int read_publishes(const ItemList *list, PublishList *ret)
{
        const char *why;
        int r = 0;
        ret->items = room(list, sizeof *ret->items);
        for (size_t i = 0; ret->items && i < list->n && r == 0; i++, ret->n += r == 0)
                r = publish_read(list->items[i].text, ret->items + i, &why);
        return ret->items ? r : -ENOMEM;
}

static int read_host_ports(const ItemList *list, PortList *ret)
{
        int r = 0;
        ret->items = room(list, sizeof *ret->items);
        for (size_t i = 0; ret->items && i < list->n && r == 0; i++, ret->n += r == 0)
                r = ports_read(list->items[i].text, ret->items + i);
        return ret->items ? r : -ENOMEM;
}

static void read_addresses(const ItemList *list, GroupAddresses *ret)
{
        for (size_t i = list->n; i > 0; i--) {
                IpAddress address;
                unsigned bits;
                if (ip_read_in_network(list->items[i - 1].text, &address, &bits) < 0)
                        continue;
                *(address.v6 ? &ret->bits6 : &ret->bits4) = bits;
                *(address.v6 ? &ret->has6 : &ret->has4) = true;
                *(address.v6 ? &ret->v6 : &ret->v4) = address;
        }
}

static int read_outbound(const ItemList *list, Outbound *ret)
{
        const char *why;
        ret->items = room(list, sizeof *ret->items);
        if (!ret->items)
                return -ENOMEM;
        ret->limited = list->n > 0 && !outbound_has(list, "yes");
        for (size_t i = 0; i < list->n; i++)
                if (prefix_read(list->items[i].text, ret->items + ret->n, &why) == 0)
                        ret->n++;
        return 0;
}

int network_of(const Definition *def, Network *ret)
{
        *ret = (Network){.group = def->name,
                         .macvlan = definition_macvlan(def),
                         .dns_name = def->dns_name.set ? def->dns_name.text : NULL};
        read_addresses(&def->address, &ret->addresses);
        int r = read_opens(&def->open_ports, &ret->opens);
        if (r == 0)
                r = read_publishes(&def->publish, &ret->publishes);
        if (r == 0)
                r = read_host_ports(&def->host_ports, &ret->host_ports);
        if (r == 0)
                r = read_outbound(&def->outbound, &ret->outbound);
        return r;
}

bool outbound_has(const ItemList *list, const char *word)
{
        for (size_t i = 0; i < list->n; i++)
                if (streq(list->items[i].text, word))
                        return true;
        return false;
}

bool publish_collides(const Publish *a, const Publish *b)
{
        return ports_overlap(&a->host, &b->host) &&
               (a->anywhere || b->anywhere || ip_equal(&a->address, &b->address));
}
