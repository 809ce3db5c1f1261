# SPDX-License-Identifier: LGPL-2.1-or-later
"""Profiles of system calls in files: what they do in a container, which files are refused, when one is compiled again, and
what becomes of a start whose compiler fails or is killed at its system calls: no payload runs with less than all of its
filter, nothing is left, and the next start succeeds."""
import errno
import json
import os
import re
import shutil
import socket
import stat
import subprocess

import start
from start import DIR, GROUP, HELPER, NOTIFY, USERNS, Start, clean, machine, ok, remove_sandbox, run_arguments, same, sandbox, summary

ROOT = DIR + '/root'
TRACER = DIR + '/build/trace'
LOG = DIR + '/log'
PROFILE = DIR + '/profile.json'
COMPILED = '/run/coslice/seccomp'
COMPILER = '/usr/lib/coslice/coslice-seccomp'
ERRORS = ['ENOSPC', 'EMFILE', 'ENOMEM', 'EIO', 'EPERM']
HEAD = 408  # bytes before the program in a compiled profile
with open(DIR + '/build/names.h', encoding='ascii') as names:
    NUMBERS = {name: int(number) for number, name in re.findall(r'\[(\d+)\] = "(\w+)"', names.read())}

# All but some calls, of which a shell sees the answers.
PLAIN = {'defaultAction': 'SCMP_ACT_ALLOW', 'syscalls': [{'names': ['mkdir', 'mkdirat'], 'action': 'SCMP_ACT_ERRNO', 'errnoRet': errno.EXDEV},
                                                         {'names': ['rmdir', 'no_such_call'], 'action': 'SCMP_ACT_ERRNO', 'errno': 'EDOM'}]}
SCRIPT = '{ mkdir /tmp/x; rmdir /etc; grep Seccomp: /proc/self/status; } >/out/report 2>&1; exit 7'
REPORT = "mkdir: can't create directory '/tmp/x': Invalid cross-device link\nrmdir: '/etc': Numerical argument out of domain\nSeccomp:\t2\n"
# helper/seccomp/needed.c
ALWAYS = ('execve', 'execveat', 'write', 'exit_group')
BEFORE = ('setgroups', 'setresgid', 'setresuid', 'capset', 'prctl', 'openat', 'pread64', 'read', 'close', 'sendto', 'recvfrom')
LEFT = 'SeccompProfile=' + PROFILE + ': '


def write(text, path=PROFILE, mode=0o644):
    """A file of root's, with these bytes or this as JSON."""
    if os.path.lexists(path):
        os.unlink(path)
    with open(path, 'wb') as file:
        file.write(text if isinstance(text, bytes) else json.dumps(text).encode())
    os.chmod(path, mode)


def run(*options, tracer=(), path=PROFILE):
    one = Start(run_arguments(ROOT, ['/bin/sh', '-c', SCRIPT], f'--seccomp-profile={path}', *options), tracer=tracer,
                at_ready=lambda pid: os.chmod(start.OUT, 0o777))
    one.report = start.report()
    clean()
    return one


def works(name, *options, report=REPORT, **more):
    one = run(*options, **more)
    return same(name, (one.said, one.status, one.code, one.report), ('', 0, 7, report))


def refused(name, said, *options, status=75, **more):
    one = run(*options, **more)
    return same(name, (one.status, one.said, one.status_text, one.ready, one.report), (status, said, said, False, None))


def compiled():
    """{name: what tells one file from another}"""
    found = {}
    for name in sorted(os.listdir(COMPILED)) if os.path.isdir(COMPILED) else []:
        one = os.lstat(f'{COMPILED}/{name}')
        found[name] = (one.st_ino, one.st_size, one.st_ctime_ns)
    return found


def only():
    (name,) = compiled()
    return f'{COMPILED}/{name}'


def forget():
    shutil.rmtree(COMPILED, ignore_errors=True)


