/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Values of a definition as units have them. */
#include "generator/plan/bound-values.h"

#include "core/base/number.h"
#include "generator/types/signals.h"

Bindings *bind_from_scalar(Bindings *b, const Scalar *scalar)
{
        bool written = scalar->at.line > 0;
        return bind_from(b, written ? &scalar->at : NULL, written ? NULL : RULE_DEFAULT);
}

void bind_size(Bindings *b, const char *name, uint64_t value)
{
        bind_textf(b, name, "%llu", (unsigned long long)value);
}

void bind_cores(Bindings *b, const char *name, uint64_t milli)
{
        unsigned long long percent = milli / 10, tenth = milli % 10;
        if (tenth)
                bind_textf(b, name, "%llu.%llu%%", percent, tenth);
        else
                bind_textf(b, name, "%llu%%", percent);
}

void bind_written(Bindings *b, const char *name, int r, StrBuf *written)
{
        char *text = NULL;
        bind_take(b, name, r < 0 || strbuf_take(written, &text) < 0 ? NULL : text);
}

void bind_time(Bindings *b, const char *name, uint64_t usec)
{
        _cleanup_strbuf_ StrBuf buf = {};
        int r = number_add_time(&buf, usec);
        bind_written(b, name, r, &buf);
}

void bind_signal(Bindings *b, const char *name, int number)
{
        _cleanup_strbuf_ StrBuf buf = {};
        int r = signal_add_name(&buf, number);
        bind_written(b, name, r, &buf);
}

void bind_items(Bindings *b, const char *name, const ItemList *list)
{
        for (size_t i = 0; i < list->n; i++)
                bind_text(bind_from(b, &list->items[i].at, NULL), name, list->items[i].text);
}

void bind_settings(Bindings *b, const char *name, const SettingList *list)
{
        for (size_t i = 0; i < list->n; i++) {
                const UnitSetting *setting = list->items + i;
                bind_textf(bind_from(b, &setting->at, NULL), name, "%s=%s", setting->key, setting->value);
        }
}
