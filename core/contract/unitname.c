/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One table of the forms that names of units have. */
#include "core/contract/unitname.h"

#include <errno.h>
#include <string.h>

/* A "-" of a label in slices and scopes, where systemd takes a plain one for nesting. */
#define ESCAPED_DASH "\\x2d"

/* What people may leave out. */
#define TYPED_SUFFIX ".service"

/* PREFIX GROUP [ PARTING LABEL ] [ SESSION and what each has of its own ] SUFFIX. */
typedef struct UnitForm {
        const char *prefix, *suffix;
        char parting; /* 0: it has no label */
        bool escaped; /* dashes of labels are */
        const char *session;
        bool part;   /* see unitname_is_part() */
        bool shared; /* see unitname_is_shared() */
} UnitForm;

static const UnitForm forms[] = {
        [ROLE_GROUP] = {"coslice@", ".service", .part = true},
        [ROLE_CONTAINER] = {"coslice@", ".service", UNITNAME_PARTING, .part = true},
        [ROLE_SANDBOX] = {"coslice-sandbox@", ".service", .part = true},
        [ROLE_INIT] = {"coslice-init@", ".service", .part = true},
        [ROLE_LOG] = {"coslice-log@", ".service", .part = true},
        [ROLE_VOLUME] = {"coslice-volume@", ".service", UNITNAME_PARTING, .part = true},
        [ROLE_LIVE] = {"coslice-live@", ".target", .part = true},
        [ROLE_LEFT] = {"coslice-left@", ".service"},
        [ROLE_LEFT_ANEW] = {"coslice-left@", ".target"},
        [ROLE_SLICE] = {"coslice-", ".slice", .escaped = true},
        [ROLE_SESSION] = {"coslice-", ".scope", '-', .escaped = true, .session = "-exec-"},
        [ROLE_IMAGE] = {"coslice-image@", ".service", .shared = true},
};
_Static_assert(ARRAY_SIZE(forms) == _ROLE_MAX, "each role has its form");

bool unitname_is_labelled(UnitRole role)
{
        return forms[role].parting;
}

bool unitname_is_part(UnitRole role)
{
        return forms[role].part;
}

bool unitname_is_shared(UnitRole role)
{
        return forms[role].shared;
}

static int add_label(const UnitForm *form, const char *label, StrBuf *ret)
{
        if (!form->escaped)
                return strbuf_add(ret, label);
        int r = 0;
        for (; *label && r == 0; label++)
                r = *label == '-' ? strbuf_add(ret, ESCAPED_DASH) : strbuf_add_char(ret, *label);
        return r;
}

int unitname_add(UnitRole role, const char *group, const char *label, StrBuf *ret)
{
        const UnitForm *form = forms + role;
        if (role == ROLE_NONE || !form->parting != !label)
                return -EINVAL;
        strbuf_add(ret, form->prefix);
        add_label(form, group, ret);
        if (label) {
                strbuf_add_char(ret, form->parting);
                add_label(form, label, ret);
        }
        if (form->session)
                strbuf_add(ret, form->session);
        return strbuf_add(ret, form->suffix);
}

int unitname_add_typed(UnitRole role, const char *group, const char *label, StrBuf *ret)
{
        size_t before = ret->length;
        int r = unitname_add(role, group, label, ret);
        if (r == 0)
                strbuf_truncate(ret, before + unitname_typed_length(ret->text + before));
        return r;
}

size_t unitname_typed_length(const char *name)
{
        size_t n = string_before(name, TYPED_SUFFIX);
        return n > 0 ? n : strlen(name);
}

char *unitname_make(UnitRole role, const char *group, const char *label)
{
        _cleanup_strbuf_ StrBuf name = {};
        char *ret = NULL;
        return unitname_add(role, group, label, &name) < 0 || strbuf_take(&name, &ret) < 0 ? NULL : ret;
}

char *unitname_session(const char *group, const char *container, const char *id)
{
        _cleanup_strbuf_ StrBuf name = {};
        char *ret = NULL;
        if (unitname_add(ROLE_SESSION, group, container, &name) < 0)
                return NULL;
        strbuf_truncate(&name, name.length - strlen(forms[ROLE_SESSION].suffix));
        strbuf_addf(&name, "%s%s", id, forms[ROLE_SESSION].suffix);
        return strbuf_take(&name, &ret) < 0 ? NULL : ret;
}

char *unitname_drop_in(UnitRole role, const char *group, const char *label, const char *file)
{
        _cleanup_strbuf_ StrBuf path = {};
        char *ret = NULL;
        if (unitname_add(role, group, label, &path) < 0 || strbuf_addf(&path, ".d/%s", file) < 0)
                return NULL;
        return strbuf_take(&path, &ret) < 0 ? NULL : ret;
}

