# SPDX-License-Identifier: LGPL-2.1-or-later
"""Layers that nobody would make who means well: a case is its layers, and exactly what is to become of them. refused(NAME, WORDS,
LAYER…): a regular expression of what is said. tamed(NAME, TREE, LAYER…): what is seen in the end, {path: what()}.

Among them are the holes that others had: CVE-2021-29136 (the root is a link, and entries are written through it), CVE-2025-62518,
2026-53655 and 2026-32288 (an archive that is read in two ways, and sizes that aren't)."""
import bz2
import gzip
import io
import lzma
import struct
import zipfile

from tarbytes import (BLOCKDEV, CHAR, END, FIFO, FILE, FOLDER, GNU, HARD, LINK, POSIX, V7, base256, entry, folder, gzipped, hard, header,
                      link, long_name, octal, padded, pax, pax_raw, record, sha256, tar, zstd)

CASES = []


def refused(name, words, *layers, **more):
    CASES.append({'name': name, 'words': words, 'layers': layers, **more})


def tamed(name, tree, *layers, **more):
    CASES.append({'name': name, 'tree': tree, 'layers': layers, **more})


def f(data='x', mode=0o644, uid=0, gid=0, **more):
    """A file as it is listed; a bytes or text value is its content, a number its size."""
    return ('f', mode, uid, gid, data.encode() if isinstance(data, str) else data, more)


def d(mode=0o755, uid=0, gid=0, **more):
    return ('d', mode, uid, gid, None, more)


def lnk(target, uid=0, gid=0):
    return ('l', 0o777, uid, gid, target.encode(), {})


def p(mode=0o644, uid=0, gid=0):
    return ('p', mode, uid, gid, None, {})


BASE = tar(folder('usr/'), folder('usr/lib/', uid=7), entry('usr/lib/a', 'a'), link('lib', 'usr/lib'), folder('etc/'), entry('etc/passwd', 'root'),
           folder('d/'), entry('d/1', '1'), folder('d/s/'), entry('d/s/2', '2'), link('out', '/etc'), link('loop', 'loop'),
           link('nowhere', '/not/there'), link('up', '../../../../etc'))
BASE_TREE = {'usr': d(), 'usr/lib': d(uid=7), 'usr/lib/a': f('a'), 'lib': lnk('usr/lib'), 'etc': d(), 'etc/passwd': f('root'), 'd': d(), 'd/1': f('1'),
             'd/s': d(), 'd/s/2': f('2'), 'out': lnk('/etc'), 'loop': lnk('loop'), 'nowhere': lnk('/not/there'), 'up': lnk('../../../../etc')}


def based(add=None, without=()):
    tree = {path: what for path, what in BASE_TREE.items() if not any(path == gone or path.startswith(gone + '/') for gone in without)}
    return {**tree, **(add or {})}


# --- Names.
refused('a name with / in front', r'"/etc/x": a name in a layer doesn\'t begin with "/"', tar(entry('/etc/x', 'x')))
refused('two of them', r'"//x": a name', tar(entry('//x', 'x')))
refused('the root as /', r'"/": a name', tar(folder('/')))
for number, name in enumerate(('../x', 'a/../x', 'a/..', '..', './../x', 'a/./../../x')):
    refused(f'.. in a name, {number}', r'"\.\." is no part of a name', tar(entry(name, 'x')))
refused('.. by an extended header', r'"\.\." is no part', tar(pax({'path': 'a/../../x'}), header('x')))
refused('.. by a long name', r'"\.\." is no part', tar(long_name('a/../../x'), header('x', magic=GNU)))
refused('.. by a prefix', r'"\.\./x": "\.\." is no part', tar(header('x', prefix='..')))
refused('.. by the name of a sparse file', r'"\.\." is no part',
        tar(pax({'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.name': '../x', 'GNU.sparse.realsize': '4'}),
            header('x', 516), padded(b'1\n0\n4\n'), padded(b'data')))
