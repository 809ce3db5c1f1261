/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Texts and names. */
#include "core/base/utf8.h"
#include "core/contract/apparmor.h"
#include "core/contract/contract.h"
#include "core/contract/timezone.h"
#include "core/contract/unitname.h"
#include "core/contract/userns.h"
#include "generator/types/foreignfile.h"
#include "generator/types/readers.h"
#include "generator/types/userid.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

int read_text(const Reading *in, const char *word, Value *ret)
{
        int r = reading_check_line(in, word);
        return r <= 0 ? r : reading_keep(word, ret);
}

int read_host_name(const Reading *in, const char *word, Value *ret)
{
        return host_name_is_valid(word) ? reading_keep(word, ret) : reading_bad_value(in, word, NULL);
}

/* Which profiles there are is seen at the start. */
int read_apparmor(const Reading *in, const char *word, Value *ret)
{
        if (strcasecmp(word, APPARMOR_UNCONFINED) == 0)
                return reading_keep(APPARMOR_UNCONFINED, ret);
        return apparmor_name_is_valid(word) ? reading_keep(word, ret) : reading_bad_value(in, word, NULL);
}

/* What is in the file is seen at the start: nothing else is read here but definitions. */
int read_seccomp_profile(const Reading *in, const char *word, Value *ret)
{
        if (strcasecmp(word, "unconfined") == 0)
                return reading_keep("unconfined", ret);
        if (word[0] == '/' || string_after(word, "./"))
                return read_host_path(in, word, ret);
        return reading_bad_value(in, word, NULL);
}

/* Zones are files, so upper and lower case count; whether there is one is seen at the start. */
int read_timezone(const Reading *in, const char *word, Value *ret)
{
        if (strcasecmp(word, TIMEZONE_LOCAL) == 0)
                return reading_keep(TIMEZONE_LOCAL, ret);
        return timezone_is_valid(word) ? reading_keep(word, ret) : reading_bad_value(in, word, NULL);
}

/* USER[:GROUP]: what passwd(5) can hold; whether the image knows them is seen at the start. */
int read_user(const Reading *in, const char *word, Value *ret)
{
        const char *colon = strchr(word, ':');
        _cleanup_free_ char *user = colon ? strndup(word, (size_t)(colon - word)) : strdup(word);
        if (!user)
                return -ENOMEM;
        if (!userid_is_name_or_id(user) || (colon && !userid_is_name_or_id(colon + 1)))
                return reading_bad_value(in, word, NULL);
        return reading_keep(word, ret);
}

int read_user_group(const Reading *in, const char *word, Value *ret)
{
        return userid_is_name_or_id(word) ? reading_keep(word, ret) : reading_bad_value(in, word, NULL);
}

/* As it is written is as the helper's options have it. */
int read_userns(const Reading *in, const char *word, Value *ret)
{
        UserNs userns;
        const char *why;
        _cleanup_strbuf_ StrBuf text = {};
        int r = userns_read(word, &userns, &why);
        if (r == -EINVAL)
                return reading_bad_value(in, word, why);
        if (r == 0)
                r = userns_write(&userns, &text);
        return r < 0 || strbuf_take(&text, &ret->text) < 0 ? -ENOMEM : VALUE_READ;
}

int read_group(const Reading *in, const char *word, Value *ret)
{
        if (strcasecmp(word, "keep-groups") == 0)
                return diag_error(in->ctx->diags, in->at,
                                  "systemd starts the container and is in no groups to keep, each of them "
                                  "has a line of its own; leave it out");
        return userid_is_name_or_id(word) ? reading_keep(word, ret) : reading_bad_word(in, word, NULL);
}

int read_address(const Reading *in, const char *word, Value *ret)
{
        /* Those that systemd takes in Documentation=: it drops any other. */
        static const char *const schemes[] = {"http://", "https://", "file:/", "info:", "man:"};
        for (size_t i = 0; i < ARRAY_SIZE(schemes); i++) {
                const char *rest = string_after(word, schemes[i]);
                if (!rest)
                        continue;
                if (*rest && !utf8_first_foreign(rest) && !utf8_has_control(rest) &&
                    !strpbrk(rest, " \t\"'\\"))
                        return reading_keep(word, ret);
                return diag_error(in->ctx->diags, in->at,
                                  "an address is ASCII text without blanks, quotes and backslashes");
        }
        return diag_error(in->ctx->diags, in->at, "expected %s", in->type->expected);
}

int read_one_label(const Reading *in, const char *word, Value *ret)
{
        return label_is_valid(word) ? reading_keep(word, ret) : reading_bad_value(in, word, NULL);
}

int read_label(const Reading *in, const char *word, Value *ret)
{
        if (label_is_valid(word))
                return reading_keep(word, ret);
        return reading_bad_word(
                in, word, strchr(word, '.') ? "names of containers; units stand in After= of [Unit]" : NULL);
}

/* "web.group" in a list of units is the group's service. */
int read_unit(const Reading *in, const char *word, Value *ret)
{
        size_t n = string_before(word, ".group");
        if (n > 0) {
                _cleanup_free_ char *label = strndup(word, n);
                if (!label)
                        return -ENOMEM;
                if (!label_is_valid(label))
                        return reading_bad_word(in, word, "a group, whose name is " LABEL_RULE);
                ret->text = unitname_make(ROLE_GROUP, label, NULL);
                return ret->text ? VALUE_READ : -ENOMEM;
        }
        if (foreign_file_names(word)) /* told when the containers are known */
                return reading_keep(word, ret);
        if (!unit_name_is_valid(word))
                return reading_bad_word(in, word, NULL);
        /* systemd would drop it from the list. */
        if (strrchr(word, '.')[-1] == '@')
                return reading_bad_word(in, word, "an instance of that template, with a name after \"@\"");
        return reading_keep(word, ret);
}

/* What a condition is about: systemd takes one "|" and then one "!" before it, without blanks. */
static const char *argument_of(const char *condition)
{
        condition += *condition == '|';
        return condition + (*condition == '!');
}

int read_condition(const Reading *in, const char *word, Value *ret)
{
        return read_text(in, word, ret);
}

/* systemd drops a condition whose path it does not like: the group would start regardless. */
int read_condition_path(const Reading *in, const char *word, Value *ret)
{
        const char *argument = argument_of(word);
        _cleanup_free_ char *path = NULL;
        int r = reading_check_line(in, word);
        if (r <= 0)
                return r;
        if (*argument != '/')
                return diag_error(in->ctx->diags, in->at, "expected %s", in->type->expected);
        r = value_host_path(in->ctx, argument, in->at, &path);
        return r < 0 || !path ? r : reading_keep(word, ret);
}

int read_condition_update(const Reading *in, const char *word, Value *ret)
{
        const char *argument = argument_of(word);
        int r = reading_check_line(in, word);
        if (r <= 0)
                return r;
        if (!streq(argument, "/etc") && !streq(argument, "/var"))
                return diag_error(in->ctx->diags, in->at, "expected %s", in->type->expected);
        return reading_keep(word, ret);
}
