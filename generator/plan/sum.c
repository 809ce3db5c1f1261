/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Requests added up, totals shared out, limits checked, weights in proportion. */
#include "generator/plan/sum.h"

#include "core/base/number.h"
#include "generator/language/keys.h"
#include "generator/model/ranges.h"

#include <errno.h>
#include <string.h>

void sums_done(Sums *sums)
{
        free(sums->containers);
        *sums = (Sums){};
}

/* One resource of the containers: where its request and its limit stand in both structures. */
typedef struct Resource {
        size_t request, limit;         /* offsets in Container */
        size_t request_sum, limit_sum; /* offsets in ContainerSums */
        uint64_t max;                  /* of the sum */
        int (*describe)(StrBuf *buf, uint64_t value);
} Resource;

static const Resource cpu_resource = {
        .request = offsetof(Container, cpu),
        .limit = offsetof(Container, cpu_limit),
        .request_sum = offsetof(ContainerSums, cpu),
        .limit_sum = offsetof(ContainerSums, cpu_limit),
        .max = CPU_MAX,
        .describe = number_add_cores,
};
static const Resource memory_resource = {
        .request = offsetof(Container, memory),
        .limit = offsetof(Container, memory_limit),
        .request_sum = offsetof(ContainerSums, memory),
        .limit_sum = offsetof(ContainerSums, memory_limit),
        .max = UINT64_MAX - 1, /* systemd takes the largest number for "infinity" */
        .describe = number_add_size,
};

static const Scalar *request_of(const Definition *def, const Resource *resource, size_t i)
{
        return (const Scalar *)((const char *)(def->containers + i) + resource->request);
}

static const Scalar *limit_of(const Definition *def, const Resource *resource, size_t i)
{
        return (const Scalar *)((const char *)(def->containers + i) + resource->limit);
}

static uint64_t *sum_of(Sums *sums, size_t offset, size_t i)
{
        return (uint64_t *)((char *)(sums->containers + i) + offset);
}

/* A limit alone is a request too, as for pods and container instances; a total is shared out instead. */
static const Scalar *asked_of(const Definition *def, const Resource *resource, const Scalar *total, size_t i)
{
        const Scalar *request = request_of(def, resource, i), *limit = limit_of(def, resource, i);
        bool limit_alone = !request->set && !scalar_is_unknown(request) && !total->given;
        return limit_alone && limit->given ? limit : request;
}

/* Adds the request of container I, from SCALAR where that is set, to SUM. 1, or 0 after a diagnostic. */
static int add_request(const Definition *def, const Resource *resource, size_t i, const Scalar *scalar,
                       uint64_t request, uint64_t *sum, DiagList *diags)
{
        if (!__builtin_add_overflow(*sum, request, sum) && *sum <= resource->max)
                return 1;
        return diag_error(diags, scalar->set ? &scalar->at : &def->containers[i].at,
                          "the sum of the containers' requests is too large");
}

/* N containers without a request share REST evenly; one whose limit is below its part gets that, and leaves
 * the rest to the others. */
static void share_evenly(const Definition *def, const Resource *resource, uint64_t rest, size_t n, Sums *sums)
{
        bool settled[CONTAINERS_MAX] = {}, again = true;
        while (again) {
                again = false;
                for (size_t i = 0; i < def->n_containers; i++) {
                        const Scalar *limit = limit_of(def, resource, i);
                        if (settled[i] || request_of(def, resource, i)->set || !limit->set ||
                            limit->number > rest / n)
                                continue;
                        *sum_of(sums, resource->request_sum, i) = limit->number;
                        rest -= limit->number;
                        n--;
                        settled[i] = again = true;
                }
        }
        for (size_t i = 0; i < def->n_containers; i++) {
                if (settled[i] || request_of(def, resource, i)->set)
                        continue;
                uint64_t part = (rest + n - 1) / n; /* the first ones get what does not divide */
                *sum_of(sums, resource->request_sum, i) = part;
                rest -= part;
                n--;
        }
}

/* What the containers without a request get of a total. 1, or 0 after a diagnostic: it does not fit. */
static int share_total(const Definition *def, const Resource *resource, const Scalar *total,
                       uint64_t explicit_sum, size_t n_unset, DiagList *diags, Sums *sums)
{
        if (total->number < explicit_sum || (n_unset > 0 && (total->number - explicit_sum) / n_unset == 0)) {
                _cleanup_strbuf_ StrBuf text = {};
                resource->describe(&text, total->number);
                if (n_unset == def->n_containers) {
                        strbuf_addf(&text, " can't be shared by %zu containers", n_unset);
                } else {
                        strbuf_add(&text, n_unset > 0
                                                  ? " leaves nothing for the containers without a request; "
                                                    "the others request "
                                                  : " is less than the containers' requests, ");
                        resource->describe(&text, explicit_sum);
                }
                return text.oom ? -ENOMEM : diag_error(diags, &total->at, "%s", text.text);
        }
        share_evenly(def, resource, total->number - explicit_sum, n_unset, sums);
        return 1;
}

