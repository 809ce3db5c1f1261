# SPDX-License-Identifier: LGPL-2.1-or-later
"""coslice-helper init, the first process of a namespace that containers share: system calls that fail, and processes killed at them,
the helper and what becomes the init; each kind of call at its first and last occurrence, as for faults.py. It runs with all of its
restrictions or not at all, and never before systemd knows of it; the message names the step, nothing is left, and the next one starts."""
import collections
import errno
import os
import subprocess
import threading
import time

import start
from faults import KILL, NUMBERS, chosen, hows, summary
from start import GROUP, LOG, TRACER, USERNS, Start, machine, ok, same

ARGUMENTS = ['init', f'--group={GROUP}', USERNS]
HELPER, INIT = range(2)
FIELDS = ('Uid', 'Gid', 'Groups', 'CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb', 'NoNewPrivs', 'Seccomp', 'Seccomp_filters', 'SigBlk', 'SigIgn')

# Process, call and, if it is not each, which of its kind: a failure of it does no harm, since…
HARMLESS = {
    # … without a file the step of a helper that is killed is not known, no more
    (HELPER, 'openat', 1), (HELPER, 'fallocate'), (HELPER, 'mmap'), (HELPER, 'unlink'),
    # … the filter is there: EPERM is what it says
    (INIT, 'ioctl', 'EPERM'),
}


def read(path):
    with open(path, encoding='utf-8', errors='replace') as file:
        return file.read()


def look(pid):
    """What it is and may, without what differs from one start to the next. Signals are read once it blocks them all."""
    folder = f'/proc/{pid}'
    status = dict(line.split(':\t', 1) for line in read(f'{folder}/status').splitlines() if ':\t' in line)
    lines = [f'{name} {status[name].strip()}' for name in FIELDS]
    lines += [f'{name} {status[name].split()[-1]}' for name in ('NSpid', 'NSpgid', 'NSsid')]
    lines += [f'namespace {name} {os.readlink(f"{folder}/ns/{name}")}' for name in ('net', 'ipc', 'user')]
    lines += [f'namespace {name} of its own' for name in ('mnt', 'pid', 'uts', 'cgroup') if os.readlink(f'{folder}/ns/{name}') != os.readlink(f'/proc/1/ns/{name}')]
    lines += [' '.join(line.split()[4:6]) for line in read(f'{folder}/mountinfo').splitlines()]
    lines += [f'in its root: {name}' for name in os.listdir(f'{folder}/root/')]
    lines += [f'descriptor {name} {os.readlink(f"{folder}/fd/{name}")}' for name in sorted(os.listdir(f'{folder}/fd'))]
    lines += [f'cwd {os.readlink(f"{folder}/cwd")}', f'variables {read(f"{folder}/environ")!r}', f'command {read(f"{folder}/cmdline")!r}']
    return '\n'.join(lines)


class Try:
    """One start, with a fault; REPORT is what the init was, or None if none ran. It is ended then."""

    def __init__(self, key=None, nth=None, how=None):
        wanted = []
        if how:
            call = f'{key[0]}:{NUMBERS[key[1]]}:{nth}'
            wanted = [f'--kill={call}' if how == KILL else f'--fail={call}:{getattr(errno, how)}']
        self.report, self.watcher = None, None
        one = Start(ARGUMENTS, tracer=[TRACER, *wanted, LOG], at_ready=self.watch)
        if self.watcher:
            self.watcher.join()
        self.late, self.ready, self.said, self.status_text = one.late, one.ready, one.said, one.status_text
        self.read_log()

    def watch(self, pid):
        self.watcher = threading.Thread(target=self.end_init, args=(pid,))
        self.watcher.start()

    def end_init(self, pid):
        """As soon as it waits for signals, which is all that it does."""
        end = time.monotonic() + start.LIMIT / 2
        try:
            while time.monotonic() < end:
                if read(f'/proc/{pid}/cmdline').startswith('catatonit\0') and 'signalfd' in ' '.join(os.readlink(f'/proc/{pid}/fd/{name}') for name in os.listdir(f'/proc/{pid}/fd')):
                    self.report = look(pid)
                    os.kill(pid, 9)
                    return
                time.sleep(.005)
            os.kill(pid, 9)
        except (FileNotFoundError, ProcessLookupError):
            pass

    def read_log(self):
        """Calls of the init's program are none of ours."""
        self.calls, self.hit, self.status = collections.defaultdict(list), False, None
        executed = False
        with open(LOG, encoding='ascii') as log:
            for line in log:
                words = line.split()
                executed = executed or words[:2] == ['exec', str(INIT)]
                if words[:2] == ['end', str(HELPER)]:
                    self.status = os.waitstatus_to_exitcode(int(words[2]))
                elif words[0] in ('call', 'hit') and not (executed and int(words[1]) == INIT):
                    self.calls[int(words[1])].append(words[2])
                    self.hit = self.hit or words[0] == 'hit'


def words_of_killed(one, key):
    if key[0] == HELPER:
        return '' if one.status == -9 else f'status {one.status}'
    begin = 'the process that sets the init up was killed at: '
    return '' if one.ready or (one.said.startswith(begin) and one.said > begin and '\n' not in one.said) else f'the message is "{one.said}"'


