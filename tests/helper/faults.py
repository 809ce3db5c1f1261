# SPDX-License-Identifier: LGPL-2.1-or-later
"""System calls that fail, and processes killed at them: each kind of call of each verb, at its first and last occurrence,
with one error by turns; with LARGE=1 its middle one too, the first with all errors; each call with, for instance,
EVERY_CALL="EIO KILL". Nothing leaks, the message names the step, no
payload runs with less than all of its restrictions, and what is left is removed by what units run after a failure."""
import collections
import errno
import os
import re
import subprocess
import sys

import start
from start import DIR, GROUP, LOG, OUT, TRACER, USERNS, Start, machine, ok, same

ROOT = DIR + '/root'
RENDERING = DIR + '/faults-rendering'
ERRORS = ['ENOSPC', 'EMFILE', 'ENOMEM', 'EIO', 'EPERM']
KILL = 'KILL'
LIE = 'LIE'
with open(DIR + '/build/names.h', encoding='ascii') as names:
    NUMBERS = {name: int(number) for number, name in re.findall(r'\[(\d+)\] = "(\w+)"', names.read())}
EVERY_CALL = os.environ.get('EVERY_CALL', '').split()
LARGE = bool(os.environ.get('LARGE'))

# A failure of these can't be, or is not looked at: nothing depends on it.
NOT_TRIED = {'close', 'exit_group', 'umask', 'brk', 'getrandom', 'getpid'}

# Verb, process, call and, if it is not each, which of its kind or with which error: a failure of it does no harm, since…
HARMLESS = {
    # … without a stream for errors the inherited one serves, and so it does if nobody knows where it leads
    ('run', 0, 'socket'), ('run', 0, 'connect'), ('run', 0, 'shutdown'), ('run', 0, 'sendto'), ('run', 0, 'newfstatat', 3),
    # … a first process of the group's that can't be looked at has ended, perhaps, and it is looked for once more
    ('run', 0, 'pread64'),
    # … a smaller buffer serves
    ('run', 0, 'setsockopt'),
    # … formats that can't be looked for are not there: more is refused
    ('run', 0, 'fstatfs'), ('run', 0, 'openat', 3),
    # … without a file the step of a helper that is killed is not known, no more; and it is removed with the group's
    ('run', 0, 'openat', 2), ('run', 0, 'fallocate'), ('run', 0, 'mmap'), ('run', 0, 'unlink'),
    # … the child that made the namespaces is nobody's after it has ended, and glibc does without
    ('sandbox', 0, 'wait4'), ('sandbox', 1, 'set_robust_list'),
    ('sandbox', 0, 'openat', 5), ('sandbox', 0, 'fallocate'), ('sandbox', 0, 'mmap'), ('sandbox', 0, 'unlink'),
    ('clean', 0, 'openat', 2), ('remove', 0, 'openat', 2),
    # … systemd doesn't wait for a message from these
    ('sandbox', 0, 'socket'), ('sandbox', 0, 'connect'), ('remove', 0, 'socket'), ('remove', 0, 'connect'),
    # … the filter is there: EPERM is what it says
    ('run', 1, 'ioctl', 'EPERM'),
    ('clean', 0, 'socket'), ('clean', 0, 'connect'), ('clean', 0, 'sendmsg'), ('remove', 0, 'sendmsg'),
}

# Calls that come when the payload was let go, and what the log then says.
AFTER_READY = {
    (1, 'recvfrom'): 'wait to be let go: ', (1, 'execve'): 'execute /bin/report: ', (1, 'execveat'): 'execute /bin/report: ',
    (1, 'seccomp'): 'load the filter for system calls: ', (1, 'ioctl'): 'load the filter for system calls: ',
}

# What the kernel means by these errors elsewhere, and so the helper says: call of a child, error, and a part of it.
EXPLAINED = {
    ('open_tree', 'EPERM'): "can't be id-mapped: ",
    ('unshare', 'ENOSPC'): ': user.max_user_namespaces allows no more of them: ',
}