refused('no name', r'it has no name', tar(entry('', 'x')))
refused('a file that is the root', r'"\.": it is the root directory, and no folder', tar(entry('.', 'x')))
refused('a link that is the root', r'"\.": it is the root directory', tar(link('.', '/etc'), entry('x', 'x')))
refused('a hard link that is the root', r'"\.": it is the root directory', tar(entry('x'), hard('.', 'x')))
refused('a part of 256 bytes', r'a part of it is longer than 255 bytes', tar(entry('n' * 256, 'x')))
refused('a name of 4096 bytes', r'it is longer than 4095 bytes', tar(entry('/'.join(['d' * 63] * 65), 'x')))
refused('a name with a NUL', r'a name in an extended header is empty or has a NUL', tar(pax({'path': b'a\0b'}), header('x')))
refused('a long name with a NUL', r'a long name has a NUL in it', tar(long_name(b'a\0b'), header('x', magic=GNU)))
refused('an empty name in an extended header', r'a name in an extended header is empty', tar(pax({'path': ''}), header('x')))
refused('control characters in the message', r'"\\x1b\[31mred\\x07/\.\./\\xff": "\.\."', tar(entry('\x1b[31mred\x07/../\udcff', 'x')))
refused('a long one in the message', r'"(\\x1b){50,70}….*"\.\." is no part', tar(entry('\x1b' * 200 + '/..', 'x')))
refused('something below a file', r'"usr/lib/a/x": something on the way to it is no folder', BASE, tar(entry('usr/lib/a/x', 'x')))
refused('something below a file of the same layer', r'no folder', tar(entry('a', 'x'), entry('a/x', 'x')))
refused('folders in folders by links', r'its path is longer than 4095 bytes',
        tar(folder('/'.join(['d'] * 1500)), link('l', '/'.join(['d'] * 1500)), entry('l/' + '/'.join(['e'] * 1000), 'x')))
tamed('a deep folder', {'/'.join(['d'] * n): d() for n in range(1, 2001)}, tar(folder('/'.join(['d'] * 2000))))
tamed('odd names', {'a\nb:c,d\\e': f(), '\udcff\u202e': f(), ' ': f(), '\x1b[31m': f(), '-rf': f(), 'e\u0301': f(), '\u00e9': f(), 'x' * 255: f()},
      tar(entry('a\nb:c,d\\e', 'x'), entry('\udcff\u202e', 'x'), entry(' ', 'x'), entry('\x1b[31m', 'x'), entry('-rf', 'x'), entry('e\u0301', 'x'),
          entry('\u00e9', 'x'), entry('x' * 255, 'x')))
tamed('odd names in extended headers', {'a\nb': f(), 'e\u0301' * 60: f(), '\udcff' * 101: f()},
      tar(pax({'path': 'a\nb'}), header('x', 1), padded(b'x'), entry('e\u0301' * 60, 'x'), entry('\udcff' * 101, 'x')))
tamed('dots and slashes', {'a': d(), 'a/b': f()}, tar(folder('./'), entry('.//a/.//./b', 'x')))
tamed('the same name three times', {'a': lnk('/etc')}, tar(entry('a', '1'), folder('a'), entry('a/b', '2'), link('a', '/etc')))
tamed('a file, then a folder', {'a': d(), 'a/b': f('2')}, tar(entry('a', '1'), folder('a/'), entry('a/b', '2')))

