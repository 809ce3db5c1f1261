/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The reader of group files. iniparser loses meaning silently: it cuts values at ";" and "#", lets the last
 * of repeated keys win, reads backslashes differently from version to version, refuses long lines and keeps
 * no line numbers. So the raw text is read first (rawtext.h), iniparser is given a text that it can't misread
 * (initext.h), and every value that it has is held against what was meant. */
#include "generator/ini.h"

#include "generator/initext.h"

#include <errno.h>
#include <fcntl.h>
#include <iniparser.h>
#include <stdio.h>
#include <sys/mman.h>

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 8U /* Linux 6.3; may be mandatory there (sysctl vm.memfd_noexec) */
#endif

static void dictionary_freep(dictionary **d)
{
        if (*d)
                iniparser_freedict(*d);
}

/* iniparser prints whole lines, which may hold secrets; nothing of it is for the log. */
static int say_nothing(const char *format, ...)
{
        return 0;
}

void ini_reader_done(IniReader *reader)
{
        if (reader->fd >= 0)
                close(reader->fd);
        *reader = INI_READER_INIT;
}

/* Makes TEXT all that FD holds. */
static int fill(int fd, const char *text, size_t n)
{
        size_t done = 0;
        while (done < n) {
                ssize_t k = pwrite(fd, text + done, n - done, (off_t)done);
                if (k < 0 && errno != EINTR)
                        return -errno;
                done += k > 0 ? (size_t)k : 0;
        }
        return ftruncate(fd, (off_t)n) < 0 ? -errno : 0;
}

static int load_path(const char *path, dictionary **ret)
{
        errno = 0;
        iniparser_set_error_callback(say_nothing);
        dictionary *d = iniparser_load(path);
        if (!d)
                return errno > 0 ? -errno : -EBADMSG;
        *ret = d;
        return 0;
}

/* A file in memory has a path only below /proc. */
static int load_from_memory(IniReader *reader, const StrBuf *text, dictionary **ret)
{
        char path[64];
        if (reader->fd < 0)
                reader->fd = memfd_create("coslice-ini", MFD_CLOEXEC | MFD_NOEXEC_SEAL);
        if (reader->fd < 0 && errno == EINVAL)
                reader->fd = memfd_create("coslice-ini", MFD_CLOEXEC);
        if (reader->fd < 0)
                return -errno;
        int r = fill(reader->fd, text->text, text->length);
        if (r < 0)
                return r;
        snprintf(path, sizeof path, "/proc/self/fd/%d", reader->fd);
        return load_path(path, ret);
}

/* Where /proc isn't mounted: a file that only we can read, and only as long as it takes. */
static int load_from_disk(const StrBuf *text, dictionary **ret)
{
        static const char *const templates[] = {"/run/coslice-ini.XXXXXX", "/tmp/coslice-ini.XXXXXX"};
        _cleanup_close_ int fd = -1;
        char path[32];
        for (size_t i = 0; i < ARRAY_SIZE(templates) && fd < 0; i++) {
                snprintf(path, sizeof path, "%s", templates[i]);
                fd = mkostemp(path, O_CLOEXEC);
        }
        if (fd < 0)
                return -errno;
        int r = fill(fd, text->text, text->length);
        if (r == 0)
                r = load_path(path, ret);
        unlink(path);
        return r;
}

/* Holds the value that iniparser has of ENTRY against what was meant. */
static int check_entry(const dictionary *d, const IniFile *file, size_t entry)
{
        const char *value = file->entries[entry].value;
        int r = INITEXT_MORE;
        for (size_t piece = 0; r == INITEXT_MORE; piece++) {
                char name[INITEXT_NAME_MAX];
                initext_name(file->entries[entry].section, entry, piece, name);
                const char *got = iniparser_getstring(d, name, NULL);
                r = got ? initext_match(got, &value) : -EBADMSG;
        }
        return r;
}

/* One load: the entries from *NEXT on that initext_write() takes at once. */
static int read_some(IniReader *reader, const IniFile *file, StrBuf *text, size_t *next)
{
        _cleanup_(dictionary_freep) dictionary *d = NULL;
        size_t entry = *next;
        strbuf_truncate(text, 0);
        int r = initext_write(file, entry, text, next);
        if (r < 0)
                return r;
        r = load_from_memory(reader, text, &d);
        if (r == -ENOENT)
                r = load_from_disk(text, &d);
        while (r == 0 && entry < *next)
                r = check_entry(d, file, entry++);
        return r;
}

int ini_reader_read(IniReader *reader, const char *text, size_t size, const char *path, DiagList *diags,
                    IniFile **ret)
{
        _cleanup_ini_file_ IniFile *file = NULL;
        _cleanup_strbuf_ StrBuf encoded = {};
        size_t next = 0;
        int r = rawtext_read(text, size, path, diags, &file);
        while (r == 0 && next < file->n_entries)
                r = read_some(reader, file, &encoded, &next);
        if (r < 0)
                return r;
        *ret = TAKE_PTR(file);
        return 0;
}

int ini_read(const char *text, size_t size, const char *path, DiagList *diags, IniFile **ret)
{
        _cleanup_ini_reader_ IniReader reader = INI_READER_INIT;
        return ini_reader_read(&reader, text, size, path, diags, ret);
}
