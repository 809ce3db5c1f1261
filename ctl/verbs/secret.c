/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice secret: encrypted credentials of this host, for Secret= and Credential=. */
#include "core/contract/secret.h"
#include "core/base/utf8.h"
#include "ctl/output.h"
#include "ctl/secret/encrypt.h"
#include "ctl/secret/store.h"
#include "ctl/users/users.h"
#include "ctl/verbs/verbs.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

_printf_(1, 2) static int fail(const char *format, ...)
{
        va_list args;
        fputs("coslice secret: ", stderr);
        va_start(args, format);
        vfprintf(stderr, format, args);
        va_end(args);
        fputc('\n', stderr);
        return EXIT_WRONG;
}

static int bad_name(const char *name)
{
        _cleanup_strbuf_ StrBuf shown = {};
        if (utf8_printable(name, &shown) < 0)
                return output_error(-ENOMEM);
        fail("\"%s\" can't be a secret's name: letters, digits, \".\", \"_\" and \"-\"",
             shown.text ? shown.text : "");
        return EXIT_USAGE;
}

/* For text that is a secret. */
static void forget(StrBuf *buf)
{
        if (buf->text)
                explicit_bzero(buf->text, buf->space);
        strbuf_done(buf);
}
#define _cleanup_forget_ _cleanup_(forget)

/* All of standard input. 0, -EFBIG or -errno. */
static int read_piped(StrBuf *ret)
{
        char block[4096];
        ssize_t n;
        while ((n = read(STDIN_FILENO, block, sizeof block)) > 0 && ret->length <= SECRET_SIZE_MAX)
                strbuf_add_bytes(ret, block, (size_t)n);
        explicit_bzero(block, sizeof block);
        return n < 0 ? -errno : ret->length > SECRET_SIZE_MAX ? -EFBIG : ret->oom ? -ENOMEM : 0;
}

static int set(const char *name, const StrBuf *secret)
{
        _cleanup_strbuf_ StrBuf encrypted = {};
        int r = encrypt_secret(name, secret, &encrypted);
        if (r > 0)
                return EXIT_WRONG;
        r = r < 0 ? r : store_write(name, &encrypted);
        return r < 0 ? fail("write " SECRET_STORE "/%s: %s", name, strerror(-r)) : EXIT_FINE;
}

static int run_set(char *const *arguments)
{
        const char *name = arguments[0];
        _cleanup_forget_ StrBuf secret = {};
        if (!name || arguments[1]) {
                fail("set takes a name; see \"coslice secret --help\"");
                return EXIT_USAGE;
        }
        if (!credential_name_is_valid(name))
                return bad_name(name);
        int r = isatty(STDIN_FILENO) ? encrypt_ask(name, &secret) : read_piped(&secret);
        if (r == 0)
                return set(name, &secret);
        return r > 0         ? EXIT_WRONG
               : r == -EFBIG ? fail("a secret has at most 1 MiB")
                             : fail("read the secret: %s", strerror(-r));
}

static int run_list(char *const *arguments)
{
        _cleanup_user_list_ UserList users = {};
        _cleanup_strvec_ StrVec names = {};
        if (*arguments) {
                fail("list takes no arguments; see \"coslice secret --help\"");
                return EXIT_USAGE;
        }
        int r = store_list(&names);
        r = r < 0 ? r : users_find(users_read_secrets, &users);
        r = r < 0 ? r : users_print(&users, "SECRET", &names, stdout);
        return r < 0 ? fail("list the secrets in " SECRET_STORE ": %s", strerror(-r)) : EXIT_FINE;
}

static int remove_one(const char *name)
{
        if (!credential_name_is_valid(name))
                return bad_name(name);
        int r = store_remove(name);
        if (r > 0)
                return fail("there is no secret %s; see \"coslice secret list\"", name);
        return r < 0 ? fail("remove " SECRET_STORE "/%s: %s", name, strerror(-r)) : EXIT_FINE;
}

static int run_rm(char *const *arguments)
{
        int status = EXIT_FINE;
        if (!*arguments) {
                fail("rm: which secret? See \"coslice secret list\"");
                return EXIT_USAGE;
        }
        for (; *arguments; arguments++) {
                int one = remove_one(*arguments);
                status = one > status ? one : status;
        }
        return status;
}

static int secret_run(const Command *command)
{
        static const struct {
                const char *name;
                int (*run)(char *const *arguments);
        } actions[] = {{"set", run_set}, {"list", run_list}, {"rm", run_rm}};
        const char *word = command->arguments[0];
        for (size_t i = 0; word && i < ARRAY_SIZE(actions); i++)
                if (streq(word, actions[i].name))
                        return geteuid() == 0 ? actions[i].run(command->arguments + 1)
                                              : fail("only root has secrets of the host");
        fail("expected set, list or rm; see \"coslice secret --help\"");
        return EXIT_USAGE;
}

const Verb coslice_secret = {
        .name = "secret",
        .arguments = "set|list|rm [SECRET…]",
        .summary = "encrypt secrets of containers, list and remove them",
        .text = "Encrypted credentials of this host, in " SECRET_STORE ", which Secret= of a\n"
                "container and Credential= of a registry name. As root.\n"
                "\n"
                "set SECRET: what is typed, and not shown, or piped in, is that secret from the next start "
                "of a\n"
                "container on. list: their names, and the groups that have each; (runs): one that runs with "
                "it.\n"
                "rm SECRET…: removes these; a container that runs has them until it ends.\n",
        .run = secret_run,
};
