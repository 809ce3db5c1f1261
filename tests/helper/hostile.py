# SPDX-License-Identifier: LGPL-2.1-or-later
"""Images and volumes that are made to lead the helper astray."""
import os
import shutil
import stat
import sys
import threading
import time

import start
from start import DIR, Start, machine, ok, run_arguments, same

ROOT = DIR + '/root'


def executed(pid, seen):
    """Notes whether a payload could ever write to the file that PID executes now: while it is executed nobody can."""
    exe = f'/proc/{pid}/exe'
    if os.path.samefile(exe, start.HELPER):
        seen.append('helper')
    else:
        seen.append('read-only' if os.statvfs(exe).f_flag & os.ST_RDONLY else 'writable')


def swapped_programs():
    """A program that becomes a link to what executes it, between the helper's look and the exec (CVE-2019-5736)."""
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


IMAGE = DIR + '/image'      # a root file system that is made anew for each case
VICTIM = DIR + '/victim'    # of the host: nothing may be written, made or mounted here
# What a payload sees of its own: file systems, devices, files.
LOOK = r'''#!/bin/sh
{
for place in / /proc /sys /dev; do awk -v p=$place '$5 == p {print p, $0}' /proc/self/mountinfo | sed -E 's/^([^ ]+) .* - ([^ ]+) .*/\1 \2/'; done
for node in null zero full random urandom tty; do [ -c /dev/$node ] && echo $node; done
[ -L /etc/hosts ] || [ -L /etc/hostname ] || head -n 1 /etc/hosts /etc/hostname
[ -L /etc/localtime ] || head -c 4 /etc/localtime
} > /out/report.new 2>&1
mv /out/report.new /out/report
'''


def make_image():
    shutil.rmtree(IMAGE, ignore_errors=True)
    for folder in ('bin', 'etc', 'proc', 'sys', 'dev', 'run', 'tmp', 'data', 'inside'):
        os.makedirs(f'{IMAGE}/{folder}')
    os.link(ROOT + '/bin/busybox', IMAGE + '/bin/busybox')
    for name in ('sh', 'awk', 'sed', 'head', 'mv', 'true'):
        os.symlink('busybox', f'{IMAGE}/bin/{name}')
    with open(IMAGE + '/bin/look', 'w', encoding='ascii') as look:
        look.write(LOOK)
        os.fchmod(look.fileno(), 0o755)


def make_victim():
    shutil.rmtree(VICTIM, ignore_errors=True)
    os.makedirs(VICTIM + '/folder')
    with open(VICTIM + '/file', 'w', encoding='ascii') as file:
        file.write('of the host\n')


def tree(top):
    """Names, kinds, modes and owners below TOP, and what files hold."""
    found = []
    for folder, folders, names in os.walk(top):
        for name in sorted(folders + names):
            path = os.path.join(folder, name)
            status = os.lstat(path)
            text = open(path, 'rb').read() if stat.S_ISREG(status.st_mode) and status.st_size < 10000 else b''
            found.append((path, status.st_mode, status.st_uid, status.st_gid, text, os.readlink(path) if stat.S_ISLNK(status.st_mode) else ''))
    return sorted(found)


ARGUMENTS = run_arguments(IMAGE, ['/bin/look'], f'--bind=/data:::{DIR}/data', f'--bind=/file:::{DIR}/data/file', '--tmpfs=/run:', '--tmpfs=/tmp:', '--timezone=Test')


class Host:
    """What may not be changed by a start."""

    def __init__(self):
        self.victim, self.image, self.machine = tree(VICTIM), tree(IMAGE), machine()

    def harm(self, image=True):
        start.clean()
        words = [start.difference(self.machine, machine())]
        if tree(VICTIM) != self.victim:
            words.append(f'the host has {tree(VICTIM)}')
        if image and tree(IMAGE) != self.image:
            words.append('the image was changed')
        return '; '.join(filter(None, words))


