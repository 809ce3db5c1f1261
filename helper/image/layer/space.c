/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "helper/image/layer/space.h"

#include "core/contract/contract.h"

#include <errno.h>
#include <sys/vfs.h>

#define LEAST (UINT64_C(1) << 30)
#define PART  20 /* 5 % */

int space_check(int fd, uint64_t more, Failure *failure)
{
        struct statfs st;
        if (fstatfs(fd, &st) < 0)
                return failure_set(failure, EXIT_SETUP_STATE, errno, "see how much space is left");
        uint64_t block = (uint64_t)st.f_bsize, least = (uint64_t)st.f_blocks / PART * block;
        least = least > LEAST ? least : LEAST;
        uint64_t left = (uint64_t)st.f_bavail * block;
        if (left < least || left - least < more) {
                failure_set(failure, EXIT_SETUP_STATE, 0,
                            "there is no space for it: of the file system's %llu MiB, 1 GiB and 5 %% stay "
                            "free, and %llu MiB are left",
                            (unsigned long long)(st.f_blocks * block >> 20),
                            (unsigned long long)(left >> 20));
                return -ENOSPC;
        }
        /* Some have no fixed number of files, and say 0. */
        if (st.f_files > 0 && st.f_ffree < st.f_files / PART) {
                failure_set(failure, EXIT_SETUP_STATE, 0,
                            "there is no space for it: of the %llu files that the file system can have 5 %% "
                            "stay free, and %llu are left",
                            (unsigned long long)st.f_files, (unsigned long long)st.f_ffree);
                return -ENOSPC;
        }
        return 0;
}