# --- Whiteouts.
refused('a whiteout without a name', r'"\.wh\.": a whiteout of that name', tar(entry('.wh.')))
refused('a whiteout of .', r'"\.wh\.\.": a whiteout of that name', BASE, tar(entry('.wh..')))
refused('a whiteout of ..', r'"\.wh\.\.\.": a whiteout of that name', BASE, tar(entry('.wh...')))
refused('a whiteout of .. further down', r'"d/\.wh\.\.\.": a whiteout', BASE, tar(entry('d/.wh...')))
refused('a whiteout as a folder', r'"\.wh\.d/x": a folder of it has the name of a whiteout', BASE, tar(entry('.wh.d/x', 'x')))
refused('a whiteout of what was brought', r'"\.wh\.n": it removes what the same layer has brought', BASE, tar(entry('n'), entry('.wh.n')))
refused('a whiteout of a folder with something new', r'"\.wh\.d": it removes what', BASE, tar(entry('d/n'), entry('.wh.d')))
refused('the same without a layer below', r'"\.wh\.n": it removes what', tar(folder('n'), entry('n/x'), entry('.wh.n')))
refused('a whiteout in a circle', r'"loop/\.wh\.x": links on the way', BASE, tar(entry('loop/.wh.x')))
tamed('a whiteout of what isn\'t there', based(), BASE, tar(entry('.wh.not'), entry('not/there/.wh.x'), entry('usr/lib/a/.wh.x'), entry('nowhere/.wh.x')))
tamed('a whiteout through a link', based(without=['etc/passwd']), BASE, tar(entry('out/.wh.passwd')))
tamed('a whiteout through a link that leads up', based(without=['etc/passwd']), BASE, tar(entry('up/.wh.passwd')))
tamed('a whiteout of a link', based(without=['out']), BASE, tar(entry('.wh.out')))
tamed('a whiteout, then the same again', based({'d': d(0o700), 'd/x': f()}, ['d']), BASE, tar(entry('.wh.d'), folder('d', 0o700), entry('d/x', 'x')))
tamed('a whiteout of a folder, then a file', based({'d': f('x')}, ['d']), BASE, tar(entry('.wh.d'), entry('d', 'x')))
tamed('a whiteout of a file, then a folder', based({'etc/passwd': d()}), BASE, tar(entry('etc/.wh.passwd'), folder('etc/passwd')))
tamed('a whiteout that is a folder', based(without=['d']), BASE, tar(folder('.wh.d')))
tamed('a whiteout that is a link', based(without=['d']), BASE, tar(link('.wh.d', '/etc')))
tamed('a whiteout with data', based(without=['d']), BASE, tar(entry('.wh.d', 'x' * 100000)))
tamed('whiteouts twice', based(without=['d']), BASE, tar(entry('.wh.d'), entry('.wh.d')))
tamed('a whiteout of a deep folder', {}, tar(folder('/'.join(['d'] * 1990))), tar(entry('.wh.d')))
tamed('an opaque folder', based({'d': d(0o711), 'd/n': f('n')}, ['d']), BASE, tar(folder('d', 0o711), entry('d/.wh..wh..opq'), entry('d/n', 'n')))
tamed('an opaque folder, told late', based({'d': d(0o711), 'd/n': f('n'), 'd/s': d(), 'd/s/3': f('3')}, ['d']), BASE,
      tar(folder('d', 0o711), entry('d/n', 'n'), entry('d/s/3', '3'), entry('d/.wh..wh..opq')))
tamed('an opaque folder twice', based({'d/n': f('n')}, ['d/1', 'd/s']), BASE, tar(entry('d/.wh..wh..opq'), entry('d/n', 'n'), entry('d/.wh..wh..opq')))
tamed('an opaque root', {'n': f('n')}, BASE, tar(entry('n', 'n'), entry('.wh..wh..opq')))
tamed('an opaque folder through a link', based(without=['etc/passwd']), BASE, tar(entry('out/.wh..wh..opq')))
tamed('an opaque folder that isn\'t there', based(), BASE, tar(entry('not/.wh..wh..opq'), entry('usr/lib/a/.wh..wh..opq')))
tamed('an opaque folder at the bottom', {'n': f('n')}, tar(entry('n', 'n'), entry('.wh..wh..opq')))
tamed('aufs\' own', based(), BASE, tar(entry('.wh..wh.aufs', 'x'), folder('.wh..wh.plnk'), entry('.wh..wh.plnk/1.2', 'x'), folder('d/.wh..wh.orph')))
tamed('a removed folder that comes again, three layers', based({'d': d(), 'd/n': f('n')}, ['d']), BASE, tar(entry('.wh.d')), tar(entry('d/n', 'n')))

