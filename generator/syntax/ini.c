/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The reader of group files. iniparser loses meaning silently: it cuts values at ";" and "#", lets the last
 * of repeated keys win, reads backslashes differently from version to version, refuses long lines and keeps
 * no line numbers. So the raw text is read first (rawtext.h), iniparser is given a text that it can't misread
 * (initext.h), and every value that it has is held against what was meant. */
#include "generator/syntax/ini.h"

#include "generator/syntax/initext.h"

#include <errno.h>
#include <fcntl.h>
#include <iniparser.h>
#include <stdio.h>
#include <sys/mman.h>

/* Of the text of one load: iniparser looks a name up by comparing it with every other one, in a table of 128
 * places at first. Loads that stay within it take time by the size of the files, not by its square. */
#define LOAD_BYTES ((size_t)64 * 1024)

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

/* Makes TEXT all that FD holds, which held WAS bytes. */
static int fill(int fd, const StrBuf *text, size_t was)
{
        size_t done = 0;
        while (done < text->length) {
                ssize_t k = pwrite(fd, text->text + done, text->length - done, (off_t)done);
                if (k < 0 && errno != EINTR)
                        return -errno;
                done += k > 0 ? (size_t)k : 0;
        }
        return was > text->length && ftruncate(fd, (off_t)text->length) < 0 ? -errno : 0;
}

static int load_path(const char *path, dictionary **ret)
{
        errno = 0;
        iniparser_set_error_callback(say_nothing);
        dictionary *d = iniparser_load(path);
        /* Where it doesn't understand a text, iniparser returns NULL and sets no errno. */
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
        int r = fill(reader->fd, text, reader->size);
        if (r < 0)
                return r;
        reader->size = text->length;
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
        int r = fill(fd, text, 0);
        if (r == 0)
                r = load_path(path, ret);
        unlink(path);
        return r;
}

/* A place in the sources: the next entry. */
typedef struct Cursor {
        size_t source, entry;
} Cursor;

static const char *next_value(const IniSource *sources, size_t n, Cursor *cursor)
{
        for (; cursor->source < n; *cursor = (Cursor){.source = cursor->source + 1}) {
                const IniFile *file = sources[cursor->source].file;
                if (cursor->entry < file->n_entries)
                        return file->entries[cursor->entry++].value;
        }
        return NULL;
}

/* Makes TEXT one load, of the values from CURSOR on; returns their number. */
static int write_load(IniText *text, const IniSource *sources, size_t n, Cursor cursor)
{
        int number = 0;
        const char *value;
        initext_begin(text);
        /* Asked before a value is added, so that one which is longer than a load still gets into one. */
        for (; text->buf.length < LOAD_BYTES && (value = next_value(sources, n, &cursor)); number++)
                initext_add(text, value);
        int r = initext_end(text);
        return r < 0 ? r : number;
}

/* What iniparser has, line by line. */
typedef struct Answer {
        const dictionary *dictionary;
        size_t number, lines; /* the next line; how many there are */
        IniLine line;
} Answer;

/* Holds the next value that ANSWER has against what was meant. */
static int check_value(Answer *answer, const char *value)
{
        int r;
        while ((r = initext_match(&answer->line, &value)) == INITEXT_MORE) {
                char name[INITEXT_NAME_MAX];
                if (answer->number == answer->lines)
                        return -EBADMSG;
                initext_name(answer->number++, name);
                const char *got = iniparser_getstring(answer->dictionary, name, NULL);
                r = got ? initext_open(got, &answer->line) : -EBADMSG;
                if (r < 0)
                        break;
        }
        return r;
}

/* One load, from CURSOR on. 1 if there was any, 0 at the end. */
static int read_load(IniReader *reader, const IniSource *sources, size_t n, Cursor *cursor, IniText *text)
{
        _cleanup_(dictionary_freep) dictionary *d = NULL;
        int count = write_load(text, sources, n, *cursor);
        if (count <= 0)
                return count;
        int r = load_from_memory(reader, &text->buf, &d);
        if (r == -ENOENT)
                r = load_from_disk(&text->buf, &d);
        Answer answer = {.dictionary = d, .lines = text->lines};
        for (int i = 0; r == 0 && i < count; i++)
                r = check_value(&answer, next_value(sources, n, cursor));
        /* Nothing may be left over either. */
        if (r == 0 && (answer.number != answer.lines || answer.line.at != answer.line.end))
                r = -EBADMSG;
        return r < 0 ? r : 1;
}

static int read_all(IniReader *reader, IniSource *sources, size_t n)
{
        _cleanup_initext_ IniText text = {};
        Cursor cursor = {};
        int r = 0;
        for (size_t i = 0; i < n && r == 0; i++)
                r = rawtext_read(sources[i].text, sources[i].size, sources[i].path, sources[i].diags,
                                 &sources[i].file);
        if (r < 0)
                return r;
        while ((r = read_load(reader, sources, n, &cursor, &text)) > 0)
                ;
        return r;
}

int ini_read_many(IniReader *reader, IniSource *sources, size_t n)
{
        int r = read_all(reader, sources, n);
        for (size_t i = 0; i < n && r < 0; i++)
                sources[i].file = ini_file_free(sources[i].file);
        return r;
}

int ini_read(const char *text, size_t size, const char *path, DiagList *diags, IniFile **ret)
{
        _cleanup_ini_reader_ IniReader reader = INI_READER_INIT;
        IniSource source = {.text = text, .size = size, .path = path, .diags = diags};
        int r = ini_read_many(&reader, &source, 1);
        if (r < 0)
                return r;
        *ret = source.file;
        return 0;
}
