# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the helper is handed by whoever starts it, and what it finds of others: nothing of it reaches a payload."""
import ctypes
import os
import platform
import signal
import stat
import subprocess
import sys

import start
from hostile import IMAGE, ROOT, VICTIM, link, make_image, make_victim, replace
from start import Start, machine, ok, run_arguments, same


def prepare():
    """Blocks two signals, and ignores one that libc keeps for itself, as posix_spawn(3) does on Debian 12."""
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1, signal.SIGTERM])
    ignore = (ctypes.c_ulong * 16)(signal.SIG_IGN)
    number = {'x86_64': 13, 'aarch64': 134}[platform.machine()]
    if start.libc.syscall(number, 32, ignore, None, ctypes.c_size_t(8)) < 0:
        os._exit(1)


def inherited():
    """What the helper was started with: an open file of the host, signals that are blocked and ignored."""
    report = "ls /proc/self/fd; grep -E '^Sig(Blk|Ign)' /proc/self/status"
    words = run_arguments(ROOT, ['/bin/sh', '-c', f'{{ {report}; }} > /out/report'])
    Start(words)
    expected = start.report()
    start.clean()
    with open(VICTIM + '/file', 'rb') as file:
        one = Start(words, pass_fds=[file.fileno()], preexec_fn=prepare)
    same('nothing of it reaches the payload', (one.code, start.report()), (0, expected))
    start.clean()


def capabilities():
    """Of a user, more than the container may have."""
    one = Start(run_arguments(ROOT, ['/bin/true'], '--user=web', '--capabilities=0', '--user-capabilities=2'))
    same('capabilities of a user that the container has not', (one.status, one.ready, one.said),
         (70, False, 'option --user-capabilities has more than --capabilities'))


def programs():
    """The helper in the place of a program, and of an interpreter: it would be root's, with a file of the host open."""
    make_image()
    folder = os.path.dirname(start.HELPER)
    with open(IMAGE + '/script', 'w', encoding='ascii') as script:
        script.write('#!/coslice/coslice-helper\n')
        os.fchmod(script.fileno(), 0o755)
    for path, what in (('/coslice/coslice-helper', 'program "/coslice/coslice-helper"'), ('/script', 'interpreter of program "/script",')):
        one = Start(run_arguments(IMAGE, [path], f'--bind=/coslice:ro::{folder}'))
        same(f'{path} is not executed', (one.status, one.ready, one.said), (126, False, what + ' is the helper itself'))
        start.clean()


def users():
    """Files of the kernel in the place of those of the image; and a group that the user namespace hasn't got."""
    make_image()
    for name in ('passwd', 'group'):
        for to in ('/proc/version', '/proc/self/environ', '/sys/kernel/uevent_seqnum'):
            replace('/etc/' + name, link(to))
            one = Start(run_arguments(IMAGE, ['/bin/true'], '--user=0'))
            same(f'/etc/{name} as a link to {to}', (one.status, one.ready, one.said), (74, False, f'read /etc/{name}: not a regular file of the image'))
            start.clean()
        os.unlink(f'{IMAGE}/etc/{name}')
    for words in (['--user=0:100000'], ['--user=100000'], ['--group-add=7', '--group-add=100000', '--group-add=8']):
        one = Start(run_arguments(IMAGE, ['/bin/true'], *words))
        expected = (0, True, '') if start.USERNS == '--userns=host' else (74, False, 'become the user: the group\'s user namespace has ids up to 65535 '
                                                                        'and not 100000; with UserNS=host in [Group] it is the host\'s')
        same(f'{" ".join(words)}', (one.status, one.ready, one.said), expected)
        start.clean()


