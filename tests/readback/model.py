# SPDX-License-Identifier: LGPL-2.1-or-later
"""Random definitions: what is meant, and a text that says so.

The quoting here is written from systemd.syntax(7) and the manual of group files, not from the generator, so that both
have to be right."""
import json
import os
import random
import re
import signal
import string

import network

PLAIN = string.ascii_letters + string.digits + '_-./,:=@+'
MARKS = ' \t"\'\\$%;#{}()[]<>|&*?!~^`'
LETTERS = 'äßéЖ日本語😀\u00a0\u200b\u0301'
CONTROLS = ''.join(map(chr, [*range(1, 9), *range(10, 32), 127, 0x80, 0x85, 0x9b]))
PIECES = ['%h', '%%', '%n', '$$', '$HOME', '${X}', '\\n', '\\x41', '\\', '\\\\', '"', "'", '\n', '\nExecStart=/bin/evil',
          '[Service]', '; /bin/evil', '#', '--', '-', '@', '!', '=', '\t', ' ', '+', ':']


class Random(random.Random):
    """What definitions are made of."""

    def text(self, alphabet, longest):
        length = self.choice([1, 2, 3, self.randint(1, 12), self.randint(1, longest)])
        return ''.join(self.choice(alphabet) for _ in range(length))

    def hostile(self, controls=True, longest=40):
        """Any text at all, but for NUL."""
        kind = self.randrange(6)
        if kind == 0:
            text = self.text(PLAIN, longest)
        elif kind == 1:
            text = self.text(MARKS + PLAIN, longest)
        elif kind == 2:
            text = ''.join(self.choice(PIECES) for _ in range(self.randint(1, 5)))
        elif kind == 3 and self.randrange(20) == 0:
            text = self.text(MARKS + LETTERS + PLAIN, 3000)
        else:
            text = self.text(MARKS + LETTERS + PLAIN + CONTROLS, longest)
        return text if controls else ''.join(c for c in text if not is_control(c)) or 'x'

    def word(self):
        return '' if self.randrange(25) == 0 else self.hostile()

    def line(self):
        """What can be the rest of a line: no control characters, no blanks at the ends, no backslash that joins."""
        text = self.hostile(controls=False).strip(' \t') or 'x'
        return text + ('.' if ends_in_backslash(text) else '')

    def path(self, forbidden=''):
        """A clean absolute path."""
        parts = []
        for _ in range(self.randint(1, 4)):
            part = ''.join(c for c in self.hostile(controls=False) if c not in '/' + forbidden)
            # Linux takes 255 bytes, which are not as many characters.
            part = part.encode()[:200].decode(errors='ignore').strip(' \t')
            parts.append(part if part not in ('', '.', '..') else 'x')
        # Where the kernel's file systems are nothing else is.
        parts[0] = 'x' if parts[0] in ('proc', 'sys', 'dev') else parts[0]
        # What ends in a backslash would join the next line of the definition.
        return '/' + '/'.join(parts) + ('x' if ends_in_backslash(parts[-1]) else '')

    def label(self, longest=20):
        ends, middle = string.ascii_lowercase + string.digits, string.ascii_lowercase + string.digits + '-'
        body = ''.join(self.choice(middle) for _ in range(self.randint(0, longest - 2)))
        return self.choice(ends) + (body + self.choice(ends) if body else '')


def is_control(char):
    return ord(char) < 32 or 127 <= ord(char) < 160


def ends_in_backslash(text):
    return (len(text) - len(text.rstrip('\\'))) % 2 == 1


def escape(rnd, char):
    """A character as an escape of systemd.syntax(7)."""
    if ord(char) > 127:
        return rnd.choice(['\\u%04x', '\\U%08X']) % ord(char) if ord(char) < 0x10000 else '\\U%08x' % ord(char)
    short = {'\a': 'a', '\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't', '\v': 'v', '\\': '\\', '"': '"',
             "'": "'", ' ': 's'}
    if char in short and rnd.randrange(2):
        return '\\' + short[char]
    return rnd.choice(['\\x%02x', '\\%03o', '\\u%04x']) % ord(char)


