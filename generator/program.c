/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Root file system and program. */
#include "generator/program.h"

#include "core/contract.h"
#include "generator/values.h"

#include <errno.h>

/* Directories of the host that are no root file system for sure. */
static const char *root_mistake(const char *path)
{
        static const char *const kernel[] = {"/proc", "/sys", "/dev"};
        static const char *const parts[] = {"/bin",   "/boot",   "/etc",  "/lib", "/lib32",
                                            "/lib64", "/libx32", "/sbin", "/usr"};
        for (size_t i = 0; i < ARRAY_SIZE(kernel); i++)
                if (path_is_below(path, kernel[i]))
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

static int check_root(const Container *c, DiagList *diags)
{
        if (!c->rootfs.given)
                return diag_error(diags, &c->at,
                                  "Rootfs= is missing: the directory with the container's root file system");
        const char *mistake = c->rootfs.set ? root_mistake(c->rootfs.text) : NULL;
        return mistake ? diag_error(diags, &c->rootfs.at, "%s", mistake) : 0;
}

static int check_words(const Container *c, DiagList *diags)
{
        /* What was given and is wrong was told already. */
        bool told = (c->entrypoint.set && !c->entrypoint.cleared) || (c->exec.set && !c->exec.cleared);
        if (c->entrypoint.n + c->exec.n == 0 && !told) {
                bool empty = c->entrypoint.cleared || c->exec.cleared;
                return diag_error(diags, empty ? (c->exec.cleared ? &c->exec.at : &c->entrypoint.at) : &c->at,
                                  "%s",
                                  empty ? "nothing is left to run: Exec= and Entrypoint= are empty"
                                        : "Exec= is missing: the program and its arguments");
        }
        const ItemList *program = c->entrypoint.n > 0 ? &c->entrypoint : &c->exec;
        if (program->n > 0 && !*program->items[0].text)
                return diag_error(diags, &program->items[0].at, "the program is empty");
        return 0;
}

int program_check(const Container *c, DiagList *diags)
{
        int r = check_root(c, diags);
        return r < 0 ? r : check_words(c, diags);
}
