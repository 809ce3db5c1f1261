# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is asked for and can't be, in words; addresses, and what is left in the end."""
import os
import re
import socket

import world as w
from paths import same

DEFINITIONS = '/run/coslice/groups'


def part(world):
    world.load()
    for group in ('web', 'shop'):
        world.make_group(group)
        w.write(f'{DEFINITIONS}/{group}.group', '')
    for check in (words, lasting, demanded, full, overlapping, published, foreign, twice, lost, nothing, settings, unswitched, without_ipv6, mtu, others, records, docker, unloaded):
        yield check.__doc__, lambda check=check: check(world)


def alike(*pairs):
    """True, or the first that differs."""
    return next((found for found in (same(*pair) for pair in pairs) if found is not True), True)


def words(world):
    """arguments"""
    return alike(
        (world.call()[0], 70), (world.call('up'), (70, 'option --group is missing')), (world.call('down', '--group=web', 'x'), (70, 'unexpected argument "x"')),
        (world.call('load', 'x'), (70, 'unexpected argument "x"')), (world.call('unload', 'x'), (70, 'unload: unexpected argument "x"')),
        (world.up('web', '--open=0')[0], 70),
        (world.call('load', '--forwarding=yes'), (70, 'option --forwarding: "yes" is not no')),
        (world.call('load', '--docker-user'), (70, 'option --docker-user needs a value')),
        (world.call('load', '--docker-user=no', '--docker-user=no'), (70, 'option --docker-user is given twice')),
        (world.up('web', '--docker-user=no'), (70, 'unknown option "--docker-user=no" of up')),
        (world.up('none'), (-15, 'open the namespaces of group none: No such file or directory')))


def link(world):
    """The group's, the host's end and the group's: MAC addresses."""
    with world.inside('web'):
        inside = re.search(r'link/ether (\S+)', w.run('ip', 'link', 'show', 'eth0'))[1]
    return re.search(r'link/ether (\S+)', w.run('ip', 'link', 'show', 'cs-web'))[1], inside


def lasting(world):
    """address and MAC stay"""
    world.up('web')
    before = world.record('web'), link(world)
    world.down('web')
    world.up('shop')
    world.up('web')
    after = world.record('web'), link(world)
    claims = {os.readlink(f'{w.CLAIMS}/{name}') for name in os.listdir(w.CLAIMS)}
    world.down('web')
    world.down('shop')
    number = [int(byte) for byte in before[0]['address'][0].split('.')]
    return alike((after, before), (claims, {'web', 'shop'}), (before[1], ('02:68:%02x:%02x:%02x:%02x' % tuple(number), '02:63:%02x:%02x:%02x:%02x' % tuple(number))))


def demanded(world):
    """an address that is asked for"""
    shop = w.re.sub(r'\s', '', next(name for name in os.listdir(w.CLAIMS) if os.readlink(f'{w.CLAIMS}/{name}') == 'shop'))
    number = [int(byte) for byte in shop.split('.')]
    shop6 = f'fd00:67::{number[2] << 8 | number[3]:x}'
    os.symlink('gone', f'{w.CLAIMS}/10.67.7.7')
    taken = 'address %s is that of group shop: choose another one, or if that group has no need of it any more, remove ' + f'{w.CLAIMS}/%s'
    found = alike(
        (world.up('web', '--address=10.68.0.1'), (70, 'address 10.68.0.1 of group web is not in 10.67.0.0/16, the range of groups')),
        (world.up('web', '--address=10.67.0.0'), (70, 'address 10.67.0.0 can\'t be group web\'s: of 10.67.0.0/16 it is the range itself')),
        (world.up('web', '--address=10.67.0.1'), (70, 'address 10.67.0.1 can\'t be group web\'s: of 10.67.0.0/16 it is the host\'s own')),
        (world.up('web', '--address=10.67.255.255'), (70, 'address 10.67.255.255 can\'t be group web\'s: of 10.67.0.0/16 it is the range\'s broadcast address')),
        (world.up('web', '--address=fd00:67::1'), (70, 'address fd00:67::1 can\'t be group web\'s: of fd00:67::/64 it is the host\'s own')),
        (world.up('web', f'--address={shop}'), (73, taken % (shop, shop))),
        (world.up('web', f'--address={shop6}'), (73, taken % (shop, shop))),
        (w.links(), []), (w.records(), []),
        (world.up('web', '--address=10.67.7.7', '--address=fd00:67::1:0:7'), (0, '')),
        (world.address('web'), {4: '10.67.7.7', 6: 'fd00:67::1:0:7'}), (os.readlink(f'{w.CLAIMS}/10.67.7.7'), 'web'))
    world.down('web')
    return found


