/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The steps by which the child sets its container up. After the root was entered every file is the image's:
 * no name service, no locale and no library is loaded from there. */
#include "helper/container/start/child.h"

#include "core/contract/contract.h"
#include "helper/common/channel.h"
#include "helper/common/mounts.h"
#include "helper/common/rootfd.h"
#include "helper/common/syscalls.h"
#include "helper/common/textfile.h"
#include "helper/container/privilege/apparmor.h"
#include "helper/container/privilege/privilege.h"
#include "helper/container/privilege/seccomp.h"
#include "helper/container/root/apply.h"
#include "helper/container/root/mounted.h"
#include "helper/container/root/rootfs.h"
#include "helper/container/start/program.h"
#include "helper/container/texts/environment.h"
#include "helper/container/texts/passwd.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/close_range.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>

/* What is executed at the end. */
typedef struct Payload {
        char path[PATH_MAX];
        StrVec environment;
        Filter filter; /* of its system calls, if it isn't loaded already */
} Payload;

/* What the steps share. */
typedef struct Child {
        const Start *start;
        Stage stage;
        Identity identity; /* once the user is found */
        Payload *payload;
} Child;

static void child_done(Child *child)
{
        stage_done(&child->stage);
        identity_done(&child->identity);
}

static int start_session(void *context, Failure *failure)
{
        umask(0); /* modes are said where things are made */
        return setsid() < 0 ? -errno : 0;
}

static int choose_apparmor(void *context, Failure *failure)
{
        const Child *child = context;
        return apparmor_choose(child->start->request->apparmor, failure);
}

static int slave_mounts(void *context, Failure *failure)
{
        return mount_propagation("/", true, MS_SLAVE);
}

static int set_hostname(void *context, Failure *failure)
{
        const Child *child = context;
        const char *name = child->start->request->hostname;
        return sethostname(name, strlen(name)) < 0
                       ? failure_set(failure, EXIT_SETUP_SANDBOX, errno, "set the host name %s", name)
                       : 0;
}

static int open_rootfs(void *context, Failure *failure)
{
        Child *child = context;
        child->stage.lower_fd = rootfs_open(child->start->request, failure);
        return child->stage.lower_fd < 0 ? child->stage.lower_fd : 0;
}

/* Of the root file system as it lies on the disk nothing is left. */
static int map_rootfs(void *context, Failure *failure)
{
        Child *child = context;
        const GroupIds *ids = &child->start->ids;
        if (!groupids_own(ids))
                return 0;
        int fd = rootfs_map(child->start->request, child->stage.lower_fd, ids->fd, failure);
        if (fd < 0)
                return fd;
        close(child->stage.lower_fd);
        child->stage.lower_fd = fd;
        return 0;
}

static int make_layer(void *context, Failure *failure)
{
        Child *child = context;
        const RunRequest *request = child->start->request;
        int r = layer_make(request->group, request->container, child->stage.lower_fd, &child->stage.layer,
                           failure);
        if (r < 0 || !groupids_own(&child->start->ids))
                return r;
        return layer_attach_lower(&child->stage.layer, child->stage.lower_fd);
}

static int fill_root(void *context, Failure *failure)
{
        Child *child = context;
        const Operations *operations = child->start->operations;
        int r = groupids_act_as_group(&child->start->ids);
        if (r == 0)
                r = apply(operations, 0, operations->n_filling, &child->stage, failure);
        return r < 0 ? r : groupids_act_as_host(&child->start->ids);
}

/* A file of the image, "" where there is none. */
static int read_image_file(Stage *stage, const char *path, char **ret, Failure *failure)
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

static int check_ids(const Identity *identity, Failure *failure)
{
        uint32_t largest = identity->uid > identity->gid ? identity->uid : identity->gid;
        for (size_t i = 0; i < identity->n_groups; i++)
                largest = identity->groups[i] > largest ? identity->groups[i] : largest;
        if (largest < USERNS_IDS)
                return 0;
        return failure_set(failure, EXIT_SETUP_USER, 0,
                           "become the user: the group's user namespace has ids up to 65535 and not %u; with "
                           "UserNS=host in [Group] it is the host's",
                           largest);
}

