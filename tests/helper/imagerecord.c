/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* imagerecord FIELD=VALUE…: writes the record of an image to standard output, as coslice-image does. What is
 * not given is as short as it may be; "entrypoint" and "cmd" without a value are those that are there and
 * empty. */
#include "core/contract/imagerecord.h"

#include <stdio.h>
#include <string.h>

static char hex[] = "00000000000000000000000000000000000000000000000000000000000000aa";

static int set(ImageRecord *record, const char *name, const char *value)
{
        const struct {
                const char *name;
                StrVec *list;
                bool *has;
        } lists[] = {{"layer", &record->layers, NULL},
                     {"env", &record->env, NULL},
                     {"entrypoint", &record->entrypoint, &record->has_entrypoint},
                     {"cmd", &record->cmd, &record->has_cmd},
                     {"volume", &record->volumes, NULL}};
        for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
                if (!streq(name, lists[i].name))
                        continue;
                if (lists[i].has)
                        *lists[i].has = true;
                return value ? strvec_add(lists[i].list, value) : 0;
        }
        if (streq(name, "user"))
                record->user = strdup(value);
        else if (streq(name, "working-dir"))
                record->working_dir = strdup(value);
        else if (streq(name, "max-id"))
                record->max_id = (uint32_t)strtoul(value, NULL, 10);
        else if (streq(name, "stop-signal"))
                record->stop_signal = atoi(value);
        else
                return -1;
        return 0;
}

int main(int argc, char **argv)
{
        _cleanup_image_record_ ImageRecord record = {.digest = strdup(hex),
                                                     .manifest = strdup(hex),
                                                     .config = strdup(hex),
                                                     .platform = strdup("linux/amd64")};
        _cleanup_strbuf_ StrBuf text = {};
        for (int i = 1; i < argc; i++) {
                char *value = strchr(argv[i], '=');
                if (value)
                        *value++ = '\0';
                if (set(&record, argv[i], value) < 0) {
                        fprintf(stderr, "imagerecord: %s?\n", argv[i]);
                        return 2;
                }
        }
        if (image_record_write(&record, &text) < 0) {
                fprintf(stderr, "imagerecord: this is no record\n");
                return 1;
        }
        return fwrite(text.text, 1, text.length, stdout) == text.length ? 0 : 1;
}
