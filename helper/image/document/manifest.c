/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a document is, its fields say and not its media type alone: one that could be read as both is refused
 * (CVE-2021-41190). */
#include "helper/image/document/manifest.h"

#include "core/contract/contract.h"
#include "core/contract/imagerecord.h"
#include "helper/image/document/rules.h"
#include "helper/json/reader.h"

#include <errno.h>
#include <string.h>

#define OCI    "application/vnd.oci.image."
#define DOCKER "application/vnd.docker."

typedef enum MediaKind {
        MEDIA_MANIFEST,
        MEDIA_INDEX,
        MEDIA_CONFIG,
        MEDIA_LAYER,
        MEDIA_OLD,       /* schema 1 */
        MEDIA_ELSEWHERE, /* a layer that is at no registry */
        MEDIA_UNKNOWN,
} MediaKind;

static const struct {
        const char *text;
        MediaKind kind;
        LayerPacking packing;
} media_types[] = {
        {OCI "manifest.v1+json", MEDIA_MANIFEST, 0},
        {OCI "index.v1+json", MEDIA_INDEX, 0},
        {OCI "config.v1+json", MEDIA_CONFIG, 0},
        {OCI "layer.v1.tar", MEDIA_LAYER, LAYER_PLAIN},
        {OCI "layer.v1.tar+gzip", MEDIA_LAYER, LAYER_GZIP},
        {OCI "layer.v1.tar+zstd", MEDIA_LAYER, LAYER_ZSTD},
        {OCI "layer.nondistributable.v1.tar", MEDIA_ELSEWHERE, 0},
        {OCI "layer.nondistributable.v1.tar+gzip", MEDIA_ELSEWHERE, 0},
        {OCI "layer.nondistributable.v1.tar+zstd", MEDIA_ELSEWHERE, 0},
        {DOCKER "distribution.manifest.v1+json", MEDIA_OLD, 0},
        {DOCKER "distribution.manifest.v1+prettyjws", MEDIA_OLD, 0},
        {DOCKER "distribution.manifest.v2+json", MEDIA_MANIFEST, 0},
        {DOCKER "distribution.manifest.list.v2+json", MEDIA_INDEX, 0},
        {DOCKER "container.image.v1+json", MEDIA_CONFIG, 0},
        {DOCKER "image.rootfs.diff.tar", MEDIA_LAYER, LAYER_PLAIN},
        {DOCKER "image.rootfs.diff.tar.gzip", MEDIA_LAYER, LAYER_GZIP},
        {DOCKER "image.rootfs.diff.tar.zstd", MEDIA_LAYER, LAYER_ZSTD},
        {DOCKER "image.rootfs.foreign.diff.tar", MEDIA_ELSEWHERE, 0},
        {DOCKER "image.rootfs.foreign.diff.tar.gzip", MEDIA_ELSEWHERE, 0},
};

static MediaKind media_kind(const char *text, LayerPacking *ret)
{
        for (size_t i = 0; i < ARRAY_SIZE(media_types); i++)
                if (streq(media_types[i].text, text)) {
                        *ret = media_types[i].packing;
                        return media_types[i].kind;
                }
        return MEDIA_UNKNOWN;
}

/* The whole while it is read. */
typedef struct Draft {
        Manifest manifest;
        uint64_t schema;
        const char *media_type;
        bool has_config, has_layers, has_entries, has_old;
} Draft;

void manifest_done(Manifest *manifest)
{
        free(manifest->entries);
        free(manifest->layers);
        *manifest = (Manifest){};
}

/* Descriptors of blobs. */

typedef struct Descriptor {
        const char *media_type;
        const char *hex;
        uint64_t size;
        bool has_platform;
        Platform platform;
} Descriptor;

static int read_media_type(Reader *reader, const Json *value, void *context)
{
        return reader_string(reader, value, &((Descriptor *)context)->media_type);
}

static int read_digest(Reader *reader, const Json *value, void *context)
{
        return rules_read_digest(reader, value, &((Descriptor *)context)->hex);
}

static int read_size(Reader *reader, const Json *value, void *context)
{
        return reader_number(reader, value, INT64_MAX, &((Descriptor *)context)->size);
}

static int read_os(Reader *reader, const Json *value, void *context)
{
        return rules_read_platform_word(reader, value, ((Platform *)context)->os);
}

static int read_architecture(Reader *reader, const Json *value, void *context)
{
        return rules_read_platform_word(reader, value, ((Platform *)context)->architecture);
}

static int read_variant(Reader *reader, const Json *value, void *context)
{
        return rules_read_platform_word(reader, value, ((Platform *)context)->variant);
}

static int read_platform(Reader *reader, const Json *value, void *context)
{
        static const Member members[] = {{"os", read_os, true},
                                         {"architecture", read_architecture, true},
                                         {"variant", read_variant, false}};
        Descriptor *descriptor = context;
        descriptor->has_platform = true;
        return reader_object(reader, value, members, ARRAY_SIZE(members), &descriptor->platform);
}

