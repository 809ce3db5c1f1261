# SPDX-License-Identifier: LGPL-2.1-or-later
"""A host with a network, in namespaces of the test: a LAN with one machine, groups whose namespaces coslice-helper has made, and
programs that answer in all of them."""
import contextlib
import ctypes
import errno
import os
import re
import select
import shutil
import socket
import subprocess
import sys
import threading

LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNET = 0x40000000
IP_PKTINFO = 8
HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.dirname(os.path.dirname(HERE))
RECORDS, CLAIMS, RULES = '/run/coslice/network', '/var/lib/coslice/addresses', '/usr/lib/coslice/network.nft'
HOST, LAN = {4: '192.0.2.1', 6: '2001:db8:1::1'}, {4: '192.0.2.2', 6: '2001:db8:1::2'}
GATEWAY = {4: '10.67.0.1', 6: 'fe80::1'}
RANGE6 = 'fd00:67::/64'


def run(*words, check=True, **more):
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **more)
    if check and done.returncode != 0:
        raise RuntimeError(f'{" ".join(words)}: {done.returncode} {done.stdout}')
    return done.stdout


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


def setns(fd):
    if LIBC.setns(fd, CLONE_NEWNET) < 0:
        raise OSError(ctypes.get_errno(), 'setns')


def enter():
    """This script anew, in namespaces of its own."""
    if os.geteuid() != 0:
        print('0 passed, 0 failed, 1 skipped')
        sys.exit(0)
    if os.environ.get('COSLICE_INSIDE') != '1':
        os.environ['COSLICE_INSIDE'] = '1'
        os.execvp('unshare', ['unshare', '--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc', sys.executable, *sys.argv])


