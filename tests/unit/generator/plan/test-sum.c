/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sums, totals shared out, limits and weights. */
#include "core/base/number.h"
#include "generator/model/ranges.h"
#include "tests/unit/group.h"
#include "tests/unit/unit.h"

#include <string.h>

#define PROGRAM "Rootfs=/r\nExec=/x\n"
#define A       "[Container a]\n" PROGRAM
#define B       "[Container b]\n" PROGRAM
#define C       "[Container c]\n" PROGRAM
#define MIB     (UINT64_C(1) << 20)

typedef struct Expected {
        const char *text;
        uint64_t quota, weight;      /* of the group */
        uint64_t cpu[3], weights[3]; /* of the containers; weights of 0 aren't compared */
} Expected;

static const Expected cpus[] = {
        {A, 1000, 100, {1000}, {100}},
        {A "Cpu=0.75\n" B "Cpu=0.5\n", 2000, 125, {750, 500}, {75, 50}},
        {"[Group]\nCpuRounding=exact\n" A "Cpu=0.75\n" B "Cpu=0.5\n", 1250, 125, {750, 500}, {75, 50}},
        {A "Cpu=2\n" B "Cpu=1\n" C, 4000, 400, {2000, 1000, 1000}, {200, 100, 100}},
        {A "Cpu=1m\n", 1000, 1, {1}, {1}},
        {A "Cpu=999m\n" B "Cpu=1m\n", 1000, 100, {999, 1}, {999, 1}},
        {A "Cpu=333m\n" B "Cpu=500m\n", 1000, 83, {333, 500}, {333, 500}},
        {A "Cpu=300\n" B "Cpu=100\n", 400000, 10000, {300000, 100000}, {9999, 3333}},
        {A "Cpu=10\n" B "Cpu=1m\n", 11000, 1000, {10000, 1}, {10000, 1}},
        /* 1–10000 can't hold these: rounded, and never 0. */
        {A "Cpu=10.001\n" B "Cpu=1m\n" C "Cpu=5\n", 16000, 1500, {10001, 1, 5000}, {10000, 1, 5000}},
        {A "Cpu=100000\n", 100000000, 10000, {100000000}, {10000}},
        /* A total: what is left is shared evenly. */
        {"[Group]\nCpu=3\n" A "Cpu=1\n" B C, 3000, 300, {1000, 1000, 1000}, {100, 100, 100}},
        {"[Group]\nCpu=1\n" A B C, 1000, 100, {334, 333, 333}, {334, 333, 333}},
        {"[Group]\nCpu=5\n" A "Cpu=1\n", 5000, 500, {1000}, {100}},
        {"[Group]\nCpu=1.5\n" A "Cpu=1\n" B, 2000, 150, {1000, 500}, {100, 50}},
        {"[Group]\nCpu=2m\n" A B, 1000, 1, {1, 1}, {1, 1}},
        {"[Container *]\nCpu=0.25\n" A B "Cpu=1\n", 2000, 125, {250, 1000}, {25, 100}},
        /* A limit alone is the request too. */
        {A "CpuLimit=0.5\n" B "Cpu=0.25\nCpuLimit=0.5\n", 1000, 75, {500, 250}, {50, 25}},
        {"[Container *]\nCpuLimit=2\n" A B "CpuLimit=1\n", 3000, 300, {2000, 1000}, {200, 100}},
        /* With a total it bounds the container's part, and what it leaves is shared by the others. */
        {"[Group]\nCpu=3\n" A "CpuLimit=2\n" B C, 3000, 300, {1000, 1000, 1000}, {100, 100, 100}},
        {"[Group]\nCpu=3\n" A B "CpuLimit=0.5\n" C, 3000, 300, {1250, 500, 1250}, {125, 50, 125}},
        {"[Group]\nCpu=3\n" A "CpuLimit=1.2\n" B "CpuLimit=0.5\n" C, 3000, 300, {1200, 500, 1300}, {0}},
        {"[Group]\nCpu=1\n" A "CpuLimit=334m\n" B C "CpuLimit=333m\n", 1000, 100, {334, 333, 333}, {0}},
        {"[Group]\nCpu=3\n" A "CpuLimit=0.5\n" B "CpuLimit=0.5\n", 3000, 300, {500, 500}, {50, 50}},
        {"[Group]\nCpu=3\n" A "Cpu=1\nCpuLimit=2\n" B "CpuLimit=3\n", 3000, 300, {1000, 2000}, {100, 200}},
};