# --- Links.
tamed('written through a link of its own', {'t': d(), 't/x': f(), 's': lnk('/t')}, tar(folder('t'), link('s', '/t'), entry('s/x', 'x')))
tamed('written through one that leads up', {'t': d(), 't/x': f(), 's': lnk('../../../t')}, tar(folder('t'), link('s', '../../../t'), entry('s/x', 'x')))
tamed('written through one of the base', based({'usr/lib/x': f()}), BASE, tar(entry('lib/x', 'x')))
tamed('written through an absolute one of the base', based({'etc/x': f()}), BASE, tar(entry('out/x', 'x')))
tamed('a folder in place of a link', based({'out': d(), 'out/x': f()}), BASE, tar(folder('out'), entry('out/x', 'x')))
tamed('a link in place of a folder', based({'d': lnk('/etc'), 'etc/x': f()}, ['d']), BASE, tar(link('d', '/etc'), entry('d/x', 'x')))
tamed('links to procfs', {'a': lnk('/proc/self/root'), 'b': lnk('/proc/self/fd/3')}, tar(link('a', '/proc/self/root'), link('b', '/proc/self/fd/3')))
refused('written through procfs', r'"a/etc/x": a link on the way to it leads to nowhere', tar(link('a', '/proc/self/root'), entry('a/etc/x', 'x')))
refused('written through a descriptor', r'leads to nowhere', tar(link('a', '/proc/self/fd/3'), entry('a/x', 'x')))
refused('written through a link to nowhere', r'"nowhere/x": a link on the way to it leads to nowhere', BASE, tar(entry('nowhere/x', 'x')))
refused('written through a circle', r'"loop/x": links on the way to it lead in a circle', BASE, tar(entry('loop/x', 'x')))
refused('written through a link to a file', r'"f/x": something on the way to it is no folder', BASE, tar(link('f', 'etc/passwd'), entry('f/x', 'x')))
refused('41 links', r'lead in a circle', tar(folder('l0'), *(link(f'l{n}', f'l{n - 1}') for n in range(1, 42)), entry('l41/x', 'x')))
refused('a link to nothing', r'readers of tar differ|"l": it leads to nothing', tar(link('l', '')))
refused('a link to 4096 bytes', r'"l": it leads to nothing, or to more than 4095 bytes', tar(link('l', 'x' * 4096)))
tamed('a file in place of a link', {'t': f('t'), 's': f('s')}, tar(entry('t', 't'), link('s', 't'), entry('s', 's')))
refused('a hard link to the host\'s', r'"h": it is a hard link to what isn\'t there', tar(hard('h', '/etc/passwd')))
refused('a hard link with ..', r'"h": "\.\." is no part of a name', tar(hard('h', '../secret')))
refused('a hard link through a link out', r'"h": it is a hard link to what isn\'t there', tar(link('s', '/'), hard('h', 's/etc/passwd')))
refused('a hard link to a folder', r'"h": it is a hard link to a folder', BASE, tar(hard('h', 'd')))
refused('a hard link to the root', r'"h": a hard link to the root directory', tar(hard('h', './')))
refused('a hard link to what is removed', r'"h": it is a hard link to what isn\'t there', BASE, tar(entry('.wh.d'), hard('h', 'd/1')))
refused('a hard link over its target\'s folder', r'"d": .*No such file', BASE, tar(hard('d', 'd/1')))
refused('a hard link to a device', r'"h": it is a hard link to what isn\'t there', tar(entry('sda', kind=BLOCKDEV, major=8), hard('h', 'sda')))
refused('a hard link to nothing', r'readers of tar differ|"h": a hard link to the root', tar(hard('h', '')))
refused('a hard link with data', r'an entry has data that isn\'t a file', tar(entry('a', 'a'), header('h', 512, HARD, target='a'), header('evil')))
refused('the same by an extended header', r'an entry has data that isn\'t a file', tar(entry('a', 'a'), pax({'size': '512'}), header('h', 0, HARD, target='a'), header('evil')))
tamed('a hard link to a link', {'s': lnk('/etc/passwd'), 'h': f('new')}, tar(link('s', '/etc/passwd'), hard('h', 's'), entry('h', 'new')))
tamed('an absolute hard link', {'a': f('a', nlink=2), 'h': f('a', nlink=2)}, tar(entry('a', 'a'), hard('h', '/a')))
tamed('a hard link to itself', {'a': f('a')}, tar(entry('a', 'a'), hard('a', 'a'), hard('./a', '/a')))
tamed('a hard link below', based({'d/1': f('1', nlink=2), 'h': f('1', nlink=2)}), BASE, tar(hard('h', 'd/1')))
tamed('a hard link through the base\'s link', based({'usr/lib/a': f('a', nlink=2), 'usr/lib/h': f('a', nlink=2)}), BASE, tar(hard('lib/h', 'lib/a')))
tamed('a hard link that is written over', {'a': f('a'), 'h': f('h')}, tar(entry('a', 'a'), hard('h', 'a'), entry('h', 'h')))
tamed('a hard link in place of a folder', based({'d': f('root', nlink=2), 'etc/passwd': f('root', nlink=2)}, ['d']), BASE, tar(hard('d', 'etc/passwd')))

