/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files and links put into a plan. Of the folder alone. */
#pragma once

#include "generator/plan/plan.h"
#include "generator/render/render.h"

#define DROP_IN "10-coslice.conf" /* beside COSLICE_REFUSAL, which must come after it */

/* Renders TEMPLATE to the file PATH of a unit of ROLE; the plan owns PATH from then on (NULL: no memory).
 * What systemd could not read, a value or a line or the whole, is a diagnostic at the line that the value
 * comes from, else AT; without DIAGS it is an error. 0 or -errno. */
int plan_add_file(Plan *plan, UnitRole role, char *path, const char *template, const Bindings *bindings,
                  const Place *at, DiagList *diags);

/* A link that is asked for twice is made once. Owns PATH and TARGET. 0 or -ENOMEM. */
int plan_add_link(Plan *plan, char *path, char *target);
