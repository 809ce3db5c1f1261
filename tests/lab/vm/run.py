#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs a command in a virtual machine, or boots one and keeps it for that. Called by tests/lab/run and image."""
import argparse
import os
import re
import shlex
import signal
import sys
import tarfile

sys.dont_write_bytecode = True  # the checkout stays as it is

from machine import LabError, Machine, Timeout, sweep  # noqa: E402

BOOT_TRIES = 3
# A boot takes seconds, but under load on few CPUs much more.
BOOT_SECONDS = 300


def say(text):
    print("lab: " + text, file=sys.stderr, flush=True)


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("--image", required=True, help="folder that image made")
    parser.add_argument("--work", required=True, help="folder for this machine's files")
    parser.add_argument("--save", action="store_true", help="boot, and keep the machine in the image")
    parser.add_argument("--cold", action="store_true", help="boot instead of going on from what was kept")
    parser.add_argument("--installed", action="append", help="folder with files of coslice, or of what else is wanted")
    parser.add_argument("--src", help="the checkout; the names of its files are on stdin, NUL after each")
    parser.add_argument("--share")
    parser.add_argument("--kernel-args", default="", help="more of the kernel's command line, for boots of this run")
    parser.add_argument("--timeout", type=float)
    parser.add_argument("--then")
    parser.add_argument("command", nargs="*")
    return parser.parse_args()


def make_archive(options, names):
    """What the guest gets, see agent. Returns a function that writes it to a file and returns its size."""

    def write(out):
        with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as tar:
            for folder in options.installed:
                tar.add(folder, arcname=".")
            for name in names:
                path = os.path.join(options.src, name)
                if os.path.lexists(path):
                    tar.add(path, arcname="src/" + name, recursive=False)
            if options.share:
                tar.add(options.share, arcname="share")
            tar.addfile(tarfile.TarInfo("usr/lib/lab/unpacked"))
        return out.tell()

    return write


def is_emulators(console):
    """Whether the machine went down by what no processor does: QEMU without KVM, with a thread for each CPU, executes an
    instruction while the other CPU writes the next one over it, and the breakpoint that the kernel has put there is gone again."""
    return re.search(r"Oops: int3: |kernel BUG at arch/x86/kernel/alternative", console) is not None


def attempt(options, archive):
    """The command's exit status, and that of the one after the reboot."""
    machine = Machine(options.image, options.work, archive, kept=not options.cold, kernel_args=options.kernel_args)
    try:
        machine.start()
        if options.cold:
            machine.wait_ready(BOOT_SECONDS)
        status = machine.run(shlex.join(options.command), options.timeout)
        if status == 0 and options.then:
            machine.reboot(BOOT_SECONDS)
            status = machine.run(shlex.join(["sh", "-c", options.then]), options.timeout)
        return status, machine.started
    except Timeout:
        say(f"{options.command[0]}: timed out after {options.timeout:g} s; the end of the console:")
        print(machine.tail(), file=sys.stderr)
        return 124, True
    except LabError as error:
        say(f"{error}; the end of the console:")
        print(machine.tail(), file=sys.stderr)
        return 125, machine.started and not is_emulators(machine.tail())
    finally:
        machine.done()


def run(options):
    archive = make_archive(options, os.fsdecode(sys.stdin.buffer.read()).split("\0")[:-1])
    for number in range(1, BOOT_TRIES + 1):
        status, started = attempt(options, archive)
        if started:
            return status
        if number < BOOT_TRIES:
            say(f"trying again ({number} of {BOOT_TRIES - 1})")
    return 125


def save(options):
    machine = Machine(options.image, options.work, kept=False)
    try:
        machine.start(saves=True)
        machine.wait_ready(BOOT_SECONDS)
        machine.keep()
        return 0
    except (LabError, Timeout) as error:
        say(f"{error}; the end of the console:\n{machine.tail()}")
        return 125
    finally:
        machine.done()


def main():
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        # An exception, so that the machine's end is waited for.
        signal.signal(number, lambda number, frame: sys.exit(128 + number))
    options = parse()
    sweep(options.work)
    sys.exit(save(options) if options.save else run(options))


main()