def replace(path, make):
    full = IMAGE + path
    if os.path.isdir(full) and not os.path.islink(full):
        shutil.rmtree(full)
    elif os.path.lexists(full):
        os.unlink(full)
    make(full)


def node(mode, device=0):
    return lambda path: os.mknod(path, mode | 0o666, device)


def link(to):
    return lambda path: os.symlink(to, path)


# What stands where the helper mounts, writes and reads (CVE-2019-19921, 2021-30465, 2024-45310, 2025-24965, 2025-52881; a link
# at /dev: 2026-41579, 2026-47766).
OBSTACLES = {
    'an absolute link to a folder of the host': link(VICTIM + '/folder'),
    'an absolute link to a file of the host': link(VICTIM + '/file'),
    'a link by way of ..': link('../' * 12 + VICTIM[1:] + '/folder'),
    'a link to /proc/self/root': link('/proc/self/root' + VICTIM),
    'a link to a descriptor': link('/proc/self/fd/5'),
    'a link to the host by /proc/1': link('/proc/1/root' + VICTIM),
    'a link to itself': link('self'),
    'a FIFO': node(stat.S_IFIFO),
    'a device': node(stat.S_IFCHR, os.makedev(1, 3)),
    'a device of the memory': node(stat.S_IFCHR, os.makedev(1, 1)),
}
PLACES = ['/dev', '/proc', '/sys', '/etc', '/etc/hosts', '/etc/resolv.conf', '/etc/hostname', '/etc/localtime', '/run', '/tmp', '/data', '/file', '/etc/passwd', '/etc/group']
# Never anything else than a directory of the image's own.
KERNEL = ['/dev', '/proc', '/sys']
# Replaced, whatever is there.
OURS = ['/etc/hosts', '/etc/resolv.conf', '/etc/hostname']


def obstacles():
    make_image()
    Start(ARGUMENTS)
    expected = start.report()
    start.clean()
    if not ok('an image without obstacles', expected and 'proc' in expected and 'null' in expected and '127.0.0.1' in expected and 'TZif' in expected, expected):
        return
    for place in PLACES:
        wrong, started = [], []
        for name, make in OBSTACLES.items():
            make_image()
            replace(place, make)
            host = Host()
            one = Start(ARGUMENTS)
            report = start.report()
            why = host.harm()
            if one.late:
                why = 'it hangs'
            elif one.status == 0 and report != expected:
                why += f'; it saw {report}'
            elif one.status != 0 and (one.ready or not one.said or '\n' in one.said):
                why += f'; status {one.status}, ready {one.ready}, it said "{one.said}"'
            if one.status == 0:
                started.append(name)
            if why:
                wrong.append(f'{name}: {why}')
        if place in KERNEL and started:
            wrong.append(f'started with {started}')
        if place in OURS and len(started) < len(OBSTACLES):
            wrong.append('not all start')
        ok(f'at {place}: {len(started)} of {len(OBSTACLES)} start, and the host is safe', not wrong, '; '.join(wrong)[:900])


def exchange(a, b):
    if start.libc.renameat2(-100, a.encode(), -100, b.encode(), 2) < 0:
        raise OSError('renameat2')


SECONDS = 10 if os.environ.get('LARGE') else 1
RENAMES = 10000


class Race:
    """WORK while PATH and OTHER change places as fast as they can: for a while, with five starts and 10,000 renames at
    least. In words it is how many there were."""

    def __init__(self, path, other, work):
        self.path, self.other, self.renames, self.starts, self.running = path, other, 0, 0, True
        thread = threading.Thread(target=self.swap)
        thread.start()
        end = time.monotonic() + SECONDS
        while time.monotonic() < end or self.starts < 5 or self.renames < RENAMES:
            work()
            self.starts += 1
        self.running = False
        thread.join()

    def swap(self):
        while self.running:
            exchange(self.path, self.other)
            self.renames += 1

    def __str__(self):
        return f'{self.renames} times during {self.starts} starts'


