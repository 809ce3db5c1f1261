/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The order in which containers start: After= between them. */
#include "generator/validate/order.h"

#include "core/base/name.h"
#include "core/base/suggest.h"

#include <errno.h>

static int no_container(const Definition *def, const Item *item, DiagList *diags)
{
        const char *names[CONTAINERS_MAX];
        for (size_t i = 0; i < def->n_containers; i++)
                names[i] = def->containers[i].name;
        const char *meant = suggest(item->text, names, def->n_containers);
        if (meant && !label_is_valid(meant))
                return 0; /* told there */
        if (meant)
                return diag_error(diags, &item->at, "there is no [Container %s]; did you mean %s?",
                                  item->text, meant);
        return diag_error(
                diags, &item->at,
                "there is no [Container %s] for After= of a container, and a unit is named elsewhere: write "
                "After=%s.service in [Unit]",
                item->text, item->text);
}

static int check_names(const Definition *def, const Container *c, DiagList *diags)
{
        for (size_t i = 0; i < c->after.n; i++) {
                const Item *item = c->after.items + i;
                int r = 0;
                if (!definition_container(def, item->text))
                        r = no_container(def, item, diags);
                else if (streq(item->text, c->name))
                        r = diag_error(diags, &item->at, "a container can't come after itself");
                if (r < 0)
                        return r;
        }
        return 0;
}

typedef struct Walk {
        const Definition *def;
        size_t path[CONTAINERS_MAX]; /* the way to where we are */
        size_t depth;
        bool done[CONTAINERS_MAX]; /* all that it comes after is free of cycles */
} Walk;

static int tell_cycle(const Walk *walk, size_t from, const Item *item, DiagList *diags)
{
        _cleanup_strbuf_ StrBuf text = {};
        for (size_t i = from; i < walk->depth; i++)
                strbuf_addf(&text, "%s after ", walk->def->containers[walk->path[i]].name);
        strbuf_add(&text, walk->def->containers[walk->path[from]].name);
        return text.oom ? -ENOMEM : diag_error(diags, &item->at, "the order goes in a circle: %s", text.text);
}

/* At most CONTAINERS_MAX deep. */
static int visit(Walk *walk, size_t index, DiagList *diags)
{
        const Container *c = walk->def->containers + index;
        int r = 0;
        walk->path[walk->depth++] = index;
        for (size_t i = 0; i < c->after.n && r == 0; i++) {
                const Container *next = definition_container(walk->def, c->after.items[i].text);
                if (!next || next == c)
                        continue;
                size_t k = 0, n = (size_t)(next - walk->def->containers);
                while (k < walk->depth && walk->path[k] != n)
                        k++;
                if (k < walk->depth)
                        r = tell_cycle(walk, k, c->after.items + i, diags);
                else if (!walk->done[n])
                        r = visit(walk, n, diags);
        }
        walk->depth--;
        walk->done[index] = true;
        return r;
}

int order_check(const Definition *def, DiagList *diags)
{
        Walk walk = {.def = def};
        for (size_t i = 0; i < def->n_containers; i++) {
                int r = check_names(def, def->containers + i, diags);
                if (r == 0 && !walk.done[i])
                        r = visit(&walk, i, diags);
                if (r < 0)
                        return r;
        }
        return 0;
}
