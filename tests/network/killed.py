# SPDX-License-Identifier: LGPL-2.1-or-later
"""up and down killed at each call that changes something: what others do only looks, so that one that is killed there is as if it were
killed at the next of these. The next up or down undoes it. And with each of these failing: then all is there or nothing."""
import os
import re
import tempfile

import world as w
from paths import same

CHANGES = 'sendto,sendmsg,write,symlinkat,renameat,renameat2,unlinkat,mkdir,setns,bind,flock,close_range,exit_group'
WORDS = ['--open=80', '--open=90-99,from=192.0.2.0/24', '--publish=8080:80', '--publish=127.0.0.1:8081:80', '--outbound=192.0.2.0/24', '--host-port=22']
LARGE = os.environ.get('LARGE') == '1'


def state(world):
    """Of group web: elements, links, record; inside, rules, addresses and routes, but for what the kernel adds when it comes to it."""
    with world.inside('web'):
        addresses = sorted(re.findall(r'(?m)^ +(?:inet6? |link/ether )\S+', w.run('ip', 'addr')))
        inside = w.run('nft', 'list', 'ruleset'), [one for one in addresses if 'fe80:' not in one], w.run('ip', 'route'), w.run('ip', '-6', 'route', 'show', 'default')
    return w.elements(), w.links(), world.record('web'), inside


def differ(got, want):
    """The lines that are in one alone."""
    sides = [[line for part in side for line in str(part).replace('\\n', '\n').splitlines()] for side in (got, want)]
    return [line for line in sides[0] if line not in sides[1]] + ['instead of'] + [line for line in sides[1] if line not in sides[0]] if got != want else []


def calls_of(run):
    """[(call, number)] of one that isn't disturbed; RUN has what is to stand before it."""
    with tempfile.NamedTemporaryFile('r') as log:
        found = run(['strace', '-qq', '-o', log.name, '-e', f'trace={CHANGES}', '-e', 'signal=none'])
        if found != (0, ''):
            raise RuntimeError(str(found))
        names = [match[1] for match in (re.match(r'(\w+)\(', line) for line in log) if match]
    return [(name, names[:i + 1].count(name)) for i, name in enumerate(names)]


def calls(world, verb):
    return calls_of(lambda before: world.up('web', *WORDS, before=before) if verb == 'up' else world.down('web', before=before))


def killed(world, verb, call, number):
    before = ['strace', '-qq', '-o', '/dev/null', '-e', f'trace={call}', '-e', f'inject={call}:signal=KILL:when={number}']
    status, said = world.up('web', *WORDS, before=before) if verb == 'up' else world.down('web', before=before)
    return None if status in (-9, 137) else f'it was not killed: {status} {said}'


def failed(world, verb, call, number, bare, whole):
    before = ['strace', '-qq', '-o', '/dev/null', '-e', f'trace={call}', '-e', f'inject={call}:error=ENOBUFS:when={number}']
    if verb == 'up':
        world.down('web')
        status, said = world.up('web', *WORDS, before=before)
        if status == 0:
            found = differ(state(world), whole)
            return found or True
    else:
        world.up('web', *WORDS)
        status, said = world.down('web', before=before)
        if status != 0 and world.down('web') != (0, ''):
            return 'it can\'t be done again'
    # One that didn't come back from the group's namespace leaves it to the next.
    if verb == 'up' and call == 'setns' and world.record('web') is not None:
        world.down('web')
    if status not in (0, 70, 71, 73, 77) or (status != 0) != (said != ''):
        return f'{status} {said!a}'
    return same((w.elements(), w.links(), world.record('web')), (*bare, None))


def part(world):
    world.load()
    for group in ('web', 'shop'):
        world.make_group(group)
    world.up('shop', '--open=80', '--publish=9090:80')
    bare = w.elements(), w.links()
    yield 'up', lambda: same(world.up('web', *WORDS), (0, ''))
    world.up('web', *WORDS)
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
            if (LARGE or index % 3 == 1) and call != 'exit_group':
                yield f'{verb} without {call} number {number}', lambda verb=verb, call=call, number=number: failed(world, verb, call, number, bare, whole)


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
            return f'after {then}: {differ(got, whole if then == "up" else bare)}'
        if then == 'down' and world.record('web') is not None:
            return 'there is a record'
    return True
