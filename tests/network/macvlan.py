# SPDX-License-Identifier: LGPL-2.1-or-later
"""Groups in the LAN of the host by Network=macvlan: who reaches whom, what stays the same, what can't be, what is left of one that was
killed."""
import concurrent.futures
import re
import socket

import killed
import world as w
from asked import alike
from paths import same

WEB, SHOP = {4: '192.0.2.10', 6: '2001:db8:1::10'}, {4: '192.0.2.11', 6: '2001:db8:1::11'}
FAR = {4: '198.51.100.1', 6: '2001:db8:2::1'} # of the LAN's machine, behind it
WORDS = ['--macvlan=lan0', '--address=192.0.2.10/24', '--address=2001:db8:1::10/64', '--open=80', '--open=80/udp', '--open=99,from=192.0.2.11',
         '--open=99,from=2001:db8:1::11', '--open=99/udp,from=192.0.2.11', '--open=99/udp,from=2001:db8:1::11']
OPENS = ['80/tcp', '80/udp', '99/tcp,from=192.0.2.11/32', '99/tcp,from=2001:db8:1::11/128', '99/udp,from=192.0.2.11/32', '99/udp,from=2001:db8:1::11/128']
OTHER = ['--macvlan=lan0', '--address=192.0.2.11/24', '--address=2001:db8:1::11/64']

# From, to, port, result. Between the host, with the groups behind it, and those on its interface nothing is heard.
PATHS = '''
lan    web   80  web lan
lan    web   90  prohibited
lan    web   99  prohibited
shop   web   80  web shop
shop   web   90  prohibited
shop   web   99  web shop
web    shop  80  prohibited
web    lan   80  lan web
web    far   80  lan web
web    web   90  web web
lan    mail  80  prohibited
mail   lan   80  lan host
host   lan   80  lan host
host   web   80  silence
host   shop  80  silence
mail   web   80  silence
web    host  80  silence
web    mail  80  silence
'''


def part(world):
    world.load()
    for group in ('web', 'shop', 'mail'):
        world.make_group(group)
    for version, words in ((4, ()), (6, ('-6',))):
        w.run('ip', '-n', 'lan', *words, 'addr', 'add', f'{FAR[version]}/{32 if version == 4 else 128}', 'dev', 'lo')
    before = host(world)
    yield 'web is up', lambda: same(up(world, 'web', *WORDS), (0, ''))
    yield 'shop is up', lambda: same(up(world, 'shop', *OTHER), (0, ''))
    yield 'nothing of the host is changed', lambda: same(host(world), before)
    yield 'the record', lambda: same(world.record('web'), {'group': ['web'], 'macvlan': ['lan0'], 'address': ['192.0.2.10/24', '2001:db8:1::10/64'], 'open': OPENS})
    world.up('mail')
    for space, ports in (('lan', (80,)), ('host', (80,)), ('web', (80, 90, 99)), ('shop', (80,)), ('mail', (80,))):
        w.Answers(world, space, ports)
    yield from paths(world)
    yield 'ping', lambda: alike(*((w.ping(world, 'lan', WEB[version]), True) for version in (4, 6)), *((w.ping(world, 'web', FAR[version]), True) for version in (4, 6)),
                                (w.ping(world, 'host', WEB[4], 0.3), False))
    for check in (flushed, advertisement, settings, lasting, nothing, families, gateways, refused, taken, parent_down, known, switched):
        yield check.__doc__, lambda check=check: check(world)
    yield from killings(world)


def up(world, group, *words, before=()):
    return world.call('up', f'--group={group}', *words, before=before)


def host(world):
    """What of the host a group could change: links, addresses, routes, the rules' elements."""
    return w.links(), w.run('ip', '-br', 'addr'), w.run('ip', 'route'), w.run('ip', '-6', 'route'), w.elements()


def inside(world, group, *words):
    with world.inside(group):
        return w.run(*words)


def paths(world):
    known = {'lan': w.LAN, 'host': w.HOST, 'web': WEB, 'shop': SHOP, 'far': FAR, 'mail': world.address('mail')}
    rows = [line.split(maxsplit=3) for line in PATHS.splitlines() if line]
    asked = [(*row, version, kind) for row in rows for version in (4, 6) for kind in ('tcp', 'udp')]

    def answer(source, to, port, want, version, kind):
        names = {address[version]: name for name, address in known.items()}
        got = ' '.join(names.get(word, word) for word in w.ask(world, source, kind, known[to][version], int(port)).split(' '))
        # Nobody answers for the address, which the kernel says sooner or later.
        return 'silence' if want == 'silence' and got in ('nothing', 'prohibited', 'no route') else got
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda one: answer(*one), asked))
    for (source, to, port, want, version, kind), got in zip(asked, answers):
        yield f'{source} to {to} port {port}, IPv{version}, {kind}', lambda got=got, want=want: same(got, want)