/* *RET stays as it is where the whole is unknown. */
static int sum_resource(const Definition *def, const Resource *resource, const Scalar *total, DiagList *diags,
                        Sums *sums, uint64_t *ret)
{
        uint64_t explicit_sum = 0, sum = 0;
        size_t n_unset = 0;
        uint64_t fallback = key_at(SECTION_CONTAINER, resource->request)->fallback;
        bool known = !scalar_is_unknown(total) && !def->incomplete;
        int r = 1;
        for (size_t i = 0; i < def->n_containers && r == 1; i++) {
                const Scalar *asked = asked_of(def, resource, total, i);
                bool limit_unknown = !asked->set && scalar_is_unknown(limit_of(def, resource, i));
                if (scalar_is_unknown(asked) || limit_unknown) {
                        known = false;
                        continue;
                }
                uint64_t value = asked->set ? asked->number : fallback;
                if (asked->set || !total->given)
                        *sum_of(sums, resource->request_sum, i) = value;
                n_unset += !asked->set;
                if (asked->set)
                        r = add_request(def, resource, i, asked, value, &explicit_sum, diags);
                if (r == 1 && !total->given)
                        r = add_request(def, resource, i, asked, value, &sum, diags);
        }
        if (r == 1 && total->set && known)
                r = share_total(def, resource, total, explicit_sum, n_unset, diags, sums);
        if (r == 1 && (total->set || known))
                *ret = total->set ? total->number : sum;
        return r < 0 ? r : 0;
}

/* VALUE as a line of a definition has it. */
static int add_value(StrBuf *buf, const Resource *resource, uint64_t value)
{
        static const char letters[] = "KMGT";
        size_t unit = 0;
        if (resource == &cpu_resource)
                return number_add_cores(buf, value);
        for (; unit < strlen(letters) && value % 1024 == 0; unit++)
                value /= 1024;
        return strbuf_addf(buf, "%llu%.*s", (unsigned long long)value, unit > 0, letters + unit - (unit > 0));
}

static int limit_below(const Resource *resource, const Scalar *limit, uint64_t request, DiagList *diags)
{
        _cleanup_strbuf_ StrBuf text = {};
        resource->describe(&text, limit->number);
        strbuf_add(&text, " is less than the container's request, ");
        resource->describe(&text, request);
        strbuf_addf(&text, ": write %s=", limit->at.key);
        int r = add_value(&text, resource, request);
        return r < 0 ? r : diag_error(diags, &limit->at, "%s", text.text);
}

/* A container without a limit of its own may use what the group has: for one that is larger the group is to
 * have that, unless its total was GIVEN. */
static int limit_above(const Resource *resource, const Scalar *limit, uint64_t total, bool given,
                       DiagList *diags)
{
        _cleanup_strbuf_ StrBuf text = {};
        resource->describe(&text, limit->number);
        strbuf_add(&text, " is more than the whole group has, ");
        int r = resource->describe(&text, total);
        if (given)
                strbuf_add(&text, "; leave it out");
        else {
                strbuf_addf(&text, ": write %s=", resource == &cpu_resource ? "Cpu" : "Memory");
                add_value(&text, resource, limit->number);
                r = strbuf_add(&text, " in [Group]");
        }
        return r < 0 ? r : diag_error(diags, &limit->at, "%s", text.text);
}

/* Of several limits that are too large one is told: what is to be written for it is enough for all. */
static bool is_largest_limit(const Definition *def, const Resource *resource, size_t i)
{
        uint64_t own = limit_of(def, resource, i)->number;
        for (size_t k = 0; k < def->n_containers; k++) {
                const Scalar *limit = limit_of(def, resource, k);
                if (limit->set && (limit->number > own || (limit->number == own && k < i)))
                        return false;
        }
        return true;
}

/* A container's limit: its own, which lies between its request and what the group has where these are known;
 * else its request with Limits=request, else the group's, since a program that sizes itself looks at its own
 * cgroup alone. */
