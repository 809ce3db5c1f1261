# SPDX-License-Identifier: LGPL-2.1-or-later
"""How many system calls a start takes, from the helper's exec to the payload's. A count, no time: it is the same on a busy
machine."""
import collections
import os

from start import DIR, GROUP, LOG, TRACER, USERNS, Start, clean, ok, remove_sandbox, sandbox, summary

# Of a container with nothing but a root and a program. Each CPU may have a directory to mask, each kernel has other files to mask.
LIMIT = 378 + 2 * os.cpu_count()


def count(arguments):
    """The calls of each kind, helper and child together; of a second try, for which all directories are there."""
    for _ in range(2):
        Start(arguments, tracer=[TRACER, '--all', LOG])
        clean()
    with open(LOG, encoding='ascii') as log:
        return collections.Counter(line.split()[2] for line in log if line.startswith('call '))


def main():
    sandbox()
    calls = count(['run', f'--group={GROUP}', '--container=app', f'--rootfs={DIR}/root', '--hostname=box', USERNS, '--localhost=app', '--', '/bin/true'])
    remove_sandbox()
    total = sum(calls.values())
    ok(f'a start takes {total} system calls', 100 < total <= LIMIT, f'more than {LIMIT}: {calls.most_common(12)}')
    summary()


main()
