/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice-group: the commands of coslice@GROUP.service and of the templates.
 *
 *   coslice-group started GROUP SUMS CONTAINER… [--image=UNIT…]
 *                                                 ExecStart=: wait until each container was READY once
 *   coslice-group stopped GROUP CONTAINER…        ExecStopPost=: wait until all is down, give the verdict
 *   coslice-group stopped INSTANCE                … of those that systemd has: without the drop-in
 *   coslice-group renew GROUP                     ExecStopPost= of a sandbox whose group needed a restart
 *   coslice-group refuse TEXT…                    ExecStart= of a definition with mistakes: say TEXT
 *   coslice-group unknown INSTANCE                ExecStart= of a name that nothing defines: say so
 */
#include "core/base/name.h"
#include "core/base/utf8.h"
#include "core/contract/contract.h"
#include "core/pid1/words.h"
#include "helper/group/renew.h"
#include "helper/group/started.h"
#include "helper/group/stopped.h"
#include "helper/group/unknown.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <systemd/sd-daemon.h>

#define OPTION_IMAGE "--image="

/* One line to stderr; under systemd with its severity, so that the journal and systemctl status show it. */
static void print_line(Severity severity, const char *text)
{
        const char *level = severity == SEVERITY_ERROR ? SD_ERR : SD_NOTICE;
        fprintf(stderr, "%s%s\n", getenv("JOURNAL_STREAM") ? level : "", text);
}

static void print_lines(const DiagList *words)
{
        for (size_t i = 0; i < words->n; i++)
                print_line(words->items[i].severity, words->items[i].message);
}

/* The unit's status. That it can't be told is no reason to fail. */
static void tell_status(const char *text)
{
        _cleanup_strbuf_ StrBuf message = {};
        strbuf_add(&message, "STATUS=");
        if (utf8_notification(text, UTF8_NOTIFICATION_MAX, &message) == 0)
                sd_notify(0, message.text);
}

/* The same for the first of the errors; false if there is none. */
static bool tell_first_error(const DiagList *words)
{
        for (size_t i = 0; i < words->n; i++) {
                if (words->items[i].severity != SEVERITY_ERROR)
                        continue;
                tell_status(words->items[i].message);
                return true;
        }
        return false;
}

static int say_error(const char *what, int error)
{
        _cleanup_free_ char *text = string_printf("%s: %s", what, strerror(-error));
        print_line(SEVERITY_ERROR, text ? text : what);
        return EXIT_FAILURE;
}

/* The images of GROUP stand behind its containers. */
static void take_images(Group *group, char **argv)
{
        size_t n = group->n_containers;
        while (n > 0 && string_after(argv[n - 1], OPTION_IMAGE))
                argv[--n] += strlen(OPTION_IMAGE);
        group->images = argv + n;
        group->n_images = group->n_containers - n;
        group->n_containers = n;
}

static int verb_started(int argc, char **argv)
{
        if (argc < 2 || !label_is_valid(argv[0]))
                return EXIT_SETUP_REQUEST;
        Group group = {.name = argv[0], .containers = argv + 2, .n_containers = (size_t)argc - 2};
        _cleanup_manager_ Manager *manager = NULL;
        _cleanup_diag_list_ DiagList words = {};
        _cleanup_free_ char *status = NULL;
        take_images(&group, argv + 2);
        int r = manager_new(&manager);
        if (r == 0)
                r = group_started(manager, &group, argv[1], &words, &status);
        print_lines(&words);
        if (r < 0)
                return say_error("cannot ask systemd about the containers", r);
        if (r == 0)
                tell_status(status);
        else
                tell_first_error(&words);
        return r == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int verb_stopped(int argc, char **argv)
{
        if (argc < 1 || (argc > 1 && !label_is_valid(argv[0])))
                return EXIT_SETUP_REQUEST;
        if (!label_is_valid(argv[0])) /* a container that nothing defines */
                return EXIT_SUCCESS;
        Group group = {.name = argv[0], .containers = argv + 1, .n_containers = (size_t)argc - 1};
        /* Set by systemd for ExecStopPost=: how the group's start ended. */
        const char *result = getenv("SERVICE_RESULT");
        bool broken = result && !streq(result, "success");
        _cleanup_manager_ Manager *manager = NULL;
        _cleanup_diag_list_ DiagList words = {};
        _cleanup_strvec_ StrVec loaded = {};
        int r = manager_new(&manager);
        if (r == 0 && argc == 1) {
                /* Those that have ended may be gone from systemd's memory already, and the sandbox still
                 * there: with none there is nothing to say, but its stop to wait for. */
                r = group_loaded_containers(manager, argv[0], &loaded);
                broken = broken && loaded.n > 0;
                group.containers = loaded.items;
                group.n_containers = loaded.n;
        }
        if (r == 0)
                r = group_stopped(manager, &group, broken, &words);
        print_lines(&words);
        if (r < 0)
                return say_error("cannot ask systemd about the containers", r);
        /* Why the start failed stays, unless there is something to do. */
        if (!tell_first_error(&words) && !broken && group.n_containers > 0)
                tell_status(WORDS_ENDED);
        return r == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int verb_renew(int argc, char **argv)
{
        if (argc != 1 || !label_is_valid(argv[0]))
                return EXIT_SETUP_REQUEST;
        const Group group = {.name = argv[0]};
        _cleanup_manager_ Manager *manager = NULL;
        _cleanup_diag_list_ DiagList words = {};
        int r = manager_new(&manager);
        if (r == 0)
                r = group_renew(manager, &group, &words);
        print_lines(&words);
        return r < 0 ? say_error("cannot have systemd read the units anew", r) : EXIT_SUCCESS;
}

static int verb_refuse(int argc, char **argv)
{
        _cleanup_strbuf_ StrBuf text = {};
        for (int i = 0; i < argc; i++)
                strbuf_addf(&text, "%s%s", i ? " " : "", argv[i]);
        const char *words = text.text && !text.oom ? text.text : "refused";
        print_line(SEVERITY_ERROR, words);
        tell_status(words);
        return EXIT_REFUSED;
}

static int verb_unknown(int argc, char **argv)
{
        _cleanup_strbuf_ StrBuf text = {};
        if (argc != 1)
                return EXIT_SETUP_REQUEST;
        int r = unknown_explain(argv[0], &text);
        if (r < 0)
                return say_error("cannot look for the definition", r);
        print_line(SEVERITY_ERROR, text.text);
        tell_status(text.text);
        return EXIT_REFUSED;
}

int main(int argc, char **argv)
{
        static const struct {
                const char *name;
                int (*run)(int argc, char **argv);
        } verbs[] = {
                {"started", verb_started}, {"stopped", verb_stopped}, {"renew", verb_renew},
                {"refuse", verb_refuse},   {"unknown", verb_unknown},
        };
        for (size_t i = 0; argc >= 2 && i < ARRAY_SIZE(verbs); i++) {
                if (!streq(argv[1], verbs[i].name))
                        continue;
                int r = verbs[i].run(argc - 2, argv + 2);
                if (r != EXIT_SETUP_REQUEST)
                        return r;
        }
        fputs("coslice-group is run by the units of a group: started GROUP SUMS CONTAINER… [--image=UNIT…], "
              "stopped GROUP CONTAINER…, renew GROUP, refuse TEXT…, unknown INSTANCE\n",
              stderr);
        return EXIT_SETUP_REQUEST;
}