def swapped_roots():
    """Folders of the image become links to the host during the start, and back (CVE-2021-30465, 2023-27561, 2025-52565)."""
    make_image()
    Start(ARGUMENTS)
    expected = start.report()
    start.clean()
    for place in ('/dev', '/proc', '/sys', '/etc', '/run', '/data'):
        make_image()
        os.symlink('../' * 12 + VICTIM[1:] + '/folder', IMAGE + '/other')
        host, wrong, ran = Host(), [], []

        def one_start():
            one = Start(ARGUMENTS)
            report = start.report()
            if one.late or (report is not None and report != expected):
                wrong.append(f'status {one.status}, it saw {report}')
            ran.append(report is not None)
            start.clean()

        race = Race(IMAGE + place, IMAGE + '/other', one_start)
        wrong += filter(None, [host.harm(image=False)])
        ok(f'{place} swapped {race} ({sum(ran)} ran): the host is safe', not wrong, '; '.join(wrong)[:600])


def swapped_volumes():
    """A folder below a volume becomes a link to the host: another container may do that at any time (CVE-2017-1002101,
    2021-25741, 2025-9566)."""
    make_image()
    volume = DIR + '/swapped'
    shutil.rmtree(volume, ignore_errors=True)
    os.makedirs(volume + '/sub')
    os.symlink(VICTIM, volume + '/link')
    with open(IMAGE + '/bin/mark', 'w', encoding='ascii') as mark:
        mark.write('#!/bin/sh\n: > /data/mark\n: > /out/report\n')
        os.fchmod(mark.fileno(), 0o755)
    for flags in ('', 'create'):
        host, ran = Host(), []

        def one_start():
            Start(run_arguments(IMAGE, ['/bin/mark'], f'--bind=/data:{flags}:sub:{volume}'))
            ran.append(start.report() is not None)
            start.clean()

        race = Race(volume + '/sub', volume + '/link', one_start)
        same(f'a volume swapped {race} ({sum(ran)} ran){flags and ", " + flags}: the host is safe', host.harm(), '')


def swapped_host_paths():
    """A root and an environment file below a directory that another container writes become links to the host."""
    make_image()
    volume, secret = DIR + '/swapped', DIR + '/secret'
    for path in (volume, secret):
        shutil.rmtree(path, ignore_errors=True)
        os.makedirs(path)
        shutil.copytree(IMAGE, path + '/root', symlinks=True)
        with open(path + '/env', 'w', encoding='ascii') as file:
            file.write(f'WORD={path}\n')
        with open(path + '/root/word', 'w', encoding='ascii') as file:
            file.write(path)
    for name in ('env', 'root'):
        os.symlink(f'{secret}/{name}', f'{volume}/{name}-link')
    for name, root, option in (('env', IMAGE, f'--env-file={volume}/env'), ('env', IMAGE, f'--env-file={DIR}/swap*/e?v'),
                               ('root', f'{volume}/root', '--env=WORD=')):
        host, wrong, ran = Host(), [], []

        def one_start():
            one = Start(run_arguments(root, ['/bin/sh', '-c', 'echo $WORD > /out/report; head -n 1 /word >> /out/report'], f'--untrusted={volume}', option))
            report = start.report() or ''
            if secret in report:
                wrong.append(f'it saw {report}')
            if one.status != 0 and 'a link in it leads out' not in one.said:
                wrong.append(one.said)
            ran.append(volume in report)
            start.clean()

        race = Race(f'{volume}/{name}', f'{volume}/{name}-link', one_start)
        wrong += filter(None, [host.harm()])
        ok(f'{option.split("=")[0]} swapped {race} ({sum(ran)} ran): nothing of the host is seen', not wrong, '; '.join(wrong)[:600])


