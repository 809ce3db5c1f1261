/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Nothing of the host is left to it, and nothing of a container: containers of the group see it as process 1,
 * and one that may trace finds an empty directory, no descriptor and no right. */
#include "helper/container/init/first.h"

#include "core/contract/contract.h"
#include "helper/common/channel.h"
#include "helper/common/mounts.h"
#include "helper/common/syscalls.h"
#include "helper/container/privilege/apparmor.h"
#include "helper/container/privilege/privilege.h"
#include "helper/container/privilege/seccomp.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <stdio.h>
#include <sys/mount.h>

#define NO_SUID_DEV_EXEC (MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC)

/* What the steps share. */
typedef struct Setting {
        const First *first;
        int proc_fd;   /* the host's /proc, and so this process' */
        int stderr_fd; /* until the program is executed */
        Granted granted;
} Setting;

static int start_session(void *context, Failure *failure)
{
        return setsid() < 0 ? -errno : 0;
}

static int choose_apparmor(void *context, Failure *failure)
{
        const char *chosen;
        return apparmor_choose(NULL, &chosen, failure);
}

static int hand_over_proc(void *context, Failure *failure)
{
        const Setting *setting = context;
        char why[MOUNT_WHY_MAX];
        _cleanup_close_ int fd = mount_new("proc", NULL, NO_SUID_DEV_EXEC, why);
        return fd < 0 ? fd : channel_hand_over(setting->first->channel_fd, &fd, 1);
}

static int open_proc(void *context, Failure *failure)
{
        Setting *setting = context;
        setting->proc_fd = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
        return setting->proc_fd < 0 ? -errno : 0;
}

/* Who may look at them finds nothing to read, and nobody who reads. */
static int empty_descriptors(void *context, Failure *failure)
{
        Setting *setting = context;
        _cleanup_close_ int null = open("/dev/null", O_RDWR | O_CLOEXEC);
        setting->stderr_fd = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
        if (null < 0 || setting->stderr_fd < 0)
                return -errno;
        for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
                if (dup2(null, fd) < 0)
                        return -errno;
        return syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC) < 0 ? -errno : 0;
}

static int enter_nothing(void *context, Failure *failure)
{
        int r = mount_strip_namespace(COSLICE_RUN_DIR, "mode=0555,size=4096,nr_inodes=1",
                                      NO_SUID_DEV_EXEC | MOUNT_ATTR_RDONLY);
        return r < 0 ? r : chdir("/") < 0 ? -errno : 0;
}

static int drop_privileges(void *context, Failure *failure)
{
        Setting *setting = context;
        const First *first = setting->first;
        const Identity root = {.uid = 0, .gid = 0};
        const PrivilegeWish wish = {.proc_fd = setting->proc_fd,
                                    .userns_fd = first->ids.fd,
                                    .capabilities = {.said = true},
                                    /* A build without a filter has none for anybody. */
                                    .unconfined = filter_builtin.n == 0};
        return privilege_drop(&wish, &root, first->step, &setting->granted, failure);
}

const Step first_steps[] = {
        {"start a session", EXIT_SETUP_PROCESS, start_session},
        /* Of what is executed in the end. Now: it takes the host's root, and the host's /proc. */
        {"choose the AppArmor profile", EXIT_SETUP_PRIVILEGE, choose_apparmor},
        /* For the containers: only a process of the namespace can make it. */
        {"mount proc of the process namespace", EXIT_SETUP_SANDBOX, hand_over_proc},
        {"open /proc", EXIT_SETUP_PROCESS, open_proc},
        {"empty the standard descriptors", EXIT_SETUP_PROCESS, empty_descriptors},
        {"enter an empty root file system", EXIT_SETUP_ROOT, enter_nothing},
        /* As a container's, with the built-in filter: privilege_steps. */
        {"drop privileges", EXIT_SETUP_PRIVILEGE, drop_privileges},
};
const size_t n_first_steps = ARRAY_SIZE(first_steps);

/* It stays, until it is told to end, and reaps what has no parent any more. */
static void execute(const Setting *setting, Failure *failure)
{
        static char *const words[] = {"catatonit", "-P", NULL}, *const environment[] = {NULL};
        const Filter *filter = &setting->granted.filter;
        if (filter->n > 0 && seccomp_load(filter, failure) < 0)
                return;
        sys_execveat(setting->first->launch_fd, words, environment);
        failure_set(failure, EXIT_NOT_EXECUTABLE, errno, "execute the init");
}

_Noreturn void first_run(const First *first)
{
        Setting setting = {.first = first, .proc_fd = -1, .stderr_fd = -1};
        Failure failure;
        if (steps_run(first_steps, n_first_steps, &setting, first->step, &failure) < 0) {
                channel_say_failed(first->channel_fd, &failure);
                _exit(failure.status);
        }
        int r = channel_say_ready(first->channel_fd);
        if (r == 0)
                r = channel_wait_go(first->channel_fd);
        if (r == -EPIPE)
                failure_set(&failure, EXIT_SETUP_PROCESS, 0,
                            "coslice-helper ended before it let the init go");
        else if (r < 0)
                failure_set(&failure, EXIT_SETUP_PROCESS, -r, "wait to be let go");
        else
                execute(&setting, &failure);
        dprintf(setting.stderr_fd, "%s\n", failure.text);
        _exit(failure.status);
}
