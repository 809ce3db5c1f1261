/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ctl/image/fetching.h"

#include "core/base/utf8.h"
#include "core/contract/contract.h"
#include "core/contract/imagestore.h"
#include "ctl/image/asking.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define LOOK_NSEC (100 * 1000000L)

/* What all looks share. */
typedef struct Watch {
        Manager *manager;
        Group group; /* whose units are listed */
        int asking_fd;
        const char *word;
        bool *going; /* for each of the list */
} Watch;

/* What is on the terminal of a list that goes on. */
typedef struct Screen {
        bool is_terminal;
        size_t n; /* lines that are there */
} Screen;

void fetching_list_done(FetchingList *list)
{
        for (size_t i = 0; i < list->n; i++) {
                free(list->items[i].unit);
                free(list->items[i].words);
        }
        free(list->items);
        *list = (FetchingList){};
}

int fetching_list_make(const Definition *def, FetchingList *ret)
{
        _cleanup_fetching_list_ FetchingList list = {
                .items = def->n_images > 0 ? calloc(def->n_images, sizeof *list.items) : NULL};
        if (def->n_images > 0 && !list.items)
                return -ENOMEM;
        for (size_t i = 0; i < def->n_images; i++) {
                const Image *image = def->images + i;
                Fetching *f = list.items + list.n++;
                f->image = image->reference->text;
                f->key = image->key;
                f->unit = unitname_make(ROLE_IMAGE, image->key, NULL);
                if (!f->unit)
                        return -ENOMEM;
        }
        *ret = list;
        list = (FetchingList){};
        return 0;
}

void fetching_ready(const char *key, char *ret)
{
        char path[PATH_MAX], target[IMAGE_LINK_SPACE + 1];
        snprintf(path, sizeof path, COSLICE_IMAGES_DIR "/" COSLICE_IMAGE_READY "/%s", key);
        ssize_t n = readlink(path, target, sizeof target - 1);
        target[n > 0 ? n : 0] = '\0';
        const char *hex = image_link_hex(target, IMAGE_READY_LINK);
        snprintf(ret, IMAGE_HEX_SPACE, "%s", hex ? hex : "");
}

static int set_words(Fetching *f, const char *words)
{
        char *copy = strdup(words);
        if (!copy)
                return -ENOMEM;
        free(f->words);
        f->words = copy;
        return 0;
}

/* Of our own: its unit's words name the image. */
static int set_failed(Fetching *f, const char *why)
{
        _cleanup_free_ char *words = string_printf("%s: %s", f->image, why);
        f->failed = true;
        return words ? set_words(f, words) : -ENOMEM;
}

/* Whether systemd knows the image, by its drop-in: else its unit has nothing to execute. */
static bool is_known(const Fetching *f)
{
        char path[PATH_MAX];
        snprintf(path, sizeof path, COSLICE_GENERATOR_OUT "/%s.d", f->unit);
        return access(path, F_OK) == 0;
}

static int start(const Watch *watch, Fetching *f)
{
        const Unit unit = {.name = f->unit};
        if (!is_known(f))
                return set_failed(f, "systemd doesn't know it yet: systemctl daemon-reload");
        int r = asking_put(watch->asking_fd, f->key, watch->word);
        if (r == 0)
                r = manager_start(watch->manager, &unit, "replace");
        return r == MANAGER_REFUSED ? set_failed(f, "systemd refuses to start its unit") : r;
}

/* 1 while it is at it; 0; -errno. A unit that has ended well is soon no longer there. */
static int look(const Watch *watch, const UnitList *units, Fetching *f)
{
        Unit *unit = NULL;
        for (size_t i = 0; i < units->n && !unit; i++)
                if (streq(units->items[i].name, f->unit))
                        unit = units->items + i;
        if (!unit || (unit->state == STATE_INACTIVE && unit->job == JOB_NONE))
                return 0;
        int r = manager_read_outcome(watch->manager, unit);
        if (r == 0 && unit->outcome.status_text)
                r = set_words(f, unit->outcome.status_text);
        if (r < 0 || unit->state != STATE_FAILED || unit->job != JOB_NONE)
                return r < 0 ? r : 1;
        f->failed = true;
        return f->words ? 0 : set_failed(f, "see its unit's log");
}

/* One that was at it for somebody's start when it was asked has not seen that. */
static int look_again(const Watch *watch, const UnitList *units, Fetching *f)
{
        int r = look(watch, units, f);
        if (r != 0 || f->failed || !asking_is_there(watch->asking_fd, f->key))
                return r;
        r = start(watch, f);
        return r < 0 ? r : !f->failed;
}

/* TEXT, as much of it as a line has room for. */
static void print_line(const char *text, size_t width)
{
        _cleanup_strbuf_ StrBuf shown = {};
        size_t columns = 0;
        if (utf8_printable(text, &shown) < 0 || !shown.text)
                return;
        for (const char *at = shown.text; *at && columns + 1 < width; columns++) {
                int n = utf8_char(at);
                fwrite(at, 1, n > 0 ? (size_t)n : 1, stderr);
                at += n > 0 ? n : 1;
        }
}

static void clear(Screen *screen)
{
        while (screen->n > 0) {
                fputs("\x1b[A\x1b[2K", stderr);
                screen->n--;
        }
}

static void show(Screen *screen, const FetchingList *list, const bool *going)
{
        struct winsize size = {};
        if (!screen->is_terminal)
                return;
        if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col == 0)
                size.ws_col = 80;
        clear(screen);
        for (size_t i = 0; i < list->n; i++) {
                if (!going[i])
                        continue;
                print_line(list->items[i].words ? list->items[i].words : list->items[i].image, size.ws_col);
                fputc('\n', stderr);
                screen->n++;
        }
        fflush(stderr);
}

/* One look at all. How many go on, or -errno. */
static int look_at_all(const Watch *watch, FetchingList *list)
{
        _cleanup_unit_list_ UnitList units = {};
        int n = 0, r = manager_list(watch->manager, &watch->group, &units);
        for (size_t i = 0; i < list->n && r >= 0; i++) {
                if (!watch->going[i])
                        continue;
                r = look_again(watch, &units, list->items + i);
                watch->going[i] = r > 0;
                n += r > 0;
        }
        return r < 0 ? r : n;
}

static int wait_for_all(const Watch *watch, FetchingList *list)
{
        Screen screen = {.is_terminal = isatty(STDERR_FILENO)};
        int n;
        while ((n = look_at_all(watch, list)) > 0) {
                show(&screen, list, watch->going);
                nanosleep(&(const struct timespec){.tv_nsec = LOOK_NSEC}, NULL);
        }
        clear(&screen);
        return n;
}

int fetching_run(Manager *manager, const char *group, int asking_fd, const char *word, FetchingList *list)
{
        _cleanup_free_ bool *going = calloc(list->n + 1, sizeof *going);
        _cleanup_free_ char **units = calloc(list->n + 1, sizeof *units);
        const Watch watch = {
                manager, {.name = group, .images = units, .n_images = list->n}, asking_fd, word, going};
        int r = going && units ? 0 : -ENOMEM;
        for (size_t i = 0; i < list->n && r == 0; i++) {
                units[i] = list->items[i].unit;
                r = start(&watch, list->items + i);
                going[i] = r == 0 && !list->items[i].failed;
        }
        if (r == 0)
                r = wait_for_all(&watch, list);
        /* Of one that failed before it saw that. */
        for (size_t i = 0; i < list->n; i++)
                (void)asking_take_back(asking_fd, list->items[i].key);
        return r;
}