static int find_user(void *context, Failure *failure)
{
        Child *child = context;
        const RunRequest *request = child->start->request;
        _cleanup_free_ char *passwd = NULL, *group = NULL;
        int r = read_image_file(&child->stage, "/etc/passwd", &passwd, failure);
        if (r == 0)
                r = read_image_file(&child->stage, "/etc/group", &group, failure);
        if (r < 0)
                return r;
        r = identity_resolve(request->user, request->group_adds.items, passwd, group, &child->identity,
                             failure);
        return r < 0 || !groupids_own(&child->start->ids) ? r : check_ids(&child->identity, failure);
}

static int give_made(void *context, Failure *failure)
{
        const Child *child = context;
        return stage_give_made(&child->stage, child->identity.uid, child->identity.gid);
}

static int enter_root(void *context, Failure *failure)
{
        Child *child = context;
        const Operations *operations = child->start->operations;
        return apply(operations, operations->n_filling, operations->n, &child->stage, failure);
}

static int look_at_mounts(void *context, Failure *failure)
{
        const Child *child = context;
        return mounted_check(&child->stage, failure);
}

static int build_environment(void *context, Failure *failure)
{
        const Child *child = context;
        const RunRequest *request = child->start->request;
        const EnvironmentParts parts = {.home = child->identity.home,
                                        .hostname = request->hostname,
                                        .group = request->group,
                                        .container = request->container,
                                        .from_files = child->start->file_environment,
                                        .own = &request->env};
        return environment_build(&parts, &child->payload->environment);
}

static int set_descriptors(void *context, Failure *failure)
{
        const Child *child = context;
        int errors = child->start->stderr_fd;
        _cleanup_close_ int null = rootfd_open(child->stage.root_fd, "/dev/null", O_RDONLY, LINKS_REFUSED);
        if (null < 0)
                return failure_set(failure, EXIT_SETUP_ROOT, -null, "open /dev/null");
        if (dup2(null, STDIN_FILENO) < 0 || (errors >= 0 && dup2(errors, STDERR_FILENO) < 0) ||
            syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC) < 0)
                return -errno;
        return 0;
}

static int enter_working_dir(void *context, Failure *failure)
{
        const Child *child = context;
        const char *path = child->start->request->working_dir;
        if (!path || streq(path, "/"))
                return 0; /* since the root was entered */
        _cleanup_close_ int fd = rootfd_open(child->stage.root_fd, path, O_PATH | O_DIRECTORY, LINKS_INSIDE);
        if (fd < 0 || fchdir(fd) < 0)
                return failure_set(failure, EXIT_SETUP_ROOT, fd < 0 ? -fd : errno,
                                   "enter the working directory %s", path);
        return 0;
}

static int drop_privileges(void *context, Failure *failure)
{
        const Child *child = context;
        const RunRequest *request = child->start->request;
        const PrivilegeWish wish = {.userns_fd = child->start->ids.fd,
                                    .capabilities = request->capabilities,
                                    .user_capabilities = request->user_capabilities,
                                    .new_privileges = request->new_privileges,
                                    .unconfined = request->profile.unconfined,
                                    .profile = child->start->profile.n > 0 ? &child->start->profile : NULL,
                                    .sockets = request->sockets};
        return privilege_drop(&wish, &child->identity, child->start->step, &child->payload->filter, failure);
}

static int find_program(void *context, Failure *failure)
{
        const Child *child = context;
        Payload *payload = child->payload;
        umask(0022); /* nothing is made any more but by the payload */
        return program_find(child->start->request->program[0], environment_get(&payload->environment, "PATH"),
                            &child->start->rules, payload->path, failure);
}

