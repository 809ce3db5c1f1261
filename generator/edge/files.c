/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files read together. */
#include "generator/edge/files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

void file_set_done(FileSet *files)
{
        for (size_t i = 0; i < files->n; i++) {
                free(files->items[i].text);
                diag_list_done(&files->items[i].diags);
                ini_file_free(files->items[i].file);
        }
        free(files->items);
        *files = (FileSet){};
}

/* A whole file, and one byte more than is allowed, so that the reader can tell. */
static int read_text(const char *path, char **ret, size_t *ret_size, bool *ret_closed)
{
        /* Without O_NONBLOCK a FIFO would hold up the boot. */
        _cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
        struct stat st;
        if (fd < 0 || fstat(fd, &st) < 0)
                return -errno;
        if (!S_ISREG(st.st_mode))
                return S_ISDIR(st.st_mode) ? -EISDIR : -EINVAL;
        size_t space = st.st_size < INI_FILE_MAX ? (size_t)st.st_size + 2 : INI_FILE_MAX + 2, size = 0;
        _cleanup_free_ char *text = malloc(space);
        if (!text)
                return -ENOMEM;
        for (ssize_t n; size < INI_FILE_MAX + 1; size += (size_t)n) {
                /* It has grown since. */
                if (size == space - 1) {
                        space = space < INI_FILE_MAX / 2 ? space * 2 : INI_FILE_MAX + 2;
                        char *more = realloc(text, space);
                        if (!more)
                                return -ENOMEM;
                        text = more;
                }
                n = read(fd, text + size, space - 1 - size);
                if (n < 0)
                        return -errno;
                if (n == 0)
                        break;
        }
        text[size] = '\0';
        *ret = TAKE_PTR(text);
        *ret_size = size;
        *ret_closed = !(st.st_mode & S_IROTH);
        return 0;
}

/* The set's next file. NULL without memory. */
static ReadFile *add(FileSet *files, const char *path)
{
        if (files->n == files->space) {
                size_t space = files->space ? files->space * 2 : 16;
                ReadFile *items = reallocarray(files->items, space, sizeof *items);
                if (!items)
                        return NULL;
                files->items = items;
                files->space = space;
        }
        ReadFile *file = files->items + files->n++;
        *file = (ReadFile){.path = path};
        return file;
}

int file_set_add(FileSet *files, const char *path)
{
        const Place at = {.file = path};
        ReadFile *file = add(files, path);
        int r = file ? read_text(path, &file->text, &file->size, &file->closed) : -ENOMEM;
        if (r == 0 || r == -ENOMEM)
                return r;
        if (r == -EINVAL)
                return diag_error(&file->diags, &at, "this is not a regular file");
        return diag_error(&file->diags, &at, "the file can't be read: %s", strerror(-r));
}

int file_set_add_text(FileSet *files, const char *path, const char *text, size_t size)
{
        ReadFile *file = add(files, path);
        if (!file || !(file->text = malloc(size + 1)))
                return -ENOMEM;
        memcpy(file->text, text, size);
        file->size = size;
        return 0;
}

int file_set_parse(FileSet *files, IniReader *reader)
{
        _cleanup_free_ IniSource *sources = calloc(files->n + 1, sizeof *sources);
        if (!sources)
                return -ENOMEM;
        for (size_t i = 0; i < files->n; i++) {
                ReadFile *file = files->items + i;
                sources[i] = (IniSource){.text = file->text ? file->text : "",
                                         .size = file->size,
                                         .path = file->path,
                                         .diags = &file->diags};
        }
        int r = ini_read_many(reader, sources, files->n);
        for (size_t i = 0; i < files->n && r == 0; i++) {
                ReadFile *file = files->items + i;
                file->file = sources[i].file;
                free(file->text);
                file->text = NULL;
        }
        return r;
}
