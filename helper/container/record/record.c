/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fields NAME=VALUE, each with a NUL at its end, in any order; the last is the filter, and what it consists
 * of follows it as it is. */
#include "helper/container/record/record.h"

#include "core/base/number.h"
#include "core/contract/contract.h"
#include "core/contract/place.h"
#include "core/contract/signals.h"

#include <errno.h>
#include <string.h>

#define KIND "coslice1" /* another one for another form of the file */

static void add_end(StrBuf *buf)
{
        strbuf_add_bytes(buf, "", 1);
}

static void add_number(StrBuf *buf, const char *name, uint64_t number)
{
        strbuf_addf(buf, "%s=%llu", name, (unsigned long long)number);
        add_end(buf);
}

static void add_text(StrBuf *buf, const char *name, const char *text)
{
        strbuf_add(buf, name);
        strbuf_add_char(buf, '=');
        strbuf_add(buf, text);
        add_end(buf);
}

int record_write(const RecordParts *parts, StrBuf *ret)
{
        const Identity *identity = parts->identity;
        strbuf_add(ret, KIND);
        add_end(ret);
        add_number(ret, "pid", (uint64_t)parts->pid);
        add_number(ret, "seen", parts->seen);
        add_number(ret, "uid", identity->uid);
        add_number(ret, "gid", identity->gid);
        for (size_t i = 0; i < identity->n_groups; i++)
                add_number(ret, "group", identity->groups[i]);
        add_text(ret, "home", identity->home);
        add_text(ret, "label", parts->label);
        add_number(ret, "capabilities", parts->capabilities);
        for (char *const *word = parts->words; *word; word++)
                add_text(ret, "word", *word);
        for (size_t i = 0; i < parts->environment->n; i++)
                add_text(ret, "variable", parts->environment->items[i]);
        for (size_t i = 0; parts->image_environment && i < parts->image_environment->n; i++)
                add_text(ret, "image-variable", parts->image_environment->items[i]);
        if (parts->working_dir)
                add_text(ret, "working-dir", parts->working_dir);
        if (parts->stop_signal > 0)
                add_number(ret, "stop-signal", (uint64_t)parts->stop_signal);
        add_number(ret, "flags", parts->filter->flags);
        add_number(ret, "probe", parts->filter->has_probe);
        add_number(ret, "filter", parts->filter->n);
        return strbuf_add_bytes(ret, parts->filter->instructions,
                                parts->filter->n * sizeof *parts->filter->instructions);
}

void record_done(Record *record)
{
        strvec_done(&record->words);
        strvec_done(&record->environment);
        strvec_done(&record->image_environment);
        free(record->working_dir);
        identity_done(&record->identity);
        free(record->label);
        filter_done(&record->filter);
        *record = (Record){};
}

static int read_number(const char *text, uint64_t max, uint64_t *ret)
{
        return number_parse(text, max, ret) == 0 ? 0 : -EBADMSG;
}

static int read_id(const char *text, uint32_t *ret)
{
        uint64_t number;
        int r = read_number(text, COSLICE_ID_MAX, &number);
        if (r == 0)
                *ret = (uint32_t)number;
        return r;
}

static int read_pid(const char *text, Record *record)
{
        uint64_t number;
        int r = read_number(text, INT32_MAX, &number);
        if (r < 0 || number == 0)
                return -EBADMSG;
        record->pid = (pid_t)number;
        return 0;
}

static int read_seen(const char *text, Record *record)
{
        return read_number(text, UINT64_MAX, &record->seen);
}

static int read_uid(const char *text, Record *record)
{
        return read_id(text, &record->identity.uid);
}

static int read_gid(const char *text, Record *record)
{
        return read_id(text, &record->identity.gid);
}

static int read_group(const char *text, Record *record)
{
        Identity *identity = &record->identity;
        if (identity->n_groups == IDENTITY_GROUPS_MAX)
                return -EBADMSG;
        gid_t *groups = reallocarray(identity->groups, identity->n_groups + 1, sizeof *groups);
        if (!groups)
                return -ENOMEM;
        identity->groups = groups;
        int r = read_id(text, groups + identity->n_groups);
        identity->n_groups += r == 0;
        return r;
}

static int read_copy(const char *text, char **ret)
{
        *ret = strdup(text);
        return *ret ? 0 : -ENOMEM;
}

static int read_home(const char *text, Record *record)
{
        return read_copy(text, &record->identity.home);
}

static int read_label(const char *text, Record *record)
{
        return read_copy(text, &record->label);
}