SANDBOX = [f'--group={GROUP}', USERNS, f'--rendering={RENDERING}', '--empty=disk:1000:1000', '--empty-memory=memory:0:0:1048576']
RUN = ['run', f'--group={GROUP}', '--container=app', f'--rootfs={ROOT}', '--hostname=box', USERNS, '--localhost=app', '--group-add=media',
       f'--env-file={DIR}/env', '--env=A=b', '--working-dir=/home/web', f'--bind=/out:::{OUT}', '--bind=/srv:create,ro:sub:' + DIR + '/data',
       f'--bind=/disk:::/var/lib/coslice/empty/{GROUP}/disk', '--pinned=/memory:ro:sub:memory', '--tmpfs=/tmp:size=1048576', '--read-only',
       '--', '/bin/report']

RUN_AT = RUN.index('--')  # options go before that

# What restricts a payload, without what differs from one start to the next.
REPORT = r'''#!/bin/sh
{
grep -E '^(Uid|Gid|Groups|Cap...|NoNewPrivs|Seccomp|Seccomp_filters|Sig(Blk|Ign)):' /proc/self/status
sed -E 's/^[0-9]+ [0-9]+ [0-9:]+ ([^ ]+ [^ ]+ [^ ]+).* - ([^ ]+) .*/\1 \2/; s,^/[^ ]*upper/[^ ]*,UPPER,' /proc/self/mountinfo
hostname; pwd; umask; env | sort
ls -l /dev | awk '{print $1, $3, $4, $5, $6, $NF}'
for ns in net ipc user; do readlink /proc/self/ns/$ns; done
for ns in mnt pid uts cgroup; do [ -e /proc/self/ns/$ns ] && echo $ns; done
cat /etc/hosts /etc/hostname /proc/self/uid_map /proc/self/gid_map
for fd in 0 1 2 3 4 5 6 7 8 9; do [ -e /proc/$$/fd/$fd ] && echo descriptor $fd; done
echo $$
} > /out/report.new 2>&1
mv /out/report.new /out/report
'''


# The same by a user with a capability: what is inherited, and kept over the change of ids.
RUN_USER = [*RUN[:RUN_AT], '--user=web', '--user-capabilities=2', *RUN[RUN_AT:]]


def traced(arguments, key=None, nth=None, how=None):
    """Of the calls of a kind, which is a process and a name, the nth fails or is killed."""
    wanted = []
    if how:
        call = f'{key[0]}:{NUMBERS[key[1]]}:{nth}'
        wanted = [f'--{how.lower()}={call}' if how in (KILL, LIE) else f'--fail={call}:{getattr(errno, how)}']
    one = Start(arguments, tracer=[TRACER, *wanted, LOG], at_ready=lambda pid: os.chmod(OUT, 0o777))
    with open(LOG, encoding='ascii') as log:
        for line in log:
            words = line.split()
            if words[:2] == ['end', '0']:
                one.status = os.waitstatus_to_exitcode(int(words[2]))
    return one


def read_log():
    """The calls of each process, and whether one was hit; it is the last of its process then if that was killed."""
    calls, hit = collections.defaultdict(list), False
    with open(LOG, encoding='ascii') as log:
        for line in log:
            words = line.split()
            if words[0] in ('call', 'hit'):
                calls[int(words[1])].append(words[2])
                hit = hit or words[0] == 'hit'
    return calls, hit


