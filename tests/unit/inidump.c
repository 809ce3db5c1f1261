/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What was read and what was said, as text. */
#include "tests/unit/inidump.h"

static void add_title(const IniSection *section, StrBuf *buf)
{
        strbuf_add(buf, section->kind);
        if (section->name)
                strbuf_addf(buf, " %s", section->name);
}

void dump_entries(const IniFile *file, StrBuf *buf)
{
        strbuf_add(buf, "");
        for (size_t i = 0; i < file->n_entries; i++) {
                const IniEntry *entry = file->entries + i;
                add_title(file->sections + entry->section, buf);
                strbuf_addf(buf, ":%s=%s @%u\n", entry->key, entry->value, entry->line);
        }
}

void dump_diags(const DiagList *diags, StrBuf *buf)
{
        strbuf_add(buf, "");
        for (size_t i = 0; i < diags->n; i++) {
                _cleanup_free_ char *text = diag_to_string(diags->items + i);
                if (!text)
                        abort();
                strbuf_addf(buf, "%s%s\n", diags->items[i].severity == SEVERITY_WARNING ? "warning: " : "",
                            text);
        }
}

static void add_header(const IniFile *file, size_t section, StrBuf *buf)
{
        strbuf_add_char(buf, '[');
        add_title(file->sections + section, buf);
        strbuf_add(buf, "]\n");
}

void dump_as_file(const IniFile *file, StrBuf *buf)
{
        size_t begun = 0, current = 0;
        strbuf_add(buf, "");
        for (size_t i = 0; i < file->n_entries; i++) {
                const IniEntry *entry = file->entries + i;
                bool again = entry->section < begun && entry->section != current;
                if (again)
                        add_header(file, entry->section, buf);
                for (; begun <= entry->section; begun++)
                        add_header(file, begun, buf);
                current = entry->section;
                /* The blank keeps a backslash at the end from continuing the line. */
                strbuf_addf(buf, "%s=%s \n", entry->key, entry->value);
        }
        for (; begun < file->n_sections; begun++)
                add_header(file, begun, buf);
}
