# SPDX-License-Identifier: LGPL-2.1-or-later
"""Volumes that are kept: what they begin with, whose they are, that they begin once, and what a start leaves that was killed or
had no space for it."""
import ctypes
import os
import random
import shutil
import socket
import stat
import subprocess
import sys
import threading
import time

import start
from start import DIR, GROUP, HELPER, USERNS, Start, clean, ok, remove_sandbox, report, run_arguments, same, sandbox, summary

ROOT = DIR + '/local-root'
VOLUMES = '/var/lib/coslice/volumes'
LARGE = os.environ.get('LARGE')
OWN = USERNS != '--userns=host'
libc = ctypes.CDLL(None, use_errno=True)


def data(name='keep'):
    return f'{VOLUMES}/{name}/data'


def arguments(script, volume, *options):
    return run_arguments(ROOT, ['/bin/sh', '-c', f'({script}) > /out/report 2>&1'], f'--local={volume}', *options)


def run(script, volume='/data:::keep', *options):
    one = Start(arguments(script, volume, *options))
    said = report()
    clean()
    return said.strip() if one.ready else f'{one.status}: {one.said}'


def forget(*names):
    for name in names or os.listdir(VOLUMES) if os.path.isdir(VOLUMES) else ():
        shutil.rmtree(f'{VOLUMES}/{name}')


def write(path, text='', mode=0o644, owner=(0, 0)):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)
    os.chown(path, *owner)
    os.chmod(path, mode)
    os.utime(path, (1, 1000000000))


DEEP = '/'.join(['d' * 250] * 15)


def make_root():
    """What an image may have at a volume's place, friendly or not."""
    shutil.rmtree(ROOT, ignore_errors=True)
    shutil.copytree(DIR + '/root', ROOT, symlinks=True)
    top = ROOT + '/data'
    write(top + '/plain', 'plain', 0o640, (33, 34))
    write(top + '/setuid', 'x', 0o6755)
    write(top + '/name with\nnewline', 'n')
    write(os.fsdecode(os.fsencode(top) + b'/\xff'), 'b')
    os.link(top + '/plain', top + '/other name')
    os.makedirs(top + '/folder')
    os.link(top + '/plain', top + '/folder/third')
    os.chown(top + '/folder', 35, 36)
    os.chmod(top + '/folder', 0o2770)
    os.symlink('/etc/shadow', top + '/link')
    os.symlink('nowhere', top + '/folder/dangling')
    os.chown(top + '/link', 37, 37, follow_symlinks=False)
    os.link(top + '/link', top + '/folder/link', follow_symlinks=False)
    os.mkfifo(top + '/pipe', 0o622)
    os.chmod(top + '/pipe', 0o622)
    os.mknod(top + '/device', stat.S_IFCHR | 0o666, os.makedev(1, 3))
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(top + '/socket')
    with open(top + '/holes', 'wb') as file:
        file.seek(1 << 30)
        file.write(b'end')
        file.truncate((1 << 30) + (1 << 20))
    os.setxattr(top + '/plain', 'user.kept', b'v\0v')
    os.setxattr(top + '/folder', 'user.folder', b'f')
    os.setxattr(top + '/plain', 'user.overlay.redirect', b'/etc')
    os.setxattr(top + '/plain', 'trusted.lost', b'x')
    os.setxattr(top + '/setuid', 'security.capability', bytes.fromhex('0100000200040000000000000000000000000000'))
    fd = os.open(top, os.O_RDONLY)
    for name in DEEP.split('/'):
        os.mkdir(name, dir_fd=fd)
        fd = os.open(name, os.O_RDONLY, dir_fd=fd)
    os.close(os.open('bottom', os.O_CREAT | os.O_WRONLY, dir_fd=fd))
    os.chown(top, 33, 33)
    os.chmod(top, 0o1750)
    os.utime(top, (1, 1000000001))
    write(ROOT + '/file', 'a file')
    os.symlink('/data', ROOT + '/link-to-data')
    os.symlink('/proc', ROOT + '/link-to-proc')
    os.symlink('../../../../../../srv/helper/outside', ROOT + '/link-out')
    write(DIR + '/outside/secret', 'the host\'s')
    os.makedirs(ROOT + DIR + '/outside')
    os.makedirs(ROOT + '/foreign')
    write(ROOT + '/foreign/file', 'x', owner=(70000, 0))