def some(count):
    """The first and the last of COUNT, and in large counts the middle one."""
    return sorted({1, count, *([count // 2 + 1] if LARGE else [])})


def chosen(calls):
    """{(process, name): which of its calls}."""
    counts = collections.Counter((process, name) for process, names in calls.items() for name in names if name not in NOT_TRIED)
    if EVERY_CALL:
        return {key: range(1, count + 1) for key, count in counts.items()}
    return {key: some(count) for key, count in counts.items()}


def hows(name, nth):
    """An error by turns, and a kill at the first call of a kind; in large counts a kill at each and all errors at the first."""
    turn = [ERRORS[(len(name) + nth) % len(ERRORS)]]
    if EVERY_CALL:
        return EVERY_CALL
    if LARGE:
        return [*(ERRORS if nth == 1 else turn), KILL]
    return [*turn, KILL] if nth == 1 else turn


def summary(wrong):
    """"ENOSPC EIO at 5 9: …" for what is said several times."""
    places = collections.defaultdict(list)
    for how, nth, why in wrong:
        places[why].append((how, nth))
    return '; '.join(f'{" ".join(sorted({h for h, _ in all_}))} at {" ".join(sorted({str(n) for _, n in all_}))}: {why}' for why, all_ in places.items())


class Verb:
    """A verb with faults. PREPARE comes before each try, AFTER cleans up as the unit does and says what is wrong. LAST: the
    process that becomes the payload."""

    def __init__(self, name, arguments, prepare, after, expected, last=1):
        self.name, self.arguments, self.prepare, self.after, self.expected, self.last = name, arguments, prepare, after, expected, last

    def report(self):
        """What a payload says of itself, without what differs from one start to the next."""
        return start.report()

    def words_of(self, one, key, how):
        """What is wrong with the way in which a failure was told."""
        if how == KILL and key[0] > 0:
            return self.words_of_killed(one)
        if how == KILL:
            return ''
        text = os.strerror(getattr(errno, how))
        if key[0] > 0 and key[1] in ('sendto', 'sendmsg') and not one.said.endswith(': ' + text):  # the child can't say what keeps it from saying anything
            return self.words_of_killed(one)
        if one.status not in (*range(70, 78), 126, 127):
            return f'status {one.status}: {one.said}'
        if key == (self.last, 'recvfrom') and one.said in ('let the container go: Broken pipe', 'map the ids of the group: Broken pipe',
                                                     'hold the namespaces: No such file or directory'):
            return ''  # the child has ended before
        explained = EXPLAINED.get((key[1], how)) if key[0] > 0 else None
        told = one.said.endswith(': ' + text) and len(one.said) > len(text) + 10
        if not (told or (explained and explained in one.said)) or '\n' in one.said:
            return f'the message is "{one.said}"'
        if one.said.startswith('reach systemd by NOTIFY_SOCKET: '):
            return ''
        return '' if one.status_text == one.said else f'STATUS={one.status_text} but said {one.said}'

    def words_of_killed(self, one):
        """The step is named, unless the payload was let go already: then the status tells."""
        begin = f'the process that sets {"the namespaces" if self.name == "sandbox" else "the container"} up was killed at: '
        if self.name == 'sandbox' and one.status == 0:
            return ''  # it had done its part
        return '' if one.ready or (one.said.startswith(begin) and one.said > begin and '\n' not in one.said) else f'the message is "{one.said}"'

    def words_of_cleaning(self, key, how, calls):
        """A helper that was killed: what cleans up after it names the step."""
        calls = calls[:-1]
        begun = 'fallocate' in calls and 'mmap' in calls[calls.index('fallocate'):]
        over = key[1] == 'unlink' or (key[1] == 'sendto' and 'poll' in calls)
        if how == KILL and key[0] == 0 and self.name in ('run', 'sandbox') and begun and not over:
            begin = 'coslice-helper was killed at: '
            right = len(told) == 1 and told[0].startswith(begin) and told[0] > begin and '\n' not in told[0]
        else:
            right = not told
        return '' if right else f'cleaning up said {told}'

    def judge(self, one, key, nth, how, report):
        if one.late:
            return 'it hangs'
        if not read_log()[1]:
            return 'it was not called as often'
        if report is not None:
            if report != self.expected:
                return 'the payload ran otherwise: ' + ' | '.join(sorted(set(report.split('\n')) ^ set(self.expected.split('\n'))))
            if not one.ready:
                return 'the payload ran before systemd knew of it'
        if how == KILL:
            return self.words_of(one, key, how)
        if one.status == 0 and self.name == 'sandbox' and key == (1, 'recvfrom'):
            return ''  # it waits for nothing more
        if one.status == 0 and self.after_ready(key) is None:
            return '' if {(self.name, *key), (self.name, *key, nth)} & HARMLESS else f'the failure was overlooked (payload: {report is not None})'
        if report is not None and (self.name, *key, how) in HARMLESS:
            return ''
        return self.words_of(one, key, how) if one.status else self.late_words(one, key, how)

    def after_ready(self, key):
        """What the log says of a call that comes when the payload was let go, or None."""
        return AFTER_READY.get((1, key[1])) if key[0] == self.last else None

    def late_words(self, one, key, how):
        """A failure after READY: the payload's own log has it."""
        subprocess.run(['journalctl', '--sync'], check=False)
        said = subprocess.run(['journalctl', '-q', '-o', 'cat', '-n', '1', '-t', f'{GROUP}/app'], stdout=subprocess.PIPE, text=True, check=False).stdout
        # coslice-launch has words for the usual errors alone.
        text = os.strerror(getattr(errno, how)) if key[1] != 'execve' or how in ('EPERM', 'ENOMEM') else 'the kernel refuses'
        if key[1] == 'ioctl':  # whatever it says, the filter would have said EPERM
            text = 'the kernel says that it did, and did not'
        expected = self.after_ready(key) + text
        return '' if said == expected + '\n' and one.ready else f'the log says "{said}", not "{expected}"'

    def hit(self, key, nth, how):
        """A try in which the fault was at that call."""
        for _ in range(5):
            self.prepare()
            one = traced(self.arguments, key, nth, how)
            if one.late or read_log()[1]:
                break
            self.after()
        return one

    def calls(self):
        """Of each process, as two runs in a row have them: what asks for more time does so once in a second at most."""
        before, calls = None, {}
        for _ in range(10):
            before = calls
            self.prepare()
            traced(self.arguments)
            calls, _ = read_log()
            self.after()
            if calls == before:
                break
        return calls

    def sweep(self):
        self.prepare()
        before = machine()
        self.after()
        for key, which in sorted(chosen(self.calls()).items()):
            wrong = []
            for nth in which:
                for how in hows(key[1], nth):
                    one = self.hit(key, nth, how)
                    told.clear()
                    helper = read_log()[0][0]
                    why = self.judge(one, key, nth, how, self.report()) or self.after()
                    why = why or self.words_of_cleaning(key, how, helper)
                    if why:
                        wrong.append((how, nth, why))
                        self.after()
            ok(f'{self.name}: {("helper", "child", "payload")[key[0]]}: {key[1]}', not wrong, summary(wrong))
        self.prepare()
        same(f'{self.name}: nothing is left', start.difference(before, machine()), '')


def settle():
    """A call is found by its place among those of its kind, which must be the same at each start. Some kernels let a new mount namespace be pinned
    only if it was made on the right CPU; elsewhere the sandbox tries each of them (pins-base.c). Once a CPU is a right one,
    it stays so: numbers of namespaces only grow."""
    for cpu in sorted(os.sched_getaffinity(0)):
        os.sched_setaffinity(0, {cpu})
        traced(['sandbox', *SANDBOX])
        calls, _ = read_log()
        start.remove_sandbox()
        if 'sched_setaffinity' not in calls[0]:
            return
    raise AssertionError('there is no CPU on which the sandbox is made at once')


def make_files():
    os.makedirs(DIR + '/data/sub', exist_ok=True)
    with open(DIR + '/env', 'w', encoding='ascii') as file:
        file.write('FROM_FILE=1\n')
    with open(ROOT + '/bin/report', 'w', encoding='ascii') as file:
        file.write(REPORT)
        os.fchmod(file.fileno(), 0o755)
    os.makedirs(RENDERING + f'/coslice-{GROUP}-app-exec-.scope.d', exist_ok=True)
    for name, text in ((f'coslice@{GROUP}_app.service', 'b'), (f'coslice-{GROUP}-app-exec-.scope.d/10-coslice-exec.conf', 'aa')):
        with open(f'{RENDERING}/{name}', 'w', encoding='ascii') as file:
            file.write(text)
    if not os.path.islink(RENDERING + '/.complete'):
        os.symlink('2:3', RENDERING + '/.complete')


# What cleaning up said since the last start with a fault.
told = []


def done(one):
    if one.said:
        told.append(one.said)
    return '' if one.status == 0 else f'afterwards: {one.said}'


def sandbox():
    one = Start(['sandbox', *SANDBOX])
    if one.status:
        raise AssertionError(one.said)


def remove():
    return done(start.sandbox('--remove'))


def sweep_run():
    sandbox()
    one = Start(RUN)
    expected = start.report()
    if not same('a start without faults', (one.status, one.said, one.code, expected is not None), (0, '', 0, True)):
        return
    start.clean()
    before = machine()

    def after():
        return done(start.clean()) or start.difference(before, machine())

    Verb('run', RUN, lambda: None, after, expected).sweep()
    one = Start(RUN)
    same('run: the next start', (one.code, start.report()), (0, expected))
    start.clean()
    remove()


def sweep_sandbox():
    bare = start.bare()
    sandbox()
    pinned = start.pins()
    sandbox()
    same('sandbox: what an earlier one has pinned is replaced', start.pins(), pinned)
    same('sandbox: and removed', (remove(), start.difference(bare, machine())), ('', ''))

    def after():
        """After a failure, and then once more with all of it."""
        why = remove() or start.difference(bare, machine())
        if not why:
            sandbox()
            why = remove()
        return why

    Verb('sandbox', ['sandbox', *SANDBOX], lambda: None, after, None).sweep()


# Calls that restrict or hide something and answer with 0, in the child.
RESTRICTING = ('setns', 'setfsuid', 'setfsgid', 'move_mount', 'mount', 'mount_setattr', 'pivot_root', 'umount2', 'mknodat', 'unlinkat', 'fsconfig', 'setgroups', 'setresgid',
               'setresuid', 'prctl', 'capset', 'keyctl', 'rt_sigaction', 'rt_sigprocmask', 'close_range', 'fchmod', 'fchmodat', 'fchown', 'fchownat',
               'chdir', 'dup2', 'seccomp', 'ioctl')


def is_less(name, report, expected):
    """Whether only ids of something mounted are not mapped: then all in it is nobody's."""
    return name == 'mount_setattr' and report.replace(',idmapped', '') == expected.replace(',idmapped', '')


def lies(verb, name, count):
    """What is wrong with starts in which one of these calls lies. Those of prctl(2) are each another guard."""
    wrong = []
    which = range(1, count + 1) if LARGE or name == 'prctl' else some(count) if count else []
    for nth in which:
        if (name, nth) == ('mount_setattr', 1):
            continue  # without it the host sees our mounts: nothing in the container tells
        if name == 'fchownat' and start.USERNS != '--userns=host':
            continue  # what is made is nobody's then, which is less, or the host's root's
        one = verb.hit((1, name), nth, LIE)
        report = start.report()
        if one.late:
            wrong.append((LIE, nth, 'it hangs'))
        elif report is not None and report != verb.expected and not is_less(name, report, verb.expected):
            wrong.append((LIE, nth, ' | '.join(sorted(set(report.split('\n')) ^ set(verb.expected.split('\n'))))))
        elif report is None and one.ready and (1, name) not in AFTER_READY:
            wrong.append((LIE, nth, 'the payload ran, and could not say how'))
        start.clean()
    return wrong


def sweep_lies(*names):
    """The guards: a call that says 0 and does nothing, as if its line were missing. Either the start fails, or the payload has
    all of its restrictions all the same. NAMES: of these calls alone."""
    sandbox()
    for arguments, whose in ((RUN, "root's"), (RUN_USER, "a user's")):
        Start(arguments, at_ready=lambda pid: os.chmod(OUT, 0o777))
        expected = start.report()
        start.clean()
        ok(f'lies: {whose} start without any', expected is not None)
        verb = Verb('run', arguments, lambda: None, lambda: done(start.clean()), expected)
        calls = verb.calls()
        for name in names or RESTRICTING:
            wrong = lies(verb, name, calls[1].count(name))
            ok(f'lies: {whose} {name}', not wrong, summary(wrong))
    remove()


def sweep_removal():
    """What cleans up: another try of it succeeds."""
    bare = start.bare()

    def prepare():
        sandbox()
        Start(RUN)

    def finish():
        return done(start.clean()) or remove() or start.difference(bare, machine())

    Verb('remove', ['sandbox', f'--group={GROUP}', '--remove'], prepare, finish, None).sweep()
    remove()
    Verb('clean', ['clean', f'--group={GROUP}', '--container=app'], prepare, finish, None).sweep()
    remove()


def main():
    make_files()
    sandbox()  # the directories that stay
    Start(RUN)
    start.clean()
    start.remove_sandbox()
    settle()
    parts = sys.argv[1:] or ['run', 'lies', 'sandbox', 'removal']
    for part in parts:
        name, *words = part.split(':')
        globals()['sweep_' + name](*words)
    same('nothing is left', start.difference(start.bare(), machine()), '')
    start.summary()


if __name__ == '__main__':
    main()
