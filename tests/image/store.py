# SPDX-License-Identifier: LGPL-2.1-or-later
"""The store of images as a test sees it: in a mount namespace of its own, with a folder of the test in place of /var/lib/coslice."""
import ctypes
import os
import re
import resource
import stat
import subprocess
import sys
import tempfile

import tarbytes

LIB = '/var/lib/coslice'
MS_BIND, MS_RDONLY = 4096, 1
LIBC = ctypes.CDLL(None, use_errno=True)


def mount(source, target, kind=None, flags=0, options=None):
    arguments = [value.encode() if value else None for value in (source, target, kind)]
    if LIBC.mount(*arguments, flags, options.encode() if options else None) < 0:
        raise OSError(ctypes.get_errno(), f'mount {kind or source} on {target}: {os.strerror(ctypes.get_errno())} ({options})')


def umount(target):
    if LIBC.umount2(target.encode(), 0) < 0:
        raise OSError(ctypes.get_errno(), f'umount {target}')


def own_namespace():
    """Goes on in a mount namespace of its own."""
    if os.environ.get('COSLICE_TEST_NAMESPACE') != '1':
        os.execvpe('unshare', ['unshare', '-m', '--propagation', 'private', sys.executable, *sys.argv],
                   {**os.environ, 'COSLICE_TEST_NAMESPACE': '1'})
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 16384), hard))


def printable(text):
    return text.encode('utf-8', 'backslashreplace').decode()


def list_tree(path):
    """{path: (type, mode, uid, gid, content, more)} of all that is in it, '.' too; by descriptor, since names may be longer than
    PATH_MAX."""
    found, left = {}, [(os.open(path, os.O_RDONLY | os.O_DIRECTORY), '.')]
    while left:
        fd, where = left.pop()
        found[where] = describe(os.fstat(fd), None, fd, None)
        for name in os.listdir(fd):
            below = name if where == '.' else f'{where}/{name}'
            st = os.lstat(name, dir_fd=fd)
            if stat.S_ISDIR(st.st_mode):
                left.append((os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=fd), below))
            else:
                found[below] = describe(st, name, fd, below)
        os.close(fd)
    return found


def content(st, name, dir_fd):
    if stat.S_ISLNK(st.st_mode):
        return os.fsencode(os.readlink(name, dir_fd=dir_fd))
    if not stat.S_ISREG(st.st_mode) or st.st_size > 1 << 20:
        return st.st_size if stat.S_ISREG(st.st_mode) else None
    with open(os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=dir_fd), 'rb') as file:
        return file.read()


def attributes(st, name, fd):
    if name is not None and not stat.S_ISREG(st.st_mode):
        return {}
    if name is not None:
        fd = os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=fd)
    try:
        return {key: os.getxattr(fd, key) for key in os.listxattr(fd)}
    finally:
        if name is not None:
            os.close(fd)


def describe(st, name, fd, _where):
    letter = {stat.S_IFREG: 'f', stat.S_IFDIR: 'd', stat.S_IFLNK: 'l', stat.S_IFIFO: 'p', stat.S_IFCHR: 'c', stat.S_IFBLK: 'b'}[stat.S_IFMT(st.st_mode)]
    more = {'mtime': st.st_mtime_ns / 1e9, 'nlink': st.st_nlink, 'blocks': st.st_blocks, 'xattrs': attributes(st, name, fd)}
    return (letter, stat.S_IMODE(st.st_mode), st.st_uid, st.st_gid, content(st, name, fd), more)


def difference(found, wanted):
    """What is not as it was wanted: of more what is said there, attributes always."""
    wanted = {'.': ('d', 0o755, 0, 0, None, {}), **wanted}
    for path in sorted(found.keys() | wanted.keys()):
        if path not in wanted or path not in found:
            return f'{path!a} is {"not there" if path in wanted else "there: " + repr(found[path][:5])}'
        have, want = found[path], wanted[path]
        if have[:5] != want[:5]:
            return f'{path!a} is {have[:5]}, expected {want[:5]}'
        for key, value in {'xattrs': {}, **want[5]}.items():
            if (have[5][key] > value) if key == 'blocks' else have[5][key] != value:
                return f'{path!a} has {key} {have[5][key]}, expected {value}'
    return None