# --- Devices, attributes, modes, ids.
tamed('devices', {'f': p()}, tar(entry('sda', kind=BLOCKDEV, major=8), entry('mem', kind=CHAR, major=1, minor=1), entry('f', kind=FIFO)))
tamed('a device that is a whiteout', based(), BASE, tar(entry('d', kind=CHAR), entry('etc/passwd', kind=CHAR)))
tamed('a device in place of a file', based(), BASE, tar(entry('etc/passwd', kind=BLOCKDEV, major=8)))
tamed('a FIFO in place of a folder', based({'d': p(0o600, 5, 6)}, ['d']), BASE, tar(entry('d', kind=FIFO, mode=0o600, uid=5, gid=6)))
X = 'SCHILY.xattr.'
tamed('attributes', {'f': f(xattrs={'user.ok': b'1'}), 'd': d(xattrs={'user.ok': b'\0\xff'})},
      tar(entry('f', 'x', {X + 'trusted.overlay.redirect': '/etc', X + 'user.overlay.opaque': 'y', X + 'user.ok': '1', X + 'security.selinux': 'evil',
                           X + 'system.posix_acl_access': 'zz', X + 'user.overlay.redirect': '/etc', X + 'user.overlay.': 'y', X + 'user.': '1',
                           X + 'security.ima': '1', X + 'trusted.x': '1', 'SCHILY.fflags': 'immutable', 'SCHILY.acl.access': 'user::rwx'}),
          folder('d', x={X + 'trusted.overlay.opaque': 'y', X + 'user.overlay.opaque': 'y', X + 'user.ok': b'\0\xff', X + 'user.overlay.metacopy': ''})))
tamed('attributes, encoded', {'f': f(xattrs={'user.ok': b'1'})},
      tar(entry('f', 'x', {'LIBARCHIVE.xattr.user.ok': 'MQ==', 'LIBARCHIVE.xattr.trusted.overlay.opaque': 'eQ==', 'LIBARCHIVE.xattr.user%2Eoverlay.opaque': 'eQ=='})))
CAPABILITY = struct.pack('<IIIII', 0x02000001, 0x400, 0, 0, 0)
tamed('file capabilities', {'f': f(mode=0o755, xattrs={'security.capability': CAPABILITY}), 'd': d(), 's': lnk('f')},
      tar(entry('f', 'x', {X + 'security.capability': CAPABILITY}, mode=0o755), folder('d', x={X + 'security.capability': CAPABILITY}),
          link('s', 'f', x={X + 'security.capability': CAPABILITY})))
refused('file capabilities that are none', r'"f": its file capabilities are none', tar(entry('f', 'x', {X + 'security.capability': 'evil'})))
refused('an attribute that no file has room for', r'"f": the file system can\'t hold its extended attributes', tar(entry('f', 'x', {X + 'user.big': 'x' * 70000})))
tamed('attributes of what can\'t have them', {'p': p(), 's': lnk('/etc')}, tar(entry('p', kind=FIFO, x={X + 'user.a': '1'}), link('s', '/etc', x={X + 'user.a': '1'})))
tamed('attributes of a folder below', {'d': d(xattrs={'user.b': b'2'})}, tar(folder('d', x={X + 'user.a': '1'})), tar(folder('d', x={X + 'user.b': '2'})))
tamed('set-id bits', {'su': f(mode=0o4755, uid=1000), 'sg': f(mode=0o2755, gid=1000), 'd': d(0o3777, 1, 2), 'd/x': f()},
      tar(entry('su', 'x', mode=0o4755, uid=1000), entry('sg', 'x', mode=0o2755, gid=1000), folder('d', 0o3777, uid=1, gid=2), entry('d/x', 'x')))
tamed('a root that nobody may enter', {'.': d(0, 1234), 'x': f()}, tar(folder('./', 0, uid=1234), entry('x', 'x')))
tamed('a root that is kept', {'.': d(0o711, 5, 6), 'x': f(), 'y': f()}, tar(folder('./', 0o711, uid=5, gid=6), entry('x', 'x')), tar(entry('y', 'x')))
tamed('bits of types in a mode', {'x': f('')}, tar(header('x', mode=0o140644), end=END))
tamed('large ids', {'a': f(uid=4294967294), 'b': f(uid=4000000000, gid=1000650000)}, tar(entry('a', 'x', uid=4294967294), entry('b', 'x', uid=4000000000, gid=1000650000)))
refused('the id -1', r'"x" belongs to 4294967295, which is no user or group', tar(entry('x', uid=4294967295)))
refused('the group -1', r'"x" belongs to 4294967295', tar(entry('x', gid=4294967295)))
refused('an id of 33 bits', r'"x" belongs to 4294967296', tar(pax({'uid': '4294967296'}), header('x')))
refused('a negative id', r'"x" belongs to -1', tar(header('x', uid=base256(-1, 8))))
refused('an id of 63 bits', r'"x" belongs to ', tar(pax({'gid': '9223372036854775807'}), header('x')))
tamed('times', {'a': f(mtime=-1), 'b': f(mtime=4102444800), 'c': f(mtime=1000000000.5)},
      tar(header('a', mtime=base256(-1, 12), size=1), padded(b'x'), entry('b', 'x', mtime=4102444800), entry('c', 'x', {'mtime': '1000000000.5'})))
