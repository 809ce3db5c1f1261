/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice update: groups that run, with the images that their registries have now, or with those that they
 * had (helper/image/trial.h). */
#include "core/base/utf8.h"
#include "core/contract/contract.h"
#include "core/contract/imagestore.h"
#include "core/contract/logpipe.h"
#include "ctl/find/find.h"
#include "ctl/image/asking.h"
#include "ctl/image/fetching.h"
#include "ctl/image/program.h"
#include "ctl/image/restarting.h"
#include "ctl/output.h"
#include "ctl/verbs/verbs.h"

#include <errno.h>
#include <stdarg.h>
#include <unistd.h>

enum { OPTION_ALL };
static const VerbOption options[] = {
        [OPTION_ALL] = {.name = "all", .text = "all groups that run and have AutoUpdate=registry"},
};

/* What an update of a group has. */
typedef struct Update {
        Manager *manager;
        int asking_fd;
        const Definition *def;
        Group group;
        FetchingList images;
        StrVec changed; /* keys */
        bool *chosen;   /* for each container: it is started from one of these */
} Update;

static void update_done(Update *update)
{
        free((void *)update->group.containers);
        free(update->chosen);
        fetching_list_done(&update->images);
        strvec_done(&update->changed);
}

static int update_begin(Manager *manager, int asking_fd, const Definition *def, Update *ret)
{
        char **labels = calloc(def->n_containers + 1, sizeof *labels);
        *ret = (Update){.manager = manager,
                        .asking_fd = asking_fd,
                        .def = def,
                        .group = {.name = def->name, .containers = labels, .n_containers = def->n_containers},
                        .chosen = calloc(def->n_containers + 1, sizeof(bool))};
        for (size_t i = 0; labels && i < def->n_containers; i++)
                labels[i] = def->containers[i].name;
        int r = fetching_list_make(def, &ret->images);
        return labels && ret->chosen ? r : -ENOMEM;
}

/* Says why it comes to nothing. Returns 1. */
static int fail(const Update *update, const char *format, ...) _printf_(2, 3);
static int fail(const Update *update, const char *format, ...)
{
        _cleanup_strbuf_ StrBuf text = {}, shown = {};
        va_list args;
        va_start(args, format);
        int r = strbuf_addv(&text, format, args);
        va_end(args);
        if (r == 0)
                r = utf8_printable(text.text, &shown);
        fprintf(stderr, "coslice update: %s: %s\n", update->def->name, r == 0 ? shown.text : "out of memory");
        return 1;
}

static int add_logs(const Definition *def, StrVec *words)
{
        int r = 0;
        for (size_t i = 0; i < def->n_containers && r == 0; i++) {
                const Container *c = def->containers + i;
                _cleanup_strbuf_ StrBuf written = {};
                if (container_log_pipe(c) != LOG_PIPE_AUTO)
                        continue;
                r = piped_log_write(c->name, definition_image(def, c)->key, &written);
                if (r == 0)
                        r = strvec_add(words, written.text);
        }
        return r;
}

/* A verb of trial.h. 0, 1 after it has said why not, or -errno. */
static int run_trial(const Update *update, const char *verb, StrVec *ret)
{
        _cleanup_strvec_ StrVec words = {};
        int r = strvec_add(&words, "coslice-image");
        if (r == 0)
                r = strvec_add(&words, verb);
        if (r == 0)
                r = strvec_addf(&words, "--group=%s", update->def->name);
        for (size_t i = 0; i < update->images.n && r == 0; i++)
                r = strvec_addf(&words, "--image=%s", update->images.items[i].key);
        if (r == 0 && streq(verb, "try"))
                r = add_logs(update->def, &words);
        if (r == 0)
                r = program_run(&words, ret);
        return r > 0 ? 1 : r;
}

/* Whether C starts from an image that has CHANGED, or has a volume that shows one: at its start both are what
 * the group has pinned. */
static bool is_concerned(const Update *update, const Container *c)
{
        const Image *image = definition_image(update->def, c);
        bool concerned = image && strvec_contains(&update->changed, image->key);
        for (size_t i = 0; i < c->n_volumes && !concerned; i++) {
                const char *name = c->volumes[i].volume;
                const Volume *v = name ? definition_volume(update->def, name) : NULL;
                if (v && v->type.number == VOLUME_IMAGE)
                        concerned = strvec_contains(&update->changed,
                                                    definition_volume_image(update->def, v)->key);
        }
        return concerned;
}

/* Restarts the containers whose image has changed. As restarting_run(). */
static int restart(const Update *update, StrBuf *why)
{
        for (size_t i = 0; i < update->def->n_containers; i++)
                update->chosen[i] = is_concerned(update, update->def->containers + i);
        int r = restarting_log(update->manager, &update->group);
        return r < 0 ? r : restarting_run(update->manager, &update->group, update->chosen, why);
}

/* Back to the images that it had, also from an update that was killed. */
static int revert(Update *update)
{
        _cleanup_strbuf_ StrBuf why = {};
        strvec_clear(&update->changed);
        int r = run_trial(update, "revert", &update->changed);
        if (r == 0 && update->changed.n > 0)
                r = restart(update, &why);
        if (r > 0 && why.text)
                fail(update, "%s", why.text);
        return r;
}

