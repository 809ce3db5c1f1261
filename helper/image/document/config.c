/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/document/config.h"

#include "core/contract/contract.h"
#include "helper/image/document/chain.h"
#include "helper/image/document/execution.h"
#include "helper/image/document/manifest.h"
#include "helper/image/document/rules.h"

#include <errno.h>
#include <string.h>

/* The whole while it is read. */
typedef struct Draft {
        ImageRecord record;
        StrVec diff_ids;
        Platform platform;
} Draft;

static void draft_done(Draft *draft)
{
        image_record_done(&draft->record);
        strvec_done(&draft->diff_ids);
}

static int read_os(Reader *reader, const Json *value, void *context)
{
        return rules_read_platform_word(reader, value, ((Draft *)context)->platform.os);
}

static int read_architecture(Reader *reader, const Json *value, void *context)
{
        return rules_read_platform_word(reader, value, ((Draft *)context)->platform.architecture);
}

static int read_variant(Reader *reader, const Json *value, void *context)
{
        return rules_read_platform_word(reader, value, ((Draft *)context)->platform.variant);
}

static int read_execution(Reader *reader, const Json *value, void *context)
{
        return execution_read(reader, value, &((Draft *)context)->record);
}

static int read_type(Reader *reader, const Json *value, void *context)
{
        const char *type;
        int r = reader_string(reader, value, &type);
        return r == 0 && !streq(type, "layers") ? reader_wrong(reader, type, "is not \"layers\"") : r;
}

static int read_diff_id(Reader *reader, const Json *value, void *context)
{
        Draft *draft = context;
        const char *hex;
        int r = rules_read_digest(reader, value, &hex);
        if (r == 0 && draft->diff_ids.n == IMAGE_LAYERS_MAX)
                return reader_wrong(reader, NULL, "is one more than %d layers", IMAGE_LAYERS_MAX);
        return r == 0 ? strvec_add(&draft->diff_ids, hex) : r;
}

static int read_diff_ids(Reader *reader, const Json *value, void *context)
{
        return reader_array(reader, value, read_diff_id, context);
}

static int read_rootfs(Reader *reader, const Json *value, void *context)
{
        static const Member members[] = {{"type", read_type, true}, {"diff_ids", read_diff_ids, true}};
        return reader_object(reader, value, members, ARRAY_SIZE(members), context);
}

static int check_platform(Reader *reader, const Draft *draft, const Platform *machine)
{
        _cleanup_strbuf_ StrBuf own = {}, wanted = {};
        if (!*draft->platform.os || !*draft->platform.architecture)
                return reader_wrong(reader, NULL,
                                    "doesn't say for which machine it is: os or architecture is empty");
        if (platform_write(&draft->platform, &own) < 0 || platform_write(machine, &wanted) < 0)
                return -ENOMEM;
        if (platform_fits(&draft->platform, machine) >= 0)
                return 0;
        return reader_wrong(reader, NULL, "is for %s, and this machine is %s", own.text, wanted.text);
}

static int finish(Reader *reader, Draft *draft, const Platform *machine, size_t n_layers)
{
        int r = check_platform(reader, draft, machine);
        if (r < 0)
                return r;
        if (draft->diff_ids.n == 0)
                return reader_wrong(reader, NULL, "has no layers");
        if (draft->diff_ids.n != n_layers)
                return reader_wrong(reader, NULL, "has %zu layers, and the manifest %zu", draft->diff_ids.n,
                                    n_layers);
        _cleanup_strbuf_ StrBuf platform = {};
        r = platform_write(&draft->platform, &platform);
        if (r == 0)
                r = strbuf_take(&platform, &draft->record.platform);
        return r == 0 ? chain_ids(&draft->diff_ids, &draft->record.layers) : r;
}

int config_read(const char *text, size_t size, const Platform *machine, size_t n_layers, ImageRecord *ret,
                StrVec *ret_diff_ids, Failure *failure)
{
        static const Member members[] = {
                {"os", read_os, true},
                {"architecture", read_architecture, true},
                {"variant", read_variant, false},
                {"config", read_execution, false},
                {"rootfs", read_rootfs, true},
        };
        static const ReaderRules rules = {"the configuration", EXIT_SETUP_ROOT, true, RULES_LIMITS};
        _cleanup_(reader_done) Reader reader = {.rules = &rules, .failure = failure};
        _cleanup_(draft_done) Draft draft = {};
        if (size > CONFIG_SIZE_MAX)
                return failure_set(failure, EXIT_SETUP_ROOT, 0, "the configuration has more than 4 MiB");
        int r = reader_begin(&reader, text, size);
        if (r == 0)
                r = reader_object(&reader, reader.root, members, ARRAY_SIZE(members), &draft);
        if (r == 0)
                r = finish(&reader, &draft, machine, n_layers);
        if (r < 0)
                return rules_failed(r, "the configuration", failure);
        *ret = draft.record;
        *ret_diff_ids = draft.diff_ids;
        draft = (Draft){};
        return 0;
}
