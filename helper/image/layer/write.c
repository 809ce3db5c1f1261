/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/layer/write.h"

#include "core/contract/contract.h"
#include "core/io/io.h"
#include "helper/common/rootfd.h"
#include "helper/image/archive/logname.h"
#include "helper/image/layer/space.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/xattr.h>

#define BLOCK           4096 /* as ext4 and xfs have them, if nothing else is said */
#define CHECK_EACH      256
#define UNCHECKED_BYTES (16 * 1024 * 1024)

void writer_done(Writer *writer)
{
        closep(&writer->file_fd);
        writer->file_fd = -EBADF;
        free(TAKE_PTR(writer->text));
        (void)tree_leave(&writer->tree);
}

/* Why the entry can't be had. R: -errno, whose words are told, unless WHY says all. Returns R. */
static int refuse(const char *name, int r, const char *why, Failure *failure)
{
        _cleanup_strbuf_ StrBuf quoted = {};
        if (r == -ENOMEM || entryname_quote(name, &quoted) < 0)
                return failure_set(failure, EXIT_SETUP_PROCESS, ENOMEM, "write the layer");
        failure_set(failure, r == -ENOSPC || r == -EDQUOT || r == -EIO ? EXIT_SETUP_STATE : EXIT_SETUP_ROOT,
                    why ? 0 : -r, "%s%s%s", quoted.text, why ? ": " : "", why ? why : "");
        return r;
}

/* What the kernel's words don't tell of a name in a tree. */
static int refuse_folder(const char *name, int r, Failure *failure)
{
        const char *why = r == -ENOENT         ? "a link on the way to it leads to nowhere"
                          : r == -ENOTDIR      ? "something on the way to it is no folder"
                          : r == -ELOOP        ? "links on the way to it lead in a circle"
                          : r == -ENAMETOOLONG ? "its path is longer than 4095 bytes"
                                               : NULL;
        return refuse(name, r, why, failure);
}

static int refuse_removal(const char *name, int r, Failure *failure)
{
        return refuse(name, r, r == -E2BIG ? "the layer has too much removed again" : NULL, failure);
}

static void count_ids(Writer *writer, const Entry *entry)
{
        LayerCounts *counts = &writer->counts;
        counts->max_id = entry->uid > counts->max_id ? entry->uid : counts->max_id;
        counts->max_id = entry->gid > counts->max_id ? entry->gid : counts->max_id;
}

static void get_times(const Entry *entry, struct timespec ret[2])
{
        ret[1] = (struct timespec){.tv_sec = entry->seconds, .tv_nsec = entry->nanoseconds};
        ret[0] = ret[1];
}

/* After the owner, whose change takes set-id bits and file capabilities away. */
static int set_attributes(Writer *writer, int fd, const Entry *entry, Failure *failure)
{
        for (size_t i = 0; i < entry->n_attributes; i++) {
                const EntryAttribute *attribute = entry->attributes + i;
                bool can = entry->kind == ENTRY_FILE ||
                           (entry->kind == ENTRY_FOLDER && string_after(attribute->name, "user."));
                if (!can) {
                        writer->counts.left_out++;
                        continue;
                }
                if (fsetxattr(fd, attribute->name, attribute->value, attribute->size, 0) < 0) {
                        const char *why = errno == ENOSPC || errno == E2BIG || errno == ERANGE
                                                  ? "the file system can't hold its extended attributes"
                                          : errno == EINVAL ? "its file capabilities are none"
                                                            : NULL;
                        return refuse(entry->name, why ? -EINVAL : -errno, why, failure);
                }
        }
        return 0;
}

static int set_metadata(Writer *writer, int fd, const Entry *entry, Failure *failure)
{
        struct timespec times[2];
        get_times(entry, times);
        count_ids(writer, entry);
        if (fchown(fd, entry->uid, entry->gid) < 0 || fchmod(fd, entry->mode) < 0)
                return refuse(entry->name, -errno, NULL, failure);
        int r = set_attributes(writer, fd, entry, failure);
        return r == 0 && futimens(fd, times) < 0 ? refuse(entry->name, -errno, NULL, failure) : r;
}

