/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Compiled profiles are files without a name until they are whole (O_TMPFILE), and one helper compiles at a
 * time: of one that is killed nothing is left, and of many containers that start at once with the same
 * profile one compiles it. */
#include "helper/container/start/profile.h"

#include "core/contract/contract.h"
#include "helper/common/compiled.h"
#include "helper/common/state.h"
#include "helper/common/textfile.h"
#include "helper/container/root/hostpath.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>

/* What is looked for, and in what. */
typedef struct Search {
        const char *path;
        int fd; /* of the profile */
        FileStamp stamp;
        uint64_t capabilities;
        bool new_privileges;
        int folder_fd;
        char name[COMPILED_NAME_MAX];
} Search;

static void search_done(Search *search)
{
        closep(&search->fd);
        closep(&search->folder_fd);
}

static int refuse(const Search *search, const char *why, Failure *failure)
{
        return failure_set(failure, EXIT_SETUP_PRIVILEGE, 0, "SeccompProfile=%s: %s", search->path, why);
}

/* Root could read more, but what others can write they could open the kernel by. */
static int look_at_profile(Search *search, Failure *failure)
{
        struct stat st;
        if (fstat(search->fd, &st) < 0)
                return failure_set(failure, EXIT_SETUP_PRIVILEGE, errno, "SeccompProfile=%s", search->path);
        if (!S_ISREG(st.st_mode))
                return refuse(search, "it is no regular file", failure);
        if (st.st_uid != 0)
                return failure_set(
                        failure, EXIT_SETUP_PRIVILEGE, 0,
                        "SeccompProfile=%s: it belongs to user %u, who could open all system calls "
                        "by it: give it to root",
                        search->path, st.st_uid);
        if (st.st_mode & (S_IWGRP | S_IWOTH))
                return failure_set(
                        failure, EXIT_SETUP_PRIVILEGE, 0,
                        "SeccompProfile=%s: others than root can write it (mode %04o), who could open "
                        "all system calls by it: chmod go-w",
                        search->path, st.st_mode & 07777U);
        file_stamp(&st, &search->stamp);
        return 0;
}

static int search_begin(const RunRequest *request, Search *search, Failure *failure)
{
        const CapabilitySet *set = &request->capabilities;
        search->path = request->profile.path;
        search->new_privileges = request->new_privileges;
        search->capabilities = !set->said ? CAPABILITIES_DEFAULT : set->all_but ? ~set->bits : set->bits;
        if (hostpath_is_untrusted(&request->untrusted, search->path))
                return refuse(search,
                              "it lies where containers can write, who could open all system calls by it",
                              failure);
        search->fd = open(search->path, TEXTFILE_FLAGS);
        if (search->fd < 0)
                return failure_set(failure, EXIT_SETUP_PRIVILEGE, errno, "SeccompProfile=%s", search->path);
        int r = look_at_profile(search, failure);
        if (r < 0)
                return r;
        compiled_name(search->path, search->capabilities, search->new_privileges, search->name);
        search->folder_fd = state_open(COSLICE_SECCOMP_DIR, NULL);
        if (search->folder_fd < 0)
                return failure_set(failure, EXIT_SETUP_STATE, -search->folder_fd,
                                   "open " COSLICE_SECCOMP_DIR);
        return 0;
}

/* 0, 1: there is none; or -errno with FAILURE. */
static int look_for_compiled(const Search *search, Compiled *ret, Failure *failure)
{
        int r = compiled_read(search->folder_fd, search->name, &search->stamp, search->capabilities,
                              search->new_privileges, ret);
        return r < 0 ? failure_set(failure, EXIT_SETUP_STATE, -r, "read " COSLICE_SECCOMP_DIR "/%s",
                                   search->name)
                     : r;
}

/* Starts coslice-seccomp: 0, or a number of errno. */
static int spawn(const Search *search, int output_fd, int errors_fd, pid_t *ret)
{
        char capabilities[32];
        snprintf(capabilities, sizeof capabilities, "%llx", (unsigned long long)search->capabilities);
        char *const words[] = {(char *)COSLICE_SECCOMP, capabilities,
                               search->new_privileges ? (char *)"--new-privileges" : NULL, NULL};
        char *const environment[] = {NULL};
        posix_spawn_file_actions_t actions;
        int r = posix_spawn_file_actions_init(&actions);
        if (r == 0)
                r = posix_spawn_file_actions_adddup2(&actions, search->fd, STDIN_FILENO);
        if (r == 0)
                r = posix_spawn_file_actions_adddup2(&actions, output_fd, STDOUT_FILENO);
        if (r == 0)
                r = posix_spawn_file_actions_adddup2(&actions, errors_fd, STDERR_FILENO);
        if (r == 0)
                r = posix_spawn(ret, COSLICE_SECCOMP, &actions, NULL, words, environment);
        posix_spawn_file_actions_destroy(&actions);
        return r;
}

