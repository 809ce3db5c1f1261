/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A container's units: limits, and the helper's arguments as core/contract has them. */
#include "generator/plan/plan-container.h"

#include "core/base/number.h"
#include "core/contract/contract.h"
#include "core/contract/unitname.h"
#include "core/contract/wire.h"
#include "generator/plan/handed.h"
#include "generator/types/signals.h"
#include "generator/volume/hostdirs.h"
#include "generator/volume/volume.h"

#include <signal.h>
#include <string.h>

char *percent_of(uint64_t milli)
{
        unsigned long long percent = milli / 10, tenth = milli % 10;
        return tenth ? string_printf("%llu.%llu%%", percent, tenth) : string_printf("%llu%%", percent);
}

static void bind_size(Bindings *b, const char *name, uint64_t value)
{
        bind_textf(b, name, "%llu", (unsigned long long)value);
}

static void bind_items(Bindings *b, const char *name, const ItemList *list)
{
        for (size_t i = 0; i < list->n; i++)
                bind_text(b, name, list->items[i].text);
}

static void bind_time(Bindings *b, const char *name, uint64_t usec)
{
        _cleanup_strbuf_ StrBuf buf = {};
        char *text = NULL;
        number_add_time(&buf, usec);
        bind_take(b, name, strbuf_take(&buf, &text) < 0 ? NULL : text);
}

static void bind_signal(Bindings *b, const char *name, int number)
{
        _cleanup_strbuf_ StrBuf buf = {};
        char *text = NULL;
        signal_add_name(&buf, number);
        bind_take(b, name, strbuf_take(&buf, &text) < 0 ? NULL : text);
}

static void bind_resources(Bindings *b, const Container *c, const ContainerSums *sums)
{
        bool core_set = false;
        bind_size(b, "cpu_weight", sums->cpu_weight);
        bind_size(b, "memory", sums->memory);
        bind_size(b, "tasks", sums->tasks);
        bind_take(b, "cpu_limit", percent_of(sums->cpu_limit));
        bind_size(b, "memory_limit", sums->memory_limit);
        for (size_t i = 0; i < c->ulimit.n; i++)
                core_set |= streq(c->ulimit.items[i].limit.name, "CORE");
        if (!core_set)
                bind_text(b, "limit_core",
                          "1"); /* 0 would not stop a core that is piped to a handler, core(5) */
}

/* By default there is no limit: what journald drops is lost, and the last words of a crash are in the flood.
 * 0 in the unit isn't handed to journald, which then takes its own limit (seen on 252, 257, 262), so "no
 * limit" is a number that nobody reaches. journald multiplies it by up to 47, in 32 bits, by the room on the
 * disk: a larger one would wrap. */
#define NO_LOG_INTERVAL "1s"
#define NO_LOG_BURST    (UINT32_C(1) << 26)

static void bind_log(Bindings *b, const Container *c)
{
        const Scalar *interval = &c->log_interval, *burst = &c->log_burst;
        bool none = !interval->set && !burst->set;
        if (none || (interval->set && interval->number == 0) || (burst->set && burst->number == 0)) {
                bind_text(b, "log_interval", NO_LOG_INTERVAL);
                bind_size(b, "log_burst", NO_LOG_BURST);
                return;
        }
        if (interval->set)
                bind_time(b, "log_interval", interval->number);
        if (burst->set)
                bind_size(b, "log_burst", burst->number);
}

/* systemd has one time limit for the payload's end and for the helper that cleans up afterwards, which asks
 * for more but must have been started for that: cut off, it would make a failure of a success. */
#define SHORTEST_STOP UINT64_C(2000000) /* µs */
/* Where nothing is waited for the payload, the limit is the helper's alone. */
#define KILLED_STOP UINT64_C(30000000)

static void bind_stop(Bindings *b, int signal_number, uint64_t timeout)
{
        /* 0 kills at once, as in Docker; systemd takes it for "never". */
        bind_signal(b, "stop_signal", timeout > 0 ? signal_number : SIGKILL);
        bind_time(b, "timeout_stop",
                  timeout == 0              ? KILLED_STOP
                  : timeout > SHORTEST_STOP ? timeout
                                            : SHORTEST_STOP);
}

/* An init ends with 128 + the signal that ended the program, as a shell does: what is said of the signal is
 * said of that status too. */