def full(world):
    """a full range, and one that is too small"""
    small = ('--range=10.99.0.0/29', '--range=fd00:99::/64')
    for n in range(2, 7):
        os.symlink(f'g{n}', f'{w.CLAIMS}/10.99.0.{n}')
        w.write(f'{DEFINITIONS}/g{n}.group', '')
    refused = world.call('up', '--group=web', *small)
    os.unlink(f'{DEFINITIONS}/g4.group')
    os.makedirs('/run/coslice/state/g4')
    runs = world.call('up', '--group=web', *small)
    os.rmdir('/run/coslice/state/g4')
    taken = world.call('up', '--group=web', *small), world.address('web') if world.record('web') else None
    world.down('web')
    sentence = (73, f'find an address for group web: each of the 5 of 10.99.0.0/29 is that of a group that is defined, as the links in {w.CLAIMS} show; write a larger range')
    return alike((refused, sentence), (runs, sentence), (taken, ((0, ''), {4: '10.99.0.4', 6: 'fd00:99::4'})), (os.readlink(f'{w.CLAIMS}/10.99.0.4'), 'web'),
                 (world.call('up', '--group=web', '--range=10.99.0.0/30'), (70, 'the range 10.99.0.0/30 has no room for groups: expected at most 29 bits, like 10.67.0.0/16')),
                 (world.call('up', '--group=web', '--range=fd00:99::/120'), (70, 'the range fd00:99::/120 has not as many addresses as that of IPv4: expected at most 112 bits')))


def overlapping(world):
    """a range that the host has routes to"""
    address = '10.67.7.7'
    found = []
    for words, sentence in (
            (('route', 'add', '10.67.7.0/24', 'dev', 'lan0'), 'the range 10.67.0.0/16 overlaps with the host\'s route 10.67.7.0/24 (lan0)'),
            (('route', 'add', '10.0.0.0/8', 'via', w.LAN[4]), 'the range 10.67.0.0/16 overlaps with the host\'s route 10.0.0.0/8 (lan0)'),
            (('addr', 'add', '10.67.0.1/32', 'dev', 'lan0'), 'the range 10.67.0.0/16 overlaps with the host\'s address 10.67.0.1 (lan0)'),
            (('-6', 'route', 'add', 'fd00:67::/48', 'via', w.LAN[6]), 'the range fd00:67::/64 overlaps with the host\'s route fd00:67::/48 (lan0)')):
        w.run('ip', *words)
        found.append((world.up('web', f'--address={address}'), (70, sentence)))
        w.run('ip', *('del' if word == 'add' else word for word in words))
    # What leads nowhere is in nobody's way, and a VPN's halves are a default route.
    for words in (('route', 'add', 'unreachable', '10.67.0.0/16'), ('route', 'add', '0.0.0.0/1', 'dev', 'lan0')):
        w.run('ip', *words)
        found.append((world.up('web', f'--address={address}'), (0, '')))
        w.run('ip', *('del' if word == 'add' else word for word in words))
        world.down('web')
    return alike(*found, (w.links(), []))


def listen(kind, address, port):
    one = w.Answers.listen(socket.AF_INET6 if ':' in address else socket.AF_INET, kind, address, port)
    return one


