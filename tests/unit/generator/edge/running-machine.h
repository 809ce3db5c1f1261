/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A machine of directories below /tmp, on which the generator runs for groups that run. */
#pragma once

#include "core/contract/contract.h"
#include "generator/edge/generate.h"
#include "generator/edge/running.h"
#include "generator/plan/kept.h"
#include "tests/unit/unit.h"
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* Folders of one test, below a temporary one: groups, out, state; and the file of all networks, network, if a
 * test writes one. */
static char top[] = "/tmp/coslice-running.XXXXXX";

static inline char *path_of(const char *path)
{
        char *full = string_printf("%s/%s", top, path);
        assert_non_null(full);
        return full;
}

static inline int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
        return remove(path);
}

static inline int set_up(void **state)
{
        static const char *const folders[] = {"groups", "out", "state"};
        strcpy(top + strlen(top) - 6, "XXXXXX");
        if (!mkdtemp(top))
                return -1;
        for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
                _cleanup_free_ char *path = path_of(folders[i]);
                assert_int_equal(mkdir(path, 0755), 0);
        }
        return 0;
}

static inline int tear_down(void **state)
{
        return nftw(top, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static inline void write_text(const char *path, const char *text)
{
        _cleanup_free_ char *full = path_of(path);
        FILE *file = fopen(full, "w");
        assert_non_null(file);
        assert_int_equal(fputs(text, file) < 0, 0);
        assert_int_equal(fclose(file), 0);
}

/* The file's content; NULL if there is none. */
static inline char *read_text(const char *path)
{
        _cleanup_free_ char *full = path_of(path);
        FILE *file = fopen(full, "r");
        if (!file)
                return NULL;
        char *text = NULL;
        size_t space = 0;
        ssize_t n = getdelim(&text, &space, '\0', file);
        fclose(file);
        if (n < 0) {
                free(text);
                return strdup("");
        }
        return text;
}

static inline void has(const char *path, const char *part)
{
        _cleanup_free_ char *text = read_text(path);
        if (!text)
                fail_msg("there is no %s", path);
        if (!strstr(text, part))
                fail_msg("%s has no %s:\n%s", path, part, text);
}

static inline void has_not(const char *path, const char *part)
{
        _cleanup_free_ char *text = read_text(path);
        if (text && strstr(text, part))
                fail_msg("%s has %s:\n%s", path, part, text);
}

static inline void absent(const char *path)
{
        _cleanup_free_ char *full = path_of(path);
        struct stat st;
        if (lstat(full, &st) == 0)
                fail_msg("there is %s", path);
}

static inline void same(const char *a, const char *b)
{
        _cleanup_free_ char *first = read_text(a), *second = read_text(b);
        assert_non_null(first);
        assert_non_null(second);
        assert_string_equal(first, second);
}

static inline void run(const char *format, ...) _printf_(1, 2);

static inline void run(const char *format, ...)
{
        char *command = NULL;
        va_list args;
        va_start(args, format);
        assert_true(vasprintf(&command, format, args) >= 0);
        va_end(args);
        if (system(command) != 0)
                fail_msg("%s", command);
        free(command);
}

/* As systemd does it: the output directory is emptied before. */
static inline void clear_out(void)
{
        _cleanup_free_ char *out = path_of("out");
        run("rm -rf %s && mkdir %s", out, out);
}

static inline int run_generator(bool refresh)
{
        _cleanup_strvec_ StrVec dirs = {};
        _cleanup_free_ char *groups = path_of("groups"), *out = path_of("out"), *state = path_of("state");
        _cleanup_free_ char *network_path = path_of("network");
        _cleanup_network_file_ NetworkFile network = {};
        assert_int_equal(strvec_add(&dirs, groups), 0);
        assert_int_equal(network_file_read(network_path, &network), 0);
        const GenerateOptions options = {.out = out,
                                         .installed = {"/units",
                                                       FEATURE_BIT(FEATURE_BASE) |
                                                               FEATURE_BIT(FEATURE_IMAGES) |
                                                               FEATURE_BIT(FEATURE_NETWORK),
                                                       &network},
                                         .dirs = &dirs,
                                         .state_dir = state,
                                         .refresh = refresh};
        return generate(&options);
}

static inline int reload(bool refresh)
{
        clear_out();
        return run_generator(refresh);
}

/* As the sandbox does it. */
static inline void start(const char *group)
{
        run("mkdir %s/state/%s && cp -a %s/out/.coslice/%s %s/state/%s/units", top, group, top, group, top,
            group);
}

#define APP "[Container app]\nRootfs=/r\nExec=/x\n"
#define OLD "[Container old]\nRootfs=/r\nExec=/y\n"
