/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The writers of the rows in types.c, for this folder alone; each as ValueType.write says. */
#pragma once

#include "generator/types/types.h"

int write_boolean(const ValueRule *rule, const Value *value, StrBuf *buf);
int write_number(const ValueRule *rule, const Value *value, StrBuf *buf);
int write_time(const ValueRule *rule, const Value *value, StrBuf *buf);
int write_keyword(const ValueRule *rule, const Value *value, StrBuf *buf);
int write_signal(const ValueRule *rule, const Value *value, StrBuf *buf);
int write_owner(const ValueRule *rule, const Value *value, StrBuf *buf);
int write_text(const ValueRule *rule, const Value *value, StrBuf *buf);
/* "LimitNOFILE=1024:4096" */
int write_limit(const ValueRule *rule, const Value *value, StrBuf *buf);
