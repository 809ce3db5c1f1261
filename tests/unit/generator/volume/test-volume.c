/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Types of volumes: each has its row, and the keys that it takes, no others. */
#include "generator/language/fields.h"
#include "generator/volume/volume.h"

#include "tests/unit/unit.h"

#include <string.h>

static void test_rows(void **state)
{
        for (unsigned i = 0; i < _VOLUME_TYPE_MAX; i++) {
                const Volume v = {.type = {.set = true, .given = true, .number = i}};
                assert_non_null(volume_type(&v));
                assert_int_equal(volume_type(&v)->find == NULL, volume_is_secret(&v));
                for (unsigned k = 0; k < i; k++) {
                        const Volume other = {.type = {.set = true, .given = true, .number = k}};
                        assert_ptr_not_equal(volume_type(&v), volume_type(&other));
                        assert_string_not_equal(volume_type_names[i], volume_type_names[k]);
                }
                /* Type= itself is one; a type that no key names could only be taken by mistake. */
                size_t n_keys = 0;
                for (const Key *key = key_next(NULL); key; key = key_next(key))
                        n_keys += (key->volume_types >> i) & 1;
                if (n_keys < 2)
                        fail_msg("no key says that Type=%s has it", volume_type_names[i]);
        }
        const Volume unknown = {.type = {.given = true}};
        assert_null(volume_type(&unknown));
        assert_false(volume_is_of_host(&unknown) || volume_is_secret(&unknown));
        assert_null(volume_read_only(&unknown));
}

static void test_keys(void **state)
{
        for (const Key *key = key_next(NULL); key; key = key_next(key)) {
                bool built = key->section == SECTION_VOLUME && !key_is_later(key);
                if ((key->volume_types != 0) != built)
                        fail_msg("%s: no type of volume has it, or it is no volume's", key->name);
                assert_int_equal(key->volume_types & ~VOLUME_ALL, 0);
        }
}

/* What is said of a volume of type I, or of none for -1, of which only KEY is set. */
static char *said_of(int type, const Key *key)
{
        _cleanup_diag_list_ DiagList diags = {};
        char name[] = "data";
        Volume v = {.name = name, .at = {.section = "Volume data", .line = 1}};
        if (type >= 0)
                v.type = (Scalar){.set = true, .given = true, .number = (uint64_t)type};
        char text[] = ":db:db";
        Item item = {.text = text, .at = {.line = 7}};
        if (key->type->shape == SHAPE_LIST)
                *(ItemList *)field_in(key, &v) = (ItemList){.set = true, .items = &item, .n = 1};
        else
                *(Scalar *)field_in(key, &v) = (Scalar){.set = true,
                                                        .given = true,
                                                        .number = type < 0 ? 0 : v.type.number,
                                                        .at = {.line = 7}};
        assert_int_equal(volume_check(&v, &diags), 0);
        for (size_t i = 0; i < diags.n; i++)
                if (diags.items[i].line == 7 || type < 0)
                        return strdup(diags.items[i].message);
        return strdup("");
}

/* Each pair of a type and a key that it does not have is refused. */
static void test_pairs(void **state)
{
        size_t n;
        const Key *keys = keys_kept(SECTION_VOLUME, &n);
        for (size_t i = 0; i < n; i++)
                for (int type = 0; type < _VOLUME_TYPE_MAX; type++) {
                        _cleanup_free_ char *said = said_of(type, keys + i);
                        bool wrong = strstr(said, "this key belongs to Type=");
                        if (wrong == ((keys[i].volume_types >> type) & 1))
                                fail_msg("%s with Type=%s: %s", keys[i].name, volume_type_names[type], said);
                }
}

