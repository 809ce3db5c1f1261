/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The child's order of steps is part of the posture, docs/ARCHITECTURE.md. After the root was entered every
 * file is the image's: no name service, no locale and no library is loaded from there. */
#include "helper/container/start/child.h"

#include "core/contract/contract.h"
#include "helper/common/mounts.h"
#include "helper/common/rootfd.h"
#include "helper/common/step.h"
#include "helper/common/syscalls.h"
#include "helper/common/textfile.h"
#include "helper/container/privilege/privilege.h"
#include "helper/container/root/apply.h"
#include "helper/container/root/layer.h"
#include "helper/container/root/rootfs.h"
#include "helper/container/start/channel.h"
#include "helper/container/start/program.h"
#include "helper/container/texts/environment.h"
#include "helper/container/texts/passwd.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>

/* What is executed at the end. */
typedef struct Payload {
        char path[PATH_MAX];
        StrVec environment;
} Payload;

static int process_failed(Failure *failure, const char *step)
{
        return failure_set(failure, EXIT_SETUP_PROCESS, errno, "%s", step);
}

/* A file of the image, "" where there is none. */
static int read_image_file(const Stage *stage, const char *path, char **ret, Failure *failure)
{
        size_t size;
        _cleanup_close_ int fd = rootfd_open(stage->root_fd, path, TEXTFILE_FLAGS, LINKS_INSIDE);
        if (fd == -ENOENT || fd == -ENOTDIR) {
                *ret = strdup("");
                return *ret ? 0 : failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "read %s", path);
        }
        int r = fd < 0 ? fd : stage_in_kernel(stage, fd);
        if (r == 0)
                r = textfile_read(fd, PASSWD_FILE_MAX, ret, &size);
        else if (r > 0)
                r = -EINVAL;
        if (r == -EINVAL)
                return failure_set(failure, EXIT_SETUP_USER, 0, "read %s: not a regular file of the image",
                                   path);
        return r < 0 ? failure_set(failure, EXIT_SETUP_USER, -r, "read %s of the root file system", path) : 0;
}

static int find_user(const Start *start, const Stage *stage, Identity *ret, Failure *failure)
{
        _cleanup_free_ char *passwd = NULL, *group = NULL;
        int r = read_image_file(stage, "/etc/passwd", &passwd, failure);
        if (r == 0)
                r = read_image_file(stage, "/etc/group", &group, failure);
        if (r < 0)
                return r;
        return identity_resolve(start->request->user, start->request->group_adds.items, passwd, group, ret,
                                failure);
}

/* Found once volumes are there, since one may hold passwd; what was made for the user before that is given
 * now. */
static int find_identity(const Start *start, const Stage *stage, Identity *identity, Failure *failure)
{
        step_set(start->step, "find the user");
        int r = find_user(start, stage, identity, failure);
        if (r < 0)
                return r;
        r = stage_give_made(stage, identity->uid, identity->gid);
        return r < 0 ? failure_set(failure, EXIT_SETUP_USER, -r,
                                   "give the directories that were made to the user")
                     : 0;
}

/* Opened without magic links, so that no descriptor of ours becomes the payload's way out (CVE-2024-21626).
 */
static int enter_working_dir(const Start *start, const Stage *stage, Failure *failure)
{
        const char *path = start->request->working_dir ? start->request->working_dir : "/";
        _cleanup_close_ int fd = rootfd_open(stage->root_fd, path, O_PATH | O_DIRECTORY, LINKS_INSIDE);
        if (fd < 0 || fchdir(fd) < 0)
                return failure_set(failure, EXIT_SETUP_ROOT, fd < 0 ? -fd : errno,
                                   "enter the working directory %s", path);
        return 0;
}

/* Standard input reads as empty, the others are the log's. The rest closes itself when the program starts. */
static int set_descriptors(const Start *start, const Stage *stage, Failure *failure)
{
        _cleanup_close_ int null = rootfd_open(stage->root_fd, "/dev/null", O_RDONLY, LINKS_REFUSED);
        if (null < 0)
                return failure_set(failure, EXIT_SETUP_ROOT, -null, "open /dev/null");
        if (dup2(null, STDIN_FILENO) < 0 ||
            (start->stderr_fd >= 0 && dup2(start->stderr_fd, STDERR_FILENO) < 0) ||
            syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC) < 0)
                return process_failed(failure, "set up the standard descriptors");
        return 0;
}

/* Ignored signals stay so over exec: systemd's default for SIGPIPE, for one. */
static int reset_signals(Failure *failure)
{
        const struct sigaction action = {.sa_handler = SIG_DFL};
        sigset_t none;
        for (int n = 1; n < NSIG; n++)
                if (n != SIGKILL && n != SIGSTOP && sigaction(n, &action, NULL) < 0 && errno != EINVAL)
                        return process_failed(failure, "reset the signals");
        sigemptyset(&none);
        return sigprocmask(SIG_SETMASK, &none, NULL) < 0 ? process_failed(failure, "reset the signals") : 0;
}

