/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Diagnostics as JSON; json-c in json.c alone. */
#pragma once

#include "core/base/diag.h"

#include <stdio.h>

typedef struct JsonDiags JsonDiags;

/* An empty array; NULL without memory. */
JsonDiags *json_diags_new(void);
/* Takes NULL. */
JsonDiags *json_diags_free(JsonDiags *diags);
/* Appends an object for each of LIST, and one that counts those left out. 0 or -ENOMEM. */
int json_diags_add(JsonDiags *diags, const DiagList *list);
/* Prints DIAGS as one array (RFC 8259). 0 or -ENOMEM; whether FILE took it is for ferror(3) to say. */
int json_diags_print(FILE *file, const JsonDiags *diags);