def published(world):
    """a port that is taken"""
    world.up('shop', '--publish=8080:80', '--publish=127.0.0.1:8081:81', '--publish=9000-9010:9000-9010/udp')
    before = w.elements()
    found = [(world.up('web', *words), (70, sentence)) for words, sentence in (
        (('--publish=8080:1',), '8080/tcp is published by group shop'),
        (('--publish=8070-8090:1-21',), '8080/tcp is published by group shop'),
        (('--publish=127.0.0.1:8081:1',), '127.0.0.1:8081/tcp is published by group shop'),
        (('--publish=9010:1/udp',), '9010/udp is published by group shop'),
        (('--publish=70:1', '--publish=70:2'), '70/tcp is published twice by group web'))]
    for kind, protocol in ((socket.SOCK_STREAM, 'tcp'), (socket.SOCK_DGRAM, 'udp')):
        for address in ('0.0.0.0', '::', '127.0.0.1'):
            one = listen(kind, address, 7000)
            found.append((world.up('web', f'--publish=6990-7010:6990-7010/{protocol}'), (70, f'7000/{protocol} is in use on this host')))
            found.append((world.up('web', f'--publish=127.0.0.1:7000:7000/{protocol}'), (70, f'127.0.0.1:7000/{protocol} is in use on this host') if ':' not in address else (0, '')))
            world.down('web')
            one.close()
    same_state = w.elements(), w.links()
    # Other protocols, other addresses, and what is the same inside.
    good = world.up('web', '--publish=8080:80/udp', '--publish=8081:81', '--publish=127.0.0.1:8080:80', '--publish=9000:9000'), world.down('web')
    away = world.up('web', '--publish=198.51.100.1:80:80'), world.down('web')
    world.down('shop')
    return alike(*found, (same_state, (before, ['cs-shop'])), (good, ((0, ''), (0, ''))),
                 (away, ((0, '198.51.100.1:80/tcp: that is no address of this host now; it is published if it becomes one'), (0, ''))))


def foreign(world):
    """an interface of that name that is not the group's"""
    w.run('ip', 'link', 'add', 'cs-web', 'type', 'veth', 'peer', 'name', 'other')
    w.run('ip', 'link', 'set', 'cs-web', 'alias', 'coslice group web-1')
    refused, removed, there = world.up('web'), world.down('web'), w.links()
    w.run('ip', 'link', 'del', 'cs-web')
    return alike((refused, (71, 'the host has an interface cs-web that is not group web\'s (its alias is "coslice group web-1"): remove or rename it')),
                 (removed, (0, '')), (there, ['cs-web']), (w.records(), []), (w.elements(), {}))


def twice(world):
    """up and down twice"""
    ups = world.up('web', '--open=80', '--publish=80:80'), world.up('web', '--open=81', '--publish=80:80')
    opened = w.elements()['open4']
    downs = world.down('web'), world.down('web')
    return alike((ups, ((0, ''), (0, ''))), ('tcp . 81' in opened, True), (downs, ((0, ''), (0, ''))), (w.elements(), {}), (w.links(), []), (w.records(), []))


def lost(world):
    """a record that was lost"""
    words = '--open=90-99,from=192.0.2.0/24', '--publish=80:80'
    first = world.up('web', *words), w.elements()
    os.unlink(f'{w.RECORDS}/web')
    again = world.up('web', *words), w.elements()
    os.unlink(f'{w.RECORDS}/web')
    other = world.up('shop', '--publish=80:80'), world.down('shop'), world.down('web')
    return alike((again, first), (other, ((0, ''),) * 3), (w.elements(), {}), (w.links(), []))


def nothing(world):
    """down of a group that never was, and without a table"""
    world.up('web', '--open=80')
    w.run('nft', 'flush', 'ruleset')
    found = world.down('never'), world.down('web')
    world.load()
    return alike((found, ((0, ''), (0, ''))), (w.links(), []))


def setting(name):
    return w.read(f'/proc/sys/net/{name}').strip()