def flushed(world):
    """the host's rules are flushed: no port is opened"""
    w.run('nft', 'flush', 'ruleset')
    closed = [w.ask(world, 'lan', 'tcp', WEB[version], port) for version in (4, 6) for port in (80, 90)]
    loaded = world.load()
    return alike((closed, ['web 192.0.2.2', 'prohibited', 'web 2001:db8:1::2', 'prohibited']), (loaded, (0, '')))


def advertisement(world):
    """a router advertisement makes no router (CVE-2020-13401)"""
    w.write('/proc/sys/net/ipv6/conf/lan0/accept_ra', '0') # the host would believe it
    message = bytes([134, 0, 0, 0, 64, 0, 7, 8]) + bytes(8) + bytes([3, 4, 64, 0xc0]) + b'\xff' * 8 + bytes(4) + bytes.fromhex('fd660000000000000000000000000000')
    with world.inside('web'):
        listener = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
    with world.inside('lan'):
        one = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
        one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
        where = socket.getaddrinfo('ff02::1%eth0', 0)[0][4]
    with one, listener:
        listener.settimeout(5)
        # When the second one comes, the first was looked at.
        for _ in range(2):
            one.sendto(message, where)
            while listener.recv(256)[:1] != b'\x86':
                pass
    found = inside(world, 'web', 'ip', '-6', 'addr'), inside(world, 'web', 'ip', '-6', 'route')
    return 'fd66' not in str(found) or found


def settings(world):
    """what is set of the interface"""
    names = ('ipv4/conf/all/accept_redirects', 'ipv4/conf/eth0/accept_redirects', 'ipv4/conf/eth0/arp_notify', 'ipv6/conf/eth0/accept_redirects',
             'ipv6/conf/eth0/accept_ra', 'ipv6/conf/eth0/ndisc_notify')
    with world.inside('web'):
        found = [w.read(f'/proc/sys/net/{name}').strip() for name in names]
    link = inside(world, 'web', 'ip', '-d', 'link', 'show', 'eth0')
    return alike((found, ['0', '0', '1', '0', '0', '1']), ('macvlan mode bridge' in link, True),
                 (re.search(r'inet 192.0.2.10/24 brd (\S+)', inside(world, 'web', 'ip', 'addr'))[1], '192.0.2.255'))


def lasting(world):
    """address and MAC stay"""
    def link():
        return inside(world, 'web', 'ip', '-br', 'addr', 'show', 'dev', 'eth0').split()[2:], re.search(r'link/ether (\S+)', inside(world, 'web', 'ip', 'link', 'show', 'eth0'))[1]
    first = link()
    downs = world.down('web'), up(world, 'web', *WORDS), link()
    again = up(world, 'web', *WORDS), link() # without a down between
    return alike((downs, ((0, ''), (0, ''), first)), (again, ((0, ''), first)), (first[1], '02:6d:c0:00:02:0a'),
                 (w.ask(world, 'lan', 'tcp', WEB[4], 80), 'web 192.0.2.2'))


def nothing(world):
    """nothing is left, though somebody keeps the namespace"""
    downs = world.down('web'), world.down('web')
    left = re.findall(r'^\d+: ([^:@]+)', inside(world, 'web', 'ip', 'link'), re.M), world.record('web')
    up(world, 'web', *WORDS)
    world.down('shop')
    world.remove_group('shop') # its namespaces go first
    gone = world.down('shop'), world.record('shop')
    world.make_group('shop')
    return alike((downs, ((0, ''), (0, ''))), (left, (['lo'], None)), (gone, ((0, ''), None)))