def working_directories():
    """A way to the host by a descriptor that is open during the start (CVE-2024-21626), or of a link (2026-55686)."""
    make_image()
    wrong = []
    for n in range(32):
        for prefix in ('/proc/self/fd', '/dev/fd'):
            replace('/work', link(f'{prefix}/{n}'))
            for path in ('/work', f'{prefix}/{n}', f'/work{VICTIM}'):
                one = Start(run_arguments(IMAGE, ['/bin/look'], f'--working-dir={path}'))
                if one.status != 72 or one.ready or f'directory {path}: ' not in one.said:
                    wrong.append((path, one.status, one.said))
                start.clean()
    same('a working directory by way of a descriptor is refused', wrong[:5], [])


def mount_targets_in_kernel():
    """A volume that a link leads into a file system of the kernel (CVE-2019-16884, 2023-28642)."""
    make_image()
    wrong = []
    for to in ('/proc', '/proc/sys', '/proc/1', '/sys', '/sys/fs/cgroup', '/dev', '/dev/pts', '/dev/shm', '../../proc', '/inside/../proc',
               '/sys/firmware', '/proc/acpi', '/proc/scsi', '/proc/kcore', '/proc/keys', '/proc/irq'):
        replace('/data', link(to))
        for path in ('/data', '/data/x'):
            source = 'file' if os.path.isfile(to) else 'folder'
            one = Start(run_arguments(IMAGE, ['/bin/look'], f'--bind={path}:::{VICTIM}/{source}'))
            if one.status != 72 or one.ready or path not in one.said:
                wrong.append((to, path, one.status, one.said))
            start.clean()
    same('a volume by way of a link on /proc, /sys, /dev is refused', wrong, [])
    make_image()
    wrong = []
    for to in ('/proc', '/proc/sys/kernel', '/sys', '/dev', '/dev/shm', '../proc'):
        replace('/etc', link(to))
        one = Start(run_arguments(IMAGE, ['/bin/look']))
        if one.status != 72 or one.ready or one.said != 'write /etc/hosts: its directory leads into /proc, /sys or /dev':
            wrong.append((to, one.status, one.said))
        start.clean()
    same('and so are our own files', wrong, [])


def masks():
    """Links of the image, and of a volume, in the place of what is to be hidden: nothing else is, and nothing is shown
    (CVE-2025-31133)."""
    make_image()
    volume = DIR + '/masked'
    shutil.rmtree(volume, ignore_errors=True)
    os.makedirs(volume + '/sub')
    os.symlink(VICTIM, volume + '/link')
    host, wrong = Host(), []
    for path, make in (('/inside/x', link('/proc/kcore')), ('/inside/x', link('/etc')), ('/inside/x', link('nowhere')),
                       ('/inside', link(VICTIM)), ('/inside/x', link('/proc/self/fd/5'))):
        replace(path, make)
        for below in ('/inside/x', '/inside/x/y'):
            one = Start(run_arguments(IMAGE, ['/bin/look'], f'--mask={below}'))
            if one.status != 72 or one.ready or f'mask {below}: there is a symbolic link in the path' not in one.said:
                wrong.append((path, below, one.status, one.said))
            start.clean()
        make_image()
    for path in ('/', '/proc', '/proc/self', '/proc/1', '/dev'):
        one = Start(run_arguments(IMAGE, ['/bin/look'], f'--mask={path}'))
        if one.status == 0 or one.ready or not one.said:
            wrong.append((path, one.status, one.said))
        start.clean()
    for path in ('/x/../proc', '/x/', 'x', '//x'):
        one = Start(run_arguments(IMAGE, ['/bin/look'], f'--mask={path}', f'--unmask={path}'))
        if one.status != 70 or one.ready:
            wrong.append((path, one.status, one.said))
    same('what is to be masked is masked, or nothing runs', wrong, [])

    ran = []

    def one_start():
        Start(run_arguments(IMAGE, ['/bin/sh', '-c', 'ls -A /data/sub > /out/report'], f'--bind=/data:::{volume}', '--mask=/data/sub'))
        ran.append(start.report())
        start.clean()

    with open(volume + '/sub/secret', 'w', encoding='ascii'):
        pass
    race = Race(volume + '/sub', volume + '/link', one_start)
    same(f'a masked directory swapped {race} ({race.starts - ran.count(None)} ran): hidden, and the host is safe',
         (host.harm(), [text for text in ran if text]), ('', []))


