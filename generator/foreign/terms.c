/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fields of an advice that one kind of file alone has: units, pods, clouds, compose. */
#include "generator/foreign/tables.h"

#include "core/base/name.h"
#include "core/base/number.h"
#include "core/base/words.h"
#include "core/contract/apparmor.h"
#include "core/contract/imageref.h"
#include "core/contract/secret.h"
#include "core/contract/sysctl.h"
#include "core/contract/timezone.h"
#include "core/contract/userns.h"
#include "generator/model/definition.h"
#include "generator/model/ranges.h"
#include "generator/types/foreignfile.h"
#include "generator/types/userid.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

/* What a converter that could append says. */
static int said(int r)
{
        return r < 0 ? r : 1;
}

/* A group that a program is in: a name or a number. */
int foreign_convert_member(Conversion *c)
{
        _cleanup_strbuf_ StrBuf text = {};
        int r = foreign_expand(c->value, &text, c->why);
        if (r < 0 || text.length == 0 || !userid_is_name_or_id(text.text))
                return r < 0 ? r : 0;
        return said(strbuf_add(c->out, text.text));
}

/* A path inside a container. */
int foreign_convert_target(Conversion *c)
{
        _cleanup_strbuf_ StrBuf text = {};
        bool optional = c->value[0] == '-' && c->value[1] == '/'; /* WorkingDirectory=-/x */
        int r = foreign_expand(c->value + optional, &text, c->why);
        if (r < 0 || text.length == 0 || strpbrk(text.text, ":,") || strstr(text.text, ".."))
                return r < 0 ? r : 0;
        const char *path = text.text + (strncmp(text.text, "./", 2) == 0 ? 2 : 0);
        return said(strbuf_addf(c->out, "%s%s", *path == '/' ? "" : "/", path));
}

/* "db", "db:service_healthy": a container that is waited for until it is ready. */
int foreign_convert_dependency(Conversion *c)
{
        size_t n = strcspn(c->value, ":");
        _cleanup_free_ char *name = strndup(c->value, n);
        if (!name)
                return -ENOMEM;
        _cleanup_strbuf_ StrBuf label = {};
        const StrVec *containers = c->line->containers;
        bool other = strstr(c->value + n, "completed") || strpbrk(name, " \t");
        int r = other ? 0 : foreign_add_label(&label, name);
        if (r <= 0 || (containers && !strvec_contains(containers, label.text)))
                return r < 0 ? r : 0;
        return said(strbuf_add(c->out, label.text));
}

/* The same, for one that has to end first. */
int foreign_convert_completed(Conversion *c)
{
        size_t n = strcspn(c->value, ":");
        _cleanup_free_ char *name = strndup(c->value, n);
        if (!name)
                return -ENOMEM;
        return strstr(c->value + n, "completed") ? foreign_add_label(c->out, name) : 0;
}

/* A size of which there may be none. */
int foreign_convert_swap(Conversion *c)
{
        return streq(c->value, "0") ? said(strbuf_add(c->out, "0")) : foreign_convert_size(c);
}

/* A time that passes. */
int foreign_convert_pause(Conversion *c)
{
        return strcasecmp(c->value, "infinity") == 0 ? 0 : foreign_convert_time(c);
}

/* A time after which something is given up: systemd's 0 is never. */
int foreign_convert_limit_of_time(Conversion *c)
{
        size_t begin = c->out->length;
        uint64_t usec;
        int r = foreign_convert_time(c);
        if (r <= 0 || number_parse_time(c->out->text + begin, &usec) != 0 || usec > 0)
                return r;
        strbuf_truncate(c->out, begin);
        strbuf_addf(c->why, "%s is no limit in systemd", c->value);
        return said(strbuf_add(c->out, "infinity"));
}

/* VALUE with a unit's letter, if it is a number. */
static int convert_with_letter(Conversion *c, char letter)
{
        uint64_t bytes;
        _cleanup_free_ char *text = string_printf("%s%c", c->value, letter);
        if (!text)
                return -ENOMEM;
        return number_parse_size(text, &bytes) == 0 && bytes > 0 ? said(strbuf_add(c->out, text)) : 0;
}

int foreign_convert_gigabytes(Conversion *c)
{
        return convert_with_letter(c, 'G');
}

