# SPDX-License-Identifier: LGPL-2.1-or-later
"""Starts of the helper with a notification socket of the test's own, and what they leave behind."""
import array
import ctypes
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import time

HELPER = '/usr/lib/coslice/coslice-helper'
DIR = '/srv/helper'          # all that the tests make
OUT = DIR + '/out'           # /out of each container
NOTIFY = '/run/coslice-test-notify'
GROUP = 'faults'
STATE = ['/run/coslice', '/var/lib/coslice', '/run/userdb']
IDS = '/var/lib/coslice/ids/'  # claims stay: a group has the same ids at each start
ADDRESSES = '/var/lib/coslice/addresses/'
RUNTIME_UNITS = '/run/systemd/system'
TRACER, LOG = DIR + '/build/trace', DIR + '/log'
USERNS = '--userns=' + os.environ.get('USERNS', 'auto')  # of the group
LIMIT = 60                   # seconds, for a start

PTRACE_CONT, PTRACE_SEIZE, PTRACE_O_TRACEEXEC, PTRACE_EVENT_EXEC = 7, 0x4206, 0x10, 4
CLONE_NEWNS = 0x00020000
libc = ctypes.CDLL(None, use_errno=True)

if subprocess.run([os.path.dirname(os.path.abspath(__file__)) + '/../throwaway', 'tests/helper/run'], check=False).returncode != 0:
    sys.exit(1)

passed = failed = 0


def ok(name, right, why=''):
    global passed, failed
    if right:
        passed += 1
        print(f'ok {name}')
    else:
        failed += 1
        print(f'FAIL {name}: {why}')
    sys.stdout.flush()
    return right


def same(name, got, expected):
    return ok(name, got == expected, f'got {got!r}, expected {expected!r}')


def summary():
    print(f'{passed} passed, {failed} failed')
    sys.exit(failed > 0)