def quote(rnd, word, bare=True):
    """WORD as one word of a value."""
    style = rnd.choice(['"', "'", ''])
    if word == '' or not bare:
        style = rnd.choice(['"', "'"])
    out = ''
    for char in word:
        special = char in '"\'\\' or char == style or (char in ' \t' and not style)
        if is_control(char) and char != '\t' or special or rnd.randrange(60) == 0:
            out += escape(rnd, char)
        else:
            out += char
    return style + out + style


def words_line(rnd, key, words):
    """Key=word word, broken into several lines at times."""
    line = key + '='
    for i, word in enumerate(words):
        blank = rnd.choice([' ', '  ', '\t', ' \\\n', ' \\\n# a comment between\n  ']) if i > 0 else ''
        # At the beginning of a line these make a comment.
        line += blank + quote(rnd, word, bare=not ('\n' in blank and word[:1] in ('#', ';')))
    return line + '\n'


def program_line(rnd, key, words):
    """The same for a program, which may be a JSON array too."""
    if rnd.randrange(4):
        return words_line(rnd, key, words)
    raw = not any(is_control(char) for char in ''.join(words))
    text = json.dumps(words, ensure_ascii=not raw or rnd.randrange(2) == 0)
    return f'{key}={text}\n'.replace('\x7f', '\\u007f')


def cores(rnd):
    milli = rnd.choice([1000, 500, 250, 750, rnd.randint(1, 9999), rnd.randint(1, 64) * 1000])
    return milli, rnd.choice([f'{milli}m', f'{milli / 1000:.3f}'])


def size(rnd):
    mib = rnd.choice([16, 64, 512, 1024, rnd.randint(1, 100000)])
    return mib << 20, rnd.choice([f'{mib}M', f'{mib}MiB', f'{mib}mb', str(mib << 20), f'{mib << 10}K'])


SIGNALS = {**{s.value: s.name.removeprefix('SIG') for s in signal.Signals if s.value < 32},
           **{34 + n: f'RTMIN+{n}' for n in range(31)}}
TIMES = [('0', 0), ('5', 5000000), ('1min 30s', 90000000), ('250ms', 250000), ('1500us', 1500), ('2h', 7200000000),
         ('1.5s', 1500000), ('18446744073708s 999999us', 18446744073708999999)]
RESTARTS = ['no', 'on-success', 'on-failure', 'on-abnormal', 'on-watchdog', 'on-abort', 'always']
LIMITS = ['NOFILE', 'CORE', 'NPROC', 'MEMLOCK', 'STACK', 'CPU', 'RTPRIO', 'FSIZE', 'AS', 'DATA', 'RSS', 'SIGPENDING',
          'MSGQUEUE', 'LOCKS', 'RTTIME', 'NICE']

# By linux/capability.h.
CAPABILITIES = {'CHOWN': 0, 'DAC_OVERRIDE': 1, 'DAC_READ_SEARCH': 2, 'FOWNER': 3, 'FSETID': 4, 'KILL': 5, 'SETGID': 6, 'SETUID': 7,
                'SETPCAP': 8, 'NET_BIND_SERVICE': 10, 'NET_ADMIN': 12, 'NET_RAW': 13, 'SYS_MODULE': 16, 'SYS_CHROOT': 18,
                'SYS_PTRACE': 19, 'SYS_ADMIN': 21, 'SYS_NICE': 23, 'SYS_TIME': 25, 'MKNOD': 27, 'AUDIT_WRITE': 29, 'SETFCAP': 31,
                'MAC_OVERRIDE': 32, 'PERFMON': 38, 'BPF': 39, 'CHECKPOINT_RESTORE': 40}
