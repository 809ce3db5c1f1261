/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Any bytes as the record of an image: what is read is what would be written. And records with any texts in
 * them: what is written is read again. A "+" in front tells the second. */
#include "core/contract/imagerecord.h"
#include "tests/fuzz/fuzz.h"

#include <errno.h>
#include <string.h>

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* A mistake stops the program, also where assert() is compiled out. */
static void must(bool true_here)
{
        if (!true_here)
                abort();
}

static void check_read(const char *text, size_t size)
{
        _cleanup_image_record_ ImageRecord record = {};
        _cleanup_strbuf_ StrBuf again = {};
        int r = image_record_read(text, size, &record);
        if (r == 0) {
                must(record.layers.n > 0 && image_record_is_valid(&record));
                must(image_record_write(&record, &again) == 0);
                must(again.length == size && memcmp(again.text, text, size) == 0);
        } else
                must(r == -EBADMSG && !record.digest);
}

/* Each line is a value; its first byte says of which field. */
static void add_line(ImageRecord *record, const char *line)
{
        StrVec *const lists[] = {&record->env,   &record->entrypoint, &record->cmd,    &record->volumes,
                                 &record->ports, &record->labels,     &record->layers, &record->health.test};
        char **const texts[] = {&record->user, &record->working_dir, &record->platform, &record->digest};
        unsigned which = (unsigned char)*line % 16;
        const char *value = line + (*line != '\0');
        if (which < ARRAY_SIZE(lists))
                must(strvec_add(lists[which], value) == 0);
        else if (which < 12) {
                free(*texts[which - 8]);
                *texts[which - 8] = strdup(value);
                must(*texts[which - 8]);
        } else if (which == 12)
                record->has_cmd = record->has_entrypoint = true;
        else if (which == 13)
                record->health.given = true;
        else if (which == 14)
                record->stop_signal = (signed char)*value;
        else
                record->max_id = (uint32_t)strtoul(value, NULL, 10);
}

static void check_written(char *lines)
{
        _cleanup_image_record_ ImageRecord record = {.digest = strdup(HEX),
                                                     .manifest = strdup(HEX),
                                                     .config = strdup(HEX),
                                                     .platform = strdup("linux/amd64")},
                                           read = {};
        _cleanup_strbuf_ StrBuf text = {}, again = {};
        must(strvec_add(&record.layers, HEX) == 0);
        for (char *line; (line = strsep(&lines, "\n"));)
                add_line(&record, line);
        bool valid = image_record_is_valid(&record);
        int r = image_record_write(&record, &text);
        must((r == 0) == valid && (r == 0 || r == -EINVAL));
        if (r < 0)
                return;
        must(image_record_read(text.text, text.length, &read) == 0);
        must(image_record_write(&read, &again) == 0);
        must(again.length == text.length && memcmp(again.text, text.text, text.length) == 0);
        must(read.env.n == record.env.n && read.cmd.n == record.cmd.n &&
             read.stop_signal == record.stop_signal);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        _cleanup_free_ char *text = malloc(size + 1);
        must(text);
        memcpy(text, data, size);
        text[size] = '\0';
        if (size > 0 && size < IMAGE_RECORD_MAX / 2 && *text == '+')
                check_written(text + 1);
        else
                check_read(text, size);
        return 0;
}
