/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is shared, and what is needed. */
#include "helper/image/inventory/inventory.h"
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#define K(name) name "-0123456789abcdef"

/* HEX of one letter, 'a' to 'p'. */
static const char *hex(char letter)
{
        static char texts[16][IMAGE_HEX_SPACE];
        char *text = texts[letter - 'a'];
        memset(text, letter <= 'f' ? letter : '0' + (letter - 'g'), IMAGE_HEX_SPACE - 1);
        return text;
}

/* An image with those LAYERS, whose documents are all DOCUMENT; NULL: its record can't be read. */
static void add_image(Inventory *inventory, char name, const char *layers, char document)
{
        ImageRecord record = {};
        if (!layers) {
                assert_int_equal(inventory_add_image(inventory, hex(name), NULL), 0);
                return;
        }
        record.digest = strdup(hex(name));
        record.manifest = strdup(hex(document));
        record.config = strdup(hex(document));
        record.platform = strdup("linux/amd64");
        for (; *layers; layers++)
                assert_int_equal(strvec_add(&record.layers, hex(*layers)), 0);
        assert_int_equal(inventory_add_image(inventory, hex(name), &record), 0);
        assert_null(record.digest);
}

static void add_link(Inventory *inventory, InventoryHold hold, const char *key, char name, const char *group)
{
        assert_int_equal(inventory_add_link(inventory, hold, key, name ? hex(name) : "", group), 0);
}

/* Images g (layers a, b, b), h (a, c), i (d), n (c, and one that isn't there); the layer e is nobody's. */
static void fill(Inventory *inventory)
{
        static const char layers[] = "edcba", documents[] = "gjhkilnm";
        for (size_t i = 0; layers[i]; i++)
                assert_int_equal(inventory_add_layer(inventory, hex(layers[i]),
                                                     UINT64_C(1) << (10 * (size_t)(layers[i] - 'a'))),
                                 0);
        for (size_t i = 0; documents[i]; i++)
                assert_int_equal(inventory_add_document(inventory, hex(documents[i]), 0), 0);
        add_image(inventory, 'n', "cf", 'm');
        add_image(inventory, 'i', "d", 'l');
        add_image(inventory, 'h', "ac", 'k');
        add_image(inventory, 'g', "abb", 'j');
        add_link(inventory, INVENTORY_READY, K("two"), 'g', NULL);
        add_link(inventory, INVENTORY_READY, K("one"), 'h', NULL);
        add_link(inventory, INVENTORY_READY, K("alias"), 'g', NULL);
        add_link(inventory, INVENTORY_READY, K("nowhere"), 'f', NULL);
        add_link(inventory, INVENTORY_READY, K("no-link"), '\0', NULL);
        add_link(inventory, INVENTORY_NEXT, K("one"), 'n', NULL);
        add_link(inventory, INVENTORY_PIN, K("gone"), 'i', "web");
        add_link(inventory, INVENTORY_PIN, K("gone"), 'i', "app");
        add_link(inventory, INVENTORY_PIN, K("gone"), 'e', "app");
}

static const InventoryImage *image_of(const Inventory *inventory, char name)
{
        for (size_t i = 0; i < inventory->n_images; i++)
                if (streq(inventory->images[i].hex, hex(name)))
                        return inventory->images + i;
        fail();
        return NULL;
}

static void test_count(void **state)
{
        _cleanup_inventory_ Inventory inventory = {};
        fill(&inventory);
        inventory_count(&inventory);
        const InventoryImage *g = image_of(&inventory, 'g'), *h = image_of(&inventory, 'h');
        const InventoryImage *i = image_of(&inventory, 'i'), *n = image_of(&inventory, 'n');
        assert_int_equal(inventory.n_images, 4);
        assert_true(g == inventory.images && h == g + 1 && i == h + 1 && n == i + 1);
        assert_int_equal(g->bytes, 1 + 1024); /* a layer that stands twice is there once */
        assert_int_equal(g->shared, 1);
        assert_int_equal(h->bytes, 1 + 1024 * 1024);
        assert_int_equal(h->shared, 1 + 1024 * 1024);
        assert_int_equal(i->shared, 0);
        assert_true(g->whole && h->whole && i->whole);
        assert_int_equal(n->bytes, 1024 * 1024);
        assert_true(n->readable && !n->whole);
}

static void test_empty(void **state)
{
        _cleanup_inventory_ Inventory inventory = {};
        _cleanup_inventory_rest_ InventoryRest rest = {};
        inventory_count(&inventory);
        assert_int_equal(inventory_find_rest(&inventory, false, &rest), 0);
        assert_int_equal(rest.ready.n + rest.next.n + rest.kept.n + rest.images.n + rest.layers.n +
                                 rest.documents.n,
                         0);
}

