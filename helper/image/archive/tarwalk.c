/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/archive/tarwalk.h"

#include "core/contract/contract.h"
#include "helper/image/archive/tarhead.h"

#include <errno.h>
#include <string.h>

#define TEXT_MAX (1024 * 1024) /* of an extended header or a long name; libarchive takes no more either */

void tar_entry_done(TarEntry *entry)
{
        free(entry->name);
        free(entry->target);
        *entry = (TarEntry){};
}

void tarwalk_done(TarWalk *walk)
{
        for (size_t i = walk->first; i < walk->n_queue; i++)
                tar_entry_done(walk->queue + i);
        free(walk->queue);
        tar_entry_done(&walk->entry);
        free(walk->sparse_name);
        strbuf_done(&walk->text);
        *walk = (TarWalk){};
}

static int refuse(const TarWalk *walk, const char *why, Failure *failure)
{
        return failure_set(failure, EXIT_SETUP_ROOT, 0, "%s (at byte %llu)", why,
                           (unsigned long long)walk->position);
}

static int set_text(char **where, const char *text)
{
        *where = strdup(text);
        return *where ? 0 : -ENOMEM;
}

static int queue_entry(TarWalk *walk)
{
        if (walk->first == walk->n_queue)
                walk->first = walk->n_queue = 0;
        if (walk->n_queue == walk->space) {
                size_t space = walk->space ? 2 * walk->space : 64;
                TarEntry *queue = reallocarray(walk->queue, space, sizeof *queue);
                if (!queue)
                        return -ENOMEM;
                walk->queue = queue;
                walk->space = space;
        }
        walk->queue[walk->n_queue++] = walk->entry;
        walk->entry = (TarEntry){};
        walk->begun = walk->has_start = walk->has_size = walk->has_text = false;
        return 0;
}

bool tarwalk_take(TarWalk *walk, TarEntry *ret)
{
        if (walk->first == walk->n_queue)
                return false;
        *ret = walk->queue[walk->first++];
        return true;
}

/* A record of what an entry is called, or how large it is, stands once and has a value, or readers differ in
 * which one counts. */
static int take_text(TarWalk *walk, const TarRecord *record, char **where, Failure *failure)
{
        if (*where)
                return refuse(walk, "an entry has two names or targets", failure);
        if (record->n_value == 0 || strlen(record->value) != record->n_value)
                return refuse(walk, "a name in an extended header is empty or has a NUL in it", failure);
        return set_text(where, record->value);
}

static int take_record(TarWalk *walk, const TarRecord *record, Failure *failure)
{
        TarEntry *entry = &walk->entry;
        if (streq(record->key, "path"))
                return take_text(walk, record, &entry->name, failure);
        if (streq(record->key, "linkpath"))
                return take_text(walk, record, &entry->target, failure);
        if (streq(record->key, "GNU.sparse.name"))
                return take_text(walk, record, &walk->sparse_name, failure);
        if (string_after(record->key, "GNU.sparse.") || streq(record->key, "SCHILY.realsize"))
                entry->sparse = true;
        if (!streq(record->key, "size"))
                return 0;
        if (walk->has_size || strlen(record->value) != record->n_value ||
            tarhead_read_size(record->value, &entry->size) < 0)
                return refuse(walk, "the size in an extended header is none, or stands twice", failure);
        walk->has_size = true;
        return 0;
}

static int take_records(TarWalk *walk, Failure *failure)
{
        char *text = walk->text.text;
        size_t n = walk->text.length;
        TarRecord record;
        int r;
        while ((r = tarhead_next_record(&text, &n, &record)) == 0) {
                /* libarchive leaves out what is for all entries, others don't. */
                if (walk->text_type == 'g' && !streq(record.key, "comment"))
                        return refuse(walk, "an extended header is for all entries", failure);
                r = take_record(walk, &record, failure);
                if (r < 0)
                        return r;
        }
        return r < 0 ? refuse(walk, "an extended header is damaged", failure) : 0;
}

/* GNU's: the name alone, and NULs. */
static int take_long_name(TarWalk *walk, char **where, Failure *failure)
{
        const StrBuf *text = &walk->text;
        size_t n = strnlen(text->text ? text->text : "", text->length);
        for (size_t i = n; i < text->length; i++)
                if (text->text[i])
                        return refuse(walk, "a long name has a NUL in it", failure);
        return take_text(walk, &(TarRecord){.value = text->text ? text->text : (char *)"", .n_value = n},
                         where, failure);
}

static int take_header_text(TarWalk *walk, Failure *failure)
{
        if (walk->text.oom)
                return -ENOMEM;
        int r = walk->text_type == 'L'   ? take_long_name(walk, &walk->entry.name, failure)
                : walk->text_type == 'K' ? take_long_name(walk, &walk->entry.target, failure)
                                         : take_records(walk, failure);
        strbuf_truncate(&walk->text, 0);
        return r;
}

