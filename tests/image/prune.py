# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is in the store, and what of it goes: coslice-image images and prune, among definitions, units and groups that are made here,
as generator and sandbox leave them."""
import fcntl
import json
import os
import re
import signal
import subprocess
import time

import store
from world import GROUPS, LOCKS, OUT, PULLED, STATE, World, is_now, key, printable, pruned, state, write

LARGE = os.environ.get('LARGE') == '1'


def check_nothing(world):
    world.fill()
    shown, objects = world.call('images'), world.call('images', '--json')
    return True if shown == (0, 'IMAGE  SIZE  SHARED  DIGEST  USED BY\n', '') and objects == (0, '[]\n', '') else f'{shown} {objects}'


def check_table(world):
    world.fill(0, 1, 2)
    world.define('web', key('i1'), reference='oci:/srv/a%b:x')
    world.define('app', key('i1'), reference='oci:/srv/a%b:x')
    world.define('shop', key('i0'))
    world.run_group('shop', [key('i0')], [(key('i0'), 0)])
    world.run_group('old', [key('i9')], [(key('i9'), 2)])
    world.next(key('i1'), 2)
    status, said, error = world.call('images')
    sizes = [int(world.place.size(chain)['bytes']) for chain in world.images[2].chains()]
    size = [f'{sum(sizes[:n + 1]) / 1024:.0f} KiB' for n in range(3)]
    hexes = [image.manifest[:12] for image in world.images]
    wanted = [('IMAGE', 'SIZE', 'SHARED', 'DIGEST', 'USED BY'), (key('i2'), size[2], size[1], hexes[2], '-'), ('localhost:5000/i0:1', size[0], size[0], hexes[0], 'shop (runs)'),
              ('localhost:5000/i9:1', size[2], size[1], hexes[2], 'old (runs)'), ('oci:/srv/a%b:x', size[1], size[1], hexes[1], 'app, web'), ('oci:/srv/a%b:x', size[2], size[1], hexes[2], 'an update')]
    found = [tuple(re.split('  +', line)) for line in said.splitlines()]
    wanted[4:] = sorted(wanted[4:], key=lambda row: [image.manifest[:12] for image in sorted(world.images, key=lambda image: image.manifest)].index(row[3]))
    return True if (status, found, error) == (0, wanted, '') else f'{status} {found} {error}'


def check_json(world):
    world.fill(0, 2)
    world.define('web', key('i0'))
    world.run_group('web', [key('i0')], [(key('i0'), 2)])
    status, said, error = world.call('images', '--json')
    if status != 0 or error or not printable(said):
        return f'{status} {said!r} {error!r}'
    found = {one['digest'][7:]: one for one in json.loads(said)}
    sizes = [int(world.place.size(chain)['bytes']) for chain in world.images[2].chains()]
    one = {'digest': f'sha256:{world.images[2].manifest}', 'manifest': f'sha256:{world.images[2].manifest}', 'config': f'sha256:{world.images[2].config}', 'platform': 'linux/amd64', 'complete': True,
           'size': sum(sizes), 'shared': sizes[0], 'names': [{'key': key('i0'), 'reference': 'localhost:5000/i0:1', 'ready': False, 'next': False}, {'key': key('i2'), 'reference': None, 'ready': True, 'next': False}],
           'groups': [{'name': 'web', 'defined': False, 'runs': True}], 'ports': ['80/tcp'], 'labels': world.config['Labels']}
    if found[world.images[2].manifest] != one:
        return f'{found[world.images[2].manifest]}, expected {one}'
    return True if found[world.images[0].manifest]['groups'] == [{'name': 'web', 'defined': True, 'runs': False}] else f'{found}'


def check_words(world):
    for words in (('prune', '--force'), ('prune', '--dry-run', '--dry-run'), ('images', 'web'), ('prune', '')):
        status, said, error = world.call(*words)
        if status != 70 or said or 'and nothing else' not in error:
            return f'{words}: {status} {said} {error}'
    return True


# --- what goes, and what stays

def check_none(world):
    world.fill(0, 1, 2)
    found = pruned(world, state(), r'^(removed name i\d-0123456789abcdef\n){3}(removed image sha256:[0-9a-f]{64}\n){3}removed 6 documents\nremoved 3 layers\nfreed \d+ KiB\n$')
    return pruned(world, state(), '^there is nothing to remove\n$') if found is True else found


def check_drop_in(world):
    world.fill(0, 1, 4)
    world.define('web', key('i1'))
    return pruned(world, state('1', '1'), 'removed 3 layers')


def check_pin(world):
    """It holds what it runs, and no name."""
    world.fill(0, 3, 4)
    world.run_group('web', [], [(key('i4'), 3)])
    return pruned(world, state('', '3'), 'removed 1 layer\n')


def check_copy(world):
    """A group that runs, whose definition is gone: its name for it stays, and what it leads to."""
    world.fill(0, 1, 4)
    world.run_group('web', [key('i4')], [(key('i4'), 1)])
    return pruned(world, state('4', '14', '01234'))


def check_next(world):
    world.fill(0, 1, 2, 4)
    world.define('web', key('i0'))
    world.next(key('i0'), 2)
    world.next(key('i4'), 4) # of an update that was killed, of a group that is gone
    return pruned(world, state('0', '02', following='0'), 'removed update to i4-')


def check_dry(world):
    world.fill(0, 1, 2)
    world.define('web', key('i0'))
    write(f'{PULLED}/{key("gone")}/blobs/sha256/x', 'x' * 5000)
    before = (store.list_tree(world.place.images), store.list_tree(PULLED))
    status, said, error = world.call('prune', '--dry-run')
    after = (store.list_tree(world.place.images), store.list_tree(PULLED))
    wanted = r'(would remove name i[12]-\S+\n){2}(would remove image sha256:\S+\n){2}would remove 4 documents\nwould remove 2 layers\nwould remove what an interrupted pull of gone-\S+ has fetched\nthat would free \d+ KiB\n'
    if status != 0 or error or not re.fullmatch(wanted, said):
        return f'{status} {said} {error}'
    real = world.call('prune')
    return True if before == after and real[1] == said.replace('would remove', 'removed').replace('that would free', 'freed') else f'it has changed, or {real}'


def check_odd(world):
    """What has no name of ours stays, and what is no link leads nowhere."""
    world.fill(0)
    images = world.place.images
    os.mkdir(f'{images}/layers/other')
    os.symlink('../images/other', f'{images}/ready/{key("odd")}')
    os.mkdir(f'{images}/ready/{key("folder")}')
    os.symlink('../images/x', f'{images}/ready/.new-{key("killed")}')
    found = pruned(world, {**state(), 'others': ['other']}, 'removed name folder-')
    os.rmdir(f'{images}/layers/other')
    return found


def check_unreadable(world):
    """An image whose record can't be read could need any layer, if somebody needs it."""
    world.fill(0, 2)
    world.define('web', key('i0'))
    record = f'{world.place.images}/images/{world.images[0].manifest}/record'
    with open(record, 'rb') as file:
        text = file.read()
    for harm in (b'', text[:-1], text + b'x\0', b'coslice-image2\0' + text[15:]):
        with open(record, 'wb') as file:
            file.write(harm)
        status, said, error = world.call('prune')
        if status != 73 or said or f"the record of the image sha256:{world.images[0].manifest} can't be read" not in error or world.there() != state('02', '02'):
            return f'{status} {said} {error} {world.there()}'
        if 'unreadable' not in world.call('images')[1]:
            return world.call('images')
    world.fill(0, 2)
    world.define('web', key('i0'))
    os.unlink(f'{world.place.images}/images/{world.images[2].manifest}/record')
    return pruned(world, state('0', '0'))


