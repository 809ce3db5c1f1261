/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Links to nowhere, and mounts without exec. */
#include "helper/container/root/whynot.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#define LINKS_MAX 40 /* as many as the kernel follows */

static bool is_link(const char *path)
{
        struct stat st;
        return lstat(path, &st) == 0 && S_ISLNK(st.st_mode);
}

/* Where the link PATH, PATH_MAX bytes, leads, in its place. False if that can't be told. */
static bool follow(char *path)
{
        char target[PATH_MAX], joined[PATH_MAX];
        ssize_t n = readlink(path, target, sizeof target - 1);
        if (n < 0)
                return false;
        target[n] = '\0';
        int parent = *target == '/' ? 0 : (int)(strrchr(path, '/') - path) + 1;
        int length = snprintf(joined, sizeof joined, "%.*s%s", parent, path, target);
        if (length < 0 || (size_t)length >= sizeof joined)
                return false;
        strcpy(path, joined);
        return true;
}

bool whynot_link(const char *path, char *ret, size_t size)
{
        char link[PATH_MAX], target[PATH_MAX];
        struct stat st;
        if (*path != '/' || strlen(path) >= sizeof link)
                return false;
        for (size_t n = 1; path[n - 1]; n++) {
                if (path[n] && path[n] != '/')
                        continue;
                memcpy(link, path, n);
                link[n] = '\0';
                if (!is_link(link) || stat(link, &st) == 0 || errno != ENOENT)
                        continue;
                strcpy(target, link);
                for (int i = 0; i < LINKS_MAX && is_link(target); i++)
                        if (!follow(target))
                                return false;
                snprintf(ret, size, "%s is a link to %s, which isn't there", link, target);
                return true;
        }
        return false;
}

/* What PATH, without links, lies on; or NULL. */
static const Mount *find_mount(const char *path, const MountList *mounts)
{
        char target[PATH_MAX];
        const Mount *found = NULL;
        size_t length = 0;
        for (size_t i = 0; i < mounts->n; i++) {
                if (!realpath(mounts->items[i].target, target) || strlen(target) < length)
                        continue;
                const char *rest = string_after(path, target);
                if (!rest || (*rest && *rest != '/'))
                        continue;
                found = mounts->items + i;
                length = strlen(target);
        }
        return found;
}

bool whynot_executable(const char *path, const MountList *mounts, char *ret, size_t size)
{
        char real[PATH_MAX];
        struct stat st;
        struct statvfs fs;
        if (stat(path, &st) < 0 || !S_ISREG(st.st_mode) || (st.st_mode & 0111) == 0 ||
            statvfs(path, &fs) < 0 || !(fs.f_flag & ST_NOEXEC))
                return false;
        const Mount *mount = realpath(path, real) ? find_mount(real, mounts) : NULL;
        if (!mount)
                snprintf(ret, size, "it lies where no program can be executed (noexec)");
        else if (mount->no_exec)
                snprintf(ret, size, "it lies on the volume at %s, whose Volume= has the option noexec",
                         mount->target);
        else
                snprintf(ret, size, "it lies on the volume at %s, which the host has mounted noexec",
                         mount->target);
        return true;
}
