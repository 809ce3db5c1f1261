/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The name is asked for first, and hashed by us: what it stands for is the digest under which the image is
 * kept. Then it is copied by the same name, not by that digest: policy.json can say that a signature is to be
 * of that very name, and by digest any image that was ever signed in a repository would do. If the name
 * stands for something else meanwhile, its manifest doesn't come, and all is begun anew. */
#include "helper/image/fetch/fetch.h"

#include "core/contract/contract.h"
#include "helper/image/document/config.h"
#include "helper/image/document/digest.h"
#include "helper/image/document/manifest.h"
#include "helper/image/fetch/call.h"
#include "helper/image/fetch/skopeo.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define MOVED_MAX 3

void fetch_done(Fetch *fetch)
{
        pull_folder_done(&fetch->folder);
        free(fetch->top.text);
        free(fetch->manifest.text);
        free(fetch->config.text);
        free(fetch->layers);
        free(fetch->last);
        *fetch = (Fetch){.folder = {.fd = -EBADF, .blobs_fd = -EBADF}};
}

static int fail_memory(Failure *failure)
{
        return failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "fetch an image");
}

/* "IMAGE: WORDS"; the image's name is the definition's. */
static int refuse(const Fetch *fetch, const char *words, Failure *failure)
{
        return failure_set(failure, EXIT_SETUP_ROOT, 0, "%s: %s", fetch->request->image, words);
}

/* The words of an order, and what stands for the image: by HEX, if it is not NULL. */
static int add_source(const Fetch *fetch, const char *hex, StrVec *words)
{
        _cleanup_strbuf_ StrBuf word = {};
        char *source;
        int r = image_ref_skopeo(fetch->request->ref, hex, &word);
        if (r == 0)
                r = strbuf_take(&word, &source);
        return r == 0 ? strvec_take(words, source) : r;
}