def try_effect():
    works('root')
    works('a user', '--user=web')
    works('new privileges', '--new-privileges')
    works('a user, new privileges', '--user=web', '--new-privileges')
    # What is named in needed.c, and what libc takes for "does it exist" and "how large is it".
    write({'defaultAction': 'SCMP_ACT_ERRNO', 'syscalls': [{'names': [*ALWAYS, *BEFORE, 'newfstatat', 'fstat', 'stat', 'faccessat', 'faccessat2', 'umask'], 'action': 'SCMP_ACT_ALLOW'}]})
    one = run('--new-privileges')
    same('with the calls alone that a start takes: it is set up', (one.said, one.status, one.ready), ('', 0, True))
    log = {**PLAIN, 'flags': ['SECCOMP_FILTER_FLAG_LOG']}
    write(log)
    works('with flags')
    kill = {**PLAIN, 'syscalls': [*PLAIN['syscalls'], {'names': ['uname'], 'action': 'SCMP_ACT_KILL_PROCESS'}]}
    write(kill)
    one = Start(run_arguments(ROOT, ['/bin/uname'], f'--seccomp-profile={PROFILE}'))
    same('a call that kills', (one.status, one.code), (0, -31))
    clean()
    admin = {**PLAIN, 'syscalls': [*PLAIN['syscalls'], {'names': ['rename', 'renameat', 'renameat2'], 'action': 'SCMP_ACT_ERRNO', 'excludes': {'caps': ['CAP_SYS_TIME']}}]}
    write(admin)
    for name, options, right in (('without a capability', (), 'Operation not permitted'), ('with a capability', ('--capabilities=2000000',), 'No such file or directory')):
        one = Start(run_arguments(ROOT, ['/bin/sh', '-c', 'mv /tmp /tmp2 2>/out/report; mv -T /none /tmp/y 2>>/out/report; cat /out/report'], f'--seccomp-profile={PROFILE}', *options))
        ok('a rule ' + name, right in (start.report() or ''), (one.said, start.report()))
        clean()
    write(PLAIN)


def try_cache():
    forget()
    works('compiled at the first start')
    first = compiled()
    one = os.stat(only())
    same('what was compiled: its file', (stat.S_ISREG(one.st_mode), stat.S_IMODE(one.st_mode), one.st_uid, one.st_size % 8), (True, 0o600, 0, 0))
    same('what was compiled: its folder', stat.S_IMODE(os.stat(COMPILED).st_mode), 0o700)
    works('read at the next start')
    same('it is not compiled again', compiled(), first)
    os.rename(COMPILER, COMPILER + '.away')
    refused('a compiler that is away', LEFT + 'this build of coslice has no coslice-seccomp, which compiles profiles: leave SeccompProfile= out, or say unconfined to run without a filter')
    os.rename(COMPILER + '.away', COMPILER)
    works('it is there again')
    before = compiled()
    ok('its change is seen', before != first, before)
    works('another set of capabilities', '--capabilities=1', report=REPORT)
    same('each set has its own', len(compiled()), 2)
    forget()
    works('compiled once more')
    # The same size, and times set back.
    text = json.dumps(PLAIN).encode().replace(b'EDOM', b'EIO"').replace(b'EIO""', b'EIO" ')
    with open(PROFILE, 'r+b') as file:
        before = os.fstat(file.fileno())
        file.write(text)
    os.utime(PROFILE, ns=(before.st_atime_ns, before.st_mtime_ns))
    works('a profile that was changed in place', report=REPORT.replace('Numerical argument out of domain', 'Input/output error'))
    write(PLAIN)
    works('a profile that was replaced')
    same('one is kept of each path', len(compiled()), 1)


def start_together(count):
    """Containers c0, c1, … that start at once; what each said, and its status."""
    if os.path.exists(NOTIFY):
        os.unlink(NOTIFY)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
        notify.bind(NOTIFY)
        notify.settimeout(0.1)
        running = [subprocess.Popen([HELPER, 'run', f'--group={GROUP}', f'--container=c{i}', f'--rootfs={ROOT}', '--hostname=box', USERNS, f'--seccomp-profile={PROFILE}',
                                     '--', '/bin/true'], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={'NOTIFY_SOCKET': NOTIFY})
                   for i in range(count)]
        while any(one.poll() is None for one in running):
            try:
                for fd in socket.recv_fds(notify, 4096, 4)[1]:
                    os.close(fd)
            except TimeoutError:
                pass
        said = [(one.communicate()[0], one.returncode) for one in running]
    start.reap()
    for i in range(count):
        Start(['clean', f'--group={GROUP}', f'--container=c{i}'])
    return said


