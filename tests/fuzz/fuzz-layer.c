/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Any bytes as a layer: what is read of it keeps the promises of its headers, and what is refused is told.
 * The first byte says in which pieces the rest comes. A fuzzer doesn't find the sum of a header: in a block
 * that has "sum" in its place, the right one is put there. */
#include "helper/image/archive/entryname.h"
#include "helper/image/archive/logname.h"
#include "helper/image/archive/unarchive.h"
#include "tests/fuzz/fuzz.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define BLOCK 512
#define SUM   148 /* where it is in a header */

/* A mistake of the reader stops the program, also where assert() is compiled out. */
static void must(bool true_here)
{
        if (!true_here)
                abort();
}

typedef struct Input {
        const uint8_t *data;
        size_t n, piece;
} Input;

static ssize_t give(void *context, const void **ret)
{
        Input *input = context;
        size_t n = input->n < input->piece ? input->n : input->piece;
        *ret = input->data;
        input->data += n;
        input->n -= n;
        return (ssize_t)n;
}

typedef struct Open {
        bool is_open; /* a file */
        uint64_t size, end;
} Open;

static void check_quoted(const char *name)
{
        _cleanup_strbuf_ StrBuf quoted = {};
        must(entryname_quote(name, &quoted) == 0 && quoted.length <= 300);
        for (const char *c = quoted.text; *c; c++)
                must((unsigned char)*c >= ' ' && *c != 0x7F);
}

static void check_name(const char *text)
{
        EntryName name;
        const char *why = NULL;
        if (entryname_read(text, &name, &why) < 0) {
                must(why && *why);
                return;
        }
        must(strlen(name.path) <= ENTRY_NAME_MAX && name.path[0] != '/');
        must(name.last >= name.path && name.last <= name.path + strlen(name.path) && !strchr(name.last, '/'));
        for (const char *at = name.path; *at; at += strcspn(at, "/"), at += *at == '/') {
                size_t n = strcspn(at, "/");
                must(n > 0 && n <= ENTRY_COMPONENT_MAX);
                must(!(n == 1 && at[0] == '.') && !(n == 2 && at[0] == '.' && at[1] == '.'));
        }
}

static int begin(void *context, const Entry *entry, Failure *failure)
{
        Open *open = context;
        must(!open->is_open && entry->name && entry->mode <= 07777);
        must((entry->kind == ENTRY_LINK || entry->kind == ENTRY_HARD_LINK) == (entry->target != NULL));
        must(entry->kind == ENTRY_FILE || entry->size == 0);
        must(entry->uid != UINT32_MAX && entry->gid != UINT32_MAX);
        must(entry->n_attributes <= ENTRY_ATTRIBUTES_MAX);
        for (size_t i = 0; i < entry->n_attributes; i++)
                must(entryname_keeps_attribute(entry->attributes[i].name));
        check_name(entry->name);
        check_quoted(entry->name);
        *open = (Open){.is_open = entry->kind == ENTRY_FILE, .size = entry->size};
        return 0;
}

static int data(void *context, const void *bytes, size_t n, uint64_t offset, Failure *failure)
{
        Open *open = context;
        must(open->is_open && n > 0 && offset >= open->end && n <= open->size && offset <= open->size - n);
        open->end = offset + n;
        (void)logname_is_in(bytes, n);
        return 0;
}

static int end(void *context, Failure *failure)
{
        Open *open = context;
        must(open->is_open);
        open->is_open = false;
        return 0;
}

static int count(void *context, const void *bytes, size_t n)
{
        size_t *left = context;
        if (n > *left)
                return -EFBIG; /* of a bomb enough was seen */
        *left -= n;
        return 0;
}

static void check_result(int r, const Failure *failure)
{
        must(r <= 0 && (r == 0 || (failure->text[0] && strlen(failure->text) < sizeof failure->text)));
}

static void fix_sums(uint8_t *bytes, size_t n)
{
        for (uint8_t *block = bytes; n >= BLOCK; block += BLOCK, n -= BLOCK) {
                unsigned sum = 0;
                if (memcmp(block + SUM, "sum", 3) != 0)
                        continue;
                memset(block + SUM, ' ', 8);
                for (size_t i = 0; i < BLOCK; i++)
                        sum += block[i];
                snprintf((char *)block + SUM, 8, "%06o", sum);
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
        Failure failure = {};
        Open open = {};
        size_t left = 1 << 24;
        if (size == 0)
                return 0;
        _cleanup_free_ uint8_t *copy = malloc(size);
        must(copy);
        memcpy(copy, bytes + 1, size - 1);
        fix_sums(copy, size - 1);
        Input input = {copy, size - 1, (size_t)bytes[0] * 64 + 1};
        const ByteSource source = {give, &input};
        const EntrySink entries = {begin, data, end, &open};
        check_result(unarchive_entries(&source, &entries, &failure), &failure);
        input = (Input){copy, size - 1, (size_t)bytes[0] * 64 + 1};
        const ByteSink sink = {count, &left};
        failure = (Failure){};
        check_result(unarchive_copy(&source, &sink, &failure), &failure);
        return 0;
}
