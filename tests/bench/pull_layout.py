# SPDX-License-Identifier: LGPL-2.1-or-later
"""An image layout of OCI made of this machine's /usr, the same one as long as that is the same: "large", and images small0,
small1, … that share its layers and have a small one of their own."""
import concurrent.futures
import dataclasses
import gzip
import hashlib
import io
import json
import os
import platform
import stat
import tarfile

FILES, BYTES = 9220, 226_000_000  # with those that are in two layers about 9,500, and 240 MB
SMALL, SMALL_FILES = 10, 20
SOURCES = ('/usr/bin', '/usr/include', '/usr/lib', '/usr/sbin', '/usr/share')
LEFT_OUT = ('/usr/share/doc', '/usr/share/man')  # as images leave it out
CUTS = (0.5, 0.75, 0.9, 0.97)  # where of all bytes another layer begins
AGAIN = 100                    # one in so many files of the layers below is in a layer again, and another one is removed
AHEAD = 1 / 30                 # of all bytes: what is chosen may be so far ahead of its share


@dataclasses.dataclass
class Made:
    """What there is of "large"."""
    hex: str         # of its manifest
    layers: int
    bytes: int       # of the files of all layers
    files: int       # of all layers
    files_left: int  # of the image


def candidates():
    """Files and links, in an order that has nothing to do with where they are."""
    found = [os.path.join(folder, name) for top in SOURCES for folder, _, names in os.walk(top)
             if not folder.startswith(LEFT_OUT) for name in names]
    return sorted(found, key=lambda path: hashlib.sha256(os.fsencode(path)).digest())


def choose(paths, files, size):
    """The next so many files, of SIZE bytes in all, and what links come between: {path: bytes}."""
    chosen, n, used = {}, 0, 0
    for path in paths:
        st = os.lstat(path)
        if stat.S_ISLNK(st.st_mode):
            chosen[path] = 0
        elif stat.S_ISREG(st.st_mode) and used + st.st_size <= size * ((n + 1) / files + AHEAD):
            chosen[path] = st.st_size
            used += st.st_size
            n += 1
            if n == files:
                return chosen
    raise RuntimeError(f'{", ".join(SOURCES)} have only {n} files for an image')


class Layer:
    """An archive that is being made."""

    def __init__(self):
        self.out, self.folders = io.BytesIO(), set()
        self.tar = tarfile.open(fileobj=self.out, mode='w')

    def put(self, path):
        entry = self.tar.gettarinfo(path, path.lstrip('/'))
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = ''
        entry.mtime = int(entry.mtime)
        if entry.isreg():
            with open(path, 'rb') as file:
                self.tar.addfile(entry, file)
        else:
            self.tar.addfile(entry)

    def make_way(self, path):
        """The folders on the way to it."""
        folder = os.path.dirname(path)
        if folder != '/' and folder not in self.folders:
            self.make_way(folder)
            self.folders.add(folder)
            self.put(folder)

    def add(self, path):
        self.make_way(path)
        self.put(path)

    def remove(self, path):
        self.make_way(path)
        self.tar.addfile(tarfile.TarInfo(os.path.join(os.path.dirname(path), '.wh.' + os.path.basename(path)).lstrip('/')))

    def end(self):
        self.tar.close()
        return self.out.getvalue()


def archives(chosen):
    """The layers of "large", and how many files are removed in them."""
    layer, made, below, used, removed = Layer(), [], [], 0, 0
    whole = sum(chosen.values())
    for path in sorted(chosen):
        if len(made) < len(CUTS) and used >= whole * CUTS[len(made)]:
            made.append(layer.end())
            layer = Layer()
            for old, gone in zip(below[::AGAIN], below[AGAIN // 2::AGAIN]):
                layer.add(old)
                layer.remove(gone)
                removed += 1
            below = [old for i, old in enumerate(below) if i % AGAIN != AGAIN // 2]
        layer.add(path)
        used += chosen[path]
        if chosen[path]:
            below.append(path)
    return [*made, layer.end()], removed


def digest(data):
    return hashlib.sha256(data).hexdigest()


class Layout:
    def __init__(self, folder):
        self.folder, self.manifests = folder, []
        os.makedirs(f'{folder}/blobs/sha256')

    def write(self, name, value):
        with open(f'{self.folder}/{name}', 'w', encoding='ascii') as file:
            json.dump(value, file)

    def put(self, data, kind):
        with open(f'{self.folder}/blobs/sha256/{digest(data)}', 'wb') as file:
            file.write(data)
        return {'mediaType': f'application/vnd.oci.image.{kind}', 'digest': f'sha256:{digest(data)}', 'size': len(data)}

    def put_layer(self, archive):
        """As it is named unpacked, and as it is fetched."""
        return f'sha256:{digest(archive)}', self.put(gzip.compress(archive, 6, mtime=0), 'layer.v1.tar+gzip')

    def add(self, name, layers):
        architecture = {'x86_64': 'amd64', 'aarch64': 'arm64'}.get(platform.machine(), platform.machine())
        config = {'architecture': architecture, 'os': 'linux', 'config': {'Cmd': ['/usr/bin/true']},
                  'rootfs': {'type': 'layers', 'diff_ids': [diff_id for diff_id, _ in layers]}}
        manifest = {'schemaVersion': 2, 'mediaType': 'application/vnd.oci.image.manifest.v1+json',
                    'config': self.put(json.dumps(config).encode(), 'config.v1+json'), 'layers': [layer for _, layer in layers]}
        named = self.put(json.dumps(manifest).encode(), 'manifest.v1+json')
        self.manifests.append({**named, 'annotations': {'org.opencontainers.image.ref.name': name}})
        return named['digest'].removeprefix('sha256:')

    def end(self):
        self.write('index.json', {'schemaVersion': 2, 'manifests': self.manifests})
        self.write('oci-layout', {'imageLayoutVersion': '1.0.0'})


def count_files(archive):
    """How many files an archive has, and of how many bytes."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        entries = [entry for entry in tar if (entry.isreg() or entry.islnk()) and not os.path.basename(entry.name).startswith('.wh.')]
    return len(entries), sum(entry.size for entry in entries)


def make(folder):
    paths = iter(candidates())
    chosen = choose(paths, FILES, BYTES)
    unpacked, removed = archives(chosen)
    small = []
    for _ in range(SMALL):
        layer = Layer()
        for path in choose(paths, SMALL_FILES, SMALL_FILES * BYTES // FILES):
            layer.add(path)
        small.append(layer.end())
    layout = Layout(folder)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        layers = list(pool.map(layout.put_layer, unpacked + small))
    base = layers[:len(unpacked)]
    top = layout.add('large', base)
    for i, layer in enumerate(layers[len(unpacked):]):
        layout.add(f'small{i}', [*base, layer])
    layout.end()
    counts = [count_files(archive) for archive in unpacked]
    return Made(top, len(base), sum(size for _, size in counts), sum(n for n, _ in counts),
                sum(1 for path, size in chosen.items() if not os.path.islink(path)) - removed)
