/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Values as units have them. */
#include "generator/types/writers.h"

#include "core/base/number.h"
#include "generator/types/signals.h"

int write_boolean(const ValueRule *rule, const Value *value, StrBuf *buf)
{
        (void)rule;
        return strbuf_add(buf, value->number ? "yes" : "no");
}

int write_number(const ValueRule *rule, const Value *value, StrBuf *buf)
{
        (void)rule;
        return strbuf_addf(buf, "%llu", (unsigned long long)value->number);
}

int write_time(const ValueRule *rule, const Value *value, StrBuf *buf)
{
        (void)rule;
        return number_add_time(buf, value->number);
}

int write_keyword(const ValueRule *rule, const Value *value, StrBuf *buf)
{
        return strbuf_add(buf, rule->words[value->number]);
}

int write_signal(const ValueRule *rule, const Value *value, StrBuf *buf)
{
        (void)rule;
        return signal_add_name(buf, (int)value->number);
}

int write_owner(const ValueRule *rule, const Value *value, StrBuf *buf)
{
        (void)rule;
        return strbuf_addf(buf, "%u:%u", value->ids.uid, value->ids.gid);
}

int write_text(const ValueRule *rule, const Value *value, StrBuf *buf)
{
        (void)rule;
        return strbuf_add(buf, value->text);
}

static int add_limit(StrBuf *buf, uint64_t number)
{
        return number == LIMIT_NONE ? strbuf_add(buf, "infinity")
                                    : strbuf_addf(buf, "%llu", (unsigned long long)number);
}

int write_limit(const ValueRule *rule, const Value *value, StrBuf *buf)
{
        (void)rule;
        strbuf_addf(buf, "Limit%s=", value->limit.name);
        add_limit(buf, value->limit.soft);
        strbuf_add_char(buf, ':');
        return add_limit(buf, value->limit.hard);
}
