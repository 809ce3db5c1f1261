/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sections and keys: which there are, where they may stand, and what is done with each. */
#include "generator/parse/parse.h"

#include "core/base/name.h"
#include "core/base/utf8.h"
#include "generator/foreign/lines.h"
#include "generator/language/fields.h"
#include "generator/parse/escapes.h"
#include "generator/parse/slips.h"
#include "generator/parse/values.h"
#include "generator/types/images.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

/* What a section of the file is. */
typedef struct Target {
        Definition *def;    /* where its keys go; NULL: it says nothing, and they are not looked at */
        SectionKind kind;   /* _SECTION_MAX with a DEF: a section of others, whose keys have answers */
        size_t index;       /* of the container, volume or registry: a pointer ends when one is added */
        const char *header; /* "Container app" */
        unsigned line;
} Target;

typedef struct Parser {
        Definition *def;
        Definition *scratch; /* for sections that have no place, whose keys can still be wrong */
        const IniFile *file;
        const char *path; /* kept by the definition */
        DiagList *diags;
        ForeignLines *foreign;
} Parser;

/* A string that lives as long as the definition, for places. */
static const char *keep_string(Definition *def, char *text)
{
        return strvec_take(&def->strings, text) < 0 ? NULL : def->strings.items[def->strings.n - 1];
}

static int unknown_section(const Parser *p, const Place *at, const char *kind, const char *name,
                           Target *target)
{
        _cleanup_strbuf_ StrBuf advice = {};
        bool keys = false;
        int r = foreign_answer_section(kind, &advice, &keys);
        if (r > 0 && keys)
                target->def = p->scratch;
        if (r != 0)
                return r < 0 ? r : diag_error(p->diags, at, "unknown section; %s", advice.text);
        unsigned foreign_letter = utf8_first_foreign(kind);
        if (foreign_letter > 0)
                return diag_error(p->diags, at, "unknown section; U+%04X is in its name", foreign_letter);
        const char *meant = section_suggest(kind);
        if (meant) {
                bool named = section_is_named((SectionKind)section_from_word(meant));
                return diag_error(p->diags, at, "unknown section; did you mean [%s%s%s]?", meant,
                                  named ? " " : "",
                                  !named ? ""
                                  : name ? name
                                         : "NAME");
        }
        return diag_error(
                p->diags, at,
                "unknown section; expected [Unit], [Group], [Container NAME], [Volume NAME] or [Install]");
}

static int bad_name(const Parser *p, const Place *at, const char *what, const char *name)
{
        _cleanup_strbuf_ StrBuf rule = {};
        int r = label_explain(&rule, name);
        return r < 0 ? r : diag_error(p->diags, at, "the name of a %s is %s", what, rule.text);
}

static int enter_container(const Parser *p, const char *name, const Place *at, Target *ret)
{
        Definition *def = p->def;
        Container *c = definition_container(def, name);
        if (!c && def->n_containers == CONTAINERS_MAX)
                return diag_error(p->diags, at, "a group has at most %d containers", CONTAINERS_MAX);
        if (!c && !(c = definition_add_container(def, name, at)))
                return -ENOMEM;
        ret->index = (size_t)(c - def->containers);
        ret->def = def;
        return 0;
}

static int enter_volume(const Parser *p, const char *name, const Place *at, Target *ret)
{
        Definition *def = p->def;
        Volume *v = definition_volume(def, name);
        if (!v && def->n_volumes == VOLUMES_MAX)
                return diag_error(p->diags, at, "a group has at most %d volumes", VOLUMES_MAX);
        if (!v && !(v = definition_add_volume(def, name, at)))
                return -ENOMEM;
        ret->index = (size_t)(v - def->volumes);
        ret->def = def;
        return 0;
}