static int set_up_namespaces(const Start *start, Failure *failure)
{
        umask(0); /* modes are said where things are made */
        if (setsid() < 0)
                return process_failed(failure, "start a session");
        int r = mount_propagation("/", true, MS_SLAVE);
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_ROOT, -r, "take the host's mounts out of the way");
        if (sethostname(start->request->hostname, strlen(start->request->hostname)) < 0)
                return failure_set(failure, EXIT_SETUP_SANDBOX, errno, "set the host name %s",
                                   start->request->hostname);
        return 0;
}

/* The layers are opened here and not before the clone: an overlay takes only mounts of its own namespace. */
static int set_up_root(const Start *start, Stage *stage, Identity *identity, Failure *failure)
{
        const RunRequest *request = start->request;
        _cleanup_layer_ Layer layer = LAYER_NULL;
        _cleanup_close_ int lower = rootfs_open(request, failure);
        if (lower < 0)
                return lower;
        int r = layer_make(request->group, request->container, lower, &layer, failure);
        if (r < 0)
                return r;
        stage->lower_fd = lower;
        stage->upper_fd = layer.upper_fd;
        stage->work_fd = layer.work_fd;
        stage->place_fd = layer.dir_fd;
        stage->step = start->step;
        const Operations *operations = start->operations;
        stage->input_fds = start->input_fds;
        stage->n_inputs = operations->n_inputs;
        r = apply(operations, 0, operations->n_filling, stage, failure);
        if (r == 0)
                r = find_identity(start, stage, identity, failure);
        return r < 0 ? r : apply(operations, operations->n_filling, operations->n, stage, failure);
}

static int build_environment(const Start *start, const char *home, StrVec *ret, Failure *failure)
{
        const RunRequest *request = start->request;
        const EnvironmentParts parts = {.home = home,
                                        .hostname = request->hostname,
                                        .group = request->group,
                                        .container = request->container,
                                        .from_files = start->file_environment,
                                        .own = &request->env};
        if (environment_build(&parts, ret) < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "build the environment");
        return 0;
}

static int set_up(const Start *start, Payload *payload, Failure *failure)
{
        _cleanup_stage_ Stage stage = STAGE_NULL;
        _cleanup_identity_ Identity identity = {};
        step_set(start->step, "set the namespaces up");
        int r = set_up_namespaces(start, failure);
        step_set(start->step, "make the writable layer");
        if (r == 0)
                r = set_up_root(start, &stage, &identity, failure);
        step_set(start->step, "set the descriptors and the signals");
        if (r == 0)
                r = build_environment(start, identity.home, &payload->environment, failure);
        if (r == 0)
                r = set_descriptors(start, &stage, failure);
        if (r == 0)
                r = enter_working_dir(start, &stage, failure);
        if (r == 0)
                r = reset_signals(failure);
        step_set(start->step, "drop privileges");
        if (r == 0)
                r = privilege_drop(&identity, failure);
        if (r < 0)
                return r;
        step_set(start->step, "find the program");
        umask(0022);
        return program_find(start->request->program[0], environment_get(&payload->environment, "PATH"),
                            &start->rules, payload->path, failure);
}

/* Never by ourselves: helper/launch/main.c says why. */
static int execute(const Start *start, const Payload *payload)
{
        const RunRequest *request = start->request;
        _cleanup_strvec_ StrVec words = {};
        int r = strvec_add(&words, request->init ? "catatonit" : payload->path);
        if (r == 0 && request->init)
                r = strvec_add(&words, "--");
        for (char **word = request->program; *word && r == 0; word++)
                r = strvec_add(&words, *word);
        if (r < 0)
                return r;
        sys_execveat(start->launch_fd, words.items, payload->environment.items);
        return -errno;
}

_Noreturn void child_run(const Start *start)
{
        Payload payload = {};
        Failure failure;
        if (set_up(start, &payload, &failure) < 0) {
                channel_say_failed(start->channel_fd, &failure);
                _exit(failure.status);
        }
        /* From here on only the log and the status can tell what became of it. */
        int r = channel_say_ready(start->channel_fd);
        if (r == 0)
                r = channel_wait_go(start->channel_fd);
        if (r == -EPIPE) {
                failure_set(&failure, EXIT_SETUP_PROCESS, 0,
                            "coslice-helper ended before it let the container go");
        } else if (r < 0) {
                failure_set(&failure, EXIT_SETUP_PROCESS, -r, "wait to be let go");
        } else {
                r = execute(start, &payload);
                failure_set(&failure, EXIT_NOT_EXECUTABLE, -r, "execute %s", payload.path);
        }
        dprintf(STDERR_FILENO, "%s\n", failure.text);
        _exit(failure.status);
}