def try_together():
    forget()
    write(PLAIN)
    same('eight that start at once', start_together(8), [('', 0)] * 8)
    same('eight that start at once: one is kept', len(compiled()), 1)
    before = compiled()
    same('eight more', start_together(8), [('', 0)] * 8)
    same('eight more compile nothing', compiled(), before)


def try_damaged():
    """What lies in our folder and isn't ours, or isn't whole, is compiled anew."""
    def edit(at, data):
        with open(only(), 'r+b') as file:
            file.seek(at)
            file.write(data)

    def link():
        path = only()
        os.rename(path, path + '.moved')
        shutil.move(path + '.moved', DIR + '/moved')
        os.symlink(DIR + '/moved', path)

    def fifo():
        path = only()
        os.unlink(path)
        os.mkfifo(path, 0o600)

    damages = {
        'another user': lambda: os.chown(only(), 1000, 0), 'writable by its group': lambda: os.chmod(only(), 0o620), 'writable by all': lambda: os.chmod(only(), 0o602),
        'cut': lambda: os.truncate(only(), os.stat(only()).st_size - 8), 'cut within an instruction': lambda: os.truncate(only(), os.stat(only()).st_size - 3),
        'empty': lambda: os.truncate(only(), 0), 'only its head': lambda: os.truncate(only(), HEAD), 'too long': lambda: os.truncate(only(), HEAD + 8 * 4097),
        'of another version': lambda: edit(0, b'coslice0'), 'of other capabilities': lambda: edit(8, b'\xff'), 'of another profile': lambda: edit(40, b'\xff\xff'),
        'of another compiler': lambda: edit(80, b'\xff\xff'), 'of another libseccomp': lambda: edit(120, b'\xff\xff'), 'of no libseccomp that is there': lambda: edit(152, b'/no'),
        'a link': link, 'a pipe': fifo,
    }
    for name, damage in damages.items():
        works(f'{name}: before')
        damage()
        works(name)
        one = os.lstat(only())
        ok(f'{name}: made anew', stat.S_ISREG(one.st_mode) and one.st_uid == 0 and stat.S_IMODE(one.st_mode) == 0o600, one)
    # What the kernel doesn't take is no filter.
    edit(HEAD, b'\xff\xff')
    one = run()
    same('an instruction that is none', (one.status, one.code, one.report), (0, 75, None))
    forget()


def try_refused():
    forget()
    cases = [
        ('bad JSON', b'{\n  "defaultAction": "SCMP_ACT_ALLOW",\n}', 'line 3, column 1: unexpected character'),
        ('a bad action', {**PLAIN, 'syscalls': [*PLAIN['syscalls'], {'names': ['read'], 'action': 'SCMP_ACT_KIL'}]}, 'syscalls[2].action: "SCMP_ACT_KIL" is no action'),
        ('a bad operator', {**PLAIN, 'syscalls': [{'names': ['read'], 'action': 'SCMP_ACT_KILL', 'args': [{'index': 0, 'value': 1, 'op': 'EQ'}]}]}, 'syscalls[0].args[0].op: "EQ" is no operator'),
        ('one that can\'t start anything', {'defaultAction': 'SCMP_ACT_ERRNO'}, 'it refuses execveat, without which no container can start or end'),
        ('an empty file', b'', 'line 1, column 1: the file ends here, in the middle of JSON'),
        ('a NUL', b'{"defaultAction": "SCMP_ACT_ALLOW"}\0', 'line 1, column 36: a control character'),
        ('more than 1 MiB', b' ' * (10 << 20), 'it is larger than 1 MiB'),
        ('all of 1 MiB', b'[' * (1 << 20), 'line 1, column 9: more than 8 arrays and objects in each other'),
    ]
    for name, text, said in cases:
        write(text)
        refused(name, LEFT + said)
    early = {'defaultAction': 'SCMP_ACT_ALLOW', 'syscalls': [{'name': 'capset', 'action': 'SCMP_ACT_ERRNO'}]}
    write(early)
    refused('without capset, new privileges', LEFT + 'it refuses capset, which a start with NoNewPrivileges=no takes once the filter is there', '--new-privileges')
    one = run()
    same('without capset', (one.said, one.status, one.code), ('', 0, 7))
    write(PLAIN)
    os.chown(PROFILE, 1000, 0)
    refused('a profile of a user', LEFT + 'it belongs to user 1000, who could open all system calls by it: give it to root')
    for mode in (0o664, 0o646, 0o777):
        write(PLAIN, mode=mode)
        refused(f'mode {mode:o}', LEFT + f'others than root can write it (mode {mode:04o}), who could open all system calls by it: chmod go-w')
    write(PLAIN, mode=0o400)
    works('mode 400')
    os.unlink(PROFILE)
    refused('none', 'SeccompProfile=' + PROFILE + ': No such file or directory')
    os.mkfifo(PROFILE, 0o644)
    refused('a pipe', LEFT + 'it is no regular file')
    os.unlink(PROFILE)
    os.mkdir(PROFILE)
    refused('a directory', LEFT + 'it is no regular file')
    os.rmdir(PROFILE)
    os.symlink('/dev/zero', PROFILE)
    refused('a device', LEFT + 'it is no regular file')
    write(PLAIN, DIR + '/other.json')
    os.unlink(PROFILE)
    os.symlink('other.json', PROFILE)
    works('a link')
    refused('below what containers write', LEFT + 'it lies where containers can write, who could open all system calls by it', f'--untrusted={DIR}')
    os.unlink(PROFILE)
    write(PLAIN)


