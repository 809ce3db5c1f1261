/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What of a process nobody but itself can say: "FIELD: VALUE" lines, and then it waits. Keyrings are there
 * for one without the filter alone. */
#include <errno.h>
#include <linux/keyctl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static void show_number(const char *name, long value)
{
        if (value < 0)
                printf("%s: %s\n", name, strerror(errno));
        else
                printf("%s: %ld\n", name, value);
}

/* "keyring;UID;GID;PERMISSIONS;NAME" of the session's. */
static void show_keyring(void)
{
        char text[256] = "";
        long n = syscall(SYS_keyctl, KEYCTL_DESCRIBE, KEY_SPEC_SESSION_KEYRING, text, sizeof text - 1);
        printf("session keyring: %s\n", n < 0 ? strerror(errno) : text);
        show_number("keys in it", syscall(SYS_keyctl, KEYCTL_READ, KEY_SPEC_SESSION_KEYRING, NULL, 0));
}

int main(void)
{
        int signal_of_parent = -1;
        prctl(PR_GET_PDEATHSIG, &signal_of_parent);
        show_number("securebits", prctl(PR_GET_SECUREBITS));
        show_number("dumpable", prctl(PR_GET_DUMPABLE));
        show_number("keeps capabilities", prctl(PR_GET_KEEPCAPS));
        show_number("signal when the parent dies", signal_of_parent);
        show_number("reaps others' children",
                    prctl(PR_GET_CHILD_SUBREAPER, &signal_of_parent) < 0 ? -1 : signal_of_parent);
        show_keyring();
        fflush(stdout);
        signal(SIGTERM, SIG_DFL);
        for (;;)
                pause();
}
