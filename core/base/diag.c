/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Diagnostics: collected by pure code, printed by a main. */
#include "core/base/diag.h"

#include "core/base/utf8.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static void diag_done(Diag *diag)
{
        free(diag->file);
        free(diag->section);
        free(diag->key);
        free(diag->message);
        *diag = (Diag){};
}

void diag_list_done(DiagList *list)
{
        for (size_t i = 0; i < list->n; i++)
                diag_done(list->items + i);
        free(list->items);
        *list = (DiagList){};
}

static int copy_optional(const char *text, char **ret)
{
        if (!text)
                return 0;
        *ret = strdup(text);
        return *ret ? 0 : -ENOMEM;
}

static int diag_fill(Diag *diag, const Place *place, const char *message)
{
        if (copy_optional(place->file, &diag->file) < 0 ||
            copy_optional(place->section, &diag->section) < 0 || copy_optional(place->key, &diag->key) < 0)
                return -ENOMEM;
        diag->line = place->line;
        _cleanup_strbuf_ StrBuf clean = {};
        int r = utf8_printable(message, &clean);
        return r < 0 ? r : strbuf_take(&clean, &diag->message);
}

int diag_add(DiagList *list, Severity severity, const Place *place, const char *format, ...)
{
        _cleanup_free_ char *message = NULL;
        if (list->n == DIAGS_MAX) {
                list->n_left_out++;
                /* One that is not kept refuses the definition all the same. */
                list->n_errors += severity == SEVERITY_ERROR;
                return 0;
        }
        va_list args;
        va_start(args, format);
        int n = vasprintf(&message, format, args);
        va_end(args);
        if (n < 0) {
                message = NULL;
                return -ENOMEM;
        }
        if (list->n == list->space) {
                size_t space = list->space ? list->space * 2 : 8;
                Diag *items = reallocarray(list->items, space, sizeof *items);
                if (!items)
                        return -ENOMEM;
                list->items = items;
                list->space = space;
        }
        Diag diag = {.severity = severity, .secret = list->secret};
        int r = diag_fill(&diag, place ? place : &(Place){}, message);
        if (r < 0) {
                diag_done(&diag);
                return r;
        }
        list->items[list->n++] = diag;
        list->n_errors += severity == SEVERITY_ERROR;
        return 0;
}

int diag_list_move(DiagList *from, DiagList *to)
{
        if (from->n == 0)
                return 0;
        size_t room = DIAGS_MAX - to->n, n = from->n < room ? from->n : room;
        Diag *items = reallocarray(to->items, to->n + n + 1, sizeof *items);
        if (!items)
                return -ENOMEM;
        memcpy(items + to->n, from->items, n * sizeof *items);
        to->items = items;
        to->n += n;
        to->space = to->n + 1;
        to->n_errors += from->n_errors; /* those that are left out refuse the definition all the same */
        to->n_left_out += from->n_left_out + from->n - n;
        memset(from->items, 0, n * sizeof *items); /* moved: no longer FROM's to free */
        diag_list_done(from);
        return 0;
}

/* Where FILE first appears among the first N; the order in which files were read. */
static size_t file_rank(const DiagList *list, size_t n, const char *file)
{
        for (size_t i = 0; i < n; i++) {
                const char *other = list->items[i].file;
                if (other == file || (other && file && streq(other, file)))
                        return i;
        }
        return n;
}

static bool same_text(const char *a, const char *b)
{
        return a == b || (a && b && streq(a, b));
}

/* A mistake in [Container *] is found once for each container: all that is the same but the first goes. LIST
 * is sorted. */
static void drop_repeated(DiagList *list)
{
        size_t n = 0;
        for (size_t i = 0; i < list->n; i++) {
                Diag *diag = list->items + i;
                bool repeated = false;
                for (size_t k = n; k > 0 && !repeated; k--) {
                        const Diag *other = list->items + k - 1;
                        if (other->line != diag->line || !same_text(other->file, diag->file))
                                break;
                        repeated = other->severity == diag->severity &&
                                   same_text(other->section, diag->section) &&
                                   same_text(other->key, diag->key) && streq(other->message, diag->message);
                }
                if (!repeated) {
                        list->items[n++] = *diag;
                        continue;
                }
                list->n_errors -= diag->severity == SEVERITY_ERROR;
                diag_done(diag);
        }
        list->n = n;
}

/* Insertion sort: stable, and lists are short or nearly in order already. */
void diag_list_sort(DiagList *list)
{
        size_t n = list->n;
        _cleanup_free_ size_t *rank = calloc(n ? n : 1, sizeof *rank);
        if (!rank)
                return; /* unsorted is still true */
        for (size_t i = 0; i < n; i++)
                rank[i] = file_rank(list, i, list->items[i].file);
        for (size_t i = 1; i < n; i++) {
                Diag diag = list->items[i];
                size_t r = rank[i], k = i;
                for (;
                     k > 0 && (rank[k - 1] > r || (rank[k - 1] == r && list->items[k - 1].line > diag.line));
                     k--) {
                        list->items[k] = list->items[k - 1];
                        rank[k] = rank[k - 1];
                }
                list->items[k] = diag;
                rank[k] = r;
        }
        drop_repeated(list);
}

/* The end of PATH that tells which file it is: "web.group", "web.group.d/10-more.conf". Drop-ins of several
 * groups may have one name. */
static const char *short_path(const char *path)
{
        static const char drop_in[] = ".group.d";
        const char *slash = strrchr(path, '/'), *folder;
        if (!slash)
                return path;
        for (folder = slash; folder > path && folder[-1] != '/';)
                folder--;
        size_t n = (size_t)(slash - folder), k = strlen(drop_in);
        return n > k && memcmp(slash - k, drop_in, k) == 0 ? folder : slash + 1;
}

static char *to_string(const Diag *diag, const char *message)
{
        _cleanup_strbuf_ StrBuf buf = {};
        char *text = NULL;
        if (diag->file) {
                utf8_printable(short_path(diag->file), &buf);
                if (diag->line > 0)
                        strbuf_addf(&buf, ":%u", diag->line);
                strbuf_add(&buf, ": ");
        }
        if (diag->section) {
                strbuf_add_char(&buf, '[');
                utf8_printable(diag->section, &buf);
                strbuf_add(&buf, "] ");
        }
        /* A key needs no care, unlike a section: readers let through what is made of letters, digits and
         * "_.-" alone. */
        if (diag->key)
                strbuf_addf(&buf, "%s=: ", diag->key);
        strbuf_add(&buf, message);
        return strbuf_take(&buf, &text) < 0 ? NULL : text;
}

char *diag_to_string(const Diag *diag)
{
        return to_string(diag, diag->message);
}

char *diag_to_log_string(const Diag *diag)
{
        return to_string(diag, diag->secret ? "see: coslice check" : diag->message);
}

char *place_to_string(const Place *place, const Place *from)
{
        if (same_text(place->file, from->file))
                return string_printf("line %u", place->line);
        return string_printf("%s:%u", short_path(place->file), place->line);
}
