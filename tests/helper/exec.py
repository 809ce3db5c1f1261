# SPDX-License-Identifier: LGPL-2.1-or-later
"""coslice-helper exec in a container that systemd runs: system calls that fail, and processes killed at them, the helper, the one
that joins and the one that becomes the program; each kind of call at its first, middle and last occurrence. What was asked for runs with
all of its restrictions or not at all, the message names the step, and nothing is left. Calls as for faults.py."""
import collections
import errno
import os
import re
import subprocess

import start
from faults import ERRORS, KILL, NOT_TRIED, NUMBERS, chosen, hows, read_log, summary
from start import DIR, HELPER, LOG, TRACER, ok, same

GROUP = 'entered'
DEFINITION = f'/etc/coslice/groups/{GROUP}.group'
UNIT = f'coslice@{GROUP}_app.service'
SAID = DIR + '/exec-said'
HELPER_CALLS, JOINER_CALLS, PROGRAM_CALLS = range(3)

# Process, call and, if it is not each, with which error or which of them: a failure of it does no harm, since…
HARMLESS = {
    # … formats that can't be looked for are not there: more is refused
    (0, 'fstatfs'), (0, 'openat', 'binfmt'),
    # … signals that can't be blocked end the helper, and it the program; who waits for the one that joins hears of it otherwise
    (0, 'rt_sigprocmask'), (0, 'rt_sigaction'), (0, 'wait4'), (0, 'pidfd_send_signal'),
    # … what has no terminal is no terminal
    (0, 'ioctl'),
    # … poll(2) is tried again
    (0, 'poll'),
    # … it was waited for before
    (0, 'waitid', 2),
    # … it can't fail
    (2, 'geteuid'),
    # … glibc does without
    (1, 'set_robust_list'),
    # … the filter is there: EPERM is what it says
    (2, 'ioctl', 'EPERM'),
}
REPORT = r'''#!/bin/sh
grep -E '^(Uid|Gid|Groups|Cap...|NoNewPrivs|Seccomp|Seccomp_filters|Sig(Blk|Ign)):' /proc/self/status
for ns in net ipc user mnt pid uts cgroup; do readlink /proc/self/ns/$ns; done
pwd; umask; ulimit -n; env | sort
for fd in 0 1 2 3 4 5 6 7 8 9; do [ -e /proc/$$/fd/$fd ] && echo descriptor $fd; done
exit 9
'''


def systemctl(*words):
    return subprocess.run(['systemctl', *words], check=False, stdout=subprocess.PIPE, text=True).stdout.strip()


class Try:
    """One program, with a fault: STATUS of the helper, or minus a signal; SAID by it and the helper; ERRORS of the helper alone."""
    number = 0

    def __init__(self, key=None, nth=None, how=None):
        Try.number += 1
        wanted = []
        if how:
            call = f'{key[0]}:{NUMBERS[key[1]]}:{nth}'
            wanted = [f'--kill={call}' if how == KILL else f'--fail={call}:{getattr(errno, how)}']
        scope = f'coslice-{GROUP}-app-exec-{Try.number}.scope'
        command = ['systemd-run', '-q', '--scope', f'--slice=coslice-{GROUP}.slice', f'--unit={scope}', '--collect', TRACER, *wanted, LOG, HELPER, 'exec',
                   f'--group={GROUP}', '--container=app', '--interactive', '--env=A=b', '--', '/bin/report']
        self.late = False
        try:
            done = subprocess.run(command, input=b'', stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, timeout=start.LIMIT)
            self.said, self.errors = done.stdout.decode(), done.stderr.decode().strip()
        except subprocess.TimeoutExpired:
            self.late = True
            subprocess.run(['systemctl', 'kill', '-s', 'KILL', scope], check=False)
        with open(LOG, encoding='ascii') as log:
            ends = re.findall(r'^end 0 (\d+)$', log.read(), re.M)
        self.status = os.waitstatus_to_exitcode(int(ends[-1])) if ends else None