DEFAULT = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'SETGID', 'SETUID', 'SETPCAP', 'NET_BIND_SERVICE', 'SYS_CHROOT',
           'SETFCAP']

# What the helper is told of each, and what systemd is.
DEVICES = {'/dev/fuse': (':/dev/fuse', ('/dev/fuse', 'rwm')),
           '-/dev/ttyUSB0:/dev/tty-usb:r,gid=5': ('optional,gid=5:/dev/ttyUSB0:/dev/tty-usb', ('/dev/ttyUSB0', 'rm')),
           '/dev/snd,mode=0600': ('directory,mode=0600:/dev/snd', ('char-alsa', 'rwm'))}


def spell(rnd, capability):
    """The name as people write it."""
    name = capability if capability == 'all' else rnd.choice(['', 'CAP_']) + capability
    return rnd.choice([name, name.lower(), name.capitalize()])


# Whether the generator takes images, which come in a package of their own.
IMAGES = os.access('/usr/lib/coslice/coslice-image', os.X_OK)
# What images have for a stop signal: QUIT, USR1, USR2, WINCH, RTMIN+3.
IMAGE_SIGNALS = [3, 10, 12, 28, 37]


class Image:
    """What a container starts from, if it isn't a directory, or what a volume shows."""

    def __init__(self, rnd):
        self.pull = rnd.choice([None, 'missing', 'always', 'newer', 'never'])
        self.host = rnd.choice(['docker.io', 'registry.example.org:5000', None])
        self.path = rnd.choice(['library/a', 'b/c_d/e']) if self.host else rnd.path(':')
        self.tag = 'v1.' + str(rnd.randrange(3)) if self.host else None
        self.reference = f'{self.host}/{self.path}:{self.tag}' if self.host else f'oci:{self.path}'

    def key(self):
        """Its name in the store, by core/contract/imageref.h."""
        number = 14695981039346656037
        for part in ('' if self.host else 'oci:', self.host or '', self.path, self.tag or '', '', '', self.pull or 'missing'):
            for byte in part.encode() + b'\0':
                number = (number ^ byte) * 1099511628211 % (1 << 64)
        readable = (f'{self.host}/{self.path}:{self.tag}' if self.host else self.path).encode()[-40:]
        readable = re.sub(rb'[^A-Za-z0-9.]', b'-', readable).lstrip(b'-.')
        return f'{readable.decode() or "image"}-{number:016x}'

    def unit(self):
        return f'coslice-image@{self.key()}.service'

    def command(self):
        return ['/usr/lib/coslice/coslice-image', 'pull', '--image=' + self.reference, '--key=' + self.key(),
                '--pull=' + (self.pull or 'missing')]