def check_bad_pin(world):
    """What can't be read may be what holds an image."""
    world.fill(0, 2)
    for target in ('/etc', f'{world.place.images}/images/x', f'../images/{world.images[0].manifest}'):
        os.makedirs(f'{STATE}/web/images', exist_ok=True)
        os.symlink(target, f'{STATE}/web/images/{key("i0")}')
        status, said, error = world.call('prune')
        os.unlink(f'{STATE}/web/images/{key("i0")}')
        if status != 73 or said or 'read which images group web runs' not in error or world.there() != state('02', '02'):
            return f'{target}: {status} {said} {error}'
    return True


# --- definitions that systemd has no units of

KEPT = 'until then names that no unit has stay, with their images:\n  i0-0123456789abcdef\n'


def doubt(world, words, wanted=None):
    return pruned(world, wanted or state('01', '01'), '', f'{words}\n{KEPT}')


def check_mistakes(world):
    """Of a definition that is broken right now there are no units: its image must not be lost. What no name leads to goes."""
    world.fill(0, 1, 2)
    os.unlink(f'{world.place.images}/ready/{key("i2")}')
    world.define('web', key('i1'))
    write(f'{GROUPS}/db.group')
    write(f'{OUT}/coslice@db.service.d/90-refuse.conf')
    time.sleep(.02)
    world.define('web', key('i1'))
    found = doubt(world, 'the definition of group db has mistakes: coslice check db')
    if found is not True:
        return found
    os.unlink(f'{GROUPS}/db.group')
    os.symlink('/dev/null', f'{GROUPS}/db.group') # masked: it has none
    time.sleep(.02)
    world.define('web', key('i1'))
    return pruned(world, state('1', '1'))


