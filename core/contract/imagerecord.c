/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fields NAME=VALUE, each with a NUL at its end, all in the order of the table: a list is a field for each of
 * its entries, and a text that is not said is left out. So each record has one form, and each form is of one
 * record. */
#include "core/contract/imagerecord.h"

#include "core/base/number.h"
#include "core/base/utf8.h"
#include "core/contract/imagedigest.h"
#include "core/contract/place.h"
#include "core/contract/signals.h"

#include <errno.h>
#include <string.h>

#define KIND       "coslice-image1" /* another one for another form of the file */
#define PATH_SPACE 4096             /* PATH_MAX of Linux */

typedef enum FieldKind {
        FIELD_TEXT,     /* char * */
        FIELD_OPTIONAL, /* the same, which may be NULL */
        FIELD_LIST,     /* StrVec */
        FIELD_FLAG,     /* bool */
        FIELD_SMALL,    /* uint32_t, or int that isn't negative */
        FIELD_LARGE,    /* uint64_t */
} FieldKind;

typedef struct Field {
        const char *name;
        FieldKind kind;
        size_t offset;
        uint64_t max;                   /* of a number */
        bool (*is_valid)(const char *); /* of a text, and of each in a list */
} Field;

#define AT(field) offsetof(ImageRecord, field)

static const Field fields[] = {
        {"digest", FIELD_TEXT, AT(digest), 0, image_hex_is_valid},
        {"manifest", FIELD_TEXT, AT(manifest), 0, image_hex_is_valid},
        {"config", FIELD_TEXT, AT(config), 0, image_hex_is_valid},
        {"platform", FIELD_TEXT, AT(platform), 0, image_platform_is_valid},
        {"layer", FIELD_LIST, AT(layers), 0, image_hex_is_valid},
        {"max-id", FIELD_SMALL, AT(max_id), IMAGE_ID_MAX},
        {"log-links", FIELD_FLAG, AT(log_links), 1},
        {"variable", FIELD_LIST, AT(env), 0, image_variable_is_valid},
        {"has-entrypoint", FIELD_FLAG, AT(has_entrypoint), 1},
        {"entrypoint", FIELD_LIST, AT(entrypoint), 0, utf8_is_valid},
        {"has-cmd", FIELD_FLAG, AT(has_cmd), 1},
        {"cmd", FIELD_LIST, AT(cmd), 0, utf8_is_valid},
        {"working-dir", FIELD_OPTIONAL, AT(working_dir), 0, image_path_is_valid},
        {"user", FIELD_OPTIONAL, AT(user), 0, image_user_is_valid},
        {"stop-signal", FIELD_SMALL, AT(stop_signal), SIGNAL_LAST},
        {"volume", FIELD_LIST, AT(volumes), 0, image_path_is_valid},
        {"port", FIELD_LIST, AT(ports), 0, image_port_is_valid},
        {"label", FIELD_LIST, AT(labels), 0, image_label_is_valid},
        {"health", FIELD_FLAG, AT(health.given), 1},
        {"health-test", FIELD_LIST, AT(health.test), 0, utf8_is_valid},
        {"health-interval", FIELD_LARGE, AT(health.interval_usec), INT64_MAX},
        {"health-timeout", FIELD_LARGE, AT(health.timeout_usec), INT64_MAX},
        {"health-start-period", FIELD_LARGE, AT(health.start_period_usec), INT64_MAX},
        {"health-start-interval", FIELD_LARGE, AT(health.start_interval_usec), INT64_MAX},
        {"health-retries", FIELD_SMALL, AT(health.retries), INT32_MAX},
};

static char **text_of(const ImageRecord *record, const Field *field)
{
        return (char **)((char *)record + field->offset);
}

static StrVec *list_of(const ImageRecord *record, const Field *field)
{
        return (StrVec *)((char *)record + field->offset);
}

static uint64_t get_number(const ImageRecord *record, const Field *field)
{
        const char *at = (const char *)record + field->offset;
        return field->kind == FIELD_FLAG    ? *(const bool *)at
               : field->kind == FIELD_SMALL ? *(const uint32_t *)at
                                            : *(const uint64_t *)at;
}

