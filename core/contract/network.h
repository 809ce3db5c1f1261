/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A group's own network: what the generator asks coslice-network for, what that leaves for who starts the
 * containers, and how both are written. Words are the definition's own, so that it, a unit and the record of
 * a running group can be read side by side. Pure. */
#pragma once

#include "core/contract/ipaddress.h"
#include "core/contract/options.h"

/* Where groups are, if nobody says something else: this one, and for IPv6 one that is this machine's alone,
 * RFC 4193. The first address of each range is the host's, as groups see it. */
#define NETWORK_RANGE4  "10.67.0.0/16"
#define NETWORK_GATEWAY 1U /* the host's is that number above the range itself */

/* The host's address in RANGE: there it answers for names. */
static inline IpAddress network_gateway(const IpPrefix *range)
{
        return prefix_at(range, NETWORK_GATEWAY);
}

/* Of "coslice-helper run": the group has a network of its own, whose record is to be there. */
#define GROUP_NETWORK_OPTION "group-network"

typedef struct PortRange {
        uint16_t first, last;
        bool udp; /* else TCP */
} PortRange;

static inline unsigned ports_count(const PortRange *ports)
{
        return (unsigned)ports->last - ports->first + 1;
}

/* PORT[-PORT][/tcp|/udp]. 0 or -EINVAL. */
#define PORTS_FORM "PORT[-PORT][/PROTOCOL]"
int ports_read(const char *text, PortRange *ret);
/* Appends it, with the protocol. 0 or -ENOMEM. */
int ports_write(const PortRange *ports, StrBuf *ret);

/* Who may reach what on the group's address. */
#define OPEN_OPTION "open"
#define OPEN_FORM   PORTS_FORM "[,from=RANGE|GROUP]"
typedef enum OpenFrom { FROM_ANYWHERE, FROM_RANGE, FROM_GROUP } OpenFrom;
typedef struct Open {
        PortRange ports;
        OpenFrom from;
        IpPrefix range;
        char *group;
} Open;

typedef struct OpenList {
        Open *items;
        size_t n;
} OpenList;

/* 0; -EINVAL with RET_WHY, the end of a sentence; or -ENOMEM. */
int open_read(const char *text, Open *ret, const char **ret_why);
/* Appends "80/tcp,from=10.0.0.0/8". 0 or -ENOMEM. */
int open_write(const Open *open, StrBuf *ret);
void open_done(Open *open);

/* What on the host's address leads to which of the group's ports: as many as there are in HOST from TO on. */
#define PUBLISH_OPTION    "publish"
#define PUBLISH_FORM      "[[ADDRESS:][PORT[-PORT]]:]" PORTS_FORM
#define PUBLISH_PORTS_MAX 1024 /* of one such range: each port is an element of a set */
typedef struct Publish {
        bool anywhere; /* else at ADDRESS, one of the host's */
        IpAddress address;
        PortRange host;
        uint16_t to;
} Publish;

typedef struct PublishList {
        Publish *items;
        size_t n;
} PublishList;

/* 0, or -EINVAL with RET_WHY. */
int publish_read(const char *text, Publish *ret, const char **ret_why);
/* Appends "127.0.0.1:8080-8089:80-89/tcp", or without an address; of IPv6 it is in brackets. 0 or -ENOMEM. */
int publish_write(const Publish *publish, StrBuf *ret);

/* Of the group itself: what it may open connections to. */
#define OUTBOUND_OPTION "outbound"
#define OUTBOUND_FORM   "no|RANGE"
#define OUTBOUND_NO     "no"
typedef struct Outbound {
        bool limited; /* to ITEMS, which may be none; else to all */
        IpPrefix *items;
        size_t n;
} Outbound;

/* And what of the host's own services. */
#define HOST_PORT_OPTION "host-port"
typedef struct PortList {
        PortRange *items;
        size_t n;
} PortList;

/* One of each family at most. */
#define ADDRESS_OPTION "address"
#define RANGE_OPTION   "range"
typedef struct GroupAddresses {
        bool has4, has6;
        IpAddress v4, v6;
        unsigned bits4, bits6; /* how many are their network's: with MACVLAN alone, else 0 */
} GroupAddresses;

/* The group is in the network of that interface of the host's, by one of its own there: nothing of it goes
 * through the host. ADDRESSES are what the definition says, with the lengths of their networks, in a record
 * too; nothing is published, no range asked for, and no group known by its name. */
#define MACVLAN_OPTION "macvlan"

typedef struct GroupRanges {
        bool has4, has6;
        IpPrefix v4, v6;
} GroupRanges;

/* What the group is found as by others, NAME and NAME.coslice.internal, if it is not by its own name. In a
 * record "names" says that somebody answers: the host, at the first address of the range. */
#define DNS_NAME_OPTION "dns-name"
#define NAMES_OPTION    "names"
#define NAMES_DOMAIN    "coslice.internal"

/* Of "load", with "no": the host's own interfaces are left as they are; and Docker's chain. */
#define FORWARDING_OPTION  "forwarding"
#define DOCKER_USER_OPTION "docker-user"

/* All of it. In what is asked for, ADDRESSES are those that the definition says, if any; in a record they are
 * the group's, and no Open has a GROUP. */
typedef struct Network {
        const char *group;
        const char *macvlan; /* the host's interface; NULL: a network that the host routes */
        GroupRanges ranges;
        GroupAddresses addresses;
        OpenList opens;
        PublishList publishes;
        Outbound outbound;
        PortList host_ports;
        const char *dns_name; /* NULL: as the group */
        bool names;
} Network;

extern const OptionTable network_options; /* of "coslice-network up", and of records */

void network_done(Network *network);
#define _cleanup_network_ _cleanup_(network_done)

/* A record, COSLICE_NETWORK_DIR/GROUP: its options, one in a line. */
#define NETWORK_RECORD_MAX (1024 * 1024) /* bytes */

/* Appends NETWORK's. 0 or -ENOMEM. */
int network_write_record(const Network *network, StrBuf *ret);

/* TEXT, a record. WORDS, which RET borrows from, are filled. 0; -EINVAL or -ENOMEM with FAILURE. */
int network_read_record(const char *text, StrVec *words, Network *ret, Failure *failure);

/* The interface of GROUP on the host: "cs-GROUP"; of a name that is longer than there is room for, seven
 * letters of it and five that follow from all of it. */
#define NETWORK_PREFIX  "cs-"
#define INTERFACE_SPACE 16 /* IFNAMSIZ */
void network_interface(const char *group, char ret[static INTERFACE_SPACE]);

/* Whether the kernel would have NAME as that of an interface: 1 to 15 bytes without "/", ":" and blanks,
 * neither "." nor "..". */
bool interface_is_valid(const char *name);
