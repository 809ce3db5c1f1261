# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the host forwards for groups it forwards for nobody else, unless it did before; and no more when they have gone. Besides the LAN
it has another network, to which no default route leads."""
import os
import re

import world as w
from asked import alike, setting

FAR = {4: ('198.51.100.1', '198.51.100.2'), 6: ('2001:db8:2::1', '2001:db8:2::2')}
FORCED = os.path.exists('/proc/sys/net/ipv6/conf/all/force_forwarding')


def part(world):
    make_far(world)
    world.make_group('web')
    w.Answers(world, 'lan', (80,))
    w.Answers(world, 'far', (80,))
    for check in (before, lent, group, led, flushed, later, ended, killed, router, one, refused):
        yield check.__doc__, lambda check=check: check(world)


def make_far(world):
    w.run('ip', 'netns', 'add', 'far')
    world.spaces['far'] = os.open('/run/netns/far', os.O_RDONLY)
    w.run('ip', 'link', 'add', 'far0', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', 'far')
    for words, device, end in ((('ip',), 'far0', 0), (('ip', '-n', 'far'), 'eth0', 1)):
        w.run(*words, 'addr', 'add', f'{FAR[4][end]}/24', 'dev', device)
        w.run(*words, 'addr', 'add', f'{FAR[6][end]}/64', 'dev', device, 'nodad')
        w.run(*words, 'link', 'set', device, 'up')
    for words, to in ((('ip', '-n', 'far'), 4), (('ip', '-n', 'far', '-6'), 6)):
        w.run(*words, 'route', 'add', 'default', 'via', FAR[to][0])
    for space, words in (('lan', [('-4', '198.51.100.0/24', w.HOST[4]), ('-6', '2001:db8:2::/64', w.HOST[6])]),):
        for family, to, via in words:
            w.run('ip', family, '-n', space, 'route', 'replace', to, 'via', via)


def settings():
    """All that may be changed, of interfaces that aren't a group's."""
    found = {}
    for name in sorted(os.listdir('/proc/sys/net/ipv6/conf')):
        if not name.startswith('cs-'):
            found[name] = [setting(f'ipv4/conf/{name}/forwarding')] + [
                setting(f'ipv6/conf/{name}/{one}') for one in ('forwarding', 'accept_ra') + (('force_forwarding',) if FORCED else ())]
    return found


def through(world):
    """What gets from the LAN to the other network, and back."""
    return [w.ask(world, 'lan', 'tcp', FAR[version][1], 80, patience=.7).split(' ')[0] for version in (4, 6)] + [
        w.ask(world, 'far', 'tcp', w.LAN[version], 80, patience=.7).split(' ')[0] for version in (4, 6)]


CLOSED, OPEN = ['nothing'] * 4, ['far', 'far', 'lan', 'lan']
FIRST = {}


def before(world):
    """a host that is no router"""
    FIRST.update(settings())
    return alike((through(world), CLOSED))


def lent(world):
    """nobody else is forwarded"""
    found = w.loaded(world), world.up('web', '--open=80', '--open=80/udp')
    after = settings()
    return alike((found, ((0, ''), (0, ''))), (through(world), CLOSED), ([after[name][0] for name in ('lan0', 'far0', 'lo', 'all', 'default')], ['1', '1', '0', '0', '0']))


def group(world):
    """a group is, by all networks of the host"""
    w.Answers(world, 'web', (80, 90))
    own = world.address('web')
    out = [w.ask(world, 'web', 'tcp', address, 80) for version in (4, 6) for address in (w.LAN[version], FAR[version][1])]
    into = [w.ask(world, 'far', kind, own[version], 80) for version in (4, 6) for kind in ('tcp', 'udp')] + [w.ask(world, 'far', 'tcp', own[4], 90)]
    return alike((out, ['lan 192.0.2.1', 'far 198.51.100.1', 'lan 2001:db8:1::1', 'far 2001:db8:2::1']),
                 (into, ['web 198.51.100.2'] * 2 + ['web 2001:db8:2::2'] * 2 + ['prohibited']))


def led(world):
    """rules of the host's own lead where they lead"""
    w.run('nft', 'table inet other { chain nat { type nat hook prerouting priority dstnat; policy accept; '
          f'tcp dport 7000 dnat ip to {FAR[4][1]}:80; tcp dport 7000 dnat ip6 to [{FAR[6][1]}]:80; }}; }}')
    found = [w.ask(world, 'lan', 'tcp', w.HOST[version], 7000) for version in (4, 6)]
    w.run('nft', 'delete', 'table', 'inet', 'other')
    return alike((found, ['far 192.0.2.2', 'far 2001:db8:1::2']))


