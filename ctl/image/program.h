/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice-image, run for what is done in its store. */
#pragma once

#include "core/base/strbuf.h"

/* This process becomes it, with WORDS, its own name first, and NULL behind the last. Returns only where it
 * can't, -errno. */
int program_become(char *const *words);

/* Runs it with WORDS, its own name among them, and appends the lines that it prints to RET. What is wrong it
 * says on standard error. 0; its exit status, above 0; or -errno. */
int program_run(const StrVec *words, StrVec *ret);
