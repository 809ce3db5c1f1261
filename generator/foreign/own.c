/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys of the language with values as others have them: what to write instead. */
#include "generator/foreign/tables.h"

#include "core/base/number.h"
#include "core/base/utf8.h"
#include "core/contract/device.h"
#include "generator/types/foreignfile.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

const char *foreign_field_of(const Key *key)
{
        const char *field = key->field ? key->field : key->type->field;
        return field ? field : "value";
}

/* Whether the N bytes at VALUE are WORD in any case; a "*" at its beginning stands for whatever is before. */
static bool is_word(const char *word, const char *value, size_t n)
{
        size_t length = strlen(word), skipped = 0;
        if (*word == '*') {
                word++;
                length--;
                skipped = n > length ? n - length : 0;
        }
        return n - skipped == length && strncasecmp(word, value + skipped, length) == 0;
}

/* A keyword that is none of KEY's. */
static int add_word(const Key *key, const ForeignLine *line, StrBuf *advice)
{
        size_t n = strcspn(line->value, ":");
        for (size_t i = 0; i < key_rule(key)->n_words; i++)
                if (strcasecmp(line->value, key_rule(key)->words[i]) == 0)
                        return 0;
        if (needy_word(key_rule(key), line->value, n))
                return 0;
        for (size_t i = 0; i < n_foreign_words; i++) {
                const ForeignWord *word = foreign_words + i;
                if (!streq(word->key, key->name) || !is_word(word->word, line->value, n))
                        continue;
                int r = foreign_fits(word->advice, line);
                if (r < 0)
                        return r;
                if (r > 0)
                        return foreign_answer(line, word->advice, key->section, advice);
        }
        return 0;
}

int foreign_add_shm(StrBuf *advice, const char *size)
{
        uint64_t bytes;
        if (!size || number_parse_size(size, &bytes) != 0)
                return strbuf_add(advice, "the group has a /dev/shm, ShmSize= says how large; leave it out");
        return strbuf_addf(advice, "the containers share /dev/shm: write ShmSize=%s in [Group]", size);
}

/* What is mounted at TARGET, N bytes, where the kernel's file systems are: a device, or nothing that is
 * needed. 1, 0 if it is elsewhere. */
static int add_kernel(StrBuf *advice, const char *source, const char *target, size_t n)
{
        static const char *const kernel[] = {"/dev", "/proc", "/sys"};
        for (size_t i = 0; i < ARRAY_SIZE(kernel); i++) {
                size_t length = strlen(kernel[i]);
                if (strncmp(target, kernel[i], length) != 0 || (n > length && target[length] != '/') ||
                    n < length)
                        continue;
                _cleanup_free_ char *place = strndup(target, n);
                if (!place)
                        return -ENOMEM;
                bool device = i == 0 && n > length && strncmp(source, "/dev/", 5) == 0 &&
                              !device_place_is_taken(place);
                size_t n_source = strcspn(source, ":");
                int r = device ? strbuf_addf(advice, "nodes of /dev are devices: write AddDevice=%.*s:%s",
                                             (int)n_source, source, place)
                               : strbuf_add(advice, "nothing can be mounted on or below /proc, /sys and "
                                                    "/dev; leave it out");
                return r < 0 ? r : 1;
        }
        return 0;
}

/* What to write for a volume. *RET_FOREIGN: it isn't what the language has. */
static int read_volume(StrBuf *advice, const char *value, const ForeignLine *line, bool *ret_foreign)
{
        _cleanup_strbuf_ StrBuf out = {}, why = {};
        Conversion c = {.line = line, .value = value, .out = &out, .why = &why};
        const char *colon = strchr(value, ':');
        int r = colon ? add_kernel(advice, value, colon + 1, strcspn(colon + 1, ":")) : 0;
        *ret_foreign = true;
        if (r != 0)
                return r < 0 ? r : 0;
        if (!colon && *value == '/' && value[1])
                return strbuf_add(advice,
                                  "a volume without a name is gone with its container, as all else is "
                                  "that it writes; leave it out");
        r = foreign_convert_volume(&c);
        if (r < 0)
                return r;
        if (r == 0)
                return strbuf_add(advice,
                                  "expected a value like /srv/data:/data: write Volume=/srv/data:/data");
        *ret_foreign = why.length > 0;
        return strbuf_addf(advice, "%s%swrite Volume=%s", why.text ? why.text : "", why.text ? ": " : "",
                           out.text);
}

int foreign_add_volume(StrBuf *advice, const char *value, const ForeignLine *line)
{
        bool foreign;
        return read_volume(advice, value, line, &foreign);
}

/* What to write for a tmpfs that is to belong to the container's user. */
static int read_tmpfs(StrBuf *advice, const ForeignLine *line, bool *ret_foreign)
{
        _cleanup_strbuf_ StrBuf out = {}, why = {};
        Conversion c = {.line = line, .value = line->value, .out = &out, .why = &why};
        int r = foreign_convert_tmpfs(&c);
        const char *owned = strstr(line->value, ":U") ? strstr(line->value, ":U") : strstr(line->value, ",U");
        *ret_foreign = r > 0 && owned && (!owned[2] || owned[2] == ',');
        if (!*ret_foreign)
                return r < 0 ? r : 0;
        return strbuf_addf(advice, "%s: write Tmpfs=%s", why.text, out.text);
}

