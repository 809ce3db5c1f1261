/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A group from a text. */
#include "tests/unit/group.h"

#include "tests/unit/unit.h"

#include <string.h>

void group_load(const char *name, const char *text, DiagList *diags, LoadedGroup *ret)
{
        _cleanup_free_ char *path = string_printf("/etc/coslice/groups/%s.group", name);
        assert_non_null(path);
        const Installed installed = {TEST_UNIT_DIR, FEATURE_BIT(FEATURE_BASE) | FEATURE_BIT(FEATURE_IMAGES) |
                                                            FEATURE_BIT(FEATURE_NETWORK)};
        assert_int_equal(load_group_text(name, path, text, strlen(text), &installed, diags, ret), 0);
}

static char *all_diags(const DiagList *diags)
{
        static const char *const words[] = {
                [SEVERITY_NOTE] = "note: ", [SEVERITY_WARNING] = "warning: ", [SEVERITY_ERROR] = ""};
        _cleanup_strbuf_ StrBuf buf = {};
        char *text = NULL;
        for (size_t i = 0; i < diags->n; i++) {
                _cleanup_free_ char *line = diag_to_string(diags->items + i);
                strbuf_addf(&buf, "%s%s\n", words[diags->items[i].severity], line);
        }
        assert_int_equal(strbuf_take(&buf, &text), 0);
        return text;
}

void group_load_right(const char *text, LoadedGroup *ret)
{
        _cleanup_diag_list_ DiagList diags = {};
        group_load("web", text, &diags, ret);
        _cleanup_free_ char *said = all_diags(&diags);
        assert_string_equal(said, "");
}

void group_expect(const char *text, const char *expected)
{
        _cleanup_diag_list_ DiagList diags = {};
        _cleanup_loaded_group_ LoadedGroup group = {};
        group_load("web", text, &diags, &group);
        _cleanup_free_ char *said = all_diags(&diags);
        assert_string_equal(said, expected);
        assert_true(diags.n_errors == 0 || group.plan.n_files == 0);
}

const char *group_file(const LoadedGroup *group, const char *path)
{
        for (size_t i = 0; i < group->plan.n_files; i++)
                if (streq(group->plan.files[i].path, path))
                        return group->plan.files[i].text;
        return NULL;
}

/* Lines of TEXT that are LINE, or begin with it. */
static size_t count_lines(const char *text, const char *line, bool whole)
{
        size_t n = strlen(line), count = 0;
        while (*text) {
                size_t length = strcspn(text, "\n");
                count += (whole ? length == n : length >= n) && strncmp(text, line, n) == 0;
                text += length + (text[length] == '\n');
        }
        return count;
}

void group_has_line(const LoadedGroup *group, const char *path, const char *line)
{
        const char *text = group_file(group, path);
        if (!text)
                fail_msg("there is no file %s", path);
        if (count_lines(text, line, true) != 1)
                fail_msg("%s has the line %s not once:\n%s", path, line, text);
}

size_t group_count_lines(const LoadedGroup *group, const char *path, const char *prefix)
{
        const char *text = group_file(group, path);
        if (!text)
                fail_msg("there is no file %s", path);
        return count_lines(text, prefix, false);
}
