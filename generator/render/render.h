/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Templates filled in. A template has no logic; a placeholder says what kind of value it takes:
 *
 *   {{KIND NAME}}    one value; a line whose value is not bound is left out
 *   {{KIND* NAME}}   the line is repeated for each value; for none it is left out
 *   {{argv NAME}}    all values of NAME on one line, each quoted as an argument
 *   {{setting* NAME}} values of the form Key=Value, the value written as text
 *
 * KIND is argv, path, text, unit, number or setting: see quote.h. */
#pragma once

#include "generator/render/bind.h"

enum { RENDER_REFUSED = 1 };

/* A value that can't stand where it was put. */
typedef struct Refused {
        const char *name; /* of the placeholder: N_NAME bytes of the template */
        size_t n_name;
        Origin origin; /* of the value */
} Refused;

/* TEMPLATE with BINDINGS filled in, appended to BUF. 0; RENDER_REFUSED with RET; -ENOMEM; -EINVAL if the
 * template is wrong. */
int render(const char *template, const Bindings *bindings, StrBuf *buf, Refused *ret);