/* 0; 1: some have not come. */
static int fetch(Update *update)
{
        FetchingList *images = &update->images;
        int r = fetching_run(update->manager, update->def->name, update->asking_fd, IMAGE_ASKED_NEXT, images);
        for (size_t i = 0; i < images->n && r >= 0; i++) {
                const Fetching *f = images->items + i;
                if (f->failed)
                        r = fail(update, "%s", f->words);
        }
        return r;
}

static void tell_changed(const Update *update)
{
        for (size_t i = 0; i < update->images.n; i++) {
                const Fetching *f = update->images.items + i;
                char now[IMAGE_HEX_SPACE];
                fetching_ready(f->key, now);
                printf("%s: %s: %s, sha256:%.12s\n", update->def->name, f->image,
                       strvec_contains(&update->changed, f->key) ? "new" : "up to date", now);
        }
        for (size_t i = 0; i < update->def->n_containers; i++)
                if (update->chosen[i])
                        printf("%s: container %s was restarted\n", update->def->name,
                               update->def->containers[i].name);
}

/* What was fetched is tried, and kept if the containers run with it. */
static int try_images(Update *update)
{
        _cleanup_strbuf_ StrBuf why = {};
        strvec_clear(&update->changed);
        int r = run_trial(update, "try", &update->changed);
        if (r == 0 && update->changed.n > 0)
                r = restart(update, &why);
        if (r == 0)
                r = run_trial(update, "keep", &update->changed);
        if (r == 0)
                tell_changed(update);
        if (r > 0 && why.text)
                fail(update, "%s", why.text);
        return r;
}

static int update_images(Update *update)
{
        int r = revert(update);
        if (r == 0 && update->changed.n > 0)
                fail(update, "an earlier update was broken off; its images were taken back");
        if (r == 0)
                r = fetch(update);
        if (r == 0)
                r = try_images(update);
        if (r == 0)
                return 0;
        int back = revert(update);
        if (back == 0)
                fail(update,
                     update->changed.n > 0 ? "it runs with the images that it had" : "nothing was changed");
        return r;
}

static bool runs(const Definition *def)
{
        _cleanup_free_ char *path = string_printf(COSLICE_STATE_DIR "/%s", def->name);
        return path && access(path, F_OK) == 0;
}

static int update_group(Manager *manager, int asking_fd, Search *search, const char *argument, bool all)
{
        _cleanup_(update_done) Update update = {};
        _cleanup_diag_list_ DiagList diags = {};
        _cleanup_loaded_group_ LoadedGroup loaded = {};
        int r = find_loaded(search, argument, &diags, &loaded);
        if (r < 0)
                return r;
        const Definition *def = loaded.definition;
        if (diags.n_errors > 0) {
                output_diags(stderr, &diags);
                return 1;
        }
        if (all && (def->auto_update.number != AUTO_UPDATE_REGISTRY || !runs(def)))
                return 0;
        r = update_begin(manager, asking_fd, def, &update);
        if (r < 0)
                return r;
        if (def->n_images == 0)
                printf("%s: no container of it has an image\n", def->name);
        else if (!runs(def))
                return fail(&update, "it doesn't run; its next start has what is fetched by: coslice pull %s",
                            def->name);
        return def->n_images > 0 ? update_images(&update) : 0;
}

static void tell_waiting(void)
{
        fputs("coslice update: waits for another command that fetches images\n", stderr);
}

/* NAME's failure holds up nobody else. */
static int update_named(const Command *command, Manager *manager, int asking_fd, Search *search)
{
        int r = 0, status = EXIT_FINE;
        if (command->given[OPTION_ALL]) {
                for (size_t i = 0; i < search->scan.n && r >= 0; i++) {
                        if (search->scan.groups[i].masked)
                                continue;
                        r = update_group(manager, asking_fd, search, search->scan.groups[i].name, true);
                        status = r > 0 ? EXIT_WRONG : status;
                }
        }
        for (char **argument = command->arguments; r >= 0 && *argument; argument++) {
                r = update_group(manager, asking_fd, search, *argument, false);
                status = r > 0 ? EXIT_WRONG : status;
        }
        return r < 0 ? output_error(r) : status;
}

static int update_run(const Command *command)
{
        _cleanup_manager_ Manager *manager = NULL;
        _cleanup_search_ Search search = {};
        if (!command->given[OPTION_ALL] == !command->arguments[0]) {
                fputs("coslice update: which group? See \"coslice update --help\"\n", stderr);
                return EXIT_USAGE;
        }
        if (geteuid() != 0) {
                fputs("coslice update: only root may update groups\n", stderr);
                return EXIT_WRONG;
        }
        int r = manager_new(&manager);
        if (r == 0)
                r = search_path(&search);
        if (r < 0)
                return output_error(r);
        _cleanup_close_ int asking_fd = asking_open(tell_waiting);
        return asking_fd < 0 ? output_error(asking_fd) : update_named(command, manager, asking_fd, &search);
}

const Verb coslice_update = {
        .name = "update",
        .arguments = "[GROUP…]",
        .summary = "restart containers of a group that have a new image",
        .text = "Fetches the images of groups that run, as their registries have them now, and restarts the\n"
                "containers whose image is another one. Once all of them run, the new images are those that\n"
                "further starts have; if one fails, the group is given the old ones back.\n"
                "\n"
                "GROUP: web, or whatever names it: web/app, coslice@web, coslice@web_app.service.\n"
                "coslice-update.timer has \"coslice update --all\" done each day, once it is enabled.\n",
        .options = options,
        .n_options = ARRAY_SIZE(options),
        .run = update_run,
};