CREDENTIALS = DIR + '/credentials'


def start_with(*secrets):
    """A start with these, whose payload looks at a directory of two and tries to make a third."""
    look = 'cd /etc/certs; { echo .* *; for i in a b; do read line < $i; echo $line; done; (: > c) 2>/dev/null || echo no c; } > /out/report'
    return Start(run_arguments(IMAGE, ['/bin/sh', '-c', look], *(f'--secret={one}' for one in secrets)), credentials=CREDENTIALS)


def secrets():
    """A directory of secrets on whatever an image has in its place, and arguments that are none."""
    shutil.rmtree(CREDENTIALS, ignore_errors=True)
    os.mkdir(CREDENTIALS, 0o700)
    for name in 'ab':
        with open(f'{CREDENTIALS}/{name}', 'w', encoding='ascii') as file:
            file.write(f'of {name}\n')
    os.symlink('/etc/shadow', CREDENTIALS + '/link')
    pair = ('volume:a:/etc/certs/a', 'volume,uid=5,mode=0644:b:/etc/certs/b')
    expected = '. .. a b\nof a\nof b\nno c\n'
    wrong, started = [], []
    folder = {'nothing': lambda path: None, 'a directory with files': lambda path: shutil.copytree(DIR + '/data', path),
              'a link to a directory': link('/inside')}
    for name, make in {**folder, **OBSTACLES}.items():
        make_image()
        replace('/etc/certs', make)
        host = Host()
        one = start_with(*pair)
        report = start.report()
        why = host.harm()
        if one.status == 0 and report != expected:
            why += f'; it saw {report}'
        elif one.status != 0 and (one.ready or not one.said or '\n' in one.said or name in folder):
            why += f'; status {one.status}, ready {one.ready}, it said "{one.said}"'
        if one.status == 0:
            started.append(name)
        if why:
            wrong.append(f'{name}: {why}')
    ok(f'a directory of secrets: {len(started)} of {len(folder) + len(OBSTACLES)} start, and the host is safe', not wrong, '; '.join(wrong)[:900])
    form = 'option --secret is not FLAGS:NAME:TARGET'
    for words, said in (
            (('volume:a:/a',), form),
            (('volume,env:a:A',), form),
            (('volume:a:/proc/a',), form),
            (('volume:../a:/etc/certs/a',), form),
            (('volume:a:/etc/certs/../a',), form),
            ((*pair, 'volume:b:/etc/certs/a'), 'make the secret b on /etc/certs/a: File exists'),
            ((*pair, ':b:/etc/certs/c'), 'make the secret b on /etc/certs/c: Read-only file system'),
            ((*pair, 'volume:b:/etc/certs/c/b'), 'make the directory of secrets /etc/certs/c: Read-only file system'),
            ((*pair, 'volume:b:/to-proc/b'), 'make the directory of secrets /to-proc: the target leads into /proc, /sys or /dev'),
            ((*pair, 'volume:b:/bin/busybox/b'), "make the directory of secrets /bin/busybox: a directory can't be there: the image has a file in its place"),
            ((*pair, 'volume:link:/etc/certs/c'), 'read the secret for /etc/certs/c: Invalid argument'),
            ((*pair, 'volume:none:/etc/certs/c'), 'there is no secret none for /etc/certs/c; make it by: coslice secret set none')):
        make_image()
        replace('/to-proc', link('/proc'))
        host = Host()
        one = start_with(*words)
        same(f'{words[-1]}: refused', (one.ready, one.said, start.report(), host.harm()), (False, said, None, ''))


