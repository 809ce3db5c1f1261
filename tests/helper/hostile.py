# SPDX-License-Identifier: LGPL-2.1-or-later
"""Images and volumes that are made to lead the helper astray."""
import os
import shutil

import start
from start import DIR, Start, run_arguments, same

ROOT = DIR + '/root'


def executed(pid, seen):
    """Notes whether a payload could ever write to the file that PID executes now: while it is executed nobody can."""
    exe = f'/proc/{pid}/exe'
    if os.path.samefile(exe, start.HELPER):
        seen.append('helper')
    else:
        seen.append('read-only' if os.statvfs(exe).f_flag & os.ST_RDONLY else 'writable')


def swapped_programs():
    """A program that becomes a link to what executes it, between the helper's look and the exec."""
    volume = DIR + '/volume'
    # Something that the kernel takes for the helper's loader.
    os.makedirs(ROOT + '/lib64', exist_ok=True)
    shutil.copy(ROOT + '/bin/busybox', ROOT + '/lib64/ld-linux-x86-64.so.2')
    for name, new in (('a link', 'link'), ('a script', 'script')):
        shutil.rmtree(volume, ignore_errors=True)
        os.mkdir(volume)
        shutil.copy(ROOT + '/bin/busybox', volume + '/true')
        os.symlink('/proc/self/exe', volume + '/link')
        with open(volume + '/script', 'w', encoding='ascii') as script:
            script.write('#!/volume/link\n')
            os.fchmod(script.fileno(), 0o755)
        seen = []
        one = Start(run_arguments(ROOT, ['/volume/true'], f'--bind=/volume:::{volume}'),
                    at_ready=lambda pid: os.rename(f'{volume}/{new}', volume + '/true'), at_exec=lambda pid: executed(pid, seen))
        same(f'{name} to the helper instead of a program: nothing to write to, and it ends', (one.ready, seen[:2], set(seen), one.code),
             (True, ['read-only', 'read-only'], {'read-only'}, 127))
    seen = []
    one = Start(run_arguments(ROOT, ['/bin/true']), at_exec=lambda pid: executed(pid, seen))
    same('a program of the image is executed by way of a read-only mount', (seen, one.code), (['read-only', 'writable'], 0))


def main():
    start.sandbox()
    swapped_programs()
    start.summary()


main()