static void test_cpu(void **state)
{
        for (size_t i = 0; i < ARRAY_SIZE(cpus); i++) {
                _cleanup_loaded_group_ LoadedGroup group = {};
                group_load_right(cpus[i].text, &group);
                if (group.sums.cpu_quota != cpus[i].quota || group.sums.cpu_weight != cpus[i].weight)
                        fail_msg("%s: %llu, %llu", cpus[i].text, (unsigned long long)group.sums.cpu_quota,
                                 (unsigned long long)group.sums.cpu_weight);
                for (size_t k = 0; k < group.definition->n_containers; k++) {
                        const ContainerSums *c = group.sums.containers + k;
                        bool weighed = cpus[i].weights[0] > 0;
                        if (c->cpu != cpus[i].cpu[k] || (weighed && c->cpu_weight != cpus[i].weights[k]))
                                fail_msg("%s %zu: %llu, %llu", cpus[i].text, k, (unsigned long long)c->cpu,
                                         (unsigned long long)c->cpu_weight);
                }
        }
}

/* Every pair of requests: the exact ratio, within what systemd takes. */
static void test_exact_ratio(void **state)
{
        static const unsigned steps[] = {1,   3,   7,    10,   33,   50,   99,   100,  125,  250,  333,  500,
                                         750, 999, 1000, 1250, 1500, 2000, 3333, 4000, 8000, 9999, 10000};
        for (size_t i = 0; i < ARRAY_SIZE(steps); i++)
                for (size_t k = 0; k < ARRAY_SIZE(steps); k++) {
                        _cleanup_loaded_group_ LoadedGroup group = {};
                        _cleanup_free_ char *text =
                                string_printf(A "Cpu=%um\n" B "Cpu=%um\n", steps[i], steps[k]);
                        group_load_right(text, &group);
                        const ContainerSums *c = group.sums.containers;
                        if (c[0].cpu_weight * steps[k] != c[1].cpu_weight * steps[i])
                                fail_msg("%s", text);
                        for (size_t n = 0; n < 2; n++)
                                if (c[n].cpu_weight < 1 || c[n].cpu_weight > CPU_WEIGHT_MAX)
                                        fail_msg("%s: %u", text, (unsigned)c[n].cpu_weight);
                }
}

static void test_memory(void **state)
{
        static const struct {
                const char *text;
                uint64_t total, memory[3];
        } cases[] = {
                {A, 1536 * MIB, {1536 * MIB}},
                {A "Memory=512M\n" B "Memory=1.5G\n", 2048 * MIB, {512 * MIB, 1536 * MIB}},
                {"[Group]\nMemory=1G\n" A "Memory=256M\n" B C, 1024 * MIB, {256 * MIB, 384 * MIB, 384 * MIB}},
                {"[Group]\nMemory=4G\n" A "Memory=1G\n", 4096 * MIB, {1024 * MIB}},
                {"[Group]\nMemory=10485761\n" A B, 10485761, {5242881, 5242880}},
                {"[Container *]\nMemory=64M\n" A B "Memory=1G\n", 1088 * MIB, {64 * MIB, 1024 * MIB}},
                {A "MemoryLimit=512M\n" B "Memory=1G\n", 1536 * MIB, {512 * MIB, 1024 * MIB}},
                {"[Group]\nMemory=4G\n" A "MemoryLimit=512M\n" B, 4096 * MIB, {512 * MIB, 3584 * MIB}},
        };
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                _cleanup_loaded_group_ LoadedGroup group = {};
                group_load_right(cases[i].text, &group);
                assert_int_equal(group.sums.memory, cases[i].total);
                for (size_t k = 0; k < group.definition->n_containers; k++)
                        assert_int_equal(group.sums.containers[k].memory, cases[i].memory[k]);
        }
}

/* A container's limits: its own, its request, or what the group has. */
static void test_limits(void **state)
{
        static const struct {
                const char *text;
                uint64_t cpu[2], memory[2];
        } cases[] = {
                {A "Cpu=0.5\nMemory=512M\n" B "Cpu=0.75\nMemory=1G\n",
                 {2000, 2000},
                 {1536 * MIB, 1536 * MIB}},
                {"[Group]\nCpuRounding=exact\n" A "Cpu=0.5\n" B "Cpu=0.75\n",
                 {1250, 1250},
                 {3072 * MIB, 3072 * MIB}},
                {"[Group]\nCpu=3\nMemory=4G\n" A B "CpuLimit=1\nMemoryLimit=1G\n",
                 {3000, 1000},
                 {4096 * MIB, 1024 * MIB}},
                {"[Group]\nLimits=request\n" A "Cpu=0.5\n" B "CpuLimit=0.75\n",
                 {500, 750},
                 {1536 * MIB, 1536 * MIB}},
                {"[Group]\nLimits=request\nMemory=1G\n" A B "Cpu=0.5\nCpuLimit=1.5\n",
                 {1000, 1500},
                 {512 * MIB, 512 * MIB}},
        };
        for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
                _cleanup_loaded_group_ LoadedGroup group = {};
                group_load_right(cases[i].text, &group);
                for (size_t k = 0; k < 2; k++) {
                        const ContainerSums *c = group.sums.containers + k;
                        if (c->cpu_limit != cases[i].cpu[k] || c->memory_limit != cases[i].memory[k])
                                fail_msg("%s %zu: %llu, %llu", cases[i].text, k,
                                         (unsigned long long)c->cpu_limit,
                                         (unsigned long long)c->memory_limit);
                }
        }
}