static int enter_registry(const Parser *p, const char *name, const Place *at, Target *ret)
{
        Definition *def = p->def;
        if (!name)
                return diag_error(
                        p->diags, at,
                        "the section has no name: write [Registry HOST], HOST being " REGISTRY_RULE);
        int r = registry_is_valid(name);
        if (r <= 0)
                return r < 0 ? r : diag_error(p->diags, at, "expected " REGISTRY_RULE);
        Registry *registry = definition_registry(def, name);
        if (!registry && def->n_registries == REGISTRIES_MAX)
                return diag_error(p->diags, at, "a group has at most %d registries", REGISTRIES_MAX);
        if (!registry && !(registry = definition_add_registry(def, name, at)))
                return -ENOMEM;
        ret->index = (size_t)(registry - def->registries);
        ret->def = def;
        return 0;
}

/* [Container] or [Volume], as in Quadlet, where the file's name is theirs: the name that it is to have. */
static int name_section(const Parser *p, const IniSection *section, const Place *at, const char **ret)
{
        char *name = NULL;
        int r = foreign_lines_name(p->foreign, (size_t)(section - p->file->sections), &name);
        *ret = r < 0 ? NULL : keep_string(p->def, name);
        if (!*ret)
                return r < 0 ? r : -ENOMEM;
        return diag_error(p->diags, at, "the section has no name: write [%s %s]", section->kind, *ret);
}

/* A container or volume whose name is wrong or absent is checked like others. In a drop-in there is no
 * telling which one it is a part of: its values alone are looked at. */
static int enter_named(const Parser *p, const IniSection *section, const Place *at, Target *ret)
{
        const char *name = section->name;
        int r = name ? 0 : name_section(p, section, at, &name);
        if (r < 0)
                return r;
        bool container = ret->kind == SECTION_CONTAINER, misnamed = !label_is_valid(name);
        if (container && streq(name, "*")) {
                ret->kind = SECTION_DEFAULTS;
                ret->def = p->def;
                return 0;
        }
        if (misnamed)
                r = bad_name(p, at, container ? "container" : "volume", name);
        misnamed = misnamed || !section->name;
        if (r < 0 || (misnamed && !streq(p->path, p->def->path)))
                return r;
        r = container ? enter_container(p, name, at, ret) : enter_volume(p, name, at, ret);
        if (ret->def && !container && !section->name) /* who uses it can't be told yet */
                ret->def->volumes[ret->index].used = true;
        return r;
}

static int refuse_section(const Parser *p, SectionKind kind, const Place *at)
{
        _cleanup_strbuf_ StrBuf why = {};
        int r = feature_explain(feature_rows + section_needs(kind), &why);
        return r < 0 ? r : diag_error(p->diags, at, "[%s] is %s", section_word(kind), why.text);
}

static int enter_section(const Parser *p, const IniSection *section, Target *ret)
{
        char *header =
                section->name ? string_printf("%s %s", section->kind, section->name) : strdup(section->kind);
        *ret = (Target){.line = section->line, .header = keep_string(p->def, header)};
        if (!ret->header)
                return -ENOMEM;
        Place at = {.file = p->path, .line = section->line, .section = ret->header};
        int kind = section_from_word(section->kind);
        ret->kind = kind < 0 ? _SECTION_MAX : (SectionKind)kind;
        if (kind < 0)
                return unknown_section(p, &at, section->kind, section->name, ret);
        if (!feature_is_there(p->def->features, section_needs(ret->kind)))
                return refuse_section(p, ret->kind, &at);
        if (ret->kind == SECTION_REGISTRY)
                return enter_registry(p, section->name, &at, ret);
        if (section_is_named(ret->kind))
                return enter_named(p, section, &at, ret);
        ret->def = p->def;
        if (!section->name)
                return 0;
        return diag_error(p->diags, &at, "the section takes no name; expected [%s]", section_word(ret->kind));
}

