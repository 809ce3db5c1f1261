/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Why there is no unit for a name: what the templates' own ExecStart= says. */
#pragma once

#include "core/base/strbuf.h"

/* Appends the sentence about INSTANCE ("web" or "web_app") to RET, from what lies in the directories of
 * definitions and of generated units. 0 or -ENOMEM; what can't be read counts as absent. */
int unknown_explain(const char *instance, StrBuf *ret);