static void test_use(void **state)
{
        _cleanup_inventory_ Inventory inventory = {};
        assert_false(inventory_has_use(&inventory, K("x")));
        assert_int_equal(inventory_add_use(&inventory, K("x"), "web", NULL, false), 0);
        assert_int_equal(inventory_add_use(&inventory, K("x"), "web", "h/x:1", true), 0);
        assert_int_equal(inventory_add_use(&inventory, K("x"), "web", "h/x:2", false), 0);
        assert_int_equal(inventory_add_use(&inventory, K("x"), "app", NULL, false), 0);
        assert_true(inventory_has_use(&inventory, K("x")));
        assert_int_equal(inventory.n_uses, 2);
        assert_string_equal(inventory.uses[0].reference, "h/x:1");
        assert_true(inventory.uses[0].defined);
        assert_false(inventory.uses[1].defined);
}

static void add_joined(StrBuf *buf, const StrVec *vec)
{
        for (size_t i = 0; i < vec->n; i++)
                strbuf_addf(buf, "%s%.*s", i > 0 ? " " : "", (int)strcspn(vec->items[i], "-"), vec->items[i]);
        strbuf_add(buf, "|");
}

static void add_letters(StrBuf *buf, const StrVec *vec)
{
        for (size_t i = 0; i < vec->n; i++) {
                char c = vec->items[i][0];
                strbuf_addf(buf, "%c", c >= 'a' ? c : c - '0' + 'g');
        }
        strbuf_add(buf, "|");
}

static void test_rest(void **state)
{
        static const struct {
                const char *use; /* a key, or NULL */
                bool keep;
                const char *expected; /* ready, next, kept, images, layers, documents */
                uint64_t bytes;
        } rows[] = {
                /* What a group runs stays, whatever units say. */
                {NULL, false, "two one alias nowhere no|one||ghn|abce|ghjkmn|",
                 UINT64_C(1) + 1024 + 1024 * 1024 + (UINT64_C(1) << 40)},
                /* What an update holds stays with its name. */
                {K("one"), false, "two alias nowhere no|||g|be|gj|", 1024 + (UINT64_C(1) << 40)},
                {K("alias"), false, "two one nowhere no|one||hn|ce|hkmn|", 1024 * 1024 + (UINT64_C(1) << 40)},
                {K("other"), false, "two one alias nowhere no|one||ghn|abce|ghjkmn|",
                 UINT64_C(1) + 1024 + 1024 * 1024 + (UINT64_C(1) << 40)},
                /* In doubt names stay, and what nothing leads to goes. */
                {NULL, true, "||two one alias nowhere no||e||", UINT64_C(1) << 40},
                {K("alias"), true, "||two one nowhere no||e||", UINT64_C(1) << 40},
        };
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_inventory_ Inventory inventory = {};
                _cleanup_inventory_rest_ InventoryRest rest = {};
                _cleanup_strbuf_ StrBuf found = {};
                fill(&inventory);
                if (rows[i].use)
                        assert_int_equal(inventory_add_use(&inventory, rows[i].use, "web", NULL, true), 0);
                inventory_count(&inventory);
                assert_int_equal(inventory_find_rest(&inventory, rows[i].keep, &rest), 0);
                add_joined(&found, &rest.ready);
                add_joined(&found, &rest.next);
                add_joined(&found, &rest.kept);
                /* By HEX, in which digits come first. */
                add_letters(&found, &rest.images);
                add_letters(&found, &rest.layers);
                add_letters(&found, &rest.documents);
                assert_string_equal(found.text, rows[i].expected);
                assert_true(rest.bytes == rows[i].bytes);
        }
}

static void test_unreadable(void **state)
{
        _cleanup_inventory_ Inventory inventory = {};
        _cleanup_inventory_rest_ InventoryRest rest = {}, none = {};
        fill(&inventory);
        add_image(&inventory, 'p', NULL, '\0');
        inventory_count(&inventory);
        const InventoryImage *p = image_of(&inventory, 'p');
        assert_true(!p->readable && !p->whole && p->bytes == 0);
        /* Nobody needs it: it goes as others do. */
        assert_int_equal(inventory_find_rest(&inventory, true, &rest), 0);
        assert_int_equal(rest.images.n, 1);
        assert_string_equal(rest.images.items[0], hex('p'));
        /* What it needs may be anything. */
        add_link(&inventory, INVENTORY_PIN, K("gone"), 'p', "db");
        assert_int_equal(inventory_find_rest(&inventory, false, &none), INVENTORY_UNREADABLE);
        assert_string_equal(none.unreadable, hex('p'));
        assert_int_equal(none.layers.n, 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_count), cmocka_unit_test(test_empty),      cmocka_unit_test(test_use),
                cmocka_unit_test(test_rest),  cmocka_unit_test(test_unreadable),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
