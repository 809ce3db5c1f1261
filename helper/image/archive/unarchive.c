/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* libarchive looks for no kind of archive or compression but those that are named here: others of its readers
 * execute programs, or open files of the host (mtree). It gets names as bytes in the C locale alone: in
 * others it makes other names of them (NFC). */
#include "helper/image/archive/unarchive.h"

#include "core/contract/contract.h"
#include "helper/image/archive/entryname.h"
#include "helper/image/archive/tarwalk.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <iconv.h>
#include <langinfo.h>
#include <string.h>

static void archive_done(struct archive **archive)
{
        archive_read_free(*archive);
}
#define _cleanup_archive_ _cleanup_(archive_done)

typedef struct Reading {
        const ByteSource *source;
        TarWalk *walk; /* NULL: the bytes are no tar archive yet */
        Failure *failure;
        int error; /* of the source or the walk; libarchive holds no -errno */
} Reading;

static la_ssize_t read_source(struct archive *archive, void *context, const void **ret)
{
        Reading *reading = context;
        ssize_t n = reading->source->read(reading->source->context, ret);
        if (n < 0)
                reading->error = failure_set(reading->failure, EXIT_SETUP_ROOT, (int)-n, "read the layer");
        else if (n > 0 && reading->walk)
                reading->error = tarwalk_add(reading->walk, *ret, (size_t)n, reading->failure);
        if (reading->error == 0)
                return n;
        archive_set_error(archive, EIO, "read the layer");
        return ARCHIVE_FATAL;
}

/* In libarchive's words, unless it was the source that failed. */
static int fail(struct archive *archive, const Reading *reading)
{
        if (reading->error < 0)
                return reading->error;
        const char *why = archive ? archive_error_string(archive) : NULL;
        if (!archive || archive_errno(archive) == ENOMEM)
                return failure_set(reading->failure, EXIT_SETUP_PROCESS, ENOMEM, "read the layer");
        return failure_set(reading->failure, EXIT_SETUP_ROOT, 0, "it is damaged, or no tar archive: %s",
                           why ? why : "libarchive can't read it");
}

static int copy_all(struct archive *archive, const Reading *reading, const ByteSink *sink)
{
        const void *data;
        size_t n;
        la_int64_t offset;
        int r;
        while ((r = archive_read_data_block(archive, &data, &n, &offset)) == ARCHIVE_OK) {
                int written = sink->write(sink->context, data, n);
                if (written < 0)
                        return failure_set(reading->failure, EXIT_SETUP_ROOT, -written,
                                           "hand on what the layer holds");
        }
        return r == ARCHIVE_EOF ? 0 : fail(archive, reading);
}

int unarchive_copy(const ByteSource *source, const ByteSink *sink, Failure *failure)
{
        Reading reading = {.source = source, .failure = failure};
        struct archive_entry *entry;
        _cleanup_archive_ struct archive *archive = archive_read_new();
        if (!archive || archive_read_support_filter_gzip(archive) != ARCHIVE_OK ||
            archive_read_support_filter_zstd(archive) != ARCHIVE_OK ||
            archive_read_support_format_raw(archive) != ARCHIVE_OK ||
            archive_read_open(archive, &reading, NULL, read_source, NULL) != ARCHIVE_OK ||
            archive_read_next_header(archive, &entry) != ARCHIVE_OK)
                return fail(archive, &reading);
        /* The last one that is counted is the file. */
        if (archive_filter_count(archive) > 2)
                return failure_set(failure, EXIT_SETUP_ROOT, 0, "it is compressed more than once");
        return copy_all(archive, &reading, sink);
}

static EntryKind kind_of(char type)
{
        switch (type) {
        case '1': return ENTRY_HARD_LINK;
        case '2': return ENTRY_LINK;
        case '5': return ENTRY_FOLDER;
        case '6': return ENTRY_FIFO;
        case '0': return ENTRY_FILE;
        default: return ENTRY_DEVICE;
        }
}

