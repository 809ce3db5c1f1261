/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice-seccomp [CAPABILITIES [--new-privileges]]: reads a profile of system calls from standard input and
 * writes it, compiled, to standard output, for a container with these capabilities, hexadecimal digits; the
 * default ones, if none are said. What is wrong with the profile goes to standard error.
 *
 * coslice-helper runs it the first time that a container with that profile starts. It is a program of its own
 * so that no start is linked with libseccomp and json-c; it opens nothing by name but what it is made of. */
#include "core/contract/capabilities.h"
#include "core/contract/contract.h"
#include "helper/common/compiled.h"
#include "helper/common/textfile.h"
#include "helper/seccomp/capname.h"
#include "helper/seccomp/compile.h"
#include "helper/seccomp/needed.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

#define USAGE "usage: coslice-seccomp [CAPABILITIES [--new-privileges]] < PROFILE > PROGRAM"

/* Whatever is written to a file from now on has another stamp than it has now: until the clock that stamps
 * files has gone on from the last change. */
static void wait_for_clock(const struct stat *st)
{
        struct timespec now;
        for (int i = 0; i < 50; i++) { /* not for a change that is in the future */
                if (clock_gettime(CLOCK_REALTIME_COARSE, &now) < 0 || now.tv_sec > st->st_ctim.tv_sec ||
                    (now.tv_sec == st->st_ctim.tv_sec && now.tv_nsec > st->st_ctim.tv_nsec))
                        return;
                nanosleep(&(const struct timespec){.tv_nsec = 1000000}, NULL);
        }
}

/* Of what standard input is, all of it at one moment. */
static int read_profile(char **ret, size_t *ret_size, FileStamp *ret_stamp, Failure *failure)
{
        struct stat st, after;
        FileStamp stamp;
        if (fstat(STDIN_FILENO, &st) < 0)
                return failure_set(failure, EXIT_SETUP_PRIVILEGE, errno, "read it");
        wait_for_clock(&st);
        int r = textfile_read(STDIN_FILENO, PROFILE_SIZE_MAX, ret, ret_size);
        if (r == -EINVAL)
                return failure_set(failure, EXIT_SETUP_PRIVILEGE, 0, "it is no regular file");
        if (r == -EFBIG)
                return failure_set(failure, EXIT_SETUP_PRIVILEGE, 0, "it is larger than 1 MiB");
        if (r < 0 || fstat(STDIN_FILENO, &after) < 0)
                return failure_set(failure, EXIT_SETUP_PRIVILEGE, r < 0 ? -r : errno, "read it");
        file_stamp(&st, ret_stamp);
        file_stamp(&after, &stamp);
        if (memcmp(&stamp, ret_stamp, sizeof stamp) != 0)
                return failure_set(failure, EXIT_SETUP_PRIVILEGE, 0, "it changed while it was read");
        return 0;
}

static int describe(Situation *situation, uint32_t *ret_arch, Failure *failure)
{
        struct utsname name;
        situation->capability = capname_number;
        if (compile_native(situation, ret_arch) < 0)
                return failure_set(failure, EXIT_SETUP_PRIVILEGE, 0,
                                   "coslice compiles no profiles on this architecture");
        if (uname(&name) < 0 || sscanf(name.release, "%u.%u", situation->kernel, situation->kernel + 1) != 2)
                return failure_set(failure, EXIT_SETUP_PRIVILEGE, 0, "the kernel doesn't say its version");
        return 0;
}

/* Where this process has libseccomp from. */
static int find_library(char *ret, size_t space)
{
        _cleanup_free_ char *line = NULL;
        size_t size = 0;
        FILE *file = fopen("/proc/self/maps", "re");
        if (!file)
                return -errno;
        ret[0] = '\0';
        while (!ret[0] && getline(&line, &size, file) > 0) {
                const char *path = strchr(line, '/'), *name = strstr(line, "/libseccomp.so");
                size_t n = path ? strcspn(path, "\n") : 0;
                if (name && n < space)
                        memcpy(ret, path, n + 1), ret[n] = '\0';
        }
        fclose(file);
        return 0;
}

static int describe_makers(CompiledHead *head, Failure *failure)
{
        struct stat st;
        int r = stat("/proc/self/exe", &st) < 0 ? -errno : 0;
        file_stamp(&st, &head->compiler);
        if (r == 0)
                r = find_library(head->library_path, sizeof head->library_path);
        if (r == 0 && head->library_path[0]) {
                r = stat(head->library_path, &st) < 0 ? -errno : 0;
                file_stamp(&st, &head->library);
        }
        return r < 0 ? failure_set(failure, EXIT_SETUP_PRIVILEGE, -r, "find libseccomp") : 0;
}

static int write_all(const void *data, size_t size)
{
        for (size_t at = 0; at < size;) {
                ssize_t n = write(STDOUT_FILENO, (const char *)data + at, size - at);
                if (n < 0)
                        return -errno;
                at += (size_t)n;
        }
        return 0;
}

static int make(uint64_t capabilities, bool new_privileges, Failure *failure)
{
        Situation situation = {.capabilities = capabilities};
        CompiledHead head = {.capabilities = capabilities, .new_privileges = new_privileges};
        _cleanup_profile_ Profile profile = {};
        _cleanup_program_ Program program = {};
        _cleanup_free_ char *text = NULL;
        uint32_t arch;
        size_t size;
        memcpy(head.kind, COMPILED_KIND, sizeof head.kind);
        int r = describe(&situation, &arch, failure);
        if (r == 0)
                r = read_profile(&text, &size, &head.profile, failure);
        if (r == 0)
                r = profile_read(text, size, &situation, &profile, failure);
        if (r == 0)
                r = compile_profile(&profile, &program, failure);
        if (r == 0)
                r = needed_check(&program, arch, new_privileges, failure);
        if (r == 0)
                r = describe_makers(&head, failure);
        if (r < 0)
                return r;
        head.flags = profile.flags;
        head.n = program.n;
        r = write_all(&head, sizeof head);
        if (r == 0)
                r = write_all(program.instructions, program.n * sizeof *program.instructions);
        return r < 0 ? failure_set(failure, EXIT_SETUP_STATE, -r, "write what was compiled of it") : 0;
}

int main(int argc, char **argv)
{
        CapabilitySet set = {.bits = CAPABILITIES_DEFAULT};
        bool new_privileges = argc == 3 && streq(argv[2], "--new-privileges");
        Failure failure = {.status = EXIT_SETUP_REQUEST, .text = USAGE};
        int r = argc > 3 || (argc == 3 && !new_privileges) ? -EINVAL : 0;
        if (r == 0 && argc > 1)
                r = capabilities_read(CAPABILITIES_OPTION, argv[1], &set, &failure);
        if (r == 0)
                r = make(set.all_but ? ~set.bits : set.bits, new_privileges, &failure);
        if (r < 0)
                fprintf(stderr, "%s\n", failure.text);
        return r < 0 ? failure.status : 0;
}