def check_unread(world):
    world.fill(0, 1)
    write(f'{GROUPS}/db.group')
    time.sleep(.02)
    world.define('web', key('i1'))
    return doubt(world, 'systemd has not read the definition of group db: systemctl daemon-reload')


def check_half(world):
    """systemd is removing the rendering, or the generator making it."""
    world.fill(0, 1)
    world.define('web', key('i1'), whole=False)
    found = doubt(world, 'systemd has not read the definition of group web: systemctl daemon-reload')
    os.unlink(f'{OUT}/.coslice/web/.complete')
    return doubt(world, 'systemd has not read the definition of group web: systemctl daemon-reload') if found is True else found


def check_changed(world):
    """After systemd has read it, by its file, its drop-ins or what is no more there."""
    for change in (lambda: write(f'{GROUPS}/web.group', 'x'), lambda: write(f'{GROUPS}/web.group.d/10.conf'), lambda: write(f'{GROUPS}/web.group.d/10.conf', 'x'), lambda: os.unlink(f'{GROUPS}/web.group.d/10.conf'),
                   lambda: os.utime(f'{GROUPS}/web.group', (1, 1)), lambda: os.rename(f'{GROUPS}/web.group', f'{GROUPS}/web.off')):
        world.fill(0, 1) if not os.path.exists(f'{GROUPS}/web.group.d') else None
        world.define('web', key('i1'))
        time.sleep(.02)
        change()
        found = doubt(world, 'definitions were changed since systemd read them: systemctl daemon-reload')
        if found is not True:
            return found
    return True


def check_link(world):
    """A definition that is a link: what it leads to counts."""
    world.fill(0, 1)
    write('/run/elsewhere', 'x')
    os.symlink('/run/elsewhere', f'{GROUPS}/web.group')
    time.sleep(.02)
    world.define('web', key('i1'), definition=False)
    time.sleep(.02)
    write('/run/elsewhere', 'y')
    found = doubt(world, 'definitions were changed since systemd read them: systemctl daemon-reload')
    if found is not True:
        return found
    time.sleep(.02)
    world.define('web', key('i1'), definition=False)
    return pruned(world, state('1', '1'))


# --- pulls, and others that are at work

def check_pulled(world):
    world.fill(0)
    world.define('web', key('i0'))
    for name in ('i0', 'gone', 'busy'):
        write(f'{PULLED}/{key(name)}/blobs/sha256/x', 'x' * 100000)
    os.makedirs(f'{PULLED}/other')
    os.symlink('/etc', f'{PULLED}/{key("gone")}/link')
    with open(f'{LOCKS}/{key("busy")}', 'w', encoding='utf-8') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = pruned(world, state('0', '0'), '^removed what an interrupted pull of gone-0123456789abcdef has fetched\nfreed 10. KiB\n$')
        if found is not True or sorted(os.listdir(PULLED)) != sorted([key('i0'), key('busy'), 'other']):
            return f'{found} {os.listdir(PULLED)}'
    write(f'{GROUPS}/broken.group')
    found = world.call('prune')
    if sorted(os.listdir(PULLED)) != sorted([key('i0'), key('busy'), 'other']) or key('busy') not in found[2]:
        return f'{found} {os.listdir(PULLED)}'
    os.unlink(f'{GROUPS}/broken.group')
    time.sleep(.02)
    world.define('web', key('i0'))
    found = pruned(world, state('0', '0'), 'removed what an interrupted pull of busy-')
    return found if found is not True else sorted(os.listdir(PULLED)) == sorted([key('i0'), 'other']) or os.listdir(PULLED)