static bool has_type(struct archive_entry *entry, char type)
{
        switch (archive_entry_filetype(entry)) {
        case AE_IFREG: return type == '0' && !archive_entry_hardlink(entry);
        case AE_IFLNK: return type == '2';
        case AE_IFDIR: return type == '5';
        case AE_IFIFO: return type == '6';
        case AE_IFCHR: return type == '3';
        case AE_IFBLK: return type == '4';
        default: return type == '1' && archive_entry_hardlink(entry);
        }
}

static bool same_text(const char *a, const char *b)
{
        return a && b ? streq(a, b) : a == b;
}

/* That libarchive reads what the walk has read. */
static int compare(struct archive *archive, struct archive_entry *entry, const TarEntry *seen,
                   const Reading *reading)
{
        const char *target = seen->type == '1'   ? archive_entry_hardlink(entry)
                             : seen->type == '2' ? archive_entry_symlink(entry)
                                                 : NULL;
        if ((uint64_t)archive_read_header_position(archive) == seen->start && has_type(entry, seen->type) &&
            same_text(archive_entry_pathname(entry), seen->name) && same_text(target, seen->target) &&
            (seen->sparse || (uint64_t)archive_entry_size(entry) == seen->size))
                return 0;
        return failure_set(reading->failure, EXIT_SETUP_ROOT, 0,
                           "readers of tar differ in what it holds (at byte %llu)",
                           (unsigned long long)seen->start);
}

/* An id of 32 bits that is not -1, "none". */
static int take_id(la_int64_t id, uint32_t *ret, const char *name, Failure *failure)
{
        _cleanup_strbuf_ StrBuf quoted = {};
        if (id >= 0 && id < UINT32_MAX) {
                *ret = (uint32_t)id;
                return 0;
        }
        if (entryname_quote(name, &quoted) < 0)
                return -ENOMEM;
        return failure_set(failure, EXIT_SETUP_ROOT, 0,
                           "%s belongs to %lld, which is no user or group: the largest is 4294967294",
                           quoted.text, (long long)id);
}

static void take_attributes(struct archive_entry *entry, Entry *ret)
{
        EntryAttribute attribute;
        archive_entry_xattr_reset(entry);
        while (archive_entry_xattr_next(entry, &attribute.name, &attribute.value, &attribute.size) ==
               ARCHIVE_OK)
                if (ret->n_attributes < ENTRY_ATTRIBUTES_MAX && attribute.name &&
                    entryname_keeps_attribute(attribute.name))
                        ret->attributes[ret->n_attributes++] = attribute;
                else
                        ret->left_out++;
        if (archive_entry_acl_types(entry) != 0)
                ret->left_out++;
        if (archive_entry_fflags_text(entry))
                ret->left_out++;
}

static int take_entry(struct archive_entry *entry, const TarEntry *seen, Entry *ret, Failure *failure)
{
        *ret = (Entry){
                .kind = kind_of(seen->type),
                .name = seen->name,
                .target = seen->target,
                .mode = seen->mode,
                .seconds = archive_entry_mtime(entry),
                .nanoseconds = archive_entry_mtime_nsec(entry),
                .size = seen->type == '0' ? (uint64_t)archive_entry_size(entry) : 0,
        };
        int r = take_id(archive_entry_uid(entry), &ret->uid, ret->name, failure);
        if (r == 0)
                r = take_id(archive_entry_gid(entry), &ret->gid, ret->name, failure);
        take_attributes(entry, ret);
        return r;
}

