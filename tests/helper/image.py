# SPDX-License-Identifier: LGPL-2.1-or-later
"""Containers that are started from the store of images: its layers, its configuration, and stores that are made to lead the
helper astray. The store is made by hand, as coslice-image leaves it."""
import fcntl
import os
import re
import shutil
import stat
import subprocess
import sys
import time

import start
from imagestore import KEY, OTHER, OWN, PINS, ROOT, SHARE, STORE, Running, arguments, base, digest, image, in_group, layer, leave_group, pin, point, refused, run, write
from start import DIR, GROUP, HELPER, OUT, USERNS, Start, clean, ok, remove_sandbox, same, sandbox, summary


def test_sandbox():
    """What a group pins, as its sandbox finds it."""
    record = f'{STORE}/images/{digest("plain")}'
    other = 'other-fedcba9876543210'
    one = sandbox(f'--image={KEY}', f'--image={other}')
    same('an image that is not there', (one.status, one.said), (71, f'the image {other} is not there: systemctl status coslice-image@{other}'))
    same('its group has no mark', os.path.exists(f'/run/coslice/state/{GROUP}'), False)
    remove_sandbox()
    for name, text in (('elsewhere', '/etc'), ('an image by another path', f'../images/../images/{digest("plain")}'), ('no digest', '../images/x'),
                       ('one that was removed', f'../images/{digest("missing")}')):
        os.symlink(text, f'{STORE}/ready/{other}')
        one = sandbox(f'--image={other}')
        same(f'ready leads to {name}', (one.status, one.said), (71, f'the image {other} is not there: systemctl status coslice-image@{other}'))
        os.unlink(f'{STORE}/ready/{other}')
        remove_sandbox()
    image('second', ['base'], 'env=A=second', key=other)
    same('a group with two images', sandbox(f'--image={KEY}', f'--image={other}', f'--image={KEY}').status, 0)
    same('its pins', {name: os.readlink(f'{PINS}/{name}') for name in sorted(os.listdir(PINS))}, {other: f'{STORE}/images/{digest("second")}', KEY: record})
    point(KEY, 'second')
    same('its sandbox again', sandbox(f'--image={KEY}').status, 0)
    same('has the pin that it had', {name: os.readlink(f'{PINS}/{name}') for name in os.listdir(PINS)}, {KEY: record})
    remove_sandbox()
    same('it ends with the mark', os.path.exists(f'/run/coslice/state/{GROUP}'), False)
    same('it starts anew', sandbox(f'--image={KEY}').status, 0)
    same('with what is ready now', os.readlink(f'{PINS}/{KEY}'), f'{STORE}/images/{digest("second")}')
    remove_sandbox()
    point(KEY, 'plain')
    lock = os.open(STORE + '/lock', os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_SH)
    same('who else only adds is not waited for', sandbox(f'--image={KEY}').status, 0)
    remove_sandbox()
    fcntl.flock(lock, fcntl.LOCK_EX)
    one = subprocess.Popen([HELPER, 'sandbox', f'--group={GROUP}', USERNS, f'--image={KEY}'], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(.5)
    waits = one.poll() is None and not os.path.exists(f'/run/coslice/state/{GROUP}')
    os.unlink(f'{STORE}/ready/{KEY}')
    os.close(lock)
    same('who removes images is waited for, and what is gone then is not pinned', (waits, one.wait()), (True, 71))
    point(KEY, 'plain')
    remove_sandbox()
    os.chmod(STORE, 0o777)
    one = sandbox(f'--image={KEY}')
    same('a store that all can write', (one.status, one.said), (71, f'open the images in {STORE}: it is not root\'s alone to write'))
    os.chmod(STORE, 0o700)
    remove_sandbox()


def test_layers():
    for n in (1, 5, 40, 128):
        names = ['base'] + [f'many-{i}' for i in range(1, n)]
        for i in range(1, n):
            fs = layer(names[i])
            write(f'{fs}/n/{i}', str(i))
            write(f'{fs}/top', str(i))
        image('many', names)
        pin('many')
        same(f'{n} layers', run('cat /top /data/old; ls /n | wc -l' if n > 1 else 'cat /data/old; ls -d /n'), f'{n - 1}old{n - 1}' if n > 1 else 'oldls: /n: No such file or directory')


def test_marks():
    fs = layer('marks')
    os.mknod(fs + '/gone', stat.S_IFCHR, 0)
    write(fs + '/opaque/seen', 'seen')
    os.setxattr(fs + '/opaque', 'user.overlay.opaque', b'y')
    write(fs + '/usr/lib/two', 'two')
    write(fs + '/data/new', 'new')
    os.chmod(fs, 0o751)
    os.chown(fs, 1000, 2000)
    image('marks', ['base', 'marks'])
    pin('marks')
    same('a whiteout', run('ls /gone'), 'ls: /gone: No such file or directory')
    same('an opaque directory', run('ls /opaque'), 'seen')
    same('a directory of two layers', run('cat /lib/one /lib/two; readlink /lib; ls /data'), 'onetwousr/lib\nnew\nold\nsub')
    same('the root directory is that of the uppermost', run('stat -c "%u %g %a" /'), '1000 2000 751')
    same('owners and modes', run('stat -c "%u %g %a" /of-web /bin/setuid /usr'), '1000 1000 644\n0 0 4755\n0 0 755')
    same('what is written is the layer\'s of the container', run('echo x > /of-web; rm -r /opaque; mkdir /opaque; ls /opaque; cat /of-web'), 'x')
    same('and of no later one', run('ls /opaque; cat /of-web'), 'seen\nweb')
    same('nor of the store', (sorted(os.listdir(fs)), open(f'{STORE}/layers/{digest("base")}/fs/of-web', encoding='ascii').read()),
         (['data', 'gone', 'opaque', 'usr'], 'web'))
    same('no layer is seen on the host\'s disk from inside', run('grep -c "/layers/\\|/images/" /proc/self/mountinfo'), '0')
    same('marks can\'t be made inside', run('setfattr -n user.overlay.opaque -v y /data 2>&1 | grep -q . && echo; ls /data'), 'new\nold\nsub')


def configured(*fields):
    image('configured', ['base'], *fields)
    pin('configured')


def words(fields, program, *options):
    """What is executed: the words behind a script that writes them down."""
    configured(*fields)
    one = Start(arguments(program, *options, words=bool(program)))
    said = start.report()
    clean()
    return said if one.ready else f'{one.status}: {one.said}'


def test_program():
    fs = f'{STORE}/layers/{digest("base")}/fs'
    write(fs + '/bin/tell', '#!/bin/sh\nfor word; do printf "[%s]" "$word"; done > /out/report\n', 0o755)
    both = ['entrypoint=/bin/tell', 'entrypoint=e', 'cmd=c', 'cmd=']
    tell, nothing = '/bin/tell', 'find the image %s: it says no program, and container app has none: write Exec=' % KEY
    same('Entrypoint and Cmd', words(both, []), '[e][c][]')
    same('words of the definition for Cmd', words(both, ['w', '']), '[e][w][]')
    same('its own Entrypoint and no words', words(both, [tell, 'o'], '--entrypoint=2'), '[o]')
    same('its own Entrypoint and words', words(both, [tell, 'o'], '--entrypoint=1'), '[o]')
    same('no Entrypoint, the image\'s Cmd', words(['entrypoint=/bin/false', 'cmd=/bin/tell', 'cmd=c'], [], '--entrypoint=0'), '[c]')
    same('no Entrypoint, and words', words(both, [tell, 'w'], '--entrypoint=0'), '[w]')
    same('a Cmd alone', words(['cmd=/bin/tell', 'cmd=c'], []), '[c]')
    same('an Entrypoint alone', words(['entrypoint=/bin/tell'], []), '')
    same('an empty Entrypoint', words(['entrypoint', 'cmd=/bin/tell'], []), '')
    same('words of the definition alone', words([], [tell, 'w']), '[w]')
    same('no program at all', words([], []), '70: ' + nothing)
    same('an empty word for one', words(['cmd='], []), '70: ' + nothing)
    same('both cleared', words(['entrypoint=/bin/tell'], [], '--entrypoint=0'), '70: ' + nothing)
    same('a program that is not there', words(['cmd=/bin/\x1b[31mno'], []), '127: program "/bin/\\x1b[31mno" does not exist in the root file system of container app')


def test_environment():
    configured('env=PATH=/opt:/bin', 'env=A=image', 'env=B=image', 'env=C=image', 'env=A=again', 'env=COSLICE_GROUP=x', 'env=container=docker',
               'env=HOSTNAME=0.0.0.0', 'env=EMPTY=', 'env=LD_PRELOAD=/x.so')
    write(DIR + '/file.env', 'B=file\nC=file\n')
    same('variables, the definition\'s last', run('env | grep -E "^(PATH|A|B|C|COSLICE_GROUP|container|HOSTNAME|EMPTY|HOME)=" | sort', '--env=C=own', f'--env-file={DIR}/file.env'),
         f'A=again\nB=file\nC=own\nCOSLICE_GROUP={GROUP}\nEMPTY=\nHOME=/root\nHOSTNAME=0.0.0.0\nPATH=/opt:/bin\ncontainer=coslice')
    configured('env=HOME=/somewhere')
    same('without a PATH there is one', run('echo $PATH $HOME'), '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin /somewhere')


def test_user():
    for user, expected in (('web', '1000 1000'), ('1000', '1000 1000'), ('web:logs', '1000 2000'), ('77:88', '77 88')):
        configured(f'user={user}')
        same(f'User {user}', run('echo $(id -u) $(id -g)'), expected)
    configured('user=web', 'working-dir=/srv/made/here')
    same('the definition\'s user', run('id -u', '--user=root'), '0')
    same('a working directory that is made', run('pwd; stat -c "%u %g %a" . ..; echo x > file && cat file'), '/srv/made/here\n1000 1000 755\n0 0 755\nx')
    same('the definition\'s', run('pwd', '--working-dir=/data'), '/data')
    configured('working-dir=/data')
    same('one that is there stays as it is', run('pwd; stat -c "%u" .'), '/data\n0')
    configured('working-dir=/up/dir')
    same('one behind a link stays inside', run('pwd; ls -d /srv/dir'), '/srv/dir\n/srv/dir')
    for path in ('/out-of-it/7', '/proc/self/fd/7', '/proc/self/cwd', '/gone/dir', '/of-web'):
        configured(f'working-dir={path}')
        refused(f'the working directory {path}', '(make directory|enter the working directory) .*', 72, '--entrypoint=0')
    for user, text in (('nobody-there', 'user'), ('web:none', 'group'), ('2147483648', 'user'), ('-1', 'user'), ('web\u00e4', 'user')):
        configured(f'user={user}')
        refused(f'User {user}', f'.*{text}.*', 74, '--entrypoint=0')
    if OWN:
        configured('user=65536')
        refused('a user that the group has not', '.*ids up to 65535 and not 65536.*', 74, '--entrypoint=0')


def test_volumes():
    look = 'for d in / /etc /data /data/sub /fresh /etc/ssl /of-web; do { echo x > $d/probe || echo x > $d; } 2>/dev/null && echo $d; done; cat /data/old; ls -d /fresh 2>&1'
    configured('volume=/data', 'volume=/fresh', 'volume=/of-web', 'volume=/data', 'volume=/proc/x', 'volume=/dev/shm/y', 'volume=/lib/sub')
    same('volumes of a read-only root can be written, with what is in them', run(look, '--read-only'), '/data\n/data/sub\n/fresh\n/of-web\nold/fresh')
    same('they are no more than that', run(r"sed -nE 's/^[0-9]+ [0-9]+ [^ ]+ [^ ]+ (\/data|\/fresh) ([^ ]+) (.* )?- ([a-z]+) .*/\1 \2 \4/p' /proc/self/mountinfo", '--read-only'),
         '/data rw,nosuid,nodev,relatime overlay\n/fresh rw,nosuid,nodev,relatime overlay')
    same('behind a link', run('echo x > /usr/lib/sub/file && cat /lib/sub/file; echo x > /usr/lib/file', '--read-only'), "x\nsh: can't create /usr/lib/file: Read-only file system".replace('sh:', '/bin/sh:', 1))
    same('without ReadOnly=yes they are a part of the layer', run('grep -c " /data \\| /fresh " /proc/self/mountinfo; ls -d /fresh; stat -c "%u %a" /fresh'), '0\n/fresh\n0 755')
    os.makedirs(DIR + '/data', exist_ok=True)
    write(DIR + '/data/own', 'own')
    same('the definition\'s volume on its place', run('cat /data/own; echo x > /data/x; echo $?; grep -c " /data " /proc/self/mountinfo', '--read-only', f'--bind=/data:ro::{DIR}/data').split('\n')[-2:], ['1', '1'])
    same('the definition\'s below it', run('cat /data/sub/own /data/old; echo x > /data/x && echo', '--read-only', f'--bind=/data/sub:ro::{DIR}/data'), 'ownold')
    configured('volume=/out-of-it')
    refused('a volume that leads into the kernel\'s', 'make the image\'s volume /out-of-it: the target leads into /proc, /sys or /dev', 72, '--entrypoint=0', '--read-only')


def shown(*mounts):
    """What shows those images: the option for each of (TARGET, FLAGS, SUB, KEY)."""
    return [f'--image-volume={target}:{flags}:{sub}:{key}' for target, flags, sub, key in mounts]


def test_shown():
    """Images as volumes: of a container from an image, and of one from a directory."""
    names = [['base'], ['base', 'shown'], ['base'] + [f'shown-{i}' for i in range(39)], ['base'] + [f'shown-{i}' for i in range(127)]]
    fs = layer('shown')
    os.mknod(fs + '/gone', stat.S_IFCHR, 0)
    write(fs + '/opaque/seen', 'seen')
    os.setxattr(fs + '/opaque', 'user.overlay.opaque', b'y')
    write(fs + '/usr/lib/two', 'two')
    os.chmod(fs, 0o751)
    os.chown(fs, 1000, 2000)
    for i in range(127):
        write(layer(f'shown-{i}') + f'/n/{i}', str(i))
    pin('plain')
    for layers in names:
        image('shown', layers, key=OTHER)
        pin('shown', OTHER)
        same(f'{len(layers)} layers', run('cat /media/data/old /media/lib/one; ls /media/n 2>/dev/null | wc -l', *shown(('/media', '', '', OTHER))), f'oldone{max(len(layers) - 1, 0) if len(layers) != 2 else 0}')
    image('shown', names[1], key=OTHER)
    pin('shown', OTHER)
    media = shown(('/media', '', '', OTHER))
    same('marks of its layers', run('ls /media/gone 2>&1; ls /media/opaque; cat /media/lib/one /media/lib/two; stat -c "%u %g %a" /media', *media),
         'ls: /media/gone: No such file or directory\nseen\nonetwo1000 2000 751')
    same('owners and modes', run('stat -c "%u %g %a" /media/of-web /media/bin/setuid /media/usr', *media), '1000 1000 644\n0 0 4755\n0 0 755')
    same('it is of a container from a directory, too', of_directory('cat /media/data/old', *media), 'old')
    same('nothing in it can be written', run('for f in /media/of-web /media/new /media/data/new; do echo x > $f; done 2>&1 | grep -c "Read-only file system"; '
                                             'chown 0 /media/of-web 2>&1; rm /media/data/old 2>&1; mkdir /media/m 2>&1; true', *media),
         "3\nchown: /media/of-web: Read-only file system\nrm: can't remove '/media/data/old': Read-only file system\nmkdir: can't create directory '/media/m': Read-only file system")
    look = r"sed -nE 's/^[0-9]+ [0-9]+ [^ ]+ ([^ ]+) (\/media[^ ]*) ([^ ]+) .*- ([a-z]+) [^ ]+ ([^,]*).*/\1 \2 \3 \4 \5/p' /proc/self/mountinfo"
    same('its mounts', run(look, *shown(('/media', '', '', OTHER), ('/media-x', 'noexec', 'data', OTHER))),
         '/ /media ro,nosuid,nodev,relatime overlay ro\n/data /media-x ro,nosuid,nodev,noexec,relatime overlay ro')
    same('where it lies on the host\'s disk is not seen', run('grep -c "/layers/\\|/images/\\|/upper/" /proc/self/mountinfo', *media), '0')
    same('what is mounted read-only stays so', run('mount -o remount,rw,bind /media 2>/dev/null; mount -o remount,rw /media 2>/dev/null; echo x > /media/x', *media, '--capabilities=2004fb', '--user=0'),
         "/bin/sh: can't create /media/x: Read-only file system")
    same('programs run from it', run('/media/bin/busybox echo yes', *media), 'yes')
    same('but where noexec is said', run('/media/bin/busybox echo yes', *shown(('/media', 'noexec', '', OTHER))), '/bin/sh: /media/bin/busybox: Permission denied')
    for sub, text in (('data', 'old\nsub'), ('data/old', '/m'), ('lib', 'one\ntwo'), ('lib/one', '/m')):
        same(f'its {sub}', run('ls /m', *shown(('/m', '', sub, OTHER))), text)
    same('a link in it stays inside', run('ls /m | grep -c helper', *shown(('/m', '', 'up', OTHER))), '0')
    same('a file', run('cat /m', *shown(('/m', '', 'lib/one', OTHER))), 'one')
    for sub in ('missing', 'gone', 'data/old/x', 'out-of-it', 'opaque/hidden'):
        refused(f'{sub}, which it has not', re.escape(f'mount volume {OTHER}/{sub} on /m: the image has no such file or directory'), 72, '--entrypoint=0', *shown(('/m', '', sub, OTHER)))
    same('a part of one in a part of itself, and the root\'s own image', run('cat /m/old /m/sub/one /n/data/old', *shown(('/m/sub', '', 'usr/lib', OTHER), ('/m', '', 'data', OTHER), ('/n', '', '', KEY))),
         'oldoneold')
    refused('a target in the kernel\'s', "option --image-volume: nothing can be mounted on \"/proc/x\"", 70, *shown(('/proc/x', '', '', OTHER)))
    refused('an image that the group has not', f'group {GROUP} was started without the image none-0123456789abcdef: restart the group', 71, *shown(('/m', '', '', 'none-0123456789abcdef')))
    image('high', ['base'], 'max-id=65536', key=OTHER)
    pin('high', OTHER)
    if OWN:
        refused('ids that the group has not', f'open the image {re.escape(OTHER)}: it has files of user or group 65536, and the group\'s user namespace has ids up to 65535: write UserNS=host in \\[Group\\]', 72, *media)
    image('shown', ['base', 'absent'], key=OTHER)
    pin('shown', OTHER)
    refused('a layer that is gone', f'open the image {re.escape(OTHER)}: {re.escape(STORE)}/layers/{digest("absent")}(/fs)? is not there: ' + re.escape(f'pull it again (coslice pull {GROUP}) and restart the group'), 72, *media)
    image('shown', ['base', 'shown'], *(f'env=/v{i}=' for i in range(5000)), key=OTHER)
    same('what it would have for a program counts for nothing', run('cat /media/data/old; env | grep -c "/v"', *media), 'old0')
    os.unlink(f'{STORE}/ready/{OTHER}')


def of_directory(script, *options):
    """What SCRIPT says in a container from the directory that is the first layer."""
    one = Start(start.run_arguments(f'{STORE}/layers/{digest("base")}/fs', [*SHARE, f'{{ {script}\n}} > /out/report 2>&1'], *options), at_ready=lambda _: os.chmod(OUT, 0o777))
    said = start.report()
    clean()
    return said.strip() if one.ready and said is not None else f'{one.status}: {one.said}'


def hostile(name, words, change, undo):
    change()
    refused(name, words)
    undo()


def swapped(path, make):
    """PATH is replaced by what MAKE makes, and put back."""
    def change():
        os.rename(path, path + '.kept')
        make(path)

    def undo():
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        else:
            os.unlink(path)
        os.rename(path + '.kept', path)
    return change, undo


def test_hostile():
    record = image('plain', ['base'])
    text = open(record, 'rb').read()
    place = re.escape(STORE + '/')
    layers = f'{STORE}/layers/{digest("base")}'
    again = re.escape(f'pull it again (coslice pull {GROUP}) and restart the group')
    no_record = f'open the image {re.escape(KEY)}: {re.escape(record)} is not what coslice-image writes: {again}'
    write(DIR + '/decoy/record', 'x')
    write(DIR + '/decoy/fs/bin/true', 'x', 0o755)
    refused('a KEY that the group has not', f'group {GROUP} was started without the image none-0123456789abcdef: restart the group', 71, key='none-0123456789abcdef')
    for other in (DIR + '/decoy', f'../../../../..{STORE}/images/{digest("plain")}', f'{STORE}/images/../images/{digest("plain")}', f'{STORE}/images/x', f'{STORE}/images/{digest("plain")}/', '/'):
        pin('plain', text=other)
        refused(f'a pin to {other}', re.escape(f'{PINS}/{KEY} leads to no image of {STORE}: restart the group'), 71)
    os.unlink(f'{PINS}/{KEY}')
    write(f'{PINS}/{KEY}', 'x')
    refused('a pin that is a file', re.escape(f'{PINS}/{KEY} leads to no image of {STORE}: restart the group'), 71)
    pin('absent')
    refused('a pin to an image that is gone', f'open the image {re.escape(KEY)}: .* is not there: {again}')
    pin('plain')
    for name, bad in (('empty', b''), ('truncated', text[:-1]), ('cut', text[:100]), ('longer', text + b'x=\0'), ('of another kind', text.replace(b'image1', b'image2')),
                      ('without a layer', re.sub(b'layer=[0-9a-f]*\0', b'', text)), ('with a layer elsewhere', re.sub(b'layer=[0-9a-f]{64}', b'layer=' + b'../' * 21 + b'x', text)),
                      ('of 129 layers', re.sub(b'(layer=[0-9a-f]*\0)', b'\\1' * 129, text)), ('too large', text + b'\0' * (4 << 20))):
        with open(record, 'wb') as file:
            file.write(bad)
        refused(f'a record that is {name}', no_record)
    with open(record, 'wb') as file:
        file.write(text)
    alone = f'open the image {re.escape(KEY)}: {place}.* is not root\'s alone to write'
    link = f'open the image {re.escape(KEY)}: {place}.* is a symbolic link, which the store has none of there'
    missing = f'open the image {re.escape(KEY)}: {place}.* is not there: {again}'
    for path in (record, os.path.dirname(record), STORE + '/images', layers, STORE + '/layers', STORE):
        for name, change, undo in (('somebody\'s', lambda p=path: os.chown(p, 1000, 0), lambda p=path: os.chown(p, 0, 0)),
                                   ('to be written by its group', lambda p=path: os.chmod(p, 0o770), lambda p=path: os.chmod(p, 0o700)),
                                   ('to be written by all', lambda p=path: os.chmod(p, 0o702), lambda p=path: os.chmod(p, 0o700))):
            hostile(f'{path} is {name}', alone, change, undo)
    hostile('a record that is a FIFO', no_record, *swapped(record, os.mkfifo))
    hostile('a record that is a directory', no_record, *swapped(record, os.mkdir))
    hostile('a record that is a link', link, *swapped(record, lambda path: os.symlink(path + '.kept', path)))
    hostile('an image that is a link', link, *swapped(os.path.dirname(record), lambda path: os.symlink(path + '.kept', path)))
    hostile('a layer that is a link', link, *swapped(layers, lambda path: os.symlink(DIR + '/decoy', path)))
    hostile('a tree that is a link', link, *swapped(layers + '/fs', lambda path: os.symlink(DIR + '/decoy/fs', path)))
    hostile('a tree that is a file', missing, *swapped(layers + '/fs', lambda path: write(path, 'x')))
    hostile('layers that are a link', missing, *swapped(STORE + '/layers', lambda path: os.symlink(path + '.kept', path)))
    hostile('a store that is a link', missing, *swapped(STORE, lambda path: os.symlink(path + '.kept', path)))
    os.rename(layers, layers + '.kept')
    refused('a layer that is gone', missing)
    os.rename(layers + '.kept', layers)
    image('high', ['base'], 'max-id=65536')
    pin('high')
    if OWN:
        refused('ids that the group has not', f'open the image {re.escape(KEY)}: it has files of user or group 65536, and the group\'s user namespace has ids up to 65535: write UserNS=host in \\[Group\\]')
    image('high', ['base'], 'max-id=65535')
    same('the last one that it has', run('echo yes'), 'yes')
    for field, most, words in (('env', 4096, 'variables'), ('volume', 1024, 'volumes')):
        for n in (most, most + 1):
            image('many', ['base'], *(f'{field}=/v{i}=' for i in range(n)))
            pin('many')
            if n == most:
                same(f'{n} {words}', run('echo yes'), 'yes')
            else:
                refused(f'{n} {words}', f'open the image {re.escape(KEY)}: it has {n} {words}, and more than {most} are not taken')
    pin('plain')
    same('and the image as it was', run('echo yes'), 'yes')
    same('what lies elsewhere was not used', sorted(os.listdir(DIR + '/decoy')), ['fs', 'record'])


# Of a process, its root and its descriptors.
POSTURE = r'''grep -E '^(Uid|Gid|Groups|Cap...|NoNewPrivs|Seccomp|Seccomp_filters|Sig(Blk|Ign)):' /proc/self/status
sed -E 's/^[0-9]+ [0-9]+ [0-9]+:[0-9]+ //; s/ - overlay overlay .*/ - overlay/; s/(mnt|net|ipc):\[[0-9]*\]/\1/' /proc/self/mountinfo
pwd; umask; ulimit -n; hostname; env | sort; cat /proc/self/attr/current 2>/dev/null
stat -c "%n %f %u %g %t:%T" /* /dev/*
for fd in 0 1 2 3 4 5 6 7 8 9; do [ -e /proc/$$/fd/$fd ] && echo descriptor $fd; done
cat /proc/self/uid_map /etc/hosts; true'''


def test_posture():
    pin('plain')
    for options in ([], ['--read-only', '--user=web', '--tmpfs=/tmp:', '--init']):
        of_image = run(POSTURE, *options)
        one = Start(start.run_arguments(f'{STORE}/layers/{digest("base")}/fs', [*SHARE, f'{{ {POSTURE}\n}} > /out/report 2>&1'], *options), at_ready=lambda _: os.chmod(OUT, 0o777))
        of_root = (start.report() or one.said).strip()
        clean()
        ok(f'the posture of a Rootfs= container {options}', of_image == of_root and of_root.count('\n') > 60, '\n'.join(set(of_image.split('\n')) ^ set(of_root.split('\n'))))


def test_joined():
    configured('env=FROM=image', 'env=OVER=image', 'user=web', 'working-dir=/srv/work', 'stop-signal=3')
    one = Running('trap "exit 7" QUIT; echo > /out/ready; chmod 777 /out; while :; do sleep .05; done', '--env=OVER=own', '--user=0')
    done = subprocess.run([HELPER, 'exec', f'--group={GROUP}', '--container=app', '--', '/bin/sh', '-c', 'echo $(pwd) $FROM $OVER $(id -u)'], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False, preexec_fn=lambda: in_group(f'coslice-{GROUP}-app-exec-1.scope'))
    same('a program in it has what the image says', (done.returncode, done.stdout), (0, '/srv/work image own 0\n'))
    pin('plain')  # what the group has for KEY meanwhile is another one
    stop = subprocess.run([HELPER, 'stop', f'--group={GROUP}', '--container=app'], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=30)
    same('it is stopped by the signal of its image', (stop.returncode, stop.stdout, one.wait()), (0, '', 7))
    stop = subprocess.run([HELPER, 'stop', f'--group={GROUP}', '--container=app'], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=30)
    same('and once more', (stop.returncode, stop.stdout), (0, ''))
    clean()
    stop = subprocess.run([HELPER, 'stop', f'--group={GROUP}', '--container=app'], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=30)
    same('a container that is not there', (stop.returncode, stop.stdout), (0, ''))
    one = Running('trap "exit 8" TERM; echo > /out/ready; while :; do sleep .05; done')
    other = subprocess.Popen([HELPER, 'stop', f'--group={GROUP}', '--container=app'], env={'MAINPID': str(os.getpid())})
    same('SIGTERM where the image says none, whatever systemd takes for its process', (other.wait(30), one.wait()), (0, 8))
    clean()
    one = Running('trap "" TERM; echo > /out/ready; sleep 1.5; exit 9')
    began = time.monotonic()
    stop = subprocess.run([HELPER, 'stop', f'--group={GROUP}', '--container=app'], check=False, timeout=30)
    same('who takes its time is waited for', (stop.returncode, one.wait(), time.monotonic() - began > .5), (0, 9, True))
    clean()
    sleeper = subprocess.Popen(['sleep', '100'])
    stop = subprocess.run([HELPER, 'stop', f'--group={GROUP}', '--container=app'], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=30, env={'MAINPID': str(sleeper.pid)})
    same('a process that is none of the container\'s is left alone', (stop.returncode, stop.stdout, sleeper.poll()),
         (71, f'process {sleeper.pid} of container app is not in the control group of its unit\n', None))
    sleeper.kill()
    sleeper.wait()
    leave_group()


def test_calls():
    """Beside what a start with a root directory takes: the image, and some for each layer."""
    counts = {}
    for n in (1, 20):
        image('counted', ['base'] + [f'many-{i}' for i in range(1, n)])
        pin('counted')
        for _ in range(2):
            Start(['run', f'--group={GROUP}', '--container=app', f'--image={KEY}', '--hostname=box', USERNS, '--localhost=app', '--', '/bin/true'],
                  tracer=[start.TRACER, '--all', start.LOG])
            clean()
        with open(start.LOG, encoding='ascii') as log:
            counts[n] = sum(line.startswith('call ') for line in log)
    ok(f'a start of one layer takes {counts[1]} system calls', 100 < counts[1] <= 378 + 2 * os.cpu_count() + 12)
    ok(f'and each more takes {(counts[20] - counts[1]) / 19}', counts[20] - counts[1] <= 19 * 7)


# Calls of the helper and which of them: without what they look for it is done otherwise (faults.py has why).
HARMLESS = {('openat', 2), ('openat', 3), ('newfstatat', 3)}
# Of the calls that a start with an image has more of: they open and look at what is in the store, and mount it.
FAULTY = {0: ('openat', 'openat2', 'newfstatat', 'readlinkat', 'read'), 1: ('openat', 'openat2', 'newfstatat', 'open_tree', 'mount_setattr', 'move_mount', 'mount', 'mkdirat')}


def test_faults():
    """Each of these fails, or its process is killed at it: the container is not started, or as it would have been. As in faults.py."""
    import faults
    faults.make_files()
    shutil.copy(ROOT + '/bin/report', f'{STORE}/layers/{digest("base")}/fs/bin/report')
    for name in ('upper', 'top'):
        write(layer(name) + '/data/new', name)
    image('faulty', ['base', 'upper', 'top'], 'cmd=/bin/report', 'env=A=b', 'working-dir=/home/web', 'volume=/data')
    pin('faulty')
    image('shown', ['base', 'upper'], key=OTHER)
    pin('shown', OTHER)
    words = arguments([], '--localhost=app', '--read-only', *shown(('/media', 'noexec', 'data', OTHER)), words=False)
    one = Start(words)
    expected = start.report()
    if not same('a start without faults', (one.status, one.said, one.code, expected is not None), (0, '', 0, True)):
        return
    clean()
    before = start.machine()
    verb = faults.Verb('run', words, lambda: None, lambda: faults.done(clean()) or start.difference(before, start.machine()), expected)
    calls = verb.calls()
    for process, names in FAULTY.items():
        for name in names:
            count, wrong = calls[process].count(name), []
            # In the helper what reads the store is among the first; what is harmless there, faults.py knows, is behind it.
            for nth in range(1, min(count, 6) + 1) if process == 0 else faults.some(count):
                for how in ('EIO', faults.KILL):
                    one = verb.hit((process, name), nth, how)
                    faults.told.clear()
                    ran = start.report()
                    why = f'the payload ran otherwise: {ran}' if ran not in (None, expected) else verb.after()
                    if not why and how == 'EIO' and (one.status == 0 or ran) and (name, nth) not in HARMLESS:
                        why = 'the failure was overlooked'
                    if not why and how == 'EIO' and one.status and not one.said.endswith(': Input/output error'):
                        why = one.said
                    if why:
                        wrong.append((how, nth, why))
            ok(f'{("helper", "child")[process]}: {name}', count > 0 and not wrong, faults.summary(wrong) or count)
    for name in ('mount_setattr', 'move_mount', 'mount'):
        wrong = [(faults.LIE, nth, one) for nth in range(1, calls[1].count(name) + 1) for one in lie(verb, name, nth, expected)]
        ok(f'a {name} that says it did and did not', not wrong, faults.summary(wrong))


def lie(verb, name, nth, expected):
    """What is wrong with a start in which that call of the child lies; without the first mount_setattr the host sees our mounts."""
    import faults
    if (name, nth) == ('mount_setattr', 1):
        return
    verb.hit((1, name), nth, faults.LIE)
    ran = start.report()
    if ran is not None and ran != expected and not faults.is_less(name, ran, expected):
        yield ' | '.join(sorted(set(ran.split('\n')) ^ set(expected.split('\n'))))
    clean()


TESTS = {name[5:]: value for name, value in list(globals().items()) if name.startswith('test_')}


def main():
    os.makedirs(OUT, exist_ok=True)
    shutil.rmtree(STORE, ignore_errors=True)
    base()
    chosen = sys.argv[1:] or list(TESTS)
    for name in chosen:
        point(KEY, 'plain')
        if name == 'sandbox':
            TESTS[name]()
            continue
        sandbox(f'--image={KEY}')
        try:
            TESTS[name]()
        finally:
            clean()
            remove_sandbox()
    shutil.rmtree(STORE)
    summary()


main()
