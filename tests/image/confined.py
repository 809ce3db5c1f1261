# SPDX-License-Identifier: LGPL-2.1-or-later
"""What skopeo may do, shown by a program in its place; and what a hostile one could leave."""
import base64
import contextlib
import json
import os
import shutil

from images import Image, layer
from pulls import PULL, forget, ok, processes_of_the_user, pull, ready, same
from registries import CANARY, read, run, write

# What is run in place of skopeo: it tells what it is, tries what it must not be able to, and leaves what MODE says.
FAKE = r"""#!/usr/bin/python3
import json, os, resource, socket, subprocess, sys, time
SET = '/etc/containers/fake'
mode = open(f'{SET}/mode').read()
home, copies = '/var/lib/coslice-pull', 'copy' in sys.argv
if not copies:
    hex = next((word[-64:] for word in sys.argv if '@sha256:' in word), None)
    name = 'config' if '--config' in sys.argv else 'manifest'
    sys.stdout.buffer.write(open(f'{SET}/{name}', 'rb').read())
    sys.exit(0)
def can(action):
    try:
        action()
        return 'yes'
    except OSError as error:
        return error.strerror
if mode == 'tell':
    status = dict(line.split(':', 1) for line in open('/proc/self/status').read().splitlines())
    fds = sorted(int(fd) for fd in os.listdir('/proc/self/fd'))
    auth = open('/proc/self/fd/3').read()
    report = {
        'ids': [os.getresuid(), os.getresgid(), os.getgroups()],
        'capabilities': [status[name].strip() for name in ('CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb')],
        'no_new_privs': status['NoNewPrivs'].strip(), 'umask': status['Umask'].strip(), 'pid': os.getpid(),
        'core': resource.getrlimit(resource.RLIMIT_CORE), 'leader': os.getsid(0) == os.getpid(),
        'words': sys.argv[1:], 'environment': dict(os.environ), 'descriptors': [fd for fd in fds if fd < 4], 'more': len(fds) - 4 - 1,
        'auth': auth, 'folder': os.getcwd(), 'pulls': sorted(os.listdir(home)),
        'processes': [name for name in os.listdir('/proc') if name.isdigit()],
        'write': {path: can(lambda: open(f'{path}/x', 'w')) for path in ('/', '/tmp', '/var/tmp', '/run', '/dev/shm', '/var/lib', '/var/lib/coslice', '/etc')},
        'shadow': can(lambda: open('/etc/shadow')), 'auth_write': can(lambda: open('/proc/self/fd/3', 'w')),
        'mount': can(lambda: subprocess.run(['mount', '-o', 'remount,rw', '/'], check=True, stderr=subprocess.DEVNULL)) if False else '',
        'setuid': can(lambda: os.setuid(0)),
    }
    json.dump(report, open(f'{home}/report', 'w'))
    if os.fork() == 0:
        os.setsid()
        os.execv('/bin/sleep', ['coslice-left-over', '60'])
    sys.exit('time="x" level=fatal msg="told"')
os.makedirs(f'{home}/layout', exist_ok=True)
blobs = f'{home}/blobs/sha256'
for name in os.listdir(f'{SET}/blobs'):
    open(f'{blobs}/{name}', 'wb').write(open(f'{SET}/blobs/{name}', 'rb').read())
layer, document = open(f'{SET}/layer').read(), open(f'{SET}/hex').read()
def put(name, make):
    os.unlink(f'{blobs}/{name}')
    make(f'{blobs}/{name}')
def twice(path):
    open(path, 'wb').write(open(f'{SET}/blobs/{layer}', 'rb').read())
    os.link(path, f'{home}/other')
def swap(path):
    os.rename(path, f'{home}/away')
    os.symlink('/etc', path)
def longer(path):
    open(path, 'wb').write(open(f'{SET}/blobs/{layer}', 'rb').read() + b'x')
def wrong(path):
    open(path, 'wb').write(b'x' * len(open(f'{SET}/blobs/{layer}', 'rb').read()))
{'good': lambda: None,
 'link': lambda: put(layer, lambda path: os.symlink('/etc/shadow', path)),
 'pipe': lambda: put(layer, os.mkfifo),
 'folder': lambda: put(layer, os.mkdir),
 'socket': lambda: put(layer, lambda path: socket.socket(socket.AF_UNIX).bind('blobs/sha256/' + path[-64:])),
 'twice': lambda: put(layer, twice),
 'longer': lambda: put(layer, longer),
 'wrong': lambda: put(layer, wrong),
 'missing': lambda: put(layer, lambda path: None),
 'manifest': lambda: put(document, lambda path: open(path, 'w').write('{}')),
 'manifest-link': lambda: put(document, lambda path: os.symlink('/etc/shadow', path)),
 'blobs': lambda: swap(f'{home}/blobs'),
 'sha256': lambda: swap(f'{home}/blobs/sha256'),
 'layout': lambda: swap(f'{home}/layout'),
 'huge': lambda: put(document, lambda path: os.truncate(os.open(path, os.O_CREAT | os.O_WRONLY), 1 << 40)),
}[mode]()
"""