def tracing():
    """Who joined the container's namespaces isn't the container's to trace, whatever user it has become (CVE-2016-9962):
    its files in /proc are root's, as those of a process without dumps are."""
    make_image()
    seen = []
    for options in ((), ('--user=1234',)):
        one = Start(run_arguments(IMAGE, ['/bin/true'], *options), at_ready=lambda pid: seen.append(os.stat(f'/proc/{pid}/mem').st_uid))
        same(f'nobody of the container traces who starts it{options and ", a user" or ""}', (seen.pop(), one.code), (0, 0))
        start.clean()


def swapped_at_each_call(path, arguments, kinds=('openat2', 'mkdirat', 'move_mount')):
    """(start, which call) for each of these calls of the child, when PATH and PATH-other change places just before it."""
    Start(arguments, tracer=[start.TRACER, start.LOG])
    start.clean()
    with open(start.LOG, encoding='ascii') as log:
        names = [line.split()[2] for line in log if line.startswith('call 1 ')]
    for kind in kinds:
        for nth in range(1, names.count(kind) + 1):
            yield Start(arguments, tracer=[start.TRACER, f'--swap=1:{start.call_number(kind)}:{nth}:{path}', start.LOG]), f'{kind} {nth}'
            start.clean()


def swapped_directories():
    """A directory that was made for a user is exchanged for another before it is given away."""
    make_image()
    volume = DIR + '/made'

    def make_volume():
        shutil.rmtree(volume, ignore_errors=True)
        os.makedirs(volume + '/new-other')
        os.mkdir(volume + '/new-other/of-root')

    make_volume()
    given, n = [], 0
    for _, call in swapped_at_each_call(volume + '/new', run_arguments(IMAGE, ['/bin/true'], '--user=1000', f'--bind=/data:create:new:{volume}')):
        n += 1
        for name in ('new', 'new-other'):
            if os.path.exists(f'{volume}/{name}/of-root') and os.stat(f'{volume}/{name}').st_uid:
                given.append(call)
        make_volume()
    ok(f'a directory that is made swapped at each of {n} calls: the other stays root\'s', n > 20 and not given, given)


def swapped_targets():
    """The target of a volume, which lies in another one, changes places while it is mounted."""
    make_image()
    volume = DIR + '/swapped'
    shutil.rmtree(volume, ignore_errors=True)
    for name in ('sub', 'sub-other'):
        os.makedirs(f'{volume}/{name}/x')
    wrong, refused, n = [], 0, 0
    for one, call in swapped_at_each_call(volume + '/sub', run_arguments(IMAGE, ['/bin/true'], f'--bind=/data:::{volume}', f'--bind=/data/sub/x:::{DIR}/data')):
        n += 1
        refused += not one.ready
        if one.said != ('' if one.ready else f'mount volume {DIR}/data on /data/sub/x: Stale file handle'):
            wrong.append((call, one.ready, one.said))
    ok(f'a target swapped at each of {n} calls: {refused} starts refused, where the volume lies elsewhere', n > 20 and refused > 0 and not wrong, wrong)


PARTS = ['swapped_programs', 'obstacles', 'swapped_roots', 'swapped_volumes', 'swapped_host_paths', 'swapped_directories',
         'swapped_targets', 'working_directories', 'mount_targets_in_kernel', 'masks', 'secrets', 'tracing']


def main():
    make_victim()
    os.makedirs('/usr/share/zoneinfo', exist_ok=True)
    with open('/usr/share/zoneinfo/Test', 'wb') as zone:
        zone.write(b'TZif' + bytes(60))
    os.makedirs(DIR + '/data', exist_ok=True)
    with open(DIR + '/data/file', 'w', encoding='ascii') as file:
        file.write('of a volume\n')
    start.sandbox()
    make_image()
    Start(ARGUMENTS)  # the directories that stay
    start.clean()
    for part in sys.argv[1:] or PARTS:
        globals()[part]()
    start.remove_sandbox()
    same('nothing is left', start.difference(start.bare(), machine()), '')
    start.summary()


if __name__ == '__main__':
    main()