class Start:
    """One run of the helper, with a file in place of systemd's stream to journald: STATUS its exit status, SAID what the
    file has, READY whether it said so, PID of the payload, PAYLOAD its status of wait(2) or None. AT_READY(pid) is called
    when all is set up, before the payload is let go, AT_EXEC(pid) each time that it has executed a program. CREDENTIALS: the
    folder of the unit's. INHERITED: what else subprocess.Popen gives the helper."""

    def __init__(self, arguments, at_ready=None, at_exec=None, tracer=(), credentials=None, **inherited):
        self.ready, self.pid, self.payload, self.status_text = False, None, None, ''
        signal.alarm(3 * LIMIT)  # ends the test: nothing that is waited for takes longer
        shutil.rmtree(OUT, ignore_errors=True)
        os.mkdir(OUT)
        if os.path.exists(NOTIFY):
            os.unlink(NOTIFY)
        os.makedirs(DIR, exist_ok=True)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify, open(DIR + '/said', 'w+', encoding='utf-8', errors='replace') as said:
            notify.bind(NOTIFY)
            stat = os.fstat(said.fileno())
            # With SIGPIPE ignored, as Python has it and systemd.
            process = subprocess.Popen([*tracer, HELPER, *arguments], stdin=subprocess.DEVNULL, stdout=said, stderr=said,
                                       restore_signals=False, **inherited,
                                       env={'NOTIFY_SOCKET': NOTIFY, 'JOURNAL_STREAM': f'{stat.st_dev}:{stat.st_ino}',
                                            **({'CREDENTIALS_DIRECTORY': credentials} if credentials else {})})
            self.at_ready, self.at_exec = at_ready, at_exec
            self.late = not self.attend(process, notify)
            if self.late:
                process.kill()
                if self.pid:
                    os.kill(self.pid, 9)
            self.status = process.wait()
            if self.pid and not tracer:
                self.payload = self.wait()
            said.seek(0)
            self.said = said.read().strip()
        reap()

    def wait(self):
        while True:
            status = os.waitpid(self.pid, 0)[1]
            if not os.WIFSTOPPED(status):
                return status
            if status >> 16 == PTRACE_EVENT_EXEC:
                self.at_exec(self.pid)
            libc.ptrace(PTRACE_CONT, self.pid, None, None)

    def attend(self, process, notify):
        """Plays systemd's part until the process has ended; whether it did in time."""
        pidfd = os.pidfd_open(process.pid)
        poll = select.poll()
        poll.register(pidfd, select.POLLIN)
        poll.register(notify, select.POLLIN)
        end, ended = time.monotonic() + LIMIT, False
        while not ended and time.monotonic() < end:
            events = dict(poll.poll(1000))
            while self.hear(notify):
                pass
            ended = pidfd in events
        os.close(pidfd)
        return ended

    def hear(self, notify):
        try:
            text, control, _, _ = notify.recvmsg(4096, socket.CMSG_SPACE(64), socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        fds = array.array('i')
        for _, _, data in control:
            fds.frombytes(data)
        for line in text.decode().split('\n'):
            name, _, value = line.partition('=')
            if name == 'READY':
                self.ready = True
            elif name == 'MAINPID':
                self.pid = int(value)
            elif name == 'STATUS':
                self.status_text = value
            elif name == 'BARRIER':
                if self.at_ready:
                    self.at_ready(self.pid)
                if self.at_exec and libc.ptrace(PTRACE_SEIZE, self.pid, None, ctypes.c_void_p(PTRACE_O_TRACEEXEC)) < 0:
                    raise OSError(ctypes.get_errno(), 'PTRACE_SEIZE')
        for fd in fds:
            os.close(fd)
        return True

    @property
    def code(self):
        """Of the payload: its exit status, or minus its signal."""
        return None if self.payload is None else os.waitstatus_to_exitcode(self.payload)


def reap():
    """Whatever process of a start is left, since it would be systemd's child."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def call_number(name):
    with open(DIR + '/build/names.h', encoding='ascii') as names:
        return int(re.search(rf'\[(\d+)\] = "{name}"', names.read())[1])


def run_arguments(root, program, *options):
    return ['run', f'--group={GROUP}', '--container=app', f'--rootfs={root}', '--hostname=box', USERNS, f'--bind=/out:::{OUT}',
            *options, '--', *program]


def sandbox(*options):
    return Start(['sandbox', f'--group={GROUP}', *([] if '--remove' in options else [USERNS]), *options])


def remove_sandbox():
    one = sandbox('--remove')
    if one.status != 0:
        raise AssertionError(one.said)


def clean(*options):
    return Start(['clean', f'--group={GROUP}', '--container=app', *options])


def report():
    try:
        with open(OUT + '/report', encoding='utf-8', errors='replace') as text:
            return text.read()
    except FileNotFoundError:
        return None


def mounts():
    """Of this mount namespace, without numbers."""
    with open('/proc/self/mountinfo', encoding='utf-8') as text:
        return sorted(re.sub(r'mnt:\[[0-9]*\]', 'mnt', ' '.join(line.split()[3:6])) for line in text)


def pins():
    """Names and mounts in the bare mount namespace, or None if there is none. A child looks, since there is no way back
    from a namespace without /proc."""
    try:
        base = os.open('/run/coslice/pins/mnt', os.O_RDONLY)
    except FileNotFoundError:
        return None
    proc = os.open('/proc', os.O_RDONLY)
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        if libc.setns(base, CLONE_NEWNS) < 0:
            os.write(writer, b'no namespace')
            os._exit(0)
        fd = os.open('thread-self/mountinfo', os.O_RDONLY, dir_fd=proc)
        text = os.read(fd, 65536).decode()
        lines = sorted(line.split()[4] for line in text.strip().split('\n'))
        os.write(writer, repr((sorted(os.listdir('/')), lines)).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, 'rb') as answer:
        found = answer.read().decode()
    os.waitpid(pid, 0)
    os.close(base)
    os.close(proc)
    return found


def files():
    """Of ours, and links to them; folders that only are there for these too."""
    found = [os.path.join(folder, name) for top in STATE for folder, folders, names in os.walk(top) for name in folders + names]
    for folder, folders, names in os.walk(RUNTIME_UNITS):
        found += [os.path.join(folder, name) for name in names if os.path.islink(f'{folder}/{name}') and os.readlink(f'{folder}/{name}').startswith('/run/coslice/')]
        found += [os.path.join(folder, name) for name in folders if name.startswith('coslice')]
    return sorted(path for path in found if not path.startswith((IDS, ADDRESSES)))


def processes():
    found = []
    for name in os.listdir('/proc'):
        if not name.isdigit():
            continue
        try:
            with open(f'/proc/{name}/cmdline', encoding='utf-8', errors='replace') as text:
                line = text.read().replace('\0', ' ')
        except (FileNotFoundError, ProcessLookupError):
            continue
        if 'coslice-' in line.split(' ')[0] or '/report' in line:
            found.append(line)
    return found


def machine():
    """All that a start could leave."""
    return {'mounts': mounts(), 'pins': pins(), 'files': files(), 'processes': processes()}


def bare():
    """What a machine without groups has."""
    return {**machine(), 'pins': None, 'processes': [], 'files': sorted(path for path in files() if path in OURS)}


# What stays once there was a group, or systemd-tmpfiles made: directories, and a file to lock.
OURS = ['/run/coslice/dns', '/run/coslice/groups', '/run/coslice/lock', '/run/coslice/network', '/run/coslice/network/.lock', '/run/coslice/running', '/run/coslice/state',
        '/run/coslice/steps', '/var/lib/coslice/upper', '/var/lib/coslice/empty',
        '/var/lib/coslice/addresses', '/var/lib/coslice/ids', '/var/lib/coslice/images']


def difference(before, after):
    """In words, '' if there is none."""
    words = []
    for part in before:
        if before[part] != after[part]:
            if isinstance(before[part], list) and isinstance(after[part], list):
                words.append(f'{part}: more {[x for x in after[part] if x not in before[part]]}, less {[x for x in before[part] if x not in after[part]]}')
            else:
                words.append(f'{part}: {before[part]} became {after[part]}')
    return '; '.join(words)
