/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice-profile CPU_FAMILY FILE: writes the built-in filter for system calls as C, for a machine of that
 * architecture. It runs where coslice is built, and is not installed. */
#include "helper/profile/compile.h"
#include "helper/profile/preamble.h"

#include "core/base/cleanup.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static void write_instructions(FILE *file, const struct sock_filter *instructions, unsigned n)
{
        for (unsigned i = 0; i < n; i++)
                fprintf(file, "        {0x%02x, %u, %u, 0x%08x},\n", instructions[i].code, instructions[i].jt,
                        instructions[i].jf, instructions[i].k);
}

static int write_program(const char *path, const Preamble *preamble, const struct sock_filter *rows,
                         unsigned n)
{
        FILE *file = fopen(path, "we");
        if (!file)
                return -errno;
        fprintf(file, "/* Made by coslice-profile. */\n#include \"helper/container/filter/filter.h\"\n\n"
                      "static const struct sock_filter instructions[] = {\n");
        write_instructions(file, preamble->instructions, preamble->n);
        write_instructions(file, rows, n);
        fprintf(file, "};\n\nconst FilterProgram filter_builtin = {instructions, %u, %u, %u, %u};\n",
                preamble->n + n, preamble->families_low, preamble->families_high, preamble->netlink);
        bool failed = ferror(file);
        return fclose(file) < 0 || failed ? -EIO : 0;
}

static int make(const Architecture *architecture, const char *path)
{
        Preamble preamble;
        _cleanup_free_ struct sock_filter *rows = NULL;
        unsigned n = 0;
        int r = 0;
        for (size_t i = 0; i < architecture->n_abis && r == 0; i++)
                r = compile_check_numbers(architecture->abis + i);
        if (r == 0)
                r = compile_rows(architecture, &rows, &n);
        if (r < 0)
                return r;
        r = preamble_make(architecture, &preamble);
        if (r == 0 && preamble.n + n > BPF_MAXINSNS)
                r = -E2BIG;
        if (r == 0)
                r = write_program(path, &preamble, rows, n);
        if (r < 0)
                fprintf(stderr, "write %s: %s\n", path, strerror(-r));
        return r;
}

int main(int argc, char **argv)
{
        const Architecture *architecture = argc == 3 ? architecture_find(argv[1]) : NULL;
        if (!architecture) {
                fprintf(stderr, "coslice-profile CPU_FAMILY FILE: no such architecture\n");
                return 2;
        }
        return make(architecture, argv[2]) < 0;
}
