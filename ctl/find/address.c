/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names and units of groups and containers, taken apart. */
#include "ctl/find/address.h"

#include "core/base/name.h"

#include <errno.h>
#include <string.h>

typedef struct Form {
        const char *prefix, *suffix;
        bool bare;      /* systemctl(1) takes it without the suffix as well */
        char separator; /* between group and container; 0: the group alone */
        bool escaped;   /* "-" of a name is "\x2d" */
        const char *session;
} Form;

static const Form forms[] = {
        {.prefix = "coslice@", .suffix = ".service", .bare = true, .separator = '_'},
        {.prefix = "coslice-sandbox@", .suffix = ".service", .bare = true},
        {.prefix = "coslice-live@", .suffix = ".target"},
        {.prefix = "coslice-", .suffix = ".slice", .escaped = true},
        {.prefix = "coslice-", .suffix = ".scope", .separator = '-', .escaped = true, .session = "-exec-"},
        {.prefix = "", .suffix = "", .separator = '/'},
};

void address_done(Address *address)
{
        free(address->group);
        free(address->container);
        *address = (Address){};
}

/* N bytes of TEXT as a label. */
static int read_label(const char *text, size_t n, bool escaped, char **ret)
{
        _cleanup_strbuf_ StrBuf buf = {};
        _cleanup_free_ char *label = NULL;
        for (size_t i = 0; i < n;) {
                if (escaped && text[i] == '-')
                        return ADDRESS_NONE;
                bool dash = escaped && n - i >= 4 && memcmp(text + i, "\\x2d", 4) == 0;
                strbuf_add_char(&buf, dash ? '-' : text[i]);
                i += dash ? 4 : 1;
        }
        int r = strbuf_take(&buf, &label);
        if (r < 0)
                return r;
        if (!label_is_valid(label))
                return ADDRESS_NONE;
        *ret = TAKE_PTR(label);
        return 0;
}

/* N bytes of TEXT: what FORM has between its prefix and its suffix. */
static int read_names(const Form *form, const char *text, size_t n, Address *ret)
{
        _cleanup_address_ Address address = {};
        const char *end = text + n, *cut = form->separator ? memchr(text, form->separator, n) : NULL;
        int r = read_label(text, (size_t)((cut ? cut : end) - text), form->escaped, &address.group);
        if (r == 0 && form->session) {
                const char *session = cut ? memchr(cut + 1, '-', (size_t)(end - cut - 1)) : NULL;
                if (!session || !string_after(session, form->session))
                        return ADDRESS_NONE;
                end = session;
        }
        if (r == 0 && cut)
                r = read_label(cut + 1, (size_t)(end - cut - 1), form->escaped, &address.container);
        if (r != 0)
                return r;
        *ret = address;
        address = (Address){};
        return 0;
}

int address_parse(const char *text, Address *ret)
{
        int r = ADDRESS_NONE;
        for (size_t i = 0; i < ARRAY_SIZE(forms) && r == ADDRESS_NONE; i++) {
                const Form *form = forms + i;
                const char *names = string_after(text, form->prefix);
                size_t n = names ? strlen(names) : 0, suffix = strlen(form->suffix);
                if (n > suffix && streq(names + n - suffix, form->suffix))
                        r = read_names(form, names, n - suffix, ret);
                else if (n > 0 && form->bare)
                        r = read_names(form, names, n, ret);
        }
        return r;
}
