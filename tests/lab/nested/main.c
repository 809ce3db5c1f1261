/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* coslice-lab-nested: boots a throwaway system in namespaces, runs a command in it, and removes all again.
 * The lab's own program: tests/lab/run builds and calls it. */
#include "tests/lab/nested/disk.h"
#include "tests/lab/nested/machine.h"
#include "tests/lab/nested/monitor.h"
#include "tests/lab/nested/report.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

#define EXIT_TIMEOUT 124
#define EXIT_LAB     125

#define BOOT_TRIES      3
#define BOOT_SECONDS    60
#define REBOOT_SECONDS  40 /* a process that ignores SIGTERM holds a shutdown for 90 s: killed instead */
#define INQUIRY_SECONDS 30

typedef struct Lab {
        MachineOptions options;
        char *const *command;
        const char *installed; /* folder with the files of coslice */
        const char *then;      /* NULL, or a shell's line to run after a reboot */
        unsigned timeout;
        Monitor monitor;
        Machine machine;
} Lab;

/* Runs a command in the machine to its end. Its exit status, EXIT_TIMEOUT, EXIT_LAB, or 128 + the signal that
 * told us to end. */
static int run(Lab *lab, char *const argv[], unsigned seconds)
{
        int r = machine_run(&lab->machine, argv, &lab->monitor.command);
        if (r < 0) {
                report_errno(r, "can't start a process");
                return EXIT_LAB;
        }
        r = monitor_wait(&lab->monitor, &lab->machine, seconds);
        switch (r) {
        case EVENT_COMMAND: return lab->monitor.command_status;
        case EVENT_TIMEOUT: report("%s: timed out after %u s", argv[0], seconds); return EXIT_TIMEOUT;
        case EVENT_SIGNAL: return 128 + lab->monitor.signal;
        default:
                report("the machine went down while %s ran", argv[0]);
                monitor_print_console(&lab->monitor);
                return EXIT_LAB;
        }
}

/* Starts what is on the disk, and waits until it has booted. 0, EXIT_LAB, or 128 + a signal. */
static int boot(Lab *lab)
{
        static char *const inquiry[] = {"systemctl", "--quiet", "is-active", "multi-user.target", NULL};
        lab->monitor.console_size = 0;
        lab->monitor.ready = false;
        if (machine_start(&lab->options, &lab->machine) < 0)
                return EXIT_LAB;
        int event = monitor_wait(&lab->monitor, &lab->machine, BOOT_SECONDS);
        if (event == EVENT_SIGNAL)
                return 128 + lab->monitor.signal;
        /* READY=1 comes from the rescue mode too. */
        if (event == EVENT_READY && run(lab, inquiry, INQUIRY_SECONDS) == 0)
                return 0;
        if (lab->monitor.signal != 0)
                return 128 + lab->monitor.signal;
        report("the machine did not come up");
        monitor_print_console(&lab->monitor);
        return EXIT_LAB;
}

/* As boot(), with a fresh disk, and tried again: that this boots is the lab's duty. */
static int boot_fresh(Lab *lab)
{
        for (int i = 1; i <= BOOT_TRIES; i++) {
                int r = disk_make(lab->options.root.mount_point, lab->installed) < 0 ? EXIT_LAB : boot(lab);
                if (r != EXIT_LAB)
                        return r;
                machine_done(&lab->machine);
                if (i < BOOT_TRIES)
                        report("trying again (%d of %d)", i, BOOT_TRIES - 1);
        }
        return EXIT_LAB;
}

static int reboot_machine(Lab *lab)
{
        kill(lab->machine.pid, SIGRTMIN + 5); /* systemd(1): starts reboot.target */
        int event = monitor_wait(&lab->monitor, &lab->machine, REBOOT_SECONDS);
        if (event == EVENT_SIGNAL)
                return 128 + lab->monitor.signal;
        if (event != EVENT_DOWN) {
                report("the machine did not shut down within %d s", REBOOT_SECONDS);
                monitor_print_console(&lab->monitor);
                return EXIT_LAB;
        }
        machine_done(&lab->machine);
        return boot(lab);
}

static int work(Lab *lab)
{
        int r = boot_fresh(lab);
        if (r == 0)
                r = run(lab, lab->command, lab->timeout);
        if (r != 0 || !lab->then)
                return r;
        r = reboot_machine(lab);
        if (r != 0)
                return r;
        char *const argv[] = {"sh", "-c", (char *)lab->then, NULL};
        return run(lab, argv, lab->timeout);
}

static int parse(int argc, char *argv[], Lab *lab)
{
        static const struct option options[] = {{"mount-point", required_argument, NULL, 'm'},
                                                {"lower", required_argument, NULL, 'l'},
                                                {"src", required_argument, NULL, 's'},
                                                {"share", required_argument, NULL, 'h'},
                                                {"timeout", required_argument, NULL, 't'},
                                                {"then", required_argument, NULL, 'n'},
                                                {"installed", required_argument, NULL, 'i'},
                                                {"cgroup2", no_argument, NULL, '2'},
                                                {}};
        RootOptions *root = &lab->options.root;
        for (int c; (c = getopt_long(argc, argv, "+", options, NULL)) != -1;)
                switch (c) {
                case 'm': root->mount_point = optarg; break;
                case 'l': root->lower = optarg; break;
                case 'i': lab->installed = optarg; break;
                case 's': root->binds[root->n_binds++] = (Bind){optarg, "/src", false}; break;
                case 'h': root->binds[root->n_binds++] = (Bind){optarg, "/share", false}; break;
                case 't': lab->timeout = (unsigned)strtoul(optarg, NULL, 10); break;
                case 'n': lab->then = optarg; break;
                case '2': lab->options.v2_alone = true; break;
                default: return -EINVAL;
                }
        lab->command = argv + optind;
        if (root->mount_point && root->lower && lab->installed && lab->timeout > 0 && *lab->command)
                return 0;
        report("usage: --mount-point=DIR --lower=ROOT --installed=DIR --timeout=SECONDS [--src=DIR] "
               "[--share=DIR] "
               "[--then=COMMAND] [--cgroup2] -- COMMAND [ARG…]");
        return -EINVAL;
}

int main(int argc, char *argv[])
{
        Lab lab = {.machine = MACHINE_NONE, .monitor.signal_fd = -1};
        pid_t parent = getppid();
        if (parse(argc, argv, &lab) < 0)
                return 2;
        if (monitor_init(&lab.monitor) < 0)
                return EXIT_LAB;
        prctl(PR_SET_PDEATHSIG, SIGTERM); /* who called us may be killed: then all is removed too */
        if (getppid() != parent)
                return EXIT_LAB;
        int r = work(&lab);
        machine_done(&lab.machine);
        monitor_done(&lab.monitor);
        return r;
}
