/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Words of lists. */
#include "core/base/number.h"
#include "core/base/suggest.h"
#include "core/contract/socketfamily.h"
#include "core/contract/sysctl.h"
#include "generator/types/capabilities.h"
#include "generator/types/limitname.h"
#include "generator/types/readers.h"
#include "generator/types/signals.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

int read_word(const Reading *in, const char *word, Value *ret)
{
        (void)in;
        return reading_keep(word, ret);
}

int read_exit_status(const Reading *in, const char *word, Value *ret)
{
        int r = exit_status_normalize(word, &ret->text);
        if (r != 0)
                return r < 0 ? r : reading_bad_word(in, word, NULL);
        return VALUE_READ;
}

#define NICE_MAX 40 /* getrlimit(2); systemd takes no more, and no "infinity" */

/* A resource's value as the kernel counts it; -1 and "unlimited" lift it. 0, or > 0 if it is none. */
static int limit_number(const char *text, uint64_t *ret)
{
        if (!streq(text, "-1") && strcasecmp(text, "infinity") != 0 && strcasecmp(text, "unlimited") != 0)
                return number_parse(text, LIMIT_NONE - 1, ret);
        *ret = LIMIT_NONE;
        return 0;
}

/* name=soft[:hard] */
int read_ulimit(const Reading *in, const char *word, Value *ret)
{
        const char *name = limitname_find(word), *value = strchr(word, '=');
        if (streq(word, "host") || (name && value && streq(value, "=host")))
                return diag_error(in->ctx->diags, in->at,
                                  "what isn't limited here is limited by systemd; leave it out");
        if (!name)
                return reading_bad_word(in, word, NULL);
        const char *colon = value ? strchr(++value, ':') : NULL;
        _cleanup_free_ char *first = value ? strndup(value, strcspn(value, ":")) : strdup("");
        Limit limit = {.name = name};
        if (!first)
                return -ENOMEM;
        if (limit_number(first, &limit.soft) != 0 ||
            limit_number(colon ? colon + 1 : first, &limit.hard) != 0)
                return reading_bad_word(in, word, "NAME=SOFT or NAME=SOFT:HARD, numbers or -1 for no limit");
        if (streq(name, "NICE") && limit.hard > NICE_MAX)
                return reading_bad_word(in, word, "at most 40 for nice, which is the level -20");
        /* systemd would drop the whole setting. */
        if (limit.soft > limit.hard)
                return reading_bad_word(in, word, "a soft limit that is not above the hard one");
        ret->limit = limit;
        return VALUE_READ;
}

int read_sysctl(const Reading *in, const char *word, Value *ret)
{
        size_t n = strcspn(word, "=");
        switch (sysctl_check(word)) {
        case SYSCTL_GOOD: return reading_keep(word, ret);
        case SYSCTL_BAD_NAME:
                return reading_bad_word(
                        in, word, memchr(word, '/', n) ? "a name with dots, like net.ipv4.ip_forward" : NULL);
        case SYSCTL_NOT_OWN:
                return diag_error(in->ctx->diags, in->at,
                                  "%.*s is no setting that a group has of its own: set it for the host, "
                                  "sysctl.d(5), and leave it out",
                                  (int)n, word);
        default: return reading_bad_word(in, word, NULL);
        }
}

int read_capability(const Reading *in, const char *word, Value *ret)
{
        _cleanup_free_ char *meant = NULL;
        int number = capability_from_name(word);
        if (number >= 0) {
                ret->number = (uint64_t)number;
                return VALUE_READ;
        }
        int r = capability_suggest(word, &meant);
        if (r < 0)
                return r;
        if (!meant)
                return reading_bad_word(in, word, NULL);
        return diag_error(in->ctx->diags, in->at, "there is no capability \"%s\"; did you mean %s?", word,
                          meant);
}

int read_socket_family(const Reading *in, const char *word, Value *ret)
{
        const char *name = socketfamily_name(word);
        if (name)
                return reading_keep(name, ret);
        /* As the constants are called in some programs' own settings; and "~", which takes away elsewhere. */
        _cleanup_free_ char *full = string_printf("AF_%s", word);
        if (!full)
                return -ENOMEM;
        const char *meant = socketfamily_name(full);
        if (!meant && word[0] != '~')
                meant = suggest(word, socketfamily_names, n_socketfamily_names);
        if (meant)
                return diag_error(in->ctx->diags, in->at, "expected %s; did you mean %s?", in->type->expected,
                                  meant);
        return reading_bad_word(in, word, NULL);
}
