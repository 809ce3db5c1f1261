/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A container and the sessions in it: limits, order, how it ends. */
#include "core/base/number.h"
#include "core/contract/device.h"
#include "core/contract/unitname.h"
#include "generator/plan/arguments.h"
#include "generator/plan/bound-values.h"
#include "generator/plan/handed.h"
#include "generator/plan/units.h"
#include "generator/types/devices.h"
#include "generator/types/signals.h"

#include <signal.h>
#include <string.h>

/* What is C's of a resource that it asks for by REQUEST, or by LIMIT alone, or gets its part of TOTAL. */
static Bindings *bind_from_request(Bindings *b, const Scalar *request, const Scalar *limit,
                                   const Scalar *total)
{
        if (request->given)
                return bind_from(b, &request->at, NULL);
        if (total->given)
                return bind_from(b, &total->at, "shared evenly by those that request nothing");
        return limit->given ? bind_from(b, &limit->at, "a limit alone is a request too")
                            : bind_from(b, NULL, RULE_DEFAULT);
}

/* Its own LIMIT, or by MODE, Limits= of the group, its request or all that the group has. */
static Bindings *bind_from_limit(Bindings *b, const Scalar *limit, const Scalar *mode)
{
        if (limit->given)
                return bind_from(b, &limit->at, NULL);
        return mode->number == LIMITS_REQUEST ? bind_from(b, &mode->at, "its request")
                                              : bind_from(b, NULL, "the group's");
}

/* A path is looked up when the unit starts, and what is not there then is not allowed. "m" is always among
 * it, since it takes that to make the node, which the helper does as a process of the unit. */
static void bind_devices(Bindings *b, const Container *c)
{
        for (size_t i = 0; i < c->add_device.n; i++) {
                const Item *item = c->add_device.items + i;
                _cleanup_device_list_ DeviceList list = {};
                Failure failure;
                if (device_read(item->text, &list, &failure) < 0) {
                        b->oom = true; /* it was written by the key's type */
                        return;
                }
                const Device *device = list.items;
                bind_textf(bind_from(b, &item->at, NULL), "devices", "DeviceAllow=%s %s%sm",
                           device->directory ? device_class(device->source) : device->source,
                           item->number & DEVICE_READ ? "r" : "", item->number & DEVICE_WRITE ? "w" : "");
        }
}

/* What a container and the sessions in it have each. */
static void bind_limits(Bindings *b, const Definition *def, const Container *c, const ContainerSums *sums)
{
        bind_from(b, c->cpu.given ? &c->cpu.at : NULL, "in proportion to the requests of the group");
        bind_size(b, "cpu_weight", sums->cpu_weight);
        bind_cores(bind_from_limit(b, &c->cpu_limit, &def->limits), "cpu_limit", sums->cpu_limit);
        bind_size(bind_from_limit(b, &c->memory_limit, &def->limits), "memory_limit", sums->memory_limit);
        bind_size(bind_from_scalar(b, &c->pids_limit), "tasks", sums->tasks);
        bind_devices(b, c);
}

static void bind_resources(Bindings *b, const Definition *def, const Container *c, const ContainerSums *sums)
{
        bool core_set = false;
        bind_limits(b, def, c, sums);
        bind_from_request(b, &c->memory, &c->memory_limit, &def->memory);
        bind_size(b, "memory", sums->memory);
        for (size_t i = 0; i < c->ulimit.n; i++)
                core_set |= streq(c->ulimit.items[i].limit.name, "CORE");
        if (!core_set)
                /* 0 would not stop a core that is piped to a handler, core(5) */
                bind_text(bind_from(b, NULL, RULE_DEFAULT), "limit_core", "1");
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
                bind_text(bind_from_scalar(b, interval), "log_interval", NO_LOG_INTERVAL);
                bind_size(bind_from_scalar(b, burst), "log_burst", NO_LOG_BURST);
                return;
        }
        if (interval->set)
                bind_time(bind_from_scalar(b, interval), "log_interval", interval->number);
        if (burst->set)
                bind_size(bind_from_scalar(b, burst), "log_burst", burst->number);
}

/* systemd has one time limit for the payload's end and for the helper that cleans up afterwards, which asks
 * for more but must have been started for that: cut off, it would make a failure of a success. */
#define SHORTEST_STOP UINT64_C(2000000) /* µs */
/* Where nothing is waited for the payload, the limit is the helper's alone. */
#define KILLED_STOP UINT64_C(30000000)

#define RULE_IMAGE "the image says by which signal"

/* Whether the stop signal is the image's, which is not known here. */
static bool stops_by_image(const Container *c)
{
        return c->image.set && !c->stop_signal.given && c->stop_timeout.number > 0;
}

/* What images have for a stop signal beside SIGTERM. */
static const char *const image_signals[] = {"QUIT", "USR1", "USR2", "WINCH", "RTMIN+3"};

static void bind_stop(Bindings *b, const Definition *def, const Container *c)
{
        uint64_t timeout = c->stop_timeout.number;
        if (timeout == 0) {
                /* As in Docker; systemd takes 0 for "never". */
                static const char rule[] = "0 kills at once";
                bind_signal(bind_from(b, &c->stop_timeout.at, rule), "stop_signal", SIGKILL);
                bind_time(bind_from(b, &c->stop_timeout.at, rule), "timeout_stop", KILLED_STOP);
                return;
        }
        if (stops_by_image(c)) {
                bind_stop_of_image(b, def, c);
                /* Of what is left when that has waited. */
                bind_signal(bind_from(b, &c->image.at, RULE_IMAGE), "stop_signal", SIGKILL);
        } else
                bind_signal(bind_from_scalar(b, &c->stop_signal), "stop_signal", (int)c->stop_signal.number);
        bind_time(bind_from_scalar(b, &c->stop_timeout), "timeout_stop",
                  timeout > SHORTEST_STOP ? timeout : SHORTEST_STOP);
}

