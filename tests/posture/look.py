# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a process is and may, looked at from outside: {field: text}. Ids are what they are in the process' user
namespace, "host N" where they are nobody's there."""
import ctypes
import fcntl
import os
import re
import stat

libc = ctypes.CDLL(None, use_errno=True)
NS_GET_USERNS, NS_GET_PARENT, NS_GET_OWNER_UID = 0xb701, 0xb702, 0xb704
NAMESPACES = ('cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts')
# Those of all threads, as /proc/PID/status calls them.
OF_THREADS = {
    'Uid': 'user ids', 'Gid': 'group ids', 'Groups': 'supplementary groups', 'CapInh': 'inheritable', 'CapPrm': 'permitted',
    'CapEff': 'effective', 'CapBnd': 'bounding', 'CapAmb': 'ambient', 'NoNewPrivs': 'no_new_privs', 'Seccomp': 'seccomp',
    'Seccomp_filters': 'seccomp filters', 'SigBlk': 'signals blocked', 'SigIgn': 'signals ignored', 'Umask': 'umask',
    'TracerPid': 'traced by', 'THP_enabled': 'huge pages'}
IDS = ('Uid', 'Gid', 'Groups')
# A flag that says how access times are kept, which is the source's.
TIMES = {'relatime', 'noatime', 'nodiratime', 'strictatime'}


def text(path):
    with open(path, encoding='utf-8', errors='surrogateescape') as file:
        return file.read()


def namespace(path):
    """A namespace is one file: where and which."""
    found = os.stat(path)
    return found.st_dev, found.st_ino


def same(one, other):
    return os.stat(one.fileno()) == os.stat(other.fileno())


class Ids:
    """Numbers of the host as PID's user namespace has them."""

    def __init__(self, pid, kind='uid'):
        self.lines = [tuple(map(int, line.split())) for line in text(f'/proc/{pid}/{kind}_map').splitlines()]

    def inside(self, number):
        for inner, outer, count in self.lines:
            if outer <= int(number) < outer + count:
                return str(int(number) - outer + inner)
        return f'host {number}'


