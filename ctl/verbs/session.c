/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ctl/verbs/session.h"

#include "core/base/utf8.h"
#include "core/contract/contract.h"
#include "core/contract/unitname.h"
#include "ctl/find/find.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int session_fail(const char *verb, const char *format, ...)
{
        _cleanup_strbuf_ StrBuf text = {}, shown = {};
        va_list args;
        va_start(args, format);
        int r = strbuf_addv(&text, format, args);
        va_end(args);
        if (r == 0)
                r = utf8_printable(text.text, &shown);
        fprintf(stderr, "coslice %s: %s\n", verb, r == 0 ? shown.text : "out of memory");
        return EXIT_SESSION;
}

int session_error(const char *verb, int error, const char *what)
{
        return session_fail(verb, "%s: %s", what, strerror(-error));
}

/* By the name of the unit, which is no file's. */
int session_unknown(const char *verb, const Address *address)
{
        UnitRole role = address->container ? ROLE_CONTAINER : ROLE_GROUP;
        _cleanup_free_ char *word = unitname_make(role, address->group, address->container);
        _cleanup_search_ Search search = {};
        _cleanup_named_group_ NamedGroup group = {};
        _cleanup_diag_list_ DiagList diags = {};
        _cleanup_loaded_group_ LoadedGroup loaded = {};
        int r = word ? search_path(&search) : -ENOMEM;
        if (r >= 0)
                r = find_group(&search, word, &diags, &group);
        if (r == 0)
                r = find_load(&search, &group, &diags, &loaded);
        if (r < 0)
                return session_error(verb, r, "look for the group");
        for (size_t i = 0; i < diags.n; i++)
                if (diags.items[i].severity == SEVERITY_ERROR)
                        return session_fail(verb, "%s", diags.items[i].message);
        return session_fail(verb, "group %s does not run; start it with: systemctl start coslice@%s",
                            address->group, address->group);
}