def check_waits(world):
    """For those who have the lock; and who only looks waits for nobody."""
    world.fill(0, 1)
    with open(f'{world.place.images}/lock', 'r+', encoding='utf-8') as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        looked = world.call('prune', '--dry-run')
        with subprocess.Popen([world.program, 'prune'], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as waiting:
            said = waiting.stderr.readline().decode()
            time.sleep(.1)
            there = world.there()
            fcntl.flock(lock, fcntl.LOCK_UN)
            waiting.communicate()
    if looked[0] != 0 or 'would remove' not in looked[1] or there != state('01', '01') or said != 'waiting for pulls and starts of groups that are at work\n' or waiting.returncode != 0:
        return f'{looked} {there} {said}'
    return is_now(world, state())


def wait_shared(path):
    with open(path, 'r+', encoding='utf-8') as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                time.sleep(.002)


def check_shares(world):
    """While the files of layers go, which takes its time, others have the lock again; and they leave these files alone."""
    world.fill(0, 4)
    world.define('web', key('i0'))
    command = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', 'trace=unlinkat', '-e', 'inject=unlinkat:delay_enter=50000', world.program, 'prune']
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as busy:
        while (line := busy.stdout.readline().decode()) and 'layers' not in line:
            pass
        wait_shared(f'{world.place.images}/lock')
        busy.send_signal(signal.SIGSTOP) # who traces it, so that it comes no further than its next call
        status, said, error = world.call('images')
        status_again, said_again = world.place.unpack(world.images[4], key('i4'))
        alive, left = busy.poll() is None, [name.split('-')[1] for name in world.place.left()]
        busy.send_signal(signal.SIGCONT)
        rest = busy.communicate()[0].decode()
    if (status, error, status_again, said_again, busy.returncode, alive, left) != (0, '', 0, '', 0, True, ['pruned']) or not said.startswith('IMAGE'):
        return f'{status} {said} {error} {status_again} {said_again} {busy.returncode} {rest} {alive} {left}'
    return world.place.left() or is_now(world, state('04', '04'))


CALLS = ('openat', 'flock', 'readlinkat', 'unlinkat', 'renameat', 'syncfs', 'getdents64', 'newfstatat', 'read', 'write', 'mkdirat', 'openat2')
TIMES = (1, 2, 3, 5, 8, 13, 21, 34, 55)


def prepared(world):
    world.fill(0, 1, 2, 3, 4)
    world.define('web', key('i1'))
    world.run_group('old', [key('i9')], [(key('i9'), 2)])
    world.next(key('i1'), 0)
    write(f'{PULLED}/{key("gone")}/blobs/sha256/x', 'x' * 5000)


REST = state('1', '012', following='1')


def ended(world, again):
    """Whatever it came to: what is needed is there and whole, what isn't is gone by the next one, and can be had anew."""
    if found := world.whole():
        return found
    found = world.there()
    if not set(REST['images']) <= set(found['images']) or not set(REST['layers']) <= set(found['layers']) or 'i1' not in found['ready'] or found['next'] != ['i1']:
        return f'something is lost: {found}'
    if again:
        found = pruned(world, REST)
        if found is not True or world.place.left() or os.listdir(PULLED):
            return f'{found} {world.place.left()} {os.listdir(PULLED)}'
    status, said = world.place.unpack(world.images[4], key('i4'))
    return world.whole() or (True if status == 0 and 4 in world.there()['images'] and not world.place.left() else f'{said} {world.there()} {world.place.left()}')


def injected(world, call, what, number):
    return world.call('prune', before=['strace', '-f', '-qq', '-o', '/dev/null', '-e', f'trace={call}', '-e', f'inject={call}:{what}:when={number}'])


def check_killed(world, call, number):
    prepared(world)
    status, said, error = injected(world, call, 'signal=SIGKILL', number)
    if status == 0 and number == 1:
        return f'it was not killed: {said} {error}'
    return ended(world, number % 2 == 1)


def check_failed(world, call, error, number):
    prepared(world)
    status, said, words = injected(world, call, f'error={error}', number)
    if status != 0 and call != 'write' and not (words.count('\n') == 1 and printable(words)):
        return f'{status} {said} {words!a}'
    if status == 0 and (found := is_now(world, REST)) is not True and not said.endswith('\n'):
        return f'it has not failed: {found}'
    return ended(world, True)


# --- races

def start(*words):
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)


