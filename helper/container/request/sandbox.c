/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Options of a sandbox. */
#include "helper/container/request/sandbox.h"

#include "core/contract/imageref.h"
#include "core/contract/imagestore.h"

#include <errno.h>

static int read_empty(const char *value, void *field, Failure *failure)
{
        return empty_read(false, value, field, failure);
}

static int read_empty_memory(const char *value, void *field, Failure *failure)
{
        return empty_read(true, value, field, failure);
}

static int read_shm_size(const char *value, void *field, Failure *failure)
{
        return shm_size_read(value, field, failure);
}

static int read_sysctl(const char *value, void *field, Failure *failure)
{
        return sysctl_read(value, field, failure);
}

static void sysctls_done(void *field)
{
        strvec_done(field);
}

static void empties_done(void *field)
{
        empty_list_done(field);
}

static int read_userns(const char *value, void *field, Failure *failure)
{
        return userns_read_option(value, field, failure);
}

static int read_image(const char *value, void *field, Failure *failure)
{
        StrVec *images = field;
        if (!image_key_is_valid(value))
                return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                   "option --image: \"%s\" is not " IMAGE_KEY_RULE, value);
        if (!strvec_contains(images, value) && strvec_add(images, value) < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "read the arguments");
        return 0;
}

static void images_done(void *field)
{
        strvec_done(field);
}

static int read_piped_log(const char *value, void *field, Failure *failure)
{
        return piped_log_read(value, field, failure);
}

static void piped_logs_done(void *field)
{
        piped_log_list_done(field);
}

#define EMPTIES OPTION_FIELD(SandboxRequest, empties, EmptyList)

static const Option items[] = {
        {"group", "GROUP", OPTION_LABEL, OPTION_REQUIRED, OPTION_TEXT_OF(SandboxRequest, group)},
        {"remove", NULL, OPTION_FLAG, OPTION_ALONE, OPTION_FLAG_OF(SandboxRequest, remove)},
        {"rendering", "DIR", OPTION_PATH, 0, OPTION_TEXT_OF(SandboxRequest, rendering)},
        {USERNS_OPTION, USERNS_OPTION_FORM, OPTION_VALUE, 0, OPTION_FIELD(SandboxRequest, userns, UserNs),
         read_userns},
        {HOST_NETWORK_OPTION, NULL, OPTION_FLAG, 0, OPTION_FLAG_OF(SandboxRequest, host_network)},
        {"image", "KEY", OPTION_PARTS, OPTION_REPEATS, OPTION_LIST_OF(SandboxRequest, images), read_image,
         images_done},
        {SHM_SIZE_OPTION, "BYTES", OPTION_VALUE, 0, OPTION_FIELD(SandboxRequest, shm_size, ShmSize),
         read_shm_size},
        {SYSCTL_OPTION, SYSCTL_FORM, OPTION_PARTS, OPTION_REPEATS, OPTION_LIST_OF(SandboxRequest, sysctls),
         read_sysctl, sysctls_done},
        {LOGPIPE_OPTION, LOGPIPE_FORM, OPTION_PARTS, OPTION_REPEATS,
         OPTION_FIELD(SandboxRequest, piped_logs, PipedLogList), read_piped_log, piped_logs_done},
        {EMPTY_OPTION, EMPTY_FORM, OPTION_PARTS, OPTION_REPEATS, EMPTIES, read_empty, empties_done},
        {EMPTY_MEMORY_OPTION, EMPTY_MEMORY_FORM, OPTION_PARTS, OPTION_REPEATS, EMPTIES, read_empty_memory,
         empties_done},
};

/* What would be set for all of the host. */
static int check(const void *words, Failure *failure)
{
        const SandboxRequest *request = words;
        for (size_t i = 0; request->host_network && i < request->sysctls.n; i++)
                if (sysctl_is_of_network(request->sysctls.items[i]))
                        return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                           "options --" HOST_NETWORK_OPTION " and --" SYSCTL_OPTION
                                           "=%s can't go together",
                                           request->sysctls.items[i]);
        return 0;
}

const OptionTable sandbox_options = {"sandbox",         items, ARRAY_SIZE(items), sizeof(SandboxRequest),
                                     OPTION_NO_PROGRAM, check};
