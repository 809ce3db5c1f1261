/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice pull: the images of groups, as their registries have them now. */
#include "core/base/utf8.h"
#include "core/contract/imagestore.h"
#include "ctl/find/find.h"
#include "ctl/image/asking.h"
#include "ctl/image/fetching.h"
#include "ctl/output.h"
#include "ctl/verbs/verbs.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static void tell_waiting(void)
{
        fputs("coslice pull: waits for another command that fetches images\n", stderr);
}

/* What became of it; BEFORE: HEX that it stood for. 0 or 1. */
static int tell(const char *group, const Fetching *f, const char *before)
{
        char now[IMAGE_HEX_SPACE];
        fetching_ready(f->key, now);
        if (!f->failed && now[0]) {
                printf("%s: %s: %s, sha256:%.12s\n", group, f->image,
                       streq(before, now) ? "up to date" : "new", now);
                return 0;
        }
        _cleanup_strbuf_ StrBuf shown = {};
        (void)utf8_printable(f->failed && f->words ? f->words : f->image, &shown);
        fprintf(stderr, "coslice pull: %s: %s%s\n", group, shown.text ? shown.text : "out of memory",
                f->failed ? "" : ": nothing has come");
        return 1;
}

/* 0; 1 after telling why not; -errno. */
static int pull_images(Manager *manager, int asking_fd, const Definition *def)
{
        _cleanup_fetching_list_ FetchingList list = {};
        int r = fetching_list_make(def, &list);
        if (r < 0)
                return r;
        if (list.n == 0)
                printf("%s: no container of it has an image\n", def->name);
        _cleanup_free_ char *before = calloc(list.n + 1, IMAGE_HEX_SPACE);
        if (!before)
                return -ENOMEM;
        for (size_t i = 0; i < list.n; i++)
                fetching_ready(list.items[i].key, before + i * IMAGE_HEX_SPACE);
        r = fetching_run(manager, def->name, asking_fd, IMAGE_ASKED_READY, &list);
        for (size_t i = 0; i < list.n && r >= 0; i++)
                r |= tell(def->name, list.items + i, before + i * IMAGE_HEX_SPACE);
        return r;
}

static int pull_group(Manager *manager, int asking_fd, Search *search, const char *argument)
{
        _cleanup_diag_list_ DiagList diags = {};
        _cleanup_loaded_group_ LoadedGroup loaded = {};
        int r = find_loaded(search, argument, &diags, &loaded);
        if (r < 0)
                return r;
        if (diags.n_errors > 0) {
                output_diags(stderr, &diags);
                if (r == FIND_NONE && strpbrk(argument, "/:"))
                        fputs("coslice pull: an image stands in the definition of a group, by Image=; name "
                              "the "
                              "group\n",
                              stderr);
                return 1;
        }
        return pull_images(manager, asking_fd, loaded.definition);
}

static int pull_all(const Command *command)
{
        _cleanup_manager_ Manager *manager = NULL;
        _cleanup_search_ Search search = {};
        int r = manager_new(&manager), status = EXIT_FINE;
        if (r == 0)
                r = search_path(&search);
        if (r < 0)
                return output_error(r);
        _cleanup_close_ int asking_fd = asking_open(tell_waiting);
        if (asking_fd < 0)
                return output_error(asking_fd);
        for (char **argument = command->arguments; r >= 0 && *argument; argument++) {
                r = pull_group(manager, asking_fd, &search, *argument);
                if (r > 0)
                        status = EXIT_WRONG;
        }
        return r < 0 ? output_error(r) : status;
}

static int pull_run(const Command *command)
{
        if (geteuid() == 0)
                return pull_all(command);
        fputs("coslice pull: only root may fetch images\n", stderr);
        return EXIT_WRONG;
}

const Verb coslice_pull = {
        .name = "pull",
        .arguments = "GROUP…",
        .summary = "fetch the images of a group",
        .text = "Fetches the images that containers of a group start from, as their registries have them\n"
                "now, whatever Pull= says. A group that runs goes on with those it has: its next start\n"
                "takes the new ones, and \"coslice update\" restarts what has changed.\n"
                "\n"
                "GROUP: web, or whatever names it: web/app, coslice@web, coslice@web_app.service.\n",
        .needs = VERB_NEEDS_GROUP,
        .run = pull_run,
};
