/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Options of a start. */
#include "helper/container/request/run.h"

#include "core/base/number.h"
#include "core/contract/contract.h"
#include "core/contract/imageref.h"
#include "core/contract/imagestore.h"
#include "core/contract/logpipe.h"
#include "core/contract/place.h"

#include <errno.h>

static int read_image(const char *value, void *field, Failure *failure)
{
        if (!image_key_is_valid(value))
                return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                   "option --image: \"%s\" is not " IMAGE_KEY_RULE, value);
        *(const char **)field = value;
        return 0;
}

static int read_entrypoint(const char *value, void *field, Failure *failure)
{
        uint64_t n;
        if (number_parse(value, UINT32_MAX, &n) != 0)
                return failure_set(failure, EXIT_SETUP_REQUEST, 0, "option --entrypoint: \"%s\" is no number",
                                   value);
        *(EntrypointWords *)field = (EntrypointWords){.said = true, .n = (uint32_t)n};
        return 0;
}

static int read_bind(const char *value, void *field, Failure *failure)
{
        return mount_read(MOUNT_HOST, value, field, failure);
}

static int read_pinned(const char *value, void *field, Failure *failure)
{
        return mount_read(MOUNT_PINNED, value, field, failure);
}

static int read_image_volume(const char *value, void *field, Failure *failure)
{
        return mount_read(MOUNT_IMAGE, value, field, failure);
}

static int read_local(const char *value, void *field, Failure *failure)
{
        return mount_read(MOUNT_LOCAL, value, field, failure);
}

static int read_tmpfs(const char *value, void *field, Failure *failure)
{
        return mount_read(MOUNT_TMPFS, value, field, failure);
}

static int read_capabilities(const char *value, void *field, Failure *failure)
{
        return capabilities_read(CAPABILITIES_OPTION, value, field, failure);
}

static int read_user_capabilities(const char *value, void *field, Failure *failure)
{
        return capabilities_read(USER_CAPABILITIES_OPTION, value, field, failure);
}

static int read_profile(const char *value, void *field, Failure *failure)
{
        SeccompProfile *profile = field;
        profile->unconfined = streq(value, "unconfined");
        if (profile->unconfined)
                return 0;
        if (!path_is_normalized(value))
                return failure_set(
                        failure, EXIT_SETUP_REQUEST, 0,
                        "option --seccomp-profile: \"%s\" is neither unconfined nor an absolute and "
                        "normalized path",
                        value);
        profile->path = value;
        return 0;
}

static int read_apparmor(const char *value, void *field, Failure *failure)
{
        return apparmor_read(value, field, failure);
}

static int read_storage_limit(const char *value, void *field, Failure *failure)
{
        return storage_limit_read(value, field, failure);
}

static int read_log_pipe(const char *value, void *field, Failure *failure)
{
        LogPipeWish *wish = field;
        if (!streq(value, LOGPIPE_YES) && !streq(value, LOGPIPE_AUTO))
                return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                   "option --" LOGPIPE_OPTION ": \"%s\" is neither " LOGPIPE_YES
                                   " nor " LOGPIPE_AUTO,
                                   value);
        *wish = streq(value, LOGPIPE_YES) ? LOGPIPE_NEEDED : LOGPIPE_IF_MADE;
        return 0;
}

static int read_family(const char *value, void *field, Failure *failure)
{
        if (socketfamily_add(value, field) == 0)
                return 0;
        return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                           "option --socket-family: there is no family \"%s\"", value);
}

static int read_device(const char *value, void *field, Failure *failure)
{
        return device_read(value, field, failure);
}

static void devices_done(void *field)
{
        device_list_done(field);
}

static int read_secret(const char *value, void *field, Failure *failure)
{
        return secret_read(value, field, failure);
}

static void secrets_done(void *field)
{
        secret_list_done(field);
}

static void mounts_done(void *field)
{
        mount_list_done(field);
}

static int read_userns(const char *value, void *field, Failure *failure)
{
        return userns_read_option(value, field, failure);
}

static int read_server(const char *value, void *field, Failure *failure)
{
        return server_read_option(value, field, failure);
}

static void servers_done(void *field)
{
        server_list_done(field);
}

