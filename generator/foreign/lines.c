/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lines of others in a file. */
#include "generator/foreign/lines.h"

#include "core/base/name.h"
#include "generator/foreign/tables.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

void foreign_lines_done(ForeignLines *lines)
{
        for (size_t i = 0; i < lines->n_answered; i++)
                free(lines->answered[i].place);
        for (size_t i = 0; lines->sections && i < lines->file->n_sections; i++)
                free(lines->sections[i].container);
        free(lines->answered);
        free(lines->sections);
        strvec_done(&lines->containers);
        strvec_done(&lines->volumes);
        *lines = (ForeignLines){};
}

static bool is_kind(const IniFile *file, size_t section, SectionKind kind)
{
        return strcasecmp(file->sections[section].kind, section_word(kind)) == 0;
}

/* What an entry of SECTION says the name is; NULL if none does. */
static const char *given_name(const IniFile *file, size_t section)
{
        static const char *const keys[] = {"ContainerName", "container_name", "VolumeName", "Name"};
        for (size_t i = 0; i < file->n_entries; i++)
                for (size_t k = 0; file->entries[i].section == section && k < ARRAY_SIZE(keys); k++)
                        if (strcasecmp(file->entries[i].key, keys[k]) == 0 && *file->entries[i].value)
                                return file->entries[i].value;
        return NULL;
}

int foreign_lines_name(const ForeignLines *lines, size_t section, char **ret)
{
        const IniFile *file = lines->file;
        const char *given = given_name(file, section);
        _cleanup_strbuf_ StrBuf name = {};
        int r = given && !strchr(given, '%') ? foreign_add_label(&name, given) : 0;
        if (r < 0)
                return r;
        if (name.length > 0)
                return strbuf_take(&name, ret);
        size_t n = 0, before = 0;
        for (size_t i = 0; i < file->n_sections; i++)
                if (strcasecmp(file->sections[i].kind, file->sections[section].kind) == 0) {
                        n++;
                        before += i < section;
                }
        /* Room for "-" and three digits. */
        *ret = n > 1 ? string_printf("%.*s-%zu", LABEL_MAX - 4, lines->def->name, before + 1)
                     : strdup(lines->def->name);
        return *ret ? 0 : -ENOMEM;
}

/* The name of a container's section, also if it is still to be given. NULL: it has none. */
static int container_name(const ForeignLines *lines, size_t section, char **ret)
{
        const IniSection *s = lines->file->sections + section;
        if (!is_kind(lines->file, section, SECTION_CONTAINER) || (s->name && streq(s->name, "*")))
                return 0;
        if (!s->name)
                return foreign_lines_name(lines, section, ret);
        if (label_is_valid(s->name))
                *ret = strdup(s->name);
        return label_is_valid(s->name) && !*ret ? -ENOMEM : 0;
}

/* The names of the volumes that the file has, those to be given too. */
static int volume_names(const ForeignLines *lines, StrVec *ret)
{
        int r = 0;
        for (size_t i = 0; i < lines->file->n_sections && r == 0; i++) {
                const IniSection *section = lines->file->sections + i;
                _cleanup_strbuf_ StrBuf label = {};
                char *name = NULL;
                if (!is_kind(lines->file, i, SECTION_VOLUME))
                        continue;
                if (section->name)
                        r = foreign_add_label(&label, section->name);
                else
                        r = foreign_lines_name(lines, i, &name);
                if (r > 0)
                        r = strbuf_take(&label, &name);
                if (r == 0 && name)
                        r = strvec_take(ret, name);
        }
        return r;
}

