/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is in the store of images, who has it, and what of it nobody needs. Pure.
 *
 * A name, KEY, is needed as long as a unit has it: of a definition, or of the copy of a group that runs. An
 * image is needed as long as a name that stays leads to it, or a group that runs holds it. A layer and a
 * document are needed as long as an image has them. */
#pragma once

#include "core/base/name.h"
#include "core/contract/imagedigest.h"
#include "core/contract/imagerecord.h"
#include "core/contract/imageref.h"

/* A layer, or a document: a manifest or a configuration. */
typedef struct InventoryPiece {
        char hex[IMAGE_HEX_SPACE];
        uint64_t bytes;  /* on disk */
        size_t n_images; /* that have it */
} InventoryPiece;

typedef struct InventoryPieces {
        InventoryPiece *items;
        size_t n;
} InventoryPieces;

typedef struct InventoryImage {
        char hex[IMAGE_HEX_SPACE]; /* of what was asked for */
        bool readable;             /* RECORD says something; else it is empty */
        bool whole;                /* ... and all of its layers are there */
        ImageRecord record;
        uint64_t bytes, shared; /* of its layers; of those that other images have as well */
} InventoryImage;

/* What holds an image. */
typedef enum InventoryHold {
        INVENTORY_READY, /* ready/KEY */
        INVENTORY_NEXT,  /* next/KEY */
        INVENTORY_PIN,   /* a group that runs, images/KEY of it */
} InventoryHold;

typedef struct InventoryLink {
        InventoryHold hold;
        char key[IMAGE_KEY_SPACE];
        char hex[IMAGE_HEX_SPACE];
        char group[LABEL_MAX + 1]; /* of a pin */
} InventoryLink;

/* GROUP has the image that KEY is the name of. */
typedef struct InventoryUse {
        char key[IMAGE_KEY_SPACE];
        char group[LABEL_MAX + 1];
        char *reference; /* what Image= says, in full; NULL: it can't be told */
        bool defined;    /* by its definition; else only the units say so with which it was started */
} InventoryUse;

typedef struct Inventory {
        InventoryPieces layers, documents;
        InventoryImage *images;
        size_t n_images;
        InventoryLink *links;
        size_t n_links;
        InventoryUse *uses;
        size_t n_uses;
} Inventory;

void inventory_done(Inventory *inventory);
#define _cleanup_inventory_ _cleanup_(inventory_done)

/* What is found is added, in any order. HEX, KEY and GROUP are valid. Each 0 or -ENOMEM. */
int inventory_add_layer(Inventory *inventory, const char *hex, uint64_t bytes);
int inventory_add_document(Inventory *inventory, const char *hex, uint64_t bytes);
/* RECORD, which is valid, is INVENTORY's from then on, also after an error; NULL: it can't be read. */
int inventory_add_image(Inventory *inventory, const char *hex, ImageRecord *record);
/* GROUP: NULL where the hold is none of a group. An image that isn't there can be held too. */
int inventory_add_link(Inventory *inventory, InventoryHold hold, const char *key, const char *hex,
                       const char *group);
/* What was added for KEY and GROUP before counts on. */
int inventory_add_use(Inventory *inventory, const char *key, const char *group, const char *reference,
                      bool defined);

/* Sums up and sorts by HEX, once all is added. */
void inventory_count(Inventory *inventory);

/* Whether a unit has KEY. */
bool inventory_has_use(const Inventory *inventory, const char *key);

/* What nobody needs. */
typedef struct InventoryRest {
        StrVec ready, next; /* keys */
        StrVec kept;        /* keys that would go, if names were not kept */
        StrVec images, layers, documents;
        uint64_t bytes; /* of layers and documents */
        char unreadable[IMAGE_HEX_SPACE];
} InventoryRest;

void inventory_rest_done(InventoryRest *rest);
#define _cleanup_inventory_rest_ _cleanup_(inventory_rest_done)

/* What inventory_find_rest() answers beside 0 and -ENOMEM. */
enum {
        INVENTORY_UNREADABLE = 1, /* an image is needed, RET->unreadable, and what of can't be told */
};

/* Finds it in what was counted. KEEP_NAMES: those that no unit has stay, with what they lead to. */
int inventory_find_rest(const Inventory *inventory, bool keep_names, InventoryRest *ret);