tamed('times of folders', {'d': d(mtime=1000), 'd/x': f(), 'd/s': d(mtime=2000), 'd/s/y': f(), 'd/z': f()},
      tar(folder('d', mtime=1000), entry('d/x', 'x'), folder('d/s', mtime=2000), entry('d/s/y', 'x')), tar(entry('d/z', 'x')))
tamed('folders that are implied', {'a': d(), 'a/b': d(), 'a/b/x': f()}, tar(entry('a/b/x', 'x')))
tamed('folders of the base that are implied', based({'usr/lib/x': f()}), BASE, tar(entry('usr/lib/x', 'x')))

# --- Types and headers.
for kind in (b'A', b'D', b'E', b'I', b'M', b'N', b'V', b'X', b'8', b'\xff', b' '):
    refused(f'the type {kind}', r'an entry is of a type that is not known', tar(header('x', kind=kind)))
refused('a long name that isn\'t GNU\'s', r'a type that is not known', tar(header('x', 2, b'L'), padded(b'y\0'), header('x')))
tamed('types of old', {'a': f(), 'b': f(), 'c': f()}, tar(header('a', 1, b'\0', magic=V7), padded(b'x'), header('b', 1, b'7'), padded(b'x'), header('c', 1, magic=GNU), padded(b'x')))
refused('a magic number that is near', r'a header is of no kind that is known', tar(header('x', magic=b'ustar\0\0\0')))
refused('another one', r'a header is of no kind', tar(header('x', magic=b'USTAR\x0000')))
refused('star\'s header', r'a header is star\'s', tar(header('x', prefix='p', rest=b'\0' * 8 + b'tar\0')))
refused('a wrong sum', r'the sum of a header is wrong', tar(header('x', bad_sum=1)))
refused('a wrong sum later', r'the sum of a header is wrong \(at byte 1536\)', tar(entry('a', 'x'), header('x', bad_sum=1)))
refused('a size that is no number', r'a number in a header is none', tar(header('x', size=b'1x')))
refused('a size that is negative', r'a number in a header is none', tar(header('x', size=base256(-512, 12))))
refused('a size beyond 2^63', r'a number in a header is none', tar(header('x', size=b'\x80' + b'\0' * 3 + b'\xff' * 8)))
refused('a size that is cut off', r'cut off|damaged', tar(header('x', size=base256(1 << 62, 12))))
refused('a mode that is no number', r'a number in a header is none', tar(header('x', mode=b'rwx')))
refused('a time that is no number', r'a number in a header is none', tar(header('x', mtime=b'now')))
for kind, name in ((FOLDER, 'folder'), (LINK, 'link'), (FIFO, 'FIFO'), (CHAR, 'device')):
    refused(f'a {name} with data', r'an entry has data that isn\'t a file', tar(header('x', 512, kind, target='y' if kind == LINK else ''), header('evil')))
refused('a file with a name like a folder\'s', r'a file has a name like a folder\'s', tar(header('x/', 0, b'\0', magic=V7)))
refused('the same with data', r'a file has a name like a folder\'s', tar(entry('x/', 'x')))

