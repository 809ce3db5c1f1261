/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Manifests of images and indexes of these, as registries hand them out: OCI's, and Docker's of schema 2.
 * Pure.
 *
 * They are hostile. What they say of a blob is checked where it is read: its digest by who fetches it, what
 * is in it by who unpacks it. */
#pragma once

#include "core/base/failure.h"
#include "core/contract/imagedigest.h"
#include "helper/image/document/platform.h"

#include <stdbool.h>
#include <stdint.h>

#define MANIFEST_SIZE_MAX (4 * 1024 * 1024) /* bytes, as registries and engines have it */
#define CONFIG_SIZE_MAX   (4 * 1024 * 1024)
#define INDEX_ENTRIES_MAX 1024

typedef enum LayerPacking {
        LAYER_PLAIN,
        LAYER_GZIP,
        LAYER_ZSTD,
} LayerPacking;

typedef struct ManifestLayer {
        char hex[IMAGE_HEX_SPACE]; /* of the blob, as it is packed */
        uint64_t size;             /* of the same */
        LayerPacking packing;      /* by its media type; what it really is, its first bytes tell */
} ManifestLayer;

typedef struct IndexEntry {
        char hex[IMAGE_HEX_SPACE]; /* of a manifest */
        uint64_t size;
        bool has_platform;
        Platform platform;
} IndexEntry;

/* One or the other. */
typedef struct Manifest {
        bool is_index;
        IndexEntry *entries; /* of an index; what are no manifests of images is left out */
        size_t n_entries;
        char config[IMAGE_HEX_SPACE];
        uint64_t config_size;  /* CONFIG_SIZE_MAX at most */
        ManifestLayer *layers; /* the lowest first; 1 to IMAGE_LAYERS_MAX */
        size_t n_layers;
} Manifest;

void manifest_done(Manifest *manifest);
#define _cleanup_manifest_ _cleanup_(manifest_done)

/* Reads SIZE bytes at TEXT, behind which is a NUL. 0; -EINVAL or -ENOMEM with FAILURE. */
int manifest_read(const char *text, size_t size, Manifest *ret, Failure *failure);

/* The entry of an index that fits MACHINE best, of equals the first; one without a platform serves if it is
 * the only one. 0, and RET is borrowed; or -EINVAL with FAILURE, which says for what there are some. */
int manifest_choose(const Manifest *index, const Platform *machine, const IndexEntry **ret, Failure *failure);
