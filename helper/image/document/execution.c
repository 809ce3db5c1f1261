/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Docker's builders leave out what isn't said, or write null, "" or an empty array or object for it: these
 * are the same. */
#include "helper/image/document/execution.h"

#include "core/contract/signals.h"
#include "helper/image/document/config.h"
#include "helper/image/document/paths.h"

#include <errno.h>
#include <string.h>

/* What is longer couldn't be handed to a program. */
static int read_word(Reader *reader, const Json *value, const char **ret)
{
        int r = reader_string(reader, value, ret);
        return r == 0 && strlen(*ret) > CONFIG_WORD_MAX
                       ? reader_wrong(reader, NULL, "has more than %d bytes", CONFIG_WORD_MAX)
                       : r;
}

static int add_word(Reader *reader, const Json *value, void *context)
{
        const char *text;
        int r = read_word(reader, value, &text);
        return r == 0 ? strvec_add(context, text) : r;
}

static int read_words(Reader *reader, const Json *value, bool *has, StrVec *ret)
{
        *has = true;
        return reader_array(reader, value, add_word, ret);
}

static int read_entrypoint(Reader *reader, const Json *value, void *context)
{
        ImageRecord *record = context;
        return read_words(reader, value, &record->has_entrypoint, &record->entrypoint);
}

static int read_cmd(Reader *reader, const Json *value, void *context)
{
        ImageRecord *record = context;
        return read_words(reader, value, &record->has_cmd, &record->cmd);
}

/* One without "=" would be the host's variable of that name to some engines. */
static int add_variable(Reader *reader, const Json *value, void *context)
{
        const char *text;
        int r = read_word(reader, value, &text);
        if (r < 0)
                return r;
        if (!image_variable_is_valid(text))
                return reader_wrong(reader, text, "is no variable, NAME=VALUE");
        return strvec_add(context, text);
}

static int read_env(Reader *reader, const Json *value, void *context)
{
        return reader_array(reader, value, add_variable, &((ImageRecord *)context)->env);
}

/* A path in the image, made plain; NULL in RET for "". */
static int read_path(Reader *reader, const char *text, char **ret)
{
        _cleanup_free_ char *path = NULL;
        if (*text != '/')
                return reader_wrong(reader, text, "is no absolute path");
        int r = paths_make_plain(text, &path);
        if (r < 0)
                return r;
        if (!image_path_is_valid(path))
                return reader_wrong(reader, text, "is no path that could be one of an image");
        *ret = TAKE_PTR(path);
        return 0;
}

static int read_working_dir(Reader *reader, const Json *value, void *context)
{
        const char *text;
        int r = reader_string(reader, value, &text);
        return r == 0 && *text ? read_path(reader, text, &((ImageRecord *)context)->working_dir) : r;
}

static int read_user(Reader *reader, const Json *value, void *context)
{
        ImageRecord *record = context;
        const char *text;
        int r = reader_string(reader, value, &text);
        if (r < 0 || !*text)
                return r;
        if (!image_user_is_valid(text))
                return reader_wrong(reader, text, "is no user");
        record->user = strdup(text);
        return record->user ? 0 : -ENOMEM;
}

static int read_stop_signal(Reader *reader, const Json *value, void *context)
{
        const char *text;
        int r = reader_string(reader, value, &text);
        if (r < 0 || !*text)
                return r;
        int number = signal_from_text(text);
        if (number < 0)
                return reader_wrong(reader, text, "is no signal");
        ((ImageRecord *)context)->stop_signal = number;
        return 0;
}

/* Maps whose keys say all; the values are empty objects. */

static int add_volume(Reader *reader, const char *key, const Json *value, void *context)
{
        StrVec *volumes = context;
        _cleanup_free_ char *path = NULL;
        int r = read_path(reader, key, &path);
        if (r < 0)
                return r;
        if (streq(path, "/"))
                return reader_wrong(reader, key, "is all of the image, which can't be a volume");
        return strvec_contains(volumes, path) ? 0 : strvec_add(volumes, path);
}

static int read_volumes(Reader *reader, const Json *value, void *context)
{
        return reader_map(reader, value, add_volume, &((ImageRecord *)context)->volumes);
}