/* The same for what can't be opened without an effect. Nobody else changes the tree meanwhile. */
static int set_metadata_at(Writer *writer, int dir_fd, const char *last, const Entry *entry, Failure *failure)
{
        struct timespec times[2];
        get_times(entry, times);
        count_ids(writer, entry);
        writer->counts.left_out += entry->n_attributes;
        if (fchownat(dir_fd, last, entry->uid, entry->gid, AT_SYMLINK_NOFOLLOW) < 0 ||
            (entry->kind == ENTRY_FIFO && fchmodat(dir_fd, last, entry->mode, 0) < 0) ||
            utimensat(dir_fd, last, times, AT_SYMLINK_NOFOLLOW) < 0)
                return refuse(entry->name, -errno, NULL, failure);
        return 0;
}

/* Opens the folder that the entry goes to, and takes away what is in its place: the last of two entries with
 * one name counts, and a layer's what those below have. A descriptor, the tree's. */
static int make_way(Writer *writer, Failure *failure)
{
        const char *name = writer->entry.name;
        int fd = tree_open_folder(&writer->tree, &writer->name, true);
        if (fd < 0)
                return refuse_folder(name, fd, failure);
        int r = tree_remove(&writer->tree, writer->name.last);
        writer->tree.changed = true;
        return r < 0 ? refuse_removal(name, r, failure) : fd;
}

static int begin_file(Writer *writer, Failure *failure)
{
        const Entry *entry = &writer->entry;
        int dir_fd = tree_open_folder(&writer->tree, &writer->name, true);
        if (dir_fd < 0)
                return refuse_folder(entry->name, dir_fd, failure);
        const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
        writer->tree.changed = true;
        writer->file_fd = openat(dir_fd, writer->name.last, flags, 0600);
        if (writer->file_fd < 0 && errno == EEXIST) {
                dir_fd = make_way(writer, failure);
                if (dir_fd < 0)
                        return dir_fd;
                writer->file_fd = openat(dir_fd, writer->name.last, flags, 0600);
        }
        if (writer->file_fd < 0)
                return refuse(entry->name, -errno, NULL, failure);
        writer->end = 0;
        if (!writer->counts.log_links && logname_looks_at(writer->name.path, entry->size)) {
                writer->text = calloc(1, entry->size);
                if (!writer->text)
                        return refuse(entry->name, -ENOMEM, NULL, failure);
        }
        return 0;
}

static int write_data(void *context, const void *data, size_t n, uint64_t offset, Failure *failure)
{
        Writer *writer = context;
        if (writer->text)
                memcpy(writer->text + offset, data, n); /* within its size: unarchive.h */
        writer->unchecked += n;
        if (writer->unchecked >= UNCHECKED_BYTES && !writer->is_small) {
                int r = space_check(writer->tree.root_fd, 0, failure);
                if (r < 0)
                        return r;
                writer->unchecked = 0;
        }
        writer->counts.bytes += n;
        for (const char *from = data; n > 0;) {
                ssize_t written = pwrite(writer->file_fd, from, n, (off_t)offset);
                if (written < 0 && errno == EINTR)
                        continue;
                if (written <= 0)
                        return refuse(writer->entry.name, written < 0 ? -errno : -EIO, NULL, failure);
                from += written;
                offset += (uint64_t)written;
                n -= (size_t)written;
        }
        writer->end = offset;
        return 0;
}

static int end_file(void *context, Failure *failure)
{
        Writer *writer = context;
        const Entry *entry = &writer->entry;
        if (entry->size > writer->end && ftruncate(writer->file_fd, (off_t)entry->size) < 0)
                return refuse(entry->name, -errno, NULL, failure);
        writer->counts.bytes += (BLOCK - writer->counts.bytes % BLOCK) % BLOCK;
        if (writer->text && logname_is_in(writer->text, entry->size))
                writer->counts.log_links = true;
        free(TAKE_PTR(writer->text));
        int r = set_metadata(writer, writer->file_fd, entry, failure);
        close(TAKE_FD(writer->file_fd));
        return r;
}

/* Those that a folder of the layers below has, and this entry not. */
static int clear_attributes(int fd)
{
        char names[65536]; /* as many as the kernel tells of, XATTR_LIST_MAX */
        ssize_t n = flistxattr(fd, names, sizeof names);
        for (const char *name = names; n > 0 && name < names + n; name += strlen(name) + 1)
                if (entryname_keeps_attribute(name) && fremovexattr(fd, name) < 0 && errno != ENODATA)
                        return -errno;
        return n < 0 && errno != ENOTSUP ? -errno : 0;
}

