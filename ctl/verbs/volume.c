/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice volume: what is kept of volumes, and what of it nobody wants any more. */
#include "core/base/utf8.h"
#include "core/contract/contract.h"
#include "core/contract/localvolume.h"
#include "ctl/output.h"
#include "ctl/users/users.h"
#include "ctl/verbs/verbs.h"
#include "ctl/volume/kept.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

_printf_(1, 2) static int fail(const char *format, ...)
{
        va_list args;
        fputs("coslice volume: ", stderr);
        va_start(args, format);
        vfprintf(stderr, format, args);
        va_end(args);
        fputc('\n', stderr);
        return EXIT_WRONG;
}

/* --- list --- */

static int run_list(char *const *arguments)
{
        _cleanup_user_list_ UserList users = {};
        _cleanup_strvec_ StrVec volumes = {};
        if (*arguments) {
                fail("list takes no arguments; see \"coslice volume --help\"");
                return EXIT_USAGE;
        }
        int r = kept_list(&volumes);
        r = r < 0 ? r : users_find(users_read_volumes, &users);
        r = r < 0 ? r : users_print(&users, "VOLUME", &volumes, stdout);
        return r < 0 ? fail("list the volumes in " COSLICE_VOLUMES_DIR ": %s", strerror(-r)) : EXIT_FINE;
}

/* --- rm --- */

static int no_volume(const char *name)
{
        _cleanup_strbuf_ StrBuf shown = {};
        if (utf8_printable(name, &shown) < 0)
                return output_error(-ENOMEM);
        return fail("there is no volume %s; see \"coslice volume list\"", shown.text ? shown.text : "\"\"");
}

/* Who runs is asked for under the lock: a group that is started later finds none, and makes it anew. */
static int remove_one(const char *name)
{
        _cleanup_user_list_ UserList users = {};
        _cleanup_close_ int folder = -EBADF, lock = -EBADF;
        int r = localvolume_name_is_valid(name) ? kept_open(name, &folder, &lock) : 1;
        if (r > 0)
                return no_volume(name);
        r = r < 0 ? r : users_find(users_read_volumes, &users);
        const char *group = r < 0 ? NULL : users_running(&users, name);
        if (group)
                return fail("volume %s is in use: group %s runs with it; systemctl stop coslice@%s", name,
                            group, group);
        r = r < 0 ? r : kept_remove(name, folder);
        return r < 0 ? fail("remove volume %s: %s", name, strerror(-r)) : EXIT_FINE;
}

static int run_rm(char *const *arguments)
{
        int status = EXIT_FINE;
        if (!*arguments) {
                fail("rm: which volume? See \"coslice volume list\"");
                return EXIT_USAGE;
        }
        for (; *arguments; arguments++)
                if (remove_one(*arguments) != EXIT_FINE)
                        status = EXIT_WRONG;
        return status;
}

static int volume_run(const Command *command)
{
        static const struct {
                const char *name;
                int (*run)(char *const *arguments);
        } actions[] = {{"list", run_list}, {"rm", run_rm}};
        const char *word = command->arguments[0];
        for (size_t i = 0; word && i < ARRAY_SIZE(actions); i++)
                if (streq(word, actions[i].name))
                        return geteuid() == 0 ? actions[i].run(command->arguments + 1)
                                              : fail("only root may look at volumes");
        fail("expected list or rm; see \"coslice volume --help\"");
        return EXIT_USAGE;
}

const Verb coslice_volume = {
        .name = "volume",
        .arguments = "list|rm [VOLUME…]",
        .summary = "list volumes that are kept, or remove some",
        .text = "Volumes of Type=local stay on this machine until they are removed. As root.\n"
                "\n"
                "list: their names, GROUP_VOLUME or what Name= says, and the groups that have each; (runs):\n"
                "one that runs with it.\n"
                "\n"
                "rm VOLUME…: removes these, with all that is in them, for good. One that a running group\n"
                "has stays. A definition that has one of them begins with a new one.\n",
        .run = volume_run,
};