static int add_port(Reader *reader, const char *key, const Json *value, void *context)
{
        StrVec *ports = context;
        _cleanup_free_ char *port = string_printf("%s%s", key, strchr(key, '/') ? "" : "/tcp");
        if (!port)
                return -ENOMEM;
        for (char *c = port; *c; c++)
                if (*c >= 'A' && *c <= 'Z')
                        *c = (char)(*c - 'A' + 'a');
        if (!image_port_is_valid(port))
                return reader_wrong(reader, key, "is no port like 80/tcp or 5000-5010/udp");
        return strvec_contains(ports, port) ? 0 : strvec_add(ports, port);
}

static int read_ports(Reader *reader, const Json *value, void *context)
{
        return reader_map(reader, value, add_port, &((ImageRecord *)context)->ports);
}

static int add_label(Reader *reader, const char *key, const Json *value, void *context)
{
        const char *text = "";
        int r = value ? reader_string(reader, value, &text) : 0;
        if (r < 0)
                return r;
        if (!*key || strchr(key, '='))
                return reader_wrong(reader, key, "is no name of a label");
        return strvec_addf(context, "%s=%s", key, text);
}

static int read_labels(Reader *reader, const Json *value, void *context)
{
        return reader_map(reader, value, add_label, &((ImageRecord *)context)->labels);
}

/* The check whether it is healthy. */

static int read_test(Reader *reader, const Json *value, void *context)
{
        StrVec *test = &((ImageHealth *)context)->test;
        int r = reader_array(reader, value, add_word, test);
        if (r < 0 || test->n == 0)
                return r;
        const char *kind = test->items[0];
        if (!streq(kind, "NONE") && !streq(kind, "CMD") && !streq(kind, "CMD-SHELL"))
                return reader_wrong(reader, kind, "is no kind of check: NONE, CMD and CMD-SHELL are");
        if (streq(kind, "CMD-SHELL") && test->n != 2)
                return reader_wrong(reader, NULL, "has not one line for a shell behind CMD-SHELL");
        return streq(kind, "CMD") && test->n == 1 ? reader_wrong(reader, NULL, "has no words behind CMD") : 0;
}

/* From nanoseconds; what is less than a microsecond is still said. */
static int read_duration(Reader *reader, const Json *value, uint64_t *ret_usec)
{
        uint64_t nsec;
        int r = reader_number(reader, value, INT64_MAX, &nsec);
        if (r == 0)
                *ret_usec = nsec / 1000 + (nsec % 1000 != 0);
        return r;
}

static int read_interval(Reader *reader, const Json *value, void *context)
{
        return read_duration(reader, value, &((ImageHealth *)context)->interval_usec);
}

static int read_timeout(Reader *reader, const Json *value, void *context)
{
        return read_duration(reader, value, &((ImageHealth *)context)->timeout_usec);
}

static int read_start_period(Reader *reader, const Json *value, void *context)
{
        return read_duration(reader, value, &((ImageHealth *)context)->start_period_usec);
}

static int read_start_interval(Reader *reader, const Json *value, void *context)
{
        return read_duration(reader, value, &((ImageHealth *)context)->start_interval_usec);
}

static int read_retries(Reader *reader, const Json *value, void *context)
{
        uint64_t number;
        int r = reader_number(reader, value, INT32_MAX, &number);
        if (r == 0)
                ((ImageHealth *)context)->retries = (uint32_t)number;
        return r;
}

/* Without a test it is that of the image below, of which there is none any more. */
static int read_health(Reader *reader, const Json *value, void *context)
{
        static const Member members[] = {
                {"Test", read_test, false},
                {"Interval", read_interval, false},
                {"Timeout", read_timeout, false},
                {"StartPeriod", read_start_period, false},
                {"StartInterval", read_start_interval, false},
                {"Retries", read_retries, false},
        };
        ImageHealth *health = &((ImageRecord *)context)->health;
        int r = reader_object(reader, value, members, ARRAY_SIZE(members), health);
        if (r < 0)
                return r;
        health->given = health->test.n > 0;
        if (!health->given) {
                strvec_done(&health->test);
                *health = (ImageHealth){};
        }
        return 0;
}

int execution_read(Reader *reader, const Json *value, ImageRecord *record)
{
        static const Member members[] = {
                {"Env", read_env, false},         {"Entrypoint", read_entrypoint, false},
                {"Cmd", read_cmd, false},         {"WorkingDir", read_working_dir, false},
                {"User", read_user, false},       {"StopSignal", read_stop_signal, false},
                {"Volumes", read_volumes, false}, {"ExposedPorts", read_ports, false},
                {"Labels", read_labels, false},   {"Healthcheck", read_health, false},
        };
        return reader_object(reader, value, members, ARRAY_SIZE(members), record);
}
