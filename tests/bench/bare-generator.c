/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* bare-generator IN OUT SHAPE [ini]: a generator's reads and writes, and nothing else: reads every NAME.group
 * in IN, or has iniparser load it, and makes for each what SHAPE says, with "%" for NAME:
 *
 *   d PATH         a folder
 *   f BYTES PATH   a file
 *   l OLD PATH     a hard link
 *   s TARGET PATH  a symbolic link
 *
 * A folder whose path has no "%" is made once. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <iniparser.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STEPS_MAX 256
#define PATH_SIZE 512

typedef struct Step {
        char kind;
        size_t size;
        char first[PATH_SIZE], path[PATH_SIZE];
} Step;

static Step steps[STEPS_MAX];
static size_t n_steps;
static char data[1 << 16];

static void die(const char *what)
{
        fprintf(stderr, "bare-generator: %s: %s\n", what, strerror(errno));
        exit(1);
}

static void read_shape(const char *path)
{
        FILE *f = fopen(path, "re");
        char line[PATH_SIZE * 2];
        if (!f)
                die(path);
        while (fgets(line, sizeof line, f)) {
                Step *step = steps + n_steps++;
                step->kind = line[0];
                int n = line[0] == 'd'   ? sscanf(line, "d %511s", step->path)
                        : line[0] == 'f' ? sscanf(line, "f %zu %511s", &step->size, step->path) - 1
                                         : sscanf(line + 1, " %511s %511s", step->first, step->path) - 1;
                if (n != 1 || n_steps == STEPS_MAX || step->size > sizeof data) {
                        errno = EINVAL;
                        die(path);
                }
        }
        fclose(f);
}

/* PATTERN with NAME for each "%". */
static void fill_in(const char *pattern, const char *name, size_t n, char *to)
{
        for (; *pattern; pattern++)
                if (*pattern == '%')
                        to = mempcpy(to, name, n);
                else
                        *to++ = *pattern;
        *to = '\0';
}

static int write_file(int dir, const char *path, size_t size)
{
        int fd = openat(dir, path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
        if (fd < 0)
                return -1;
        ssize_t n = write(fd, data, size);
        close(fd);
        return n == (ssize_t)size ? 0 : -1;
}

static void make(int out, const Step *step, const char *name, size_t n)
{
        char first[PATH_SIZE * 2], path[PATH_SIZE * 2];
        int r = 0;
        fill_in(step->first, name, n, first);
        fill_in(step->path, name, n, path);
        switch (step->kind) {
        case 'd': r = mkdirat(out, path, 0755); break;
        case 'f': r = write_file(out, path, step->size); break;
        case 'l': r = linkat(out, first, out, path, 0); break;
        case 's': r = symlinkat(first, out, path); break;
        }
        if (r < 0)
                die(path);
}

static void read_definition(int dir, const char *file)
{
        static char text[1 << 16];
        int fd = openat(dir, file, O_RDONLY | O_CLOEXEC);
        if (fd < 0 || read(fd, text, sizeof text) < 0)
                die(file);
        close(fd);
}

static void load_definition(const char *dir, const char *file)
{
        char path[PATH_SIZE];
        snprintf(path, sizeof path, "%s/%s", dir, file);
        dictionary *d = iniparser_load(path);
        if (!d)
                die(path);
        iniparser_freedict(d);
}

static bool once(const Step *step)
{
        return step->kind == 'd' && !strchr(step->path, '%');
}

int main(int argc, char **argv)
{
        if (argc < 4) {
                fprintf(stderr, "bare-generator IN OUT SHAPE [ini]\n");
                return 2;
        }
        DIR *in = opendir(argv[1]);
        int out = open(argv[2], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (!in || out < 0)
                die(in ? argv[2] : argv[1]);
        memset(data, 'x', sizeof data);
        read_shape(argv[3]);
        for (size_t i = 0; i < n_steps; i++)
                if (once(steps + i))
                        make(out, steps + i, "", 0);
        for (struct dirent *entry; (entry = readdir(in));) {
                const char *dot = strstr(entry->d_name, ".group");
                if (!dot)
                        continue;
                if (argc > 4)
                        load_definition(argv[1], entry->d_name);
                else
                        read_definition(dirfd(in), entry->d_name);
                for (size_t i = 0; i < n_steps; i++)
                        if (!once(steps + i))
                                make(out, steps + i, entry->d_name, (size_t)(dot - entry->d_name));
        }
        return 0;
}
