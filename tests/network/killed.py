# SPDX-License-Identifier: LGPL-2.1-or-later
"""up and down killed at each call that changes something: what others do only looks, so that one that is killed there is as if it were
killed at the next of these. The next up or down undoes it."""
import os
import re
import tempfile

import world as w
from paths import same

CHANGES = 'sendto,sendmsg,write,symlinkat,renameat,renameat2,unlinkat,mkdir,setns,bind,flock,close_range,exit_group'
WORDS = ['--open=80', '--open=90-99,from=192.0.2.0/24', '--publish=8080:80', '--publish=127.0.0.1:8081:80', '--outbound=192.0.2.0/24', '--host-port=22']
LARGE = os.environ.get('LARGE') == '1'


def state(world):
    """Of group web: elements, links, record and rules inside."""
    with world.inside('web'):
        inside = w.run('nft', 'list', 'ruleset'), re.sub(r'@if\d+|^\d+|link-netnsid \d+|valid_lft.*', '', w.run('ip', 'addr'), flags=re.M)
    return w.elements(), w.links(), world.record('web'), inside


def calls(world, verb):
    """[(call, number)] of one that isn't disturbed."""
    with tempfile.NamedTemporaryFile('r') as log:
        before = ['strace', '-qq', '-o', log.name, '-e', f'trace={CHANGES}', '-e', 'signal=none']
        found = world.up('web', *WORDS, before=before) if verb == 'up' else world.down('web', before=before)
        if found != (0, ''):
            raise RuntimeError(f'{verb}: {found}')
        names = [match[1] for match in (re.match(r'(\w+)\(', line) for line in log) if match]
    return [(name, names[:i + 1].count(name)) for i, name in enumerate(names)]


def killed(world, verb, call, number):
    before = ['strace', '-qq', '-o', '/dev/null', '-e', f'trace={call}', '-e', f'inject={call}:signal=KILL:when={number}']
    status, said = world.up('web', *WORDS, before=before) if verb == 'up' else world.down('web', before=before)
    return None if status in (-9, 137) else f'it was not killed: {status} {said}'


def part(world):
    world.load()
    for group in ('web', 'shop'):
        world.make_group(group)
    world.up('shop', '--open=80', '--publish=9090:80')
    bare = w.elements(), w.links()
    yield 'up', lambda: same(world.up('web', *WORDS), (0, ''))
    whole = state(world)
    for verb in ('up', 'down'):
        world.up('web', *WORDS)
        if verb == 'up':
            world.down('web')
        all_calls = calls(world, verb)
        yield f'{verb} has calls that change something', lambda all_calls=all_calls: len(all_calls) > 8 or str(all_calls)
        for index, (call, number) in enumerate(all_calls):
            if LARGE or index % 3 == 0:
                yield f'{verb} at {call} number {number}', lambda verb=verb, call=call, number=number: undone(world, verb, call, number, bare, whole)


def undone(world, verb, call, number, bare, whole):
    for then in ('up', 'down'):
        if verb == 'up':
            world.down('web')
        else:
            world.up('web', *WORDS)
        found = killed(world, verb, call, number)
        if found:
            return found
        # Whatever is there now, a load takes it.
        if world.load() != (0, ''):
            return f'load: {world.load()}'
        found = world.up('web', *WORDS) if then == 'up' else world.down('web')
        if found != (0, ''):
            return f'{then}: {found}'
        got = state(world) if then == 'up' else (w.elements(), w.links())
        if got != (whole if then == 'up' else bare):
            return f'after {then}: {got}, expected {whole if then == "up" else bare}'
        if then == 'down' and world.record('web') is not None:
            return 'there is a record'
    return True