/* A container or volume that has no place in the definition: something is wrong with its header. */
static int enter_scratch(const Parser *p, Target *target)
{
        const Place nowhere = {};
        Definition *scratch = p->scratch;
        if (target->kind == SECTION_CONTAINER || target->kind == SECTION_INIT || target->kind == _SECTION_MAX)
                p->def->incomplete = true;
        if (target->kind == SECTION_CONTAINER || target->kind == SECTION_INIT) {
                target->kind = SECTION_CONTAINER;
                target->index = scratch->n_containers;
                if (!definition_add_container(scratch, target->header, &nowhere))
                        return -ENOMEM;
        } else if (target->kind == SECTION_VOLUME) {
                target->index = scratch->n_volumes;
                if (!definition_add_volume(scratch, target->header, &nowhere))
                        return -ENOMEM;
        } else if (target->kind == SECTION_REGISTRY) {
                target->index = scratch->n_registries;
                if (!definition_add_registry(scratch, target->header, &nowhere))
                        return -ENOMEM;
        } else
                return 0;
        target->def = scratch;
        return 0;
}

static bool is_condition(const char *key)
{
        return strncasecmp(key, "Condition", 9) == 0 || strncasecmp(key, "Assert", 6) == 0;
}

static int unknown_key(const Parser *p, const Target *target, const IniEntry *entry, const Place *at)
{
        bool harmless = false;
        _cleanup_strbuf_ StrBuf advice = {};
        int r = foreign_lines_answer(p->foreign, entry, target->kind, &advice, &harmless);
        if (r < 0)
                return r;
        /* An answer has the values of a variable in it. */
        p->diags->secret = r > 0 && strstr(advice.text, "Environment=");
        if (r > 0)
                return diag_add(p->diags, harmless ? SEVERITY_NOTE : SEVERITY_ERROR, at, "%s", advice.text);
        if (target->kind == _SECTION_MAX)
                return diag_error(p->diags, at, "there is nothing like it; leave it out");
        const char *meant = key_suggest(target->kind, entry->key);
        if (meant)
                return diag_error(p->diags, at, "unknown key; did you mean %s=?", meant);
        int other = key_other_section(entry->key);
        if (other >= 0)
                return diag_error(p->diags, at, "this key belongs in [%s%s]",
                                  section_word((SectionKind)other),
                                  section_is_named((SectionKind)other) ? " NAME" : "");
        if (target->kind == SECTION_UNIT && is_condition(entry->key))
                return diag_error(
                        p->diags, at,
                        "coslice doesn't know this condition, which not every systemd has: one that "
                        "lacks it would ignore it and start the group");
        if (target->kind == SECTION_UNIT)
                return diag_error(p->diags, at,
                                  "unknown key, or one that would contradict the generated unit");
        return diag_error(p->diags, at, "unknown key");
}

/* What looks like another language's escape is text here. */
static int warn_escapes(const Parser *p, const Key *key, const char *value, const Place *at)
{
        _cleanup_strbuf_ StrBuf kinds = {};
        int n = strpbrk(value, "%$") ? escapes_find(key, value, &kinds) : 0;
        if (n <= 0)
                return n;
        return diag_warning(p->diags, at, "%s %s: \"%%\" and \"$\" mean nothing special here", kinds.text,
                            n == 1 ? "is taken as it stands" : "are taken as they stand");
}

/* What is right and probably not meant. */
static int warn_slips(const Parser *p, const Key *key, const char *value, const Place *at)
{
        _cleanup_strbuf_ StrBuf slip = {};
        int r = slips_find(key, value, &slip);
        return r <= 0 ? r : diag_warning(p->diags, at, "%s", slip.text);
}

static void *field_of(const Target *target, const Key *key)
{
        char *base = (char *)target->def;
        if (target->kind == SECTION_CONTAINER)
                base = (char *)(target->def->containers + target->index);
        else if (target->kind == SECTION_DEFAULTS)
                base = (char *)&target->def->defaults;
        else if (target->kind == SECTION_VOLUME)
                base = (char *)(target->def->volumes + target->index);
        else if (target->kind == SECTION_REGISTRY)
                base = (char *)(target->def->registries + target->index);
        return field_in(key, base);
}

/* Whether two places are in one file is told by the address of its path, which parse_file() keeps. */
static int given_twice(const Parser *p, const Place *at, const Place *first)
{
        return diag_error(p->diags, at, "given twice, first in line %u; one of them must go", first->line);
}