char *unitname_pattern(UnitRole role, const char *group)
{
        /* An escaped "-" has a backslash, which would be one of the pattern's. */
        if (!unitname_is_part(role))
                return NULL;
        return unitname_make(role, group, unitname_is_labelled(role) ? "*" : NULL);
}

/* What follows LABEL, written as FORM has it, in TEXT; or NULL. */
static const char *after_label(const UnitForm *form, const char *text, const char *label)
{
        for (; *label && text; label++)
                if (form->escaped && *label == '-')
                        text = string_after(text, ESCAPED_DASH);
                else
                        text = *text == *label ? text + 1 : NULL;
        return text;
}

/* What follows prefix and GROUP in NAME; or NULL. */
static const char *after_group(const UnitForm *form, const char *name, const char *group)
{
        const char *rest = string_after(name, form->prefix);
        return rest ? after_label(form, rest, group) : NULL;
}

/* Whether REST, which follows the group, is what FORM has there; the label's bytes in RET. */
static bool is_rest(const UnitForm *form, const char *rest, size_t *ret_length)
{
        size_t n = strlen(rest), suffix = strlen(form->suffix), parting = form->parting ? 1 : 0;
        if (n < suffix + parting || !streq(rest + n - suffix, form->suffix))
                return false;
        *ret_length = n - suffix - parting;
        return form->parting ? *rest == form->parting && *ret_length > 0 : *ret_length == 0;
}

UnitRole unitname_role(const char *name, const char *group, const char **ret_label, size_t *ret_length)
{
        for (UnitRole role = ROLE_NONE + 1; role < _ROLE_MAX; role++) {
                const UnitForm *form = forms + role;
                const char *rest = form->escaped || form->shared ? NULL : after_group(form, name, group);
                size_t length;
                if (!rest || !is_rest(form, rest, &length))
                        continue;
                if (ret_label)
                        *ret_label = form->parting ? rest + 1 : NULL;
                if (ret_length)
                        *ret_length = length;
                return role;
        }
        return ROLE_NONE;
}

bool unitname_is_of(const char *name, const char *group)
{
        for (UnitRole role = ROLE_NONE + 1; role < _ROLE_MAX; role++) {
                const UnitForm *form = forms + role;
                const char *rest = form->shared ? NULL : after_group(form, name, group);
                if (!rest)
                        continue;
                if (form->session   ? *rest == form->parting && strstr(rest, form->session) != NULL
                    : form->escaped ? streq(rest, form->suffix)
                                    : *rest == '.' || *rest == UNITNAME_PARTING)
                        return true;
        }
        return false;
}

/* N bytes of TEXT as a label; RET has room for one. */
static bool read_label(const UnitForm *form, const char *text, size_t n, char *ret)
{
        const size_t dash = strlen(ESCAPED_DASH);
        size_t length = 0;
        for (size_t i = 0; i < n;) {
                bool escaped = form->escaped && n - i >= dash && memcmp(text + i, ESCAPED_DASH, dash) == 0;
                if (length == LABEL_MAX || (form->escaped && text[i] == '-'))
                        return false;
                ret[length++] = escaped ? '-' : text[i];
                i += escaped ? dash : 1;
        }
        ret[length] = '\0';
        return label_is_valid(ret);
}

/* N bytes of TEXT: what FORM has between its prefix and its suffix. */
static bool read_labels(const UnitForm *form, const char *text, size_t n, UnitName *ret)
{
        const char *end = text + n, *cut = form->parting ? memchr(text, form->parting, n) : NULL;
        ret->label[0] = '\0';
        if (!form->parting)
                return read_label(form, text, n, ret->group);
        /* The first one parts the labels: none holds it as it is written here. */
        if (!cut || !read_label(form, text, (size_t)(cut - text), ret->group))
                return false;
        const char *label = cut + 1;
        if (form->session) {
                end = memchr(label, form->parting, (size_t)(end - label));
                if (!end || !string_after(end, form->session))
                        return false;
        }
        return read_label(form, label, (size_t)(end - label), ret->label);
}

bool unitname_parse(const char *name, bool typed, UnitName *ret)
{
        for (UnitRole role = ROLE_NONE + 1; role < _ROLE_MAX; role++) {
                const UnitForm *form = forms + role;
                const char *labels = string_after(name, form->prefix);
                size_t n = labels ? string_before(labels, form->suffix) : 0;
                if (labels && n == 0 && typed && streq(form->suffix, TYPED_SUFFIX))
                        n = strlen(labels);
                ret->role = role;
                if (n > 0 && !form->shared && read_labels(form, labels, n, ret))
                        return true;
        }
        return false;
}