static int read_added_host(const char *value, void *field, Failure *failure)
{
        return added_host_read_option(value, field, failure);
}

static void added_hosts_done(void *field)
{
        added_host_list_done(field);
}

static int read_dns_option(const char *value, void *field, Failure *failure)
{
        if (!dns_option_is_valid(value))
                return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                   "option --" DNS_OPTION_OPTION ": \"%s\" is not " DNS_OPTION_RULE, value);
        if (strvec_add(field, value) < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "read the arguments");
        return 0;
}

static void texts_done(void *field)
{
        strvec_done(field);
}

#define FLAG(field) OPTION_FLAG_OF(RunRequest, field)
#define TEXT(field) OPTION_TEXT_OF(RunRequest, field)
#define LIST(field) OPTION_LIST_OF(RunRequest, field)
#define MOUNTS      OPTION_FIELD(RunRequest, mounts, MountList)
#define SET(field)  OPTION_FIELD(RunRequest, field, CapabilitySet)

static const Option items[] = {
        {"group", "GROUP", OPTION_LABEL, OPTION_REQUIRED, TEXT(group)},
        {"container", "CONTAINER", OPTION_LABEL, OPTION_REQUIRED, TEXT(container)},
        {"rootfs", "DIR", OPTION_PATH, 0, TEXT(rootfs)},
        {"image", "KEY", OPTION_VALUE, 0, OPTION_FIELD(RunRequest, image, const char *), read_image},
        {"entrypoint", "N", OPTION_VALUE, 0, OPTION_FIELD(RunRequest, entrypoint, EntrypointWords),
         read_entrypoint},
        {"untrusted", "DIR", OPTION_PATH, OPTION_REPEATS, LIST(untrusted)},
        {"read-only", NULL, OPTION_FLAG, 0, FLAG(read_only)},
        {STORAGE_LIMIT_OPTION, "BYTES", OPTION_VALUE, 0, OPTION_FIELD(RunRequest, storage_limit, uint64_t),
         read_storage_limit},
        {"hostname", "NAME", OPTION_HOST_NAME, OPTION_REQUIRED, TEXT(hostname)},
        {"localhost", "NAME", OPTION_HOST_NAME, OPTION_REPEATS, LIST(localhosts)},
        {ADD_HOST_OPTION, ADD_HOST_FORM, OPTION_PARTS, OPTION_REPEATS,
         OPTION_FIELD(RunRequest, hosts, AddedHostList), read_added_host, added_hosts_done},
        {DNS_OPTION, "ADDRESS", OPTION_PARTS, OPTION_REPEATS, OPTION_FIELD(RunRequest, dns, ServerList),
         read_server, servers_done},
        {DNS_SEARCH_OPTION, "NAME", OPTION_HOST_NAME, OPTION_REPEATS, LIST(dns_searches)},
        {DNS_OPTION_OPTION, "OPTION", OPTION_PARTS, OPTION_REPEATS, LIST(dns_options), read_dns_option,
         texts_done},
        {"env", "NAME=VALUE", OPTION_VARIABLE, OPTION_REPEATS, LIST(env)},
        {"env-file", "[-]PATH", OPTION_ENV_FILE, OPTION_REPEATS, LIST(env_files)},
        {"working-dir", "PATH", OPTION_PATH, 0, TEXT(working_dir)},
        {"user", "USER[:GROUP]", OPTION_TEXT, 0, TEXT(user)},
        {"group-add", "GROUP", OPTION_TEXT, OPTION_REPEATS, LIST(group_adds)},
        {MOUNT_HOST_OPTION, MOUNT_HOST_FORM, OPTION_PARTS, OPTION_REPEATS, MOUNTS, read_bind, mounts_done},
        {MOUNT_PINNED_OPTION, MOUNT_PINNED_FORM, OPTION_PARTS, OPTION_REPEATS, MOUNTS, read_pinned,
         mounts_done},
        {MOUNT_IMAGE_OPTION, MOUNT_IMAGE_FORM, OPTION_PARTS, OPTION_REPEATS, MOUNTS, read_image_volume,
         mounts_done},
        {MOUNT_LOCAL_OPTION, MOUNT_LOCAL_FORM, OPTION_PARTS, OPTION_REPEATS, MOUNTS, read_local, mounts_done},
        {MOUNT_TMPFS_OPTION, MOUNT_TMPFS_FORM, OPTION_PARTS, OPTION_REPEATS, MOUNTS, read_tmpfs, mounts_done},
        {DEVICE_OPTION, DEVICE_FORM, OPTION_PARTS, OPTION_REPEATS,
         OPTION_FIELD(RunRequest, devices, DeviceList), read_device, devices_done},
        {SECRET_OPTION, SECRET_FORM, OPTION_PARTS, OPTION_REPEATS,
         OPTION_FIELD(RunRequest, secrets, SecretList), read_secret, secrets_done},
        {"timezone", "ZONE", OPTION_TIMEZONE, 0, TEXT(timezone)},
        {"mask", "PATH", OPTION_PATH, OPTION_REPEATS, LIST(masked)},
        {"unmask", "PATH", OPTION_PATH, OPTION_REPEATS, LIST(unmasked)},
        {CAPABILITIES_OPTION, CAPABILITIES_FORM, OPTION_VALUE, 0, SET(capabilities), read_capabilities},
        {USER_CAPABILITIES_OPTION, CAPABILITIES_FORM, OPTION_VALUE, 0, SET(user_capabilities),
         read_user_capabilities},
        {USERNS_OPTION, USERNS_OPTION_FORM, OPTION_VALUE, 0, OPTION_FIELD(RunRequest, userns, UserNs),
         read_userns},
        {"new-privileges", NULL, OPTION_FLAG, 0, FLAG(new_privileges)},
        {"seccomp-profile", "unconfined|PATH", OPTION_VALUE, 0,
         OPTION_FIELD(RunRequest, profile, SeccompProfile), read_profile},
        {"socket-family", "NAME", OPTION_VALUE, OPTION_REPEATS,
         OPTION_FIELD(RunRequest, sockets, SocketFamilies), read_family},
        {APPARMOR_OPTION, "PROFILE", OPTION_VALUE, 0, OPTION_FIELD(RunRequest, apparmor, const char *),
         read_apparmor},
        {LOGPIPE_OPTION, LOGPIPE_YES "|" LOGPIPE_AUTO, OPTION_VALUE, 0,
         OPTION_FIELD(RunRequest, log_pipe, LogPipeWish), read_log_pipe},
        {"init", NULL, OPTION_FLAG, 0, FLAG(init)},
        {"share-pid", NULL, OPTION_FLAG, 0, FLAG(share_pid)},
        {HOST_NETWORK_OPTION, NULL, OPTION_FLAG, 0, FLAG(host_network)},
        {GROUP_NETWORK_OPTION, NULL, OPTION_FLAG, 0, FLAG(group_network)},
};

