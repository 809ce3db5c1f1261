# SPDX-License-Identifier: LGPL-2.1-or-later
"""The copy of a group's units that the sandbox keeps is whole, whatever a daemon-reload does meanwhile."""
import os
import shutil
import threading
import time

import start
from start import DIR, GROUP, ok, same, sandbox

RENDERING = DIR + '/rendering'
COPY = f'/run/coslice/state/{GROUP}/units'
UNITS = start.RUNTIME_UNITS
FILES = {'a.service': 'a' * 5000, 'b.service': 'b', 'b.service.d/10-coslice.conf': 'drop-in', 'c.slice': ''}


def make(path, files, complete=True):
    for name, text in files.items():
        os.makedirs(os.path.dirname(f'{path}/{name}'), exist_ok=True)
        with open(f'{path}/{name}', 'w', encoding='ascii') as file:
            file.write(text)
    if complete:
        os.symlink(f'{len(files)}:{sum(map(len, files.values()))}', path + '/.complete')


def content(path):
    found = {}
    for folder, _, names in os.walk(path):
        for name in names:
            file = os.path.join(folder, name)
            with open(file, encoding='ascii') as text:
                found[os.path.relpath(file, path)] = text.read()
    return found


def links():
    """In /run/systemd/system, to copies of units."""
    found = {}
    for folder, _, names in os.walk(UNITS):
        for name in names:
            path = os.path.join(folder, name)
            if os.path.islink(path) and os.readlink(path).startswith('/run/coslice/'):
                found[os.path.relpath(path, UNITS)] = os.readlink(path)
    return found


def renew(files):
    """As a reload does it: what is there goes, and the new one appears by a rename."""
    make(RENDERING + '.new', files)
    shutil.rmtree(RENDERING, ignore_errors=True)
    os.rename(RENDERING + '.new', RENDERING)


def half_removed():
    """What systemd has begun to remove is not copied; what the generator makes then is."""
    new = {**FILES, 'a.service': 'new'}
    for missing in FILES:
        shutil.rmtree(RENDERING, ignore_errors=True)
        make(RENDERING, FILES)
        os.unlink(f'{RENDERING}/{missing}')
        later = threading.Timer(.3, renew, [new])
        later.start()
        one = sandbox(f'--rendering={RENDERING}')
        later.join()
        same(f'without {missing}: the next one is waited for', (one.status, content(COPY)), (0, new))
        start.remove_sandbox()


def never_whole():
    for name, change in (('no end of it', lambda: os.unlink(RENDERING + '/.complete')),
                         ('a file of another size', lambda: open(RENDERING + '/b.service', 'a', encoding='ascii').write('x'))):
        shutil.rmtree(RENDERING, ignore_errors=True)
        make(RENDERING, FILES)
        change()
        one = sandbox(f'--rendering={RENDERING}')
        same(f'{name}: refused in words', (one.status, one.said),
             (73, f'the definition of group {GROUP} went away during the start: {RENDERING}'))
        start.remove_sandbox()


def reloads():
    """While it is replaced all the time each copy is a whole one."""
    end = time.monotonic() + 3
    running = True

    def loop():
        number = 0
        while running:
            number += 1
            renew({name: f'{number} {text}' for name, text in FILES.items()})
            time.sleep(.001 * (number % 5))

    thread = threading.Thread(target=loop)
    thread.start()
    wrong, copies = [], 0
    while time.monotonic() < end or (copies == 0 and time.monotonic() < end + start.LIMIT):
        one = sandbox(f'--rendering={RENDERING}')
        found = content(COPY) if one.status == 0 else {}
        numbers = {text.split(' ')[0] for text in found.values()}
        if one.status == 0 and (found.keys() != FILES.keys() or len(numbers) != 1):
            wrong.append(found)
        copies += one.status == 0
        start.remove_sandbox()
    running = False
    thread.join()
    ok(f'{copies} copies beside reloads are whole', copies > 0 and not wrong, f'{copies} copies, {wrong[:2]}')


def linked():
    """Links in /run/systemd/system lead to the copy of whole units and of drop-ins of sessions, whatever is there already."""
    sessions, service = f'coslice-{GROUP}-app-exec-.scope.d/10-coslice-exec.conf', f'coslice@{GROUP}_app.service'
    files = {service: 'a', 'b.service': 'b', 'b.service.d/10-coslice.conf': 'c', sessions: 'd'}
    shutil.rmtree(RENDERING, ignore_errors=True)
    make(RENDERING, files)
    old = time.time() - 1000
    os.utime(f'{RENDERING}/{service}', (old, old))
    one = sandbox(f'--rendering={RENDERING}')
    same('links to units', (one.status, links()), (0, {name: f'{COPY}/{name}' for name in (service, 'b.service', sessions)}))
    same('the copy is as old as what it is of', os.stat(f'{COPY}/{service}').st_mtime, os.stat(f'{RENDERING}/{service}').st_mtime)
    same('folders that lead to it can be passed', [os.stat(path).st_mode & 0o777 for path in ('/run/coslice/state', COPY)], [0o711, 0o755])
    # Another's file and folder stay; a link of before to what is no longer there goes.
    os.unlink(f'{UNITS}/b.service')
    with open(f'{UNITS}/b.service', 'w', encoding='ascii') as file:
        file.write('mine')
    with open(f'{UNITS}/{sessions}.mine', 'w', encoding='ascii') as file:
        file.write('mine')
    os.symlink(f'{COPY}/gone.service', f'{UNITS}/gone.service')
    os.symlink('/run/coslice/state/other/units/b.service', f'{UNITS}/other.service')
    start.remove_sandbox()
    same('other links and files stay', (links(), sorted(name for name in os.listdir(UNITS) if 'b.service' in name), os.path.exists(f'{UNITS}/{sessions}.mine')),
         ({'other.service': '/run/coslice/state/other/units/b.service'}, ['b.service'], True))
    one = sandbox(f'--rendering={RENDERING}')
    same('another\'s file is left', (one.status, sorted(links())), (0, sorted([service, sessions, 'other.service'])))
    start.remove_sandbox()
    sandbox(f'--rendering={RENDERING}')
    os.unlink(f'{RENDERING}/{service}')
    os.unlink(f'{RENDERING}/.complete')
    os.symlink('3:3', RENDERING + '/.complete')
    one = sandbox(f'--rendering={RENDERING}')
    same('over one that was not removed', (one.status, sorted(links())), (0, sorted([sessions, 'other.service'])))
    start.remove_sandbox()
    os.unlink(f'{UNITS}/b.service')
    os.unlink(f'{UNITS}/other.service')
    shutil.rmtree(os.path.dirname(f'{UNITS}/{sessions}'))


def main():
    shutil.rmtree(RENDERING, ignore_errors=True)
    half_removed()
    never_whole()
    reloads()
    linked()
    same('nothing is left', start.machine(), start.bare())
    start.summary()


main()
