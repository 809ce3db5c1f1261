# SPDX-License-Identifier: LGPL-2.1-or-later
"""One pull by coslice-image, with what it says to systemd, and what is left of it."""
import contextlib
import glob
import os
import shutil
import socket
import subprocess
import threading
import time

from registries import read

PULL, IMAGES = '/var/lib/coslice-pull', '/var/lib/coslice/images'
program, passed, failed = None, 0, 0  # coslice-image; how many checks

def ok(name, good, more=''):
    global passed, failed
    if good:
        print('ok', name, flush=True)
        passed += 1
    else:
        print(f'FAIL {name}: {more}', flush=True)
        failed += 1


def same(name, got, expected):
    ok(name, got == expected, f'got {got!r}, expected {expected!r}')


class Pulled:
    def __init__(self, status, said, told):
        self.status, self.said, self.told = status, said.strip(), told


def begin(image, key='k-0000000000000000', policy='missing', credential=None, patience='0', environment=None, **_):
    notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    notify.bind(f'\0coslice-test-{os.getpid()}-{time.monotonic_ns()}')
    told = []
    words = [program, 'pull', f'--image={image}', f'--key={key}', f'--pull={policy}', f'--patience={patience}']
    if credential:
        words.append(f'--credential={credential}')
    name = '@' + notify.getsockname()[1:].decode()
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
                               env={'PATH': '/usr/bin:/bin', 'NOTIFY_SOCKET': name, **(environment or {})})
    process.told, process.notify = told, notify
    process.listener = threading.Thread(target=listen, args=(notify, told), daemon=True)
    process.listener.start()
    return process


def listen(notify, told):
    """As systemd does: who waits too long with that lets the sender wait."""
    while True:
        message = notify.recv(8192)
        if message == b'end':
            return
        told.append(message.decode())


def finish(process):
    """All that a process that has ended has told."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as last:
        last.sendto(b'end', process.notify.getsockname())
    process.listener.join()
    process.notify.close()
    return process.told


def where_all_are():
    """Which processes there are, and what each waits for."""
    found = []
    for path in glob.glob('/proc/[0-9]*'):
        with contextlib.suppress(OSError):
            found.append(f'{os.path.basename(path)} {read(f"{path}/cmdline")[:60]!r} {read(f"{path}/wchan").decode()} {read(f"{path}/syscall").decode().strip()}')
    return '\n'.join(found)


def end(process):
    try:
        said = process.communicate(timeout=100)[1]
    except subprocess.TimeoutExpired:
        said = 'it hangs: ' + where_all_are()
        process.kill()
        process.communicate()
    return Pulled(process.returncode, said, finish(process))


def pull(image, **more):
    return end(begin(image, **more))


def refused(name, image, sentence, *others, **more):
    """With SENTENCE or, where skopeo is quoted, one of OTHERS, as other releases of it say it."""
    got = pull(image, **more)
    sentence = next((other for other in others if got.said == f'{image}: {other}'), sentence)
    same(name, (got.status, got.said), (72, f'{image}: {sentence}'))
    same(f'{name}: it is the status of the unit', got.told[-1:], [f'STATUS={image}: {sentence}'.replace('\\', '\\\\')])


def ready(key='k-0000000000000000'):
    try:
        return os.readlink(f'{IMAGES}/ready/{key}')
    except FileNotFoundError:
        return None


def forget():
    """The store and what was being fetched."""
    for folder in (IMAGES, PULL):
        shutil.rmtree(folder, ignore_errors=True)


def processes_of_the_user():
    found = []
    for path in glob.glob('/proc/[0-9]*'):
        with contextlib.suppress(OSError):
            if os.stat(path).st_uid == 4711 and read(f'{path}/cmdline'):
                found.append(read(f'{path}/cmdline'))
    return found


def kill_after(process, seconds):
    """Kills it, and says which processes of skopeo's user stay."""
    time.sleep(seconds)
    process.kill()
    process.communicate()
    finish(process)
    for _ in range(1000):  # what is killed ends when it gets a processor
        if not processes_of_the_user():
            break
        time.sleep(0.02)
    return processes_of_the_user()