def tree(top):
    """All that can be told of it, by names from the top; the last is the names of the same file."""
    found, links = {}, {}
    for folder, folders, names in os.walk(os.fsencode(top)):
        for name in [b''] + names + [one for one in folders if os.path.islink(os.path.join(folder, one))]:
            path = os.path.join(folder, name) if name else folder
            if len(path) > 4000:
                continue
            st = os.lstat(path)
            key = os.path.relpath(path, os.fsencode(top))
            kind = {stat.S_IFREG: 'file', stat.S_IFDIR: 'folder', stat.S_IFLNK: 'link', stat.S_IFIFO: 'pipe'}.get(stat.S_IFMT(st.st_mode), 'other')
            content = os.readlink(path) if kind == 'link' else open(path, 'rb').read() if kind == 'file' and st.st_size < 1 << 20 else st.st_size if kind == 'file' else ''
            attributes = {one: os.getxattr(path, one, follow_symlinks=False) for one in os.listxattr(path, follow_symlinks=False)}
            found[key] = (kind, st.st_uid, st.st_gid, oct(stat.S_IMODE(st.st_mode)), st.st_mtime if kind != 'folder' or key == b'.' else 0, content, attributes,
                          links.setdefault(st.st_ino, set()) if kind != 'folder' else {})
            links.setdefault(st.st_ino, set()).add(key)
    return found


def expected():
    want = tree(ROOT + '/data')
    for name in (b'device', b'socket'):
        del want[name]
    kind, uid, gid, _, *rest = want[b'setuid']
    want[b'setuid'] = (kind, uid, gid, '0o755', *rest)
    want = {key: value[:6] + ({name: text for name, text in value[6].items() if name.startswith('user.') and not name.startswith('user.overlay.')}, value[7]) for key, value in want.items()}
    return want


def test_content():
    want = expected()
    seen = run('cat /data/plain; stat -c "%u:%g %a" /data /data/plain; echo new > /data/new; ls /data/device; cat /data/holes | tail -c 1048576 | head -c 3')
    same('it begins with what the image has', seen, 'plain33:33 1750\n33:34 640\nls: /data/device: No such file or directory\nend')
    os.unlink(data() + '/new')
    os.utime(data(), (1, 1000000001))
    got = tree(data())
    for key in sorted(want.keys() | got.keys()):
        if want.get(key) != got.get(key):
            ok(f'as it is in the image: {key!r}', False, f'got {got.get(key)}, expected {want.get(key)}')
    ok('owners, modes, times, links and attributes are as in the image', got == want and len(want) > 12, f'{len(want)}')
    same('holes are holes', os.stat(data() + '/holes').st_blocks * 512 < 1 << 20, True)
    same('as deep as a path can be', os.path.exists(f'{data()}/{DEEP}'), True)
    same('nothing else is there', sorted(os.listdir(VOLUMES + '/keep')), ['data', 'lock'])
    same('it is root\'s', (stat.S_IMODE(os.stat(VOLUMES + '/keep').st_mode), stat.S_IMODE(os.stat(VOLUMES).st_mode)), (0o700, 0o700))


def test_once():
    run('echo 1 > /data/plain; rm /data/setuid')
    write(ROOT + '/data/later', 'later')
    same('a second start has what the first one has left', run('cat /data/plain; ls /data/setuid /data/later; echo'), '1\nls: /data/setuid: No such file or directory\nls: /data/later: No such file or directory')
    same('at another place', run('cat /mnt/plain', '/mnt:::keep'), '1')
    same('read-only', run('echo 2 > /data/plain; cat /data/plain', '/data:ro::keep'), '/bin/sh: can\'t create /data/plain: Read-only file system\n1')
    same('of another container nothing is seen that it hasn\'t', run('ls -d /data/plain', '/other:::other'), '/data/plain')
    os.unlink(ROOT + '/data/later')
    forget()