/* All that comes from FD until its end, one line of it. */
static void read_words(int fd, char *ret, size_t space)
{
        size_t n = 0;
        ssize_t got = 1;
        while (got > 0 && n < space - 1) {
                got = read(fd, ret + n, space - 1 - n);
                n += got > 0 ? (size_t)got : 0;
        }
        ret[n] = '\0';
        ret[strcspn(ret, "\n")] = '\0';
}

static int run_compiler(const Search *search, int output_fd, Failure *failure)
{
        char words[FAILURE_TEXT_MAX / 2];
        int ends[2], status;
        pid_t pid;
        if (pipe2(ends, O_CLOEXEC) < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, errno, "run coslice-seccomp");
        _cleanup_close_ int reader = ends[0];
        int r = spawn(search, output_fd, ends[1], &pid);
        close(ends[1]);
        if (r == ENOENT)
                return refuse(search,
                              "this build of coslice has no coslice-seccomp, which compiles profiles: leave "
                              "SeccompProfile= out, or say unconfined to run without a filter",
                              failure);
        if (r != 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, r, "run coslice-seccomp");
        read_words(reader, words, sizeof words);
        while (waitpid(pid, &status, 0) < 0)
                if (errno != EINTR)
                        return failure_set(failure, EXIT_SETUP_PROCESS, errno, "wait for coslice-seccomp");
        if (WIFSIGNALED(status))
                return failure_set(failure, EXIT_SETUP_PRIVILEGE, 0,
                                   "SeccompProfile=%s: coslice-seccomp was killed by signal %d", search->path,
                                   WTERMSIG(status));
        if (status != 0)
                return refuse(search, words[0] ? words : "coslice-seccomp fails, and doesn't say why",
                              failure);
        return 0;
}

/* Gives FD, which has no name, that of the compiled profile, in place of what had it. */
static int name_compiled(const Search *search, int fd)
{
        char path[64];
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
        if (unlinkat(search->folder_fd, search->name, 0) < 0 && errno != ENOENT)
                return -errno;
        if (linkat(AT_FDCWD, path, search->folder_fd, search->name, AT_SYMLINK_FOLLOW) < 0)
                return -errno;
        return 0;
}

static int compile(const Search *search, Failure *failure)
{
        _cleanup_close_ int fd = openat(search->folder_fd, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
        if (fd < 0)
                return failure_set(failure, EXIT_SETUP_STATE, errno, "make a file in " COSLICE_SECCOMP_DIR);
        int r = run_compiler(search, fd, failure);
        if (r < 0)
                return r;
        r = name_compiled(search, fd);
        return r < 0 ? failure_set(failure, EXIT_SETUP_STATE, -r, "make " COSLICE_SECCOMP_DIR "/%s",
                                   search->name)
                     : 0;
}

/* The lock is the folder's, and goes with its descriptor. */
static int compile_once(Search *search, Compiled *ret, Failure *failure)
{
        if (flock(search->folder_fd, LOCK_EX) < 0)
                return failure_set(failure, EXIT_SETUP_STATE, errno, "lock " COSLICE_SECCOMP_DIR);
        int r = look_for_compiled(search, ret, failure);
        if (r <= 0)
                return r;
        r = compile(search, failure);
        if (r == 0) /* it may have been written to while we waited */
                r = look_at_profile(search, failure);
        if (r == 0)
                r = look_for_compiled(search, ret, failure);
        return r > 0 ? refuse(search, "it changes just now: try again", failure) : r;
}

int profile_find(const RunRequest *request, Filter *ret, Failure *failure)
{
        _cleanup_(search_done) Search search = {.fd = -1, .folder_fd = -1};
        Compiled compiled = {};
        if (!request->profile.path)
                return 0;
        int r = search_begin(request, &search, failure);
        if (r == 0)
                r = look_for_compiled(&search, &compiled, failure);
        if (r > 0)
                r = compile_once(&search, &compiled, failure);
        if (r < 0)
                return r;
        *ret = (Filter){.instructions = compiled.instructions,
                        .n = (unsigned)compiled.head.n,
                        .flags = compiled.head.flags,
                        .has_probe = true};
        return 0;
}
