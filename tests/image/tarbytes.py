# SPDX-License-Identifier: LGPL-2.1-or-later
"""Tar archives byte for byte, as no archiver would write them, and images of them. Nothing of it depends on the time or on
chance."""
import gzip
import hashlib
import json
import os

BLOCK = 512
POSIX, GNU, V7 = b'ustar\x0000', b'ustar  \x00', b'\0' * 8
FILE, HARD, LINK, CHAR, BLOCKDEV, FOLDER, FIFO = b'0', b'1', b'2', b'3', b'4', b'5', b'6'


def octal(number, n):
    return b'%0*o\0' % (n - 1, number)


def base256(number, n):
    return bytes([0x80 if number >= 0 else 0xFF]) + number.to_bytes(n - 1, 'big', signed=number < 0)


def raw(value):
    return value if isinstance(value, bytes) else value.encode('utf-8', 'surrogateescape')


def padded(data):
    return data + b'\0' * (-len(data) % BLOCK)


def header(name, size=0, kind=FILE, mode=0o644, uid=0, gid=0, mtime=1000000000, target='', magic=POSIX, prefix='', major=0, minor=0,
           rest=b'', bad_sum=0, at=None):
    """One header; a bytes value of a number stands as it is. AT: {offset: bytes} of what is changed in the end, before the sum."""
    def number(value, n):
        return value.ljust(n, b'\0') if isinstance(value, bytes) else octal(value, n)
    block = (raw(name).ljust(100, b'\0')[:100] + number(mode, 8) + number(uid, 8) + number(gid, 8) + number(size, 12) + number(mtime, 12)
             + b' ' * 8 + kind + raw(target).ljust(100, b'\0')[:100] + magic + b'\0' * 64 + octal(major, 8) + octal(minor, 8)
             + raw(prefix).ljust(155, b'\0')[:155] + rest.ljust(12, b'\0'))
    for offset, change in (at or {}).items():
        block = block[:offset] + change + block[offset + len(change):]
    total = sum(block[:148]) + sum(block[156:]) + 8 * ord(' ')
    return block[:148] + b'%06o\0 ' % (total + bad_sum) + block[156:]


def record(key, value):
    body = b' ' + raw(key) + b'=' + raw(value) + b'\n'
    n = len(body)
    while n != len(body) + len(str(n)):
        n = len(body) + len(str(n))
    return str(n).encode() + body


def pax_raw(text, kind=b'x'):
    return header('pax', len(text), kind) + padded(text)


def pax(records, kind=b'x'):
    """RECORDS: {key: value}, or a list of pairs, which may come twice."""
    pairs = records.items() if isinstance(records, dict) else records
    return pax_raw(b''.join(record(key, value) for key, value in pairs), kind)


def long_name(text, kind=b'L'):
    text = raw(text) + b'\0'
    return header('././@LongLink', len(text), kind, magic=GNU) + padded(text)


def entry(name, data=b'', x=None, **more):
    """A file, or what more says; what doesn't fit into a header goes into an extended one, as others do."""
    records = dict(x or {})
    name, target = raw(name), raw(more.get('target', ''))
    if len(name) > 100:
        records['path'] = name
    if len(target) > 100:
        records['linkpath'] = target
    for key in ('uid', 'gid'):
        if isinstance(more.get(key), int) and more[key] >= 1 << 21:
            records[key] = str(more.pop(key))
    data = raw(data)
    return (pax(records) if records else b'') + header(name, more.pop('size', len(data)), **more) + padded(data)


def folder(name, mode=0o755, **more):
    return entry(name, kind=FOLDER, mode=mode, **more)


def link(name, target, **more):
    return entry(name, kind=LINK, target=target, mode=0o777, **more)


def hard(name, target, **more):
    return entry(name, kind=HARD, target=target, **more)


END = b'\0' * 2 * BLOCK


def tar(*entries, end=END):
    return b''.join(entries) + end


def zstd(data):
    """As it is, in frames of zstd (RFC 8878): a size of four bytes, and blocks that aren't compressed."""
    blocks = [data[at:at + 65536] for at in range(0, len(data), 65536)] or [b'']
    heads = [(len(block) << 3 | (number == len(blocks) - 1)).to_bytes(3, 'little') for number, block in enumerate(blocks)]
    return b'\x28\xb5\x2f\xfd\xa0' + len(data).to_bytes(4, 'little') + b''.join(head + block for head, block in zip(heads, blocks))


def gzipped(data, level=1):
    return gzip.compress(data, level, mtime=0)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


class Image:
    """Blobs of an image in a folder. LAYERS: (blob, what is in it) or the bytes alone, uncompressed."""

    def __init__(self, blobs, layers, diff_ids=None, config=None):
        os.makedirs(blobs, exist_ok=True)
        self.blobs = blobs
        self.layers = [layer if isinstance(layer, tuple) else (layer, layer) for layer in layers]
        self.diff_ids = diff_ids or [sha256(content) for _, content in self.layers]
        descriptors = [self.put(blob, 'application/vnd.oci.image.layer.v1.tar') for blob, _ in self.layers]
        text = {'architecture': 'amd64', 'os': 'linux', 'config': config or {},
                'rootfs': {'type': 'layers', 'diff_ids': ['sha256:' + diff for diff in self.diff_ids]}}
        described = self.put(json.dumps(text).encode(), 'application/vnd.oci.image.config.v1+json')
        self.config = described['digest'][7:]
        manifest = {'schemaVersion': 2, 'mediaType': 'application/vnd.oci.image.manifest.v1+json', 'config': described,
                    'layers': descriptors}
        self.manifest = self.put(json.dumps(manifest).encode(), manifest['mediaType'])['digest'][7:]

    def put(self, data, kind):
        digest = sha256(data)
        with open(f'{self.blobs}/{digest}', 'wb') as blob:
            blob.write(data)
        return {'mediaType': kind, 'digest': 'sha256:' + digest, 'size': len(data)}

    def chains(self):
        chain, found = None, []
        for diff in self.diff_ids:
            chain = diff if chain is None else sha256(f'sha256:{chain} sha256:{diff}'.encode())
            found.append(chain)
        return found
