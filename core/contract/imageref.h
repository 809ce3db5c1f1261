/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* References to images, Image= of a definition: where an image is fetched from.
 *
 *   HOST[:PORT]/PATH[:TAG][@sha256:HEX]   a registry's; where both are given the digest counts
 *   oci:/DIR[:NAME]  oci-archive:/FILE[:NAME]  docker-archive:/FILE[:NAME]  dir:/DIR
 *
 * The grammar is that of Docker's references and skopeo's transports, but for short names, which are none
 * here: who asks for "nginx" gets whatever a list of registries on that machine makes of it. Pure. */
#pragma once

#include "core/base/strbuf.h"

typedef enum ImageTransport {
        IMAGE_REGISTRY,
        IMAGE_OCI,
        IMAGE_OCI_ARCHIVE,
        IMAGE_DOCKER_ARCHIVE,
        IMAGE_DIR,
        _IMAGE_TRANSPORT_MAX,
} ImageTransport;

typedef struct ImageRef {
        ImageTransport transport;
        char *host; /* with its port, if it has one: "docker.io", "[::1]:5000"; NULL where there is no
                       registry */
        char *path; /* of a registry: "library/nginx"; else an absolute and normalized path of this machine */
        char *tag;  /* "1.25"; else NAME, which of the images there is meant; NULL: not said */
        char *digest; /* HEX of imagedigest.h; NULL: not said */
} ImageRef;

void image_ref_done(ImageRef *ref);
#define _cleanup_image_ref_ _cleanup_(image_ref_done)

/* What image_ref_read() answers beside 0 and -ENOMEM. */
enum {
        IMAGE_REF_MISTAKE = 1, /* WHY has a clause that goes on after the reference: "is a short name, …" */
};

#define IMAGE_REF_MAX 4096 /* bytes of a reference */

/* Takes TEXT apart. WHY gets words appended, which quote nothing of TEXT but what is printable. */
int image_ref_read(const char *text, ImageRef *ret, StrBuf *why);

/* Appends the word by which skopeo knows it, "docker://HOST/PATH:TAG": by HEX, if that is given, else by
 * REF's own digest or tag; "latest" if it has neither. HEX counts for registries alone. 0 or -ENOMEM. */
int image_ref_skopeo(const ImageRef *ref, const char *hex, StrBuf *buf);

/* Appends the reference itself, in full. 0 or -ENOMEM. */
int image_ref_write(const ImageRef *ref, StrBuf *buf);

/* KEY: the name under which an image is kept up to date, of files and of units: a part for readers, of
 * [A-Za-z0-9.-], and a hash. Who asks for an image otherwise, with another credential or by another policy,
 * has another key. CREDENTIAL: its name, or NULL. POLICY: the word of Pull=. */
#define IMAGE_KEY_READABLE_MAX 40
#define IMAGE_KEY_SPACE        (IMAGE_KEY_READABLE_MAX + 1 + 16 + 1)
void image_ref_key(const ImageRef *ref, const char *credential, const char *policy,
                   char ret[IMAGE_KEY_SPACE]);

/* Whether TEXT could be one. */
bool image_key_is_valid(const char *text);