static int read_descriptor(Reader *reader, const Json *value, Descriptor *ret)
{
        static const Member members[] = {{"mediaType", read_media_type, true},
                                         {"digest", read_digest, true},
                                         {"size", read_size, true},
                                         {"platform", read_platform, false}};
        return reader_object(reader, value, members, ARRAY_SIZE(members), ret);
}

/* What a document has. */

static int read_config(Reader *reader, const Json *value, void *context)
{
        Draft *draft = context;
        Descriptor descriptor = {};
        LayerPacking packing;
        int r = read_descriptor(reader, value, &descriptor);
        if (r < 0)
                return r;
        if (media_kind(descriptor.media_type, &packing) != MEDIA_CONFIG)
                return reader_wrong(reader, descriptor.media_type,
                                    "is no type of an image's configuration: what has it is something else "
                                    "than an image");
        if (descriptor.size > CONFIG_SIZE_MAX)
                return reader_wrong(reader, NULL, "has more than 4 MiB");
        strcpy(draft->manifest.config, descriptor.hex);
        draft->manifest.config_size = descriptor.size;
        draft->has_config = true;
        return 0;
}

static int refuse_layer(Reader *reader, const char *type, MediaKind kind)
{
        if (kind == MEDIA_ELSEWHERE)
                return reader_wrong(reader, type,
                                    "is a layer that registries don't hand out, as Windows has them");
        if (string_before(type, "+encrypted") > 0)
                return reader_wrong(reader, type, "is encrypted, which coslice can't read");
        return reader_wrong(reader, type,
                            "is no type of a layer: those of tar, of it with gzip and with zstd are");
}

static int read_layer(Reader *reader, const Json *value, void *context)
{
        Manifest *manifest = context;
        Descriptor descriptor = {};
        LayerPacking packing;
        int r = read_descriptor(reader, value, &descriptor);
        if (r < 0)
                return r;
        MediaKind kind = media_kind(descriptor.media_type, &packing);
        if (kind != MEDIA_LAYER)
                return refuse_layer(reader, descriptor.media_type, kind);
        if (manifest->n_layers == IMAGE_LAYERS_MAX)
                return reader_wrong(reader, NULL, "is one more than %d layers", IMAGE_LAYERS_MAX);
        ManifestLayer *layers = reallocarray(manifest->layers, manifest->n_layers + 1, sizeof *layers);
        if (!layers)
                return -ENOMEM;
        manifest->layers = layers;
        ManifestLayer *layer = layers + manifest->n_layers++;
        *layer = (ManifestLayer){.size = descriptor.size, .packing = packing};
        strcpy(layer->hex, descriptor.hex);
        return 0;
}

static int read_layers(Reader *reader, const Json *value, void *context)
{
        Draft *draft = context;
        draft->has_layers = true;
        return reader_array(reader, value, read_layer, &draft->manifest);
}

/* An index may have other things beside, signatures and what an image was built of. */
static int read_entry(Reader *reader, const Json *value, void *context)
{
        Manifest *manifest = context;
        Descriptor descriptor = {};
        LayerPacking packing;
        int r = read_descriptor(reader, value, &descriptor);
        if (r < 0 || media_kind(descriptor.media_type, &packing) != MEDIA_MANIFEST)
                return r;
        if (manifest->n_entries == INDEX_ENTRIES_MAX)
                return reader_wrong(reader, NULL, "is one more than %d manifests", INDEX_ENTRIES_MAX);
        if (descriptor.size > MANIFEST_SIZE_MAX)
                return reader_wrong(reader, NULL, "has more than 4 MiB");
        IndexEntry *entries = reallocarray(manifest->entries, manifest->n_entries + 1, sizeof *entries);
        if (!entries)
                return -ENOMEM;
        manifest->entries = entries;
        IndexEntry *entry = entries + manifest->n_entries++;
        *entry = (IndexEntry){.size = descriptor.size,
                              .has_platform = descriptor.has_platform,
                              .platform = descriptor.platform};
        strcpy(entry->hex, descriptor.hex);
        return 0;
}

static int read_entries(Reader *reader, const Json *value, void *context)
{
        Draft *draft = context;
        draft->has_entries = true;
        return reader_array(reader, value, read_entry, &draft->manifest);
}

static int read_schema(Reader *reader, const Json *value, void *context)
{
        return reader_number(reader, value, UINT32_MAX, &((Draft *)context)->schema);
}

static int read_own_type(Reader *reader, const Json *value, void *context)
{
        return reader_string(reader, value, &((Draft *)context)->media_type);
}

static int read_old(Reader *reader, const Json *value, void *context)
{
        ((Draft *)context)->has_old = true;
        return 0;
}

