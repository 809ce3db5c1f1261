/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The child has what root has until it becomes the user; what it says until then goes through a pipe that
 * closes when skopeo is executed. */
#include "helper/image/fetch/skopeo.h"

#include "core/contract/contract.h"
#include "helper/common/syscalls.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#define TICK_MSEC 500

/* Where skopeo's home is: nowhere. What lies in a home, policy.json among it, would count more than what the
 * administrator has in /etc, and in a folder of its own an earlier skopeo could have put it. */
#define HOME "/nonexistent"

/* Of the environment of the unit: how registries are reached, which an administrator can only say there. */
static const char *const handed_on[] = {
        "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "https_proxy", "http_proxy", "no_proxy",
};

/* What the child hands back if it can't execute skopeo. */
typedef struct Stuck {
        const char *step; /* a literal: the child has our memory */
        int error;
} Stuck;

/* Descriptors of the parent's side. */
typedef struct Ends {
        int output_fd, errors_fd, stuck_fd, pid_fd;
        pid_t pid;
} Ends;

static void ends_done(Ends *ends)
{
        closep(&ends->output_fd);
        closep(&ends->errors_fd);
        closep(&ends->stuck_fd);
        closep(&ends->pid_fd);
}

/* --- the child -------------------------------------------------------------------------------------------
 */

/* All that is mounted is read-only there, but for WORK_FD, a mount of the pull's folder, which takes the
 * place of all pulls' folders; and /proc has what skopeo starts and nothing else. */
static const char *enter_namespaces(int work_fd)
{
        struct mount_attr all = {.attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID,
                                 .propagation = MS_PRIVATE};
        struct mount_attr work = {.attr_set = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC};
        if (sys_mount_setattr(AT_FDCWD, "/", AT_RECURSIVE, &all) < 0)
                return "make its mounts read-only";
        if (sys_mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0)
                return "mount its /proc";
        if (sys_mount_setattr(work_fd, "", AT_EMPTY_PATH, &work) < 0 ||
            sys_move_mount(work_fd, AT_FDCWD, COSLICE_PULL_DIR) < 0)
                return "mount its folder on " COSLICE_PULL_DIR;
        return chdir(COSLICE_PULL_DIR) < 0 ? "enter " COSLICE_PULL_DIR : NULL;
}

/* Each is read back: whoever had root's rights by mistake would listen to a registry with them. */
static const char *become_user(const SkopeoRun *run)
{
        struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
        struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {}, now[_LINUX_CAPABILITY_U32S_3];
        uid_t uids[3];
        gid_t gids[3];
        for (int i = 0; prctl(PR_CAPBSET_READ, i, 0, 0, 0) >= 0; i++)
                if (prctl(PR_CAPBSET_DROP, i, 0, 0, 0) < 0)
                        return "drop its capabilities";
        if (setgroups(0, NULL) < 0 || setresgid(run->group, run->group, run->group) < 0 ||
            setresuid(run->user, run->user, run->user) < 0)
                return "become the user coslice-pull";
        if (sys_capset(&header, none) < 0 || sys_capget(&header, now) < 0 ||
            memcmp(now, none, sizeof now) != 0)
                return "drop its capabilities";
        if (getresuid(&uids[0], &uids[1], &uids[2]) < 0 || getresgid(&gids[0], &gids[1], &gids[2]) < 0 ||
            getgroups(0, NULL) != 0 || setuid(0) == 0)
                return "become the user coslice-pull";
        for (int i = 0; i < 3; i++)
                if (uids[i] == 0 || uids[i] != run->user || gids[i] != run->group)
                        return "become the user coslice-pull";
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0)
                return "set no_new_privs";
        return NULL;
}

