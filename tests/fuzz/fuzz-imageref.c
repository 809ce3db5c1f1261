/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Any bytes as a reference to an image: there are words, or it is one, whose names lead nowhere else. */
#include "core/base/utf8.h"
#include "core/contract/imageref.h"
#include "core/contract/place.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

/* A mistake stops the program, also where assert() is compiled out. */
static void must(bool true_here)
{
        if (!true_here)
                abort();
}

static void check_parts(const ImageRef *ref)
{
        bool registry = ref->transport == IMAGE_REGISTRY;
        must(ref->path && registry == !!ref->host && (registry || !ref->digest));
        must(registry || path_is_normalized(ref->path));
        must(!registry || (!strpbrk(ref->path, "@:") && ref->path[0] != '/' && !strstr(ref->path, "..")));
}

/* What is made of it is fit for a command line, a unit and a file's name, and is the same when it is read
 * again. */
static void check_made(const ImageRef *ref)
{
        _cleanup_strbuf_ StrBuf text = {}, text_again = {}, word = {}, why = {};
        _cleanup_image_ref_ ImageRef again = {};
        char key[IMAGE_KEY_SPACE], key_again[IMAGE_KEY_SPACE];
        must(image_ref_write(ref, &text) == 0 && image_ref_skopeo(ref, NULL, &word) == 0);
        must(utf8_is_valid(text.text) && !utf8_has_control(text.text));
        must(utf8_is_valid(word.text) && !utf8_has_control(word.text) && word.text[0] != '-');
        image_ref_key(ref, NULL, "missing", key);
        must(image_key_is_valid(key));
        if (text.length > IMAGE_REF_MAX)
                return; /* with its ":latest" */
        must(image_ref_read(text.text, &again, &why) == 0 && image_ref_write(&again, &text_again) == 0);
        image_ref_key(&again, NULL, "missing", key_again);
        /* The part for readers has no tag where there is none. */
        must(streq(text.text, text_again.text) && streq(strrchr(key, '-'), strrchr(key_again, '-')));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        _cleanup_image_ref_ ImageRef ref = {};
        _cleanup_strbuf_ StrBuf why = {};
        _cleanup_free_ char *text = strndup((const char *)data, size);
        must(text);
        (void)image_key_is_valid(text);
        int r = image_ref_read(text, &ref, &why);
        if (r == 0) {
                check_parts(&ref);
                check_made(&ref);
        } else
                must(r == IMAGE_REF_MISTAKE && why.length > 0 && utf8_is_valid(why.text) &&
                     !utf8_has_control(why.text) && !ref.path);
        return 0;
}
