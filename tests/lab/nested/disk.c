/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a machine writes to, and keeps over a reboot. */
#include "tests/lab/nested/disk.h"

#include "tests/lab/nested/report.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>

/* What the lower root has in these folders doesn't show: units and groups that someone enabled on the host.
 */
static const char *const hidden[] = {
        "etc/coslice",
        "etc/systemd/network",
        "etc/systemd/system",
        "etc/systemd/system-generators",
        "etc/systemd/system.conf.d",
};

static const char *const folders[] = {
        "etc/systemd/journald.conf.d", "root", "share", "src", "srv", "var/lib/coslice",
};

static const struct {
        const char *path, *text;
} files[] = {
        {"etc/hostname", "lab\n"},
        {"etc/hosts", "127.0.0.1 localhost lab\n::1 localhost\n"},
        {"etc/fstab", ""},
        {"etc/crypttab", ""},
        /* Without one, systemd takes the boot for the first one and enables all presets. */
        {"etc/machine-id", "0123456789abcdef0123456789abcdef\n"},
        /* journald of 262 ends if it can't poll /dev/kmsg, which is /dev/null here. */
        {"etc/systemd/journald.conf.d/10-lab.conf", "[Journal]\nReadKMsg=no\n"},
};

/* Units that make no sense here, or would reach through to the host: udev and modules, and what writes to the
 * kernel's global settings. */
static const char *const masked[] = {
        "console-getty.service",
        "dev-hugepages.mount",
        "getty.target",
        "modprobe@.service",
        "proc-sys-fs-binfmt_misc.automount",
        "sys-fs-fuse-connections.mount",
        "sys-kernel-config.mount",
        "sys-kernel-debug.mount",
        "sys-kernel-tracing.mount",
        "systemd-binfmt.service",
        "systemd-modules-load.service",
        "systemd-random-seed.service",
        "systemd-sysctl.service",
        "systemd-tmpfiles-clean.timer",
        "systemd-udev-trigger.service",
        "systemd-udevd-control.socket",
        "systemd-udevd-kernel.socket",
        "systemd-udevd-varlink.socket",
        "systemd-udevd.service",
};

/* At each daemon-reload of a test, all of these together take twice as long as the rest of it; and what the
 * host has for its disks and the init scripts of its services is not the machine's. */
static const char *const masked_generators[] = {
        "systemd-cryptsetup-generator",
        "systemd-debug-generator",
        "systemd-factory-reset-generator",
        "systemd-fstab-generator",
        "systemd-getty-generator",
        "systemd-gpt-auto-generator",
        "systemd-hibernate-resume-generator",
        "systemd-import-generator",
        "systemd-integritysetup-generator",
        "systemd-rc-local-generator",
        "systemd-run-generator",
        "systemd-ssh-generator",
        "systemd-system-update-generator",
        "systemd-sysv-generator",
        "systemd-tpm2-generator",
        "systemd-veritysetup-generator",
};

static int make_folders(int dir_fd, const char *path)
{
        char part[256];
        for (const char *end = path; end; end = strchr(end + 1, '/')) {
                if (end == path)
                        continue;
                memcpy(part, path, (size_t)(end - path));
                part[end - path] = '\0';
                if (mkdirat(dir_fd, part, 0755) < 0 && errno != EEXIST)
                        return -errno;
        }
        return mkdirat(dir_fd, path, 0755) < 0 && errno != EEXIST ? -errno : 0;
}

static int hide(int dir_fd, const char *path)
{
        int r = make_folders(dir_fd, path);
        _cleanup_close_ int fd = r < 0 ? -1 : openat(dir_fd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (r < 0)
                return r;
        if (fd < 0 || fsetxattr(fd, "trusted.overlay.opaque", "y", 1, 0) < 0)
                return -errno;
        return 0;
}

static int write_file(int dir_fd, const char *path, const char *text)
{
        _cleanup_close_ int fd = openat(dir_fd, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
        if (fd < 0 || write(fd, text, strlen(text)) < 0)
                return -errno;
        return 0;
}

static int mask(int dir_fd, const char *folder, const char *const *names, size_t n)
{
        _cleanup_close_ int fd = openat(dir_fd, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd < 0)
                return -errno;
        for (size_t i = 0; i < n; i++)
                if (symlinkat("/dev/null", fd, names[i]) < 0)
                        return -errno;
        return 0;
}

static int fill_upper(int upper_fd)
{
        int r = 0;
        for (size_t i = 0; i < ARRAY_SIZE(hidden) && r == 0; i++)
                r = hide(upper_fd, hidden[i]);
        for (size_t i = 0; i < ARRAY_SIZE(folders) && r == 0; i++)
                r = make_folders(upper_fd, folders[i]);
        for (size_t i = 0; i < ARRAY_SIZE(files) && r == 0; i++)
                r = write_file(upper_fd, files[i].path, files[i].text);
        if (r == 0)
                r = mask(upper_fd, "etc/systemd/system", masked, ARRAY_SIZE(masked));
        if (r == 0)
                r = mask(upper_fd, "etc/systemd/system-generators", masked_generators,
                         ARRAY_SIZE(masked_generators));
        return r;
}

static int mount_tmpfs(int dir_fd, const char *name, const char *options)
{
        char path[64];
        if (mkdirat(dir_fd, name, 0755) < 0)
                return -errno;
        snprintf(path, sizeof path, "/proc/self/fd/%d/%s", dir_fd, name);
        return mount("tmpfs", path, "tmpfs", MS_NODEV | MS_NOSUID, options) < 0 ? -errno : 0;
}

static int fill_disk(const char *mount_point)
{
        static const char *const parts[] = {"upper", "work", "root", "installed"};
        _cleanup_close_ int fd = open(mount_point, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd < 0)
                return -errno;
        for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
                if (mkdirat(fd, parts[i], 0755) < 0)
                        return -errno;
        int r = mount_tmpfs(fd, "srv", "mode=755");
        if (r == 0)
                r = mount_tmpfs(fd, "coslice", "mode=700");
        _cleanup_close_ int upper_fd = openat(fd, "upper", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (r == 0)
                r = upper_fd < 0 ? -errno : fill_upper(upper_fd);
        return r;
}

/* A layer of its own below upper. Copied, since overlayfs takes no layer that lies inside another, and the
 * root of the host has all folders in it. */
static int copy_installed(const char *mount_point, const char *installed)
{
        char from[PATH_MAX], to[PATH_MAX];
        snprintf(from, sizeof from, "%s/.", installed);
        snprintf(to, sizeof to, "%s/installed", mount_point);
        char *argv[] = {"cp", "-a", from, to, NULL};
        pid_t pid;
        int status;
        int r = posix_spawnp(&pid, argv[0], NULL, NULL, argv, environ);
        if (r != 0)
                return -r;
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
                ;
        return status == 0 ? 0 : -EIO;
}

int disk_make(const char *mount_point, const char *installed)
{
        mode_t mask = umask(022);
        int r = 0;
        if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
            mount("tmpfs", mount_point, "tmpfs", 0, "mode=755") < 0)
                r = -errno;
        if (r == 0)
                r = fill_disk(mount_point);
        if (r == 0)
                r = copy_installed(mount_point, installed);
        umask(mask);
        return r < 0 ? report_errno(r, "can't make the machine's disk on %s", mount_point) : 0;
}