static int wrong(Failure *failure, const char *text)
{
        return failure_set(failure, EXIT_SETUP_REQUEST, 0, "%s", text);
}

/* An image may bring a program, which is known only when its record was read. */
static int check(const void *words, Failure *failure)
{
        const RunRequest *request = words;
        size_t n = 0;
        while (request->program[n])
                n++;
        if (!request->rootfs && !request->image)
                return wrong(failure, "option --rootfs or --image is missing");
        if (request->rootfs && request->image)
                return wrong(failure, "options --rootfs and --image can't go together");
        if (request->rootfs && request->entrypoint.said)
                return wrong(failure, "option --entrypoint goes with --image alone");
        if (request->entrypoint.n > n)
                return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                   "option --entrypoint: the program has %zu words, and not %u", n,
                                   request->entrypoint.n);
        if (request->host_network && request->group_network)
                return wrong(failure, "options --" HOST_NETWORK_OPTION " and --" GROUP_NETWORK_OPTION
                                      " can't go together");
        for (size_t i = 0; i < request->hosts.n; i++)
                if (request->hosts.items[i].gateway && !request->host_network && !request->group_network)
                        return wrong(failure,
                                     "option --" ADD_HOST_OPTION ": this group has no network with a host");
        return request->image ? 0 : option_need_program(request->program, failure);
}

const OptionTable run_options = {
        "run", items, ARRAY_SIZE(items), sizeof(RunRequest), OPTION_FIELD(RunRequest, program, char **),
        check};