static void set_number(ImageRecord *record, const Field *field, uint64_t number)
{
        char *at = (char *)record + field->offset;
        if (field->kind == FIELD_FLAG)
                *(bool *)at = number;
        else if (field->kind == FIELD_SMALL)
                *(uint32_t *)at = (uint32_t)number;
        else
                *(uint64_t *)at = number;
}

void image_record_done(ImageRecord *record)
{
        for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
                const Field *field = fields + i;
                if (field->kind == FIELD_TEXT || field->kind == FIELD_OPTIONAL)
                        free(*text_of(record, field));
                else if (field->kind == FIELD_LIST)
                        strvec_done(list_of(record, field));
        }
        *record = (ImageRecord){};
}

/* Values. */

static bool is_shown_text(const char *text)
{
        return utf8_is_valid(text) && !utf8_has_control(text);
}

bool image_variable_is_valid(const char *text)
{
        size_t n = strcspn(text, "=");
        if (n == 0 || !text[n] || !utf8_is_valid(text))
                return false;
        for (size_t i = 0; i < n; i++)
                if (utf8_is_control(text + i))
                        return false;
        return true;
}

bool image_label_is_valid(const char *text)
{
        return *text != '=' && strchr(text, '=') && utf8_is_valid(text);
}

bool image_user_is_valid(const char *text)
{
        return *text && strlen(text) <= IMAGE_USER_MAX && is_shown_text(text);
}

bool image_path_is_valid(const char *text)
{
        return path_is_normalized(text) && strlen(text) < PATH_SPACE && is_shown_text(text);
}

/* A port from 1 at TEXT; what follows it, or NULL. Leading zeros are none of its digits. */
static const char *skip_port(const char *text, unsigned *ret)
{
        unsigned port = 0;
        size_t n = strspn(text, "0123456789");
        if (n == 0 || n > 5 || *text == '0')
                return NULL;
        for (size_t i = 0; i < n; i++)
                port = port * 10 + (unsigned)(text[i] - '0');
        *ret = port;
        return port <= UINT16_MAX ? text + n : NULL;
}

bool image_port_is_valid(const char *text)
{
        unsigned first, last;
        text = skip_port(text, &first);
        if (text && *text == '-') {
                text = skip_port(text + 1, &last);
                if (text && last <= first)
                        return false;
        }
        return text && (streq(text, "/tcp") || streq(text, "/udp") || streq(text, "/sctp"));
}

bool image_platform_is_valid(const char *text)
{
        unsigned parts = 0;
        for (;; text++) {
                size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_.-");
                if (n == 0 || n > 32)
                        return false;
                parts++;
                text += n;
                if (*text != '/')
                        return !*text && (parts == 2 || parts == 3);
        }
}

static bool list_is_valid(const Field *field, const StrVec *list)
{
        for (size_t i = 0; i < list->n; i++)
                if (!field->is_valid(list->items[i]))
                        return false;
        return true;
}

static bool field_is_valid(const ImageRecord *record, const Field *field)
{
        if (field->kind == FIELD_LIST)
                return list_is_valid(field, list_of(record, field));
        if (field->kind != FIELD_TEXT && field->kind != FIELD_OPTIONAL)
                return get_number(record, field) <= field->max;
        const char *text = *text_of(record, field);
        return text ? field->is_valid(text) : field->kind == FIELD_OPTIONAL;
}

static bool health_is_valid(const ImageHealth *health)
{
        return health->given ||
               (health->test.n == 0 && health->interval_usec == 0 && health->timeout_usec == 0 &&
                health->start_period_usec == 0 && health->start_interval_usec == 0 && health->retries == 0);
}

bool image_record_is_valid(const ImageRecord *record)
{
        for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
                if (!field_is_valid(record, fields + i))
                        return false;
        return record->layers.n > 0 && record->layers.n <= IMAGE_LAYERS_MAX &&
               (record->has_entrypoint || record->entrypoint.n == 0) &&
               (record->has_cmd || record->cmd.n == 0) && !strvec_contains(&record->volumes, "/") &&
               health_is_valid(&record->health);
}

