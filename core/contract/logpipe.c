/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core/contract/logpipe.h"

#include "core/base/name.h"
#include "core/contract/contract.h"
#include "core/contract/imageref.h"

#include <errno.h>
#include <string.h>

void piped_log_list_done(PipedLogList *list)
{
        for (size_t i = 0; i < list->n; i++) {
                free(list->items[i].container);
                free(list->items[i].image);
        }
        free(list->items);
        *list = (PipedLogList){};
}

int piped_log_write(const char *container, const char *image, StrBuf *ret)
{
        strbuf_addf(ret, "--" LOGPIPE_OPTION "=%s%s%s", container, image ? ":" : "", image ? image : "");
        return ret->oom ? -ENOMEM : 0;
}

static int no_memory(Failure *failure)
{
        return failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "read the arguments");
}

int piped_log_read(const char *value, PipedLogList *list, Failure *failure)
{
        const char *colon = strchr(value, ':');
        _cleanup_free_ char *container = colon ? strndup(value, (size_t)(colon - value)) : strdup(value);
        _cleanup_free_ char *image = colon ? strdup(colon + 1) : NULL;
        if (!container || (colon && !image))
                return no_memory(failure);
        if (!label_is_valid(container) || (image && !image_key_is_valid(image)))
                return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                   "option --" LOGPIPE_OPTION ": \"%s\" is not " LOGPIPE_FORM, value);
        PipedLog *items = reallocarray(list->items, list->n + 1, sizeof *items);
        if (!items)
                return no_memory(failure);
        list->items = items;
        items[list->n++] = (PipedLog){.container = TAKE_PTR(container), .image = TAKE_PTR(image)};
        return 0;
}
