/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/json/reader.h"

#include "core/base/strbuf.h"

#include <errno.h>
#include <json-c/json.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define SHOWN_MAX 80 /* bytes of what is shown of a file's own text */

/* What is told of a file that can't be read at all. */
static int wrong_at(Reader *reader, const char *text, size_t offset, const char *words)
{
        unsigned line, column;
        scan_place(text, offset, &line, &column);
        return failure_set(reader->failure, reader->rules->status, 0, "line %u, column %u: %s", line, column,
                           words);
}

int reader_begin(Reader *reader, const char *text, size_t size)
{
        char words[SCAN_WORDS_MAX];
        size_t offset;
        if (size >= INT_MAX)
                return -E2BIG;
        int r = scan_json(text, size, &reader->rules->limits, words, &offset);
        if (r < 0)
                return r == -EINVAL ? wrong_at(reader, text, offset, words) : r;
        struct json_tokener *tokener = json_tokener_new_ex((int)reader->rules->limits.depth + 1);
        if (!tokener)
                return -ENOMEM;
        json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
        /* With its NUL: a number or a word at the end is only then known to be one. */
        reader->root = json_tokener_parse_ex(tokener, text, (int)size + 1);
        enum json_tokener_error error = json_tokener_get_error(tokener);
        offset = json_tokener_get_parse_end(tokener);
        json_tokener_free(tokener);
        if (error == json_tokener_success)
                return 0;
        if (error == json_tokener_continue || offset >= size)
                return wrong_at(reader, text, size, "the file ends here, in the middle of JSON");
        return wrong_at(reader, text, offset, json_tokener_error_desc(error));
}

void reader_done(Reader *reader)
{
        json_object_put(reader->root);
        reader->root = NULL;
}

size_t reader_enter(Reader *reader, const char *format, ...)
{
        size_t here = strlen(reader->place);
        va_list args;
        va_start(args, format);
        vsnprintf(reader->place + here, sizeof reader->place - here, format, args);
        va_end(args);
        return here;
}

void reader_leave(Reader *reader, size_t here)
{
        reader->place[here] = '\0';
}

/* What is to be shown on a terminal as well. */
static bool is_plain(const char *text)
{
        for (; *text; text++)
                if (*text < ' ' || *text > '~' || *text == '"')
                        return false;
        return true;
}

int reader_wrong(Reader *reader, const char *text, const char *format, ...)
{
        char words[256];
        const char *place = reader->place + (reader->place[0] == '.'); /* ".defaultAction" */
        va_list args;
        va_start(args, format);
        vsnprintf(words, sizeof words, format, args);
        va_end(args);
        if (!*place)
                place = reader->rules->whole;
        if (!text)
                return failure_set(reader->failure, reader->rules->status, 0, "%s %s", place, words);
        if (strlen(text) > SHOWN_MAX || !is_plain(text))
                return failure_set(reader->failure, reader->rules->status, 0, "%s: the text %s", place,
                                   words);
        return failure_set(reader->failure, reader->rules->status, 0, "%s: \"%s\" %s", place, text, words);
}

static int read_member(Reader *reader, const Member *members, size_t n, const char *key, const Json *value,
                       unsigned *seen, void *context)
{
        size_t i = 0;
        while (i < n && !streq(members[i].key, key))
                i++;
        if (i == n)
                return reader->rules->open ? 0 : reader_wrong(reader, key, "is no key that is known here");
        if (!value)
                return 0;
        *seen |= 1U << i;
        size_t here = reader_enter(reader, ".%s", key);
        int r = members[i].read(reader, value, context);
        reader_leave(reader, here);
        return r;
}

int reader_object(Reader *reader, const Json *value, const Member *members, size_t n, void *context)
{
        unsigned seen = 0;
        if (!json_object_is_type(value, json_type_object))
                return reader_wrong(reader, NULL, "is no object");
        json_object_object_foreach((Json *)value, key, member)
        {
                int r = read_member(reader, members, n, key, member, &seen, context);
                if (r < 0)
                        return r;
        }
        for (size_t i = 0; i < n; i++)
                if (members[i].required && !(seen >> i & 1))
                        return reader_wrong(reader, NULL, "has no %s", members[i].key);
        return 0;
}

int reader_map(Reader *reader, const Json *value, ReadPair each, void *context)
{
        size_t i = 0;
        if (!json_object_is_type(value, json_type_object))
                return reader_wrong(reader, NULL, "is no object");
        json_object_object_foreach((Json *)value, key, member)
        {
                /* Not by its key, which may be long, and hostile. */
                size_t here = reader_enter(reader, "[%zu]", i++);
                int r = each(reader, key, member, context);
                reader_leave(reader, here);
                if (r < 0)
                        return r;
        }
        return 0;
}

int reader_array(Reader *reader, const Json *value, ReadValue each, void *context)
{
        bool outermost = !strchr(reader->place, '[');
        int r = 0;
        if (!json_object_is_type(value, json_type_array))
                return reader_wrong(reader, NULL, "is no array");
        for (size_t i = 0; i < json_object_array_length(value) && r == 0; i++) {
                size_t here = reader_enter(reader, "[%zu]", i);
                if (outermost)
                        reader->index = i;
                r = each(reader, json_object_array_get_idx(value, i), context);
                reader_leave(reader, here);
        }
        return r;
}

int reader_string(Reader *reader, const Json *value, const char **ret)
{
        if (!json_object_is_type(value, json_type_string))
                return reader_wrong(reader, NULL, "is no string");
        const char *text = json_object_get_string((Json *)value);
        if (strlen(text) != (size_t)json_object_get_string_len(value))
                return reader_wrong(reader, NULL, "has a NUL in it");
        *ret = text;
        return 0;
}

int reader_number(Reader *reader, const Json *value, uint64_t max, uint64_t *ret)
{
        /* A negative one reads as 0. */
        if (!json_object_is_type(value, json_type_int) || json_object_get_int64(value) < 0 ||
            json_object_get_uint64(value) > max)
                return reader_wrong(reader, NULL, "is no whole number from 0 to %llu",
                                    (unsigned long long)max);
        *ret = json_object_get_uint64(value);
        return 0;
}
