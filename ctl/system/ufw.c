/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ctl/system/ufw.h"

#include "core/base/cleanup.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* The value of the last line KEY=VALUE of TEXT, and its length without quotes; "" if there is none. */
static const char *find_value(const char *text, const char *key, size_t *ret)
{
        const char *value = "";
        size_t length = strlen(key);
        for (const char *line = text; line; line = strchr(line, '\n')) {
                line += *line == '\n';
                if (strncmp(line, key, length) == 0 && line[length] == '=')
                        value = line + length + 1;
        }
        value += *value == '"';
        *ret = strcspn(value, "\"\n");
        return value;
}

static bool is_value(const char *text, const char *key, const char *wanted)
{
        size_t length;
        const char *value = find_value(text, key, &length);
        return length == strlen(wanted) && strncasecmp(value, wanted, length) == 0;
}

bool ufw_would_drop(const char *switch_text, const char *defaults, const char *rules)
{
        bool forwards = is_value(defaults, "DEFAULT_FORWARD_POLICY", "ACCEPT") ||
                        (strstr(rules, "-A ufw-user-forward -i cs-+ -j ACCEPT") &&
                         strstr(rules, "-A ufw-user-forward -o cs-+ -j ACCEPT"));
        bool answers = is_value(defaults, "DEFAULT_INPUT_POLICY", "ACCEPT") ||
                       strstr(rules, "-A ufw-user-input -i cs-+ -j ACCEPT");
        return is_value(switch_text, "ENABLED", "yes") && !(forwards && answers);
}

/* The text of the file, which the caller frees, or NULL. */
static char *read_text(const char *path)
{
        char *text = NULL;
        size_t size = 0;
        FILE *file = fopen(path, "re");
        if (!file)
                return NULL;
        if (getdelim(&text, &size, '\0', file) < 0) {
                free(text);
                text = NULL;
        }
        fclose(file);
        return text;
}

bool ufw_drops(void)
{
        _cleanup_free_ char *switch_text = read_text("/etc/ufw/ufw.conf");
        _cleanup_free_ char *defaults = read_text("/etc/default/ufw");
        _cleanup_free_ char *rules = read_text("/etc/ufw/user.rules");
        return switch_text && defaults && rules && ufw_would_drop(switch_text, defaults, rules);
}