static int add_words(StrVec *words, const char *const *more)
{
        int r = 0;
        for (; *more && r == 0; more++)
                r = strvec_add(words, *more);
        return r;
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static int take_text(StrBuf *output, FetchText *ret, Failure *failure)
{
        FetchText text = {.size = output->length};
        if (digest_of(output->text ? output->text : "", output->length, text.hex) < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, 0, "libcrypto makes no SHA-256");
        if (strbuf_take(output, &text.text) < 0)
                return fail_memory(failure);
        free(ret->text);
        *ret = text;
        return 0;
}

/* Options of all orders. What is large would go to /var/tmp; what an index has for this machine must be the
 * same for skopeo and for us. */
static int add_options(const Fetch *fetch, StrVec *words)
{
        const Platform *platform = &fetch->platform;
        int r = add_words(words, WORDS("--tmpdir", COSLICE_PULL_DIR "/" SKOPEO_TMP, "--override-os",
                                       platform->os, "--override-arch", platform->architecture));
        if (r == 0 && platform->variant[0])
                r = add_words(words, WORDS("--override-variant", platform->variant));
        return r;
}

/* Asks for a document: the manifest by HEX or, NULL, what the name stands for; or, with CONFIG, the
 * configuration of that. */
static int ask(Fetch *fetch, const char *hex, bool config, FetchText *ret, Failure *failure)
{
        _cleanup_strvec_ StrVec words = {};
        _cleanup_strbuf_ StrBuf output = {};
        int r = add_options(fetch, &words);
        if (r == 0)
                r = add_words(&words, WORDS("inspect", "--raw", "--authfile", SKOPEO_AUTH_FILE));
        if (r == 0 && config)
                r = strvec_add(&words, "--config");
        if (r == 0)
                r = add_source(fetch, hex, &words);
        if (r < 0)
                return fail_memory(failure);
        r = fetch_call(fetch, false, &words, &output, failure);
        return r < 0 ? r : take_text(&output, ret, failure);
}

/* The document whose digest is HEX was asked for, and it is another. */
static int fail_digest(const Fetch *fetch, const char *what, const char *hex, const char *found,
                       Failure *failure)
{
        const ImageRef *ref = fetch->request->ref;
        return failure_set(failure, EXIT_SETUP_ROOT, 0,
                           "%s: what %s sends is not what its digest says: the %s has sha256:%s and should "
                           "have sha256:%s",
                           fetch->request->image, ref->host ? ref->host : ref->path, what, found, hex);
}

/* R, of a document, with FAILURE: puts the image's name before that. */
static int name_image(const Fetch *fetch, int r, Failure *failure)
{
        const Failure cause = *failure;
        failure_set(failure, cause.status, 0, "%s: %s", fetch->request->image, cause.text);
        return r;
}

/* What the name stands for, and which manifest is this machine's. */
static int ask_name(Fetch *fetch, Failure *failure)
{
        const FetchRequest *request = fetch->request;
        _cleanup_manifest_ Manifest manifest = {};
        const IndexEntry *entry;
        fetch->platform = *request->machine;
        int r = ask(fetch, NULL, false, &fetch->top, failure);
        if (r < 0)
                return r;
        if (request->ref->digest && !streq(request->ref->digest, fetch->top.hex))
                return fail_digest(fetch, "manifest", request->ref->digest, fetch->top.hex, failure);
        r = manifest_read(fetch->top.text, fetch->top.size, &manifest, failure);
        if (r == 0 && manifest.is_index)
                r = manifest_choose(&manifest, request->machine, &entry, failure);
        if (r < 0)
                return name_image(fetch, r, failure);
        fetch->is_index = manifest.is_index;
        memcpy(fetch->wanted, manifest.is_index ? entry->hex : fetch->top.hex, IMAGE_HEX_SPACE);
        if (manifest.is_index && entry->has_platform)
                fetch->platform = entry->platform;
        return 0;
}

int fetch_begin(const FetchRequest *request, Fetch *ret, Failure *failure)
{
        _cleanup_fetch_ Fetch fetch = {.request = request, .folder = {.fd = -EBADF, .blobs_fd = -EBADF}};
        int r = pull_folder_open(COSLICE_PULL_DIR, request->key, request->user, &fetch.folder, failure);
        if (r < 0)
                return r;
        fetch_call_begin(&fetch);
        r = ask_name(&fetch, failure);
        if (r < 0)
                return r;
        *ret = fetch;
        fetch = (Fetch){.folder = {.fd = -EBADF, .blobs_fd = -EBADF}};
        return 0;
}

/* --- all of it -------------------------------------------------------------------------------------------
 */

static int copy_text(const FetchText *from, FetchText *ret)
{
        char *text = malloc(from->size + 1);
        if (!text)
                return -ENOMEM;
        memcpy(text, from->text, from->size + 1);
        free(ret->text);
        *ret = *from;
        ret->text = text;
        return 0;
}

/* MANIFEST says what there is to fetch. */
static int read_manifest(Fetch *fetch, char ret_config[IMAGE_HEX_SPACE], Failure *failure)
{
        _cleanup_manifest_ Manifest manifest = {};
        if (!streq(fetch->manifest.hex, fetch->wanted))
                return fail_digest(fetch, "manifest", fetch->wanted, fetch->manifest.hex, failure);
        int r = manifest_read(fetch->manifest.text, fetch->manifest.size, &manifest, failure);
        if (r < 0)
                return name_image(fetch, r, failure);
        if (manifest.is_index)
                return refuse(fetch, "its index has another index, and no manifest, for this machine",
                              failure);
        PullBlob *layers = calloc(manifest.n_layers, sizeof *layers);
        if (!layers)
                return fail_memory(failure);
        for (size_t i = 0; i < manifest.n_layers; i++) {
                memcpy(layers[i].hex, manifest.layers[i].hex, IMAGE_HEX_SPACE);
                layers[i].size = manifest.layers[i].size;
        }
        free(fetch->layers);
        fetch->layers = layers;
        fetch->n_layers = manifest.n_layers;
        memcpy(ret_config, manifest.config, IMAGE_HEX_SPACE);
        return 0;
}

/* CONFIG says what layers are unpacked, and so which of them we have. */
static int read_config(Fetch *fetch, const char *hex, Failure *failure)
{
        const FetchRequest *request = fetch->request;
        _cleanup_image_record_ ImageRecord record = {};
        _cleanup_strvec_ StrVec diff_ids = {};
        if (!streq(fetch->config.hex, hex))
                return fail_digest(fetch, "configuration", hex, fetch->config.hex, failure);
        int r = config_read(fetch->config.text, fetch->config.size, request->machine, fetch->n_layers,
                            &record, &diff_ids, failure);
        if (r < 0)
                return name_image(fetch, r, failure);
        for (size_t i = 0; i < fetch->n_layers; i++)
                fetch->layers[i].have = request->have(request->context, record.layers.items[i]);
        pull_blobs_settle(fetch->layers, fetch->n_layers);
        return 0;
}

/* What can be known before the layers come: an image of this machine has no other way to its parts than to be
 * copied. Its configuration tells which layers we have. Where there are none it isn't asked for, and comes
 * with the rest. */
static int ask_parts(Fetch *fetch, Failure *failure)
{
        const FetchRequest *request = fetch->request;
        bool remote = request->ref->transport == IMAGE_REGISTRY;
        char config[IMAGE_HEX_SPACE];
        int r;
        if (!fetch->is_index)
                r = copy_text(&fetch->top, &fetch->manifest) < 0 ? fail_memory(failure) : 0;
        else if (remote)
                r = ask(fetch, fetch->wanted, false, &fetch->manifest, failure);
        else
                return 0;
        if (r == 0)
                r = read_manifest(fetch, config, failure);
        if (r < 0 || !request->have_some)
                return r;
        r = ask(fetch, remote ? fetch->wanted : NULL, true, &fetch->config, failure);
        return r == 0 ? read_config(fetch, config, failure) : r;
}

static int copy(Fetch *fetch, Failure *failure)
{
        _cleanup_strvec_ StrVec words = {};
        int r = add_options(fetch, &words);
        /* The layout can't keep signatures; policy.json has been obeyed before. */
        if (r == 0)
                r = add_words(&words,
                              WORDS("copy", "--quiet", "--preserve-digests", "--remove-signatures",
                                    "--dest-oci-accept-uncompressed-layers", "--authfile", SKOPEO_AUTH_FILE,
                                    "--dest-shared-blob-dir", COSLICE_PULL_DIR "/" FOLDER_BLOBS));
        if (r == 0)
                r = add_source(fetch, NULL, &words);
        if (r == 0)
                r = strvec_add(&words, "oci:" COSLICE_PULL_DIR "/" FOLDER_LAYOUT ":image");
        return r < 0 ? fail_memory(failure) : fetch_call(fetch, true, &words, NULL, failure);
}

/* Takes the document HEX that was copied. 0, 1: it didn't come; or -errno with FAILURE. */
static int take_copied(Fetch *fetch, const char *what, const char *hex, FetchText *ret, Failure *failure)
{
        FetchText text = {};
        int r = pull_folder_read(&fetch->folder, hex, FETCH_DOCUMENT_MAX, &text.text, &text.size);
        if (r == -ENOENT)
                return 1;
        if (r == -EBADMSG)
                return failure_set(failure, EXIT_SETUP_ROOT, 0,
                                   "%s: the %s that skopeo fetched is not what its digest says",
                                   fetch->request->image, what);
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_STATE, -r, "read the %s of %s", what,
                                   fetch->request->image);
        memcpy(text.hex, hex, IMAGE_HEX_SPACE);
        free(ret->text);
        *ret = text;
        return 0;
}

