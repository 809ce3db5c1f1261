/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Records in /run/userdb. */
#include "helper/container/sandbox/userdb.h"

#include "core/base/strbuf.h"
#include "core/contract/contract.h"
#include "core/io/io.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* A record is NAME.SUFFIX, and ID.SUFFIX a link to it. */
static const char *const suffixes[] = {"user", "group"};
enum { USER, GROUP };

typedef struct Names {
        char record[NAME_MAX + 1], link[32];
} Names;

static const char *prefix_of(const char *group)
{
        return streq(group, COSLICE_PULL_GROUP) ? COSLICE_PULL_USER_PREFIX : COSLICE_USER_PREFIX;
}

static Names names_of(const char *group, uint32_t base, size_t kind)
{
        Names names;
        snprintf(names.record, sizeof names.record, "%s%s.%s", prefix_of(group), group, suffixes[kind]);
        snprintf(names.link, sizeof names.link, "%u.%s", base, suffixes[kind]);
        return names;
}

/* Nobody logs in as it; a group's name needs no escape in JSON. */
static int write_record(const char *group, uint32_t base, size_t kind, StrBuf *ret)
{
        if (kind == USER)
                return strbuf_addf(
                        ret,
                        "{\"userName\":\"%s%s\",\"uid\":%u,\"gid\":%u,"
                        "\"realName\":\"Root of container group %s\",\"disposition\":\"container\","
                        "\"locked\":true,\"homeDirectory\":\"/\","
                        "\"shell\":\"/usr/sbin/nologin\"}\n",
                        prefix_of(group), group, base, base, group);
        return strbuf_addf(ret,
                           "{\"groupName\":\"%s%s\",\"gid\":%u,"
                           "\"description\":\"Root of container group %s\",\"disposition\":\"container\"}\n",
                           prefix_of(group), group, base, group);
}

static int remove_kind(int dir_fd, const char *group, uint32_t base, size_t kind)
{
        const Names names = names_of(group, base, kind);
        /* The link first: one that leads nowhere would be a record of nobody. */
        if (unlinkat(dir_fd, names.link, 0) < 0 && errno != ENOENT)
                return -errno;
        return unlinkat(dir_fd, names.record, 0) < 0 && errno != ENOENT ? -errno : 0;
}

static int add_kind(int dir_fd, const char *group, uint32_t base, size_t kind)
{
        const Names names = names_of(group, base, kind);
        _cleanup_strbuf_ StrBuf text = {};
        int r = remove_kind(dir_fd, group, base, kind);
        if (r == 0)
                r = write_record(group, base, kind, &text);
        if (r == 0)
                r = io_write_file(dir_fd, names.record, text.text, text.length, 0644);
        return r == 0 && symlinkat(names.record, dir_fd, names.link) < 0 ? -errno : r;
}

/* All may read what is public, and systemd makes no such folder itself. */
static int open_userdb(void)
{
        mode_t mask = umask(0);
        int made = mkdir(COSLICE_USERDB_DIR, 0755);
        umask(mask);
        if (made < 0 && errno != EEXIST)
                return -errno;
        int fd = open(COSLICE_USERDB_DIR, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        return fd < 0 ? -errno : fd;
}

int userdb_add(const char *group, uint32_t base, Failure *failure)
{
        _cleanup_close_ int dir = open_userdb();
        int r = dir < 0 ? dir : 0;
        mode_t mask = umask(0);
        for (size_t kind = 0; kind < ARRAY_SIZE(suffixes) && r == 0; kind++)
                r = add_kind(dir, group, base, kind);
        umask(mask);
        return r < 0 ? failure_set(failure, EXIT_SETUP_STATE, -r, "write " COSLICE_USERDB_DIR "/%s%s",
                                   prefix_of(group), group)
                     : 0;
}

int userdb_remove(const char *group, uint32_t base, Failure *failure)
{
        _cleanup_close_ int dir = open(COSLICE_USERDB_DIR, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (dir < 0 && errno == ENOENT)
                return 0;
        int r = dir < 0 ? -errno : 0;
        for (size_t kind = 0; kind < ARRAY_SIZE(suffixes) && r == 0; kind++)
                r = remove_kind(dir, group, base, kind);
        return r < 0 ? failure_set(failure, EXIT_SETUP_STATE, -r, "remove " COSLICE_USERDB_DIR "/%s%s",
                                   prefix_of(group), group)
                     : 0;
}
