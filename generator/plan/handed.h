/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys that are handed on as they are: to a line of a template, or to the helper as an option. Their rows say
 * where. */
#pragma once

#include "generator/language/keys.h"
#include "generator/render/render.h"

/* Binds the keys of SECTION that fill a placeholder, of which something is set in BASE: a Definition,
 * Container or Volume. A failure is remembered in B. */
void handed_bind(Bindings *b, SectionKind section, const void *base);

/* Binds the options of the helper that keys of SECTION become, to NAME: "--env=A=1", one for each item, or
 * "--init" where a yes is set. */
void handed_options(Bindings *b, const char *name, SectionKind section, const void *base);
