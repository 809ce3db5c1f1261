/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Any bytes as what a registry says of an image, a manifest or a configuration: there are words that can be
 * shown, or what is read keeps the promises of its header. */
#include "core/contract/imagerecord.h"
#include "helper/image/document/config.h"
#include "helper/image/document/manifest.h"
#include "tests/fuzz/fuzz.h"

#include <errno.h>
#include <string.h>

#define LAYERS 2

/* A mistake stops the program, also where assert() is compiled out. */
static void must(bool true_here)
{
        if (!true_here)
                abort();
}

static void check_failure(int r, const Failure *failure)
{
        must(r == -EINVAL && failure->text[0] && strlen(failure->text) < sizeof failure->text);
        for (const char *c = failure->text; *c; c++)
                must(*c >= ' ' && *c <= '~');
}

static void check_manifest(const Manifest *manifest, const Platform *machine)
{
        const IndexEntry *entry;
        Failure failure = {};
        must(manifest->is_index == (manifest->n_layers == 0) && manifest->n_layers <= IMAGE_LAYERS_MAX);
        must(manifest->is_index ||
             (image_hex_is_valid(manifest->config) && manifest->config_size <= CONFIG_SIZE_MAX));
        for (size_t i = 0; i < manifest->n_layers; i++)
                must(image_hex_is_valid(manifest->layers[i].hex) &&
                     manifest->layers[i].packing <= LAYER_ZSTD);
        if (!manifest->is_index)
                return;
        int r = manifest_choose(manifest, machine, &entry, &failure);
        if (r < 0)
                check_failure(r, &failure);
        else
                must(image_hex_is_valid(entry->hex) && entry->size <= MANIFEST_SIZE_MAX);
}

/* With what others find out of it it can be written. */
static void check_record(ImageRecord *record, const StrVec *diffs)
{
        static const char hex[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
        _cleanup_strbuf_ StrBuf text = {};
        must(!record->digest && !record->manifest && !record->config && record->max_id == 0 &&
             !record->log_links);
        must(diffs->n == LAYERS && record->layers.n == LAYERS &&
             streq(diffs->items[0], record->layers.items[0]));
        record->digest = strdup(hex);
        record->manifest = strdup(hex);
        record->config = strdup(hex);
        must(record->digest && record->manifest && record->config && image_record_is_valid(record));
        int r = image_record_write(record, &text);
        must(r == 0 || r == -E2BIG);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static const Platform machine = {"linux", "amd64", ""};
        _cleanup_manifest_ Manifest manifest = {};
        _cleanup_image_record_ ImageRecord record = {};
        _cleanup_strvec_ StrVec diffs = {};
        _cleanup_free_ char *text = malloc(size + 1);
        Failure failure = {};
        must(text);
        memcpy(text, data, size);
        text[size] = '\0';
        int r = manifest_read(text, size, &manifest, &failure);
        if (r < 0)
                check_failure(r, &failure);
        else
                check_manifest(&manifest, &machine);
        failure = (Failure){};
        r = config_read(text, size, &machine, LAYERS, &record, &diffs, &failure);
        if (r < 0)
                check_failure(r, &failure);
        else
                check_record(&record, &diffs);
        return 0;
}
