/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Runs a fuzz target on every file of the directories that are named, as an ordinary test: once found, always
 * looked for. Finding no file at all is a failure. */
#include "tests/fuzz/fuzz.h"

#include "core/base/cleanup.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>

static void closedirp(DIR **dir)
{
        if (*dir)
                closedir(*dir);
}

static void fclosep(FILE **file)
{
        if (*file)
                fclose(*file);
}

static int run_file(const char *path)
{
        struct stat st;
        _cleanup_(fclosep) FILE *file = fopen(path, "re");
        if (!file || fstat(fileno(file), &st) < 0) {
                perror(path);
                return -1;
        }
        size_t size = (size_t)st.st_size;
        _cleanup_free_ uint8_t *data = malloc(size);
        if ((size > 0 && !data) || fread(data, 1, size, file) != size) {
                perror(path);
                return -1;
        }
        fprintf(stderr, "%s\n", path); /* the last one named is the one that failed */
        return LLVMFuzzerTestOneInput(data, size);
}

static int run_directory(const char *name)
{
        _cleanup_(closedirp) DIR *dir = opendir(name);
        int n = 0;
        if (!dir) {
                perror(name);
                return -1;
        }
        for (struct dirent *entry; (entry = readdir(dir));) {
                char path[4096];
                if (entry->d_name[0] == '.')
                        continue;
                if (snprintf(path, sizeof path, "%s/%s", name, entry->d_name) >= (int)sizeof path)
                        return -1;
                if (run_file(path) != 0)
                        return -1;
                n++;
        }
        return n;
}

int main(int argc, char **argv)
{
        int total = 0;
        for (int i = 1; i < argc; i++) {
                int n = run_directory(argv[i]);
                if (n <= 0)
                        return EXIT_FAILURE;
                total += n;
        }
        printf("%d inputs\n", total);
        return total > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