static int sum_limit(const Definition *def, const Resource *resource, size_t i, uint64_t total, bool given,
                     DiagList *diags, Sums *sums)
{
        const Scalar *limit = limit_of(def, resource, i);
        uint64_t request = *sum_of(sums, resource->request_sum, i);
        int r = 0;
        if (limit->set && limit->number < request)
                r = limit_below(resource, limit, request, diags);
        else if (limit->set && total > 0 && limit->number > total && is_largest_limit(def, resource, i))
                r = limit_above(resource, limit, total, given, diags);
        if (r < 0)
                return r;
        *sum_of(sums, resource->limit_sum, i) = limit->set                             ? limit->number
                                                : def->limits.number == LIMITS_REQUEST ? request
                                                                                       : total;
        return 0;
}

static int sum_limits(const Definition *def, DiagList *diags, Sums *sums)
{
        for (size_t i = 0; i < def->n_containers; i++) {
                int r = sum_limit(def, &cpu_resource, i, sums->cpu_quota, def->cpu.given, diags, sums);
                if (r == 0)
                        r = sum_limit(def, &memory_resource, i, sums->memory, def->memory.given, diags, sums);
                if (r < 0)
                        return r;
        }
        return 0;
}

static uint64_t greatest_common_divisor(uint64_t a, uint64_t b)
{
        while (b) {
                uint64_t rest = a % b;
                a = b;
                b = rest;
        }
        return a;
}

/* Near 100 per core, as systemd's default is for one; exact as long as the ratio fits. */
static void sum_weights(const Definition *def, Sums *sums)
{
        uint64_t divisor = 0, largest = 0;
        for (size_t i = 0; i < def->n_containers; i++) {
                divisor = greatest_common_divisor(sums->containers[i].cpu, divisor);
                if (sums->containers[i].cpu > largest)
                        largest = sums->containers[i].cpu;
        }
        if (divisor == 0)
                return; /* a mistake, told already */
        uint64_t parts = largest / divisor, factor = divisor / 10;
        if (factor > CPU_WEIGHT_MAX / parts)
                factor = CPU_WEIGHT_MAX / parts;
        if (factor == 0 && parts <= CPU_WEIGHT_MAX)
                factor = 1;
        for (size_t i = 0; i < def->n_containers; i++) {
                ContainerSums *s = sums->containers + i;
                if (factor > 0)
                        s->cpu_weight = s->cpu / divisor * factor;
                else /* rounded: 1–10000 can't hold the ratio */
                        s->cpu_weight = (s->cpu * CPU_WEIGHT_MAX + largest / 2) / largest;
                if (s->cpu_weight == 0)
                        s->cpu_weight = 1;
        }
}

static int sum_cpu(const Definition *def, DiagList *diags, Sums *sums)
{
        int r = sum_resource(def, &cpu_resource, &def->cpu, diags, sums, &sums->cpu);
        if (r < 0)
                return r;
        bool exact = def->cpu_rounding.number == CPU_ROUNDING_EXACT;
        if (!scalar_is_unknown(&def->cpu_rounding))
                sums->cpu_quota = exact ? sums->cpu : (sums->cpu + 999) / 1000 * 1000;
        sums->cpu_weight = sums->cpu / 10;
        if (sums->cpu_weight < 1)
                sums->cpu_weight = 1;
        if (sums->cpu_weight > CPU_WEIGHT_MAX)
                sums->cpu_weight = CPU_WEIGHT_MAX;
        return 0;
}

int sum_definition(const Definition *def, DiagList *diags, Sums *ret)
{
        _cleanup_sums_ Sums sums = {.swap = def->swap.number};
        sums.containers = calloc(def->n_containers, sizeof *sums.containers);
        if (!sums.containers)
                return -ENOMEM;
        int r = sum_cpu(def, diags, &sums);
        if (r == 0)
                r = sum_resource(def, &memory_resource, &def->memory, diags, &sums, &sums.memory);
        for (size_t i = 0; i < def->n_containers; i++) {
                sums.containers[i].tasks = def->containers[i].pids_limit.number;
                sums.tasks += sums.containers[i].tasks; /* 60 times 2^32 fits */
        }
        if (def->share_pid.number)
                sums.tasks += INIT_TASKS;
        if (r == 0)
                r = sum_limits(def, diags, &sums);
        if (r < 0)
                return r;
        sum_weights(def, &sums);
        *ret = sums;
        sums.containers = NULL;
        return 0;
}

int sums_describe(const Sums *sums, StrBuf *buf)
{
        number_add_cores(buf, sums->cpu_quota);
        strbuf_add(buf, sums->cpu_quota == 1000 ? " CPU, " : " CPUs, ");
        return number_add_size(buf, sums->memory);
}
