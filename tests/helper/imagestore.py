# SPDX-License-Identifier: LGPL-2.1-or-later
"""A store of images, made by hand as coslice-image leaves it, and containers that are started from it."""
import os
import re
import shutil
import subprocess
import time

import start
from start import DIR, GROUP, OUT, USERNS, Start, clean, ok

STORE = '/var/lib/coslice/images'
PINS = f'/run/coslice/state/{GROUP}/images'
ROOT = DIR + '/root'
OWN = USERNS != '--userns=host'
KEY = 'test.example-image-0123456789abcdef'
OTHER = 'test.example-volume-fedcba9876543210'
SHARE = ['/bin/sh', '-c']


def digest(name):
    return name.encode().hex().rjust(64, '0')[-64:]


def layer(name, base=None):
    """Makes the layer NAME, with a copy of BASE; returns the path of its tree."""
    fs = f'{STORE}/layers/{digest(name)}/fs'
    shutil.rmtree(os.path.dirname(fs), ignore_errors=True)
    os.makedirs(os.path.dirname(fs))
    if base:
        subprocess.run(['cp', '-a', base, fs], check=True)
    else:
        os.mkdir(fs, 0o755)
    return fs


def write(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)
        os.fchmod(file.fileno(), mode)


def image(name, layers, *fields, key=KEY):
    """Makes the image NAME and what KEY stands for; returns the path of its record."""
    folder = f'{STORE}/images/{digest(name)}'
    os.makedirs(folder, exist_ok=True)
    done = subprocess.run([DIR + '/build/imagerecord', *[f'layer={digest(one)}' for one in layers], *fields], stdout=subprocess.PIPE, check=True)
    with open(folder + '/record', 'wb') as file:
        file.write(done.stdout)
        os.fchmod(file.fileno(), 0o600)
    point(key, name)
    return folder + '/record'


def point(key, name):
    if os.path.lexists(f'{STORE}/ready/{key}'):
        os.unlink(f'{STORE}/ready/{key}')
    os.symlink(f'../images/{digest(name)}', f'{STORE}/ready/{key}')


def pin(name, key=KEY, text=None):
    """What the group, which runs, has pinned."""
    os.makedirs(PINS, exist_ok=True)
    if os.path.lexists(f'{PINS}/{key}'):
        os.unlink(f'{PINS}/{key}')
    os.symlink(text or f'{STORE}/images/{digest(name)}', f'{PINS}/{key}')


def arguments(program, *options, key=KEY, words=True):
    return ['run', f'--group={GROUP}', '--container=app', f'--image={key}', '--hostname=box', USERNS, f'--bind=/out:::{OUT}', *options,
            *(['--'] if words else []), *program]


def run(script, *options, **others):
    """What SCRIPT, run by a shell of the image, says; or what the helper does."""
    one = Start(arguments([*SHARE, f'{{ {script}\n}} > /out/report 2>&1'], '--entrypoint=2', *options, **others), at_ready=lambda _: os.chmod(OUT, 0o777))
    said = start.report()
    clean()
    return said.strip() if one.ready and said is not None else f'{one.status}: {one.said}'


def refused(name, words, status=72, *options, key=KEY):
    """A start that is refused by WORDS, a regular expression, and leaves nothing."""
    before = start.machine()
    one = Start(arguments(['/bin/true'], *options, key=key))
    clean()
    left = start.difference(before, start.machine())
    ok(name, one.status == status and not one.ready and re.fullmatch(words, one.said) and not left, f'{one.status}: {one.said} {left}')


def base():
    """The first layer, of busybox, and the image that has nothing else."""
    for folder in ('layers', 'images', 'ready', 'blobs'):
        os.makedirs(f'{STORE}/{folder}', exist_ok=True)
    for folder in ('', '/layers', '/images', '/ready', '/blobs'):
        os.chmod(STORE + folder, 0o700)
    fs = layer('base', ROOT)
    os.makedirs(fs + '/data/sub', exist_ok=True)
    os.makedirs(fs + '/usr/lib', exist_ok=True)
    for name, target in (('lib', 'usr/lib'), ('out-of-it', '/proc/self/fd'), ('up', '../../../../srv')):
        if not os.path.lexists(f'{fs}/{name}'):
            os.symlink(target, f'{fs}/{name}')
    write(fs + '/data/old', 'old')
    write(fs + '/usr/lib/one', 'one')
    write(fs + '/opaque/hidden', 'hidden')
    write(fs + '/gone', 'gone')
    shutil.copy(ROOT + '/bin/busybox', fs + '/bin/setuid')
    os.chmod(fs + '/bin/setuid', 0o4755)
    write(fs + '/of-web', 'web')
    os.chown(fs + '/of-web', 1000, 1000)
    return image('plain', ['base'])


def in_group(unit):
    """Puts the process in the control group that UNIT of the group has."""
    top = '/sys/fs/cgroup' if os.path.exists('/sys/fs/cgroup/cgroup.controllers') else '/sys/fs/cgroup/systemd'
    path = f'{top}/coslice.slice/coslice-{GROUP}.slice/{unit}'
    os.makedirs(path, exist_ok=True)
    write(path + '/cgroup.procs', str(os.getpid()))


def leave_group():
    top = '/sys/fs/cgroup' if os.path.exists('/sys/fs/cgroup/cgroup.controllers') else '/sys/fs/cgroup/systemd'
    slice_path = f'{top}/coslice.slice/coslice-{GROUP}.slice'
    for folder, _, _ in list(os.walk(slice_path, topdown=False)):
        for _ in range(50):
            try:
                os.rmdir(folder)
                break
            except OSError:
                time.sleep(.02)


class Running:
    """A container that runs in its unit's control group, and is attended by nobody; PID of its process."""

    def __init__(self, script, *options):
        self.code = None
        self.one = None
        self.pid = os.fork()
        if self.pid == 0:
            self.one = Start(arguments([*SHARE, script], '--entrypoint=2', *options), preexec_fn=lambda: in_group(f'coslice@{GROUP}_app.service'))
            os._exit(self.one.code if self.one.ready and self.one.code >= 0 else 99)
        for _ in range(200):
            if os.path.exists(OUT + '/ready'):
                return
            time.sleep(.05)

    def wait(self):
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