/* What was found in front of the header counts more than what stands in it. */
static int finish_entry(TarWalk *walk, const TarHead *head, Failure *failure)
{
        TarEntry *entry = &walk->entry;
        if (walk->sparse_name) {
                free(entry->name);
                entry->name = TAKE_PTR(walk->sparse_name);
        }
        int r = entry->name ? 0 : set_text(&entry->name, head->name);
        bool is_link = head->type == '1' || head->type == '2';
        if (r == 0 && is_link && !entry->target)
                r = set_text(&entry->target, head->target);
        if (r < 0)
                return r;
        if (!is_link && entry->target)
                return refuse(walk, "an entry that is no link has a target", failure);
        entry->type = head->type == 'S' ? '0' : head->type;
        entry->mode = head->mode;
        entry->sparse = entry->sparse || head->type == 'S';
        if (!walk->has_size)
                entry->size = head->size;
        if (entry->type != '0' && entry->size > 0)
                return refuse(walk, "an entry has data that isn't a file", failure);
        size_t n = strlen(entry->name);
        if (entry->type == '0' && n > 0 && entry->name[n - 1] == '/')
                return refuse(walk, "a file has a name like a folder's", failure);
        return 0;
}

static uint64_t padded(uint64_t size)
{
        return size + (TAR_BLOCK - size % TAR_BLOCK) % TAR_BLOCK;
}

/* TYPE is for the entry whose header comes next. */
static int begin_text(TarWalk *walk, const TarHead *head, Failure *failure)
{
        if (head->size > TEXT_MAX)
                return refuse(walk, "an extended header or a long name is larger than 1 MiB", failure);
        if (head->type == 'x' && walk->has_text)
                return refuse(walk, "an entry has two extended headers", failure);
        if (head->type == 'g' && walk->begun)
                return refuse(walk, "an extended header for all stands between those of an entry", failure);
        walk->has_text = walk->has_text || head->type == 'x';
        walk->text_type = head->type;
        walk->left = head->size;
        walk->begun = walk->begun || head->type != 'g';
        walk->state = head->size > 0 ? TAR_TEXT : TAR_HEADER;
        return head->size > 0 ? 0 : take_header_text(walk, failure);
}

static int take_head(TarWalk *walk, Failure *failure)
{
        TarHead head;
        const char *why;
        int r = tarhead_read(walk->block, &head, &why);
        if (r < 0)
                return refuse(walk, why, failure);
        if (r == TAR_HEAD_EMPTY) {
                if (walk->begun)
                        return refuse(walk, "an extended header has no entry", failure);
                walk->state = TAR_END;
                return 0;
        }
        if (!walk->has_start)
                walk->entry.start = walk->position - TAR_BLOCK;
        walk->has_start = true;
        if (strchr("xgLK", head.type))
                return begin_text(walk, &head, failure);
        r = finish_entry(walk, &head, failure);
        if (r < 0)
                return r;
        walk->left = padded(walk->entry.size);
        walk->state = head.sparse_goes_on ? TAR_SPARSE : walk->left > 0 ? TAR_DATA : TAR_HEADER;
        return queue_entry(walk);
}

#define SPARSE_MAP_GOES_ON 504 /* in a block of the map */

static int take_block(TarWalk *walk, Failure *failure)
{
        static const unsigned char zeros[TAR_BLOCK];
        switch (walk->state) {
        case TAR_HEADER: return take_head(walk, failure);
        case TAR_SPARSE:
                if (!walk->block[SPARSE_MAP_GOES_ON])
                        walk->state = walk->left > 0 ? TAR_DATA : TAR_HEADER;
                return 0;
        case TAR_TEXT: {
                size_t n = walk->left < TAR_BLOCK ? walk->left : TAR_BLOCK;
                strbuf_add_bytes(&walk->text, walk->block, n);
                walk->left -= n;
                if (walk->left > 0)
                        return 0;
                walk->state = TAR_HEADER;
                return take_header_text(walk, failure);
        }
        default:
                return memcmp(walk->block, zeros, TAR_BLOCK) == 0
                               ? 0
                               : refuse(walk, "there is something behind the end of the archive", failure);
        }
}

int tarwalk_add(TarWalk *walk, const void *data, size_t n, Failure *failure)
{
        const unsigned char *from = data;
        while (n > 0) {
                size_t step = TAR_BLOCK - walk->n_block;
                if (walk->state == TAR_DATA)
                        step = walk->left < n ? walk->left : n;
                else if (step > n)
                        step = n;
                walk->position += step;
                if (walk->state == TAR_DATA) {
                        walk->left -= step;
                        walk->state = walk->left > 0 ? TAR_DATA : TAR_HEADER;
                } else {
                        memcpy(walk->block + walk->n_block, from, step);
                        walk->n_block = (walk->n_block + step) % TAR_BLOCK;
                        int r = walk->n_block > 0 ? 0 : take_block(walk, failure);
                        if (r < 0)
                                return r;
                }
                from += step;
                n -= step;
        }
        return 0;
}

int tarwalk_end(const TarWalk *walk, Failure *failure)
{
        if ((walk->state == TAR_HEADER || walk->state == TAR_END) && walk->n_block == 0 && !walk->begun)
                return 0;
        return refuse(walk, "it is cut off", failure);
}
