/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Secrets of a container. */
#pragma once

#include "generator/model/definition.h"
#include "generator/render/render.h"

/* Binds C's, those of volumes among them: each credential once, to "encrypted" or, of a path, "credential",
 * and the helper's options. */
void bind_secrets(Bindings *b, const Container *c);