int foreign_convert_megabytes(Conversion *c)
{
        return convert_with_letter(c, 'M');
}

/* Microseconds of a period of 100 ms, the kernel's own where none is set. */
int foreign_convert_quota(Conversion *c)
{
        uint64_t usec;
        if (number_parse(c->value, UINT32_MAX, &usec) != 0 || usec < 100 || usec / 100 > CPU_MAX)
                return 0;
        return said(number_add_cores(c->out, usec / 100));
}

/* Pods' IfNotPresent, compose's if_not_present, daily and the like. */
int foreign_convert_pull(Conversion *c)
{
        static const char *const words[][2] = {
                {"always", "always"},        {"missing", "missing"},
                {"ifnotpresent", "missing"}, {"if_not_present", "missing"},
                {"never", "never"},          {"newer", "newer"},
                {"daily", "newer"},          {"weekly", "newer"},
                {"build", "missing"},        {"prefer-cached", "missing"},
                {"once", "missing"},         {"yes", "always"},
                {"true", "always"},          {"no", "missing"},
                {"false", "missing"},
        };
        for (size_t i = 0; i < ARRAY_SIZE(words); i++)
                if (strcasecmp(c->value, words[i][0]) == 0)
                        return said(strbuf_add(c->out, words[i][1]));
        return 0;
}

int foreign_is_reference(const char *reference)
{
        _cleanup_image_ref_ ImageRef ref = {};
        _cleanup_strbuf_ StrBuf why = {};
        int r = reference ? image_ref_read(reference, &ref, &why) : -ENOMEM;
        return r < 0 ? r : r == 0;
}

/* With the host of its registry, which others leave out. */
int foreign_convert_image(Conversion *c)
{
        const char *value = c->value, *registrys = string_after(value, "docker://");
        int r = foreign_is_reference(value);
        if (r != 0)
                return r < 0 ? r : said(strbuf_add(c->out, value));
        _cleanup_free_ char *full =
                registrys ? strdup(registrys)
                          : string_printf("docker.io/%s%s", strchr(value, '/') ? "" : "library/", value);
        bool file = foreign_file_names(value) && !strchr(value, '/');
        r = file ? 0 : foreign_is_reference(full);
        if (r <= 0)
                return r;
        strbuf_add(c->why,
                   registrys ? "what is no file comes from a registry"
                             : "a short name can be another image on each machine, and this is Docker's");
        return said(strbuf_add(c->out, full));
}

/* The ids of the host, or ids of the group's own: what Podman has beyond that is about its users and sizes.
 */
int foreign_convert_userns(Conversion *c)
{
        UserNs userns;
        const char *why;
        if (userns_read(c->value, &userns, &why) < 0)
                userns = (UserNs){.own = strcasecmp(c->value, "host") != 0};
        return said(userns_write(&userns, c->out));
}

/* Its name alone, of what TZ can be too. */
int foreign_convert_zone(Conversion *c)
{
        const char *name = c->value + (c->value[0] == ':'), *rest = string_after(name, TIMEZONE_DIR "/");
        name = rest ? rest : name;
        return timezone_is_valid(name) ? said(strbuf_add(c->out, name)) : 0;
}

/* As Podman and compose have it, by CDI's name too. */
int foreign_convert_device(Conversion *c)
{
        const char *path = c->value + (c->value[0] == '-');
        bool cdi = *path != '/' && strchr(path, '/') && strchr(path, '=');
        if (!cdi && !string_after(path, "/dev/"))
                return 0;
        return said(strbuf_add(c->out, c->value));
}

/* compose's and docker's "all", a number or "device=0" as the name of CDI. */
int foreign_convert_gpu(Conversion *c)
{
        const char *device = string_after(c->value, "device=");
        if (string_after(c->value, "/dev/") || (strchr(c->value, '/') && strchr(c->value, '=')))
                return said(strbuf_add(c->out, c->value));
        bool one = device && *device && !device[strspn(device, "0123456789")];
        return said(strbuf_addf(c->out, "nvidia.com/gpu=%s", one ? device : "all"));
}

/* "/dev/sda:1mb" as systemd has it. */
int foreign_convert_throttle(Conversion *c)
{
        const char *colon = strrchr(c->value, ':');
        uint64_t bytes;
        if (*c->value != '/' || !colon || number_parse_size(colon + 1, &bytes) != 0)
                return 0;
        return said(strbuf_addf(c->out, "%.*s %s", (int)(colon - c->value), c->value, colon + 1));
}