class Store:
    def __init__(self, program, where=None):
        self.program = program
        self.work = where or tempfile.mkdtemp(prefix='coslice-image.')
        self.lib, self.blobs, self.view = (f'{self.work}/{name}' for name in ('lib', 'blobs', 'view'))
        for path in (self.lib, self.blobs, self.view):
            os.makedirs(path, exist_ok=True)
        self.made = not os.path.exists(LIB)
        os.makedirs(LIB, exist_ok=True)
        mount(self.lib, LIB, flags=MS_BIND)
        self.images = f'{LIB}/images'

    def close(self):
        umount(LIB)
        if self.made:
            os.rmdir(LIB)
        subprocess.run(['rm', '-rf', self.work], check=True)

    def image(self, *layers, **more):
        return tarbytes.Image(self.blobs, layers, **more)

    def command(self, image, key=None):
        return [*self.program, 'unpack', f'--blobs={image.blobs}', f'--manifest={image.manifest}', *([f'--name={key}'] if key else [])]

    def unpack(self, image, key=None, before=(), **more):
        """(status, what it said)"""
        done = subprocess.run([*before, *self.command(image, key)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, **more)
        return done.returncode, done.stdout.decode('utf-8', 'surrogateescape')

    def layer(self, chain):
        return f'{self.images}/layers/{chain}/fs'

    def has_layer(self, chain):
        return os.path.exists(f'{self.images}/layers/{chain}')

    def has_image(self, image):
        return os.path.exists(f'{self.images}/images/{image.manifest}/record')

    def record(self, image):
        with open(f'{self.images}/images/{image.manifest}/record', 'rb') as file:
            return [field.decode() for field in file.read().split(b'\0')]

    def size(self, chain):
        with open(f'{self.images}/layers/{chain}/size', 'rb') as file:
            return dict(field.decode().split('=') for field in file.read().split(b'\0')[1:-1])

    def tree(self, image):
        """What a container would see of it."""
        chains = image.chains()
        if len(chains) == 1:
            return list_tree(self.layer(chains[0]))
        fds = [os.open(self.layer(chain), os.O_PATH | os.O_DIRECTORY) for chain in reversed(chains)] # paths would be too long
        try:
            lower = ':'.join(f'/proc/self/fd/{fd}' for fd in fds)
            mount('overlay', self.view, 'overlay', MS_RDONLY, f'lowerdir={lower},userxattr,index=off,metacopy=off,redirect_dir=nofollow')
        finally:
            for fd in fds:
                os.close(fd)
        try:
            return list_tree(self.view)
        finally:
            umount(self.view)

    def left(self):
        """What somebody is making, or was."""
        return [f'{folder}/{name}' for folder in ('layers', 'images', 'ready', 'blobs') if os.path.exists(f'{self.images}/{folder}')
                for name in os.listdir(f'{self.images}/{folder}') if name.startswith('.')]

    def forget(self):
        """Empties the store."""
        subprocess.run(['rm', '-rf', self.images], check=True)


def host(*more):
    """The host's files as they are, but for those that change by themselves and what is far below: a layer must not have changed any."""
    found = {}
    for top in ('/', '/etc', '/root', '/home', '/boot', '/opt', '/srv', '/usr', '/var', *more):
        for path, folders, files in os.walk(top):
            for name in (*folders, *files):
                st = os.lstat(f'{path}/{name}')
                times = (st.st_size, st.st_mtime_ns) if stat.S_ISREG(st.st_mode) else ()
                found[f'{path}/{name}'] = (st.st_mode, st.st_uid, st.st_gid, st.st_ino, *times)
            if top in ('/', '/usr', '/var') or path.count('/') > 3 and top not in more:
                folders.clear()
    return found


def said_well(text):
    """One line, and nothing that a terminal obeys."""
    return text.count('\n') == 1 and not re.search(r'[\x00-\x09\x0b-\x1f\x7f-\x9f]', text)