def check_unpacked(world, number):
    """Beside those who bring images: what has a unit is there, the other may be; and all that is there is whole."""
    if number == 0:
        world.fill(0)
        world.define('web', key('i2'))
    place = world.place
    started = [start(world.program, 'prune'), start(*place.command(world.images[2], key('i2'))), start(*place.command(world.images[4], key('i4'))), start(world.program, 'prune')]
    if number % 3 == 0:
        started = started[1:] + started[:1]
    said = [one.communicate()[0].decode() for one in started]
    if any(one.returncode for one in started) or (found := world.whole()):
        return f'{said} {found if not any(one.returncode for one in started) else ""}'
    there = world.there()
    if 'i2' not in there['ready'] or 2 not in there['images'] or ('i4' in there['ready']) != (4 in there['images']) or place.left():
        return f'{there} {said} {place.left()}'
    return True


def check_pinned(world, number):
    """Beside the sandbox of a group, the real one: it is told that its image is gone, or has it for as long as it runs."""
    world.fill(1, 3)
    helper = [world.helper, 'sandbox', '--group=web']
    lines = [(world.program, 'prune'), (*helper, f'--image={key("i3")}')]
    started = [None, None]
    for one in (0, 1) if number % 2 else (1, 0):  # each is ahead of the other by more and more, until it is through
        started[one] = start(*lines[one])
        time.sleep(.002 * (number // 2 % 13))
    said = [one.communicate()[0].decode() for one in started]
    pin = f'{STATE}/web/images/{key("i3")}'
    has = os.path.lexists(pin)
    if started[0].returncode != 0 or not has and 'is not there' not in said[1]:
        return f'{said} {has}'
    found = is_now(world, state('', '3' if has else ''))
    again = pruned(world, state('', '3' if has else ''))
    subprocess.run([*helper, '--remove'], check=True)
    last = pruned(world, state())
    world.outcomes[has] = world.outcomes.get(has, 0) + 1
    return found if found is not True else again if again is not True else last


CHECKS = {'nothing is shown': check_nothing, 'the table': check_table, 'JSON': check_json, 'the command line': check_words, 'nobody has anything': check_none, 'a unit\'s drop-in': check_drop_in,
          'a pin': check_pin, 'the copy of a group that runs': check_copy, 'an update': check_next, '--dry-run': check_dry, 'what is no link': check_odd, 'a record that can\'t be read': check_unreadable,
          'a pin that can\'t be read': check_bad_pin, 'a definition with mistakes': check_mistakes, 'a definition that systemd has not read': check_unread, 'units that are not whole': check_half,
          'a definition that was changed': check_changed, 'a definition that is a link': check_link, 'interrupted pulls': check_pulled, 'others are at work': check_waits,
          'layers go while others are at work': check_shares}


def part(place):
    world = World(place)
    world.outcomes = {}
    try:
        for name, check in CHECKS.items():
            yield name, lambda check=check: check(world)
        for index, call in enumerate(CALLS):
            for number in TIMES if LARGE else TIMES[index % 3:index % 3 + 1]:
                yield f'killed at {call} number {number}', lambda call=call, number=number: check_killed(world, call, number)
        for number in TIMES if LARGE else (2, 5, 9):
            yield f'killed at unlinkat number {number}, in the middle', lambda number=number: check_killed(world, 'unlinkat', number + 5)
        for index, call in enumerate(CALLS):
            errors = ('EIO', 'EMFILE', 'ENOMEM', 'EPERM', 'ENOSPC')
            for error in errors if LARGE else (errors[index % 5],):
                for number in TIMES if LARGE else TIMES[index % 4:index % 4 + 1]:
                    yield f'{error} at {call} number {number}', lambda call=call, error=error, number=number: check_failed(world, call, error, number)
        for number in range(200 if LARGE else 8):
            yield f'beside those who unpack, {number}', lambda number=number: check_unpacked(world, number)
        for number in range(200 if LARGE else 12):
            yield f'beside a sandbox, {number}', lambda number=number: check_pinned(world, number)
        if LARGE:
            yield 'either came first', lambda: len(world.outcomes) == 2 or world.outcomes
    finally:
        world.close()
