/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Devices, both ways. */
#include "core/contract/device.h"

#include "core/base/number.h"
#include "core/contract/contract.h"
#include "core/contract/place.h"

#include <errno.h>
#include <string.h>

void device_done(Device *device)
{
        free(device->source);
        free(device->target);
        *device = (Device){};
}

void device_list_done(DeviceList *list)
{
        for (size_t i = 0; i < list->n; i++)
                device_done(list->items + i);
        free(list->items);
        *list = (DeviceList){};
}

bool device_place_is_taken(const char *path)
{
        static const char *const taken[] = {"/dev/null",    "/dev/zero",   "/dev/full",  "/dev/random",
                                            "/dev/urandom", "/dev/tty",    "/dev/fd",    "/dev/stdin",
                                            "/dev/stdout",  "/dev/stderr", "/dev/core",  "/dev/ptmx",
                                            "/dev/pts",     "/dev/shm",    "/dev/mqueue"};
        for (size_t i = 0; i < ARRAY_SIZE(taken); i++)
                if (path_is_below(path, taken[i]))
                        return true;
        return false;
}

int device_write(const Device *device, StrBuf *ret)
{
        const char *comma = "";
        if (device->optional) {
                strbuf_add(ret, "optional");
                comma = ",";
        }
        if (device->directory) {
                strbuf_addf(ret, "%sdirectory", comma);
                comma = ",";
        }
        if (device->said & DEVICE_UID) {
                strbuf_addf(ret, "%suid=%u", comma, device->uid);
                comma = ",";
        }
        if (device->said & DEVICE_GID) {
                strbuf_addf(ret, "%sgid=%u", comma, device->gid);
                comma = ",";
        }
        if (device->mode != DEVICE_MODE)
                strbuf_addf(ret, "%smode=%04o", comma, device->mode);
        strbuf_addf(ret, ":%s", device->source);
        if (!streq(device->source, device->target))
                strbuf_addf(ret, ":%s", device->target);
        return ret->oom ? -ENOMEM : 0;
}

/* The id behind WORD, one of a device's. */
static bool read_id(const char *text, const char *word, unsigned said, uint32_t *ret, Device *device)
{
        uint64_t number;
        const char *value = string_after(text, word);
        if (!value || number_parse(value, COSLICE_ID_MAX, &number) != 0)
                return false;
        *ret = (uint32_t)number;
        device->said |= said;
        return true;
}

static bool read_flag(const char *text, Device *device)
{
        const char *mode = string_after(text, "mode=");
        device->optional |= streq(text, "optional");
        device->directory |= streq(text, "directory");
        if (streq(text, "optional") || streq(text, "directory"))
                return true;
        if (mode)
                return number_parse_mode(mode, &device->mode) == 0 && device->mode <= 0777;
        return read_id(text, "uid=", DEVICE_UID, &device->uid, device) ||
               read_id(text, "gid=", DEVICE_GID, &device->gid, device);
}

static bool is_device_path(const char *path)
{
        return path_is_normalized(path) && path_is_below(path, "/dev") && path[strlen("/dev")];
}

/* TEXT is written over. */
static bool read_parts(char *text, Device *device, bool *oom)
{
        char *flags = strsep(&text, ":"), *source = text, *target = text ? strstr(text, ":/") : NULL;
        if (!source)
                return false;
        if (target)
                *target++ = '\0';
        device->mode = DEVICE_MODE;
        for (bool some = *flags; some && flags;)
                if (!read_flag(strsep(&flags, ","), device))
                        return false;
        device->source = strdup(source);
        device->target = strdup(target ? target : source);
        *oom = !device->source || !device->target;
        return !*oom && is_device_path(device->source) && is_device_path(device->target) &&
               !device_place_is_taken(device->target);
}

int device_read(const char *value, DeviceList *list, Failure *failure)
{
        _cleanup_device_ Device device = {};
        _cleanup_free_ char *text = strdup(value);
        bool oom = !text;
        if (!oom && !read_parts(text, &device, &oom) && !oom)
                return failure_set(failure, EXIT_SETUP_REQUEST, 0,
                                   "option --" DEVICE_OPTION " is not " DEVICE_FORM);
        Device *items = oom ? NULL : reallocarray(list->items, list->n + 1, sizeof *items);
        if (!items)
                return failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "read the arguments");
        list->items = items;
        items[list->n++] = device;
        device = (Device){};
        return 0;
}
