/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/layer/counts.h"

#include "core/base/number.h"

#include <errno.h>
#include <string.h>

#define KIND "coslice-layer1" /* another one for another form of the file */

typedef struct Field {
        const char *name;
        uint64_t max;
} Field;

enum { FIELD_BYTES, FIELD_ENTRIES, FIELD_LEFT_OUT, FIELD_DEVICES, FIELD_MAX_ID, FIELD_LOG_LINKS, N_FIELDS };

/* In the order in which they stand. */
static const Field fields[N_FIELDS] = {
        [FIELD_BYTES] = {"bytes", INT64_MAX},        [FIELD_ENTRIES] = {"entries", LAYER_ENTRIES_MAX},
        [FIELD_LEFT_OUT] = {"left_out", INT64_MAX},  [FIELD_DEVICES] = {"devices", LAYER_ENTRIES_MAX},
        [FIELD_MAX_ID] = {"max_id", UINT32_MAX - 1}, [FIELD_LOG_LINKS] = {"log_links", 1},
};

static void spread(const LayerCounts *counts, uint64_t *ret)
{
        ret[FIELD_BYTES] = counts->bytes;
        ret[FIELD_ENTRIES] = counts->entries;
        ret[FIELD_LEFT_OUT] = counts->left_out;
        ret[FIELD_DEVICES] = counts->devices;
        ret[FIELD_MAX_ID] = counts->max_id;
        ret[FIELD_LOG_LINKS] = counts->log_links;
}

bool layer_counts_are_valid(const LayerCounts *counts)
{
        uint64_t numbers[N_FIELDS];
        spread(counts, numbers);
        for (size_t i = 0; i < N_FIELDS; i++)
                if (numbers[i] > fields[i].max)
                        return false;
        return true;
}

int layer_counts_write(const LayerCounts *counts, StrBuf *ret)
{
        uint64_t numbers[N_FIELDS];
        spread(counts, numbers);
        int r = strbuf_add_bytes(ret, KIND, sizeof KIND);
        for (size_t i = 0; i < N_FIELDS && r == 0; i++) {
                strbuf_addf(ret, "%s=%llu", fields[i].name, (unsigned long long)numbers[i]);
                r = strbuf_add_bytes(ret, "", 1);
        }
        return r;
}

/* Takes FIELD off TEXT of *N bytes. */
static int read_field(const char **text, size_t *n, const Field *field, uint64_t *ret)
{
        const char *stop = memchr(*text, '\0', *n);
        const char *value = stop ? string_after(*text, field->name) : NULL;
        if (!value || *value != '=' || number_parse(value + 1, field->max, ret) != 0)
                return -EBADMSG;
        *n -= (size_t)(stop + 1 - *text);
        *text = stop + 1;
        return 0;
}

int layer_counts_read(const char *text, size_t size, LayerCounts *ret)
{
        uint64_t numbers[N_FIELDS];
        if (size < sizeof KIND || memcmp(text, KIND, sizeof KIND) != 0)
                return -EBADMSG;
        text += sizeof KIND;
        size -= sizeof KIND;
        for (size_t i = 0; i < N_FIELDS; i++)
                if (read_field(&text, &size, fields + i, numbers + i) < 0)
                        return -EBADMSG;
        if (size > 0)
                return -EBADMSG;
        *ret = (LayerCounts){.bytes = numbers[FIELD_BYTES],
                             .entries = numbers[FIELD_ENTRIES],
                             .left_out = numbers[FIELD_LEFT_OUT],
                             .devices = numbers[FIELD_DEVICES],
                             .max_id = (uint32_t)numbers[FIELD_MAX_ID],
                             .log_links = numbers[FIELD_LOG_LINKS]};
        return 0;
}