/* The size of "size=10G". */
int foreign_convert_storage(Conversion *c)
{
        const char *size = string_after(c->value, "size=");
        Conversion part = *c;
        part.value = size ? size : c->value;
        return foreign_convert_size(&part);
}

int foreign_convert_words(Conversion *c, bool (*is_right)(const char *word))
{
        _cleanup_strvec_ StrVec words = {};
        const char *why;
        int r = words_split(c->value, &words, &why);
        if (r != 0 || words.n == 0)
                return r < 0 ? r : 0;
        for (size_t i = 0; i < words.n; i++)
                if (!is_right(words.items[i]))
                        return 0;
        return said(strbuf_add(c->out, c->value));
}

static bool is_own_sysctl(const char *word)
{
        return sysctl_check(word) == SYSCTL_GOOD;
}

/* Settings that a group has of its own. */
int foreign_convert_sysctl(Conversion *c)
{
        return foreign_convert_words(c, is_own_sysctl);
}

/* systemd's "-profile" is one that need not be there. */
int foreign_convert_apparmor(Conversion *c)
{
        const char *name = c->value + (*c->value == '-');
        return apparmor_name_is_valid(name) ? said(strbuf_add(c->out, name)) : 0;
}

/* The type in "system_u:system_r:container_t:s0". */
int foreign_convert_selinux(Conversion *c)
{
        const char *type = strchr(c->value, ':');
        type = type ? strchr(type + 1, ':') : NULL;
        size_t n = type ? strcspn(type + 1, ":") : 0;
        return n == 0 ? 0 : said(strbuf_add_bytes(c->out, type + 1, n));
}

/* Units, a name without a suffix taken for a service. */
int foreign_convert_unit(Conversion *c)
{
        _cleanup_strbuf_ StrBuf text = {};
        int r = foreign_expand(c->value, &text, c->why);
        size_t begin = c->out->length;
        /* "db:service_healthy" of compose */
        char *state = text.text ? strstr(text.text, ":service_") : NULL;
        if (state && strstr(state, "completed"))
                return 0;
        if (state)
                *state = '\0';
        for (const char *p = text.text ? text.text : ""; *p && r >= 0;) {
                size_t n = strcspn(p, " \t,");
                _cleanup_free_ char *word = strndup(p, n), *unit = NULL;
                if (!word)
                        return -ENOMEM;
                if (n > 0 &&
                    !(unit = string_printf("%s%s", word, unit_name_is_valid(word) ? "" : ".service")))
                        return -ENOMEM;
                if (unit && unit_name_is_valid(unit))
                        r = strbuf_addf(c->out, "%s%s", c->out->length > begin ? " " : "", unit);
                p += n + (p[n] != '\0');
        }
        return r < 0 ? -ENOMEM : c->out->length > begin;
}

/* ID[:PATH] of LoadCredential=: a path keeps its name inside. */
int foreign_convert_secret(Conversion *c)
{
        const char *path = strchr(c->value, ':');
        _cleanup_free_ char *name = strndup(c->value, strcspn(c->value, ":"));
        if (!name)
                return -ENOMEM;
        if (!credential_name_is_valid(name))
                return 0;
        if (path && path[1] == '/' && !strpbrk(path + 1, ":,"))
                return said(strbuf_addf(c->out, "%s,target=%s", path + 1, name));
        return said(strbuf_add(c->out, name));
}

/* A file's, as YAML has it: octal with a 0 in front, and decimal without. */
int foreign_convert_mode(Conversion *c)
{
        const char *digits = string_after(c->value, "0o");
        unsigned octal;
        uint64_t number;
        if (c->value[0] == '0' && number_parse_mode(digits ? digits : c->value, &octal) == 0 && octal <= 0777)
                return said(strbuf_addf(c->out, "%04o", octal));
        if (c->value[0] == '0' || number_parse(c->value, 0777, &number) != 0)
                return 0;
        strbuf_addf(c->why, "without a 0 in front %s is decimal there", c->value);
        return said(strbuf_addf(c->out, "%04o", (unsigned)number));
}
