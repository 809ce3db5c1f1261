/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Any text as the record of a group's network: what is read and written is read as the same again, and its
 * elements of rules are one line each. A "+" in front: the same of what is forwarded for groups. */
#include "core/contract/network.h"
#include "helper/network/plan/lent.h"
#include "helper/network/plan/rules.h"
#include "tests/fuzz/fuzz.h"

#include <errno.h>
#include <string.h>

/* A mistake stops the program, also where assert() is compiled out. */
static void must(bool true_here)
{
        if (!true_here)
                abort();
}

/* Reads TEXT and writes it into RET. 0, or -EINVAL. */
static int read_and_write(const char *text, StrBuf *ret)
{
        _cleanup_strvec_ StrVec words = {};
        _cleanup_network_ Network network = {};
        Failure failure = {};
        int r = network_read_record(text, &words, &network, &failure);
        must(r == 0 || (r == -EINVAL && *failure.text));
        return r < 0 ? r : network_write_record(&network, ret);
}

static void check_elements(const char *text)
{
        _cleanup_strvec_ StrVec words = {};
        _cleanup_network_ Network network = {};
        _cleanup_elements_ ElementList elements = {};
        _cleanup_strbuf_ StrBuf commands = {}, inside = {};
        Failure failure = {};
        must(network_read_record(text, &words, &network, &failure) == 0);
        if (!network.addresses.has4 || !network.ranges.has4)
                return;
        must(rules_elements(&network, &elements) == 0);
        for (size_t i = 0; i < elements.n; i++) {
                must(!strpbrk(elements.items[i].key, "\n;{}"));
                must(!elements.items[i].value || !strpbrk(elements.items[i].value, "\n;{}"));
        }
        must(rules_write(elements.items, elements.n, RULES_ADD, &commands) == 0);
        must(rules_write_inside(&network, &inside) == 0);
}

static void check_network(const char *text)
{
        _cleanup_strbuf_ StrBuf once = {}, again = {};
        if (read_and_write(text, &once) < 0)
                return;
        must(read_and_write(once.text, &again) == 0);
        must(streq(once.text, again.text));
        check_elements(once.text);
}

static void check_lent(const char *text)
{
        _cleanup_lent_ Lent lent = {};
        _cleanup_strbuf_ StrBuf once = {}, again = {};
        if (lent_read(text, &lent) < 0)
                return;
        must(lent_write(&lent, &once) == 0);
        lent_done(&lent);
        must(lent_read(once.text ? once.text : "", &lent) == 0);
        must(lent_write(&lent, &again) == 0);
        must(once.length == again.length &&
             memcmp(once.text ? once.text : "", again.text ? again.text : "", once.length) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        _cleanup_free_ char *text = malloc(size + 1);
        must(text);
        memcpy(text, data, size);
        text[size] = '\0';
        if (*text == '+')
                check_lent(text + 1);
        else
                check_network(text);
        return 0;
}