@contextlib.contextmanager
def in_place_of_skopeo(folder, image, mode):
    write(f'{folder}/skopeo', FAKE, 0o755)
    write('/etc/containers/fake/mode', mode)
    write('/etc/containers/fake/manifest', image.text)
    write('/etc/containers/fake/config', image.blobs[image.config['digest']])
    write('/etc/containers/fake/layer', image.layers[0]['digest'][7:])
    write('/etc/containers/fake/hex', image.digest[7:])
    shutil.rmtree('/etc/containers/fake/blobs', ignore_errors=True)
    for name, data in {**image.blobs, image.digest: image.text}.items():
        write(f'/etc/containers/fake/blobs/{name[7:]}', data)
    run('mount', '--bind', f'{folder}/skopeo', '/usr/bin/skopeo')
    try:
        yield
    finally:
        run('umount', '/usr/bin/skopeo')


def test_confined(folder):
    """What skopeo is, has and can do, and that its words are ours (kata 2026-44210, incus 2026-48755)."""
    image, key = Image([layer({'f': b'1'})]), 'k-0000000000000000'
    write('/run/credentials/joe', f'username=joe\npassword={CANARY}\n', 0o400)
    os.makedirs(f'{PULL}/other-1', exist_ok=True)
    with in_place_of_skopeo(folder, image, 'tell'):
        got = pull('reg.example/a/b:1', credential='joe', environment={'CREDENTIALS_DIRECTORY': '/run/credentials', 'HTTPS_PROXY': 'http://proxy:3128',
                                                                       'LD_PRELOAD': '', 'REGISTRY_AUTH_FILE': '/etc/shadow', 'SECRET': 'x'})
    same('it was run', (got.status, got.said), (72, 'reg.example/a/b:1: skopeo says "told"'))
    told = json.loads(read(f'{PULL}/{key}/report'))
    same('its ids', told['ids'], [[4711] * 3, [4712] * 3, []])
    same('its capabilities', told['capabilities'], ['0' * 16] * 5)
    same('nothing gives it any', told['no_new_privs'], '1')
    same('a process namespace', (told['pid'], told['processes'], told['leader']), (1, ['1'], True))
    same('no core, no files for others', (told['core'], told['umask']), ([0, 0], '0077'))
    same('its descriptors', (told['descriptors'], told['more']), ([0, 1, 2, 3], 0))
    home = PULL
    same('its environment', {name: value for name, value in told['environment'].items() if name not in ('LC_CTYPE',)},
         {'HOME': '/nonexistent', 'PATH': '/usr/sbin:/usr/bin:/sbin:/bin', 'TMPDIR': f'{home}/tmp', 'XDG_RUNTIME_DIR': f'{home}/tmp',
          'HTTPS_PROXY': 'http://proxy:3128'})
    same('its words', told['words'], ['--tmpdir', f'{home}/tmp', '--override-os', 'linux', '--override-arch', 'amd64', 'copy', '--quiet', '--preserve-digests', '--remove-signatures',
                                      '--dest-oci-accept-uncompressed-layers', '--authfile', '/proc/self/fd/3', '--dest-shared-blob-dir', f'{home}/blobs',
                                      'docker://reg.example/a/b:1', f'oci:{home}/layout:image'])
    same('its credential', json.loads(told['auth']), {'auths': {'reg.example': {'auth': base64.b64encode(f'joe:{CANARY}'.encode()).decode()}}})
    same('its folder alone', (told['folder'], told['pulls']), (home, ['blobs', 'report', 'tmp'] if 'report' in told['pulls'] else ['blobs', 'tmp']))
    same('all else is read-only', {path: answer for path, answer in told['write'].items() if answer not in ('Read-only file system', 'Permission denied')}, {})
    same('what is root\'s is not its', (told['shadow'], told['auth_write'], told['setuid']), ('Permission denied', 'Permission denied', 'Operation not permitted'))
    same('what it has started ends with it', processes_of_the_user(), [])
    forget()


def test_hostile(folder):
    """What the user coslice-pull can leave in place of blobs."""
    image, name = Image([layer({'f': os.urandom(20000)})]), 'reg.example/a/b:1'

    def host():
        return read('/etc/shadow'), sorted(os.listdir('/etc')), sorted(set(os.listdir('/var/lib')) - {'coslice', 'coslice-pull'})

    before = host()
    for mode in ('link', 'pipe', 'folder', 'socket', 'twice', 'longer', 'missing'):
        with in_place_of_skopeo(folder, image, mode):
            got = pull(name)
        same(f'a layer: {mode}', (got.status, got.said), (72, f'{name}: skopeo has fetched no layer {image.layers[0]["digest"]} of '
                                                              f'{image.layers[0]["size"]} bytes'))
    for mode in ('manifest', 'manifest-link', 'huge'):
        with in_place_of_skopeo(folder, image, mode):
            got = pull(name)
        same(f'a document: {mode}', (got.status, got.said), (72, f'{name}: the manifest that skopeo fetched is not what its digest says'))
    with in_place_of_skopeo(folder, image, 'wrong'):
        got = pull(name)
    ok('a layer of other bytes', got.status == 72 and got.said.startswith(f'{name}: '), (got.status, got.said))
    same('nothing is ready', ready(), None)
    # We have the folder itself, wherever its name leads to.
    for mode in ('blobs', 'sha256', 'layout'):
        with in_place_of_skopeo(folder, image, mode):
            got = pull(name)
        same(f'a link in place of {mode}', (got.status, got.said, ready()), (0, '', f'../images/{image.digest[7:]}'))
        forget()
    with in_place_of_skopeo(folder, image, 'good'):
        got = pull(name)
    same('after all that', (got.status, got.said, ready()), (0, '', f'../images/{image.digest[7:]}'))
    same('nothing of the host has changed', host(), before)
    forget()
