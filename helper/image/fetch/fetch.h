/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An image, from where it is to the folder of its pull: which one it is, and then those of its layers that
 * are not in the store. */
#pragma once

#include "core/base/failure.h"
#include "core/contract/imageref.h"
#include "helper/image/document/platform.h"
#include "helper/image/fetch/credential.h"
#include "helper/image/fetch/folder.h"
#include "helper/image/fetch/tries.h"

/* What is asked for. All borrowed. */
typedef struct FetchRequest {
        const ImageRef *ref;
        const char *image; /* as it stands in the definition */
        const char *key;
        const Credential *credential;
        const PullUser *user;
        const Platform *machine;
        int64_t patience; /* milliseconds without a byte until it gives up; 0: what fails is not tried again
                           */
        bool have_some;   /* the store has layers at all */
        /* Whether the store has the layer whose chain id is HEX. */
        bool (*have)(void *context, const char *hex);
        /* What it is at. */
        void (*tell)(void *context, const char *words);
        void *context; /* of both */
} FetchRequest;

/* A document as it was sent, NUL-terminated. */
typedef struct FetchText {
        char *text;
        size_t size;
        char hex[IMAGE_HEX_SPACE]; /* its digest */
} FetchText;

typedef struct Fetch {
        const FetchRequest *request;
        PullFolder folder;
        Tries tries;
        FetchText top;      /* what the name stands for: an index, or the manifest itself */
        FetchText manifest; /* for this machine; no text: not read yet */
        FetchText config;   /* the same */
        PullBlob *layers;   /* of the manifest, the lowest first */
        size_t n_layers;
        Platform platform;            /* of that manifest, where an index says it; else the machine's */
        char wanted[IMAGE_HEX_SPACE]; /* its digest */
        bool is_index;
        char *last; /* the sentence of the last try that failed; NULL: none has */
        int moved;  /* how often the name stood for something else at the next request */
} Fetch;

void fetch_done(Fetch *fetch);
#define _cleanup_fetch_ _cleanup_(fetch_done)

/* Opens the folder of the pull, and asks what the image's name stands for: top, and which manifest is this
 * machine's. A digest in the name is held against it. 0 or -errno with FAILURE. */
int fetch_begin(const FetchRequest *request, Fetch *ret, Failure *failure);

/* Fetches what is left to fetch: then manifest, config and layers are what they are, each document
 * held against its digest; an index is among the blobs too. The bytes of layers are skopeo's word: whoever
 * unpacks one holds it against its diff id. 0 or -errno with FAILURE. */
int fetch_all(Fetch *fetch, Failure *failure);

/* Removes the folder: what is in it is of no use any more, or wrong. */
void fetch_forget(Fetch *fetch);