def test_owner():
    same('where the image has nothing it is the user\'s', run('stat -c "%u:%g %a" /new; echo x > /new/x; ls -n /new | awk \'/x$/{print $3 ":" $4}\'', '/new:::keep', '--user=1000:1001'), '1000:1001 755\n1000:1001')
    same('on the disk too', (os.stat(data()).st_uid, os.stat(data() + '/x').st_uid), (1000, 1000))
    same('and stays', run('stat -c %u /new', '/new:::keep', '--user=1002'), '1000')
    forget()
    same('what an image has keeps its owner, whoever the user is', run('stat -c %u:%g /data', '/data:::keep', '--user=1000'), '33:33')
    same('Owner= is how it appears', run('stat -c %u:%g /data /data/plain /data/folder', '/data:uid=44,gid=45::keep'), '44:45\n44:34\n35:36')
    same('not on the disk', os.stat(data()).st_uid, 33)
    forget()
    same('Owner= of an empty one', run('stat -c %u:%g /new', '/new:uid=44,gid=45::keep'), '44:45')
    same('is that of the disk', (os.stat(data()).st_uid, os.stat(data()).st_gid), (44, 45))
    forget()
    same('a start that went no further than to make it', (os.makedirs(data(), 0o755), run('stat -c %u /new', '/new:::keep', '--user=1000'))[1], '1000')
    forget()


def test_parts():
    same('a part of it', run('stat -c %u:%g /part; echo x > /part/x', '/part::a/b:keep', '--user=1000:1000'), '1000:1000')
    same('is below it', (os.path.exists(data() + '/a/b/x'), os.stat(data()).st_uid, os.stat(data() + '/a').st_uid), (True, 0, 0))
    same('nothing was copied', run('ls /data', '/data:::keep'), 'a')
    os.symlink('/etc', data() + '/out')
    same('a link in it leads nowhere else', run('ls /part', '/part::out:keep')[:3], '72:')
    forget()


def test_refused():
    same('over a file', run('true', '/file:::keep'), '72: mount volume keep on /file: a directory can\'t be there: the image has a file in its place')
    same('nothing is left of it', os.listdir(VOLUMES + '/keep'), ['lock'])
    same('where a link leads to the kernel\'s', run('true', '/link-to-proc:::keep'), '72: mount volume keep on /link-to-proc: the target leads into /proc, /sys or /dev')
    same('where a link leads to what the image has', run('cat /data/plain', '/link-to-data:::keep'), 'plain')
    forget()
    same('a link that would leave the image', run('ls -a /link-out | wc -l', '/link-out:::keep'), '2')
    same('has taken nothing of the host\'s', os.listdir(data()), [])
    forget()
    if OWN:
        same('owners that the group hasn\'t', run('true', '/foreign:::keep'), '72: mount volume keep on /foreign: copy what the image has at /foreign: a file of it belongs to an id that the group hasn\'t')
        same('nothing is left of that', os.listdir(VOLUMES + '/keep'), ['lock'])
    for name in ('../x', 'a_b_c', '', 'A', 'x/y', '_x'):
        same(f'a name that is none: {name}', run('true', f'/data:::{name}')[:3], '70:')
    forget()
    os.makedirs(VOLUMES, exist_ok=True)
    os.symlink('/etc', VOLUMES + '/keep')
    same('a link in its place', run('true')[:3], '72:')
    os.unlink(VOLUMES + '/keep')


def test_above():
    """A volume of an image's part below another volume's."""
    same('below another volume it begins empty', run('ls /data /data/folder', '/data/folder:::inner', '--local=/data:::outer').count('dangling'), 0)
    same('and the other one is whole', os.path.lexists(data('outer') + '/folder/dangling'), True)
    forget()


def test_space():
    os.makedirs(VOLUMES + '/keep')
    subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=1M', 'none', VOLUMES + '/keep'], check=True)
    write(ROOT + '/large/file', 'x' * (4 << 20))
    same('no space for it', run('true', '/large:::keep'), '72: mount volume keep on /large: copy what the image has at /large: No space left on device')
    same('leaves the space', os.listdir(VOLUMES + '/keep'), ['lock'])
    subprocess.run(['mount', '-o', 'remount,size=8M', VOLUMES + '/keep'], check=True)
    same('with more it begins', run('wc -c < /large/file', '/large:::keep'), str(4 << 20))
    subprocess.run(['umount', VOLUMES + '/keep'], check=True)
    shutil.rmtree(ROOT + '/large')
    forget()