def settings(world):
    """what is set of interfaces, and of no others"""
    w.run('ip', 'link', 'add', 'other', 'type', 'veth', 'peer', 'name', 'another')
    before = setting('ipv4/ip_forward'), setting('ipv6/conf/other/accept_ra')
    w.write('/proc/sys/net/ipv4/conf/lan0/forwarding', '0')
    world.up('web')
    alone = setting('ipv4/conf/cs-web/route_localnet')
    world.up('web', '--publish=80:80')
    names = ('ipv4/conf/cs-web/forwarding', 'ipv4/conf/cs-web/route_localnet', 'ipv4/conf/cs-web/send_redirects', 'ipv4/conf/cs-web/accept_redirects',
             'ipv6/conf/cs-web/accept_ra', 'ipv6/conf/cs-web/accept_redirects', 'ipv6/conf/cs-web/forwarding', 'ipv6/conf/cs-web/addr_gen_mode')
    of_group = [setting(name) for name in names]
    after = setting('ipv4/ip_forward'), setting('ipv6/conf/other/accept_ra')
    if os.path.exists('/proc/sys/net/ipv6/conf/lan0/force_forwarding'):
        of_six = [setting(f'ipv6/conf/{name}') for name in ('cs-web/force_forwarding', 'lan0/force_forwarding', 'other/force_forwarding', 'all/forwarding')]
        want = ['1', '1', '1', '0']
    else:
        of_six, want = [setting(f'ipv6/conf/{name}') for name in ('all/forwarding', 'other/accept_ra')], ['1', '2']
        before, after = before[:1], after[:1]
    by_up = setting('ipv4/conf/lan0/forwarding')
    w.write('/proc/sys/net/ipv4/conf/lan0/forwarding', '0')
    world.load()
    by_load = setting('ipv4/conf/lan0/forwarding')
    world.down('web')
    w.run('ip', 'link', 'del', 'other')
    return alike((alone, '0'), (of_group, ['1', '1', '0', '0', '0', '0', '1', '1']), (after, before), (of_six, want), (by_up, '1'), (by_load, '1'))


def unswitched(world):
    """forwarding that is left to others"""
    names = ('ipv4/ip_forward', 'ipv4/conf/default/forwarding', 'ipv4/conf/lan0/forwarding', 'ipv6/conf/all/forwarding', 'ipv6/conf/default/forwarding',
             'ipv6/conf/lan0/forwarding', 'ipv6/conf/lan0/accept_ra')
    switches = {'ipv4/conf/lan0/forwarding': '0', 'ipv6/conf/all/forwarding': '0'}
    if os.path.exists('/proc/sys/net/ipv6/conf/lan0/force_forwarding'):
        names += ('ipv6/conf/all/force_forwarding', 'ipv6/conf/lan0/force_forwarding')
        switches['ipv6/conf/lan0/force_forwarding'] = '0'
    else:
        switches['ipv6/conf/lan0/accept_ra'] = '1'  # what "load" has made 2 goes back with forwarding
    before = {name: setting(name) for name in names}
    for name, value in switches.items():
        w.write(f'/proc/sys/net/{name}', value)
    off = {name: setting(name) for name in names}
    done = world.call('load', '--forwarding=no'), world.up('web', '--open=80')
    after, own = {name: setting(name) for name in names}, setting('ipv4/conf/cs-web/forwarding')
    # And not by who brings back rules that somebody has flushed.
    w.run('nft', 'flush', 'ruleset')
    again = world.up('web', '--open=80'), {name: setting(name) for name in names}
    for name in switches:
        w.write(f'/proc/sys/net/{name}', before[name])
    world.down('web')
    world.load()
    return alike((done, ((0, ''), (0, ''))), ({name: off[name] for name in switches}, switches), (after, off), (own, '1'), (again, ((0, ''), off)),
                 ({name: setting(name) for name in names}, before))


def without_ipv6(world):
    """a host, and a group, without IPv6"""
    def tried(where):
        with world.inside(where):
            w.write('/proc/sys/net/ipv6/conf/default/disable_ipv6', '1')
        found = world.up('web', '--open=80', '--publish=80:80'), sorted(world.address('web')), sorted(w.elements())
        world.down('web')
        refused = world.up('web', '--address=fd00:67::77')
        with world.inside(where):
            w.write('/proc/sys/net/ipv6/conf/default/disable_ipv6', '0')
        return found, refused
    want = ((0, ''), [4], ['gateways', 'open4', 'publish4']), \
        (70, 'group web can\'t have an address of IPv6: it is switched off on this host, or in the group (net.ipv6.conf.all.disable_ipv6)')
    return alike((tried('host'), want), (tried('web'), want))


