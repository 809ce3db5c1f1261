/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "generator/edge/networkfile.h"

#include "core/base/number.h"
#include "core/base/suggest.h"
#include "core/contract/network.h"
#include "generator/edge/files.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define SECTION "Network"

/* What the value of a key is. */
typedef enum Setting { RANGE4, RANGE6, FORWARDING, DOCKER_USER, _SETTING_MAX } Setting;

static const char *const names[_SETTING_MAX] = {
        [RANGE4] = "Range4",
        [RANGE6] = "Range6",
        [FORWARDING] = "Forwarding",
        [DOCKER_USER] = "DockerUser",
};

void network_file_done(NetworkFile *file)
{
        item_list_done(&file->ranges);
        diag_list_done(&file->diags);
        free(file->path);
        *file = (NetworkFile){};
}

/* A range that groups can have addresses of; which ones have room, coslice-network says. */
static int read_range(NetworkFile *file, bool v6, const char *text, const Place *at)
{
        _cleanup_strbuf_ StrBuf written = {};
        const char *why;
        IpPrefix range;
        Value value = {};
        if (!strchr(text, '/') || prefix_read(text, &range, &why) < 0 || range.first.v6 != v6)
                return diag_error(&file->diags, at, "expected a range of IPv%c addresses, like %s",
                                  v6 ? '6' : '4', v6 ? "fd00:10:67::/64" : NETWORK_RANGE4);
        if (!ip_is_unicast(&range.first) || ip_is_loopback(&range.first))
                return diag_error(&file->diags, at, "expected a range that is routed, like %s",
                                  v6 ? "fd00:10:67::/64" : NETWORK_RANGE4);
        prefix_write(&range, &written);
        if (strbuf_take(&written, &value.text) < 0)
                return -ENOMEM;
        return item_list_take(&file->ranges, &value, at);
}

static int read_switch(NetworkFile *file, Scalar *field, const char *text, const Place *at)
{
        bool yes;
        if (number_parse_bool(text, &yes) != 0)
                return diag_error(&file->diags, at, "expected yes or no");
        *field = (Scalar){.set = true, .given = true, .number = yes, .at = *at};
        return 0;
}

static int read_value(NetworkFile *file, Setting setting, const char *text, const Place *at)
{
        switch (setting) {
        case RANGE4:
        case RANGE6: return read_range(file, setting == RANGE6, text, at);
        case FORWARDING: return read_switch(file, &file->forwarding, text, at);
        case DOCKER_USER: return read_switch(file, &file->docker_user, text, at);
        case _SETTING_MAX: break;
        }
        return -EINVAL;
}

static int read_entry(NetworkFile *file, const IniEntry *entry, unsigned *lines)
{
        Place at = {.file = file->path, .line = entry->line, .section = SECTION};
        int i = 0;
        while (i < _SETTING_MAX && strcasecmp(entry->key, names[i]) != 0)
                i++;
        at.key = i < _SETTING_MAX ? names[i] : entry->key;
        if (i == _SETTING_MAX) {
                const char *meant = suggest(entry->key, names, _SETTING_MAX);
                return meant ? diag_error(&file->diags, &at, "unknown key; did you mean %s=?", meant)
                             : diag_error(
                                       &file->diags, &at,
                                       "unknown key; expected Range4=, Range6=, Forwarding= or DockerUser=");
        }
        if (lines[i] > 0)
                return diag_error(&file->diags, &at, "given twice, first in line %u; one of them must go",
                                  lines[i]);
        lines[i] = entry->line;
        return *entry->value ? read_value(file, i, entry->value, &at) : 0;
}

static int read_sections(NetworkFile *file, const IniFile *ini, DiagList *diags)
{
        int r = 0;
        for (size_t i = 0; i < ini->n_sections && r == 0; i++) {
                const Place at = {
                        .file = file->path, .line = ini->sections[i].line, .section = ini->sections[i].kind};
                if (strcasecmp(ini->sections[i].kind, SECTION) != 0 || ini->sections[i].name)
                        r = diag_error(diags, &at, "unknown section; expected [" SECTION "]");
        }
        if (r == 0 && ini->orphan.key) {
                const Place at = {.file = file->path, .line = ini->orphan.line, .key = ini->orphan.key};
                r = diag_error(diags, &at,
                               "stands before the first section; expected [" SECTION "] above it");
        }
        return r;
}

static int read_ini(NetworkFile *file, const IniFile *ini)
{
        unsigned lines[_SETTING_MAX] = {};
        int r = read_sections(file, ini, &file->diags);
        for (size_t i = 0; i < ini->n_entries && r == 0; i++) {
                const IniSection *section = ini->sections + ini->entries[i].section;
                if (strcasecmp(section->kind, SECTION) == 0 && !section->name)
                        r = read_entry(file, ini->entries + i, lines);
        }
        return r;
}

int network_file_read(const char *path, NetworkFile *ret)
{
        _cleanup_network_file_ NetworkFile file = {.path = strdup(path)};
        _cleanup_file_set_ FileSet files = {};
        _cleanup_ini_reader_ IniReader reader = INI_READER_INIT;
        int r = file.path ? 0 : -ENOMEM;
        if (r == 0 && (access(path, F_OK) == 0 || errno != ENOENT)) {
                r = file_set_add(&files, file.path);
                if (r == 0)
                        r = file_set_parse(&files, &reader);
                if (r == 0)
                        r = diag_list_move(&files.items[0].diags, &file.diags);
                if (r == 0)
                        r = read_ini(&file, files.items[0].file);
        }
        if (r < 0)
                return r;
        *ret = file;
        file = (NetworkFile){};
        return 0;
}

int network_file_apply(const NetworkFile *file, Definition *def, DiagList *diags)
{
        int r = 0;
        if (definition_network(def) != NETWORK_PRIVATE)
                return 0;
        for (size_t i = 0; i < file->diags.n && r == 0; i++) {
                const Diag *diag = file->diags.items + i;
                const Place at = {diag->file, diag->line, diag->section, diag->key};
                r = diag_add(diags, diag->severity, &at, "%s", diag->message);
        }
        for (size_t i = 0; i < file->ranges.n && r == 0; i++)
                r = item_list_copy(&def->ranges, file->ranges.items + i);
        return r;
}
