/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Definitions as large as they may be, and wrong or repetitive all along: none takes the boot's time or the
 * machine's memory. What is quadratic somewhere takes minutes here. */
#include "generator/syntax/rawtext.h"
#include "tests/unit/group.h"
#include "tests/unit/unit.h"

#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define PROGRAM "Rootfs=/r\nExec=/x\n"
#define APP     "[Container app]\n" PROGRAM
#define SECONDS 60

#define BYTES (SANITIZED ? INI_FILE_MAX / 8 : INI_FILE_MAX)

/* What is repeated, with a number for "#": a word of many on a line, or a line if KEY is NULL. */
typedef struct Case {
        const char *name, *begin, *key, *repeated;
        bool sixty; /* 60 containers follow */
} Case;

static const Case cases[] = {
        {"ports", APP, "Ports", "#"},
        {"wrong ports", APP, "Ports", "x#"},
        {"ports on lines of their own", APP, NULL, "Ports=#\n"},
        {"volumes", APP, NULL, "Volume=/a:/b#\n"},
        {"volumes that there are not", APP, NULL, "Volume=v#:/b#\n"},
        {"secrets of a volume", APP "Volume=v:/v\n[Volume v]\nType=secret\n", NULL, "Secret=s#\n"},
        {"secrets of 60 containers", "[Container *]\n", NULL, "Secret=/s#\n", true},
        {"defaults of 60 containers", "[Container *]\n", NULL, "Tmpfs=/b#\n", true},
        {"variables of 60 containers", "[Container *]\n", "Environment", "A#=%", true},
        {"containers that there are not", APP, "After", "x#"},
        {"an order of 60 containers", "[Container *]\n", "After", "c1 c2 c3 c4 c5 c6 c7 c8 c9", true},
        {"units", "[Unit]\n", "After", "x#.service", true},
        {"units that containers are before", "[Unit]\n", "Before", "x#.service", true},
        {"units of the group itself", "[Unit]\n", NULL, "Wants=coslice@web_#.service\n", true},
        {"conditions", "[Unit]\n", NULL, "ConditionHost=#\n", true},
        {"targets", APP "[Install]\n", "WantedBy", "x#.target"},
        {"aliases", APP "[Install]\n", "Alias", "x#@web.service"},
        {"unknown keys", APP, NULL, "Memroy#=1\n"},
        {"a key again and again", APP, NULL, "Cpu=1\n"},
        {"unknown sections", APP, NULL, "[Contianer a#]\nMemroy=1\n"},
        {"open quotes", APP, NULL, "Environment=\"a\n"},
        {"comments", APP, NULL, "# #\n"},
        {"continuations", APP, NULL, "Environment=A=# \\\n B=#\n"},
};

static void add_numbered(StrBuf *text, const char *repeated, unsigned number)
{
        for (; *repeated; repeated++)
                if (*repeated == '#')
                        strbuf_addf(text, "%u", number);
                else
                        strbuf_add_char(text, *repeated);
}

static void fill(const Case *c, StrBuf *text)
{
        size_t end = BYTES - 8192, line = 0;
        strbuf_add(text, c->begin);
        for (unsigned i = 1; text->length < end; i++) {
                if (c->key && (line == 0 || text->length - line > INI_VALUE_MAX - 256)) {
                        strbuf_addf(text, "%s%s=", line > 0 ? "\n" : "", c->key);
                        line = text->length;
                }
                add_numbered(text, c->repeated, i);
                if (c->key)
                        strbuf_add_char(text, ' ');
        }
        strbuf_add_char(text, '\n');
        for (unsigned i = 1; i <= 60 && c->sixty; i++)
                strbuf_addf(text, "[Container c%u]\n" PROGRAM, i);
        assert_false(text->oom);
}

/* RLIMIT_DATA, so that a case which takes more fails by -ENOMEM; sanitizers have needs of their own. */
static void test_bounds(void **state)
{
        const struct rlimit most = {.rlim_cur = 128 * 1024 * 1024, .rlim_max = RLIM_INFINITY};
        if (!SANITIZED)
                assert_int_equal(setrlimit(RLIMIT_DATA, &most), 0);
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                _cleanup_strbuf_ StrBuf text = {};
                _cleanup_diag_list_ DiagList diags = {};
                _cleanup_loaded_group_ LoadedGroup group = {};
                fill(cases + i, &text);
                assert_true(text.length <= INI_FILE_MAX);
                print_message("%s\n", cases[i].name);
                alarm(SECONDS);
                group_load("web", text.text, &diags, &group);
                alarm(0);
                assert_true(diags.n <= DIAGS_MAX && diags.n_errors >= diags.n_left_out);
                assert_true(group.plan.size <= 16 * 1024 * 1024);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(test_bounds)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
