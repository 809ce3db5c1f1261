# SPDX-License-Identifier: LGPL-2.1-or-later
"""System calls made inside of a container (syscalls.c), by root and by a user: each is answered as the built-in filter says,
and by none of them the kernel loads a module (CVE-2026-31431, 2026-43284, 2026-43500, 2026-46300 came in by rare sockets,
CVE-2017-5226, 2019-10063, 2023-28100, 2023-1523 by what a terminal takes for typed; by keys 2026-46243 and 2025-2312, by handles 2014-3519 and 2026-43391)."""
import os
import shutil

import start
from start import DIR, Start, clean, ok, remove_sandbox, run_arguments, same, sandbox, summary

ROOT = DIR + '/root'
DEFAULT = {1, 2, 10, 16}
NETLINK = {0, 4, 15}
STREAMS, DATAGRAMS = {0, 6, 262}, {0, 1, 17, 58}
OPENED_NETLINK = 100  # and a protocol: in a set of families
# The filter has nothing against it, and the kernel its own rules.
OF_KERNEL = None


def modules():
    """Names, or None where the kernel has none."""
    try:
        with open('/proc/modules', encoding='ascii') as text:
            return sorted(line.split()[0] for line in text)
    except FileNotFoundError:
        return None


def expected_socket(family, kind, protocol, opened):
    if family not in DEFAULT | opened:
        return 'EAFNOSUPPORT'
    if family == 16:
        return OF_KERNEL if protocol in NETLINK | {number - OPENED_NETLINK for number in opened} else 'EPROTONOSUPPORT'
    if family in (2, 10):
        if kind not in (1, 2, 3):
            return 'ESOCKTNOSUPPORT'
        if kind != 3 and protocol not in (STREAMS if kind == 1 else DATAGRAMS):
            return 'EPROTONOSUPPORT'
    return OF_KERNEL


def expected(words, opened):
    """What the filter answers, or "ok" if it lets that through and the kernel does; None: what the kernel says is its own."""
    name = words[0]
    if name in ('socket', 'socketpair', 'i386-socket'):
        if words[1] == 'high-38':
            return 'EAFNOSUPPORT'
        return expected_socket(*map(int, words[1:]), opened)
    if name in ('clone3', 'i386-socketcall', 'later', 'i386-later', 'x32'):
        return 'ENOSYS'
    if name == 'clone' and words[1] == 'plain':
        return 'ok'
    if words in (['i386'], ['getppid'], ['i386-getpid'], ['personality', 'ask']):
        return 'ok'
    if name.endswith('TIOCGWINSZ'):
        return 'EBADF'
    return 'EPERM'


def wrong(report, opened):
    found, i386 = [], 'i386 ok\n' in report
    for line in report.split('\n')[:-1]:
        *words, answer = line.split()
        if words[0].startswith('i386') and not i386:
            continue  # not of this kernel; the unit tests have it
        right = expected(words, opened)
        if right is not None and answer != right:
            found.append(f'{line}, expected {right}')
    return found


def answers(report, name):
    """{arguments: answer} of the calls of that name."""
    return {tuple(map(int, words[1:-1])): words[-1] for words in (line.split() for line in report.split('\n')) if words and words[0] == name and 'high' not in words[1]}


def try_all(name, *options, opened=frozenset()):
    one = Start(run_arguments(ROOT, ['/bin/syscalls', '/out/report'], *options), at_ready=lambda pid: os.chmod(start.OUT, 0o777))
    report = start.report()
    clean()
    if not same(f'{name}: they are made', (one.status, one.said, one.code, report is not None and report.count('\n') > 3000), (0, '', 0, True)):
        return None
    found = wrong(report, opened)
    ok(f'{name}: each is answered as expected', not found, f'{len(found)}: {"; ".join(found[:20])}')
    sockets = answers(report, 'socket')
    for arguments in ((1, 1, 0), (1, 2, 0), (1, 5, 0), (2, 1, 0), (2, 2, 0), (10, 1, 0), (10, 2, 0), (2, 1, 6), (2, 2, 17), (16, 3, 0)):
        same(f'{name}: a socket {arguments}', sockets[arguments], 'ok')
    return report


def main():
    shutil.copy(DIR + '/build/syscalls', ROOT + '/bin/syscalls')
    sandbox()
    before = modules()
    try_all('root')
    try_all('a user', '--user=web')
    try_all('root, new privileges', '--new-privileges')
    try_all('a user, new privileges', '--user=web', '--new-privileges')
    if before is not None:
        same('no module was loaded', [name for name in modules() if name not in before], [])
    opened = try_all('opened', '--socket-family=AF_PACKET', '--socket-family=NETLINK_NETFILTER', '--socket-family=AF_ALG',
                     opened={17, 38, OPENED_NETLINK + 12})
    if opened:
        # Only the kernel asks for a capability here.
        same('a family that was opened', answers(opened, 'socket')[(17, 3, 0)], 'EPERM')
    one = Start(run_arguments(ROOT, ['/bin/sh', '-c', 'grep Seccomp: /proc/self/status > /out/report; /bin/syscalls /out/calls'], '--seccomp-profile=unconfined'))
    same('unconfined: there is no filter', (one.code, start.report()), (0, 'Seccomp:\t0\n'))
    with open(start.OUT + '/calls', encoding='ascii') as text:
        found = wrong(text.read(), set())
    ok('unconfined: the calls come to something else', len(found) > 100, f'only {found}')
    clean()
    remove_sandbox()
    os.unlink(ROOT + '/bin/syscalls')
    summary()


main()