/* A path that begins with a home directory, or with what systemd puts there. */
static bool is_foreign_path(const char *value)
{
        return strchr("~%$", *value) != NULL;
}

/* A unit whose name has something of systemd in it, or a condition about such a path. */
static bool is_expanded(const Key *key, const char *value)
{
        bool units = key->type->split == SPLIT_UNITS, paths = key->type == &type_condition_path;
        value += paths && *value == '|';
        value += paths && *value == '!';
        return (units && strchr(value, '%')) || (paths && is_foreign_path(value)) ||
               (key->type == &type_host_paths && is_foreign_path(value));
}

/* A file's name alone. */
static bool is_beside(const char *value)
{
        return !strchr("/.~%$\"'", *value);
}

static int add_mount(const Key *key, const ForeignLine *line, StrBuf *advice)
{
        _cleanup_strbuf_ StrBuf text = {};
        bool foreign = false;
        int r = 0;
        /* A path of the host is right with "%" in it, which is text here; that has a warning. */
        if (*line->value == '/' && strchr(line->value, '%'))
                return 0;
        if (key->type == &type_tmpfs) {
                const char *size = strstr(line->value, "size=");
                foreign = strncmp(line->value, "/dev/shm", 8) == 0 &&
                          (!line->value[8] || line->value[8] == ':');
                _cleanup_free_ char *number = size ? strndup(size + 5, strcspn(size + 5, ",")) : NULL;
                if (size && !number)
                        return -ENOMEM;
                if (foreign)
                        r = foreign_add_shm(&text, number);
                else
                        r = read_tmpfs(&text, line, &foreign);
        } else if (strchr(line->value, ':') || strchr("/\"'", *line->value)) {
                _cleanup_strbuf_ StrBuf out = {}, why = {};
                Conversion c = {.line = line, .value = line->value, .out = &out, .why = &why};
                bool kernel = strchr(line->value, ':') && strncmp(line->value, "/dev/", 5) == 0;
                ForeignLine closed = *line;
                closed.more_volumes = false; /* a line that is to be written anew is right at once */
                r = foreign_convert_volume(&c);
                bool clean = r > 0 && why.length == 0;
                if (r >= 0 && (r > 0 || !strchr(line->value, ':') || kernel))
                        r = read_volume(&text, line->value, clean ? line : &closed, &foreign);
                else if (r >= 0)
                        r = 0;
        }
        return r < 0 || !foreign ? r : foreign_answer(line, text.text, key->section, advice);
}

/* Images that are files of Quadlet, x.image, or have variables in them. */
static int add_image(const ForeignLine *line, StrBuf *advice)
{
        static const char build[] =
                "coslice builds no images: let another tool put it into a directory, as podman push NAME "
                "oci:/srv/images/NAME does; write Image=oci:/srv/images/NAME";
        bool file = !strchr(line->value, '/');
        const char *text = NULL;
        int right = foreign_is_reference(line->value);
        if (right != 0)
                return right < 0 ? right : 0;
        if (file && foreign_file_stem(line->value, ".image") > 0)
                text = "Image= of that file says which one it is: write Image={image}";
        else if (file && foreign_file_stem(line->value, ".build") > 0)
                text = build;
        else if (strpbrk(line->value, "$%"))
                text = "nothing is replaced in it: write Image={image}";
        return text ? foreign_answer(line, text, SECTION_CONTAINER, advice) : 0;
}

int foreign_answer_value(const Key *key, const ForeignLine *line, StrBuf *advice)
{
        _cleanup_strbuf_ StrBuf out = {}, why = {};
        Conversion c = {.line = line, .value = line->value, .out = &out, .why = &why};
        const char *name = is_expanded(key, line->value) ? "text" : foreign_field_of(key);
        bool path = key->type == &type_host_path || key->type == &type_container_path;
        if (!*line->value || key_is_later(key))
                return 0;
        if (key->type == &type_keyword)
                return add_word(key, line, advice);
        int told = key->type == &type_image ? add_image(line, advice) : 0;
        if (told != 0)
                return told;
        if (key->type->reads_as & TEXT_MOUNT)
                return add_mount(key, line, advice);
        bool refuses_zero = key->type == &type_time && key_rule(key)->too_little; /* "never", for others */
        bool files = key->type == &type_environment_file;
        const char *file = line->value + (files && *line->value == '-');
        bool asked = streq(name, "text") || ((path || files) && is_foreign_path(file)) ||
                     (files && is_beside(file)) ||
                     (key->type == &type_host_name && !utf8_first_foreign(line->value)) ||
                     key->type == &type_user || key->type == &type_user_group ||
                     key->type == &type_capabilities || key->type == &type_image || refuses_zero;
        if (!asked)
                return 0;
        const ForeignField *field = foreign_field(name, strlen(name));
        int r = field->convert(&c);
        if (r <= 0 || why.length == 0)
                return r < 0 ? r : 0;
        _cleanup_free_ char *text = string_printf("write %s={%s}", key->name, name);
        return text ? foreign_answer(line, text, key->section, advice) : -ENOMEM;
}
