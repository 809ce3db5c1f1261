# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a container's process must be and may, {field: text} as look.py has it, from nothing but the arguments that its
unit gives the helper, what systemd says of the unit, and the tables below: no more, no less.
A namespace too few, or a cgroup tree that can be written (CVE-2022-0492, 2023-25809), is a difference."""
import os
import re
import stat

DEFAULT_CAPABILITIES = 0x800405fb
# The union of what Docker and Podman hide, as far as this kernel has it.
MASKED = ('/proc/acpi', '/proc/asound', '/proc/interrupts', '/proc/kcore', '/proc/keys', '/proc/latency_stats',
          '/proc/sched_debug', '/proc/scsi', '/proc/timer_list', '/proc/timer_stats', '/sys/firmware',
          '/sys/devices/virtual/powercap', '/sys/fs/selinux')
READ_ONLY = ('/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger')
KERNEL = {'/proc': 'proc nodev,noexec,nosuid,rw', '/sys': 'sysfs nodev,noexec,nosuid,ro',
          '/sys/fs/cgroup': 'cgroup2 nodev,noexec,nosuid,ro', '/dev': 'tmpfs noexec,nosuid,rw',
          '/dev/pts': 'devpts noexec,nosuid,rw', '/dev/shm': 'tmpfs nodev,noexec,nosuid,rw',
          '/dev/mqueue': 'mqueue nodev,noexec,nosuid,rw'}
DEVICES = {'null': '1:3', 'zero': '1:5', 'full': '1:7', 'random': '1:8', 'urandom': '1:9', 'tty': '5:0'}
LINKS = {'fd': '/proc/self/fd', 'stdin': '/proc/self/fd/0', 'stdout': '/proc/self/fd/1', 'stderr': '/proc/self/fd/2',
         'core': '/proc/kcore', 'ptmx': 'pts/ptmx'}
LIMITS = {'cpu time': 'CPU', 'file size': 'FSIZE', 'data size': 'DATA', 'stack size': 'STACK', 'core file size': 'CORE',
          'resident set': 'RSS', 'processes': 'NPROC', 'open files': 'NOFILE', 'locked memory': 'MEMLOCK',
          'address space': 'AS', 'file locks': 'LOCKS', 'pending signals': 'SIGPENDING', 'msgqueue size': 'MSGQUEUE',
          'nice priority': 'NICE', 'realtime priority': 'RTPRIO', 'realtime timeout': 'RTTIME'}


# What lies on a path of Mask=, where there is one; and the two forms of it.
MASK = 'mask'
MASKS = ('tmpfs nodev,noexec,nosuid,ro', 'tmpfs /null noexec,nosuid,rw')


class Arguments:
    """Of a start: options by name, each a list of values, and the program."""

    def __init__(self, words):
        end = words.index('--')
        self.program = words[end + 1:]
        self.options = {}
        for word in words[2:end]:
            name, _, value = word[2:].partition('=')
            self.options.setdefault(name, []).append(value)

    def one(self, name, default=None):
        return self.options.get(name, [default])[-1]

    def all(self, name):
        return self.options.get(name, [])

    def __contains__(self, name):
        return name in self.options


def rows(rootfs, name):
    try:
        with open(f'{rootfs}/etc/{name}', encoding='utf-8', errors='surrogateescape') as file:
            return [row for row in (line.rstrip('\n').split(':') for line in file) if len(row) >= 4]
    except FileNotFoundError:
        return []


class Identity:
    """Whom the program runs as, by the root's own files."""

    def __init__(self, arguments):
        users, groups = rows(arguments.one('rootfs'), 'passwd'), rows(arguments.one('rootfs'), 'group')
        user, _, group = arguments.one('user', '0').partition(':')
        found = next((row for row in users if row[2 if user.isdigit() else 0] == user), None)
        self.uid = user if found is None else found[2]
        self.home = found[5] if found and found[5].startswith('/') else '/'
        by_name = {row[0]: row[2] for row in groups}
        self.gid = by_name.get(group, group) if group else found[3] if found else '0'
        listed = [row[2] for row in groups if found and not group and found[0] in row[3].split(',')]
        more = [by_name.get(name, name) for name in arguments.all('group-add')]
        self.groups = {self.gid, *listed, *more}


def words(*groups):
    return ' '.join(sorted({*groups}, key=int))


def raises(arguments):
    """Whether the program may become more than it was started as."""
    path = arguments.one('rootfs') + arguments.program[0]
    return 'new-privileges' in arguments and bool(os.stat(path).st_mode & stat.S_ISUID)


