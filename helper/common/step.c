/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Steps of starts. */
#include "helper/common/step.h"

#include "core/contract/contract.h"
#include "helper/common/state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#define PATH_SIZE 256

static void fill_path(const char *group, const char *name, char *ret)
{
        snprintf(ret, PATH_SIZE, COSLICE_STEPS_DIR "/%s/%s", group, name);
}

/* Its blocks are taken at once: a write to a page that a full file system doesn't have is a SIGBUS. A
 * descriptor or -errno. */
static int open_file(const char *group, const char *name)
{
        char path[PATH_SIZE];
        fill_path(group, name, path);
        _cleanup_close_ int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (fd < 0 || fallocate(fd, 0, 0, FAILURE_TEXT_MAX) < 0)
                return -errno;
        return TAKE_FD(fd);
}

int step_begin(const char *group, const char *name, char **ret)
{
        _cleanup_close_ int fd = open_file(group, name);
        char *step =
                fd < 0 ? MAP_FAILED : mmap(NULL, FAILURE_TEXT_MAX, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (step == MAP_FAILED)
                step = mmap(NULL, FAILURE_TEXT_MAX, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
                            0);
        if (step == MAP_FAILED)
                return -errno;
        *ret = step;
        return 0;
}

void step_set(char *step, const char *text)
{
        snprintf(step, FAILURE_TEXT_MAX, "%s", text);
}

/* Emptied too: a helper that is killed before it can remove the file was at nothing any more. */
void step_end(char *step, const char *group, const char *name)
{
        char path[PATH_SIZE];
        fill_path(group, name, path);
        step[0] = '\0';
        (void)unlink(path);
}

bool step_left(const char *group, const char *name, char *ret)
{
        char path[PATH_SIZE];
        fill_path(group, name, path);
        _cleanup_close_ int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
        if (fd < 0)
                return false;
        ssize_t n = read(fd, ret, FAILURE_TEXT_MAX - 1);
        (void)unlink(path);
        ret[n > 0 ? n : 0] = '\0';
        return ret[0] != '\0';
}

int step_make_group(const char *group, Failure *failure)
{
        _cleanup_close_ int fd = state_open(COSLICE_STEPS_DIR, group);
        return fd < 0 ? failure_set(failure, EXIT_SETUP_STATE, -fd, "make " COSLICE_STEPS_DIR "/%s", group)
                      : 0;
}

int step_remove_group(const char *group, Failure *failure)
{
        int r = state_remove(COSLICE_STEPS_DIR, group, NULL, NULL);
        return r < 0 ? failure_set(failure, EXIT_SETUP_STATE, -r, "remove " COSLICE_STEPS_DIR "/%s", group)
                     : 0;
}
