/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Wildcards and files; envfile.h has what is in them. */
#include "helper/container/start/envfiles.h"

#include "core/contract/contract.h"
#include "core/contract/wire.h"
#include "helper/common/textfile.h"
#include "helper/container/root/hostpath.h"
#include "helper/container/texts/envfile.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>

#define ENVIRONMENT_FILE_MAX (1024 * 1024)

static void report_notes(const char *path, const EnvfileNotes *notes)
{
        if (notes->ignored > 0) /* as systemd does, and with as much noise */
                fprintf(stderr, "environment file %s: line %u is no assignment, ignored\n", path,
                        notes->ignored);
        if (notes->quoted > 0)
                fprintf(stderr,
                        "environment file %s: the quote or backslash in line %u is read as systemd does; "
                        "Docker "
                        "and Podman would keep it\n",
                        path, notes->quoted);
}

static int read_file(const char *path, bool optional, const StrVec *untrusted, StrVec *ret, Failure *failure)
{
        _cleanup_free_ char *text = NULL;
        EnvfileNotes notes = {};
        char why[FAILURE_TEXT_MAX];
        size_t size;
        _cleanup_close_ int fd = hostpath_open(untrusted, path, TEXTFILE_FLAGS);
        if (fd == -ENOENT && optional)
                return 0;
        if (fd < 0 && hostpath_why(fd, path, why, sizeof why))
                return failure_set(failure, EXIT_SETUP_STATE, 0, "read environment file %s: %s", path, why);
        int r = fd < 0 ? fd : textfile_read(fd, ENVIRONMENT_FILE_MAX, &text, &size);
        if (r == -EINVAL)
                return failure_set(failure, EXIT_SETUP_STATE, 0,
                                   "read environment file %s: not a regular file", path);
        if (r == 0)
                r = envfile_parse(text, size, ret, &notes);
        if (r == ENVFILE_NOT_TEXT)
                return failure_set(failure, EXIT_SETUP_STATE, 0, "read environment file %s: not UTF-8 text",
                                   path);
        if (r < 0)
                return failure_set(failure, EXIT_SETUP_STATE, -r, "read environment file %s", path);
        report_notes(path, &notes);
        return 0;
}

/* A name without wildcards is taken as it is, so that its own error is told. */
static int read_entry(const char *entry, const StrVec *untrusted, StrVec *ret, Failure *failure)
{
        bool optional;
        const char *path = envfile_path(entry, &optional);
        _cleanup_(globfree) glob_t found = {};
        int r = glob(path, GLOB_NOCHECK, NULL, &found);
        if (r != 0)
                return failure_set(failure, EXIT_SETUP_STATE, r == GLOB_NOSPACE ? ENOMEM : EIO,
                                   "look for environment files %s", path);
        for (size_t i = 0; i < found.gl_pathc && r == 0; i++)
                r = read_file(found.gl_pathv[i], optional, untrusted, ret, failure);
        return r;
}

int envfiles_read(const StrVec *entries, const StrVec *untrusted, StrVec *ret, Failure *failure)
{
        int r = 0;
        for (size_t i = 0; i < entries->n && r == 0; i++)
                r = read_entry(entries->items[i], untrusted, ret, failure);
        return r;
}