def devices():
    """Owners of devices: those of the host's node are none of the container's, and ids that the group hasn't got are refused."""
    far = '/dev/coslice-far'
    os.mknod(far, stat.S_IFCHR | 0o600, os.makedev(1, 5))
    os.chown(far, 70000, 70001)
    look = ['/bin/sh', '-c', 'stat -c "%u:%g %a %t:%T" /dev/far > /out/report']
    for word, owner in (('', '0:0'), ('uid=65535,gid=65535', '65535:65535')):
        one = Start(run_arguments(ROOT, look, f'--device={word}:{far}:/dev/far'))
        same(f'a node of the host with ids that no group has, {word or "nothing said"}', (one.status, one.said, start.report()), (0, '', f'{owner} 660 1:5\n'))
        start.clean()
    for word in ('uid=65536', 'gid=65536', 'uid=70000,gid=70001', f'uid=5,gid={2**31 - 1}'):
        one = Start(run_arguments(ROOT, look, f'--device={word}:{far}:/dev/far'))
        if start.USERNS == '--userns=host':
            ids = dict(part.split('=') for part in word.split(','))
            same(f'{word}, of the host', (one.status, one.said, start.report()), (0, '', f'{ids.get("uid", 0)}:{ids.get("gid", 0)} 660 1:5\n'))
        else:
            same(word, (one.status, one.ready, one.said, start.report()),
                 (72, False, f'make device /dev/far of the host\'s {far}: the group\'s user namespace has ids up to 65535', None))
        start.clean()
    for word in ('uid=4294967295', 'gid=2147483648', 'uid=-1', 'uid=0x5'):
        one = Start(run_arguments(ROOT, look, f'--device={word}:{far}:/dev/far'))
        same(f'{word} is no id', (one.status, one.ready, one.said), (70, False, 'option --device is not FLAGS:SOURCE[:TARGET]'))
        start.clean()
    os.unlink(far)


def other_userns():
    """A group that was started otherwise than its container is told."""
    words = run_arguments(ROOT, ['/bin/true'])
    others = {'--userns=auto': '--userns=host', '--userns=host': '--userns=auto'}
    one = Start([others.get(word, word) for word in words])
    with_or = 'with' if start.USERNS != '--userns=host' else 'without'
    same('the ids of the host for a group with its own', (one.status, one.ready, one.said),
         (71, False, f'group {start.GROUP} was started {with_or} a user namespace of its own, and its definition says otherwise now: restart the group'))
    start.clean()


def same_ids():
    """Two groups whose names lead to the same range of ids, started at once."""
    ranges, first, names = (1879048191 + 1 - 600113152) // 65536, {}, None
    for n in range(10000):
        value = 2166136261
        for byte in b'same%d' % n:
            value = (value ^ byte) * 16777619 & 0xffffffff
        names = first.setdefault(value % ranges, f'same{n}'), f'same{n}'
        if names[0] != names[1]:
            break
    bases, wrong = [], []
    for _ in range(5):
        helpers = [subprocess.Popen([start.HELPER, 'sandbox', f'--group={name}', '--userns=auto'], stderr=subprocess.PIPE, text=True) for name in names]
        wrong += [said for said in (helper.communicate()[1] for helper in helpers) if said]
        claims = [os.readlink(start.IDS + name) for name in os.listdir(start.IDS)]
        bases.append([claims.count(name) for name in names])
        for name in names:
            subprocess.run([start.HELPER, 'sandbox', f'--group={name}', '--remove'], check=True)
        for name in os.listdir(start.IDS):
            if os.readlink(start.IDS + name) in names:
                os.unlink(start.IDS + name)
    same(f'{names[0]} and {names[1]} have ids of their own', (bases, wrong), ([[1, 1]] * 5, []))


def directories():
    """What others may look into, of what is ours."""
    modes = {path: stat.S_IMODE(os.stat(path).st_mode) for top in ('/run/coslice', '/var/lib/coslice') for path in (top, *(f'{top}/{name}' for name in os.listdir(top)))
             if os.path.isdir(path)}
    known = {'/run/coslice': 0o711, '/run/coslice/state': 0o711, '/run/coslice/groups': 0o755, '/run/coslice/dns': 0o755}
    same('directories', {path: oct(mode) for path, mode in modes.items() if mode != known.get(path, 0o700)}, {})
    ok('there are some', len(modes) > 6, modes)


PARTS = [inherited, capabilities, programs, users, devices, other_userns, same_ids, directories]


def main():
    make_victim()
    start.sandbox()
    for part in PARTS:
        if part.__name__ in (sys.argv[1:] or [part.__name__]):
            part()
    start.remove_sandbox()
    same('nothing is left', start.difference(start.bare(), machine()), '')
    start.summary()


main()