def mtu(world):
    """the MTU of the default route"""
    found = []
    for size in ('1400', '1500'):
        w.run('ip', 'link', 'set', 'lan0', 'mtu', size)
        world.up('web')
        with world.inside('web'):
            inside = re.search(r'mtu (\d+)', w.run('ip', 'link', 'show', 'eth0'))[1]
        found.append((re.search(r'mtu (\d+)', w.run('ip', 'link', 'show', 'cs-web'))[1], inside))
        world.down('web')
    return same(found, [('1400', '1400'), ('1500', '1500')])


def others(world):
    """what is open to another group, by the address that it has"""
    world.up('shop', '--address=10.67.7.8', '--address=fd00:67::7')
    world.up('web', '--open=80,from=shop')
    running = world.record('web')['open']
    world.down('shop')
    world.up('shop')
    world.up('web', '--open=80,from=shop')
    own = world.record('web')['open'], [f'80/tcp,from={one}/{bits}' for one, bits in zip(world.record('shop')['address'], (32, 128))]
    world.down('shop')
    world.up('web', '--open=80,from=shop')
    stopped = world.record('web')['open']
    world.down('web')
    return alike((running, ['80/tcp,from=10.67.7.8/32', '80/tcp,from=fd00:67::7/128']), own, (stopped, own[1]))


def records(world):
    """records that can't be right"""
    world.up('web', '--publish=8080:80')
    before = w.elements()
    w.write(f'{w.RECORDS}/broken', '--group=broken\n--open=x\n')
    w.write(f'{w.RECORDS}/other', '--group=web\n')
    w.write(f'{w.RECORDS}/zweb', w.read(f'{w.RECORDS}/web').replace('--group=web', '--group=zweb'))
    status, said = world.load()
    after = w.elements()
    for name in ('broken', 'other', 'zweb'):
        os.unlink(f'{w.RECORDS}/{name}')
    world.down('web')
    return alike((status, 0), (sorted(said.split('\n')), sorted([
        'group broken is left out: option --open: "x": expected ports like 80, 53/udp or 8000-8010/tcp, from 1 to 65535, and who may reach them, as in '
        '5432,from=10.0.0.0/8 or 5432,from=web',
        f'group other is left out: {w.RECORDS}/other is the record of group web',
        'group zweb publishes nothing now: 8080/tcp is published by group web too'])), (after['publish4'], before['publish4']))


def docker(world):
    """Docker's chain"""
    def ours():
        return [w.run('nft', 'list', 'chain', family, 'filter', 'DOCKER-USER').count('comment "coslice"') for family in ('ip', 'ip6')]
    for family in ('ip', 'ip6'):
        w.run('nft', f'add table {family} filter; add chain {family} filter FORWARD {{ type filter hook forward priority 0; policy drop; }}; '
              f'add chain {family} filter DOCKER-USER; add rule {family} filter DOCKER-USER counter return; add rule {family} filter FORWARD jump DOCKER-USER')
    first = world.load(), ours()
    again = world.load(), ours()
    off = world.call('load', '--docker-user=no'), ours()
    # Rules that a start brings back are our own.
    w.run('nft', 'delete', 'table', 'inet', 'coslice')
    brought = world.up('web', '--open=80'), ours(), w.elements() is not None
    world.down('web')
    world.load()
    world.up('web', '--open=80')
    w.Answers(world, 'web', (80,))
    answers = [w.ask(world, 'lan', 'tcp', world.address('web')[version], 80) for version in (4, 6)]
    world.down('web')
    removed = world.call('unload'), ours(), w.elements()
    for family in ('ip', 'ip6'):
        w.run('nft', 'delete', 'table', family, 'filter')
    world.load()
    return alike((first, ((0, ''), [2, 2])), (again, ((0, ''), [2, 2])), (off, ((0, ''), [0, 0])), (brought, ((0, ''), [0, 0], True)),
                 (answers, ['web 192.0.2.2', 'web 2001:db8:1::2']), (removed, ((0, ''), [0, 0], None)))


def unloaded(world):
    """the end: nothing is left"""
    found = world.call('unload'), world.call('unload')
    return alike((found, ((0, ''), (0, ''))), (w.run('nft', 'list', 'ruleset'), ''), (w.links(), []), (os.listdir(w.RECORDS), ['.lock']))