/* A folder that is there stays, with what is in it. */
static int open_made_folder(Writer *writer, bool *ret_old, Failure *failure)
{
        const char *name = writer->entry.name, *last = writer->name.last;
        const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
        *ret_old = true;
        if (!*last)
                return fcntl(writer->tree.root_fd, F_DUPFD_CLOEXEC, 0);
        int dir_fd = tree_open_folder(&writer->tree, &writer->name, true);
        if (dir_fd < 0)
                return refuse_folder(name, dir_fd, failure);
        *ret_old = mkdirat(dir_fd, last, 0700) < 0;
        if (*ret_old && errno != EEXIST)
                return refuse(name, -errno, NULL, failure);
        writer->tree.changed = true;
        int fd = openat(dir_fd, last, flags);
        if (fd < 0 && *ret_old && (errno == ENOTDIR || errno == ELOOP)) {
                dir_fd = make_way(writer, failure);
                if (dir_fd < 0)
                        return dir_fd;
                *ret_old = false;
                fd = mkdirat(dir_fd, last, 0700) < 0 ? -1 : openat(dir_fd, last, flags);
        }
        return fd < 0 ? refuse(name, -errno, NULL, failure) : fd;
}

static int write_folder(Writer *writer, Failure *failure)
{
        bool is_old;
        /* What is opened for it is the folder above it: its own time is not given back later. */
        int r = *writer->name.last ? 0 : tree_leave(&writer->tree);
        if (r < 0)
                return refuse(writer->entry.name, r, NULL, failure);
        _cleanup_close_ int fd = open_made_folder(writer, &is_old, failure);
        if (fd < 0)
                return fd;
        r = is_old ? clear_attributes(fd) : 0;
        if (r < 0)
                return refuse(writer->entry.name, r, NULL, failure);
        writer->counts.bytes += BLOCK;
        return set_metadata(writer, fd, &writer->entry, failure);
}

static int write_link(Writer *writer, Failure *failure)
{
        const Entry *entry = &writer->entry;
        if (!*entry->target || strlen(entry->target) > ENTRY_NAME_MAX)
                return refuse(entry->name, -EINVAL, "it leads to nothing, or to more than 4095 bytes",
                              failure);
        int dir_fd = make_way(writer, failure);
        if (dir_fd < 0)
                return dir_fd;
        if (symlinkat(entry->target, dir_fd, writer->name.last) < 0)
                return refuse(entry->name, -errno, NULL, failure);
        if (logname_is_link(writer->name.path, entry->target))
                writer->counts.log_links = true;
        return set_metadata_at(writer, dir_fd, writer->name.last, entry, failure);
}

static int write_fifo(Writer *writer, Failure *failure)
{
        int dir_fd = make_way(writer, failure);
        if (dir_fd < 0)
                return dir_fd;
        if (mknodat(dir_fd, writer->name.last, S_IFIFO | 0600, 0) < 0)
                return refuse(writer->entry.name, -errno, NULL, failure);
        return set_metadata_at(writer, dir_fd, writer->name.last, &writer->entry, failure);
}

/* What it leads to, which may be a link itself, and is not followed then. */
static int find_target(Writer *writer, EntryName *target, int *ret_fd, struct stat *ret, Failure *failure)
{
        const Entry *entry = &writer->entry;
        char folder[ENTRY_NAME_MAX + 1];
        const char *why;
        int r = entryname_read_target(entry->target, target, &why);
        if (r < 0)
                return refuse(entry->name, r, why, failure);
        memcpy(folder, target->path, target->n_folder);
        folder[target->n_folder] = '\0';
        _cleanup_close_ int fd =
                rootfd_open(writer->tree.root_fd, folder, O_PATH | O_DIRECTORY, LINKS_INSIDE);
        if (fd < 0 || fstatat(fd, target->last, ret, AT_SYMLINK_NOFOLLOW) < 0)
                return refuse(entry->name, -ENOENT, "it is a hard link to what isn't there", failure);
        if (S_ISDIR(ret->st_mode))
                return refuse(entry->name, -EPERM, "it is a hard link to a folder", failure);
        *ret_fd = TAKE_FD(fd);
        return 0;
}