/* It is stopped before the container is, and has as long. */
static void bind_session_stop(Bindings *b, const Container *c)
{
        uint64_t timeout = c->stop_timeout.number;
        bind_time(bind_from_scalar(b, &c->stop_timeout), "timeout_stop",
                  timeout > SHORTEST_STOP ? timeout : SHORTEST_STOP);
}

/* An init ends with 128 + the signal that ended the program, as a shell does: what is said of the signal is
 * said of that status too. */
#define RULE_INIT "what an init makes of the signal"

static void bind_statuses(Bindings *b, const char *name, const ItemList *list, bool init)
{
        for (size_t i = 0; i < list->n; i++) {
                const Item *item = list->items + i;
                int number = init ? exit_status_signal(item->text) : 0;
                bind_text(bind_from(b, &item->at, NULL), name, item->text);
                if (number > 0)
                        bind_textf(bind_from(b, &item->at, RULE_INIT), name, "%d", 128 + number);
        }
}

/* Whether the end by signal NUMBER, of a program below an init, is a success. */
static bool is_success(const Container *c, int number)
{
        if (signal_end(number) == SIGNAL_CLEAN || number == (int)c->stop_signal.number)
                return true;
        for (size_t i = 0; stops_by_image(c) && i < ARRAY_SIZE(image_signals); i++)
                if (signal_from_text(image_signals[i]) == number)
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
                        bind_textf(bind_from(b, &c->run_init.at, RULE_INIT), "success", "%d", 128 + number);
                if (restarts && signal_end(number) != SIGNAL_NONE && !is_success(c, number))
                        bind_textf(bind_from(b, &c->restart.at, RULE_INIT), "restart_force", "%d",
                                   128 + number);
        }
}

static void bind_lifecycle(Bindings *b, const Definition *def, const Container *c)
{
        int stop = (int)c->stop_signal.number;
        bind_stop(b, def, c);
        /* A program that ends by the signal that it was sent, or as a shell reports that, did what it was
         * told. */
        bind_textf(bind_from_scalar(b, &c->stop_signal), "success", "%d", 128 + stop);
        bind_signal(bind_from_scalar(b, &c->stop_signal), "success", stop);
        for (size_t i = 0; stops_by_image(c) && i < ARRAY_SIZE(image_signals); i++) {
                int number = signal_from_text(image_signals[i]);
                bind_textf(bind_from(b, &c->image.at, RULE_IMAGE), "success", "%d", 128 + number);
                bind_signal(bind_from(b, &c->image.at, RULE_IMAGE), "success", number);
        }
        bind_statuses(b, "success", &c->success_exit_status, c->run_init.number);
        bind_statuses(b, "restart_prevent", &c->restart_prevent_exit_status, c->run_init.number);
        bind_statuses(b, "restart_force", &c->restart_force_exit_status, c->run_init.number);
        if (c->run_init.number)
                bind_hidden_signals(b, c);
        for (size_t i = 0; i < c->after.n; i++) {
                bind_from(b, &c->after.items[i].at, NULL);
                bind_take(b, "after", unitname_make(ROLE_CONTAINER, def->name, c->after.items[i].text));
        }
        if (!c->reload_signal.set)
                return;
        static const char *const reload[] = {"/usr/bin/systemctl", "kill", "--kill-whom=main"};
        for (size_t i = 0; i < ARRAY_SIZE(reload); i++)
                bind_text(b, "reload", reload[i]);
        bind_textf(bind_from_scalar(b, &c->reload_signal), "reload", "--signal=%d",
                   (int)c->reload_signal.number);
        bind_take(b, "reload", unitname_make(ROLE_CONTAINER, def->name, c->name));
}

/* Both units' own names. */
static void bind_names(Bindings *b, const Definition *def, const Container *c)
{
        bind_text(b, "source", def->path);
        bind_take(b, "unit", unitname_make(ROLE_CONTAINER, def->name, c->name));
}

/* Who reads what its program writes to pipes. */
static void bind_log_pipe(Bindings *b, const Definition *def, const Container *c)
{
        if (container_log_pipe(c) != LOG_PIPE_NO)
                bind_take(bind_from_scalar(b, &c->log_pipe), "log", unitname_make(ROLE_LOG, def->name, NULL));
}

/* What is else where the group has one process namespace. */
static void bind_shared(Bindings *b, const Definition *def)
{
        if (def->share_pid.number)
                bind_take(bind_from_scalar(b, &def->share_pid), "init",
                          unitname_make(ROLE_INIT, def->name, NULL));
}

void bind_container(const Definition *def, const Sums *sums, size_t i, Bindings *b)
{
        const Container *c = def->containers + i;
        bind_names(b, def, c);
        bind_text(b, "group", def->name);
        bind_text(b, "container", c->name);
        bind_take(b, "slice", unitname_make(ROLE_SLICE, def->name, NULL));
        handed_bind(b, SECTION_CONTAINER, c);
        bind_resources(b, def, c, sums->containers + i);
        bind_log(b, c);
        bind_lifecycle(b, def, c);
        bind_shared(b, def);
        bind_log_pipe(b, def, c);
        bind_run(b, def, c);
        bind_clean(b, def, c);
        bind_items(b, "before", &def->before);
        bind_settings(b, "conditions", &def->conditions);
}

void bind_session(const Definition *def, const Sums *sums, size_t i, Bindings *b)
{
        bind_names(b, def, def->containers + i);
        bind_limits(b, def, def->containers + i, sums->containers + i);
        bind_session_stop(b, def->containers + i);
}