/* FROM becomes TO, open in what is executed. They never are the same: ours are above STUCK_FD's. */
static const char *place_descriptors(const SkopeoRun *run, int output_fd, int errors_fd, int *stuck_fd)
{
        int null_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
        int high = fcntl(*stuck_fd, F_DUPFD_CLOEXEC, 16), auth_fd = fcntl(run->auth_fd, F_DUPFD_CLOEXEC, 16);
        int output = fcntl(output_fd, F_DUPFD_CLOEXEC, 16), errors = fcntl(errors_fd, F_DUPFD_CLOEXEC, 16);
        if (null_fd < 0 || high < 0 || auth_fd < 0 || output < 0 || errors < 0)
                return "open its descriptors";
        *stuck_fd = high;
        if (dup2(null_fd, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 ||
            dup2(errors, STDERR_FILENO) < 0 || dup2(auth_fd, SKOPEO_AUTH_FD) < 0)
                return "open its descriptors";
        if (syscall(SYS_close_range, SKOPEO_AUTH_FD + 1, ~0U, CLOSE_RANGE_CLOEXEC) < 0)
                return "close descriptors";
        return NULL;
}

static const char *set_limits(void)
{
        const struct rlimit none = {};
        sigset_t signals;
        umask(0077);
        sigemptyset(&signals);
        if (setrlimit(RLIMIT_CORE, &none) < 0 || sigprocmask(SIG_SETMASK, &signals, NULL) < 0 || setsid() < 0)
                return "limit it";
        return NULL;
}

/* Never returns. WORDS and ENVIRONMENT are whole: between clone and exec nothing is allocated. */
static void child(const SkopeoRun *run, int work_fd, const int fds[3], char *const *words,
                  char *const *environment)
{
        int stuck_fd = fds[2];
        const char *step = set_limits();
        if (!step)
                step = enter_namespaces(work_fd);
        if (!step)
                step = place_descriptors(run, fds[0], fds[1], &stuck_fd);
        if (!step)
                step = become_user(run);
        if (!step) {
                execve(SKOPEO, words, environment);
                step = "execute it";
        }
        const Stuck stuck = {.step = step, .error = errno};
        (void)!write(stuck_fd, &stuck, sizeof stuck);
        _exit(EXIT_FAILURE);
}

/* --- the parent ------------------------------------------------------------------------------------------
 */

static int make_environment(StrVec *ret)
{
        int r = strvec_add(ret, "HOME=" HOME);
        if (r == 0) /* gpg checks signatures */
                r = strvec_add(ret, "PATH=/usr/sbin:/usr/bin:/sbin:/bin");
        if (r == 0)
                r = strvec_add(ret, "TMPDIR=" COSLICE_PULL_DIR "/" SKOPEO_TMP);
        if (r == 0)
                r = strvec_add(ret, "XDG_RUNTIME_DIR=" COSLICE_PULL_DIR "/" SKOPEO_TMP);
        for (size_t i = 0; i < ARRAY_SIZE(handed_on) && r == 0; i++) {
                const char *value = getenv(handed_on[i]);
                if (value)
                        r = strvec_addf(ret, "%s=%s", handed_on[i], value);
        }
        return r;
}

static int make_words(char *const *words, StrVec *ret)
{
        int r = strvec_add(ret, "skopeo");
        for (; *words && r == 0; words++)
                r = strvec_add(ret, *words);
        return r;
}

static int fail(int error, const char *step, Failure *failure)
{
        if (error == ENOENT && streq(step, "execute it"))
                return failure_set(failure, EXIT_NOT_FOUND, 0,
                                   "there is no " SKOPEO
                                   ", which fetches images: install the package skopeo");
        return failure_set(failure, EXIT_SETUP_PROCESS, error, "run skopeo: %s", step);
}

/* FDS: [i][0] is ours to read, [i][1] the child's to write. */
static int start(const SkopeoRun *run, int fds[3][2], Ends *ends, Failure *failure)
{
        _cleanup_strvec_ StrVec words = {}, environment = {};
        int pid_fd = -EBADF;
        struct clone_args args = {.flags = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_PIDFD,
                                  .pidfd = (uint64_t)(uintptr_t)&pid_fd,
                                  .exit_signal = SIGCHLD};
        if (make_words(run->words, &words) < 0 || make_environment(&environment) < 0)
                return fail(ENOMEM, "read its words", failure);
        _cleanup_close_ int work_fd =
                sys_open_tree(run->folder_fd, "", AT_EMPTY_PATH | OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
        if (work_fd < 0)
                return fail(errno, "clone the mount of its folder", failure);
        pid_t pid = sys_clone3(&args, sizeof args);
        if (pid < 0)
                return fail(errno, "make its process", failure);
        if (pid == 0)
                child(run, work_fd, (const int[]){fds[0][1], fds[1][1], fds[2][1]}, words.items,
                      environment.items);
        ends->pid = pid;
        ends->pid_fd = pid_fd;
        return 0;
}

/* What waits in FD: all of it up to MAX, and then the last of it if LAST. 0 at its end, 1 with more to come,
 * -EFBIG above MAX, or -errno. */
static int take(int fd, size_t max, bool last, StrBuf *ret)
{
        char bytes[8192];
        ssize_t n = read(fd, bytes, sizeof bytes);
        if (n < 0)
                return errno == EINTR || errno == EAGAIN ? 1 : -errno;
        if (n == 0)
                return 0;
        if (!last && ret->length + (size_t)n > max)
                return -EFBIG;
        if (strbuf_add_bytes(ret, bytes, (size_t)n) < 0)
                return -ENOMEM;
        if (last && ret->length > max) {
                size_t more = ret->length - max;
                memmove(ret->text, ret->text + more, max);
                strbuf_truncate(ret, max);
        }
        return 1;
}

static int64_t now_msec(void)
{
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Until both have ended, since what skopeo has started may have them open for longer than it runs: until it
 * has ended. */
static int attend(const SkopeoRun *run, Ends *ends, StrBuf *ret_output, StrBuf *ret_errors)
{
        int64_t next = now_msec() + TICK_MSEC;
        for (;;) {
                struct pollfd fds[] = {{.fd = ends->output_fd, .events = POLLIN},
                                       {.fd = ends->errors_fd, .events = POLLIN},
                                       {.fd = ends->pid_fd, .events = POLLIN}};
                int64_t wait = next - now_msec();
                int n = poll(fds, ARRAY_SIZE(fds), wait > 0 ? (int)wait : 0), r = 0;
                if (n < 0 && errno != EINTR)
                        return -errno;
                if (n > 0 && fds[0].revents) {
                        r = take(ends->output_fd, run->output_max, false, ret_output);
                        if (r == 0)
                                closep(&ends->output_fd), ends->output_fd = -EBADF;
                }
                if (n > 0 && fds[1].revents && r >= 0) {
                        r = take(ends->errors_fd, SKOPEO_ERRORS_MAX, true, ret_errors);
                        if (r == 0)
                                closep(&ends->errors_fd), ends->errors_fd = -EBADF;
                }
                if (r < 0)
                        return r;
                if (n > 0 && fds[2].revents && !fds[0].revents && !fds[1].revents)
                        return 0;
                if (now_msec() < next)
                        continue;
                next = now_msec() + TICK_MSEC;
                r = run->tick ? run->tick(run->context) : 0;
                if (r != 0)
                        return r;
        }
}

static int reap(const Ends *ends, int *ret_status)
{
        while (waitpid(ends->pid, ret_status, __WALL) < 0)
                if (errno != EINTR)
                        return -errno;
        return 0;
}

/* R: what attend() said. */
static int judge(const SkopeoRun *run, int r, int status, int stuck_fd, StrBuf *errors, Failure *failure)
{
        Stuck stuck;
        if (read(stuck_fd, &stuck, sizeof stuck) == (ssize_t)sizeof stuck)
                return fail(stuck.error, stuck.step, failure);
        if (r == -EFBIG)
                return failure_set(failure, EXIT_SETUP_PROCESS, 0,
                                   "what it says of itself is larger than %zu KiB", run->output_max / 1024);
        if (r < 0)
                return fail(-r, "attend it", failure);
        if (r > 0)
                return r;
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
                return 0;
        if (WIFSIGNALED(status) &&
            strbuf_addf(errors, "\nit was killed by signal %d\n", WTERMSIG(status)) < 0)
                return fail(ENOMEM, "attend it", failure);
        return SKOPEO_FAILED;
}

int skopeo_run(const SkopeoRun *run, StrBuf *ret_output, StrBuf *ret_errors, Failure *failure)
{
        int fds[3][2], status = 0;
        _cleanup_(ends_done) Ends ends = {-EBADF, -EBADF, -EBADF, -EBADF, 0};
        if (run->user == 0 || run->group == 0)
                return fail(EPERM, "become the user coslice-pull", failure);
        for (int i = 0; i < 3; i++)
                if (pipe2(fds[i], O_CLOEXEC) < 0) {
                        int error = errno;
                        while (i-- > 0)
                                close(fds[i][0]), close(fds[i][1]);
                        return fail(error, "make its pipes", failure);
                }
        ends.output_fd = fds[0][0];
        ends.errors_fd = fds[1][0];
        ends.stuck_fd = fds[2][0];
        int r = start(run, fds, &ends, failure);
        for (int i = 0; i < 3; i++)
                close(fds[i][1]);
        if (r < 0)
                return r;
        r = attend(run, &ends, ret_output, ret_errors);
        if (r != 0)
                syscall(SYS_pidfd_send_signal, ends.pid_fd, SIGKILL, NULL, 0);
        int reaped = reap(&ends, &status);
        return reaped < 0 ? fail(-reaped, "wait for it", failure)
                          : judge(run, r, status, ends.stuck_fd, ret_errors, failure);
}