def threads(arguments, identity):
    bounding = capabilities(arguments, 'capabilities', DEFAULT_CAPABILITIES)
    by_name = capabilities(arguments, 'user-capabilities', 0)
    now = bounding if identity.uid == '0' else by_name
    kept = 0 if identity.uid == '0' else by_name
    confined = arguments.one('seccomp-profile') != 'unconfined'
    found = {'user ids': identity.uid, 'group ids': identity.gid, 'supplementary groups': words(*identity.groups),
            'inheritable': f'{kept:016x}', 'permitted': f'{now:016x}', 'effective': f'{now:016x}',
            'bounding': f'{bounding:016x}', 'ambient': f'{kept:016x}',
            'no_new_privs': '0' if 'new-privileges' in arguments else '1',
            'seccomp': '2' if confined else '0', 'seccomp filters': '1' if confined else '0',
            'traced by': '0', 'huge pages': '1'}
    if raises(arguments):
        for name in ('user ids', 'permitted', 'effective'):
            del found[name]
    return found


def capabilities(arguments, option, default):
    """"HEX", or "~HEX": all that there are but those."""
    value = arguments.one(option)
    if value is None:
        return default
    if not value.startswith('~'):
        return int(value, 16)
    with open('/proc/1/status', encoding='ascii') as file:
        had = int(re.search(r'^CapBnd:\t(\w+)', file.read(), re.M)[1], 16)
    return had & ~int(value[1:], 16)


def process(unit):
    with open('/proc/1/stat', encoding='ascii') as file:
        fields = file.read().rsplit(')', 1)[1].split()
    return {'terminal': '0', 'nice': fields[16], 'scheduler': fields[38], 'oom_score_adj': str(unit['OOMScoreAdjust']),
            'personality': '00000000', 'coredump_filter': '00000033', 'timerslack_ns': '50000', 'setgroups': 'allow',
            'root': '/', 'label': '', 'cgroup': unit['ControlGroup']}


def limits(unit):
    """As systemd has them; where itself may have no more, as in a machine in namespaces, that much."""
    with open('/proc/1/limits', encoding='ascii') as file:
        hard = {line[4:26].strip(): line[26:].split()[1] for line in file.read().splitlines()[1:]}

    def said(value, name):
        if hard[name] != 'unlimited':
            value = min(value, int(hard[name]))
        return 'unlimited' if value == (1 << 64) - 1 else str(value)
    return {'limit, ' + name: f'{said(unit["Limit" + key + "Soft"], name)} {said(unit["Limit" + key], name)}' for name, key in LIMITS.items()}


def namespaces(arguments):
    userns = arguments.one('userns', 'host') != 'host'
    found = {'namespace, ' + name: 'of the host' for name in ('cgroup', 'mnt', 'pid', 'uts')}
    found['namespace, time'] = "the host's"
    for name in ('ipc', 'net'):
        # By the first of two right answers: without a user namespace of the group's, its own is the host's.
        found['namespace, ' + name] = 'of its user namespace' if userns else 'of the host'
    found['namespace, user'] = 'of the host' if userns else "the host's"
    if arguments.one('userns', 'host') in ('auto', 'host'):
        found['uid map'] = found['gid map'] = '0+65536' if userns else '0+4294967295'
    if userns:
        found['user namespace made by'] = '0'
        with_limits = sorted(os.listdir('/proc/sys/user'))
        found['limits of the user namespace'] = '\n'.join(f'{name} 2147483647' for name in with_limits)
    return found


def kind_of_masked(path):
    return MASKS[0] if os.path.isdir(path) else MASKS[1]


def masks():
    """{place: what} of those that each container has."""
    found = {path: kind_of_masked(path) for path in MASKED if os.path.exists(path)}
    found.update({path: f'proc {path[len("/proc"):]} nodev,noexec,nosuid,ro' for path in READ_ONLY if os.path.exists(path)})
    cpus = '/sys/devices/system/cpu'
    for name in os.listdir(cpus):
        path = f'{cpus}/{name}/thermal_throttle'
        if re.fullmatch(r'cpu\d+', name) and os.path.isdir(path):
            found[path] = kind_of_masked(path)
    return found


def is_unmasked(arguments, path):
    return any(path == opened or path.startswith(opened.rstrip('/') + '/') for opened in arguments.all('unmask'))


def mounts(arguments):
    """{place: what} of all that is mounted; a volume is "* FLAGS", since its file system is its own."""
    found = {'/': 'overlay nodev,' + ('ro' if 'read-only' in arguments else 'rw'), **KERNEL}
    found.update({path: text for path, text in masks().items() if not is_unmasked(arguments, path)})
    for option in ('bind', 'pinned'):
        for value in arguments.all(option):
            target, said, _, source = value.split(':', 3)
            said = said.split(',')
            flags = {'nodev', 'nosuid', 'ro' if 'ro' in said else 'rw', *(['noexec'] if 'noexec' in said else [])}
            # An owner that is asked for has a map, but where it is that on the disk.
            owner = [word[4:] for word in said if word[:4] in ('uid=', 'gid=')]
            if owner and 'ro' not in said and owner != owner_of(source):
                flags.add('idmapped')
            if is_mapped(arguments, option, source) and 'ro' not in said:
                flags.add('idmapped')
            found[place(arguments, target)] = '* ' + ','.join(sorted(flags)) + (' slave' if 'rslave' in said else '')
    for value in arguments.all('tmpfs'):
        target, _, said = value.partition(':')
        found[place(arguments, target)] = '* nodev,' + ('' if 'exec' in said.split(',') else 'noexec,') + 'nosuid,rw'
    found.update({path: MASK for path in arguments.all('mask')})
    return found


