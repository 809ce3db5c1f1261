# SPDX-License-Identifier: LGPL-2.1-or-later
"""A payload that may do all to its network (NET_ADMIN, NET_RAW), and has removed the rules in there."""
import socket
import time

import world as w
from paths import same


def part(world):
    world.load()
    for group, words in (('web', ['--publish=8080:80']), ('shop', [])):
        world.make_group(group)
        yield f'{group} is up', lambda group=group, words=words: same(world.up(group, *words), (0, ''))
    with world.inside('web'):
        w.run('nft', 'flush', 'ruleset')
    w.Answers(world, 'web', (80, 90))
    w.Answers(world, 'shop', (90,))
    w.Answers(world, 'lan', (90,))
    w.Answers(world, 'host', (22,))
    web, shop = world.address('web'), world.address('shop')
    yield 'its closed port is closed', lambda: same([w.ask(world, 'lan', 'tcp', web[version], 90) for version in (4, 6)], ['prohibited'] * 2)
    yield 'it reaches nothing of the host', lambda: same([w.ask(world, 'web', 'tcp', w.HOST[version], 22) for version in (4, 6)], ['prohibited'] * 2)
    yield 'it reaches the LAN as itself', lambda: same([w.ask(world, 'web', 'tcp', w.LAN[version], 90) for version in (4, 6)], ['lan 192.0.2.1', 'lan 2001:db8:1::1'])
    for version in (4, 6):
        for name, source in (('the other group', shop[version]), ('the LAN', w.LAN[version]), ('the host', w.HOST[version]),
                             ('nobody', {4: '198.51.100.7', 6: '2001:db8:7::7'}[version])):
            yield f'IPv{version}, as if from {name}', lambda version=version, source=source: spoofed(world, version, source)
    yield 'the 127.0.0.0/8 of the host', lambda: loopback(world)
    yield 'a router advertisement', lambda: advertisement(world)
    yield 'another address of IPv4 takes nobody\'s place', lambda: takes_place(world, shop)


def spoofed(world, version, source):
    """A datagram with that source gets to nobody: neither host, LAN nor the other group."""
    family, bits = (socket.AF_INET6, 128) if version == 6 else (socket.AF_INET, 32)
    with world.inside('web'):
        w.run('ip', 'addr', 'add', f'{source}/{bits}', 'dev', 'lo', *(['nodad'] if version == 6 else []))
        sender = socket.socket(family, socket.SOCK_DGRAM)
        sender.bind((source, 0))
    listeners = {}
    for space, address in (('host', w.HOST[version]), ('lan', w.LAN[version]), ('shop', world.address('shop')[version])):
        with world.inside(space):
            listeners[space] = socket.socket(family, socket.SOCK_RAW, socket.IPPROTO_UDP)
        listeners[space].settimeout(0.2)
        if address != source:
            sender.sendto(b'spoofed', (address, 4711))
    try:
        return same({space: heard(one, b'spoofed') for space, one in listeners.items()}, {'host': False, 'lan': False, 'shop': False})
    finally:
        sender.close()
        for one in listeners.values():
            one.close()
        with world.inside('web'):
            w.run('ip', 'addr', 'del', f'{source}/{bits}', 'dev', 'lo')


def heard(one, words):
    end = time.monotonic() + 0.2
    while time.monotonic() < end:
        try:
            if words in one.recv(256):
                return True
        except socket.timeout:
            break
    return False


def loopback(world):
    """The host routes 127.0.0.1 from that interface: without the rule a service of the host's answered."""
    with world.inside('web'):
        w.write('/proc/sys/net/ipv4/conf/eth0/route_localnet', '1')
        w.run('ip', 'route', 'add', '127.0.0.2', 'via', w.GATEWAY[4], 'dev', 'eth0')
        w.run('ip', 'rule', 'add', 'pref', '1', 'to', '127.0.0.2', 'lookup', 'main')
        w.run('ip', 'rule', 'add', 'pref', '2', 'lookup', 'local')
        w.run('ip', 'rule', 'del', 'pref', '0')
        one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        one.bind((world.address('web')[4], 0))
    one.sendto(b'loopback', ('127.0.0.2', 22))
    with one:
        one.settimeout(0.3)
        try:
            return f'{one.recv(64)} answers'
        except (socket.timeout, OSError):
            pass
    counted = w.run('nft', 'list', 'table', 'inet', 'coslice')
    return 'ip daddr 127.0.0.0/8 drop' in counted or 'there is no such rule'


def advertisement(world):
    """It makes no router of the group: accept_ra is off, and it doesn't get that far. "ip monitor" would show it."""
    message = bytes([134, 0, 0, 0, 64, 0, 7, 8]) + bytes(8) + bytes([3, 4, 64, 0xc0]) + b'\xff' * 8 + bytes(4) + bytes.fromhex('fd660000000000000000000000000000')
    with world.inside('web'):
        one = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
        one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
        where = socket.getaddrinfo('ff02::1%eth0', 0)[0][4]
    listener = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
    with one, listener:
        listener.settimeout(0.3)
        one.sendto(message, where)
        end = time.monotonic() + 0.3
        while time.monotonic() < end:
            try:
                if listener.recv(256)[:1] == b'\x86':
                    return 'it gets to the host'
            except socket.timeout:
                break
    routes = w.run('ip', '-6', 'route')
    return 'fd66' not in routes or routes


def takes_place(world, shop):
    with world.inside('web'):
        w.run('ip', 'addr', 'add', f'{shop[4]}/32', 'dev', 'eth0')
        w.run('ip', 'neigh', 'add', w.GATEWAY[4], 'lladdr', '02:68:0a:43:00:00', 'dev', 'eth0', 'nud', 'stale', check=False)
    try:
        return same(w.ask(world, 'lan', 'tcp', shop[4], 90), 'prohibited')
    finally:
        with world.inside('web'):
            w.run('ip', 'addr', 'del', f'{shop[4]}/32', 'dev', 'eth0')