def words_of_failed(one, key, how):
    text = os.strerror(getattr(errno, how))
    lines = one.said.split('\n')
    # What it says of the last steps itself; the helper may hear of its end before or behind that.
    if key[0] == INIT and key[1] in ('recvfrom', 'recvmsg', 'sendto') and 'wait to be let go: ' + text in lines:
        return ''
    if key == (INIT, 'sendto') and not one.said.endswith(': ' + text):  # it can't say what keeps it from saying anything
        return words_of_killed(one, key)
    if one.status == 0 and not one.ready:
        return 'the failure was overlooked'
    if one.status not in (0, *range(70, 78), 126, 127):
        return f'status {one.status}: {one.said}'
    if key == (INIT, 'ioctl'):  # whatever it says, the filter would have said EPERM
        return '' if one.said == 'load the filter for system calls: the kernel says that it did, and did not' else f'the message is "{one.said}"'
    if not one.said.endswith(': ' + text) or '\n' in one.said or len(one.said) < len(text) + 10:
        return f'the message is "{one.said}"'
    return '' if one.status == 0 or one.said.startswith('reach systemd by NOTIFY_SOCKET: ') or one.status_text == one.said else f'STATUS={one.status_text} but said {one.said}'


def judge(one, expected, key, nth, how):
    """What is wrong with it, or ''."""
    if one.late:
        return 'it hangs'
    if not one.hit:
        return 'it was not called as often'
    if one.report is not None and one.report != expected:
        return 'the init ran otherwise: ' + ' | '.join(sorted(set(one.report.split('\n')) ^ set(expected.split('\n'))))
    if one.report is not None and not one.ready:
        return 'the init ran before systemd knew of it'
    if how == KILL:
        return words_of_killed(one, key)
    if one.report is not None:
        return '' if {key, (*key, nth), (*key, how)} & HARMLESS else 'the failure was overlooked'
    return words_of_failed(one, key, how)


def told_at_end(one, key, how):
    """A helper that was killed: what comes after it names the step."""
    calls = one.calls[HELPER][:-1]
    begun = 'fallocate' in calls and 'mmap' in calls[calls.index('fallocate'):]
    ended = Start(['init', f'--group={GROUP}', '--ended'])
    if ended.status != 0:
        return f'afterwards: status {ended.status}, {ended.said}'
    begin = 'coslice-helper was killed at: '
    over = key[1] == 'unlink' or (key[1] == 'sendto' and one.ready)
    if how == KILL and key[0] == HELPER and begun and one.report is None and not over:
        return '' if ended.said.startswith(begin) and ended.said > begin and '\n' not in ended.said else f'afterwards it said "{ended.said}"'
    return '' if not ended.said or (how == KILL and key[0] == HELPER and ended.said.startswith(begin)) else f'afterwards it said "{ended.said}"'


def leftover(before):
    """A pin that is half replaced is the next start's to replace."""
    inits = subprocess.run(['pgrep', '-f', '^catatonit -P'], check=False, stdout=subprocess.PIPE, text=True).stdout.strip()
    if inits:
        return f'left: {inits}'
    after = machine()
    if after['pins'] != before['pins']:
        one = Try()
        if one.report is None:
            return f'the next one: {one.said}'
        after = machine()
    return start.difference(before, after)


def sweep():
    one = Try()
    expected = one.report
    if not same('a start without faults', (one.status, one.said, expected is not None), (0, '', True)):
        return
    before = machine()
    for key, which in sorted(chosen(one.calls).items()):
        wrong = []
        for nth in which:
            for how in hows(key[1], nth):
                one = Try(key, nth, how)
                why = judge(one, expected, key, nth, how) or told_at_end(one, key, how) or leftover(before)
                if why:
                    wrong.append((how, nth, why))
        ok(f'init: {("helper", "init")[key[0]]}: {key[1]}', not wrong, summary(wrong))
    one = Try()
    same('the next one', (one.status, one.report), (0, expected))
    same('nothing is left of all that', start.difference(before, machine()), '')


def ahead():
    """A container's process that is set up before the one that has made it goes on, as it happens on a machine under load."""
    init = Start(ARGUMENTS, tracer=['env']).pid
    late = ['strace', '-f', '-o', '/dev/null', '-e', 'trace=clone3', '-e', 'inject=clone3:delay_exit=300000']
    one = Start(start.run_arguments(start.DIR + '/root', ['/bin/true'], '--share-pid'), tracer=late)
    said = [line for line in one.said.splitlines() if not line.startswith('strace: ')]
    same('a container ahead of what has made it', (one.late, one.ready, one.status, said), (False, True, 0, []))
    same('is cleaned up after', start.clean('--share-pid').said, '')
    os.kill(init, 9)
    os.waitpid(init, 0)


def main():
    one = start.sandbox()
    if one.status:
        raise AssertionError(one.said)
    ahead()
    sweep()
    start.remove_sandbox()
    same('nothing is left', start.difference(start.bare(), machine()), '')
    start.summary()


if __name__ == '__main__':
    main()