static void bind_statuses(Bindings *b, const char *name, const ItemList *list, bool init)
{
        for (size_t i = 0; i < list->n; i++) {
                int number = init ? exit_status_signal(list->items[i].text) : 0;
                bind_text(b, name, list->items[i].text);
                if (number > 0)
                        bind_textf(b, name, "%d", 128 + number);
        }
}

/* Whether the end by signal NUMBER, of a program below an init, is a success. */
static bool is_success(const Container *c, int number)
{
        if (signal_end(number) == SIGNAL_CLEAN || number == (int)c->stop_signal.number)
                return true;
        for (size_t i = 0; i < c->success_exit_status.n; i++) {
                const char *status = c->success_exit_status.items[i].text;
                uint64_t n;
                if (exit_status_signal(status) == number ||
                    (number_parse(status, 255, &n) == 0 && (int)n == 128 + number))
                        return true;
        }
        return false;
}

/* What systemd would make of signals by itself, did the init not hide them. Beyond the classic 31 a status is
 * the program's own rather than a real-time signal's. */
static void bind_hidden_signals(Bindings *b, const Container *c)
{
        bool restarts = c->restart.number == RESTART_ON_ABNORMAL || c->restart.number == RESTART_ON_ABORT;
        for (int number = 1; number < 32; number++) {
                if (signal_end(number) == SIGNAL_CLEAN && number != (int)c->stop_signal.number)
                        bind_textf(b, "success", "%d", 128 + number);
                if (restarts && signal_end(number) != SIGNAL_NONE && !is_success(c, number))
                        bind_textf(b, "restart_force", "%d", 128 + number);
        }
}

static void bind_lifecycle(Bindings *b, const Definition *def, const Container *c)
{
        int stop = (int)c->stop_signal.number;
        bind_stop(b, stop, c->stop_timeout.number);
        /* A program that ends by the signal that it was sent, or as a shell reports that, did what it was
         * told. */
        bind_textf(b, "success", "%d", 128 + stop);
        bind_signal(b, "success", stop);
        bind_statuses(b, "success", &c->success_exit_status, c->run_init.number);
        bind_statuses(b, "restart_prevent", &c->restart_prevent_exit_status, c->run_init.number);
        bind_statuses(b, "restart_force", &c->restart_force_exit_status, c->run_init.number);
        if (c->run_init.number)
                bind_hidden_signals(b, c);
        for (size_t i = 0; i < c->after.n; i++)
                bind_take(b, "after", unitname_make(ROLE_CONTAINER, def->name, c->after.items[i].text));
        if (!c->reload_signal.set)
                return;
        static const char *const reload[] = {"/usr/bin/systemctl", "kill", "--kill-whom=main"};
        for (size_t i = 0; i < ARRAY_SIZE(reload); i++)
                bind_text(b, "reload", reload[i]);
        bind_textf(b, "reload", "--signal=%d", (int)c->reload_signal.number);
        bind_take(b, "reload", unitname_make(ROLE_CONTAINER, def->name, c->name));
}

/* Binds what a writer of wire.h has written, with the result R. */
static void bind_written(Bindings *b, int r, StrBuf *written)
{
        char *text = NULL;
        bind_take(b, "run", r < 0 || strbuf_take(written, &text) < 0 ? NULL : text);
}

static void bind_mount(Bindings *b, const Mount *mount)
{
        _cleanup_strbuf_ StrBuf written = {};
        int r = mount_write(mount, &written);
        bind_written(b, r, &written);
}

/* PATH of the host, where the helper opens the sub-path beneath the source: what follows a directory that
 * payloads can write is a part of the sub-path, whatever the definition has. */
static void bind_host_mount(Bindings *b, const Definition *def, Mount *mount, char *path)
{
        const HostDir *above = hostdirs_above(def, path);
        _cleanup_free_ char *sub = NULL;
        mount->source = path;
        if (above) {
                sub = string_printf("%s%s%s", path + strlen(above->path) + 1, mount->sub ? "/" : "",
                                    mount->sub ? mount->sub : "");
                b->oom = b->oom || !sub;
                mount->source = above->path;
                mount->sub = sub;
        }
        bind_mount(b, mount);
        bind_text(b, "mounts", path);
}