def owner_of(path):
    found = os.stat(path)
    return [str(found.st_uid), str(found.st_gid)]


def is_mapped(arguments, option, source):
    """A directory of the host is, by the group's namespace; what the group has made is its own anyway, and a map of the
    definition's takes the place of this one."""
    return option == 'bind' and arguments.one('userns') == 'auto' and not source.startswith('/var/lib/coslice/')


def place(arguments, target):
    """Where TARGET lies, by the links of the root file system."""
    at, left = '', target.strip('/').split('/')
    while left:
        name = left.pop(0)
        if name in ('', '.', '..'):
            at = os.path.dirname(at).rstrip('/') if name == '..' else at
            continue
        try:
            link = os.readlink(f'{arguments.one("rootfs")}{at}/{name}')
        except OSError:
            at += '/' + name
            continue
        left = link.strip('/').split('/') + left
        at = '' if link.startswith('/') else at
    return at


def devices(arguments, identity):
    """The nodes of --device=, and the directories that they or the nodes of a directory lie in."""
    found = {}
    for value in arguments.all('device'):
        flags, _, paths = value.partition(':')
        source, _, target = paths.partition(':/')
        top = '/dev/' + ('/' + target if target else source).split('/')[2]
        said = dict(flag.split('=') for flag in flags.split(',') if '=' in flag)
        if not os.path.exists(source):
            continue
        if 'directory' in flags.split(',') or top != ('/' + target if target else source):
            found[top] = 'd 0755 0:0'
            continue
        node = os.stat(source)
        owner = f'{said.get("uid", identity.uid)}:{said.get("gid", identity.gid)}'
        found[top] = f'{"b" if stat.S_ISBLK(node.st_mode) else "c"} {int(said.get("mode", "660"), 8):04o} {owner} {os.major(node.st_rdev)}:{os.minor(node.st_rdev)}'
    return found


def files(arguments, identity):
    found = {'/dev': 'd 0755 0:0', '/dev/pts': 'd 0755 0:0', '/dev/shm': 'd 1777 0:0', '/dev/mqueue': 'd 1777 0:0',
             '/dev/pts/ptmx': 'c 0666 0:0 5:2'}
    found.update({'/dev/' + name: 'c 0666 0:0 ' + numbers for name, numbers in DEVICES.items()})
    found.update({'/dev/' + name: 'l 0777 0:0 ' + target for name, target in LINKS.items()})
    found.update({'/etc/' + name: 'f 0644 0:0' for name in ('hosts', 'hostname', 'resolv.conf')})
    return {**found, **devices(arguments, identity)}


def address(group):
    """Of IPv4, as coslice-network has left it."""
    with open(f'/run/coslice/network/{group}', encoding='utf-8') as file:
        return next(line.strip().partition('=')[2] for line in file if line.startswith('--address=') and ':' not in line)


def own(arguments, identity):
    """What the program finds, and may change at once: {field: text}, to be held only against one that changes nothing."""
    variables = {'PATH': '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'HOME': identity.home,
                 'HOSTNAME': arguments.one('hostname'), 'container': 'coslice', 'COSLICE_GROUP': arguments.one('group'),
                 'COSLICE_CONTAINER': arguments.one('container')}
    if 'group-network' in arguments:
        variables['COSLICE_ADDRESS'] = address(arguments.one('group'))
    for word in arguments.all('env'):
        name, _, value = word.partition('=')
        variables[name] = value
    found = {'process, its group and session inside': '1 1 1' if 'share-pid' not in arguments else 'a number of its own', 'cwd': arguments.one('working-dir', '/'),
             'signals blocked': '0' * 16, 'signals ignored': '0' * 16, 'umask': '0022',
             'descriptors': '0 /dev/null read\n1 socket: both\n2 socket: both'}
    if 'env-file' not in arguments:
        found['variables'] = '\n'.join(sorted(f'{name}={value}' for name, value in variables.items()))
    return found


def expected(words_of_start, unit):
    """UNIT: its properties. Returns the fields, those of OWN apart, and the mounts."""
    arguments = Arguments(words_of_start)
    identity = Identity(arguments)
    found = {}
    for part in (threads(arguments, identity), process(unit), limits(unit), namespaces(arguments), files(arguments, identity)):
        found.update(part)
    return found, own(arguments, identity), mounts(arguments)
