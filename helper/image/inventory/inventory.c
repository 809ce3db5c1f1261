/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/inventory/inventory.h"

#include <errno.h>
#include <string.h>

void inventory_done(Inventory *inventory)
{
        for (size_t i = 0; i < inventory->n_images; i++)
                image_record_done(&inventory->images[i].record);
        for (size_t i = 0; i < inventory->n_uses; i++)
                free(inventory->uses[i].reference);
        free(inventory->layers.items);
        free(inventory->documents.items);
        free(inventory->images);
        free(inventory->links);
        free(inventory->uses);
        *inventory = (Inventory){};
}

static void set_text(char *ret, size_t space, const char *text)
{
        size_t n = strnlen(text, space - 1);
        memcpy(ret, text, n);
        ret[n] = '\0';
}

/* --- what is found ----------------------------------------------------------------------------------------
 */

static int add_piece(InventoryPieces *pieces, const char *hex, uint64_t bytes)
{
        InventoryPiece *items = reallocarray(pieces->items, pieces->n + 1, sizeof *items);
        if (!items)
                return -ENOMEM;
        pieces->items = items;
        InventoryPiece *piece = items + pieces->n++;
        *piece = (InventoryPiece){.bytes = bytes};
        set_text(piece->hex, sizeof piece->hex, hex);
        return 0;
}

int inventory_add_layer(Inventory *inventory, const char *hex, uint64_t bytes)
{
        return add_piece(&inventory->layers, hex, bytes);
}

int inventory_add_document(Inventory *inventory, const char *hex, uint64_t bytes)
{
        return add_piece(&inventory->documents, hex, bytes);
}

int inventory_add_image(Inventory *inventory, const char *hex, ImageRecord *record)
{
        InventoryImage *images = reallocarray(inventory->images, inventory->n_images + 1, sizeof *images);
        if (!images) {
                if (record)
                        image_record_done(record);
                return -ENOMEM;
        }
        inventory->images = images;
        InventoryImage *image = images + inventory->n_images++;
        *image = (InventoryImage){.readable = record != NULL};
        set_text(image->hex, sizeof image->hex, hex);
        if (record) {
                image->record = *record;
                *record = (ImageRecord){};
        }
        return 0;
}

int inventory_add_link(Inventory *inventory, InventoryHold hold, const char *key, const char *hex,
                       const char *group)
{
        InventoryLink *links = reallocarray(inventory->links, inventory->n_links + 1, sizeof *links);
        if (!links)
                return -ENOMEM;
        inventory->links = links;
        InventoryLink *link = links + inventory->n_links++;
        *link = (InventoryLink){.hold = hold};
        set_text(link->key, sizeof link->key, key);
        set_text(link->hex, sizeof link->hex, hex);
        set_text(link->group, sizeof link->group, group ? group : "");
        return 0;
}

static InventoryUse *find_use(const Inventory *inventory, const char *key, const char *group)
{
        for (size_t i = 0; i < inventory->n_uses; i++) {
                InventoryUse *use = inventory->uses + i;
                if (streq(use->key, key) && (!group || streq(use->group, group)))
                        return use;
        }
        return NULL;
}

bool inventory_has_use(const Inventory *inventory, const char *key)
{
        return find_use(inventory, key, NULL) != NULL;
}

int inventory_add_use(Inventory *inventory, const char *key, const char *group, const char *reference,
                      bool defined)
{
        InventoryUse *use = find_use(inventory, key, group);
        if (!use) {
                InventoryUse *uses = reallocarray(inventory->uses, inventory->n_uses + 1, sizeof *uses);
                if (!uses)
                        return -ENOMEM;
                inventory->uses = uses;
                use = uses + inventory->n_uses++;
                *use = (InventoryUse){};
                set_text(use->key, sizeof use->key, key);
                set_text(use->group, sizeof use->group, group);
        }
        use->defined = use->defined || defined;
        if (!use->reference && reference && !(use->reference = strdup(reference)))
                return -ENOMEM;
        return 0;
}

/* --- what it comes to -------------------------------------------------------------------------------------
 */

static int compare_pieces(const void *a, const void *b)
{
        return strcmp(((const InventoryPiece *)a)->hex, ((const InventoryPiece *)b)->hex);
}

static int compare_images(const void *a, const void *b)
{
        return strcmp(((const InventoryImage *)a)->hex, ((const InventoryImage *)b)->hex);
}

static void sort(void *items, size_t n, size_t size, int (*compare)(const void *, const void *))
{
        if (n > 1) /* else there may be no array */
                qsort(items, n, size, compare);
}

static InventoryPiece *find_piece(const InventoryPieces *pieces, const char *hex)
{
        InventoryPiece wanted = {};
        set_text(wanted.hex, sizeof wanted.hex, hex);
        return pieces->n > 0
                       ? bsearch(&wanted, pieces->items, pieces->n, sizeof *pieces->items, compare_pieces)
                       : NULL;
}

/* An empty layer can be there twice. */
static bool stands_before(const StrVec *layers, size_t i)
{
        for (size_t k = 0; k < i; k++)
                if (streq(layers->items[k], layers->items[i]))
                        return true;
        return false;
}

