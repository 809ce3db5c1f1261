/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How images are shown, hostile ones too. */
#include "helper/image/inventory/listing.h"
#include "tests/unit/unit.h"

#include <string.h>

#define K1 "docker.io-library-nginx-1.27-0123456789abcdef"
#define K2 "srv-0123456789abcdef"
#define H1 "1111111111111111111111111111111111111111111111111111111111111111"
#define H2 "2222222222222222222222222222222222222222222222222222222222222222"
#define H3 "3333333333333333333333333333333333333333333333333333333333333333"
#define L1 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define L2 "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static ImageRecord make_record(const char *digest)
{
        ImageRecord record = {.digest = strdup(digest),
                              .manifest = strdup(H2),
                              .config = strdup(H3),
                              .platform = strdup("linux/arm64/v8")};
        assert_int_equal(strvec_add(&record.layers, L1), 0);
        return record;
}

static void add_image(Inventory *inventory, const char *digest)
{
        ImageRecord record = make_record(digest);
        assert_int_equal(inventory_add_image(inventory, digest, &record), 0);
}

static void link_to(Inventory *inventory, InventoryHold hold, const char *key, const char *hex,
                    const char *group)
{
        assert_int_equal(inventory_add_link(inventory, hold, key, hex, group), 0);
}

static void use(Inventory *inventory, const char *key, const char *group, const char *reference, bool defined)
{
        assert_int_equal(inventory_add_use(inventory, key, group, reference, defined), 0);
}

static void assert_table(Inventory *inventory, const char *expected)
{
        _cleanup_strbuf_ StrBuf text = {};
        inventory_count(inventory);
        assert_int_equal(listing_write_table(inventory, &text), 0);
        assert_string_equal(text.text, expected);
}

static void test_table(void **state)
{
        _cleanup_inventory_ Inventory inventory = {};
        assert_table(&inventory, "IMAGE  SIZE  SHARED  DIGEST  USED BY\n");
        assert_int_equal(inventory_add_layer(&inventory, L1, 240 << 20), 0);
        assert_int_equal(inventory_add_layer(&inventory, L2, 1), 0);
        add_image(&inventory, H1);
        add_image(&inventory, H2);
        assert_int_equal(inventory_add_image(&inventory, H3, NULL), 0);
        /* H1 is what K1 is today; web still runs H2. */
        link_to(&inventory, INVENTORY_READY, K1, H1, NULL);
        link_to(&inventory, INVENTORY_PIN, K1, H1, "shop");
        link_to(&inventory, INVENTORY_PIN, K1, H2, "web");
        use(&inventory, K1, "web", "docker.io/library/nginx:1.27", true);
        use(&inventory, K1, "shop", NULL, true);
        use(&inventory, K1, "app", NULL, true);
        assert_table(
                &inventory,
                "IMAGE                         SIZE        SHARED   DIGEST        USED BY\n"
                "docker.io/library/nginx:1.27  240 MiB     240 MiB  111111111111  app, shop (runs), web\n"
                "docker.io/library/nginx:1.27  240 MiB     240 MiB  222222222222  web (runs)\n"
                "-                             unreadable  0 B      333333333333  -\n");
}

static void test_names(void **state)
{
        _cleanup_inventory_ Inventory inventory = {};
        add_image(&inventory, H1);
        /* Nothing names it any more; by another name, in a path, it is what an update brings. */
        link_to(&inventory, INVENTORY_READY, K1, H1, NULL);
        link_to(&inventory, INVENTORY_NEXT, K2, H1, NULL);
        use(&inventory, K2, "db", "oci:/srv/\xc3\xa4\x1b[31m", false);
        assert_table(
                &inventory,
                "IMAGE                                          SIZE        SHARED  DIGEST        USED BY\n"
                "docker.io-library-nginx-1.27-0123456789abcdef  incomplete  0 B     111111111111  -\n"
                "oci:/srv/\xc3\xa4\\x1b[31m                             incomplete  0 B     "
                "111111111111  an update\n");
        link_to(&inventory, INVENTORY_READY, K2, H1, NULL);
        assert_table(
                &inventory,
                "IMAGE                                          SIZE        SHARED  DIGEST        USED BY\n"
                "docker.io-library-nginx-1.27-0123456789abcdef  incomplete  0 B     111111111111  -\n"
                "oci:/srv/\xc3\xa4\\x1b[31m                             incomplete  0 B     "
                "111111111111  db, an update\n");
}