/* Of all sections at once, since each line asks for some. */
static int find_names(ForeignLines *lines)
{
        size_t n = lines->file->n_sections;
        lines->sections = calloc(n + 1, sizeof *lines->sections);
        if (!lines->sections)
                return -ENOMEM;
        const char *near = NULL;
        int r = volume_names(lines, &lines->volumes);
        for (size_t i = 0; i < n && r == 0; i++) {
                SectionNames *names = lines->sections + i;
                r = container_name(lines, i, &names->container);
                if (r == 0 && names->container)
                        r = strvec_add(&lines->containers, names->container);
                near = names->container ? names->container : near;
                names->near = near;
        }
        for (size_t i = n; i-- > 0 && r == 0;)
                if (lines->sections[i].near)
                        near = lines->sections[i].near;
                else
                        lines->sections[i].near = near;
        return r;
}

int foreign_lines_begin(const Definition *def, const IniFile *file, ForeignLines *ret)
{
        *ret = (ForeignLines){.def = def, .file = file};
        int r = find_names(ret);
        if (r < 0)
                foreign_lines_done(ret);
        return r;
}

int foreign_lines_place(const ForeignLines *lines, size_t section, char **ret)
{
        const IniSection *s = lines->file->sections + section;
        const char *named = s->name ? s->name : lines->sections[section].container;
        *ret = named ? string_printf("%s %s", s->kind, named) : strdup(s->kind);
        return *ret ? 0 : -ENOMEM;
}

unsigned foreign_lines_find(const ForeignLines *lines, const Key *key, const char *place)
{
        for (size_t i = 0; i < lines->n_answered; i++)
                if (lines->answered[i].key == key && strcasecmp(lines->answered[i].place, place) == 0)
                        return lines->answered[i].line;
        for (size_t i = 0; i < lines->file->n_entries; i++) {
                const IniEntry *entry = lines->file->entries + i;
                _cleanup_free_ char *header = NULL;
                if (strcasecmp(entry->key, key->name) != 0)
                        continue;
                if (foreign_lines_place(lines, entry->section, &header) == 0 &&
                    strcasecmp(header, place) == 0)
                        return entry->line;
        }
        return 0;
}

int foreign_lines_remember(ForeignLines *lines, const char *place, const Key *key, unsigned line)
{
        AnsweredKey *more = reallocarray(lines->answered, lines->n_answered + 1, sizeof *more);
        char *own = strdup(place);
        if (more)
                lines->answered = more;
        if (!more || !own) {
                free(own);
                return -ENOMEM;
        }
        more[lines->n_answered++] = (AnsweredKey){own, key, line};
        return 0;
}

/* Where ENTRY stands. */
static ForeignLine make_line(const ForeignLines *lines, const IniEntry *entry, SectionKind kind)
{
        const IniSection *section = lines->file->sections + entry->section;
        const SectionNames *names = lines->sections + entry->section;
        ForeignLine line = {.section = kind,
                            .word = kind == _SECTION_MAX ? section->kind : NULL,
                            .name = entry->key,
                            .value = entry->value,
                            .section_name = section->name ? section->name : names->container,
                            .container = names->near,
                            .group = lines->def->name};
        /* A drop-in's volumes may be those of another file. */
        if (streq(lines->file->path, lines->def->path))
                line.volumes = &lines->volumes;
        return line;
}

int foreign_lines_answer(ForeignLines *lines, const IniEntry *entry, SectionKind kind, StrBuf *advice,
                         bool *ret_harmless)
{
        size_t begin = advice->length;
        ForeignLine line = make_line(lines, entry, kind);
        line.containers = line.volumes ? &lines->containers : NULL;
        int r = foreign_answer_key(&line, advice, ret_harmless);
        if (r <= 0 || *ret_harmless)
                return r;
        int settled = foreign_lines_settle(lines, entry, kind, begin, advice);
        return settled < 0 ? settled : r;
}

int foreign_lines_value(const ForeignLines *lines, const IniEntry *entry, SectionKind kind, const Key *key,
                        StrBuf *advice)
{
        ForeignLine line = make_line(lines, entry, kind);
        line.more_volumes = true; /* this file's may be those of a drop-in */
        return foreign_answer_value(key, &line, advice);
}
