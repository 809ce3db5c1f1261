/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* AddDevice=: [-]/dev/x[:/dev/y][:rwm][,uid=N][,gid=N][,mode=N] */
#include "generator/types/devices.h"

#include "core/base/number.h"
#include "core/base/utf8.h"
#include "core/contract/contract.h"
#include "core/contract/device.h"
#include "core/contract/place.h"
#include "generator/types/readers.h"
#include "generator/types/userid.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

const char *device_class(const char *path)
{
        static const struct {
                const char *path, *class;
        } classes[] = {{"/dev/dri", "char-drm"},
                       {"/dev/snd", "char-alsa"},
                       {"/dev/input", "char-input"},
                       {"/dev/bus/usb", "char-usb_device"},
                       {"/dev/dvb", "char-DVB"}};
        for (size_t i = 0; i < ARRAY_SIZE(classes); i++)
                if (streq(path, classes[i].path))
                        return classes[i].class;
        return NULL;
}

/* TEXT as a path below /dev. VALUE_READ, 0 after a diagnostic, or -errno. */
static int read_path(const Reading *in, const char *text, char **ret)
{
        _cleanup_free_ char *path = NULL;
        int r = value_container_path(in->ctx, text, in->at, &path);
        if (r < 0 || !path)
                return r;
        if (!path_is_below(path, "/dev") || streq(path, "/dev"))
                return diag_error(in->ctx->diags, in->at, "%s is not below /dev, where devices are", path);
        *ret = TAKE_PTR(path);
        return VALUE_READ;
}

static int read_option(const Reading *in, const char *word, Device *device)
{
        const struct {
                const char *name;
                uint32_t *field;
                unsigned said;
        } ids[] = {{"uid=", &device->uid, DEVICE_UID}, {"gid=", &device->gid, DEVICE_GID}};
        uint64_t number;
        if (!*word)
                return diag_error(in->ctx->diags, in->at, "an option is missing after the \",\"");
        for (size_t i = 0; i < ARRAY_SIZE(ids); i++) {
                if (strncasecmp(word, ids[i].name, strlen(ids[i].name)) != 0)
                        continue;
                if (userid_read(word + strlen(ids[i].name), &number) != 0)
                        return diag_error(in->ctx->diags, in->at,
                                          "%s takes a number from 0 to " COSLICE_ID_MAX_TEXT, ids[i].name);
                *ids[i].field = (uint32_t)number;
                device->said |= ids[i].said;
                return VALUE_READ;
        }
        if (strncasecmp(word, "mode=", 5) != 0)
                return diag_error(in->ctx->diags, in->at,
                                  "unknown option \"%.*s\"; expected uid=, gid= or mode=",
                                  (int)strcspn(word, "="), word);
        if (number_parse_mode(word + 5, &device->mode) != 0 || device->mode > 0777)
                return diag_error(in->ctx->diags, in->at, "mode= takes an octal number like 0660");
        return VALUE_READ;
}

/* What ends TEXT, which is cut there: "rw", as DEVICE_READ and the like; all where it says nothing. 0: it is
 * none. Names of devices have ":" in them too, but not with letters alone behind it. */
static uint64_t take_access(char *text)
{
        static const char letters[] = "rwm",
                          others[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        char *colon = strrchr(text, ':');
        uint64_t access = 0;
        if (!colon || colon[1 + strspn(colon + 1, others)])
                return DEVICE_READ | DEVICE_WRITE | DEVICE_MAKE;
        for (const char *p = colon + 1; *p; p++) {
                const char *letter = strchr(letters, *p);
                if (!letter)
                        return 0;
                access |= UINT64_C(1) << (letter - letters);
        }
        *colon = '\0';
        return colon > text && colon[-1] == ':' ? 0 : access;
}

/* The paths in TEXT, which is written over. */
static int read_paths(const Reading *in, char *text, Device *device)
{
        char *target = strstr(text, ":/");
        if (target)
                *target++ = '\0';
        int r = read_path(in, text, &device->source);
        if (r > 0)
                r = read_path(in, target ? target : text, &device->target);
        if (r <= 0)
                return r;
        if (device_place_is_taken(device->target))
                return diag_error(in->ctx->diags, in->at, "%s is there in every container; leave it out",
                                  device->target);
        device->directory = device_class(device->source) != NULL;
        return VALUE_READ;
}

int read_device(const Reading *in, const char *word, Value *ret)
{
        _cleanup_device_ Device device = {.optional = *word == '-', .mode = DEVICE_MODE};
        _cleanup_free_ char *text = strdup(word + device.optional);
        _cleanup_strbuf_ StrBuf written = {};
        if (!text)
                return -ENOMEM;
        if (*text != '/' && strchr(text, '/') && strchr(text, '='))
                return diag_error(in->ctx->diags, in->at,
                                  "a device by its name in CDI is not supported by this version of coslice");
        if (*text != '/')
                return reading_bad_value(in, word, NULL);
        /* DeviceAllow= parts its words by them. */
        if (strpbrk(text, " \t\"'\\") || utf8_has_control(text))
                return diag_error(in->ctx->diags, in->at,
                                  "a device can't have blanks, quotes or backslashes in its path");
        char *options = text, *paths = strsep(&options, ",");
        uint64_t access = take_access(paths);
        if (access == 0)
                return reading_bad_value(in, word, NULL);
        int r = read_paths(in, paths, &device);
        for (char *option; r > 0 && options && (option = strsep(&options, ","));)
                r = read_option(in, option, &device);
        if (r <= 0)
                return r;
        r = device_write(&device, &written);
        if (r < 0 || strbuf_take(&written, &ret->text) < 0)
                return -ENOMEM;
        ret->number = access;
        return VALUE_READ;
}
