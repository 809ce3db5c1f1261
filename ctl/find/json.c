/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Diagnostics as JSON. */
#include "ctl/find/json.h"

#include "core/base/utf8.h"
#include "ctl/output.h"

#include <errno.h>
#include <json-c/json.h>

JsonDiags *json_diags_new(void)
{
        return (JsonDiags *)json_object_new_array();
}

JsonDiags *json_diags_free(JsonDiags *diags)
{
        json_object_put((json_object *)diags);
        return NULL;
}

static int add_string(json_object *object, const char *key, const char *value)
{
        if (!value)
                return 0;
        _cleanup_strbuf_ StrBuf buf = {};
        if (!utf8_is_valid(value)) {
                /* A path can be any bytes, and JSON can't. */
                utf8_printable(value, &buf);
                value = buf.text;
        }
        json_object *string = buf.oom ? NULL : json_object_new_string(value);
        return string && json_object_object_add(object, key, string) == 0 ? 0 : -ENOMEM;
}

static int fill(json_object *object, const Diag *diag)
{
        static const char *const words[] = {
                [SEVERITY_NOTE] = "note", [SEVERITY_WARNING] = "warning", [SEVERITY_ERROR] = "error"};
        int r = add_string(object, "severity", words[diag->severity]);
        if (r == 0)
                r = add_string(object, "file", diag->file);
        if (r == 0 && diag->line > 0) {
                json_object *line = json_object_new_int64(diag->line);
                r = line && json_object_object_add(object, "line", line) == 0 ? 0 : -ENOMEM;
        }
        if (r == 0)
                r = add_string(object, "section", diag->section);
        if (r == 0)
                r = add_string(object, "key", diag->key);
        return r < 0 ? r : add_string(object, "message", diag->message);
}

static int append(JsonDiags *diags, const Diag *diag)
{
        json_object *object = json_object_new_object();
        if (object && fill(object, diag) == 0 && json_object_array_add((json_object *)diags, object) == 0)
                return 0;
        json_object_put(object);
        return -ENOMEM;
}

int json_diags_add(JsonDiags *diags, const DiagList *list)
{
        int r = 0;
        for (size_t i = 0; i < list->n && r == 0; i++)
                r = append(diags, list->items + i);
        if (r < 0 || list->n_left_out == 0)
                return r;
        _cleanup_strbuf_ StrBuf text = {};
        r = output_add_left_out(list, &text);
        return r < 0 ? r : append(diags, &(Diag){.severity = SEVERITY_ERROR, .message = text.text});
}

int json_diags_print(FILE *file, const JsonDiags *diags)
{
        /* Versions of json-c differ in how they write an empty one. */
        if (json_object_array_length((const json_object *)diags) == 0) {
                fputs("[]\n", file);
                return 0;
        }
        /* A "/" needs no backslash, and paths can be pasted without. */
        int flags = JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE;
        const char *text = json_object_to_json_string_ext((json_object *)diags, flags);
        if (!text)
                return -ENOMEM;
        fprintf(file, "%s\n", text);
        return 0;
}
