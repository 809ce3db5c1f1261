/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/fetch/slots.h"

#include "core/base/strbuf.h"
#include "core/io/io.h"
#include "tests/unit/folder.h"
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

/* Whoever waits lets go of what it waits for, so that the wait ends. */
typedef struct Waits {
        Slot *release;
        const char *words;
        int n;
} Waits;

static void waiting(void *context, const char *words)
{
        Waits *waits = context;
        waits->words = words;
        waits->n++;
        if (waits->release)
                slot_done(waits->release);
}

static void test_slots(void **state)
{
        char dir[] = "/tmp/coslice-slots-XXXXXX";
        assert_non_null(mkdtemp(dir));
        _cleanup_close_ int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        Slot slots[5] = {{-1, -1}, {-1, -1}, {-1, -1}, {-1, -1}, {-1, -1}};
        Failure failure = {};
        Waits waits = {};
        assert_int_equal(slot_take(fd, "a-1", waiting, &waits, slots + 0, &failure), 0);
        assert_int_equal(slot_take(fd, "b-1", waiting, &waits, slots + 1, &failure), 0);
        assert_int_equal(slot_take(fd, "c-1", waiting, &waits, slots + 2, &failure), 0);
        assert_int_equal(waits.n, 0);
        waits.release = slots + 1;
        assert_int_equal(slot_take(fd, "d-1", waiting, &waits, slots + 3, &failure), 0);
        assert_int_equal(waits.n, 1);
        assert_string_equal(waits.words, "three other pulls are at work");
        waits.release = slots + 3;
        assert_int_equal(slot_take(fd, "d-1", waiting, &waits, slots + 4, &failure), 0);
        assert_int_equal(waits.n, 2);
        assert_string_equal(waits.words, "another pull of the same image is at work");
        /* Without a wait: one that is at work, and one that isn't, while three are. */
        Slot tried = {-1, -1};
        assert_int_equal(slot_try(fd, "d-1", &tried, &failure), 1);
        assert_int_equal(tried.key_fd, -1);
        assert_int_equal(slot_try(fd, "b-1", &tried, &failure), 0);
        assert_int_equal(slot_try(fd, "b-1", &tried, &failure), 1);
        slot_done(&tried);
        for (size_t i = 0; i < ARRAY_SIZE(slots); i++)
                slot_done(slots + i);
        /* A link in place of a lock locks nothing. */
        assert_int_equal(symlinkat("/etc/passwd", fd, "e-1"), 0);
        assert_int_equal(slot_take(fd, "e-1", waiting, &waits, slots, &failure), -ELOOP);
        assert_int_equal(slot_try(fd, "e-1", slots, &failure), -ELOOP);
        assert_int_equal(remove_folder(dir), 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_slots),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
