/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an image's configuration says of its execution: "config" in it. Pure. */
#pragma once

#include "core/contract/imagerecord.h"
#include "helper/json/reader.h"

/* Reads the object VALUE into RECORD, which is empty so far. 0, -ENOMEM, or -EINVAL after reader_wrong(). */
int execution_read(Reader *reader, const Json *value, ImageRecord *record);