static int parse_scalar(const Parser *p, const ValueContext *ctx, const Key *key, const char *value,
                        const Place *at, Scalar *field)
{
        const Place first = field->at;
        bool twice = first.file == at->file;
        scalar_done(field); /* of two values in a file none is taken */
        field->given = twice || *value;
        field->cleared = !field->given;
        field->at = twice ? first : *at;
        if (twice)
                return given_twice(p, at, &first);
        return *value ? value_read_scalar(ctx, key, value, at, field) : 0;
}

/* User=USER:GROUP and Group= are one setting: of two files the later one wins. In one file that is a mistake,
 * and told later. */
static int parse_user(const Parser *p, const Target *target, const ValueContext *ctx, const Key *key,
                      const char *value, const Place *at, Scalar *field)
{
        Container *c = target->kind == SECTION_DEFAULTS ? &target->def->defaults
                                                        : target->def->containers + target->index;
        int r = parse_scalar(p, ctx, key, value, at, field);
        if (r == 0 && c->user.set && c->group.set && c->user.at.file != c->group.at.file)
                container_settle_user(c, field == &c->user);
        return r;
}

/* The words of a program: a scalar, whose empty value means "no words". */
static int parse_words(const Parser *p, const ValueContext *ctx, const Key *key, const char *value,
                       const Place *at, ItemList *field)
{
        if (field->at.file == at->file)
                return given_twice(p, at, &field->at);
        item_list_clear(field);
        field->at = *at;
        field->set = true;
        field->cleared = !*value;
        return *value ? value_read_list(ctx, key, value, at, field) : 0;
}

static int parse_list(const ValueContext *ctx, const Key *key, const char *value, const Place *at,
                      ItemList *field)
{
        if (*value)
                return value_read_list(ctx, key, value, at, field);
        item_list_clear(field);
        field->set = field->cleared = true;
        return 0;
}

static int parse_settings(const ValueContext *ctx, const Key *key, const char *value, const Place *at,
                          SettingList *field)
{
        if (*value)
                return value_read_settings(ctx, key, value, at, field);
        setting_list_clear(field, key->name);
        return 0;
}

static int parse_value(const Parser *p, const Target *target, const ValueContext *ctx, const Key *key,
                       const char *value, const Place *at)
{
        void *field = field_of(target, key);
        switch (key->type->shape) {
        case SHAPE_NONE: break;
        case SHAPE_SCALAR:
                if (key->type == &type_user || key->type == &type_user_group)
                        return parse_user(p, target, ctx, key, value, at, field);
                return parse_scalar(p, ctx, key, value, at, field);
        case SHAPE_COMMAND: return parse_words(p, ctx, key, value, at, field);
        case SHAPE_LIST: return parse_list(ctx, key, value, at, field);
        case SHAPE_SETTINGS: return parse_settings(ctx, key, value, at, field);
        }
        return -EINVAL; /* refused before */
}

/* What a container takes that can't be had yet is no reason to ask for what would take its place. */
static int refuse_key(const Parser *p, const Target *target, const Key *key, const Place *at)
{
        _cleanup_strbuf_ StrBuf why = {};
        int r = feature_explain(feature_rows + key->needs, &why);
        if (r < 0)
                return r;
        if (target->kind == SECTION_DEFAULTS)
                return diag_error(p->diags, at, "%s", why.text);
        if (key->type->shape == SHAPE_SCALAR)
                ((Scalar *)field_of(target, key))->given = true;
        return diag_error(p->diags, at, "%s", why.text);
}

/* A value of another language: what to write instead is all that is said of it. > 0: that is done. */
static int foreign_value(const Parser *p, const Target *target, const Key *key, const IniEntry *entry,
                         const Place *at)
{
        _cleanup_strbuf_ StrBuf advice = {};
        int r = foreign_lines_value(p->foreign, entry, target->kind, key, &advice);
        if (r > 0)
                r = diag_error(p->diags, at, "%s", advice.text);
        else
                return r;
        if (r == 0 && key->type->shape == SHAPE_SCALAR) {
                Scalar *field = field_of(target, key);
                field->given = true;
                field->at = *at;
        }
        return r < 0 ? r : 1;
}

