/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/inventory/listing.h"

#include "core/base/utf8.h"

#include <errno.h>
#include <string.h>

#define SHOWN_HEX 12

int listing_add_size(uint64_t bytes, StrBuf *buf)
{
        static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
        size_t unit = 0;
        uint64_t tenths = 0;
        /* What is below a unit makes no more than its tenths. */
        for (; bytes >= 1000 && unit + 1 < ARRAY_SIZE(units); unit++) {
                tenths = bytes % 1024 * 10 / 1024;
                bytes /= 1024;
        }
        if (unit > 0 && bytes < 10)
                return strbuf_addf(buf, "%llu.%llu %s", (unsigned long long)bytes, (unsigned long long)tenths,
                                   units[unit]);
        return strbuf_addf(buf, "%llu %s", (unsigned long long)bytes, units[unit]);
}

/* --- who has an image -------------------------------------------------------------------------------------
 */

/* What KEY stands for where it is known: an image that no definition has any more is told by KEY. */
static const char *name_of(const Inventory *inventory, const char *key)
{
        for (size_t i = 0; i < inventory->n_uses; i++)
                if (streq(inventory->uses[i].key, key) && inventory->uses[i].reference)
                        return inventory->uses[i].reference;
        return key;
}

typedef struct User {
        const char *group;
        bool defined, runs;
} User;

typedef struct Users {
        User *items;
        size_t n;
        bool updated; /* an update is at it */
} Users;

static void users_done(Users *users)
{
        free(users->items);
}

static int add_user(Users *users, const char *group, bool defined, bool runs)
{
        size_t i = 0;
        while (i < users->n && !streq(users->items[i].group, group))
                i++;
        if (i == users->n) {
                User *items = reallocarray(users->items, users->n + 1, sizeof *items);
                if (!items)
                        return -ENOMEM;
                users->items = items;
                users->items[users->n++] = (User){.group = group};
        }
        users->items[i].defined = users->items[i].defined || defined;
        users->items[i].runs = users->items[i].runs || runs;
        return 0;
}

static int compare_users(const void *a, const void *b)
{
        return strcmp(((const User *)a)->group, ((const User *)b)->group);
}

/* Who has the image HEX by NAME; NULL: by any. */
static int find_users(const Inventory *inventory, const char *hex, const char *name, Users *ret)
{
        int r = 0;
        for (size_t i = 0; i < inventory->n_links && r == 0; i++) {
                const InventoryLink *link = inventory->links + i;
                if (!streq(link->hex, hex) || (name && !streq(name_of(inventory, link->key), name)))
                        continue;
                if (link->hold == INVENTORY_PIN)
                        r = add_user(ret, link->group, false, true);
                else if (link->hold == INVENTORY_NEXT)
                        ret->updated = true;
                for (size_t k = 0; link->hold == INVENTORY_READY && k < inventory->n_uses && r == 0; k++) {
                        const InventoryUse *use = inventory->uses + k;
                        if (streq(use->key, link->key))
                                r = add_user(ret, use->group, use->defined, false);
                }
        }
        if (ret->n > 1)
                qsort(ret->items, ret->n, sizeof *ret->items, compare_users);
        return r;
}

/* The names of the image HEX, each once. */
static int find_names(const Inventory *inventory, const char *hex, StrVec *ret)
{
        int r = 0;
        for (size_t i = 0; i < inventory->n_links && r == 0; i++) {
                const char *name = name_of(inventory, inventory->links[i].key);
                if (streq(inventory->links[i].hex, hex) && !strvec_contains(ret, name))
                        r = strvec_add(ret, name);
        }
        return r;
}

/* --- the table --------------------------------------------------------------------------------------------
 */

enum { COLUMN_IMAGE, COLUMN_SIZE, COLUMN_SHARED, COLUMN_DIGEST, COLUMN_USED_BY, N_COLUMNS };

typedef struct Row {
        StrBuf cells[N_COLUMNS];
        const char *hex;
} Row;

typedef struct Table {
        Row *rows;
        size_t n;
} Table;

static void table_done(Table *table)
{
        for (size_t i = 0; i < table->n; i++)
                for (size_t k = 0; k < N_COLUMNS; k++)
                        strbuf_done(table->rows[i].cells + k);
        free(table->rows);
}

static Row *add_row(Table *table)
{
        Row *rows = reallocarray(table->rows, table->n + 1, sizeof *rows);
        if (!rows)
                return NULL;
        table->rows = rows;
        rows[table->n] = (Row){.hex = ""};
        return rows + table->n++;
}

static int write_users(const Users *users, StrBuf *buf)
{
        for (size_t i = 0; i < users->n; i++)
                strbuf_addf(buf, "%s%s%s", i > 0 ? ", " : "", users->items[i].group,
                            users->items[i].runs ? " (runs)" : "");
        if (users->updated)
                strbuf_addf(buf, "%san update", users->n > 0 ? ", " : "");
        return users->n > 0 || users->updated ? 0 : strbuf_add(buf, "-");
}