static int read_data(struct archive *archive, const Entry *entry, const EntrySink *sink,
                     const Reading *reading)
{
        const void *data;
        size_t n;
        la_int64_t offset;
        uint64_t end = 0;
        int r;
        while ((r = archive_read_data_block(archive, &data, &n, &offset)) == ARCHIVE_OK) {
                if (offset < 0 || (uint64_t)offset < end || n > entry->size ||
                    (uint64_t)offset > entry->size - n)
                        return failure_set(reading->failure, EXIT_SETUP_ROOT, 0,
                                           "a sparse file's parts overlap, or are outside of it");
                end = (uint64_t)offset + n;
                int taken =
                        n == 0 ? 0 : sink->data(sink->context, data, n, (uint64_t)offset, reading->failure);
                if (taken < 0)
                        return taken;
        }
        return r == ARCHIVE_EOF ? sink->end(sink->context, reading->failure) : fail(archive, reading);
}

/* libarchive warns where a name is no ASCII, and keeps its bytes, which are then compared. */
static bool is_about_names(struct archive *archive)
{
        const char *why = archive_error_string(archive);
        return why && strstr(why, "can't be converted from");
}

static int read_entry(struct archive *archive, struct archive_entry *header, const EntrySink *sink,
                      const Reading *reading)
{
        _cleanup_tar_entry_ TarEntry seen = {};
        Entry entry;
        if (!tarwalk_take(reading->walk, &seen))
                return failure_set(reading->failure, EXIT_SETUP_ROOT, 0,
                                   "readers of tar differ in how many entries it has");
        int r = compare(archive, header, &seen, reading);
        if (r == 0)
                r = take_entry(header, &seen, &entry, reading->failure);
        if (r == 0)
                r = sink->begin(sink->context, &entry, reading->failure);
        return r == 0 && entry.kind == ENTRY_FILE ? read_data(archive, &entry, sink, reading) : r;
}

/* libarchive stops at the end of the archive; what is behind it must be nothing. */
static int read_rest(const Reading *reading)
{
        TarEntry seen;
        const void *data;
        ssize_t n;
        while ((n = reading->source->read(reading->source->context, &data)) > 0) {
                int r = tarwalk_add(reading->walk, data, (size_t)n, reading->failure);
                if (r < 0)
                        return r;
        }
        if (n < 0)
                return failure_set(reading->failure, EXIT_SETUP_ROOT, (int)-n, "read the layer");
        if (!tarwalk_take(reading->walk, &seen))
                return tarwalk_end(reading->walk, reading->failure);
        tar_entry_done(&seen);
        return failure_set(reading->failure, EXIT_SETUP_ROOT, 0,
                           "readers of tar differ in how many entries it has");
}

int unarchive_entries(const ByteSource *source, const EntrySink *sink, Failure *failure)
{
        _cleanup_tarwalk_ TarWalk walk = {};
        Reading reading = {.source = source, .failure = failure, .walk = &walk};
        struct archive_entry *header;
        _cleanup_archive_ struct archive *archive = archive_read_new();
        if (!archive || archive_read_support_format_tar(archive) != ARCHIVE_OK)
                return fail(archive, &reading);
        int r = archive_read_open(archive, &reading, NULL, read_source, NULL);
        while (r == ARCHIVE_OK) {
                r = archive_read_next_header(archive, &header);
                if (r == ARCHIVE_WARN && is_about_names(archive))
                        r = ARCHIVE_OK;
                if (r != ARCHIVE_OK)
                        break;
                int read = read_entry(archive, header, sink, &reading);
                if (read < 0)
                        return reading.error < 0 ? reading.error : read;
        }
        /* To libarchive nothing at all is no archive. */
        bool empty = reading.error == 0 && walk.position == 0;
        return r == ARCHIVE_EOF || empty ? read_rest(&reading) : fail(archive, &reading);
}

int unarchive_prepare(void)
{
        /* Names in extended headers are UTF-8, which libarchive has libc convert; libc looks for tables in
         * files the first time that it is asked for any. */
        iconv_t conversion = iconv_open(nl_langinfo(CODESET), "UTF-8");
        if (conversion == (iconv_t)-1)
                return errno == ENOMEM ? -ENOMEM : 0;
        iconv_close(conversion);
        return 0;
}