static int read_capabilities(const char *text, Record *record)
{
        return read_number(text, UINT64_MAX, &record->capabilities);
}

static int read_word(const char *text, Record *record)
{
        return strvec_add(&record->words, text);
}

static int read_variable(const char *text, Record *record)
{
        return strvec_add(&record->environment, text);
}

static int read_image_variable(const char *text, Record *record)
{
        return strvec_add(&record->image_environment, text);
}

static int read_working_dir(const char *text, Record *record)
{
        return path_is_normalized(text) ? read_copy(text, &record->working_dir) : -EBADMSG;
}

static int read_stop_signal(const char *text, Record *record)
{
        uint64_t number;
        int r = read_number(text, SIGNAL_LAST, &number);
        if (r == 0)
                record->stop_signal = (int)number;
        return r;
}

static int read_flags(const char *text, Record *record)
{
        uint64_t number;
        int r = read_number(text, UINT32_MAX, &number);
        if (r == 0)
                record->filter.flags = (unsigned)number;
        return r;
}

static int read_probe(const char *text, Record *record)
{
        uint64_t number;
        int r = read_number(text, 1, &number);
        if (r == 0)
                record->filter.has_probe = number;
        return r;
}

static int read_filter(const char *text, Record *record)
{
        uint64_t number;
        int r = read_number(text, BPF_MAXINSNS, &number);
        if (r == 0)
                record->filter.n = (unsigned)number;
        return r;
}

/* How often it stands there. What earlier versions had not may be absent. */
typedef enum FieldCount { ONCE, ONCE_OR_NOT, ANY } FieldCount;

typedef struct Field {
        const char *name;
        FieldCount count;
        int (*read)(const char *text, Record *record); /* 0, -EBADMSG or -ENOMEM */
} Field;

static const Field fields[] = {
        {"pid", ONCE, read_pid},
        {"seen", ONCE, read_seen},
        {"uid", ONCE, read_uid},
        {"gid", ONCE, read_gid},
        {"group", ANY, read_group},
        {"home", ONCE, read_home},
        {"label", ONCE, read_label},
        {"capabilities", ONCE, read_capabilities},
        {"word", ANY, read_word},
        {"variable", ANY, read_variable},
        {"image-variable", ANY, read_image_variable},
        {"working-dir", ONCE_OR_NOT, read_working_dir},
        {"stop-signal", ONCE_OR_NOT, read_stop_signal},
        {"flags", ONCE, read_flags},
        {"probe", ONCE, read_probe},
        {"filter", ONCE, read_filter},
};
#define LAST (ARRAY_SIZE(fields) - 1)

/* The field that TEXT is of, whose value RET points to; ARRAY_SIZE(fields): none. */
static size_t find_field(const char *text, const char **ret)
{
        size_t i = 0;
        for (; i < ARRAY_SIZE(fields); i++) {
                const char *rest = string_after(text, fields[i].name);
                if (rest && *rest == '=') {
                        *ret = rest + 1;
                        break;
                }
        }
        return i;
}

/* Behind the last field: SIZE bytes at TEXT. */
static int read_instructions(const char *text, size_t size, Filter *filter)
{
        if (size != filter->n * sizeof *filter->instructions)
                return -EBADMSG;
        if (filter->n == 0)
                return 0;
        filter->instructions = malloc(size);
        if (!filter->instructions)
                return -ENOMEM;
        memcpy(filter->instructions, text, size);
        return 0;
}

static int read_fields(const char *text, size_t size, Record *record)
{
        const char *end = text + size, *value;
        bool seen[ARRAY_SIZE(fields)] = {};
        for (size_t field = 0; field != LAST;) {
                const char *stop = memchr(text, '\0', (size_t)(end - text));
                field = stop ? find_field(text, &value) : ARRAY_SIZE(fields);
                if (field == ARRAY_SIZE(fields) || (seen[field] && fields[field].count != ANY))
                        return -EBADMSG;
                seen[field] = true;
                int r = fields[field].read(value, record);
                if (r < 0)
                        return r;
                text = stop + 1;
        }
        for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
                if (!seen[i] && fields[i].count == ONCE)
                        return -EBADMSG;
        return read_instructions(text, (size_t)(end - text), &record->filter);
}

int record_read(const char *text, size_t size, Record *ret)
{
        Record record = {};
        if (size < sizeof KIND || memcmp(text, KIND, sizeof KIND) != 0)
                return -EBADMSG;
        int r = read_fields(text + sizeof KIND, size - sizeof KIND, &record);
        if (r < 0)
                record_done(&record);
        else
                *ret = record;
        return r;
}