def trace(*wanted):
    """A start for which there is nothing compiled, traced; its calls by process, and whether one was hit."""
    forget()
    one = run(tracer=[TRACER, *wanted, LOG])
    calls, hit = {}, False
    with open(LOG, encoding='ascii') as log:
        for line in log:
            words = line.split()
            if words[0] in ('call', 'hit'):
                calls.setdefault(int(words[1]), []).append(words[2])
                hit = hit or words[0] == 'hit'
            if words[:2] == ['end', '0']:
                one.status = os.waitstatus_to_exitcode(int(words[2]))
    return one, calls, hit


# The helper's own, of which the first few are those of this.
HELPERS = ('flock', 'pipe2', 'linkat', 'unlinkat', 'wait4')


def try_faults():
    """Process 1 is the compiler; process 2 sets the container up."""
    write(PLAIN)
    trace()
    _, calls, _ = trace()
    before = machine()
    counts = {(process, name): calls[process].count(name) for process, name in {*((1, name) for name in calls[1]), *((0, name) for name in HELPERS)}}
    for (process, name), count in sorted(counts.items()):
        wrong = []
        for nth in sorted({1, count // 2 + 1, count}) if process == 1 else [1]:
            for how in [ERRORS[(len(name) + nth) % len(ERRORS)], 'KILL'] if nth == 1 else ['KILL' if nth == count else ERRORS[nth % len(ERRORS)]]:
                call = f'{process}:{NUMBERS[name]}:{nth}'
                one, _, hit = trace(f'--kill={call}' if how == 'KILL' else f'--fail={call}:{getattr(errno, how)}')
                if not hit and count:
                    wrong.append((how, nth, 'it was not called as often'))
                elif one.late:
                    wrong.append((how, nth, 'it hangs'))
                elif one.report is not None and one.report != REPORT:
                    wrong.append((how, nth, f'the payload ran otherwise: {one.report}'))
                elif one.report is None and not (process == 0 and how == 'KILL') and (one.status in (0, None) or one.said != one.status_text or '\n' in one.said or len(one.said) < 20):
                    wrong.append((how, nth, f'status {one.status}, said "{one.said}", status text "{one.status_text}"'))
                again = run()
                if (again.status, again.report) != (0, REPORT):
                    wrong.append((how, nth, f'the next start: {again.said}'))
                different = start.difference(before, machine())
                if different:
                    wrong.append((how, nth, different))
        ok(f'{("helper", "coslice-seccomp")[process]}: {name}', count and not wrong, wrong)


def main():
    write(PLAIN)
    sandbox()
    try_effect()
    try_cache()
    try_together()
    try_damaged()
    try_refused()
    try_faults()
    forget()
    remove_sandbox()
    os.unlink(PROFILE)
    summary()


main()
