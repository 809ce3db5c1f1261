/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Root file system and program. */
#include "generator/validate/program.h"

#include "core/contract/contract.h"
#include "core/contract/place.h"

#include <errno.h>
#include <string.h>

/* Directories of the host that are no root file system for sure. */
static const char *root_mistake(const char *path)
{
        static const char *const parts[] = {"/bin",   "/boot",   "/etc",  "/lib", "/lib32",
                                            "/lib64", "/libx32", "/sbin", "/usr"};
        if (place_is_kernels(path))
                return "the kernel's file systems, /proc, /sys and /dev, are no root of a container";
        if (streq(path, "/"))
                return "the host's own root can't be a container's: all files of the host would be in it, "
                       "and nothing of what is mounted there; a root is a directory of its own";
        /* The writable layer would lie in what it covers. */
        if (path_is_below(COSLICE_LIB_DIR, path) || path_is_below(COSLICE_RUN_DIR, path))
                return "coslice keeps what it needs itself below this directory; a root is a directory of "
                       "its own";
        for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
                if (streq(path, parts[i]))
                        return "this is a part of the host's system, no root file system, which has /bin, "
                               "/etc and so on in it";
        return NULL;
}

/* Both, where one is wanted. */
static int refuse_two(const Container *c, DiagList *diags)
{
        _cleanup_free_ char *where = place_to_string(&c->image.at, &c->rootfs.at);
        if (!where)
                return -ENOMEM;
        return diag_error(
                diags, &c->rootfs.at,
                "a container starts from an image or from a directory, and Image= stands in %s; one of them "
                "must go",
                where);
}

/* What was said of images for all is not meant for C, which has none. */
static bool is_own(const Scalar *scalar, const Scalar *from)
{
        return scalar->given && (scalar->at.line != from->at.line || scalar->at.file != from->at.file);
}

static int check_root(const Container *c, const Container *defaults, DiagList *diags)
{
        if (c->rootfs.given && c->image.given)
                return refuse_two(c, diags);
        if (c->image.given)
                return 0;
        if (!c->rootfs.given)
                return diag_error(diags, &c->at,
                                  "Image= or Rootfs= is missing: what the container starts from, an image or "
                                  "a directory with a root file system");
        const char *mistake = c->rootfs.set ? root_mistake(c->rootfs.text) : NULL;
        if (mistake)
                return diag_error(diags, &c->rootfs.at, "%s", mistake);
        return is_own(&c->pull, &defaults->pull)
                       ? diag_warning(diags, &c->pull.at,
                                      "this is about an image, and the container starts from a directory")
                       : 0;
}

/* Whether the first word is a program for sure: of an image that may be its own entry point. */
static bool has_program(const Container *c)
{
        return !c->image.given || c->entrypoint.n > 0;
}

static int check_words(const Container *c, DiagList *diags)
{
        /* What was given and is wrong was told already. */
        bool told = c->image.given || (c->entrypoint.set && !c->entrypoint.cleared) ||
                    (c->exec.set && !c->exec.cleared);
        if (c->entrypoint.n + c->exec.n == 0 && !told) {
                bool empty = c->entrypoint.cleared || c->exec.cleared;
                return diag_error(diags, empty ? (c->exec.cleared ? &c->exec.at : &c->entrypoint.at) : &c->at,
                                  "%s",
                                  empty ? "nothing is left to run: Exec= and Entrypoint= are empty"
                                        : "Exec= is missing: the program and its arguments");
        }
        const ItemList *program = c->entrypoint.n > 0 ? &c->entrypoint : &c->exec;
        if (program->n > 0 && has_program(c) && !*program->items[0].text)
                return diag_error(diags, &program->items[0].at, "the program is empty");
        return 0;
}

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"
#define DIGITS  "0123456789"

static size_t count_words(const Container *c)
{
        return c->entrypoint.n + c->exec.n;
}

static const Item *word_at(const Container *c, size_t i)
{
        return i < c->entrypoint.n ? c->entrypoint.items + i : c->exec.items + (i - c->entrypoint.n);
}

static bool has_blank(const Item *word)
{
        return strpbrk(word->text, " \t\n");
}

static bool is_shell(const char *text)
{
        static const char *const names[] = {"sh",   "ash", "bash", "dash", "fish", "ksh",
                                            "mksh", "zsh", "csh",  "tcsh", "rbash"};
        const char *slash = strrchr(text, '/'), *name = slash ? slash + 1 : text;
        for (size_t i = 0; i < ARRAY_SIZE(names); i++)
                if (streq(name, names[i]))
                        return true;
        return false;
}

/* "-c", "-ec" */
static bool is_script_option(const char *text)
{
        size_t n = strspn(text + (*text == '-'), LETTERS);
        return *text == '-' && n > 0 && !text[1 + n] && text[n] == 'c';
}