def judge(one, expected, key, nth, how):
    """What is wrong with it, or ''."""
    if one.late:
        return 'it hangs'
    if not read_log()[1]:  # how often it reads and writes depends on how much comes at once
        return '' if key[0] == HELPER_CALLS and key[1] in ('poll', 'read', 'write') else 'it was not called as often'
    if one.said not in ('', expected) and not (key[0] == HELPER_CALLS and expected.startswith(one.said)):
        return 'the program ran otherwise: ' + ' | '.join(sorted(set(one.said.split('\n')) ^ set(expected.split('\n'))))
    if one.status == 9:
        return '' if one.said == expected and {key, (*key, nth), (*key, how)} & HARMLESS else 'the failure was overlooked'
    if how == KILL:
        if key[0] == HELPER_CALLS:
            return '' if one.status == -9 else f'status {one.status}'
        told = one.status == 137 or re.fullmatch('the process that sets the program up was killed at: .+|give the process .*: No such process|let it go: Broken pipe', one.errors)
        return '' if one.status in (125, 137) and told else f'status {one.status}: {one.errors}'
    if key[0] == PROGRAM_CALLS and key[1] in ('execve', 'execveat', 'seccomp', 'ioctl') and one.status in (75, 126, 127):
        return ''  # after it was let go: its own standard error tells
    if {key, (*key, nth)} & HARMLESS and one.status == 125:
        return ''
    if one.status not in (125, 126, 127) or '\n' in one.errors or len(one.errors) < 10:
        return f'status {one.status}: {one.errors}'
    return ''


def leftover():
    """What a program in a container could leave."""
    for _ in range(100):
        scopes = systemctl('list-units', '--plain', '--no-legend', f'coslice-{GROUP}-app-exec-*.scope')
        left = [line for line in start.processes() if 'exec' in line or '/report' in line]
        if not scopes and not left:
            return ''
        subprocess.run(['sleep', '.1'], check=False)
    return f'left: {scopes} {left}'


def sweep():
    one = Try()
    expected = one.said
    if not same('a program without faults', (one.status, one.errors, expected.count('\n') > 20), (9, '', True)):
        return
    calls, _ = read_log()
    main = systemctl('show', '-P', 'MainPID', UNIT)
    before = start.machine()
    for key, which in sorted(chosen(calls).items()):
        wrong = []
        for nth in which:
            for how in hows(key[1], nth):
                one = Try(key, nth, how)
                why = judge(one, expected, key, nth, how) or leftover()
                if why:
                    wrong.append((how, nth, why))
        ok(f'exec: {("helper", "joiner", "program")[key[0]]}: {key[1]}', not wrong, summary(wrong))
    same('nothing is left of all that', start.difference({**before, 'processes': []}, {**start.machine(), 'processes': []}), '')
    same('the container is as it was', systemctl('show', '-P', 'MainPID', UNIT), main)
    one = Try()
    same('the next one', (one.status, one.said), (9, expected))


def main():
    with open(DIR + '/root/bin/report', 'w', encoding='ascii') as file:
        file.write(REPORT)
        os.fchmod(file.fileno(), 0o755)
    os.makedirs(os.path.dirname(DEFINITION), exist_ok=True)
    with open(DEFINITION, 'w', encoding='ascii') as file:
        if start.USERNS == '--userns=host':
            file.write('[Group]\nUserNS=host\n')
        file.write(f'[Container app]\nRootfs={DIR}/root\nExec=/bin/sleep 10000\nUser=web\nStopTimeout=0\nUlimit=nofile=64\n')
    systemctl('daemon-reload')
    systemctl('start', f'coslice@{GROUP}')
    try:
        sweep()
    finally:
        systemctl('stop', f'coslice@{GROUP}')
        os.unlink(DEFINITION)
        systemctl('daemon-reload')
    start.summary()


if __name__ == '__main__':
    main()