static int parse_entry(const Parser *p, const Target *target, const IniEntry *entry)
{
        Place at = {.file = p->path, .line = entry->line, .section = target->header};
        const Key *key = target->kind == _SECTION_MAX ? NULL : key_find(target->kind, entry->key);
        at.key = key ? key->name : keep_string(p->def, strdup(entry->key));
        if (!at.key)
                return -ENOMEM;
        if (!key)
                return unknown_key(p, target, entry, &at);
        /* Who asks for nothing, or for what is so anyway, needs no feature. */
        if (!feature_is_there(p->def->features, key->needs))
                return !*entry->value || key_is_already(key, entry->value, strlen(entry->value))
                               ? 0
                               : refuse_key(p, target, key, &at);
        if (target->kind == SECTION_DEFAULTS && key->flags & KEY_OWN)
                return diag_error(p->diags, &at,
                                  "each container has its own; it can't stand in [Container *]");
        int told = foreign_value(p, target, key, entry, &at);
        if (told != 0)
                return told < 0 ? told : 0;
        ValueContext ctx = {.diags = p->diags, .definition_path = p->def->path, .features = p->def->features};
        int r = warn_escapes(p, key, entry->value, &at);
        p->diags->secret = key->flags & KEY_SECRET;
        if (r == 0)
                r = warn_slips(p, key, entry->value, &at);
        if (r < 0)
                return r;
        return parse_value(p, target, &ctx, key, entry->value, &at);
}

/* A key that stands before the first section, and where it belongs. */
static int tell_orphan(const Parser *p, const IniEntry *orphan)
{
        Place at = {.file = p->path, .line = orphan->line, .key = keep_string(p->def, strdup(orphan->key))};
        _cleanup_strbuf_ StrBuf sections = {};
        if (!at.key)
                return -ENOMEM;
        for (int i = 0; i < _SECTION_MAX; i++) {
                const SectionKind kind = (SectionKind)i;
                /* [Container *] and [Init] have the keys of [Container]. */
                if (kind != SECTION_DEFAULTS && kind != SECTION_INIT && key_find(kind, orphan->key))
                        strbuf_addf(&sections, "%s[%s%s]", sections.length > 0 ? " or " : "",
                                    section_word(kind), section_is_named(kind) ? " NAME" : "");
        }
        if (sections.oom)
                return -ENOMEM;
        return diag_error(p->diags, &at, "stands before the first section; expected %s above it",
                          sections.length > 0 ? sections.text : "one like [Group]");
}

int parse_file(Definition *def, const IniFile *file, DiagList *diags)
{
        _cleanup_definition_ Definition *scratch = definition_new(def->name, def->path);
        _cleanup_foreign_lines_ ForeignLines foreign = {};
        Parser p = {.def = def, .scratch = scratch, .file = file, .diags = diags, .foreign = &foreign};
        p.path = keep_string(def, strdup(file->path));
        _cleanup_free_ Target *targets = calloc(file->n_sections ? file->n_sections : 1, sizeof *targets);
        if (!p.path || !targets || !scratch || foreign_lines_begin(def, file, &foreign) < 0)
                return -ENOMEM;
        int orphan = file->orphan.key ? tell_orphan(&p, &file->orphan) : 0;
        if (orphan < 0)
                return orphan;
        for (size_t i = 0; i < file->n_sections; i++) {
                int r = enter_section(&p, file->sections + i, targets + i);
                if (r == 0 && !targets[i].def)
                        r = enter_scratch(&p, targets + i);
                if (r < 0)
                        return r;
        }
        for (size_t i = 0; i < file->n_entries; i++) {
                const IniEntry *entry = file->entries + i;
                if (!targets[entry->section].def)
                        continue;
                int r = parse_entry(&p, targets + entry->section, entry);
                diags->secret = false;
                if (r < 0)
                        return r;
        }
        return 0;
}