/* The order is part of the posture: docs/ARCHITECTURE.md tells it in these words. */
const Step child_steps[] = {
        /* Of no terminal and no session of whoever started us. */
        {"start a session", EXIT_SETUP_PROCESS, start_session},
        /* Of what is executed in the end. Now: it takes the host's root, and the host's /proc. */
        {"choose the AppArmor profile", EXIT_SETUP_PRIVILEGE, choose_apparmor},
        /* Before anything is mounted: nothing of it reaches the host. */
        {"take the host's mounts out of the way", EXIT_SETUP_ROOT, slave_mounts},
        {"set the host name", EXIT_SETUP_SANDBOX, set_hostname},
        /* Here and not before the clone: an overlay takes only mounts of its own namespace. */
        {"open the root file system", EXIT_SETUP_ROOT, open_rootfs},
        /* Before anything is made like it: what a file on the disk belongs to, it belongs to inside. */
        {"map the ids of the root file system", EXIT_SETUP_ROOT, map_rootfs},
        {"make the writable layer", EXIT_SETUP_STATE, make_layer},
        {"fill the root file system", EXIT_SETUP_ROOT, fill_root},
        /* Once volumes are there, since one may hold passwd; what was made for the user before that is given
         * now, while the host's tree is still at hand and the root can be written to. */
        {"find the user", EXIT_SETUP_USER, find_user},
        {"give the directories that were made to the user", EXIT_SETUP_USER, give_made},
        {"enter the root file system", EXIT_SETUP_ROOT, enter_root},
        /* Where nothing is left but what was asked for, and before anything of it is used. */
        {"look at what is mounted", EXIT_SETUP_ROOT, look_at_mounts},
        {"build the environment", EXIT_SETUP_PROCESS, build_environment},
        /* Standard input reads as empty, the others are the log's. The rest closes itself when the program
         * starts. */
        {"set up the standard descriptors", EXIT_SETUP_PROCESS, set_descriptors},
        /* Opened without magic links, so that no descriptor of ours becomes the payload's way out
         * (CVE-2024-21626). */
        {"enter the working directory", EXIT_SETUP_ROOT, enter_working_dir},
        /* All that takes a privilege is done: privilege_steps. */
        {"drop privileges", EXIT_SETUP_PRIVILEGE, drop_privileges},
        /* As the user that runs it: what this one can't see or execute is told before READY. */
        {"find the program", EXIT_NOT_FOUND, find_program},
};
const size_t n_child_steps = ARRAY_SIZE(child_steps);

static int set_up(const Start *start, Payload *ret, Failure *failure)
{
        _cleanup_(child_done) Child child = {.start = start, .stage = STAGE_NULL, .payload = ret};
        child.stage.ids = &start->ids;
        child.stage.step = start->step;
        child.stage.input_fds = start->input_fds;
        child.stage.n_inputs = start->operations->n_inputs;
        return steps_run(child_steps, n_child_steps, &child, start->step, failure);
}

/* Never by ourselves: helper/launch/main.c says why. The filter comes last, so that it need not have the
 * calls by which the container was set up. */
static int execute(const Start *start, const Payload *payload, Failure *failure)
{
        const RunRequest *request = start->request;
        _cleanup_strvec_ StrVec words = {};
        int r = strvec_add(&words, request->init ? "catatonit" : payload->path);
        if (r == 0 && request->init)
                r = strvec_add(&words, "--");
        for (char **word = request->program; *word && r == 0; word++)
                r = strvec_add(&words, *word);
        if (r < 0)
                return failure_set(failure, EXIT_NOT_EXECUTABLE, -r, "execute %s", payload->path);
        r = request->profile.unconfined || request->new_privileges ? 0
                                                                   : seccomp_load(&payload->filter, failure);
        if (r < 0)
                return r;
        sys_execveat(start->launch_fd, words.items, payload->environment.items);
        return failure_set(failure, EXIT_NOT_EXECUTABLE, errno, "execute %s", payload->path);
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
                execute(start, &payload, &failure);
        }
        dprintf(STDERR_FILENO, "%s\n", failure.text);
        _exit(failure.status);
}