static int write_hard_link(Writer *writer, Failure *failure)
{
        const Entry *entry = &writer->entry;
        struct stat there, before;
        EntryName target;
        _cleanup_close_ int target_fd = -EBADF;
        int r = find_target(writer, &target, &target_fd, &there, failure);
        /* The overlay copies what is below. */
        if (r == 0 && !writer->is_small)
                r = space_check(writer->tree.root_fd, (uint64_t)there.st_blocks * 512, failure);
        if (r < 0)
                return r;
        int dir_fd = tree_open_folder(&writer->tree, &writer->name, true);
        if (dir_fd < 0)
                return refuse_folder(entry->name, dir_fd, failure);
        if (fstatat(dir_fd, writer->name.last, &before, AT_SYMLINK_NOFOLLOW) == 0 &&
            before.st_dev == there.st_dev && before.st_ino == there.st_ino)
                return 0; /* as it is: linked to itself, it would be gone */
        dir_fd = make_way(writer, failure);
        if (dir_fd < 0)
                return dir_fd;
        if (linkat(target_fd, target.last, dir_fd, writer->name.last, 0) < 0)
                return refuse(entry->name, -errno, NULL, failure);
        return 0;
}

static int remove_hidden(Writer *writer, Failure *failure)
{
        const char *name = writer->entry.name;
        int fd = tree_open_folder(&writer->tree, &writer->name, false);
        if (fd == -ENOENT || fd == -ENOTDIR)
                return 0;
        if (fd < 0)
                return refuse_folder(name, fd, failure);
        int r = tree_is_own(&writer->tree, writer->name.last);
        if (r > 0)
                return refuse(name, -EINVAL,
                              "it removes what the same layer has brought before, and readers differ in what "
                              "that means",
                              failure);
        if (r == 0)
                r = tree_remove(&writer->tree, writer->name.last);
        return r < 0 ? refuse_removal(name, r, failure) : 0;
}

static int empty_folder(Writer *writer, Failure *failure)
{
        int fd = tree_open(&writer->tree, writer->name.path);
        if (fd == -ENOENT || fd == -ENOTDIR)
                return 0;
        if (fd < 0)
                return refuse_folder(writer->entry.name, fd, failure);
        int r = tree_empty(&writer->tree);
        return r < 0 ? refuse_removal(writer->entry.name, r, failure) : 0;
}

static int write_entry(Writer *writer, Failure *failure)
{
        const Entry *entry = &writer->entry;
        if (!*writer->name.last && entry->kind != ENTRY_FOLDER)
                return refuse(entry->name, -EINVAL, "it is the root directory, and no folder", failure);
        switch (entry->kind) {
        case ENTRY_FILE: return begin_file(writer, failure);
        case ENTRY_FOLDER: return write_folder(writer, failure);
        case ENTRY_LINK: return write_link(writer, failure);
        case ENTRY_HARD_LINK: return write_hard_link(writer, failure);
        case ENTRY_FIFO: return write_fifo(writer, failure);
        default: writer->counts.devices++; return 0;
        }
}

static int begin_entry(void *context, const Entry *entry, Failure *failure)
{
        Writer *writer = context;
        const char *why;
        writer->entry = *entry;
        if (++writer->counts.entries > writer->entries_max)
                return failure_set(failure, EXIT_SETUP_ROOT, 0,
                                   "the image has more than " LAYER_ENTRIES_MAX_TEXT " entries");
        if (writer->counts.entries % CHECK_EACH == 1 && !writer->is_small) {
                int r = space_check(writer->tree.root_fd, 0, failure);
                if (r < 0)
                        return r;
        }
        int r = entryname_read(entry->name, &writer->name, &why);
        if (r < 0)
                return refuse(entry->name, r, why, failure);
        writer->counts.left_out += entry->left_out;
        switch (writer->name.meaning) {
        case ENTRY_REMOVES: return remove_hidden(writer, failure);
        case ENTRY_EMPTIES: return empty_folder(writer, failure);
        case ENTRY_IS_IT: return write_entry(writer, failure);
        default: writer->counts.left_out++; return 0;
        }
}

/* Of a file that is written; of others, whiteouts among them, the data means nothing. */
static int take_data(void *context, const void *data, size_t n, uint64_t offset, Failure *failure)
{
        const Writer *writer = context;
        return writer->file_fd >= 0 ? write_data(context, data, n, offset, failure) : 0;
}

static int take_end(void *context, Failure *failure)
{
        const Writer *writer = context;
        return writer->file_fd >= 0 ? end_file(context, failure) : 0;
}

int writer_write(Writer *writer, const ByteSource *source, Failure *failure)
{
        const EntrySink sink = {.begin = begin_entry, .data = take_data, .end = take_end, .context = writer};
        int r = unarchive_entries(source, &sink, failure);
        if (r < 0)
                return r;
        r = tree_leave(&writer->tree);
        return r < 0 ? failure_set(failure, EXIT_SETUP_STATE, -r, "write the layer") : 0;
}