/* The strings of a mount are borrowed. */
static void bind_volume_use(Bindings *b, const Definition *def, const VolumeUse *use)
{
        const Volume *v = use->volume ? definition_volume(def, use->volume) : NULL;
        _cleanup_free_ char *source = NULL;
        Mount mount = {
                .kind = MOUNT_HOST,
                .target = use->target,
                .sub = use->sub,
                .read_only = use->read_only || (v && v->read_only.number),
                .no_exec = use->no_exec,
                .slave = use->slave,
                .create = use->create || (v && v->create.number),
        };
        if (v && volume_type(v)->find(def, v, &mount.kind, &source) < 0) {
                b->oom = true;
                return;
        }
        if (!v || volume_is_of_host(v)) {
                bind_host_mount(b, def, &mount, v ? source : use->source);
                return;
        }
        mount.source = source;
        bind_mount(b, &mount);
}

static void bind_user(Bindings *b, const Container *c)
{
        _cleanup_strbuf_ StrBuf written = {};
        if (c->user.set || c->group.set) {
                int r = user_write(c->user.set ? c->user.text : NULL, c->group.set ? c->group.text : NULL,
                                   &written);
                bind_written(b, r, &written);
        }
        for (size_t i = 0; i < c->group_add.n; i++)
                bind_textf(b, "run", "--group-add=%s", c->group_add.items[i].text);
}

/* Where the root or an environment file lies below a directory that payloads can write. */
static void bind_untrusted(Bindings *b, const Definition *def, const Container *c)
{
        _cleanup_strvec_ StrVec dirs = {};
        if (hostdirs_around(def, c, &dirs) < 0)
                b->oom = true;
        for (size_t i = 0; i < dirs.n; i++)
                bind_textf(b, "run", "--untrusted=%s", dirs.items[i]);
}

static void bind_run(Bindings *b, const Definition *def, const Container *c)
{
        bind_text(b, "run", COSLICE_HELPER);
        bind_text(b, "run", "run");
        bind_textf(b, "run", "--group=%s", def->name);
        bind_textf(b, "run", "--container=%s", c->name);
        bind_textf(b, "run", "--rootfs=%s", c->rootfs.text);
        bind_untrusted(b, def, c);
        if (c->read_only.number)
                bind_text(b, "run", "--read-only");
        bind_textf(b, "run", "--hostname=%s", def->hostname.set ? def->hostname.text : def->name);
        for (size_t i = 0; i < def->n_containers; i++)
                bind_textf(b, "run", "--localhost=%s", def->containers[i].name);
        for (size_t i = 0; i < c->environment_file.n; i++)
                bind_textf(b, "run", "--env-file=%s", c->environment_file.items[i].text);
        for (size_t i = 0; i < c->environment.n; i++)
                bind_textf(b, "run", "--env=%s", c->environment.items[i].text);
        if (c->working_dir.set)
                bind_textf(b, "run", "--working-dir=%s", c->working_dir.text);
        bind_user(b, c);
        for (size_t i = 0; i < c->n_volumes; i++)
                bind_volume_use(b, def, c->volumes + i);
        for (size_t i = 0; i < c->n_tmpfses; i++)
                bind_mount(b, &c->tmpfses[i].mount);
        handed_options(b, "run", SECTION_CONTAINER, c);
        bind_text(b, "run", "--");
        bind_items(b, "run", &c->entrypoint);
        bind_items(b, "run", &c->exec);
}

void bind_container(Bindings *b, const Definition *def, const Container *c, const ContainerSums *sums)
{
        bind_text(b, "group", def->name);
        bind_text(b, "container", c->name);
        bind_take(b, "unit", unitname_make(ROLE_CONTAINER, def->name, c->name));
        bind_take(b, "slice", unitname_make(ROLE_SLICE, def->name, NULL));
        bind_text(b, "source", def->path);
        bind_text(b, "mounts", c->rootfs.text);
        bind_text(b, "mounts", COSLICE_LIB_DIR);
        handed_bind(b, SECTION_CONTAINER, c);
        bind_resources(b, c, sums);
        bind_log(b, c);
        bind_lifecycle(b, def, c);
        bind_run(b, def, c);
        bind_text(b, "clean", COSLICE_HELPER);
        bind_text(b, "clean", "clean");
        bind_textf(b, "clean", "--group=%s", def->name);
        bind_textf(b, "clean", "--container=%s", c->name);
        if (c->run_init.number)
                bind_text(b, "clean", "--init");
}
