/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Secrets: credentials of the unit, and what the helper makes of them. */
#include "generator/plan/secrets.h"

#include "core/base/strbuf.h"
#include "generator/plan/bound-values.h"

#include <errno.h>
#include <string.h>

/* Credentials that are bound: what the definition calls each, and what the unit does. */
typedef struct Credentials {
        StrVec sources, names;
} Credentials;

static void credentials_done(Credentials *credentials)
{
        strvec_done(&credentials->sources);
        strvec_done(&credentials->names);
}

static const char *find_name(const Credentials *credentials, const char *source)
{
        for (size_t i = 0; i < credentials->sources.n; i++)
                if (streq(credentials->sources.items[i], source))
                        return credentials->names.items[i];
        return NULL;
}

/* The credential of a path needs a name that no other one of the unit has. */
static char *name_path(const Container *c, size_t number, const StrVec *names)
{
        for (size_t n = number + 1;; n++) {
                _cleanup_free_ char *name = string_printf("secret.%zu", n);
                bool taken = name && strvec_contains(names, name);
                for (size_t i = 0; i < c->n_secrets && name && !taken; i++)
                        taken = streq(c->secrets[i].secret.name, name);
                if (!taken)
                        return TAKE_PTR(name);
        }
}

/* The credential of C's secret NUMBER, which is bound once. NULL without memory. */
static const char *bind_credential(Bindings *b, const Container *c, size_t number, Credentials *credentials)
{
        const SecretUse *use = c->secrets + number;
        const char *source = use->secret.name, *bound = find_name(credentials, source);
        if (bound)
                return bound;
        bool path = source[0] == '/';
        char *name = path ? name_path(c, number, &credentials->names) : strdup(source);
        if (!name || strvec_take(&credentials->names, name) < 0 ||
            strvec_add(&credentials->sources, source) < 0)
                return NULL;
        bind_from(b, &use->at, NULL);
        if (path) {
                bind_textf(b, "credential", "%s:%s", name, source);
                bind_text(bind_from(b, &use->at, NULL), "mounts", source);
        } else
                bind_text(b, "encrypted", name);
        return name;
}

void bind_secrets(Bindings *b, const Container *c)
{
        _cleanup_(credentials_done) Credentials credentials = {};
        for (size_t i = 0; i < c->n_secrets; i++) {
                const SecretUse *use = c->secrets + i;
                _cleanup_strbuf_ StrBuf written = {};
                const char *name = bind_credential(b, c, i, &credentials);
                if (!name) {
                        b->oom = true;
                        return;
                }
                Secret secret = use->secret; /* borrowed */
                secret.name = (char *)name;
                strbuf_add(&written, "--" SECRET_OPTION "=");
                int r = secret_write(&secret, &written);
                bind_written(bind_from(b, &use->at, NULL), "run", r, &written);
        }
}