/* A key that one type alone has tells which one was meant. */
static void test_missing(void **state)
{
        static const struct {
                const char *key, *said;
        } cases[] = {{"Path", "Type= is missing: write Type=bind"},
                     {"Create", "Type= is missing: write Type=bind"},
                     {"Medium", "Type= is missing: write Type=empty"},
                     {"Image", "Type= is missing: write Type=image"},
                     {"Pull", "Type= is missing: write Type=image"},
                     {"Name", "Type= is missing: write Type=local"},
                     {"Secret", "Type= is missing: write Type=secret"},
                     {"Mode", "Type= is missing: write Type=secret"}};
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                _cleanup_free_ char *said = said_of(-1, key_find(SECTION_VOLUME, cases[i].key));
                assert_string_equal(said, cases[i].said);
        }
        static const char *const of_both[] = {"ReadOnly", "Owner", "Size"};
        for (size_t i = 0; i < ARRAY_SIZE(of_both); i++) {
                _cleanup_free_ char *said = said_of(-1, key_find(SECTION_VOLUME, of_both[i]));
                assert_non_null(strstr(said, "is gone with the group: write Type=local"));
        }
}

/* What an image has can't be written to, whoever asks. */
static void test_image(void **state)
{
        static const struct {
                bool image, read_only, yes;
                const char *said;
        } rows[] = {
                {true, false, false, NULL},
                {true, true, true, NULL},
                {true, true, false,
                 "what is in an image can only be read, by several containers at once; leave it out"},
                {false, false, false,
                 "Image= is missing, the image whose files these are: write "
                 "Image=registry.example.org/data:1"},
        };
        char name[] = "data", key[] = "data-0123456789abcdef";
        for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
                _cleanup_diag_list_ DiagList diags = {};
                const Volume v = {.name = name,
                                  .at = {.section = "Volume data", .line = 1},
                                  .type = {.set = true, .given = true, .number = VOLUME_IMAGE},
                                  .image = {.set = rows[i].image, .given = rows[i].image},
                                  .read_only = {.set = rows[i].read_only, .number = rows[i].yes}};
                assert_int_equal(volume_check(&v, &diags), 0);
                assert_int_equal(diags.n, rows[i].said ? 1 : 0);
                if (rows[i].said)
                        assert_string_equal(diags.items[0].message, rows[i].said);
        }
        Image images[] = {{}, {.key = key}};
        const Definition def = {.images = images, .n_images = ARRAY_SIZE(images)};
        const Volume v = {.type = {.set = true, .number = VOLUME_IMAGE}, .image_index = 1};
        const Volume other = {.type = {.set = true, .number = VOLUME_EMPTY}};
        MountKind kind;
        _cleanup_free_ char *source = NULL;
        assert_int_equal(volume_type(&v)->find(&def, &v, &kind, &source), 0);
        assert_int_equal(kind, MOUNT_IMAGE);
        assert_string_equal(source, key);
        assert_null(volume_type(&v)->make);
        assert_string_equal(volume_read_only(&v), "what is in an image");
        assert_null(volume_read_only(&other));
        assert_true(volume_is_image(&v) && !volume_is_of_host(&v));
        assert_false(volume_is_image(&other));
}

/* One of a group is called by both, one of several by itself. */
static void test_local(void **state)
{
        char group[] = "web", name[] = "data", common[] = "pictures";
        const Definition def = {.name = group};
        Volume v = {.name = name, .type = {.set = true, .given = true, .number = VOLUME_LOCAL}};
        MountKind kind;
        char *source;
        assert_int_equal(volume_type(&v)->find(&def, &v, &kind, &source), 0);
        assert_int_equal(kind, MOUNT_LOCAL);
        assert_string_equal(source, "web_data");
        free(source);
        v.common_name = (Scalar){.set = true, .given = true, .text = common};
        assert_int_equal(volume_type(&v)->find(&def, &v, &kind, &source), 0);
        assert_string_equal(source, "pictures");
        free(source);
        assert_true(volume_is_owned(&v) && !volume_is_of_host(&v) && !volume_is_image(&v));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_rows),    cmocka_unit_test(test_keys),  cmocka_unit_test(test_pairs),
                cmocka_unit_test(test_missing), cmocka_unit_test(test_image), cmocka_unit_test(test_local),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
