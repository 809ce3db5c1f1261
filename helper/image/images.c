/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/images.h"

#include "core/contract/contract.h"
#include "helper/image/inventory/listing.h"
#include "helper/image/survey.h"
#include "helper/image/uses.h"

#include <errno.h>
#include <stdio.h>

int images_read_option(char *const *words, const char *verb, const char *option, bool *ret, Failure *failure)
{
        bool given = words[0] && streq(words[0], option);
        if (words[0] && (!given || words[1]))
                return failure_set(failure, EXIT_SETUP_REQUEST, 0, "%s has the option %s and nothing else",
                                   verb, option);
        *ret = given;
        return 0;
}

int images(char *const *words, int notify_fd, Failure *failure)
{
        _cleanup_store_ Store store = STORE_NULL;
        _cleanup_inventory_ Inventory inventory = {};
        _cleanup_strbuf_ StrBuf text = {};
        bool json = false;
        int r = images_read_option(words, "images", "--json", &json, failure);
        if (r == 0)
                r = store_open(&store, failure);
        if (r == 0)
                r = survey_store(&store, &inventory, failure);
        if (r == 0)
                r = uses_find(&inventory, NULL, failure);
        if (r < 0)
                return r;
        inventory_count(&inventory);
        r = json ? listing_write_json(&inventory, &text) : listing_write_table(&inventory, &text);
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, -r, "write what there is");
        if (fwrite(text.text, 1, text.length, stdout) != text.length || fflush(stdout) != 0)
                return failure_set(failure, EXIT_SETUP_STATE, errno, "write to standard output");
        return 0;
}
