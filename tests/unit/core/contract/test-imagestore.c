/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Links of the store: what they hold and nothing else. */
#include "core/contract/imagestore.h"

#include "core/base/cleanup.h"

#include "tests/unit/unit.h"

#include <string.h>

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void test_good(void **state)
{
        const char *ready = "../images/" HEX, *pin = "/var/lib/coslice/images/images/" HEX;
        assert_string_equal(image_link_hex(ready, IMAGE_READY_LINK), HEX);
        assert_string_equal(image_link_hex(pin, IMAGE_PIN_LINK), HEX);
        assert_int_equal(strlen(pin) + 1, IMAGE_LINK_SPACE);
        assert_true(strlen(ready) < IMAGE_LINK_SPACE);
}

static void test_wrong(void **state)
{
        static const char *const wrong[] = {
                "",
                HEX,
                "../images/",
                "../images/x",
                "../images/" HEX "/",
                "../images/" HEX "0",
                "../images/../images/" HEX,
                "../layers/" HEX,
                "./../images/" HEX,
                "/var/lib/coslice/images/images/" HEX,
                "../images/0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef"};
        for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
                assert_null(image_link_hex(wrong[i], IMAGE_READY_LINK));
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(test_good), cmocka_unit_test(test_wrong)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