/* NAME: NULL for an image that has none. */
static int fill_row(const Inventory *inventory, const InventoryImage *image, const char *name, Row *row)
{
        _cleanup_(users_done) Users users = {};
        row->hex = image->hex;
        if (find_users(inventory, image->hex, name, &users) < 0)
                return -ENOMEM;
        utf8_printable(name ? name : "-", row->cells + COLUMN_IMAGE);
        if (image->whole)
                listing_add_size(image->bytes, row->cells + COLUMN_SIZE);
        else
                strbuf_add(row->cells + COLUMN_SIZE, image->readable ? "incomplete" : "unreadable");
        listing_add_size(image->shared, row->cells + COLUMN_SHARED);
        strbuf_addf(row->cells + COLUMN_DIGEST, "%.*s", SHOWN_HEX, image->hex);
        write_users(&users, row->cells + COLUMN_USED_BY);
        for (size_t i = 0; i < N_COLUMNS; i++)
                if (row->cells[i].oom)
                        return -ENOMEM;
        return 0;
}

static int add_rows(const Inventory *inventory, const InventoryImage *image, Table *table)
{
        _cleanup_strvec_ StrVec names = {};
        int r = find_names(inventory, image->hex, &names);
        size_t n = names.n > 0 ? names.n : 1;
        for (size_t i = 0; i < n && r == 0; i++) {
                Row *row = add_row(table);
                r = row ? fill_row(inventory, image, names.n > 0 ? names.items[i] : NULL, row) : -ENOMEM;
        }
        return r;
}

/* By name; those without one come last. */
static int compare_rows(const void *a, const void *b)
{
        const Row *one = a, *other = b;
        const char *name = one->cells[COLUMN_IMAGE].text, *other_name = other->cells[COLUMN_IMAGE].text;
        bool none = streq(name, "-"), other_none = streq(other_name, "-");
        int r = none != other_none ? none - other_none : strcmp(name, other_name);
        return r ? r : strcmp(one->hex, other->hex);
}

/* Characters, not bytes: paths may have others than ASCII. */
static size_t width_of(const char *text)
{
        size_t n = 0;
        for (; *text; text++)
                n += ((unsigned char)*text & 0xC0) != 0x80;
        return n;
}

static void write_line(const char *const *cells, const size_t *widths, StrBuf *buf)
{
        for (size_t i = 0; i < N_COLUMNS; i++) {
                strbuf_add(buf, cells[i]);
                for (size_t n = width_of(cells[i]); i + 1 < N_COLUMNS && n < widths[i] + 2; n++)
                        strbuf_add_char(buf, ' ');
        }
        strbuf_add_char(buf, '\n');
}

int listing_write_table(const Inventory *inventory, StrBuf *buf)
{
        const char *cells[N_COLUMNS] = {"IMAGE", "SIZE", "SHARED", "DIGEST", "USED BY"};
        _cleanup_(table_done) Table table = {};
        size_t widths[N_COLUMNS];
        for (size_t i = 0; i < inventory->n_images; i++)
                if (add_rows(inventory, inventory->images + i, &table) < 0)
                        return -ENOMEM;
        if (table.n > 1)
                qsort(table.rows, table.n, sizeof *table.rows, compare_rows);
        for (size_t k = 0; k < N_COLUMNS; k++) {
                widths[k] = width_of(cells[k]);
                for (size_t i = 0; i < table.n; i++) {
                        size_t n = width_of(table.rows[i].cells[k].text);
                        widths[k] = n > widths[k] ? n : widths[k];
                }
        }
        write_line(cells, widths, buf);
        for (size_t i = 0; i < table.n; i++) {
                for (size_t k = 0; k < N_COLUMNS; k++)
                        cells[k] = table.rows[i].cells[k].text;
                write_line(cells, widths, buf);
        }
        return buf->oom ? -ENOMEM : 0;
}

/* --- JSON -------------------------------------------------------------------------------------------------
 */

/* What a terminal obeys is escaped as well, which JSON (RFC 8259) doesn't ask for. */
static void add_string_n(const char *text, size_t size, StrBuf *buf)
{
        strbuf_add_char(buf, '"');
        for (const char *at = text; at < text + size;) {
                int n = utf8_char(at);
                if (n <= 0)
                        strbuf_add(buf, "\\ufffd");
                else if (utf8_is_control(at))
                        strbuf_addf(buf, "\\u%04x", utf8_code_point(at));
                else if (*at == '"' || *at == '\\')
                        strbuf_addf(buf, "\\%c", *at);
                else
                        strbuf_add_bytes(buf, at, (size_t)n);
                at += n > 0 ? n : 1;
        }
        strbuf_add_char(buf, '"');
}

static void add_string(const char *text, StrBuf *buf)
{
        add_string_n(text, strlen(text), buf);
}

/* The item I of an array or an object NAME begins. */
static void begin_item(const char *name, size_t i, char bracket, StrBuf *buf)
{
        if (i == 0)
                strbuf_addf(buf, ", \"%s\": %c", name, bracket);
        else
                strbuf_add(buf, ", ");
}

