/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files of Quadlet. */
#include "generator/types/foreignfile.h"

#include "core/base/cleanup.h"

#include <string.h>
#include <strings.h>

const ForeignFile foreign_files[] = {
        {".container", NULL, NULL},
        {".pod", "-pod.service", NULL},
        {".kube", NULL, NULL},
        {".network", "-network.service", "a group has a network of its own"},
        {".volume", "-volume.service", "a group's volumes are there before its containers"},
        {".image", "-image.service", "an image is there before its container starts"},
        {".build", "-build.service", "coslice builds no images"},
        {".artifact", NULL, "artifacts are not fetched"},
};
const size_t n_foreign_files = ARRAY_SIZE(foreign_files);

size_t foreign_file_stem(const char *word, const char *suffix)
{
        size_t n = strlen(word), length = strlen(suffix);
        return n > length && strcasecmp(word + n - length, suffix) == 0 ? n - length : 0;
}

bool foreign_file_names(const char *word)
{
        for (size_t i = 0; i < n_foreign_files; i++)
                if (foreign_file_stem(word, foreign_files[i].suffix) > 0)
                        return true;
        return false;
}