static int finish(Reader *reader, Draft *draft)
{
        LayerPacking packing;
        MediaKind kind = draft->media_type    ? media_kind(draft->media_type, &packing)
                         : draft->has_entries ? MEDIA_INDEX
                                              : MEDIA_MANIFEST;
        if (draft->schema == 1 || kind == MEDIA_OLD)
                return reader_wrong(
                        reader, NULL,
                        "is of Docker's schema 1, which tells nothing of its layers that could be checked: "
                        "push the image anew with a current tool");
        if (draft->schema != 2)
                return reader_wrong(reader, NULL, "is of schema %llu: there is 2",
                                    (unsigned long long)draft->schema);
        if (kind != MEDIA_INDEX && kind != MEDIA_MANIFEST)
                return reader_wrong(reader, draft->media_type,
                                    "is neither a manifest of an image nor an index of some");
        draft->manifest.is_index = kind == MEDIA_INDEX;
        if (draft->has_old || (draft->has_entries && (draft->has_layers || draft->has_config)))
                return reader_wrong(reader, NULL,
                                    "is a manifest and something else as well, which tools read differently");
        if (kind == MEDIA_INDEX)
                return draft->has_entries ? 0 : reader_wrong(reader, NULL, "has no manifests");
        if (!draft->has_config)
                return reader_wrong(reader, NULL, "has no config");
        return draft->manifest.n_layers > 0 ? 0 : reader_wrong(reader, NULL, "has no layers");
}

int manifest_read(const char *text, size_t size, Manifest *ret, Failure *failure)
{
        static const Member members[] = {
                {"schemaVersion", read_schema, true}, {"mediaType", read_own_type, false},
                {"config", read_config, false},       {"layers", read_layers, false},
                {"manifests", read_entries, false},   {"fsLayers", read_old, false},
        };
        static const ReaderRules rules = {"the manifest", EXIT_SETUP_ROOT, true, RULES_LIMITS};
        _cleanup_(reader_done) Reader reader = {.rules = &rules, .failure = failure};
        Draft draft = {};
        if (size > MANIFEST_SIZE_MAX)
                return failure_set(failure, EXIT_SETUP_ROOT, 0, "the manifest has more than 4 MiB");
        int r = reader_begin(&reader, text, size);
        if (r == 0)
                r = reader_object(&reader, reader.root, members, ARRAY_SIZE(members), &draft);
        if (r == 0)
                r = finish(&reader, &draft);
        if (r < 0) {
                manifest_done(&draft.manifest);
                return rules_failed(r, "the manifest", failure);
        }
        *ret = draft.manifest;
        return 0;
}

/* Choosing. */

#define LISTED_MAX 12 /* platforms in a message */

static int refuse_all(const Manifest *index, const Platform *machine, Failure *failure)
{
        _cleanup_strbuf_ StrBuf wanted = {}, list = {};
        _cleanup_strvec_ StrVec there = {};
        platform_write(machine, &wanted);
        for (size_t i = 0; i < index->n_entries; i++) {
                _cleanup_strbuf_ StrBuf one = {};
                const IndexEntry *entry = index->entries + i;
                /* What BuildKit says of its attestations. */
                if (!entry->has_platform || streq(entry->platform.os, "unknown"))
                        continue;
                if (platform_write(&entry->platform, &one) < 0)
                        return rules_failed(-ENOMEM, "the manifest", failure);
                if (!strvec_contains(&there, one.text) && strvec_add(&there, one.text) < 0)
                        return rules_failed(-ENOMEM, "the manifest", failure);
        }
        for (size_t i = 0; i < there.n && i < LISTED_MAX; i++)
                strbuf_addf(&list, "%s%s", i > 0 ? ", " : "", there.items[i]);
        if (there.n > LISTED_MAX)
                strbuf_addf(&list, " and %zu more", there.n - LISTED_MAX);
        if (list.oom || wanted.oom)
                return rules_failed(-ENOMEM, "the manifest", failure);
        return failure_set(failure, EXIT_SETUP_ROOT, 0, "there is no image for this machine, %s, but for %s",
                           wanted.text, there.n > 0 ? list.text : "no machine at all");
}

int manifest_choose(const Manifest *index, const Platform *machine, const IndexEntry **ret, Failure *failure)
{
        const IndexEntry *best = NULL;
        int best_fit = 0;
        for (size_t i = 0; i < index->n_entries; i++) {
                const IndexEntry *entry = index->entries + i;
                int fit = entry->has_platform     ? platform_fits(&entry->platform, machine)
                          : index->n_entries == 1 ? 0
                                                  : -1;
                if (fit >= 0 && (!best || fit < best_fit)) {
                        best = entry;
                        best_fit = fit;
                }
        }
        if (!best)
                return refuse_all(index, machine, failure);
        *ret = best;
        return 0;
}
