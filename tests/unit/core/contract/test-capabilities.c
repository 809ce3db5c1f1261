/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sets of capabilities: what is combined is right bit by bit, what is written is read back, and nothing else.
 */
#include "core/contract/capabilities.h"

#include "core/contract/contract.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <linux/capability.h>
#include <string.h>

#define BIT(n) (UINT64_C(1) << (n))

/* Whether SET has capability N. */
static bool has(const CapabilitySet *set, unsigned n)
{
        return ((set->bits >> n & 1) != 0) != set->all_but;
}

/* All sets of three bits, each with and without "all but". */
static void test_combined(void **state)
{
        for (unsigned i = 0; i < 16 * 16 * 16; i++) {
                const CapabilitySet base = {.bits = i & 7, .all_but = i >> 3 & 1};
                const CapabilitySet added = {.bits = i >> 4 & 7, .all_but = i >> 7 & 1};
                const CapabilitySet dropped = {.bits = i >> 8 & 7, .all_but = i >> 11 & 1};
                const CapabilitySet set = capabilities_combine(base, added, dropped);
                for (unsigned n = 0; n < 64; n++)
                        assert_int_equal(has(&set, n),
                                         (has(&base, n) || has(&added, n)) && !has(&dropped, n));
        }
}

static void test_written(void **state)
{
        static const struct {
                CapabilitySet set;
                const char *text;
        } cases[] = {{{}, "0"},
                     {{.bits = CAPABILITIES_DEFAULT}, "800405fb"},
                     {{.all_but = true}, "~0"},
                     {{.bits = BIT(63) | BIT(0), .all_but = true}, "~8000000000000001"},
                     {{.bits = UINT64_MAX}, "ffffffffffffffff"}};
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                _cleanup_strbuf_ StrBuf text = {};
                CapabilitySet set = {};
                Failure failure = {};
                assert_int_equal(capabilities_write(&cases[i].set, &text), 0);
                assert_string_equal(text.text, cases[i].text);
                assert_int_equal(capabilities_read("x", text.text, &set, &failure), 0);
                assert_true(set.bits == cases[i].set.bits && set.all_but == cases[i].set.all_but && set.said);
        }
}

static void test_refused(void **state)
{
        static const char *const values[] = {
                "",   "~",  "00", "~00", "0800405fb",         "0x1",      "A",   "800405FB", "-1",
                "~~", "1 ", " 1", "1,2", "10000000000000000", "CAP_KILL", "all", "g",        "+1",
        };
        for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
                CapabilitySet set = {.bits = 7};
                Failure failure = {};
                if (capabilities_read("capabilities", values[i], &set, &failure) != -EINVAL)
                        fail_msg("\"%s\" is read", values[i]);
                assert_string_equal(failure.text, "option --capabilities is not [~]BITS");
                assert_int_equal(failure.status, EXIT_SETUP_REQUEST);
                assert_true(set.bits == 7 && !set.said);
        }
}

/* The default by the kernel's own names. */
static void test_default(void **state)
{
        assert_true(CAPABILITIES_DEFAULT ==
                    (BIT(CAP_CHOWN) | BIT(CAP_DAC_OVERRIDE) | BIT(CAP_FOWNER) | BIT(CAP_FSETID) |
                     BIT(CAP_KILL) | BIT(CAP_SETGID) | BIT(CAP_SETUID) | BIT(CAP_SETPCAP) |
                     BIT(CAP_NET_BIND_SERVICE) | BIT(CAP_SYS_CHROOT) | BIT(CAP_SETFCAP)));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_combined),
                cmocka_unit_test(test_written),
                cmocka_unit_test(test_refused),
                cmocka_unit_test(test_default),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