static void test_others(void **state)
{
        _cleanup_loaded_group_ LoadedGroup group = {}, plain = {};
        _cleanup_strbuf_ StrBuf text = {};
        group_load_right("[Group]\nSwap=1G\nLimits=request\n" A "Cpu=0.5\nMemory=512M\nPidsLimit=100\n" B
                         "Memory=1G\nCpuLimit=1.5\nMemoryLimit=1.25G\n",
                         &group);
        const ContainerSums *c = group.sums.containers;
        assert_int_equal(group.sums.swap, 1024 * MIB);
        assert_int_equal(group.sums.tasks, 2148);
        assert_int_equal(c[0].tasks, 100);
        assert_int_equal(c[1].tasks, 2048);
        assert_int_equal(c[0].cpu_limit, 500);
        assert_int_equal(c[0].memory_limit, 512 * MIB);
        assert_int_equal(c[1].cpu_limit, 1500); /* its own wins over Limits=request */
        assert_int_equal(c[1].memory_limit, 1280 * MIB);
        assert_int_equal(sums_describe(&group.sums, &text), 0);
        assert_string_equal(text.text, "2 CPUs, 1.5 GiB");
        group_load_right(A, &plain);
        strbuf_truncate(&text, 0);
        assert_int_equal(sums_describe(&plain.sums, &text), 0);
        assert_string_equal(text.text, "1 CPU, 1.5 GiB");
        assert_int_equal(plain.sums.swap, 0);
}

static void test_mistakes(void **state)
{
        group_expect("[Group]\nCpu=1\n" A "Cpu=1.5\n",
                     "web.group:2: [Group] Cpu=: 1 is less than the containers' requests, 1.5\n");
        group_expect("[Group]\nCpu=1\n" A "Cpu=1\n" B,
                     "web.group:2: [Group] Cpu=: 1 leaves nothing for the containers without a request; the "
                     "others request 1\n");
        group_expect("[Group]\nCpu=1m\n" A B,
                     "web.group:2: [Group] Cpu=: 0.001 can't be shared by 2 containers\n");
        group_expect("[Group]\nMemory=1G\n" A "Memory=1G\n" B "Memory=512M\n",
                     "web.group:2: [Group] Memory=: 1 GiB is less than the containers' requests, 1.5 GiB\n");
        group_expect(A "Cpu=0.5\nCpuLimit=0.25\n",
                     "web.group:5: [Container a] CpuLimit=: 0.25 is less than the container's request, 0.5: "
                     "write CpuLimit=0.5\n");
        group_expect(A "Cpu=0.5\nCpuLimit=2\n",
                     "web.group:5: [Container a] CpuLimit=: 2 is more than the whole group has, 1: write "
                     "Cpu=2 in [Group]\n");
        group_expect(
                A "Memory=1G\nMemoryLimit=512M\n" B "Memory=1.5G\nMemoryLimit=3G\n",
                "web.group:5: [Container a] MemoryLimit=: 512 MiB is less than the container's request, 1 "
                "GiB: write MemoryLimit=1G\n"
                "web.group:10: [Container b] MemoryLimit=: 3 GiB is more than the whole group has, 2.5 "
                "GiB: write Memory=3G in [Group]\n");
}

/* Sums that no number holds, or no setting of systemd. */
static void test_overflow(void **state)
{
        group_expect(
                A "Memory=16777215T\n" B "Memory=1T\n",
                "web.group:8: [Container b] Memory=: the sum of the containers' requests is too large\n");
        group_expect(
                A "Memory=16777215T\n" B "Memory=1.5T\n" C "Memory=1G\n",
                "web.group:8: [Container b] Memory=: the sum of the containers' requests is too large\n");
        group_expect(
                "[Group]\nMemory=1G\n" A "Memory=16777215T\n" B "Memory=1T\n",
                "web.group:10: [Container b] Memory=: the sum of the containers' requests is too large\n");
        group_expect(A "Cpu=100001\n",
                     "web.group:4: [Container a] Cpu=: the number is too large; 100000 cores "
                     "are the most\n");
        group_expect(A "Cpu=60000\n" B "Cpu=60000\n",
                     "web.group:8: [Container b] Cpu=: the sum of the containers' requests is too large\n");
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_cpu),      cmocka_unit_test(test_exact_ratio),
                cmocka_unit_test(test_memory),   cmocka_unit_test(test_limits),
                cmocka_unit_test(test_others),   cmocka_unit_test(test_mistakes),
                cmocka_unit_test(test_overflow),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