# --- One archive, two readings.
tamed('a size in an extended header that hides an entry', {'x': f(header('evil') + b'y' * 512)}, tar(pax({'size': '1024'}), header('x', 0), header('evil'), b'y' * 512))
refused('a size that would show one', r'the sum of a header is wrong', tar(pax({'size': '0'}), header('x', 512), b'y' * 512))
refused('two sizes', r'the size in an extended header is none, or stands twice', tar(pax([('size', '0'), ('size', '512')]), header('x', 0), header('evil')))
refused('a size that is none', r'the size in an extended header is none', tar(pax({'size': '0x200'}), header('x', 0), header('evil')))
refused('an empty size', r'the size in an extended header is none', tar(pax({'size': ''}), header('x', 512), header('evil')))
refused('two names', r'an entry has two names or targets', tar(pax([('path', 'a'), ('path', 'b')]), header('x')))
refused('two targets', r'an entry has two names or targets', tar(pax([('linkpath', 'a'), ('linkpath', 'b')]), header('x', kind=LINK)))
refused('two extended headers', r'an entry has two extended headers', tar(pax({'mtime': '1'}), pax({'path': 'b'}), header('x')))
refused('a long name twice', r'an entry has two names', tar(long_name('a'), long_name('b'), header('x', magic=GNU)))
refused('a long name and an extended header', r'an entry has two names', tar(long_name('a'), pax({'path': 'b'}), header('x', magic=GNU)))
refused('a target of what is no link', r'an entry that is no link has a target', tar(pax({'linkpath': '/etc/passwd'}), header('x')))
refused('a header for all with a name', r'an extended header is for all entries', tar(pax({'path': 'evil'}, b'g'), header('x')))
refused('a header for all with a size', r'an extended header is for all entries', tar(pax({'size': '512'}, b'g'), header('x'), header('evil')))
refused('a header for all in between', r'stands between those of an entry', tar(pax({'mtime': '1'}), pax({'comment': 'x'}, b'g'), header('x')))
tamed('a comment for all', {'x': f()}, tar(pax({'comment': 'of git'}, b'g'), entry('x', 'x')))
refused('a record that is too long', r'an extended header is damaged', tar(pax_raw(b'99 path=a\n'), header('x')))
refused('a record that is too short', r'an extended header is damaged', tar(pax_raw(b'5 path=a\n'), header('x')))
refused('a record without a length', r'an extended header is damaged', tar(pax_raw(b'path=a\n'), header('x')))
refused('a record without =', r'an extended header is damaged', tar(pax_raw(b'8 patha\n'), header('x')))
refused('a record without a key', r'an extended header is damaged', tar(pax_raw(b'5 =a\n\n'), header('x')))
refused('a record with 0 in front of nothing', r'an extended header is damaged', tar(pax_raw(b'0 '), header('x')))
refused('a key with a NUL', r'an extended header is damaged', tar(pax_raw(b'10 p\0th=a\n'), header('x')))
refused('an extended header without an entry', r'an extended header has no entry', tar(pax({'path': 'x'})))
refused('an extended header and nothing', r'it is cut off|damaged', tar(pax({'path': 'x'}), end=b''))
refused('an extended header of 1 MiB', r'larger than 1 MiB', tar(pax_raw(record('comment', 'x' * (1 << 20))), header('x')))
refused('something behind the end', r'there is something behind the end', tar(entry('a', 'x')) + tar(entry('evil', 'x')))
refused('something behind half an end', r'there is something behind the end', tar(entry('a', 'x'), end=b'\0' * 512) + tar(entry('evil', 'x')))
refused('a few bytes behind the end', r'it is cut off|behind the end', tar(entry('a', 'x')) + b'evil')
tamed('zeros behind the end', {'a': f()}, tar(entry('a', 'x')) + b'\0' * 20480)
tamed('no end', {'a': f()}, tar(entry('a', 'x'), end=b''))
tamed('half an end', {'a': f()}, tar(entry('a', 'x'), end=b'\0' * 512))
tamed('zeros alone', {}, b'\0' * 1024)
tamed('nothing at all', {}, b'')
refused('an archive that is cut off in a header', r'it is cut off|damaged', tar(entry('a', 'x'))[:1300])
refused('an archive that is cut off in data', r'it is cut off|damaged', tar(entry('a', 'x' * 2000))[:1300])
refused('an archive that is cut off in an extended header', r'it is cut off|damaged', tar(entry('n' * 200, 'x'))[:700])

# --- Sparse files.
tamed('a sparse file', {'s': f(b'data'.ljust(8192, b'\0') + b'more', blocks=16)},
      tar(pax({'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.name': 's', 'GNU.sparse.realsize': '8196'}), header('x', 1024),
          padded(b'2\n0\n4\n8192\n4\n'), padded(b'datamore')))
tamed('a sparse file of a terabyte', {'s': f(999999999999)},
      tar(pax({'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.name': 's', 'GNU.sparse.realsize': '999999999999'}), header('x', 512), padded(b'0\n')))
refused('a sparse file of eight exabytes', r'"s": File too large',
        tar(pax({'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.name': 's', 'GNU.sparse.realsize': '9223372036854775807'}), header('x', 512), padded(b'0\n')))
