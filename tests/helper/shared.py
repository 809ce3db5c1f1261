# SPDX-License-Identifier: LGPL-2.1-or-later
"""A container in the process namespace of its group: system calls that fail, and processes killed at them, as for faults.py. Three
processes set it up: the helper, one with the host's process namespace, which mounts, and the payload's."""
import os
import re

import start
from faults import RUN, RUN_AT, Verb, done, make_files, sandbox, remove, settle
from start import GROUP, USERNS, Start, machine, same

INIT = ['init', f'--group={GROUP}', USERNS]
SHARED = [*RUN[:RUN_AT], '--share-pid', *RUN[RUN_AT:]]


class SharedRun(Verb):
    """Of the same namespace each payload has another number."""

    def report(self):
        text = start.report()
        return text and re.sub(r'\d+\n$', 'N', text)


def main():
    make_files()
    sandbox()  # the directories that stay
    Start(RUN)
    start.clean()
    remove()
    settle()
    bare = start.bare()
    sandbox()
    init = Start(INIT, tracer=['env']).pid
    verb = SharedRun('run', SHARED, lambda: None, None, None, last=2)
    one = Start(SHARED)
    verb.expected = verb.report()
    same('a start without faults', (one.status, one.said, one.code, verb.expected is not None), (0, '', 0, True))
    start.clean('--share-pid')
    before = machine()
    verb.after = lambda: done(start.clean('--share-pid')) or start.difference(before, machine())
    verb.sweep()
    one = Start(SHARED)
    same('the next start', (one.code, verb.report()), (0, verb.expected))
    start.clean('--share-pid')
    os.kill(init, 9)
    os.waitpid(init, 0)
    remove()
    same('nothing is left', start.difference(bare, machine()), '')
    start.summary()


if __name__ == '__main__':
    main()
