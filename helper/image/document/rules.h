/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What manifests and configurations have in common. Pure. */
#pragma once

#include "helper/image/document/platform.h"
#include "helper/json/reader.h"

/* Of JSON. Labels are the largest object that there is, and what nobody reads may lie deep. */
#define RULES_LIMITS                      \
        {                                 \
                .depth = 32, .keys = 1024 \
        }

/* A digest: its HEX, which lives as long as the reader. */
int rules_read_digest(Reader *reader, const Json *value, const char **ret_hex);
/* A word of a platform. */
int rules_read_platform_word(Reader *reader, const Json *value, char field[PLATFORM_WORD_SPACE]);

/* R, with FAILURE where a reader has none. */
int rules_failed(int r, const char *whole, Failure *failure);
