/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Paths that are masked in a container, and those that are not. */
#include "core/contract/masks.h"

#include "generator/types/readers.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

/* VALUE_READ with the path, 0 or -errno. */
static int read_path(const Reading *in, const char *word, Value *ret)
{
        if (word[0] != '/')
                return reading_bad_word(in, word, NULL);
        int r = value_container_path(in->ctx, word, in->at, &ret->text);
        return r < 0 || !ret->text ? r : VALUE_READ;
}

static int refuse(const Reading *in, Value *ret, const char *why)
{
        _cleanup_free_ char *path = TAKE_PTR(ret->text);
        return diag_error(in->ctx->diags, in->at, "%s %s", path, why);
}

int read_masked_path(const Reading *in, const char *word, Value *ret)
{
        /* The start itself takes them. */
        static const char *const needed[] = {"/", "/proc", "/dev", "/dev/null"};
        int r = read_path(in, word, ret);
        for (size_t i = 0; i < ARRAY_SIZE(needed) && r > 0; i++)
                if (streq(ret->text, needed[i]))
                        return refuse(in, ret, "can't be masked: no container starts without it");
        return r;
}

int read_unmasked_path(const Reading *in, const char *word, Value *ret)
{
        if (strcasecmp(word, "all") == 0)
                return reading_keep("/", ret);
        int r = read_path(in, word, ret);
        if (r <= 0)
                return r;
        for (size_t i = 0; i < n_masks_default; i++)
                if (mask_is_below(masks_default + i, ret->text))
                        return VALUE_READ;
        const Mask *above = mask_above(ret->text);
        if (!above)
                return refuse(in, ret, "is not masked, nor is anything in it");
        _cleanup_free_ char *why = string_printf("is a part of %s, which is masked as a whole", above->path);
        return why ? refuse(in, ret, why) : -ENOMEM;
}

/* Appends WORD, as Podman takes it, to LINE: several paths with ":" between them, "/proc/" and "*" for all
 * that is in it. */
static int add_word(StrBuf *line, const char *word)
{
        strbuf_add_char(line, line->length > 0 ? ' ' : '=');
        for (const char *colon; (colon = strstr(word, ":/")); word = colon + 1) {
                strbuf_add_bytes(line, word, (size_t)(colon - word));
                strbuf_add_char(line, ' ');
        }
        size_t n = string_before(word, "/*");
        return n > 0 ? strbuf_add_bytes(line, word, n) : strbuf_add(line, word);
}

int check_masked_paths(const Reading *in, const StrVec *words)
{
        _cleanup_strbuf_ StrBuf line = {};
        bool others = false;
        for (size_t i = 0; i < words->n; i++) {
                const char *word = words->items[i];
                if (strpbrk(word, " \t\"'\\"))
                        return 0; /* more than these can do */
                others = others || strstr(word, ":/") || string_before(word, "/*") > 0;
                add_word(&line, word);
        }
        if (line.oom)
                return -ENOMEM;
        if (!others)
                return 0;
        int r = diag_error(in->ctx->diags, in->at,
                           "paths are parted by blanks, and each stands for all that is in it: write %s%s",
                           in->at->key, line.text);
        return r < 0 ? r : 1;
}
