# SPDX-License-Identifier: LGPL-2.1-or-later
"""What an update does with a group that runs: coslice-image try, keep and revert, killed at each call too."""
import os
import stat

import prune
from prune import TIMES
from store import tarbytes as t
from world import STATE, World as Basis, key, printable

LOG = '/run/coslice/log/web'
CALLS = ('openat', 'flock', 'readlinkat', 'symlinkat', 'renameat', 'unlinkat', 'getdents64', 'newfstatat', 'read', 'write', 'mknodat')
KEY, OTHER = key('i0'), key('i1')
WORDS = ('--group=web', f'--image={KEY}', f'--image={OTHER}', f'--log-pipe=app:{KEY}', f'--log-pipe=side:{OTHER}')


class World(Basis):
    """The last of its images opens its log by name."""

    def __init__(self, place):
        super().__init__(place)
        self.images.append(place.image(*self.layers[:2], t.tar(t.entry('etc/app.conf', 'log /dev/stderr;\n'))))

    def begin(self, following=2, other=1):
        """The group runs i0 as 0 and i1 as 1; an update has brought FOLLOWING and OTHER."""
        self.fill(0, 1, 2, 5)
        self.run_group('web', [KEY, OTHER], [(KEY, 0), (OTHER, 1)])
        self.next(KEY, following)
        self.next(OTHER, other)

    def number(self, path):
        """Which image the link leads to."""
        if not os.path.lexists(path):
            return None
        return [image.manifest for image in self.images].index(os.path.basename(os.readlink(path)))

    def links(self):
        """Of both keys: what starts get, what an update has brought, what the group has; and what else lies there."""
        pins, images = f'{STATE}/web/images', self.place.images
        others = [name for folder in (pins, f'{images}/ready', f'{images}/next') if os.path.exists(folder) for name in os.listdir(folder)
                  if name not in (KEY, OTHER, key('i2'), key('i5'))]
        return [(self.number(f'{images}/ready/{one}'), self.number(f'{images}/next/{one}'), self.number(f'{pins}/{one}')) for one in (KEY, OTHER)], sorted(others)


def same(found, wanted, what=''):
    return True if found == wanted else f'{what}there is {found}, expected {wanted}'


def called(world, verb, wanted, words=WORDS, status=0, said='', error=''):
    """What the verb came to: links, and what it printed."""
    found = world.call(verb, *words)
    if found[0] != status or found[1] != said or error not in found[2] or not printable(found[2]):
        return f'{verb}: {found}'
    return same(world.links(), wanted, f'{verb}: ')


def all_of(*steps):
    for step in steps:
        found = step()
        if found is not True:
            return found
    return True


BEGUN = ([(0, 2, 0), (1, 1, 1)], [])
TRIED = ([(0, 2, 2), (1, 1, 1)], [f'{KEY}.before'])
KEPT = ([(2, None, 2), (1, None, 1)], [])
REVERTED = ([(0, None, 0), (1, None, 1)], [])


def check_kept(world):
    world.begin()
    return all_of(lambda: same(world.links(), BEGUN), lambda: called(world, 'try', TRIED, said=f'{KEY}\n'), lambda: called(world, 'keep', KEPT),
                  lambda: called(world, 'keep', KEPT), lambda: called(world, 'revert', KEPT))


def check_reverted(world):
    world.begin()
    return all_of(lambda: called(world, 'try', TRIED, said=f'{KEY}\n'), lambda: called(world, 'revert', REVERTED, said=f'{KEY}\n'), lambda: called(world, 'revert', REVERTED))


def check_group_gone(world):
    """It was stopped meanwhile: what was fetched may become ready, or not."""
    world.begin()
    os.rename(f'{STATE}/web', f'{STATE}/gone')
    found = called(world, 'try', ([(0, 2, None), (1, 1, None)], []), status=73, error='runs without the image')
    return found if found is not True else called(world, 'revert', ([(0, None, None), (1, None, None)], []))


def check_words(world):
    world.begin()
    for words in ((), ('--group=web', '--group=web'), ('--group=Web',), ('--group=web', '--image=x'), ('--group=web', '--image=../../x-0123456789abcdef'), ('--group=web', 'x')):
        for verb in ('try', 'keep', 'revert'):
            status, said, error = world.call(verb, *words)
            if status != 70 or said or not error:
                return f'{verb} {words}: {status} {said} {error}'
    return same(world.links(), BEGUN)


def check_not_fetched(world):
    world.begin()
    os.unlink(f'{world.place.images}/next/{KEY}')
    return called(world, 'try', ([(0, None, 0), (1, 1, 1)], []), status=73, error='find what an update has fetched')


def check_pipes(world):
    """Of the container whose new image opens its log by name, and for root alone until it starts."""
    world.begin(following=5, other=2)
    found = called(world, 'try', ([(0, 5, 5), (1, 2, 2)], [f'{KEY}.before', f'{OTHER}.before']), said=f'{KEY}\n{OTHER}\n')
    pipes = {name: os.lstat(f'{LOG}/{name}').st_mode for name in os.listdir(LOG)}
    return found if found is not True else same(pipes, {name: stat.S_IFIFO | 0o600 for name in ('app.out', 'app.err')})


def injected(world, verb, call, number):
    return world.call(verb, *WORDS, before=['strace', '-f', '-qq', '-o', '/dev/null', '-e', f'trace={call}', '-e', f'inject={call}:signal=SIGKILL:when={number}'])


def check_killed(world, verb, call, number):
    """At each moment the group has a pin, and what is ready is whole; what was begun is taken back, or kept by another try."""
    world.begin(following=5, other=2)
    if verb != 'try':
        world.call('try', *WORDS)
    injected(world, verb, call, number)
    links, _ = world.links()
    if links[0][0] not in (0, 5) or links[0][2] not in (0, 5) or links[1][0] not in (1, 2) or links[1][2] not in (1, 2):
        return f'something is lost: {links}'
    kept = [ready if ready in (5, 2) else None for ready, _, _ in links]
    world.call('revert', *WORDS)
    after, others = world.links()
    others = [name for name in others if not name.startswith('.new-')] # which the next one that makes it removes
    wanted = [(kept[0] or 0, None, kept[0] or 0), (kept[1] or 1, None, kept[1] or 1)]
    if (after, others) != (wanted, []):
        return f'reverted from {links}: {after} {others}, expected {wanted}'
    world.next(KEY, 2)
    world.next(OTHER, 0)
    for again in ('try', 'keep'):
        found = world.call(again, *WORDS)
        if found[0] != 0:
            return f'{again} after that: {found}'
    return same(world.links(), ([(2, None, 2), (0, None, 0)], []))


CHECKS = {'tried and kept': check_kept, 'tried and taken back': check_reverted, 'the group is gone': check_group_gone, 'the command line': check_words,
          'nothing was fetched': check_not_fetched, 'pipes of a log': check_pipes}


def part(place):
    world = World(place)
    try:
        for name, check in CHECKS.items():
            yield name, lambda check=check: check(world)
        for index, (verb, call) in enumerate((verb, call) for verb in ('try', 'keep', 'revert') for call in CALLS):
            for number in TIMES[:6] if prune.LARGE else (TIMES[index % 3],):
                yield f'{verb} killed at {call} number {number}', lambda verb=verb, call=call, number=number: check_killed(world, verb, call, number)
    finally:
        world.close()