class Container:
    """One container: its settings as they are meant."""

    def __init__(self, rnd, name):
        self.name = name
        self.image = Image(rnd) if IMAGES and rnd.randrange(3) == 0 else None
        self.rootfs = None if self.image else rnd.path()
        self.entrypoint = [rnd.word() or 'x' for _ in range(rnd.choice([0, 0, 1, 2]))]
        self.exec = [rnd.word() for _ in range(rnd.randint(0, 6))]
        if not self.entrypoint:
            self.exec = ['/bin/' + (rnd.word() or 'x')] + self.exec
        self.environment = []
        for _ in range(rnd.choice([0, 1, 3])):
            name = rnd.hostile().replace('=', '') or 'A'
            self.environment.append(name + '=' + rnd.word())
        self.files = [(rnd.choice(['', '-']), rnd.path()) for _ in range(rnd.choice([0, 0, 1]))]
        self.working_dir = rnd.choice([None, rnd.path()])
        self.binds = [(rnd.path(':'), rnd.path(':')) for _ in range(rnd.choice([0, 0, 1, 2]))]
        # A place has one volume.
        self.binds = [(source, target) for target, source in {target: source for source, target in self.binds}.items()]
        self.shown = []  # of Group.show_images()
        self.kept = []   # of Group.keep_volumes()
        self.stored = []  # of Group.store_secrets()
        self.secrets = [self.secret(rnd, i) for i in range(rnd.choice([0, 0, 1, 3]))]
        self.milli, self.cpu = cores(rnd)
        self.bytes, self.memory = size(rnd)
        self.pids = rnd.choice([None, rnd.randint(1, 100000)])
        self.signal = rnd.choice([None, *SIGNALS])
        self.restart = rnd.choice([None, *RESTARTS])
        self.restart_sec = rnd.choice([None, *TIMES])
        self.stop_timeout = rnd.choice([None, ('infinity', None), *TIMES])
        self.start_timeout = rnd.choice([None, ('infinity', None), *TIMES[1:]])
        self.add = rnd.choice([[], [], ['all'], rnd.sample(list(CAPABILITIES), rnd.randint(1, 5))])
        self.drop = rnd.choice([[], [], rnd.sample(list(CAPABILITIES), rnd.randint(1, 5))])
        if self.add != ['all'] and rnd.randrange(3) == 0:
            self.drop = ['all'] + self.drop
        self.devices = rnd.choice([[], [], ['/dev/fuse'], ['-/dev/ttyUSB0:/dev/tty-usb:r,gid=5', '/dev/snd,mode=0600']])
        self.timezone = rnd.choice([None, None, 'local', 'UTC', 'Etc/GMT+1', 'America/Port-au-Prince'])
        self.mask = [rnd.path(':*') for _ in range(rnd.choice([0, 0, 1, 2]))]
        self.unmask = rnd.choice([[], [], ['all'], rnd.sample(['/proc', '/proc/kcore', '/proc/sys', '/sys', '/sys/firmware'], 2)])
        self.apparmor = rnd.choice([None, None, 'unconfined', '/usr/bin/x+y', 'a.b-c_d@e'])
        self.no_new_privileges = rnd.choice([None, None, True, False])
        self.storage = rnd.choice([None, None, ('64K', 1 << 16), ('1.5G', 3 << 29), ('20T', 20 << 40)])
        self.limits = {}
        for name in rnd.sample(LIMITS, rnd.choice([0, 1, 3])):
            soft = rnd.choice([None, rnd.randint(0, 1 << 40)])
            hard = None if soft is None or rnd.randrange(2) else rnd.randint(soft, 1 << 41)
            if name == 'NICE':
                soft, hard = sorted(rnd.choices(range(41), k=2))
            self.limits[name] = (soft, hard)
        self.success = sorted(rnd.sample(range(1, 256), rnd.choice([0, 0, 2])))

    @staticmethod
    def secret(rnd, number):
        """(the line's value, the option, the credential's name, its path or None)"""
        path = rnd.choice([None, rnd.path(':,%')])
        source, name = path or rnd.label(), f'secret.{number + 1}'
        if rnd.randrange(3) == 0:
            words, flags, target = ['type=env', f'target=V{number}'], 'env', f'V{number}'
        else:
            target, uid, gid, mode = f'/s{number}/{rnd.label()}', rnd.choice([None, 7]), rnd.choice([None, 8]), rnd.choice([None, 0o440])
            words = [f'target={target}'] + [f'uid={uid}'] * bool(uid) + [f'gid={gid}'] * bool(gid) + [f'mode={mode:o}' if mode else 'type=mount']
            flags = ','.join([f'uid={uid}'] * bool(uid) + [f'gid={gid}'] * bool(gid) + ([f'mode={mode:04o}'] if mode else []))
        rnd.shuffle(words)
        return ','.join([source, *words]), f'--secret={flags}:{name if path else source}:{target}', name if path else source, path

    def credentials(self):
        """Name or path of each secret, and what its credential is called: a path's by the first secret that it is of."""
        sources = [path or name for _, _, name, path in self.secrets] + [source for _, files in self.stored for _, source, _ in files]
        return {source: f'secret.{sources.index(source) + 1}' if source[0] == '/' else source for source in sources}

    def definition(self, rnd):
        """The section, its lists in order among the other keys."""
        lists = [words_line(rnd, 'Environment', [e]) for e in self.environment]
        lists += [f'EnvironmentFile={dash}{path}\n' for dash, path in self.files]
        lists += [f'Volume={source}:{target}:ro\n' for source, target in self.binds]
        lists += [f'Volume={name}{"/" * bool(sub)}{sub}:{target}{rnd.choice([":noexec", ":ro,noexec"]) if no_exec else rnd.choice(["", ":ro"])}\n'
                  for name, _, sub, target, no_exec in self.shown]
        lists += [f'Volume={name}{"/" * bool(sub)}{sub}:{target}{":" * bool(words)}{",".join(words)}\n' for name, sub, target, words, _ in self.kept]
        lists += [f'Volume={line}\n' for line, _ in self.stored]
        lists += [f'Secret={value}\n' for value, *_ in self.secrets]
        lists += [words_line(rnd, key, [spell(rnd, name) for name in names])
                  for key, names in [('AddCapability', self.add), ('DropCapability', self.drop)] if names]
        lists += [f'AddDevice={device}\n' for device in self.devices]
        lists += [words_line(rnd, key, paths) for key, paths in [('Mask', self.mask), ('Unmask', self.unmask)] if paths]
        lists += ['Ulimit=%s=%s:%s\n' % (name.lower(), -1 if soft is None else soft, -1 if hard is None else hard)
                  for name, (soft, hard) in self.limits.items()]
        privileges = {True: ['yes', 'On', '1'], False: ['no', 'FALSE', '0'], None: [None]}[self.no_new_privileges]
        scalars = {'AppArmor': self.apparmor, 'StorageLimit': self.storage and self.storage[0], 'NoNewPrivileges': rnd.choice(privileges), 'Rootfs': self.rootfs,
                   'Image': self.image and self.image.reference, 'Pull': self.image and self.image.pull,
                   'Cpu': self.cpu, 'Memory': self.memory, 'WorkingDir': self.working_dir,
                   'PidsLimit': self.pids, 'Timezone': self.timezone, 'Restart': self.restart, 'StopSignal': SIGNALS.get(self.signal),
                   'RestartSec': self.restart_sec and self.restart_sec[0],
                   'StopTimeout': self.stop_timeout and self.stop_timeout[0],
                   'TimeoutStartSec': self.start_timeout and self.start_timeout[0],
                   'SuccessExitStatus': ' '.join(map(str, self.success)) or None}
        others = [f'{key}={value}\n' for key, value in scalars.items() if value is not None]
        others += [program_line(rnd, key, words)
                   for key, words in [('Entrypoint', self.entrypoint), ('Exec', self.exec)] if words]
        rnd.shuffle(others)
        text = f'[Container {self.name}]\n'
        while lists or others:
            text += (lists if lists and (not others or rnd.randrange(2)) else others).pop(0)
        return text

    def untrusted(self):
        """What payloads write and an environment file's wildcards may lead to; volumes are read-only here."""
        patterns = [re.split(r'[*?\[\\]', path, maxsplit=1) for _, path in self.files]
        return [dir_ for dir_ in ('/var/lib/coslice/empty', '/var/lib/coslice/upper', '/var/lib/coslice/volumes')
                if any(len(parts) == 2 and dir_.startswith(parts[0]) for parts in patterns)]

    def capabilities(self):
        """Default and added, without dropped; of another user's, what was added."""
        dropped = sum(1 << CAPABILITIES[name] for name in self.drop if name != 'all')
        added = sum(1 << CAPABILITIES[name] for name in self.add if name != 'all') & ~dropped
        default = 0 if 'all' in self.drop else sum(1 << CAPABILITIES[name] for name in DEFAULT)
        if self.add == ['all']:
            return [f'--capabilities=~{dropped:x}', f'--user-capabilities=~{dropped:x}']
        return [f'--capabilities={default & ~dropped | added:x}'] + ([f'--user-capabilities={added:x}'] if self.add else [])

    def arguments(self, group, names):
        """The helper's command line, by helper/container/request/run.c."""
        options = ['--group=' + group, '--container=' + self.name]
        options += ['--image=' + self.image.key() if self.image else '--rootfs=' + self.rootfs]
        options += ['--untrusted=' + dir_ for dir_ in self.untrusted()]
        options += [f'--storage-limit={self.storage[1]}'] if self.storage else []
        options += ['--hostname=' + group]
        options += ['--localhost=' + name for name in names]
        options += self.lookups
        options += [f'--env-file={dash}{path}' for dash, path in self.files]
        options += ['--env=' + variable for variable in self.environment]
        options += ['--userns=auto'] + ['--share-pid'] * self.share + ['--group-network'] * self.networked
        options += ['--working-dir=' + self.working_dir] if self.working_dir else []
        options += ['--log-pipe=auto'] if self.image else []
        options += self.capabilities()
        options += ['--new-privileges'] if self.no_new_privileges is False else []
        options += [f'--bind={target}:ro::{source}' for source, target in self.binds]
        options += [f'--image-volume={target}:{"noexec" * no_exec}:{sub}:{image.key()}' for _, image, sub, target, no_exec in self.shown]
        options += [option for *_, option in self.kept]
        options += [option for _, option, _, _ in self.secrets]
        credentials = self.credentials()
        options += [f'--secret={flags}:{credentials[source]}:{target}' for _, files in self.stored for flags, source, target in files]
        options += ['--device=' + DEVICES[device][0] for device in self.devices]
        options += ['--timezone=' + self.timezone] if self.timezone else []
        options += ['--mask=' + path for path in self.mask]
        options += ['--unmask=' + ('/' if path == 'all' else path) for path in self.unmask]
        options += [f'--apparmor={self.apparmor}'] if self.apparmor else []
        options += [f'--entrypoint={len(self.entrypoint)}'] if self.image and self.entrypoint else []
        return ['/usr/lib/coslice/coslice-helper', 'run', *options, '--', *self.entrypoint, *self.exec]