/* Writing. */

static void add_text(StrBuf *buf, const Field *field, const char *text)
{
        strbuf_add(buf, field->name);
        strbuf_add_char(buf, '=');
        strbuf_add_bytes(buf, text, strlen(text) + 1);
}

static void add_field(StrBuf *buf, const ImageRecord *record, const Field *field)
{
        if (field->kind == FIELD_LIST) {
                const StrVec *list = list_of(record, field);
                for (size_t i = 0; i < list->n; i++)
                        add_text(buf, field, list->items[i]);
        } else if (field->kind == FIELD_TEXT || field->kind == FIELD_OPTIONAL) {
                const char *text = *text_of(record, field);
                if (text)
                        add_text(buf, field, text);
        } else {
                strbuf_addf(buf, "%s=%llu", field->name, (unsigned long long)get_number(record, field));
                strbuf_add_bytes(buf, "", 1);
        }
}

int image_record_write(const ImageRecord *record, StrBuf *ret)
{
        size_t before = ret->length;
        if (!image_record_is_valid(record))
                return -EINVAL;
        strbuf_add_bytes(ret, KIND, sizeof KIND);
        for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
                add_field(ret, record, fields + i);
        if (ret->oom)
                return -ENOMEM;
        if (ret->length - before <= IMAGE_RECORD_MAX)
                return 0;
        strbuf_truncate(ret, before);
        return -E2BIG;
}

/* Reading. */

/* What is at TEXT, up to END. */
typedef struct Rest {
        const char *text, *end;
} Rest;

/* The value of a FIELD that REST begins with, which is left behind; NULL if it doesn't. A NUL follows REST.
 */
static const char *next_value(Rest *rest, const Field *field)
{
        const char *value = string_after(rest->text, field->name);
        if (!value || *value != '=')
                return NULL;
        const char *stop = value + strlen(value);
        if (stop >= rest->end)
                return NULL;
        rest->text = stop + 1;
        return value + 1;
}

static int read_text(ImageRecord *record, const Field *field, Rest *rest)
{
        const char *value = next_value(rest, field);
        if (!value)
                return field->kind == FIELD_OPTIONAL ? 0 : -EBADMSG;
        char *copy = strdup(value);
        *text_of(record, field) = copy;
        return copy ? 0 : -ENOMEM;
}

static int read_list(ImageRecord *record, const Field *field, Rest *rest)
{
        const char *value;
        int r = 0;
        while (r == 0 && (value = next_value(rest, field)))
                r = strvec_add(list_of(record, field), value);
        return r;
}

static int read_number(ImageRecord *record, const Field *field, Rest *rest)
{
        const char *value = next_value(rest, field);
        uint64_t number;
        if (!value || (value[0] == '0' && value[1]) || number_parse(value, field->max, &number) != 0)
                return -EBADMSG;
        set_number(record, field, number);
        return 0;
}

static int read_field(ImageRecord *record, const Field *field, Rest *rest)
{
        return field->kind == FIELD_LIST ? read_list(record, field, rest)
               : field->kind == FIELD_TEXT || field->kind == FIELD_OPTIONAL
                       ? read_text(record, field, rest)
                       : read_number(record, field, rest);
}

int image_record_read(const char *text, size_t size, ImageRecord *ret)
{
        _cleanup_image_record_ ImageRecord record = {};
        Rest rest = {text + sizeof KIND, text + size};
        if (size < sizeof KIND || size > IMAGE_RECORD_MAX || memcmp(text, KIND, sizeof KIND) != 0)
                return -EBADMSG;
        for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
                int r = read_field(&record, fields + i, &rest);
                if (r < 0)
                        return r;
        }
        if (rest.text != rest.end || !image_record_is_valid(&record))
                return -EBADMSG;
        *ret = record;
        record = (ImageRecord){};
        return 0;
}
