# SPDX-License-Identifier: LGPL-2.1-or-later
"""Definitions, units and groups around a store of images, made as generator and sandbox leave them; and what coslice-image makes
of the store among them."""
import os
import re
import subprocess
import time

import store
from store import tarbytes as t

OUT, STATE, PULLED, LOCKS, GROUPS = '/run/systemd/generator', '/run/coslice/state', '/var/lib/coslice-pull', '/run/coslice/pulls', '/etc/coslice/groups'
OTHERS = ('/usr/local/lib/coslice', '/usr/lib/coslice')


def key(name):
    return f'{name}-0123456789abcdef'


def write(path, text=''):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)


class World:
    """A place, with /run, definitions and pulls of its own: its store has images that share layers. Image n has the layers 0 to n."""

    def __init__(self, place):
        self.place, self.made, self.mounted = place, [], []
        self.program = place.program[0]
        self.helper = os.path.join(os.path.dirname(self.program), '../container/coslice-helper')
        for path in ('/run', '/etc/coslice', PULLED, *(path for path in OTHERS if os.path.exists(path))):
            if not os.path.exists(path):
                os.makedirs(path)
                self.made.append(path)
            store.mount('tmpfs', path, 'tmpfs', 0, 'mode=755')
            self.mounted.append(path)
        for path in ('/run/systemd/system', GROUPS, STATE):
            os.makedirs(path, exist_ok=True)
        self.layers = [t.tar(t.entry(f'file{n}', str(n) * 10000 * (n + 1)), t.folder(f'folder{n}')) for n in range(5)]
        self.config = {'Labels': {'esc': '\x1b[31m"\\\n', 'plain': 'yes'}, 'ExposedPorts': {'80/tcp': {}}}
        self.images = [place.image(*self.layers[:n + 1], config=self.config) for n in range(5)]

    def close(self):
        for path in reversed(self.mounted):
            store.umount(path)
        for path in reversed(self.made):
            os.rmdir(path)

    def fill(self, *numbers):
        """A store with these images, each under its key, "i0", and nothing that has them."""
        self.place.forget()
        for path in (OUT, STATE, LOCKS):
            subprocess.run(['rm', '-rf', path], check=True)
            os.makedirs(path)
        for path in (GROUPS, PULLED):
            subprocess.run(f'rm -rf {path}/*', shell=True, check=True)
        kept = f'{self.place.work}/store-{"".join(map(str, numbers))}' # to unpack them each time would take longest
        if os.path.exists(kept):
            subprocess.run(['cp', '-a', kept, self.place.images], check=True)
            return
        for number in numbers:
            status, said = self.place.unpack(self.images[number], key(f'i{number}'))
            if status != 0:
                raise ValueError(said)
        if numbers:
            subprocess.run(['cp', '-a', self.place.images, kept], check=True)

    def define(self, group, *keys, whole=True, definition=True, reference='localhost:5000/%s:1'):
        """A group with images of these keys, and what the generator makes of it. WHOLE: the rendering is."""
        if definition:
            write(f'{GROUPS}/{group}.group', '[Container app]\n')
            time.sleep(.02) # the clock of files goes by ticks
        rendering = f'{OUT}/.coslice/{group}'
        subprocess.run(['rm', '-rf', rendering], check=True)
        write(f'{rendering}/coslice-{group}.slice')
        write(f'{rendering}/coslice@{group}.service.d/10-coslice.conf')
        self.drop_ins(rendering, group, keys, reference)
        os.symlink(f'{2 + len(keys) + (not whole)}:0', f'{rendering}/.complete')

    @staticmethod
    def drop_ins(folder, group, keys, reference='localhost:5000/%s:1'):
        for one in keys:
            text = reference.replace('%s', one.split('-')[0]).replace('%', '%%')
            write(f'{folder}/coslice-image@{one}.service.d/10-coslice-{group}.conf', f'# Made\n\n[Unit]\nDescription=Image {text}\n')

    def run_group(self, group, copied=(), pinned=()):
        """A group that runs: keys of its copy, (key, number of an image) of its pins."""
        write(f'{STATE}/{group}/units/coslice-{group}.slice')
        self.drop_ins(f'{STATE}/{group}/units', group, copied)
        for one, number in pinned:
            os.makedirs(f'{STATE}/{group}/images', exist_ok=True)
            os.symlink(f'{self.place.images}/images/{self.images[number].manifest}', f'{STATE}/{group}/images/{one}')

    def next(self, one, number):
        os.symlink(f'../images/{self.images[number].manifest}', f'{self.place.images}/next/{one}')

    def call(self, *words, before=()):
        """(status, standard output, standard error)"""
        done = subprocess.run([*before, self.program, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, check=False)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def there(self):
        """What is in the store: (names, updates, numbers of images, numbers of layers, documents)."""
        folders = {name: set(os.listdir(f'{self.place.images}/{name}')) for name in ('ready', 'next', 'images', 'layers', 'blobs')}
        numbers = [n for n, image in enumerate(self.images) if image.manifest in folders['images']]
        layers = [n for n, chain in enumerate(self.images[-1].chains()) if chain in folders['layers']]
        documents = {blob for image in self.images for blob in (image.manifest, image.config)}
        others = (folders['images'] - {image.manifest for image in self.images}) | (folders['layers'] - set(self.images[-1].chains())) | (folders['blobs'] - documents)
        kept = [n for n, image in enumerate(self.images) if image.manifest in folders['blobs'] and image.config in folders['blobs']]
        return {'ready': sorted(name.split('-')[0] for name in folders['ready']), 'next': sorted(name.split('-')[0] for name in folders['next']), 'images': numbers,
                'layers': layers, 'documents': kept, 'others': sorted(others)}

    def whole(self):
        """What is wrong with images and layers that are there, or None."""
        place = self.place
        for chain in os.listdir(f'{place.images}/layers'):
            if re.fullmatch('[0-9a-f]{64}', chain) and (not os.path.isdir(place.layer(chain)) or int(place.size(chain)['entries']) != 2 or len(os.listdir(place.layer(chain))) != 2):
                return f'the layer {chain} is not whole'
        for image in self.images:
            if os.path.lexists(f'{place.images}/images/{image.manifest}'):
                if not all(place.has_layer(chain) for chain in image.chains()):
                    return f'an image is there, its layers are not: {self.there()}'
                if place.record(image)[1] != f'digest={image.manifest}' or sorted(place.tree(image)) != sorted(self.tree(len(image.chains()))):
                    return f'an image is not whole: {sorted(place.tree(image))}'
        return None

    @staticmethod
    def tree(n):
        return ['.', *(f'file{i}' for i in range(n)), *(f'folder{i}' for i in range(n))]


def state(ready='', images='', layers=None, following='', documents=None):
    """As World.there() has it: names and numbers, each of one digit."""
    numbers = [int(n) for n in images]
    return {'ready': sorted(f'i{n}' for n in ready), 'next': sorted(f'i{n}' for n in following), 'images': numbers,
            'layers': [int(n) for n in layers] if layers is not None else list(range(max(numbers, default=-1) + 1)), 'documents': numbers if documents is None else documents, 'others': []}


def is_now(world, wanted, what=''):
    found = world.there()
    return world.whole() or (True if found == wanted else f'{what} there is {found}, expected {wanted}')


def pruned(world, wanted, words='', errors='', status=0, options=()):
    found, said, error = world.call('prune', *options)
    if found != status or not re.search(words, said) or not re.fullmatch(errors, error, re.S) or not printable(said + error):
        return f'{found} {said!r} {error!r}'
    return is_now(world, wanted, said)


def printable(text):
    return not re.search(r'[\x00-\x09\x0b-\x1f\x7f-\x9f]', text)


# --- what is shown