class Group:
    """A definition of one to three containers."""

    def __init__(self, rnd, name):
        self.name = name
        self.description = rnd.choice([None, rnd.line(), rnd.line()])
        self.mounts = [rnd.path() for _ in range(rnd.choice([0, 0, 1, 2]))]
        self.conditions = [(rnd.choice(['', '!', '|']), rnd.path()) for _ in range(rnd.choice([0, 0, 1]))]
        self.after = [rnd.label() + '.service' for _ in range(rnd.choice([0, 1]))]
        self.after += ['dev-disk-by\\x2dlabel-a.device'] * rnd.choice([0, 0, 1])
        names = []
        while len(names) < rnd.choice([1, 1, 2, 3]):
            label = rnd.label()
            if label not in names:
                names.append(label)
        self.containers = [Container(rnd, label) for label in names]
        self.shm = rnd.choice([None, None, size(rnd), (0, '0')])
        # Printable, a blank at neither end.
        self.sysctls = [f'net.x{i}.{rnd.label()}={rnd.text(MARKS + PLAIN, 40).strip() or 1}'.replace('\t', ' ') for i in range(rnd.choice([0, 0, 1, 3]))]
        self.share = rnd.choice([False, False, True])
        self.network = network.Network(rnd) if network.THERE and rnd.randrange(2) else None
        self.lookup = network.Lookup(rnd, self.network is not None)
        for c in self.containers:
            c.share, c.networked, c.lookups = self.share, self.network is not None, self.lookup.options
        self.volumes = {}
        if IMAGES:
            self.show_images(rnd)
        self.keepers = {}
        self.keep_volumes(rnd)
        self.stores = {}
        self.store_secrets(rnd)
        self.text = self.definition(rnd)

    def definition(self, rnd):
        text = '[Unit]\n'
        text += f'Description={self.description}\n' if self.description else ''
        text += ''.join(words_line(rnd, 'RequiresMountsFor', [path]) for path in self.mounts)
        text += ''.join(f'ConditionPathExists={mark}{path}\n' for mark, path in self.conditions)
        text += ''.join(f'After={unit}\n' for unit in self.after)
        text += '[Group]\n' + (f'ShmSize={self.shm[1]}\n' if self.shm else '')
        text += words_line(rnd, 'Sysctl', self.sysctls) if self.sysctls else ''
        text += self.network.definition(words_line, rnd) if self.network else network.NONE
        text += self.lookup.definition(words_line, rnd)
        text += 'SharePid=yes\n' if self.share else ''
        text += '\n'.join(c.definition(rnd) for c in self.containers)
        for name, image in self.volumes.items():
            lines = ['Type=image\n', f'Image={image.reference}\n'] + ([f'Pull={image.pull}\n'] if image.pull else []) + rnd.choice([[], ['ReadOnly=yes\n']])
            rnd.shuffle(lines)
            text += f'\n[Volume {name}]\n' + ''.join(lines)
        for name, lines in self.keepers.items():
            text += f'\n[Volume {name}]\nType=local\n' + ''.join(lines)
        for name, lines in self.stores.items():
            text += f'\n[Volume {name}]\n' + ''.join(lines)
        return text

    def show_images(self, rnd):
        """Volumes of images, one of a container's among them."""
        own = [c.image for c in self.containers if c.image]
        while len(self.volumes) < rnd.choice([0, 0, 1, 2]):
            self.volumes[rnd.label()] = rnd.choice(own) if own and rnd.randrange(3) == 0 else Image(rnd)
        for c in self.containers:
            for name, image in self.volumes.items():
                target, sub = rnd.path(':%'), rnd.choice(['', rnd.path(':%')[1:]])  # "%h" there is taken for Quadlet's
                if rnd.randrange(3) > 0 and target not in [other for _, other in c.binds] + [one[3] for one in c.shown]:
                    c.shown.append((name, image, sub, target, rnd.randrange(3) == 0))

    def keep_volumes(self, rnd):
        """Volumes of Type=local, and what the helper gets of each."""
        for _ in range(rnd.choice([0, 0, 1, 2])):
            name = rnd.label()
            if name in self.volumes or name in self.keepers:
                continue
            common, owner, read_only = rnd.choice([None, rnd.label()]), rnd.choice([None, None, (5, 5), (7, 65535)]), rnd.randrange(4) == 0
            room = rnd.choice([None, None, 1 << 16, 3 << 40])
            self.keepers[name] = [f'Name={common}\n'] * bool(common) + ([f'Owner={owner[0]}:{owner[1]}\n'] if owner else []) + ['ReadOnly=yes\n'] * read_only + [f'Size={room}\n'] * bool(room)
            rnd.shuffle(self.keepers[name])
            for c in self.containers:
                target, sub = rnd.path(':%'), rnd.choice(['', rnd.path(':%')[1:]])
                if target in [other for _, other in c.binds] + [one[3] for one in c.shown] + [one[2] for one in c.kept] or rnd.randrange(3) == 0:
                    continue
                words = rnd.sample(['ro', 'noexec', 'owner=9'], rnd.choice([0, 0, 1, 2]))
                uid, gid = (9, 9) if 'owner=9' in words else owner or (None, None)
                flags = ['ro'] * (read_only or 'ro' in words) + ['noexec'] * ('noexec' in words) + [f'size={room}'] * bool(room) + [f'uid={uid},gid={gid}'] * (uid is not None)
                c.kept.append((name, sub, target, words, f'--local={target}:{",".join(flags)}:{sub}:{common or self.name + "_" + name}'))

    def store_secrets(self, rnd):
        """Volumes of Type=secret, and what the helper gets of each: of a directory all files, of one by itself that."""
        for number in range(rnd.choice([0, 0, 1, 2])):
            name = rnd.label()
            if name in self.volumes or name in self.keepers or name in self.stores:
                continue
            mode, owner = rnd.choice([None, 0o440]), rnd.choice([None, (5, 5), (7, 65535)])
            lines = ['Type=secret\n'] + ([f'Mode={mode:04o}\n'] if mode else []) + ([f'Owner={owner[0]}:{owner[1]}\n'] if owner else [])
            rnd.shuffle(lines)
            files = []
            for i in range(rnd.randint(1, 3)):
                source, target = rnd.choice([rnd.path(':,%'), rnd.label()]), rnd.choice([f'{i}{rnd.label()}', f'{i} $"{rnd.label()}'])
                said = {'uid': rnd.choice([None, 7]), 'gid': rnd.choice([None, 8]), 'mode': rnd.choice([None, 0o400, 0o604])}
                words = ['target=' + target] + [f'{key}={value:{"o" if key == "mode" else "d"}}' for key, value in said.items() if value is not None]
                rnd.shuffle(words)
                lines.append(f'Secret={",".join([source, *words])}\n')
                uid, gid = (value if value is not None else default for value, default in zip((said['uid'], said['gid']), owner or (None, None)))
                each = said['mode'] or mode
                flags = [f'uid={uid}'] * (uid is not None) + [f'gid={gid}'] * (gid is not None) + ([f'mode={each:04o}'] if each else [])
                files.append((flags, source, target))
            self.stores[name] = lines
            for c in self.containers:
                # No other path begins so.
                place = f'/.secrets{number}/{rnd.label()}'
                one = rnd.choice([None, *files])
                if rnd.randrange(3) == 0:
                    continue
                line = f'{name}{"/" + one[2] if one else ""}:{place}' + rnd.choice(['', ':ro'])
                c.stored.append((line, [(','.join(flags), source, place) for flags, source, _ in [one]] if one else
                                 [(','.join(['volume', *flags]), source, f'{place}/{target}') for flags, source, target in files]))

    def sandbox(self):
        """The command lines of the sandbox."""
        options = [f'--group={self.name}', f'--rendering=/run/systemd/generator/.coslice/{self.name}', '--userns=auto']
        options += [f'--shm-size={self.shm[0]}'] if self.shm else []
        options += [f'--sysctl={setting}' for setting in self.sysctls]
        options += ['--image=' + key for key in self.images()]
        options += [f'--log-pipe={c.name}:{c.image.key()}' for c in self.containers if c.image]
        return [['/usr/lib/coslice/coslice-helper', 'sandbox', *options]] + ([self.network.up(self.name)] if self.network else [])

    def removal(self):
        """Those of its end."""
        return ([self.network.down(self.name)] if self.network else []) + \
            [['/usr/lib/coslice/coslice-helper', 'sandbox', f'--group={self.name}', '--remove']]

    def images(self):
        """{key: image}, in the order of the containers, then of the volumes."""
        images = [c.image for c in self.containers if c.image] + list(self.volumes.values())
        return {image.key(): image for image in images}

    def init(self):
        """The command line of the init."""
        return ['/usr/lib/coslice/coslice-helper', 'init', f'--group={self.name}', '--userns=auto']

    def names(self):
        return [c.name for c in self.containers]

    def bytes(self):
        """The group's memory."""
        return sum(c.bytes for c in self.containers)

    def quota(self):
        """The group's µs of CPU time in a second: whole cores."""
        return -(-sum(c.milli for c in self.containers) // 1000) * 1000000