class Systemd:
    """Its part for starts that go on at the same time: all is heard, and nothing noted."""

    def __enter__(self):
        if os.path.exists(start.NOTIFY):
            os.unlink(start.NOTIFY)
        os.makedirs(start.OUT, exist_ok=True)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(start.NOTIFY)
        self.thread = threading.Thread(target=self.hear, daemon=True)
        self.thread.start()
        return self

    def hear(self):
        while True:
            text, fds, _, _ = socket.recv_fds(self.socket, 4096, 8)
            for fd in fds:
                os.close(fd)
            if text == b'end':
                return

    def __exit__(self, *_):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as one:
            one.sendto(b'end', start.NOTIFY)
        self.thread.join()
        self.socket.close()

    @staticmethod
    def begin(container='app'):
        words = [word.replace('--container=app', f'--container={container}') for word in arguments('true', '/many:::keep')]
        return subprocess.Popen([HELPER, *words], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                                env={'NOTIFY_SOCKET': start.NOTIFY})


def wait_for(name):
    end = time.monotonic() + start.LIMIT
    while not os.path.exists(f'{VOLUMES}/keep/{name}') and time.monotonic() < end:
        pass


def copying():
    """How long it takes."""
    with Systemd() as systemd:
        one = systemd.begin()
        wait_for('data.new')
        begin = time.monotonic()
        wait_for('data')
        took = time.monotonic() - begin
        one.communicate()
    start.reap()
    clean()
    return took


def kill_at(seconds):
    """A start whose processes are killed so long after it has begun to copy."""
    with Systemd() as systemd:
        one = systemd.begin()
        wait_for('data.new')
        time.sleep(seconds)
        subprocess.run(['pkill', '-9', '-x', 'coslice-helper'], check=False)
        one.communicate()
    start.reap()
    clean()


def test_kills():
    for i in range(1000):
        write(f'{ROOT}/many/{i % 7}/{i}', str(i) * 1000, owner=(i, i))
    want, took = tree(ROOT + '/many'), copying()
    same('one that is whole', tree(data()) == want, True)
    count, whole, left = 100 if LARGE else 12, 0, 0
    for i in range(count):
        forget()
        kill_at(took * (i + random.random()) / count if i > 2 else 0)
        folder = VOLUMES + '/keep'
        names = os.listdir(folder)
        left += 'data.new' in names
        whole += 'data' in names
        if 'data' in names and tree(data()) != want:
            ok('what has its name is whole', False, f'after {i} of {count}')
        if run('true', '/many:::keep') or tree(data()) != want or sorted(os.listdir(folder)) != ['data', 'lock']:
            ok('and the next start has all of it', False, f'after {i} of {count}: {os.listdir(folder)}')
    ok(f'killed at {count} points: {left} had begun, {whole} were whole', left > 0)
    forget()


def test_two():
    """At once, and one waits for the other."""
    for _ in range(20 if LARGE else 3):
        with Systemd() as systemd:
            both = [systemd.begin(name) for name in ('app', 'two')]
            said = [one.communicate()[1] for one in both]
        start.reap()
        same('two at once', ([one.returncode for one in both], said, tree(data()) == tree(ROOT + '/many')), ([0, 0], ['', ''], True))
        clean()
        Start(['clean', f'--group={GROUP}', '--container=two'])
        forget()
    shutil.rmtree(ROOT + '/many')


def test_unmapped():
    if not OWN or subprocess.run(['stat', '-f', '-c', '%T', '/'], capture_output=True, text=True, check=True).stdout.strip() != 'overlayfs':
        return
    os.makedirs(VOLUMES + '/keep')
    os.makedirs('/other-disk', exist_ok=True)
    subprocess.run(['mount', '--bind', '/other-disk', VOLUMES + '/keep'], check=True)
    same('a disk that can\'t map ids', run('true'), '72: mount volume keep on /data: its file system (overlay) can\'t be id-mapped: have volumes on ext4, xfs or btrfs, or write UserNS=host in [Group]')
    subprocess.run(['umount', VOLUMES + '/keep'], check=True)
    forget()


os.umask(0)  # any user writes what it reports
make_root()
sandbox()
run('true')
remove_sandbox()
forget()
before = start.bare()
if sandbox().status != 0:
    sys.exit(1)
forget()
for test in (test_content, test_once, test_owner, test_parts, test_refused, test_above, test_space, test_kills, test_two, test_unmapped):
    test()
remove_sandbox()
shutil.rmtree(VOLUMES)
same('nothing is left', start.difference(before, start.machine()), '')
summary()