class World:
    """The host is the network namespace that this process is in."""

    def __init__(self, program, helper):
        self.program, self.helper = program, helper
        for where in ('/run', '/var/lib', '/mnt'):
            run('mount', '-t', 'tmpfs', '-o', 'mode=755', 'none', where)
        # What is installed: the rules.
        os.makedirs('/mnt/upper')
        os.makedirs('/mnt/work')
        run('mount', '-t', 'overlay', '-o', 'lowerdir=/usr/lib,upperdir=/mnt/upper,workdir=/mnt/work', 'none', '/usr/lib')
        os.makedirs(os.path.dirname(RULES), exist_ok=True)
        shutil.copy(f'{SOURCE}/helper/network/network.nft', RULES)
        write('/mnt/machine-id', '0123456789abcdef0123456789abcdef\n')
        run('mount', '--bind', '/mnt/machine-id', '/etc/machine-id')
        os.makedirs('/run/coslice', mode=0o711)
        os.makedirs('/run/systemd/system')
        self.home = os.open('/proc/self/ns/net', os.O_RDONLY)
        self.spaces = {'host': self.home}
        self.make_lan()
        self.hurry('host')
        self.hurry('lan')

    def hurry(self, space):
        """Each packet that is refused is answered: the kernel would do so once a second."""
        with self.inside(space):
            write('/proc/sys/net/ipv4/icmp_ratelimit', '0')
            write('/proc/sys/net/ipv6/icmp/ratelimit', '0')

    def make_lan(self):
        run('ip', 'link', 'set', 'lo', 'up')
        run('ip', 'netns', 'add', 'lan')
        self.spaces['lan'] = os.open('/run/netns/lan', os.O_RDONLY)
        run('ip', 'link', 'add', 'lan0', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', 'lan')
        run('ip', '-n', 'lan', 'link', 'set', 'lo', 'up')
        for words, device, addresses in ((('ip',), 'lan0', HOST), (('ip', '-n', 'lan'), 'eth0', LAN)):
            run(*words, 'addr', 'add', f'{addresses[4]}/24', 'dev', device)
            run(*words, 'addr', 'add', f'{addresses[6]}/64', 'dev', device, 'nodad')
            run(*words, 'link', 'set', device, 'up')
        for words, to in ((('ip',), 4), (('ip', '-6'), 6)):
            run(*words, 'route', 'add', 'default', 'via', LAN[to])
        # It knows the way to groups: that it is no obstacle shows what the rules are.
        run('ip', '-n', 'lan', 'route', 'add', '10.67.0.0/16', 'via', HOST[4])
        run('ip', '-n', 'lan', '-6', 'route', 'add', RANGE6, 'via', HOST[6])

    def make_group(self, group):
        """Its namespaces, as coslice-sandbox@GROUP.service makes them."""
        rendering = f'/run/systemd/generator/.coslice/{group}'
        os.makedirs(rendering)
        os.symlink('0:0', f'{rendering}/.complete')
        run(self.helper, 'sandbox', f'--group={group}', f'--rendering={rendering}', '--userns=auto')
        with subprocess.Popen([self.helper, 'netns', f'--group={group}', '--', 'sh', '-c', 'echo; exec sleep inf'], stdout=subprocess.PIPE) as one:
            one.stdout.readline()
            self.spaces[group] = os.open(f'/proc/{one.pid}/ns/net', os.O_RDONLY)
            one.kill()
        self.hurry(group)

    def remove_group(self, group):
        os.close(self.spaces.pop(group))
        run(self.helper, 'sandbox', f'--group={group}', '--remove')
        shutil.rmtree(f'/run/systemd/generator/.coslice/{group}')

    def call(self, *words, before=()):
        """(status, what it says)."""
        done = subprocess.run([*before, self.program, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        return done.returncode, done.stdout.strip()

    def load(self):
        return self.call('load')

    def up(self, group, *words, before=()):
        return self.call('up', f'--group={group}', f'--range={RANGE6}', *words, before=before)

    def down(self, group, before=()):
        return self.call('down', f'--group={group}', before=before)

    @contextlib.contextmanager
    def inside(self, space):
        setns(self.spaces[space])
        try:
            yield
        finally:
            setns(self.home)

    def record(self, group):
        """{option: [values]}, or None."""
        try:
            lines = read(f'{RECORDS}/{group}').splitlines()
        except FileNotFoundError:
            return None
        found = {}
        for line in lines:
            name, _, value = line[2:].partition('=')
            found.setdefault(name, []).append(value)
        return found

    def address(self, group):
        """{4: …, 6: …}"""
        return {6 if ':' in one else 4: one for one in self.record(group)['address']}


def loaded(world):
    """The first load: kernels before 6.17 have something to be said of."""
    status, said = world.load()
    words = 'forwarding of IPv6 was switched on for all interfaces, since this kernel knows no other way; those that take router advertisements still do, by accept_ra=2'
    return status, '' if said == words and not os.path.exists('/proc/sys/net/ipv6/conf/all/force_forwarding') else said


def elements():
    """{set: its elements' text} of what groups have in the host's table; None if there is no table."""
    found = all_elements()
    return found if found is None else {name: text for name, text in found.items() if name not in ('lent', 'lent_all')}


def all_elements():
    """And of what is the host's own."""
    text = run('nft', 'list', 'table', 'inet', 'coslice', check=False)
    if 'table inet coslice {' not in text:
        return None
    return {name: re.sub(r'\s+', ' ', found) for name, found in re.findall(r'(?:set|map) (\w+) \{(?:(?!\n\t\}).)*?elements = \{(.*?)\}', text, re.S)}


def records():
    """What there is of groups."""
    return sorted(name for name in os.listdir(RECORDS) if name not in ('.lock', '.forwarding'))


def links():
    return re.findall(r'^\d+: (cs-[^:@]+)', run('ip', 'link'), re.M)


class Answers:
    """Answers in a namespace at ports of both families and protocols, with its name and who asks."""

    def __init__(self, world, space, ports):
        self.space, self.sockets = space, []
        with world.inside(space):
            for port in ports:
                for family, any_address in ((socket.AF_INET, '0.0.0.0'), (socket.AF_INET6, '::')):
                    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
                        self.sockets.append(self.listen(family, kind, any_address, port))
        threading.Thread(target=self.serve, daemon=True).start()

    @staticmethod
    def listen(family, kind, address, port):
        one = socket.socket(family, kind)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        if kind == socket.SOCK_DGRAM:
            level, option = (socket.IPPROTO_IPV6, socket.IPV6_RECVPKTINFO) if family == socket.AF_INET6 else (socket.IPPROTO_IP, IP_PKTINFO)
            one.setsockopt(level, option, 1)
        one.bind((address, port))
        if kind == socket.SOCK_STREAM:
            one.listen(64)
        return one

    @staticmethod
    def answer_from(level, kind, data):
        if level == socket.IPPROTO_IP: # struct in_pktinfo: its second address is the packet's, its first is the answer's
            return level, kind, bytes(4) + data[8:12] + bytes(4)
        return level, kind, data

    def serve(self):
        while True:
            for one in select.select(self.sockets, [], [])[0]:
                if one.type == socket.SOCK_DGRAM:
                    # By the address that was asked: the host has several.
                    _, where, _, peer = one.recvmsg(64, 256)
                    one.sendmsg([f'{self.space} {peer[0]}'.encode()], [self.answer_from(*message) for message in where], 0, peer)
                else:
                    connection, peer = one.accept()
                    with contextlib.suppress(OSError):
                        connection.sendall(f'{self.space} {peer[0]}'.encode())
                    connection.close()


def checksum(data):
    total = sum(data[i] << 8 | data[i + 1] for i in range(0, len(data), 2))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return (~total & 0xffff).to_bytes(2, 'big')


def ping(world, space, address, patience=2.0):
    """Whether ADDRESS answers an echo request."""
    v6 = ':' in address
    kind, answer = (128, 129) if v6 else (8, 0)
    with world.inside(space):
        one = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6) if v6 else socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
        found = socket.getaddrinfo(address, 0)[0][4]
    rest = b'\0\1\0\1' + b'coslice!'
    with one:
        one.settimeout(patience)
        one.sendto(bytes([kind, 0]) + (b'\0\0' if v6 else checksum(bytes([kind, 0, 0, 0]) + rest)) + rest, found)
        with contextlib.suppress(socket.timeout):
            while True:
                data = one.recv(256)
                if (data[0] if v6 else data[(data[0] & 15) * 4]) == answer:
                    return True
    return False


# What the kernel makes of an ICMP message that says "prohibited".
WORDS = {errno.ECONNREFUSED: 'refused', errno.EHOSTUNREACH: 'prohibited', errno.EACCES: 'prohibited', errno.ENETUNREACH: 'no route'}


def ask(world, space, kind, address, port, patience=2.0):
    """What comes of it, asked from a namespace: "web 192.0.2.2", who answers and whom it has seen, or what is in the way."""
    kind = {'tcp': socket.SOCK_STREAM, 'udp': socket.SOCK_DGRAM}[kind]
    with world.inside(space):
        one = socket.socket(socket.AF_INET6 if ':' in address else socket.AF_INET, kind)
    with one:
        one.settimeout(patience)
        try:
            one.connect((address, port))
            if kind == socket.SOCK_DGRAM:
                one.send(b'?')
            return one.recv(64).decode()
        except socket.timeout:
            return 'nothing'
        except OSError as error:
            return WORDS.get(error.errno, error.strerror)