class Look:
    """PID from outside, as root of the host."""

    def __init__(self, pid):
        self.pid = pid
        self.folder = f'/proc/{pid}'
        self.uids, self.gids = Ids(pid), Ids(pid, 'gid')

    def threads(self):
        """Each field once if all threads have the same, as they must."""
        values = {name: set() for name in OF_THREADS.values()}
        for thread in os.listdir(f'{self.folder}/task'):
            status = dict(line.split(':\t', 1) for line in text(f'{self.folder}/task/{thread}/status').splitlines() if ':\t' in line)
            for key, name in OF_THREADS.items():
                if key in status:
                    values[name].add(self.status(key, status[key].strip()))
        return {name: ' | '.join(sorted(found)) for name, found in values.items() if found}

    def status(self, key, value):
        if key not in IDS:
            return value
        ids = self.uids if key == 'Uid' else self.gids
        words = [ids.inside(word) for word in value.split()]
        return ' '.join(sorted(set(words), key=words.index))

    def process(self):
        status = text(f'{self.folder}/status')
        fields = text(f'{self.folder}/stat').rsplit(')', 1)[1].split()
        inner = {name: re.search(rf'^{name}:\t(.*)', status, re.M)[1].split()[-1] for name in ('NSpid', 'NSpgid', 'NSsid')}
        found = {'process, its group and session inside': ' '.join(inner[name] for name in ('NSpid', 'NSpgid', 'NSsid')),
                 'terminal': fields[4], 'nice': fields[16], 'scheduler': fields[38]}
        for name in ('oom_score_adj', 'personality', 'coredump_filter', 'timerslack_ns', 'setgroups'):
            found[name] = text(f'{self.folder}/{name}').strip()
        for name in ('cwd', 'root'):
            found[name] = os.readlink(f'{self.folder}/{name}')
        try:
            found['label'] = text(f'{self.folder}/attr/current').strip('\0\n')
        except OSError:  # no module that labels
            found['label'] = ''
        # On a machine with v2 alone, whose host has v1, the latter's is "/".
        found['cgroup'] = max(re.findall(r'^(?:0:|\d+:name=systemd):(.*)$', text(f'{self.folder}/cgroup'), re.M), key=len)
        return found

    def limits(self):
        lines = text(f'{self.folder}/limits').splitlines()[1:]
        return {'limit, ' + line[4:26].strip(): ' '.join(line[26:].split()[:2]) for line in lines}

    def environment(self):
        with open(f'{self.folder}/environ', 'rb') as file:
            words = file.read().split(b'\0')[:-1]
        return {'variables': '\n'.join(sorted(os.fsdecode(word) for word in words))}

    def descriptors(self):
        found = []
        for number in sorted(os.listdir(f'{self.folder}/fd'), key=int):
            where = re.sub(r'\[\d+\]$', '', os.readlink(f'{self.folder}/fd/{number}'))
            # Not one of another file system that has its name, such as the host's /dev.
            if where.startswith('/') and not self.is_own(number, where):
                where += ' of another file system'
            flags = int(re.search(r'^flags:\s*(\d+)', text(f'{self.folder}/fdinfo/{number}'), re.M)[1], 8)
            found.append(f'{number} {where} {("read", "write", "both")[flags & os.O_ACCMODE]}')
        return {'descriptors': '\n'.join(found)}

    def is_own(self, number, where):
        try:
            return os.stat(f'{self.folder}/fd/{number}').st_dev == os.stat(f'{self.folder}/root{where}').st_dev
        except FileNotFoundError:
            return False

    def namespaces(self):
        found = {}
        with open(f'{self.folder}/ns/user', encoding='ascii') as group, open('/proc/1/ns/user', encoding='ascii') as host:
            for name in NAMESPACES:
                if namespace(f'{self.folder}/ns/{name}') == namespace(f'/proc/1/ns/{name}'):
                    found['namespace, ' + name] = "the host's"
                    continue
                with open(f'{self.folder}/ns/{name}', encoding='ascii') as file:
                    if name == 'user':
                        owner = fcntl.ioctl(file, NS_GET_PARENT)
                    else:
                        owner = fcntl.ioctl(file, NS_GET_USERNS)
                with os.fdopen(owner) as owner:
                    whose = 'of the host' if same(owner, host) else 'of its user namespace' if same(owner, group) else 'of another'
                found['namespace, ' + name] = whose
            maker = ctypes.c_uint32()
            if libc.ioctl(group.fileno(), ctypes.c_ulong(NS_GET_OWNER_UID), ctypes.byref(maker)) == 0:
                found['user namespace made by'] = self.uids.inside(maker.value)
        for kind, ids in (('uid', self.uids), ('gid', self.gids)):
            found[kind + ' map'] = '; '.join(f'{inner}+{count}' for inner, _, count in ids.lines)
        return found

    def mounts(self):
        """Each with its file system and flags, and where it isn't private."""
        found = []
        for line in text(f'{self.folder}/mountinfo').splitlines():
            before, after = line.split(' - ', 1)
            _, _, _, root, place, flags, *shared = before.split()
            kind = after.split()[0]
            part = '' if root == '/' or kind == 'cgroup2' else ' ' + root
            words = ','.join(sorted(set(flags.split(',')) - TIMES))
            found.append(f'{place} {kind}{part} {words}' + ''.join(' ' + word for word in shared))
        return {'mounts': '\n'.join(sorted(found))}

    def node(self, folder, name):
        path = f'{folder}/{name}'
        st = os.lstat(path)
        kind = {stat.S_IFCHR: 'c', stat.S_IFBLK: 'b', stat.S_IFDIR: 'd', stat.S_IFLNK: 'l', stat.S_IFREG: 'f'}.get(stat.S_IFMT(st.st_mode), '?')
        more = ''
        if kind == 'l':
            more = ' ' + os.readlink(path)
        elif kind in 'cb':
            more = f' {os.major(st.st_rdev)}:{os.minor(st.st_rdev)}'
        return f'{kind} {stat.S_IMODE(st.st_mode):04o} {self.uids.inside(st.st_uid)}:{self.gids.inside(st.st_gid)}{more}'

    def files(self):
        """Those that the helper makes: of /dev all. What is mounted there by the definition stands among the mounts."""
        found = {'/dev': self.node(f'{self.folder}/root', 'dev')}
        for name in sorted(os.listdir(f'{self.folder}/root/dev')):
            found['/dev/' + name] = self.node(f'{self.folder}/root/dev', name)
        found['/dev/pts/ptmx'] = self.node(f'{self.folder}/root/dev/pts', 'ptmx')
        for name in ('hosts', 'hostname', 'resolv.conf'):
            if os.path.lexists(f'{self.folder}/root/etc/{name}'):
                found['/etc/' + name] = self.node(f'{self.folder}/root/etc', name)
        return found

    def kernel_limits(self):
        """What the user namespace may use up, as one who is in it sees it."""
        ours, theirs = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                fd = os.open(f'{self.folder}/ns/user', os.O_RDONLY)
                if namespace(f'{self.folder}/ns/user') != namespace('/proc/self/ns/user') and libc.setns(fd, 0) < 0:
                    os._exit(1)
                lines = [f'{name} {text("/proc/sys/user/" + name).strip()}' for name in sorted(os.listdir('/proc/sys/user'))]
                os.write(theirs, '\n'.join(lines).encode())
                os._exit(0)
            finally:
                os._exit(1)
        os.close(theirs)
        with os.fdopen(ours) as file:
            found = file.read()
        os.waitpid(child, 0)
        return {'limits of the user namespace': found}

    def all(self):
        found = {}
        for part in (self.threads, self.process, self.limits, self.environment, self.descriptors, self.namespaces, self.mounts,
                     self.files, self.kernel_limits):
            found.update(part())
        return found


def look(pid):
    """All of it, or an OSError where PID ended meanwhile."""
    return Look(pid).all()