refused('a sparse file whose parts overlap', r'damaged|overlap|differ',
        tar(pax({'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.name': 's', 'GNU.sparse.realsize': '100'}), header('x', 1024), padded(b'2\n50\n10\n0\n10\n'), padded(b'y' * 20)))
refused('a sparse file with a part outside', r'damaged|overlap|outside',
        tar(pax({'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.name': 's', 'GNU.sparse.realsize': '10'}), header('x', 1024), padded(b'1\n100\n10\n'), padded(b'y' * 10)))
SPARSE_GNU = header('s', 4, b'S', magic=GNU, at={386: octal(4096, 12) + octal(4, 12), 483: octal(4100, 12)})
tamed('an old sparse file', {'s': f(b'\0' * 4096 + b'data')}, tar(SPARSE_GNU, padded(b'data')))
SPARSE_LONG = header('s', 20, b'S', magic=GNU, at={386: b''.join(octal(4096 * n, 12) + octal(4, 12) for n in range(4)), 482: b'\1', 483: octal(16388, 12)})
tamed('an old sparse file with a long map', {'s': f(b''.join(b'part'.ljust(4096, b'\0') for _ in range(4)) + b'part')},
      tar(SPARSE_LONG, padded(octal(16384, 12) + octal(4, 12)), padded(b'part' * 5)))
refused('an old sparse file without the rest of its map', r'cut off|damaged', tar(SPARSE_LONG, end=b''))

# --- Compression, and what is no tar.
GOOD = tar(entry('a', 'x'))
TREE = {'a': f()}
tamed('gzip', TREE, (gzipped(GOOD), GOOD))
tamed('zstd', TREE, (zstd(GOOD), GOOD))
tamed('gzip in several parts', TREE, (gzipped(GOOD[:700]) + gzipped(GOOD[700:]), GOOD))
tamed('zstd in several parts', TREE, (zstd(GOOD[:700]) + zstd(GOOD[700:]), GOOD))
tamed('zstd with something to skip', TREE, (zstd(GOOD) + struct.pack('<II', 0x184D2A50, 4) + b'skip', GOOD))
refused('gzip twice', r'it is compressed more than once', (gzipped(gzipped(GOOD)), GOOD))
refused('zstd in gzip', r'it is compressed more than once', (gzipped(zstd(GOOD)), GOOD))
refused('gzip in zstd', r'it is compressed more than once', (zstd(gzipped(GOOD)), GOOD))
refused('gzip, cut off', r'damaged, or no tar archive: .*truncated', (gzipped(GOOD)[:-12], GOOD))
refused('zstd, cut off', r'damaged', (zstd(GOOD)[:-6], GOOD))
refused('gzip, damaged', r'damaged|digest', (gzipped(GOOD)[:30] + b'\xff' + gzipped(GOOD)[31:], GOOD))
refused('gzip that is none', r'no tar archive|damaged', (b'\x1f\x8b' + b'\xff' * 100, GOOD))
refused('xz', r'no tar archive', lzma.compress(GOOD))
refused('bzip2', r'no tar archive', bz2.compress(GOOD))
refused('compress', r'no tar archive', b'\x1f\x9d\x90' + b'a' * 600)
refused('mtree', r'no tar archive', padded(b'#mtree\n./pw type=file contents=/etc/shadow\n'))
refused('mtree, compressed', r'no tar archive', (gzipped(MTREE := padded(b'#mtree\n./pw type=file contents=/etc/shadow\n')), MTREE))
refused('cpio', r'no tar archive', padded(b'070701' + b'0' * 600))
refused('a shell script', r'no tar archive|cut off', b'#!/bin/sh\ntouch /evil\n')
ZIP = io.BytesIO()
with zipfile.ZipFile(ZIP, 'w') as archive:
    archive.writestr(zipfile.ZipInfo('evil'), 'x' * 600)
refused('zip', r'no tar archive', padded(ZIP.getvalue()))
refused('a tar archive in a tar archive\'s place', r'its content has the digest sha256:[0-9a-f]{64}, the configuration says sha256:', (tar(entry('evil', 'x')), GOOD))
refused('another digest, compressed', r'its content has the digest', (gzipped(tar(entry('evil', 'x'))), GOOD))
refused('the right content and more', r'its content has the digest', (gzipped(GOOD + b'\0' * 512), GOOD))
refused('the second layer is wrong', r'layer 2 of 2: its content has the digest', BASE, (tar(entry('evil', 'x')), GOOD))
refused('129 layers', r'128', *([GOOD] * 129))
