/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What fills the templates of a group's units, a function for each kind; plan.c has the table of them. DEF is
 * valid, SUMS are its sums, I counts the containers or images where there is a unit for each. Every value
 * that comes from a line of the definition, or is made of such, says so (render/bind.h). A failure is
 * remembered in B.
 */
#pragma once

#include "generator/plan/sum.h"
#include "generator/render/bind.h"

void bind_slice(const Definition *def, const Sums *sums, size_t i, Bindings *b);
void bind_group(const Definition *def, const Sums *sums, size_t i, Bindings *b);
void bind_sandbox(const Definition *def, const Sums *sums, size_t i, Bindings *b);
void bind_init(const Definition *def, const Sums *sums, size_t i, Bindings *b);
void bind_image(const Definition *def, const Sums *sums, size_t i, Bindings *b);
void bind_container(const Definition *def, const Sums *sums, size_t i, Bindings *b);
void bind_session(const Definition *def, const Sums *sums, size_t i, Bindings *b);