static void count_layers(Inventory *inventory, InventoryImage *image)
{
        const StrVec *layers = &image->record.layers;
        image->whole = image->readable;
        for (size_t i = 0; i < layers->n; i++) {
                InventoryPiece *layer = find_piece(&inventory->layers, layers->items[i]);
                if (layer && !stands_before(layers, i))
                        layer->n_images++;
                image->whole = image->whole && layer;
        }
}

static void sum_up(const Inventory *inventory, InventoryImage *image)
{
        const StrVec *layers = &image->record.layers;
        for (size_t i = 0; i < layers->n; i++) {
                const InventoryPiece *layer = find_piece(&inventory->layers, layers->items[i]);
                if (!layer || stands_before(layers, i))
                        continue;
                image->bytes += layer->bytes;
                image->shared += layer->n_images > 1 ? layer->bytes : 0;
        }
}

void inventory_count(Inventory *inventory)
{
        sort(inventory->layers.items, inventory->layers.n, sizeof(InventoryPiece), compare_pieces);
        sort(inventory->documents.items, inventory->documents.n, sizeof(InventoryPiece), compare_pieces);
        sort(inventory->images, inventory->n_images, sizeof(InventoryImage), compare_images);
        for (size_t i = 0; i < inventory->n_images; i++)
                count_layers(inventory, inventory->images + i);
        for (size_t i = 0; i < inventory->n_images; i++)
                sum_up(inventory, inventory->images + i);
}

/* --- what nobody needs ------------------------------------------------------------------------------------
 */

void inventory_rest_done(InventoryRest *rest)
{
        strvec_done(&rest->ready);
        strvec_done(&rest->next);
        strvec_done(&rest->kept);
        strvec_done(&rest->images);
        strvec_done(&rest->layers);
        strvec_done(&rest->documents);
}

/* Whether LINK stays. */
static bool stays(const Inventory *inventory, const InventoryLink *link, bool keep_names)
{
        return link->hold == INVENTORY_PIN || keep_names || inventory_has_use(inventory, link->key);
}

static bool is_held(const Inventory *inventory, const char *hex, bool keep_names)
{
        for (size_t i = 0; i < inventory->n_links; i++)
                if (streq(inventory->links[i].hex, hex) && stays(inventory, inventory->links + i, keep_names))
                        return true;
        return false;
}

/* A name that no unit has goes, also if its image stays: a group that runs holds what it runs by itself. */
static int find_names(const Inventory *inventory, bool keep_names, InventoryRest *ret)
{
        int r = 0;
        for (size_t i = 0; i < inventory->n_links && r == 0; i++) {
                const InventoryLink *link = inventory->links + i;
                if (!stays(inventory, link, keep_names))
                        r = strvec_add(link->hold == INVENTORY_READY ? &ret->ready : &ret->next, link->key);
                else if (!stays(inventory, link, false) && !strvec_contains(&ret->kept, link->key))
                        r = strvec_add(&ret->kept, link->key);
        }
        return r;
}

static int compare_texts(const void *a, const void *b)
{
        return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Those of PIECES that are none of KEPT. */
static int find_pieces(const InventoryPieces *pieces, const StrVec *kept, StrVec *ret, uint64_t *bytes)
{
        for (size_t i = 0; i < pieces->n; i++) {
                const char *hex = pieces->items[i].hex;
                if (kept->n > 0 && bsearch(&hex, kept->items, kept->n, sizeof *kept->items, compare_texts))
                        continue;
                *bytes += pieces->items[i].bytes;
                if (strvec_add(ret, hex) < 0)
                        return -ENOMEM;
        }
        return 0;
}

static int keep_pieces(const ImageRecord *record, StrVec *layers, StrVec *documents)
{
        int r = strvec_extend(layers, &record->layers);
        if (r == 0)
                r = strvec_add(documents, record->digest);
        if (r == 0)
                r = strvec_add(documents, record->manifest);
        return r == 0 ? strvec_add(documents, record->config) : r;
}

int inventory_find_rest(const Inventory *inventory, bool keep_names, InventoryRest *ret)
{
        _cleanup_inventory_rest_ InventoryRest rest = {};
        _cleanup_strvec_ StrVec layers = {}, documents = {};
        int r = find_names(inventory, keep_names, &rest);
        for (size_t i = 0; i < inventory->n_images && r == 0; i++) {
                const InventoryImage *image = inventory->images + i;
                if (!is_held(inventory, image->hex, keep_names))
                        r = strvec_add(&rest.images, image->hex);
                else if (image->readable)
                        r = keep_pieces(&image->record, &layers, &documents);
                else {
                        set_text(ret->unreadable, sizeof ret->unreadable, image->hex);
                        return INVENTORY_UNREADABLE;
                }
        }
        sort(layers.items, layers.n, sizeof *layers.items, compare_texts);
        sort(documents.items, documents.n, sizeof *documents.items, compare_texts);
        if (r == 0)
                r = find_pieces(&inventory->layers, &layers, &rest.layers, &rest.bytes);
        if (r == 0)
                r = find_pieces(&inventory->documents, &documents, &rest.documents, &rest.bytes);
        if (r < 0)
                return r;
        *ret = rest;
        rest = (InventoryRest){};
        return 0;
}
