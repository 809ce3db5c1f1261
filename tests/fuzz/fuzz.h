/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The one function of a fuzz target, as libFuzzer and replay.c call it. */
#pragma once

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