static void end_items(const char *name, size_t n, const char *brackets, StrBuf *buf)
{
        if (n == 0)
                strbuf_addf(buf, ", \"%s\": %s", name, brackets);
        else
                strbuf_add_char(buf, brackets[1]);
}

/* Of the N first links, whether one is of the image HEX and has KEY. */
static bool has_link(const Inventory *inventory, size_t n, const char *hex, const char *key)
{
        for (size_t i = 0; i < n; i++)
                if (streq(inventory->links[i].hex, hex) && streq(inventory->links[i].key, key))
                        return true;
        return false;
}

static bool has_hold(const Inventory *inventory, InventoryHold hold, const char *hex, const char *key)
{
        for (size_t i = 0; i < inventory->n_links; i++) {
                const InventoryLink *link = inventory->links + i;
                if (link->hold == hold && streq(link->hex, hex) && streq(link->key, key))
                        return true;
        }
        return false;
}

static void add_names(const Inventory *inventory, const char *hex, StrBuf *buf)
{
        size_t n = 0;
        for (size_t i = 0; i < inventory->n_links; i++) {
                const char *key = inventory->links[i].key, *name = name_of(inventory, key);
                if (!streq(inventory->links[i].hex, hex) || has_link(inventory, i, hex, key))
                        continue;
                begin_item("names", n++, '[', buf);
                strbuf_addf(buf, "{\"key\": \"%s\", \"reference\": ", key);
                if (name == key || streq(name, key))
                        strbuf_add(buf, "null");
                else
                        add_string(name, buf);
                strbuf_addf(buf, ", \"ready\": %s, \"next\": %s}",
                            has_hold(inventory, INVENTORY_READY, hex, key) ? "true" : "false",
                            has_hold(inventory, INVENTORY_NEXT, hex, key) ? "true" : "false");
        }
        end_items("names", n, "[]", buf);
}

static int add_groups(const Inventory *inventory, const char *hex, StrBuf *buf)
{
        _cleanup_(users_done) Users users = {};
        if (find_users(inventory, hex, NULL, &users) < 0)
                return -ENOMEM;
        for (size_t i = 0; i < users.n; i++) {
                begin_item("groups", i, '[', buf);
                strbuf_addf(buf, "{\"name\": \"%s\", \"defined\": %s, \"runs\": %s}", users.items[i].group,
                            users.items[i].defined ? "true" : "false",
                            users.items[i].runs ? "true" : "false");
        }
        end_items("groups", users.n, "[]", buf);
        return 0;
}

static size_t name_length(const char *label)
{
        return strcspn(label, "=");
}

/* Whether another label of that name follows: it counts. */
static bool comes_again(const StrVec *labels, size_t i)
{
        size_t n = name_length(labels->items[i]) + 1;
        for (size_t k = i + 1; k < labels->n; k++)
                if (strncmp(labels->items[k], labels->items[i], n) == 0)
                        return true;
        return false;
}

static void add_own(const ImageRecord *record, StrBuf *buf)
{
        size_t n = 0;
        for (size_t i = 0; i < record->ports.n; i++) {
                begin_item("ports", i, '[', buf);
                add_string(record->ports.items[i], buf);
        }
        end_items("ports", record->ports.n, "[]", buf);
        for (size_t i = 0; i < record->labels.n; i++) {
                const char *label = record->labels.items[i];
                size_t length = name_length(label);
                if (comes_again(&record->labels, i))
                        continue;
                begin_item("labels", n++, '{', buf);
                add_string_n(label, length, buf);
                strbuf_add(buf, ": ");
                add_string(label + length + (label[length] == '='), buf);
        }
        end_items("labels", n, "{}", buf);
}

static int add_image(const Inventory *inventory, const InventoryImage *image, StrBuf *buf)
{
        const ImageRecord *record = &image->record;
        strbuf_addf(buf, "\n  {\"digest\": \"sha256:%s\"", image->hex);
        if (image->readable) {
                strbuf_addf(buf, ", \"manifest\": \"sha256:%s\", \"config\": \"sha256:%s\", \"platform\": ",
                            record->manifest, record->config);
                add_string(record->platform, buf);
        }
        strbuf_addf(buf, ", \"complete\": %s, \"size\": %llu, \"shared\": %llu",
                    image->whole ? "true" : "false", (unsigned long long)image->bytes,
                    (unsigned long long)image->shared);
        add_names(inventory, image->hex, buf);
        int r = add_groups(inventory, image->hex, buf);
        add_own(record, buf);
        strbuf_add_char(buf, '}');
        return r;
}

int listing_write_json(const Inventory *inventory, StrBuf *buf)
{
        strbuf_add_char(buf, '[');
        for (size_t i = 0; i < inventory->n_images; i++) {
                if (i > 0)
                        strbuf_add_char(buf, ',');
                if (add_image(inventory, inventory->images + i, buf) < 0)
                        return -ENOMEM;
        }
        strbuf_add(buf, inventory->n_images > 0 ? "\n]\n" : "]\n");
        return buf->oom ? -ENOMEM : 0;
}
