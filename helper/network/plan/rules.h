/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What network.nft's sets and maps hold of a group, and the rules of the group's own namespace, as text for
 * nft(8). Pure. */
#pragma once

#include "core/contract/network.h"

typedef struct Element {
        const char *set; /* of network.nft; what is published stands in maps */
        char *key;
        char *value; /* of a map; else NULL */
} Element;

typedef struct ElementList {
        Element *items;
        size_t n;
} ElementList;

void elements_done(ElementList *list);
#define _cleanup_elements_ _cleanup_(elements_done)

/* All of NETWORK's, none with macvlan, else one whose addresses are the group's and whose ranges are there.
 * Those of one set stand beside each other. 0 or -ENOMEM. */
int rules_elements(const Network *network, ElementList *ret);

typedef enum RulesChange {
        RULES_ADD,    /* if they aren't there */
        RULES_CREATE, /* what is published must not be there: an element of another group is an error */
        RULES_REMOVE, /* those that are there, but none with another value */
} RulesChange;

/* Appends the commands for N ELEMENTS. 0 or -ENOMEM. */
int rules_write(const Element *elements, size_t n, RulesChange change, StrBuf *ret);

/* Appends the table of the namespace of NETWORK's group: what is open there, in place of one that is there. 0
 * or -ENOMEM. */
int rules_write_inside(const Network *network, StrBuf *ret);
