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
        free(lines->answered);
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

/* The container at hand for a line in SECTION: the section's own, else the one before, else the one behind.
 */
static int container_near(const ForeignLines *lines, size_t section, char **ret)
{
        int r = 0;
        for (size_t i = section + 1; i-- > 0 && r == 0 && !*ret;)
                r = container_name(lines, i, ret);
        for (size_t i = section + 1; i < lines->file->n_sections && r == 0 && !*ret; i++)
                r = container_name(lines, i, ret);
        return r;
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

/* The names of the containers that the file has. */
static int container_names(const ForeignLines *lines, StrVec *ret)
{
        int r = 0;
        for (size_t i = 0; i < lines->file->n_sections && r == 0; i++) {
                char *name = NULL;
                r = container_name(lines, i, &name);
                if (r == 0 && name)
                        r = strvec_take(ret, name);
        }
        return r;
}

int foreign_lines_place(const ForeignLines *lines, size_t section, char **ret)
{
        const IniSection *s = lines->file->sections + section;
        _cleanup_free_ char *named = s->name ? strdup(s->name) : NULL;
        int r = s->name ? named ? 0 : -ENOMEM : container_name(lines, section, &named);
        if (r < 0)
                return r;
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

/* Where ENTRY stands. RET_OWN and RET_CONTAINER own what the line refers to. */
static int make_line(const ForeignLines *lines, const IniEntry *entry, SectionKind kind, ForeignLine *ret,
                     char **ret_own, char **ret_container)
{
        const IniSection *section = lines->file->sections + entry->section;
        int r = container_near(lines, entry->section, ret_container);
        if (r == 0 && !section->name)
                r = container_name(lines, entry->section, ret_own);
        *ret = (ForeignLine){.section = kind,
                             .word = kind == _SECTION_MAX ? section->kind : NULL,
                             .name = entry->key,
                             .value = entry->value,
                             .section_name = section->name ? section->name : *ret_own,
                             .container = *ret_container,
                             .group = lines->def->name};
        return r;
}

int foreign_lines_answer(ForeignLines *lines, const IniEntry *entry, SectionKind kind, StrBuf *advice,
                         bool *ret_harmless)
{
        _cleanup_free_ char *own = NULL, *container = NULL;
        _cleanup_strvec_ StrVec volumes = {}, containers = {};
        size_t begin = advice->length;
        ForeignLine line;
        int r = make_line(lines, entry, kind, &line, &own, &container);
        if (r == 0)
                r = volume_names(lines, &volumes);
        if (r == 0)
                r = container_names(lines, &containers);
        if (streq(lines->file->path, lines->def->path))
                line.volumes = &volumes, line.containers = &containers;
        if (r == 0)
                r = foreign_answer_key(&line, advice, ret_harmless);
        if (r <= 0 || *ret_harmless)
                return r;
        int settled = foreign_lines_settle(lines, entry, kind, begin, advice);
        return settled < 0 ? settled : r;
}

int foreign_lines_value(const ForeignLines *lines, const IniEntry *entry, SectionKind kind, const Key *key,
                        StrBuf *advice)
{
        _cleanup_free_ char *own = NULL, *container = NULL;
        _cleanup_strvec_ StrVec volumes = {};
        ForeignLine line;
        int r = make_line(lines, entry, kind, &line, &own, &container);
        if (r == 0)
                r = volume_names(lines, &volumes);
        /* A drop-in's volumes may be those of another file. */
        if (streq(lines->file->path, lines->def->path))
                line.volumes = &volumes;
        line.more_volumes = true; /* and this one's those of a drop-in */
        return r < 0 ? r : foreign_answer_value(key, &line, advice);
}