/* Each layer is there, or we have it. */
static int look_for_layers(Fetch *fetch, Failure *failure)
{
        for (size_t i = 0; i < fetch->n_layers; i++) {
                const PullBlob *layer = fetch->layers + i;
                _cleanup_close_ int fd =
                        layer->have ? -1 : pull_folder_blob(&fetch->folder, layer->hex, layer->size);
                if (!layer->have && fd < 0)
                        return failure_set(failure, EXIT_SETUP_ROOT, 0,
                                           "%s: skopeo has fetched no layer sha256:%s of %llu bytes",
                                           fetch->request->image, layer->hex,
                                           (unsigned long long)layer->size);
        }
        return 0;
}

/* The index was asked for, and not copied. */
static int keep_index(Fetch *fetch, Failure *failure)
{
        int r = pull_folder_forget(&fetch->folder, fetch->top.hex, failure);
        return r == 0 ? pull_folder_put(&fetch->folder, fetch->top.hex, fetch->top.text, fetch->top.size,
                                        failure)
                      : r;
}

/* 0; 1: the name stands for another image by now; or -errno with FAILURE. */
static int fetch_once(Fetch *fetch, Failure *failure)
{
        char config[IMAGE_HEX_SPACE];
        int r = ask_parts(fetch, failure);
        if (r == 0)
                r = pull_folder_keep(&fetch->folder, fetch->layers, fetch->n_layers, failure);
        if (r == 0) /* what there is of it after that, this copy has brought */
                r = pull_folder_forget(&fetch->folder, fetch->wanted, failure);
        if (r == 0)
                r = copy(fetch, failure);
        if (r == 0)
                r = take_copied(fetch, "manifest", fetch->wanted, &fetch->manifest, failure);
        if (r != 0)
                return r;
        r = read_manifest(fetch, config, failure);
        if (r == 0)
                r = take_copied(fetch, "configuration", config, &fetch->config, failure);
        if (r > 0)
                r = refuse(fetch, "skopeo has fetched no configuration of it", failure);
        if (r == 0)
                r = read_config(fetch, config, failure);
        if (r == 0 && fetch->is_index)
                r = keep_index(fetch, failure);
        return r == 0 ? look_for_layers(fetch, failure) : r;
}

int fetch_all(Fetch *fetch, Failure *failure)
{
        for (;;) {
                int r = fetch_once(fetch, failure);
                if (r <= 0)
                        return r;
                if (++fetch->moved >= MOVED_MAX)
                        return refuse(fetch,
                                      "the name stands for another image at each request: try again later",
                                      failure);
                r = ask_name(fetch, failure);
                if (r < 0)
                        return r;
        }
}

void fetch_forget(Fetch *fetch)
{
        (void)pull_folder_remove(COSLICE_PULL_DIR, fetch->request->key);
}