/* The first word that a shell is to read, which a "-c" says; the number of words if none says it. */
static size_t find_script(const Container *c)
{
        size_t n = count_words(c);
        bool shell = false;
        for (size_t i = 0; i < n; i++) {
                const char *text = word_at(c, i)->text;
                shell = shell || is_shell(text);
                if (!shell || !is_script_option(text))
                        continue;
                for (i++; i < n && (*word_at(c, i)->text == '-' || *word_at(c, i)->text == '+');)
                        i++;
                return i;
        }
        return n;
}

/* The number of bytes at TEXT that are an operator of shells; 0 if it is none. */
static size_t operator_length(const char *text)
{
        static const char *const words[] = {"&&", "||", "|", "|&", "&"};
        for (size_t i = 0; i < ARRAY_SIZE(words); i++)
                if (streq(text, words[i]))
                        return strlen(text);
        size_t n = strspn(text, DIGITS "&"), arrows = strspn(text + n, "<>");
        if (arrows == 0 || (*text == '<' && text[strlen(text) - 1] == '>')) /* "<name>" */
                return 0;
        return n + strspn(text + n, "<>&" DIGITS);
}

/* find(1) has a ";" that is its own. */
static bool is_separator(const Container *c, size_t i)
{
        const char *text = word_at(c, i)->text;
        size_t n = strlen(text);
        if (n == 0 || text[n - 1] != ';' || (n > 1 && i + 1 == count_words(c)))
                return false;
        for (size_t k = 0; k < i; k++)
                if (string_after(word_at(c, k)->text, "-exec") || string_after(word_at(c, k)->text, "-ok"))
                        return false;
        return true;
}

/* "$HOME", "$(id)", "`id`": the number of bytes that are shown; 0 if there is none. *RET: where. */
static size_t expansion_length(const char *text, const char **ret)
{
        for (const char *p = text; *p; p++) {
                *ret = p;
                if (*p == '`' || (*p == '$' && p[1] == '('))
                        return *p == '`' ? 1 : 2;
                if (*p == '$' && p[1] && strchr(LETTERS, p[1]))
                        return 1 + strspn(p + 1, LETTERS DIGITS);
        }
        *ret = text;
        return text[0] == '~' && text[1] == '/' ? 1 : 0;
}

/* Words that are a shell's and no program. */
static bool is_builtin(const char *text)
{
        static const char *const words[] = {"cd",    "exec", "export", "source", ".",  "set",   "ulimit",
                                            "umask", "trap", "eval",   "while",  "if", "until", "for"};
        for (size_t i = 0; i < ARRAY_SIZE(words); i++)
                if (streq(text, words[i]))
                        return true;
        return false;
}

#define AS_SHELL "no shell reads this line, which would be written as /bin/sh -c '…'; "

/* Looks at word I, which no shell reads. 1 if something was told, 0, or -ENOMEM. */
static int check_word(const Container *c, size_t i, DiagList *diags)
{
        bool program = i == 0 && has_program(c);
        const Item *word = word_at(c, i);
        const char *at = word->text;
        size_t n = program ? 0 : operator_length(at);
        int r;
        if (!word->plain)
                return 0;
        if (program && is_builtin(at))
                r = diag_warning(diags, &word->at, AS_SHELL "\"%s\" is a shell's own word", at);
        else if (program && at[strspn(at, LETTERS DIGITS)] == '=')
                r = diag_warning(diags, &word->at, AS_SHELL "a variable is set by Environment=");
        else if (n > 0)
                r = diag_warning(diags, &word->at, AS_SHELL "\"%.*s\" is an argument like any other", (int)n,
                                 at);
        else if (is_separator(c, i))
                r = diag_warning(diags, &word->at, AS_SHELL "\";\" is an argument like any other");
        else if ((n = expansion_length(at, &at)) > 0)
                r = diag_warning(diags, &word->at, AS_SHELL "\"%.*s\" stays as it is", (int)n, at);
        else
                return 0;
        return r < 0 ? r : 1;
}

/* What is right, and was meant for a shell. */
static int check_shell(const Container *c, DiagList *diags)
{
        size_t n = count_words(c), script = find_script(c);
        if (n > 0 && has_program(c) && has_blank(word_at(c, 0)))
                return diag_warning(
                        diags, &word_at(c, 0)->at,
                        "the program's name has a blank in it: quotes make one word of what they hold");
        if (script < n) {
                const Item *word = word_at(c, script);
                if (!word->plain || script + 1 == n)
                        return 0;
                return diag_warning(diags, &word->at,
                                    "only the first word after -c is the shell's script, the others are its "
                                    "arguments: put the whole in quotes");
        }
        int r = 0;
        for (size_t i = 0; i < n && r == 0; i++)
                r = check_word(c, i, diags);
        return r < 0 ? r : 0;
}

int program_check(const Container *c, const Container *defaults, DiagList *diags)
{
        int r = check_root(c, defaults, diags);
        if (r == 0)
                r = check_words(c, diags);
        return r < 0 ? r : check_shell(c, diags);
}