def flushed(world):
    """rules that are loaded again"""
    w.run('nft', 'flush', 'ruleset')
    return alike((world.load(), (0, '')), (through(world), CLOSED))


def later(world):
    """an interface that comes later"""
    w.run('ip', 'link', 'add', 'late0', 'type', 'veth', 'peer', 'name', 'late1')
    for name in ('late0', 'late1'):
        w.run('ip', 'link', 'set', name, 'up')
    w.run('ip', 'route', 'add', 'default', 'dev', 'late0', 'metric', '5000')
    w.run('ip', '-6', 'route', 'add', 'default', 'dev', 'late0', 'metric', '5000')
    found = setting('ipv4/conf/late0/forwarding'), world.up('web', '--open=80', '--open=80/udp'), setting('ipv4/conf/late0/forwarding'), 'late0' in w.all_elements()['lent']
    w.run('ip', 'link', 'del', 'late0')
    # The one that has gone is an obstacle to nothing.
    return alike((found, ('0', (0, ''), '1', True)), (world.load(), (0, '')), ('late0' in w.all_elements()['lent'], False), (through(world), CLOSED))


def ended(world):
    """the end: as it was"""
    world.down('web')
    return alike((world.call('unload'), (0, '')), (settings(), FIRST), (through(world), CLOSED), (os.listdir(w.RECORDS), ['.lock']))


def killed(world):
    """a load that is killed where it writes"""
    bad = []
    for n in range(1, 40):
        status, said = world.call('load', before=('strace', '-qq', '-f', '-o', '/mnt/trace', '-e', 'trace=write,renameat,sendto,sendmsg', '-e',
                                                  f'inject=write,renameat,sendto,sendmsg:signal=KILL:when={n}'))
        passed = through(world)
        if passed != CLOSED:
            bad.append(f'killed at {n}: {passed}')
        if status == 0:
            break
    ended_well = world.call('unload')
    return alike((bad, []), (status, 0), (ended_well, (0, '')), (settings(), FIRST)) if n > 3 else f'it was killed at {n} alone: {said}'


def router(world):
    """a host that is a router stays one"""
    w.write('/proc/sys/net/ipv4/ip_forward', '1')
    w.write('/proc/sys/net/ipv6/conf/all/forwarding', '1')
    was = settings()
    found = through(world), world.load(), world.up('web'), through(world), settings() == was, world.call('unload'), through(world), settings() == was
    # It becomes one while groups run.
    w.write('/proc/sys/net/ipv4/ip_forward', '0')
    w.write('/proc/sys/net/ipv6/conf/all/forwarding', '0')
    w.loaded(world)
    closed = through(world)
    w.write('/proc/sys/net/ipv4/ip_forward', '1')
    w.write('/proc/sys/net/ipv6/conf/all/forwarding', '1')
    again = world.load()
    opened = through(world)[:4 if FORCED else 1]
    world.down('web')
    world.call('unload')
    kept = setting('ipv4/ip_forward')
    w.write('/proc/sys/net/ipv4/ip_forward', '0')
    w.write('/proc/sys/net/ipv6/conf/all/forwarding', '0')
    return alike((found, (OPEN, (0, ''), (0, ''), OPEN, True, (0, ''), OPEN, True)), (closed, CLOSED), (again, (0, '')),
                 (opened, OPEN if FORCED else ['far']), (kept, '1'))


def one(world):
    """an interface that forwarded before does so still"""
    w.write('/proc/sys/net/ipv4/conf/lan0/forwarding', '1')
    found = through(world)[:3:2], w.loaded(world)[0], through(world)[:3:2], world.call('unload'), through(world)[:3:2], setting('ipv4/conf/lan0/forwarding')
    w.write('/proc/sys/net/ipv4/conf/lan0/forwarding', '0')
    # What comes in by the other one doesn't, and there is no answer to what has come in by this one.
    return alike((found, (['nothing', 'nothing'], 0, ['far', 'nothing'], (0, ''), ['nothing', 'nothing'], '1')))


def refused(world):
    """a name that rules can't say"""
    w.run('ip', 'link', 'add', 'a"b', 'type', 'veth', 'peer', 'name', 'c"d')
    status, said = world.load()
    words = 'an interface has a name that rules can\'t say: it forwards nothing to groups'
    value = setting('ipv4/conf/a"b/forwarding')
    w.run('ip', 'link', 'del', 'a"b')
    found = world.call('unload')
    return alike((status, 0), (sorted(set(re.sub(r'forwarding of IPv6.*', words, line) for line in said.split('\n'))), [words]), (value, '0'), (found, (0, '')), (settings(), FIRST))
