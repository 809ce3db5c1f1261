/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What skopeo says when it fails, in our words: which registry, which image, what is the matter and what to
 * do. Skopeo's own words, and in them those of a registry, are only shown with control characters made
 * visible, and not more of them than a line. Pure. */
#pragma once

#include "core/base/strbuf.h"

/* What was asked for, for the words. All borrowed. */
typedef struct Asked {
        const char *image;    /* as it stands in the definition: HOST[:PORT]/PATH… or oci:/… */
        const char *host;     /* HOST[:PORT]; NULL: it is a file or a folder of this machine */
        const char *path;     /* of the file or folder; NULL with HOST */
        const char *platform; /* "linux/amd64" */
        const char *sent;     /* what was sent to prove who we are, as words: "no credential was sent" */
        const char *folder;   /* where blobs are written */
} Asked;

/* The message of a failed skopeo in TEXT, its standard error: the last fatal line's, unquoted, or else the
 * last line that is not empty; "" if there is none. 0 or -ENOMEM. */
int said_message(const char *text, StrBuf *ret);

/* Appends a sentence for MESSAGE, "IMAGE: what is wrong", to RET. 0, SAID_MAY_PASS or -ENOMEM. */
enum {
        SAID_MAY_PASS = 1, /* a sentence too, of what may be over at another try: a registry that is down */
};
int said_explain(const char *message, const Asked *asked, StrBuf *ret);

/* TEXT, as skopeo or a registry said it, in quotes and fit for a terminal; appended to RET, cut after
 * SAID_QUOTED_MAX bytes. 0 or -ENOMEM. */
#define SAID_QUOTED_MAX 300
int said_quote(const char *text, StrBuf *ret);
