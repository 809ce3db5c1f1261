/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is taken for another language's escape, and what isn't. */
#include "generator/parse/escapes.h"

#include "tests/unit/unit.h"

#include <string.h>

static const struct {
        const char *key, *value, *found; /* NULL: nothing */
} cases[] = {
        {"Exec", "/bin/a %h %i", "\"%h\" and \"%i\""},
        {"Exec", "/bin/a --name=web-%i %t/x.sock", "\"%i\" and \"%t\""},
        {"Exec", "/bin/a --cert=%d/tls.pem", "\"%d\""},
        {"Exec", "/bin/a '%h' \"%H\"", "\"%h\" and \"%H\""},
        {"Exec", "/bin/a $$ ${HOME} %%", "\"$$\", \"${…}\" and \"%%\""},
        {"Exec", "/bin/a %h %h/%h", "\"%h\""},
        {"Exec", "/bin/a $HOME ${HOME 100% 5%,", NULL},
        /* dates and other formats */
        {"Exec", "/bin/date %Y", NULL},
        {"Exec", "/bin/date +%H", NULL},
        {"Exec", "/bin/date +%H:%M", NULL},
        {"Exec", "/bin/date '+%F %T'", NULL},
        {"Exec", "/bin/a \"%d %m %Y\"", NULL},
        {"Exec", "/bin/a --time %H:%M:%S", NULL},
        {"Exec", "/bin/a %d.%m.%y", NULL},
        {"Exec", "/bin/printf %s x", NULL},
        {"Exec", "/bin/printf '%d%%\\n' 5", NULL},
        {"Exec", "/bin/date +%%H", "\"%%\""},
        {"Environment", "FORMAT=%Y-%m-%d", NULL},
        {"Environment", "\"LOG=%h %l %u %t %r\"", NULL},
        /* a shell's command line */
        {"Exec", "/bin/sh -c 'echo $$ ${HOME} ${a%%.*} %n'", NULL},
        {"Exec", "/bin/sh -ec 'echo $$ ${HOME}'", NULL},
        {"Exec", "/bin/sh -c 'cat %h/x'", "\"%h\""},
        {"Exec", "/bin/sh -c 'date +%%H'", "\"%%\""},
        {"Exec", "/bin/sh -c 'date +%H/%M'", NULL},
        {"Exec", "/bin/a-c -cx $$", "\"$$\""},
        /* others */
        {"Environment", "H=%h HOST=%H", "\"%h\" and \"%H\""},
        {"Environment", "H=%h A=%% B=$$ C=${X}", "\"%h\", \"%%\", \"$$\" and \"${…}\""},
        {"Environment", "DATA=%h/data PATH=%S/bin:%C/bin", "\"%h\", \"%S\" and \"%C\""},
        {"Environment", "DATA=%h/data FORMAT=%Y-%m-%d", "\"%h\""},
        {"Environment", "NODE=web@%H.example.org", "\"%H\""},
        {"Environment", "URL=https://a/%2Fb%20c/%c3%bc", NULL},
        {"Environment", "A=%hx B=x%h C=%x", NULL},
        {"WorkingDir", "/%i", "\"%i\""},
        {"Volume", "%h/data:/data", "\"%h\""},
        {"Volume", "/srv/%i:/data", "\"%i\""},
        {"EnvironmentFile", "-/etc/%N.env", "\"%N\""},
        {"Tmpfs", "/%", NULL},
        {"Exec", "${ ${ ${", NULL},
        {"Exec", "%", NULL},
        {"Exec", "'a %h", "\"%h\""},
        {"Exec", "\\", NULL},
        {"Exec", "", NULL},
};

static void check(SectionKind section, const char *name, const char *value, const char *expected)
{
        _cleanup_strbuf_ StrBuf buf = {};
        int n = escapes_find(key_find(section, name), value, &buf);
        if (n != 0 ? !expected || strcmp(buf.text, expected) != 0 : expected != NULL)
                fail_msg("%s=%s: %d: %s", name, value, n, n > 0 ? buf.text : "");
}

static void test_cases(void **state)
{
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
                check(SECTION_CONTAINER, cases[i].key, cases[i].value, cases[i].found);
}

/* Where systemd's units have specifiers, each letter is one. */
static void test_unit(void **state)
{
        check(SECTION_UNIT, "Description", "%i-x on %H, 100%", "\"%i\" and \"%H\"");
        check(SECTION_UNIT, "After", "a@%i-b.service", "\"%i\"");
        check(SECTION_UNIT, "Documentation", "https://a/%C3%A4/%i", NULL);
}

/* All there are. */
static void test_all(void **state)
{
        _cleanup_strbuf_ StrBuf value = {}, found = {};
        for (char c = 'A'; c <= 'z'; c++)
                strbuf_addf(&value, "%%%c ", c);
        strbuf_add(&value, "%% $$ ${x}");
        assert_int_equal(escapes_find(key_find(SECTION_UNIT, "Description"), value.text, &found), 55);
        assert_null(strstr(found.text, "%["));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_cases),
                cmocka_unit_test(test_unit),
                cmocka_unit_test(test_all),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