def families(world):
    """an address of one family"""
    found = []
    for address, addresses, defaults in (('192.0.2.11/24', ['192.0.2.11/24'], (1, 0)), ('2001:db8:1::11/64', ['2001:db8:1::11/64', 'fe80'], (0, 1))):
        said = up(world, 'shop', '--macvlan=lan0', f'--address={address}', '--open=80')
        has = [one if 'fe80' not in one else 'fe80' for one in inside(world, 'shop', 'ip', '-br', 'addr', 'show', 'dev', 'eth0').split()[2:]]
        routes = tuple(inside(world, 'shop', 'ip', version, 'route').count('default') for version in ('-4', '-6'))
        mac = re.search(r'link/ether (02:..)', inside(world, 'shop', 'ip', 'link', 'show', 'eth0'))[1]
        found.append(((said, has, routes, mac), ((0, ''), addresses, defaults, '02:6d' if defaults[0] else '02:36')))
        world.down('shop')
    return alike(*found)


def gateways(world):
    """the host's gateway there becomes the group's"""
    def way(*words):
        said = up(world, 'shop', *words or OTHER)
        routes = [re.search(r'default via (\S+)', inside(world, 'shop', 'ip', version, 'route') + 'default via -')[1] for version in ('-4', '-6')]
        world.down('shop')
        return said, routes
    found = [(way(), ((0, ''), [w.LAN[4], w.LAN[6]]))]
    w.run('ip', 'route', 'add', 'default', 'via', '192.0.2.3', 'metric', '50')
    w.run('ip', 'route', 'change', 'default', 'via', w.LAN[4], 'metric', '100', check=False)
    w.run('ip', 'route', 'del', 'default', 'via', w.LAN[4])
    w.run('ip', 'route', 'add', 'default', 'via', w.LAN[4], 'metric', '100')
    w.run('ip', '-6', 'route', 'del', 'default')
    w.run('ip', '-6', 'route', 'add', 'default', 'proto', 'ra', 'via', 'fe80::77', 'dev', 'lan0')
    found.append((way(), ((0, ''), ['192.0.2.3', 'fe80::77'])))
    w.run('ip', 'route', 'del', 'default', 'via', '192.0.2.3')
    w.run('ip', '-6', 'route', 'del', 'default')
    found.append((way('--macvlan=lan0', '--address=203.0.113.7/24', '--address=2001:db8:1::11/64'),
                  ((0, 'the host\'s gateway 192.0.2.2 by lan0 is not in 203.0.113.0/24, the network of the group\'s Address=: the group has no way to other networks of IPv4'),
                   ['-', '-'])))
    w.run('ip', 'route', 'del', 'default')
    w.run('ip', 'route', 'add', 'default', 'nexthop', 'via', '192.0.2.4', 'dev', 'lan0', 'nexthop', 'via', '192.0.2.5', 'dev', 'lan0')
    found.append((way(), ((0, ''), ['192.0.2.4', '-'])))
    w.run('ip', 'route', 'del', 'default')
    for words, to in ((('ip',), 4), (('ip', '-6'), 6)):
        w.run(*words, 'route', 'add', 'default', 'via', w.LAN[to])
    return alike(*found)


def refused(world):
    """what can't be"""
    w.run('ip', 'link', 'add', 'port0', 'type', 'veth', 'peer', 'name', 'port1')
    w.run('ip', 'link', 'add', 'br0', 'type', 'bridge')
    w.run('ip', 'link', 'set', 'port0', 'up', 'master', 'br0')
    address = '--address=192.0.2.12/24'
    found = [(up(world, 'shop', *words), sentence) for words, sentence in (
        (('--macvlan=eth7', address), (70, 'there is no interface eth7 on this host')),
        (('--macvlan=lan0', f'--address={w.HOST[4]}/24'), (70, f'address {w.HOST[4]} of group shop is the host\'s own: choose another one of the network of lan0')),
        (('--macvlan=lan0', f'--address={w.HOST[6]}/64'), (70, f'address {w.HOST[6]} of group shop is the host\'s own: choose another one of the network of lan0')),
        (('--macvlan=lan0', f'--address={w.LAN[4]}/24'), (70, f'address {w.LAN[4]} of group shop is the gateway\'s: choose another one of the network of lan0')),
        (('--macvlan=port0', address), (70, 'port0 is a part of a bridge, a bond or the like: name that, not its part')),
        (('--macvlan=lo', address), (70, 'lo is no interface of an Ethernet: no macvlan can be there')),
        (('--macvlan=lan0',), (70, 'option --macvlan wants --address=ADDRESS/BITS with it')))]
    w.run('ip', 'link', 'del', 'port0')
    w.run('ip', 'link', 'del', 'br0')
    return alike(*found, (world.record('shop'), None), (re.findall(r'^\d+: ([^:@]+)', inside(world, 'shop', 'ip', 'link'), re.M), ['lo']))