static void test_sizes(void **state)
{
        static const struct {
                uint64_t bytes;
                const char *text;
        } rows[] = {
                {0, "0 B"},
                {999, "999 B"},
                {1000, "0.9 KiB"},
                {1024, "1.0 KiB"},
                {1024 * 10 - 1, "9.9 KiB"},
                {10 * 1024, "10 KiB"},
                {999 * 1024, "999 KiB"},
                {1000 * 1024, "0.9 MiB"},
                {UINT64_C(251658240), "240 MiB"},
                {UINT64_MAX, "15 EiB"},
        };
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_strbuf_ StrBuf text = {};
                assert_int_equal(listing_add_size(rows[i].bytes, &text), 0);
                assert_string_equal(text.text, rows[i].text);
        }
}

static void assert_json(Inventory *inventory, const char *expected)
{
        _cleanup_strbuf_ StrBuf text = {};
        inventory_count(inventory);
        assert_int_equal(listing_write_json(inventory, &text), 0);
        assert_string_equal(text.text, expected);
}

static void test_json(void **state)
{
        _cleanup_inventory_ Inventory inventory = {};
        assert_json(&inventory, "[]\n");
        assert_int_equal(inventory_add_layer(&inventory, L1, 5), 0);
        ImageRecord record = make_record(H1);
        static const char *const labels[] = {
                "a=1", "quote=\"\\", "esc=\x1b[31m\n\x7f", "c1=\302\23331m", "a=2", "a.b=\xe2\x82\xac", "e="};
        for (size_t i = 0; i < ARRAY_SIZE(labels); i++)
                assert_int_equal(strvec_add(&record.labels, labels[i]), 0);
        assert_int_equal(strvec_add(&record.ports, "80/tcp"), 0);
        assert_int_equal(strvec_add(&record.ports, "5000-5010/udp"), 0);
        assert_int_equal(inventory_add_image(&inventory, H1, &record), 0);
        assert_int_equal(inventory_add_image(&inventory, H3, NULL), 0);
        link_to(&inventory, INVENTORY_READY, K1, H1, NULL);
        link_to(&inventory, INVENTORY_PIN, K1, H1, "web");
        link_to(&inventory, INVENTORY_NEXT, K2, H1, NULL);
        use(&inventory, K1, "web", "docker.io/library/nginx:1.27", true);
        use(&inventory, K1, "old", NULL, false);
        assert_json(
                &inventory,
                "[\n"
                "  {\"digest\": \"sha256:" H1 "\", \"manifest\": \"sha256:" H2 "\", "
                "\"config\": \"sha256:" H3 "\", \"platform\": \"linux/arm64/v8\", \"complete\": true, "
                "\"size\": 5, \"shared\": 0, \"names\": [{\"key\": \"" K1 "\", \"reference\": "
                "\"docker.io/library/nginx:1.27\", \"ready\": true, \"next\": false}, {\"key\": \"" K2
                "\", \"reference\": null, \"ready\": false, \"next\": true}], \"groups\": [{\"name\": "
                "\"old\", \"defined\": false, \"runs\": false}, {\"name\": \"web\", \"defined\": true, "
                "\"runs\": true}], \"ports\": [\"80/tcp\", \"5000-5010/udp\"], \"labels\": {"
                "\"quote\": \"\\\"\\\\\", \"esc\": \"\\u001b[31m\\u000a\\u007f\", \"c1\": \"\\u009b31m\", "
                "\"a\": \"2\", \"a.b\": \"\xe2\x82\xac\", \"e\": \"\"}},\n"
                "  {\"digest\": \"sha256:" H3 "\", \"complete\": false, \"size\": 0, \"shared\": 0, "
                "\"names\": [], \"groups\": [], \"ports\": [], \"labels\": {}}\n]\n");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_table),
                cmocka_unit_test(test_names),
                cmocka_unit_test(test_sizes),
                cmocka_unit_test(test_json),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
