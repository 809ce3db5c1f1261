/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Finding the program. */
#include "helper/container/start/program.h"

#include "core/contract/contract.h"
#include "helper/common/mounts.h"
#include "helper/container/root/whynot.h"
#include "helper/container/start/binfmt.h"
#include "helper/container/texts/interpreter.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/mount.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>

#define INTERPRETERS_MAX 5 /* scripts of scripts: as deep as the kernel goes */

int program_learn_rules(const RunRequest *request, ProgramRules *ret)
{
        if (stat("/proc/self/exe", &ret->helper) < 0)
                return -errno;
        ret->binfmt = binfmt_has_formats();
        ret->request = request;
        return 0;
}

int program_open_launch(const char *path)
{
        return mount_clone(AT_FDCWD, path, false, MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV,
                           MS_PRIVATE);
}

int program_open_container(bool init, Failure *failure)
{
        const char *path = init ? INIT_PROGRAM : COSLICE_LAUNCH;
        int fd = program_open_launch(path);
        if (fd == -ENOENT && init)
                return failure_set(failure, EXIT_NOT_FOUND, 0,
                                   "RunInit=yes needs " INIT_PROGRAM ": install the package catatonit");
        return fd < 0 ? failure_set(failure, EXIT_SETUP_PROCESS, -fd, "open %s", path) : fd;
}

static int check_executable(const char *path, struct stat *ret)
{
        if (stat(path, ret) < 0)
                return -errno;
        if (S_ISDIR(ret->st_mode))
                return -EISDIR;
        if (!S_ISREG(ret->st_mode))
                return -EACCES;
        return faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) < 0 ? -errno : 0;
}

/* The first that can be executed; else -EACCES if there was one that can't, else -ENOENT. Then RET is that
 * one, or a link to nowhere that was met, or "". */
static int search_path(const char *name, const char *search, char *ret, struct stat *ret_st)
{
        char met[PATH_MAX] = "";
        int result = -ENOENT;
        for (const char *end; search; search = *end ? end + 1 : NULL) {
                end = strchrnul(search, ':');
                int length = (int)(end - search);
                int n = snprintf(ret, PATH_MAX, "%.*s%s%s", length, search, length > 0 ? "/" : "", name);
                if (n < 0 || n >= PATH_MAX)
                        continue;
                int r = check_executable(ret, ret_st);
                if (r == 0)
                        return 0;
                bool first = r == -EACCES ? result != -EACCES : !*met && lstat(ret, ret_st) == 0;
                if (first)
                        strcpy(met, ret);
                if (r == -EACCES)
                        result = r;
        }
        strcpy(ret, met);
        return result;
}

/* NAME, by way of PATH. */
static int refuse(Failure *failure, int r, const char *what, const char *name, const char *path,
                  const ProgramRules *rules)
{
        bool missing = r == -ENOENT || r == -ENOTDIR;
        char why[FAILURE_TEXT_MAX];
        bool link = missing && whynot_link(path, why, sizeof why);
        bool mount = r == -EACCES && whynot_executable(path, &rules->request->mounts, why, sizeof why);
        failure_set(failure, missing ? EXIT_NOT_FOUND : EXIT_NOT_EXECUTABLE,
                    missing || r == -EISDIR || r == -EACCES || r == -ENOEXEC ? 0 : -r,
                    "%s \"%s\" %s in the root file system of container %s%s%s%s", what, name,
                    link            ? "can't be found"
                    : missing       ? "does not exist"
                    : r == -EISDIR  ? "is a directory"
                    : mount         ? "can't be executed"
                    : r == -EACCES  ? "is not executable for its user"
                    : r == -ENOEXEC ? "is neither an ELF program of this machine nor begins with \"#!\","
                                    : "can't be executed",
                    rules->request->container, link || mount ? ": " : "", link || mount ? why : "",
                    link ? " inside" : "");
        return r;
}

static bool is_helper(const struct stat *st, const struct stat *helper)
{
        return st->st_dev == helper->st_dev && st->st_ino == helper->st_ino;
}

/* What the file PATH needs, or -errno; a file that its user may execute but not read is left to the kernel.
 */
static int look_into(const char *path, char *ret, size_t space)
{
        unsigned char head[PROGRAM_HEAD_SIZE];
        _cleanup_close_ int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
        if (fd < 0)
                return errno == EACCES ? INTERPRETER_NONE : -errno;
        ssize_t n = read(fd, head, sizeof head);
        return n < 0 ? -errno : interpreter_find(head, (size_t)n, ret, space);
}

/* An interpreter that is missing since an editor of DOS wrote the script: the kernel takes the carriage
 * return for a part of its name. */
static int refuse_interpreter(Failure *failure, int r, const char *what, const char *name,
                              const ProgramRules *rules)
{
        char shown[PATH_MAX + 1];
        size_t n = strlen(name);
        if (r != -ENOENT || n == 0 || name[n - 1] != '\r')
                return refuse(failure, r, what, name, name, rules);
        snprintf(shown, sizeof shown, "%.*s^M", (int)n - 1, name);
        refuse(failure, r, what, shown, name, rules);
        n = strlen(failure->text);
        snprintf(failure->text + n, sizeof failure->text - n, ": the script has DOS line ends");
        return r;
}

/* Follows "#!" and loaders from PATH on. */
static int check_interpreters(const char *path, const ProgramRules *rules, Failure *failure)
{
        char next[PATH_MAX], file[PATH_MAX], what[PATH_MAX + 32] = "program";
        struct stat st;
        for (int i = 0;; i++) {
                int kind = look_into(path, next, sizeof next);
                if (kind == INTERPRETER_NONE || (kind == INTERPRETER_FOREIGN && rules->binfmt))
                        return 0;
                if (kind < 0 || kind == INTERPRETER_FOREIGN)
                        return refuse(failure, kind < 0 ? kind : -ENOEXEC, what, path, path, rules);
                if (kind == INTERPRETER_SCRIPT && i == INTERPRETERS_MAX)
                        return refuse(failure, -ELOOP, what, path, path, rules);
                snprintf(what, sizeof what, "%s of program \"%s\",",
                         kind == INTERPRETER_LOADER ? "loader" : "interpreter", path);
                int r = check_executable(next, &st);
                if (r < 0)
                        return refuse_interpreter(failure, r, what, next, rules);
                if (is_helper(&st, &rules->helper))
                        return failure_set(failure, EXIT_NOT_EXECUTABLE, 0, "%s is the helper itself", what);
                if (kind == INTERPRETER_LOADER)
                        return 0;
                path = strcpy(file, next);
        }
}

int program_find(const char *name, const char *search, const ProgramRules *rules, char *ret, Failure *failure)
{
        struct stat st;
        int r;
        if (!strchr(name, '/'))
                r = search_path(name, search, ret, &st);
        else if (strlen(name) >= PATH_MAX) {
                *ret = '\0';
                r = -ENAMETOOLONG;
        } else
                r = check_executable(strcpy(ret, name), &st);
        if (r < 0)
                return refuse(failure, r, "program", name, ret, rules);
        if (is_helper(&st, &rules->helper))
                return failure_set(failure, EXIT_NOT_EXECUTABLE, 0, "program \"%s\" is the helper itself",
                                   name);
        return check_interpreters(ret, rules, failure);
}