def taken(world):
    """an address that another group has there"""
    w.run('ip', 'link', 'add', 'other0', 'type', 'veth', 'peer', 'name', 'other1')
    w.run('ip', 'link', 'set', 'other0', 'up')
    found = [((up(world, 'shop', '--macvlan=lan0', f'--address={address}')), (70, f'address {address.split("/")[0]} is that of group web, on lan0 too'))
             for address in ('192.0.2.10/25', '2001:db8:1::10/64')]
    # On another interface that is another network.
    found.append((up(world, 'shop', '--macvlan=other0', '--address=192.0.2.10/24'), (0, '')))
    world.down('shop')
    w.run('ip', 'link', 'del', 'other0')
    return alike(*found)


def parent_down(world):
    """an interface that is down, and up later"""
    w.run('ip', 'link', 'add', 'other0', 'type', 'veth', 'peer', 'name', 'other1', 'netns', 'lan')
    w.run('ip', '-n', 'lan', 'addr', 'add', '203.0.113.2/24', 'dev', 'other1')
    w.run('ip', '-n', 'lan', 'link', 'set', 'other1', 'up')
    said = up(world, 'shop', '--macvlan=other0', '--address=203.0.113.7/24')
    w.run('ip', 'link', 'set', 'other0', 'up')
    answers = w.ask(world, 'shop', 'tcp', '203.0.113.2', 80, patience=10.0)
    # It goes, and the group's with it.
    w.run('ip', 'link', 'del', 'other0')
    left = re.findall(r'^\d+: ([^:@]+)', inside(world, 'shop', 'ip', 'link'), re.M)
    return alike((said, (0, 'the interface other0 is down: until it is up the group reaches nobody')), (answers, 'lan 203.0.113.7'), (left, ['lo']),
                 (world.down('shop'), (0, '')))


def known(world):
    """a group that the host routes doesn't take it for one beside it"""
    world.down('mail')
    said = world.up('mail', '--open=80,from=web')
    opened = world.record('mail')['open']
    return alike((said, (0, '')), (len(opened), 2), (any(WEB[4] in one or WEB[6] in one for one in opened), False))


def switched(world):
    """from one kind of network to another, and back"""
    up(world, 'shop', *OTHER)
    private = world.up('shop', '--open=80'), w.links()
    back = up(world, 'shop', *OTHER), w.links(), re.findall(r'^\d+: ([^:@]+)', inside(world, 'shop', 'ip', 'link'), re.M)
    world.down('shop')
    return alike((private, ((0, ''), ['cs-mail', 'cs-shop'])), (back, ((0, ''), ['cs-mail'], ['lo', 'eth0'])))


def killings(world):
    """up and down killed at each call that changes something, as in killed.py."""
    def bare():
        return re.findall(r'^\d+: ([^:@]+)', inside(world, 'web', 'ip', 'link'), re.M), world.record('web')
    yield 'up', lambda: same(up(world, 'web', *WORDS), (0, ''))
    up(world, 'web', *WORDS)
    whole = killed.state(world)

    def undone(verb, call, number):
        before = ['strace', '-qq', '-o', '/dev/null', '-e', f'trace={call}', '-e', f'inject={call}:signal=KILL:when={number}']
        for then in ('up', 'down'):
            if verb == 'up':
                world.down('web')
                status, said = up(world, 'web', *WORDS, before=before)
            else:
                up(world, 'web', *WORDS)
                status, said = world.down('web', before=before)
            if status not in (-9, 137):
                return f'it was not killed: {status} {said}'
            found = up(world, 'web', *WORDS) if then == 'up' else world.down('web')
            got, want = (killed.state(world), whole) if then == 'up' else (bare(), (['lo'], None))
            if (found, got) != ((0, ''), want):
                return f'{then}: {found}, {killed.differ(got, want)}'
        return True
    for verb in ('up', 'down'):
        if verb == 'up':
            world.down('web')
        all_calls = killed.calls_of(lambda before, verb=verb: up(world, 'web', *WORDS, before=before) if verb == 'up' else world.down('web', before=before))
        yield f'{verb} has calls that change something', lambda all_calls=all_calls: len(all_calls) > 4 or str(all_calls)
        for index, (call, number) in enumerate(all_calls):
            if killed.LARGE or index % 3 == 0:
                yield f'{verb} at {call} number {number}', lambda verb=verb, call=call, number=number: undone(verb, call, number)
        up(world, 'web', *WORDS)
