/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the start of a container must know of an image: coslice-image writes it when it has unpacked one, and
 * the helper reads it, so that no start reads JSON. Pure.
 *
 * The texts are an image's, which is hostile: what is valid here has no meaning yet, and is shown on a
 * terminal by utf8_printable() alone. */
#pragma once

#include "core/base/strbuf.h"

#include <stdint.h>

/* How it says whether it is healthy. */
typedef struct ImageHealth {
        bool given;  /* else all others are empty */
        StrVec test; /* "NONE"; "CMD" and words; "CMD-SHELL" and a line */
        uint64_t interval_usec, timeout_usec, start_period_usec, start_interval_usec; /* 0: not said */
        uint32_t retries;                                                             /* the same */
} ImageHealth;

typedef struct ImageRecord {
        /* HEX of imagedigest.h: what was asked for (an index, or a manifest), the manifest for this platform,
         * its configuration. */
        char *digest, *manifest, *config;
        char *platform;               /* OS/ARCHITECTURE[/VARIANT], in the words of Go: "linux/arm64/v8" */
        StrVec layers;                /* HEX of their chain ids, the lowest first */
        uint32_t max_id;              /* the largest user or group id of a file */
        bool log_links;               /* it opens /dev/stdout or the like by name */
        StrVec env;                   /* NAME=VALUE; a name may come again, the last one counts */
        bool has_entrypoint, has_cmd; /* said, be it empty; else there are no words */
        StrVec entrypoint, cmd;
        char *working_dir; /* absolute and normalized; NULL: not said */
        char *user;        /* USER[:GROUP], not empty; NULL: not said */
        int stop_signal;   /* 0: not said */
        StrVec volumes;    /* absolute and normalized paths, never "/" */
        StrVec ports;      /* "80/tcp", "5000-5010/udp" */
        StrVec labels;     /* NAME=VALUE; no "=" in a NAME */
        ImageHealth health;
} ImageRecord;

/* What mount(2) takes with room to spare, as in other engines. */
#define IMAGE_LAYERS_MAX 128
/* The last id, -1, means "none" to the kernel. */
#define IMAGE_ID_MAX (UINT32_MAX - 1)

void image_record_done(ImageRecord *record);
#define _cleanup_image_record_ _cleanup_(image_record_done)

/* Whether each field is as it is described above, in valid UTF-8. */
bool image_record_is_valid(const ImageRecord *record);

/* The same for single values, with which a writer can say which one is wrong. */
bool image_variable_is_valid(const char *text); /* of env */
bool image_user_is_valid(const char *text);     /* at most IMAGE_USER_MAX bytes, no control characters */
#define IMAGE_USER_MAX 256
bool image_path_is_valid(const char *text); /* shorter than PATH_MAX of Linux, no control characters */
bool image_port_is_valid(const char *text);
bool image_label_is_valid(const char *text);
bool image_platform_is_valid(const char *text);

#define IMAGE_RECORD_MAX (4 * 1024 * 1024) /* bytes of what is written */

/* Appends RECORD. 0; -EINVAL if it isn't valid; -E2BIG if it comes to more than IMAGE_RECORD_MAX bytes;
 * -ENOMEM. RET is as it was if it fails, but for -ENOMEM. */
int image_record_write(const ImageRecord *record, StrBuf *ret);

/* Takes SIZE bytes at TEXT apart, behind which there is a NUL. 0; -EBADMSG if they are not exactly what
 * image_record_write() makes of a record; -ENOMEM. */
int image_record_read(const char *text, size_t size, ImageRecord *ret);
